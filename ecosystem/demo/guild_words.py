"""The guilds of the demo company in words: what they are for, who tends them, what they meet and ask about.

Sizes as designed: 16 guilds, 337 places. Names are those of `structure.py`; `{s}` is a skill that the guild tends.
"""

from typing import NamedTuple

WEEKLY, FORTNIGHTLY, MONTHLY = 7, 14, 31
OPEN, ASK = "open", "ask"
STRATEGIC, HOBBY = "strategic", "hobby"
MANAGERS = "managers"


class Told(NamedTuple):
    """`fits`: beginnings of the unit codes whose people come; `serves`: code of an objective; `founded`: days ago;
    `series`: format and title of what repeats there; `topics`: format and title of what is hosted once."""

    name: str
    size: int
    purpose: str
    audience: str
    charter: str
    fits: str
    skills: str
    stewards: tuple[str, ...]
    series: tuple[str, str]
    topics: tuple[tuple[str, str], ...]
    belong: tuple[str, ...] = ()
    rhythm: int = MONTHLY
    founded: int = 520
    serves: str = ""
    why: str = ""
    goal: tuple[str, str, int, int] | None = None  # title, counted in, target, reached so far
    sponsor: str = ""
    gives: str = ""
    granted: int = 0
    joining: str = OPEN
    character: str = STRATEGIC
    acting: int = 0  # core and active, where it is not three in ten
    resting: str = ""  # why


