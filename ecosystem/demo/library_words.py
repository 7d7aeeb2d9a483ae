"""What the demo's library says: titles and texts around a skill, and the lines that people leave about them."""

COURSE_MINUTES = 80  # what the four lessons of a course ask for, together

# kind, share of the library in percent, minutes, titles; `{s}` is the skill
KINDS = (
    ("article", 19, (4, 12), (
        "{s}: what we learned on three client projects", "{s} in one page", "Five mistakes with {s}, and what we do now",
        "How we talk about {s} with clients", "{s}: the words we use, and why",
    )),
    ("link", 19, (5, 25), (
        "A plain introduction to {s}", "The reference for {s} that we keep open", "{s}: a field guide",
        "The best long read on {s}", "{s} explained with examples",
    )),
    ("how_to", 22, (3, 15), (
        "First steps in {s}", "{s}: a checklist before you ask for review", "{s} in our stack, step by step",
        "When {s} goes wrong: where to look", "Set up {s} on a new project",
    )),
    ("video", 12, (15, 50), (
        "{s}: recording of the lunch talk", "{s} live on a real case", "Questions and answers on {s}",
    )),
    ("course", 8, (COURSE_MINUTES, COURSE_MINUTES), ("{s} from the beginning", "{s}: working level in four lessons")),
    ("book", 6, (300, 600), ("The book on {s} that we lend out", "{s}: the classic")),
    ("tool", 3, (5, 10), ("Where we keep everything on {s}",)),
    ("practice", 3, (5, 10), ("How we do {s} here",)),
    ("podcast", 3, (25, 45), ("{s} on the way to work",)),
    ("template", 3, (2, 5), ("{s}: a template to copy",)),
    ("person", 2, (), ("Office hours for {s}",)),
)  # fmt: skip
# What is written here itself, by kind; `{s}` is the skill.
BODIES = {
    "article": """## What happened

A project came to the point where {s} decided how it went on, and two of us had never done it together.

- What went well: we had said beforehand what would be good enough.
- What did not: the first try was too large to be looked at in one go.

> What helped most was to look over a shoulder once.

## What we do since

We take {s} up in the first week, in small pieces, and write down who decides when opinions differ.
""",
    "how_to": """## What you need before

A real case in which {s} comes up, and half an hour nobody takes from you.

1. Say in one sentence what shall be different afterwards.
2. Do the smallest part first and show it to somebody.
3. Write down what surprised you; the next one will thank you.

| Level | You can |
|---|---|
| 1 | follow the steps with this page open |
| 2 | do it alone on a usual case |
| 3 | say when these steps are the wrong ones |

## When it goes wrong

Ask before the second hour. Most of us got stuck at the same place.
""",
    "practice": """## When we do it

Whenever {s} decides something that a client will see.

## Who does what

- Whoever begins says so in the channel of the project.
- A second person looks at it within two days.
- Whoever leads the project says when it is enough.

## How we know that it is done

Somebody who was not there understands it from what is written down.
""",
    "template": """## When to use it

At the beginning, and again when the scope of {s} changes. Not for a question that one call answers.

## The template

- **What it is about:**
- **Who decides, and until when:**
- **What we know, what we assume:**
- **How we shall see that it worked:**
""",
    "course": """## For whom

You meet {s} in your work and have done little of it so far.

Four lessons of about twenty minutes, each with something to do on a case of your own; a question at the end.
""",
    "person": """Bring whatever you are stuck with in {s}, as it is. Nothing has to be prepared, and no question is too small.

Write a day before if you want somebody to look at something beforehand.
""",
}  # fmt: skip
SUMMARIES = {
    "article": (
        "What {s} changed on three projects.", "For whoever has to explain {s} to a client.", "Why we do {s} as we do.",
        "Written after the third person had asked about {s}.", "What we would do otherwise in {s} today.",
        "{s} from our own work, with two examples.",
    ),
    "link": (
        "The clearest page on {s} that we know.", "Somebody else’s words on {s}, better than ours would be.",
        "Kept because new colleagues ask for {s}.", "For looking up what one forgets about {s}.",
        "Good on the why of {s}, short on the how.", "Read the first half; the rest of it is not about {s}.",
    ),
    "how_to": (
        "The steps we take for {s}, in their order.", "For the first time with {s} on your own.",
        "{s} with what usually goes wrong, and what then.", "Short: {s} on a usual case.",
        "{s} as two of us do it every week.", "Begin here, then ask somebody who does {s} daily.",
    ),
    "video": (
        "A talk of ours on {s}, cut to what matters.", "Somebody does {s}, and you look over the shoulder.",
        "Watch the middle part: {s} on a real case.", "Questions about {s} that came from the room.",
        "{s}, recorded for those who were travelling.", "One case of {s}, from beginning to end.",
    ),
    "course": (
        "{s} in four lessons, each with a case of your own.", "For whoever meets {s} in their work.",
        "An hour and a bit on {s}, with a question at the end.", "{s} at your own pace, a lesson a week.",
        "What we teach newcomers of {s}.", "{s}, with somebody to show it to at the end.",
    ),
    "book": (
        "The long view of {s}; three chapters are enough.", "A copy stands in each office; ask before you buy one on {s}.",
        "For those who want to know where {s} comes from.", "Thick, and the best index on {s}.",
        "Two of us read it on {s} and disagree about it.", "Read on {s} before you teach it.",
    ),
    "tool": (
        "One place for what we have on {s}.", "Where you find the files for {s}.", "Kept tidy by those who do {s}.",
        "Search here before you ask about {s}.", "Links, files and names on {s}.", "What new projects copy for {s}.",
    ),
    "practice": (
        "How we agreed to do {s}, and when not.", "{s}, as the audit wants to see it.", "What holds for {s} on all projects.",
        "Who does what in {s}.", "{s} in five lines that everybody knows.", "Agreed last year by those who do {s}.",
    ),
    "podcast": (
        "Two people who do {s} talk about a bad week.", "Forty minutes on {s}, good for the train.",
        "An interview about {s} with its mistakes left in.", "What {s} looks like elsewhere.",
        "One guest, one question on {s}.", "The episode on {s} that we recommend.",
    ),
    "template": (
        "Copy it, fill it in: {s}.", "Saves an hour of {s}.", "What to fill in for {s}, with an example.",
        "The headings we use for {s}.", "{s} on one sheet.", "Ready to copy; made for {s}.",
    ),
    "person": (
        "Ask about {s}.", "Half an hour for your case of {s}.", "Two places a week for {s}.", "Bring a question on {s}.",
        "{s}, with somebody beside you.", "For whoever is stuck with {s}.",
    ),
}  # fmt: skip
LESSONS = (
    (
        "Why it matters here",
        "Where {s} decides whether a project goes well, in two cases from last year.\n\n"
        "**The first** went well because somebody had asked early what the client would look at. **The second** cost us two "
        "weeks, because nobody had.\n\nTake 20 minutes: write down one case of your own in which {s} would have changed "
        "something, and what.",
    ),
    (
        "The usual case",
        "Do it once along these steps, slowly, then once without looking.\n\n1. Say in one sentence what shall be different "
        "afterwards.\n2. Do the smallest part of it.\n3. Show it to somebody before you go on.\n\nTake 30 minutes, on a real "
        "case: an exercise forgives what a project does not.",
    ),
    (
        "When it is not usual",
        "Three signs that the steps do not fit, and whom to ask then.\n\n- The second step takes longer than the first.\n"
        "- Two people say the opposite of each other.\n- You can no longer say what shall be different afterwards.\n\n"
        "Take 15 minutes: look at your own case for each of the three.",
    ),
    (
        "Show it to somebody",
        "What you can explain you have. Sit down with a colleague who knows {s}, show them your case and let them ask.\n\n"
        "Take 15 minutes with them, and answer the question below.",
    ),
)
FIRST_STEPS = ("from the beginning", "First steps", "A plain introduction")
CHECK = (
    "What comes first?",
    ("A real case", "A tool", "A certificate"),
    "Without a case there is nothing to check the steps against.",
)
AGAINST = (
    "the client handbook of this year",
    "our own stack",
    "the last audit",
    "the vendor’s documentation",
    "two projects",
)
USEFUL = (
    "Used this on the bank project the same day", "Saved me an afternoon", "Sent it to the whole team",
    "The table at the end is what I needed", "",
)  # fmt: skip
DOUBTS = {
    "outdated": ("Screens are from the old console", "Step 3 has another name since the last release", ""),
    "not_useful": ("Labelled beginner, assumes two years of SQL", "Too easy for what the title promises", ""),
}
QUESTIONS = (
    "Does step 4 apply to Kotlin?", "Is this meant for client projects too?", "Who decides when the two disagree?",
    "Isto também vale para a equipa de Lisboa?",
)  # fmt: skip
ANSWERS = (
    "Yes, with one change: leave out the second step.",
    "It does; ask me if you get stuck.",
    "Sim, sem diferenças.",
)

