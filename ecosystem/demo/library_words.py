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
BODY = """## What this is for

You need it when {s} comes up in your work and nobody beside you has done it before.

1. Start from a real case, not from an exercise.
2. Do the smallest part first and show it to somebody.
3. Write down what surprised you; the next one will thank you.

> What helped most was to look over a shoulder once.

| Level | You can |
|---|---|
| 1 | follow the steps with this page open |
| 2 | do it alone on a usual case |
| 3 | say when these steps are the wrong ones |
"""
SUMMARIES = (
    "For whoever meets {s} in their work.", "Short, and tried on real projects here.", "What to know of {s} before the client asks.",
    "Written after the third person had asked.", "Begin here, then ask somebody who does it daily.", "With examples from our own work.",
)  # fmt: skip
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