GUILDS = (
    Told(
        "AI Practice", 52, "We use AI in client work with our names on it, and show each other how.",
        "Everybody whose project lets a model near its work",
        "We show what worked and what did not, we write down where a model helps, and nothing of a client goes into it.",
        "DAT ENG PRD DES CLI MKT PEO PLT FIN EXEC", "AIL LLM", ("Wanjiku Sato-Lind", "Stellan Pereira-Joshi"),
        ("clinic", "Prompt clinic: bring one that fails"),
        (("lunch", "What never goes into a prompt"), ("talk", "A model invented a client: what we changed"),
         ("demo", "Minutes of a meeting in two minutes, checked in five"), ("dojo", "Review what a model wrote")),
        ("Kofi Halloran", "Maren Oyelaran", "Devika Rao-Lindqvist", "Aurelio Banda", "Gabriel Hosseini", "Camille Banerjee"),
        FORTNIGHTLY, 410, "O3", "Safe use is learnt from one another, project by project.",
        ("Every project has its page on where a model helps", "projects", 24, 13),
        "Saoirse Mbeki-Holt", "An hour a month, and my own mistakes", 6000,
    ),
    Told(
        "Python & Backend", 34, "Services that the next person understands at once.", "Whoever writes or reads backend code",
        "We read each other's code aloud, we prefer the boring way, and we write down why we did not.",
        "ENG-PAY ENG-API ENG-COM ENG-OWN DAT-ENG DAT-SCI", "PY API SQL", ("Bao Lindgren", "Leilani Sørbø"),
        ("reading", "Read the code of a library together"),
        (("lunch", "Idempotent payments without tears"), ("talk", "The query that took the site down"),
         ("dojo", "Refactor with the tests green"), ("demo", "Contract tests for the booking API")),
        ("Maren Oyelaran", "Jonas Achterberg", "Vikram Solheim", "Hamza Lindqvist-Obi", "Farid Tamm"), FORTNIGHTLY, 930,
        "O2", "Fewer changes fail where somebody else has read them.", ("Read ten of our own services together", "services", 10, 6),
    ),
    Told(
        "Frontend", 31, "Interfaces that are quick, and still there in five years.", "Whoever builds what people see",
        "We measure before we argue, and we delete a component for each one that we add.",
        "ENG-WEB ENG-PAY ENG-COM ENG-OWN DES-PRO DES-CLI", "TS RE PERF", ("Catarina Osman", "Folasade Ekström"),
        ("clinic", "Clinic: a page that is too slow"),
        (("lunch", "Types that find the mistake for you"), ("talk", "Server components, explained on one form"),
         ("demo", "From 4 s to 1.2 s on the journey planner"), ("dojo", "A date picker, in pairs")),
        ("Maren Oyelaran", "Ravindra Osei", "Joaquim Nasser", "Esperanza Kivelä", "Amara Quispe"), FORTNIGHTLY, 760,
    ),
    Told(
        "Lunch & Learn", 28, "One of us shows something over lunch, every week.", "Everybody who eats",
        "Anything goes that takes forty minutes and that you like. Nobody takes attendance for anybody else.",
        "PEO FIN MKT CLI PLT DES ENG PRD DAT EXEC", "", ("Aurelio Banda", "Rukmini Soares"),
        ("lunch", "Open table: show what you are at"),
        (("lunch", "How a bill becomes paid"), ("lunch", "What our lawyers read first"), ("lunch", "Sourdough, and other slow feedback"),
         ("lunch", "A day in client support"), ("lunch", "How we set our prices"), ("lunch", "Maps that lie"),
         ("lunch", "Five words of Marathi"), ("lunch", "Reading a contract in ten minutes"), ("lunch", "How search engines see us"),
         ("lunch", "Why our brand is green"), ("lunch", "The history of the spreadsheet"), ("lunch", "Stars over Lisbon"),
         ("lunch", "How to say no kindly"), ("lunch", "Bicycles, repaired at the table"), ("lunch", "What a data centre sounds like"),
         ("lunch", "Interviewing without guessing"), ("lunch", "Tea from three places"), ("lunch", "The numbers behind our payroll")),
        ("Noor Vasquez", "Ignacio Wekesa", "Otieno Lahtinen", "Mwende Karlsson", "Ruben Tshabalala"), WEEKLY, 640,
        granted=600, character=HOBBY,
    ),
    Told(
        "Delivery", 26, "Plans that come true, and clients who hear early when they do not.", "Delivery leads, analysts and whoever plans",
        "We compare what we promised with what happened, without looking for whose fault it was.",
        "PRD CLI-ACC ENG-DIR", "AGI PLN RSK", ("Sharvari Kulkarni-Moreau", "Ingrid Mutasa"),
        ("clinic", "Risk clinic: what keeps you awake"),
        (("lunch", "Forecast with ranges, not with dates"), ("talk", "Why the berth planning slipped six weeks"),
         ("dojo", "A planning round in ninety minutes"), ("talk", "What clients want to hear on a bad day")),
        ("Chandrika Novotná", "Luis Fakhoury", "Tomasz Iwu"), MONTHLY, 820,
        "O8", "Milestones are hit by those who say early that they will not be.", ("Look back on every project that overran", "projects", 6, 4),
        "Rohan Villanueva-Eide", "The door to the directors, when a plan must change", 2400,
    ),
    Told(
        "Managers-as-Coaches", 24, "Ask before you advise.", "Whoever leads people, for the first week or the tenth year",
        "What is said here stays here. We practise on real conversations, each of us with something of our own.",
        MANAGERS, "COA FBK", ("Isabel Ogunleye-Dahl", "Anjali Thorvaldsen"),
        ("dojo", "Practise one conversation that is coming"),
        (("reading", "Questions before answers"), ("talk", "The feedback that I gave too late"),
         ("lunch", "One-to-ones that are not status reports"), ("dojo", "Feedback in three sentences")),
        ("Devika Rao-Lindqvist", "Thandeka Rosenqvist", "Saoirse Mbeki-Holt", "Baptiste Kamau"), MONTHLY, 450,
        "O4", "People stay where their managers ask.", ("Every new manager practises with a pair", "managers", 9, 5),
        "Tendai Albuquerque", "Time of our coaches outside", 1800, ASK,
    ),
    Told(
        "Data", 22, "Numbers that lead to a decision, or are left out.", "Analysts, engineers, and whoever decides by numbers",
        "We show the question first, then the number, then how sure we are.",
        "DAT PRD-PRO FIN-FIN MKT", "SQL VIZ EXP", ("Gabriel Hosseini", "Temitope Almeida"),
        ("clinic", "Chart clinic: what do you want to say"),
        (("lunch", "An experiment that told us nothing, and why"), ("talk", "Five ways to be wrong with averages"),
         ("demo", "The incident dashboard, two months on"), ("dojo", "Window functions in pairs")),
        ("Leilani Sørbø", "Aurelio Banda", "Hamza Lindqvist-Obi"), FORTNIGHTLY, 700,
        "O7", "Decisions get better where the evidence is in the room.", ("Review twelve experiments before they begin", "experiments", 12, 7),
    ),
    Told(
        "Client Craft", 19, "Understand the client's day before we sell them ours.", "Account managers, sales, consultants",
        "We bring real cases, change the names, and ask what the client would say.",
        "CLI MKT PRD-DEL", "NEG PROP DOM", ("Kwabena Ljungberg", "Oona Fairweather"),
        ("clinic", "Proposal clinic: the first page only"),
        (("lunch", "How public buyers really choose"), ("talk", "We lost by one point: what the jury said"),
         ("dojo", "Negotiate with yourself, in threes"), ("lunch", "A proposal in seven days")),
        ("Renata Abdi", "Stellan Pereira-Joshi", "Solveig Ncube"), MONTHLY, 380,
        "O1", "Clients who feel understood stay, and grow.", ("Sit in with a client for a day", "people", 10, 6),
    ),
    Told(
        "Accessibility", 18, "We make “works for everyone” the normal way to build here.", "Everybody who builds",
        "We pair, we audit, we teach; we do not police.",
        "ENG-WEB ENG-PAY ENG-QA ENG-COM DES-CLI DES-PRO DES-RES", "A11Y", ("Ravindra Osei", "Ngaire Petrov"),
        ("clinic", "Clinic: bring a broken component"),
        (("lunch", "Focus order without tears"), ("talk", "What a screen reader says of our home page"),
         ("dojo", "Audit one form in pairs"), ("lunch", "Colour is not a message")),
        ("Imani Castellanos", "Maren Oyelaran", "Yusra Halvorsen", "Kofi Halloran", "Tomasz Iwu", "Ieva Adeyemi", "Jonas Achterberg"),
        MONTHLY, 610, "O5", "Forms get built right the first time.", ("Audit the forms of eight products with their teams", "products", 8, 5),
        "Marisol Adebayo", "Design time for what the audits find", 2000, acting=6,
    ),
    Told(
        "Design Systems", 17, "One button is enough.", "Designers and engineers of shared components",
        "A component enters when two teams need it, with its tests, its words and its reasons.",
        "DES ENG-WEB ENG-OWN", "DSY VIS", ("Esperanza Kivelä", "Yusra Halvorsen"),
        ("demo", "What is new in the system"),
        (("lunch", "Tokens, named after what they mean"), ("talk", "140 components, and how we count"),
         ("dojo", "Take a duplicate out"), ("lunch", "Words in components")),
        ("Ngaire Petrov", "Catarina Osman", "Marit Dlamini"), MONTHLY, 340,
        "O9", "Every duplicate that goes is one that nobody maintains.", ("Retire duplicate components", "components", 60, 38),
    ),
    Told(
        "Product", 16, "Fewer things, chosen well.", "Product managers, researchers, and whoever says what comes next",
        "We show what we decided not to do.",
        "PRD-PRO DES-RES MKT", "STR DIS RDM", ("Emeka Sundaram", "Paloma Grigoryan"),
        ("reading", "One decision, read together"),
        (("lunch", "Interviews that change a roadmap"), ("talk", "Why we stopped the loyalty app"),
         ("dojo", "From a wish to a bet"), ("lunch", "A roadmap without dates")),
        ("Wambui Sjöberg",), MONTHLY, 560,
    ),
    Told(
        "Security Champions", 15, "Somebody in every team who thinks of it first.", "One or two of every team; ask, and bring your team's yes",
        "We find holes together before others do, tell the team first, and never laugh at a question.",
        "PLT-SEC PLT-INF ENG-API ENG-PAY ENG-DIR PLT-ITS", "SEC IAM SECA", ("Zeynep Abara", "Hadiza Rautio"),
        ("dojo", "Threat-model one service in ninety minutes"),
        (("lunch", "Rotating client secrets without a night shift"), ("talk", "The phishing mail that fooled us"),
         ("demo", "Service accounts, listed and owned"), ("clinic", "Permissions clinic")),
        ("Priyanka Walsh", "Ruben Tshabalala", "Faisal Korhonen"), MONTHLY, 290,
        "O6", "The certificate asks for habits, and habits need company.", ("Threat-model twelve services", "services", 12, 5),
        "Ifeoma Strandberg", "A day a month for every champion", 3000, ASK,
    ),
    Told(
        "SRE", 14, "Nights without a page.", "Whoever carries a pager, or writes what pages others",
        "Every incident is told once, without names, with what we changed.",
        "PLT-INF DAT-ENG ENG-API ENG-PAY", "SRE OBS CLD", ("Linnea Okafor", "Vikram Solheim"),
        ("talk", "The incident of the month"),
        (("lunch", "Alerts that say what to do"), ("dojo", "Roll back in the cloud, against the clock"),
         ("demo", "A trace from click to row"), ("talk", "What we stopped measuring")),
        ("Bao Lindgren", "Kenji Obuya"), FORTNIGHTLY, 480,
        "O2", "Who is not paged at night ships by day.", ("Rewrite alerts that nobody acts on", "alerts", 40, 27),
    ),
    Told(
        "Research", 12, "Ask people before we build for them.", "Researchers, designers, and the curious",
        "Everybody sits in on two interviews a quarter.",
        "DES-RES DES-CLI PRD-PRO", "UXR USA", ("Zubaida Fonseca", "Amrit Lundqvist"),
        ("reading", "One study, read with care"),
        (("lunch", "Recruiting people who are not like us"), ("talk", "What five people can tell, and what not"),
         ("dojo", "Watch an interview, count the leading questions")),
        ("Ieva Adeyemi",), MONTHLY, 430,
    ),
    Told(
        "Mobile", 6, "Apps that behave on a train.", "The people of our apps", "Small releases, real devices.",
        "ENG-MOB", "MOB", ("Lwazi Hashimoto",), ("demo", "On real devices"),
        (("talk", "Offline first, honestly"), ("lunch", "Battery, memory, patience")), (), MONTHLY, 700,
        resting="The last app is handed over; we meet again when the next one begins.",
    ),
    Told(
        "Sketchers", 3, "We draw, badly and gladly.", "Whoever has a pen", "Nobody shows what they do not want to show.",
        "DES", "", ("Ieva Adeyemi",), ("dojo", "Drawing together"),
        (("lunch", "Hands are hard"), ("lunch", "Draw what you hear"), ("lunch", "One line, no lifting")), (), MONTHLY, 260, character=HOBBY, acting=3,
    ),
)  # fmt: skip