# words, skill, how many need it, status, days ago
NEEDS = (
    ("No guide on rotating client secrets, third time I asked", "SEC", 9, "closed", 38),
    ("Nothing on how we review prompts before a client sees them", "LLM", 12, "open", 9),
    ("Where do I learn what identity reviews need from me?", "IAM", 7, "claimed", 12),
    ("A worked example of a legacy service being retired", "LEG", 5, "accepted", 6),
    ("Could someone show Playwright traces at a lunch & learn?", "TST", 6, "claimed", 15),
    ("How to write alternative texts for charts", "A11Y", 8, "resolved", 20),
    ("A template for the first week on a new client", "ONB", 4, "resolved", 25),
    ("Pricing: how do we estimate with ranges in proposals?", "PRI", 6, "open", 4),
    ("What to do when a client wants the raw interview notes", "PRV", 3, "open", 2),
    ("Como documentar decisões de arquitetura em português?", "DOC", 2, "accepted", 5),
    ("उपयोगकर्ता मुलाखतीचे टेम्पलेट मराठीत मिळेल का?", "UXR", 2, "open", 3),
    ("Preparing a difficult conversation, with examples from here", "CONF", 5, "open", 7),
    ("Cost of running our models, explained to non-engineers", "MLO", 4, "declined", 30),
    ("A course on negotiation for delivery leads", "NEG", 7, "accepted", 8),
    ("Feature flags: when do we remove them?", "CICD", 4, "closed", 45),
    ("How do we brief a designer from another site?", "COL", 3, "open", 1),
)
# words, times in the last weeks, most on a day
SEARCHED_IN_VAIN = (
    ("review prompts before a client", 23, 4),
    ("replay a webhook in staging", 19, 3),
    ("raw interview notes", 14, 2),
    ("salary bands", 13, 2),
    ("estimate with ranges", 12, 2),
    ("parental leave handover", 8, 2),
    ("terraform drift", 5, 1),
)
PICKS = (
    ("AIL", "Every project meets this question before spring."),
    ("A11Y", "This is how the bank audit was passed."),
)

# title, skill, level, weeks, owner's number, tasks
PATHS = (
    (
        "Accessible by default",
        "A11Y",
        2,
        8,
        "E-0219",
        ("Walk through one form with a screen reader", "Mend what you found"),
    ),
    ("Safe with AI on client work", "AIL", 2, 6, "E-0219", ("Review six examples with a colleague",)),
    ("Alerts that people trust", "OBS", 2, 8, "E-0009", ("Rewrite two alerts so that they say what to do",)),
)