ONCE = (
    ("lunch", "{s}: three cases from our projects", 2), ("talk", "{s}: what went wrong, and what we do now", 2),
    ("lunch", "{s} for those who begin", 1), ("talk", "{s}: what changed this year", 2), ("clinic", "Questions on {s}, answered live", 2),
)  # fmt: skip
QUESTIONS = (
    ("How do you begin with {s} on a project that is half done?", "With the smallest part that the client sees. Ask me for an hour."),
    ("Who has done {s} for a bank?", "We did last year; the notes are in our collection."),
    ("What would you read first on {s}?", "The one-page summary in our collection, then a real case."),
    ("Does anybody have a checklist for {s}?", "There is one in the library; I keep it up to date."),
    ("How much {s} is enough for a small team?", "As much as the next release needs. We wrote down how we decided."),
    ("Where do you ask for a review of {s}?", "Here, or in the clinic. Bring it unfinished."),
    ("Which of our guides on {s} is still right?", "The one with the green mark. The other one is being rewritten."),
)  # fmt: skip
PLAIN_QUESTIONS = (
    ("Which room has a projector that works?", "The one beside the kitchen, since last week."),
    ("Could we meet earlier once, for those in Pune?", "Yes: the next one begins two hours earlier."),
    ("Who would like to show something in January?", "I would. Put me down for ten minutes."),
)
ANSWERS = (
    "I can pair with you on it this week.",
    "We had the same last month; come to the next session.",
    "Not solved here either. Let us try it in the clinic.",
)
DECISIONS = (
    ("We meet at a time that Pune and Lisbon can both make", "Half past twelve in Lisbon. Whoever is in Toronto gets the notes the same day."),
    ("Every session leaves a page", "The host writes it, or says who does. Half an hour is enough."),
    ("Two of us look after each guide", "So that nobody's holiday makes it stale."),
)  # fmt: skip
NOTES = (
    ("Thank you for ten sessions this quarter", "And to those who came with a question of their own."),
    ("What we learned this month", "Small cases work better than slides. We keep it that way."),
)
IN_ACCESSIBILITY = (  # title, who asks, days ago, what is answered
    ("Which contrast check do we trust for charts?", "Imani Castellanos", 2,
     ("The one that reads the rendered page; the others guess.", "We check against both backgrounds. It takes a minute.")),
    ("Can a date picker be skipped entirely on phones?", "Maren Oyelaran", 5, ()),
    ("Who can review an Arabic right-to-left layout?", "Yusra Halvorsen", 1, ()),
)  # fmt: skip
SESSION_QUESTIONS = (
    ("Where are the examples of “{title}”?", "Linked in the notes, with two that did not work."),
    ("Does “{title}” hold for small projects too?", "Yes; leave out the second step."),
    ("How long did it take you the first time?", "Two days. The second time took an hour."),
    ("Whom do we ask when it goes wrong?", "Us, here. Or come to the clinic."),
)
REMARKS = (
    "Good, I take it to my team.",
    "Works for us too.",
    "Let us look at it again in three months.",
    "Agreed.",
    "We try it this month.",
)
WORTH_WORDS = (
    "Less talk, more of the case.", "Begin with the demo next time.", "Ten minutes more for questions.", "Exactly right.",
    "Share the link before, so that we can read.", "Record it for those in Pune.",
)  # fmt: skip
USED_WHERE = (
    "On the bank project",
    "In our team's template",
    "On the sign-up form",
    "In a review last week",
    "With a client on Monday",
)
KEPT_NOTES = (
    "What somebody new should read first.",
    "",
    "Tried on real projects.",
    "",
    "The best explanation that we know.",
    "We keep it up to date.",
)
CANCELLED_FOR = ("The host was ill.", "A release took everybody.", "Moved into the next one.")
