"""What the tables of the library hold of people. What was shared is the company's work and stays; private things go."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.personal_data import COUNTED, KEEP, OF_OTHERS, WORK, bond, empties, nobody, refers

UNSEEN = {"state": "draft", "published_at": None, "co_authors": None}
UNSEEN_FILES = {f"resource__{name}": value for name, value in UNSEEN.items()}
WORDS = ("title", "summary", "body", "url")

nobody(_("Skills, days and addresses of resources; nothing says who."), "resources.ResourceSkill")
nobody(_("Counted without who."), "resources.ResourceDay", "resources.LibraryDay", "resources.LinkCheck")

bond(
    "resources.Resource",
    "owner",
    _("What you share in the library"),
    KEEP,
    kept=(*WORDS, "archive_reason"),
    codes=("same_address", "language"),
    why=WORK,
)
bond(
    "resources.Resource",
    "owner",
    _("Drafts that nobody else has read"),
    texts=(*WORDS, "archive_reason"),
    codes=("same_address", "language"),
    where=UNSEEN,
)
bond(
    "resources.ResourceFile",
    "owner",
    _("Images and files that you added"),
    KEEP,
    kept=("name", "file"),
    codes=("media_type",),
    why=WORK,
)
bond(
    "resources.ResourceFile",
    "resource__owner",
    _("Images and files of drafts that nobody else has read"),
    texts=("name", "file"),
    where=UNSEEN_FILES,
    handed=None,
)
bond(
    "resources.ResourceFile",
    "owner",
    _("Files that belong to no resource"),
    texts=("name", "file"),
    where={"resource": None},
)
bond("resources.Lesson", "resource__owner", _("Lessons of your courses"), KEEP, kept=("title", "body"), why=WORK)
bond(
    "resources.CheckQuestion",
    "lesson__resource__owner",
    _("Questions in your courses"),
    KEEP,
    kept=("text", "choices", "why"),
    why=WORK,
)
bond(
    "resources.ResourceVersion",
    "author",
    _("Wordings of resources that you saved"),
    KEEP,
    kept=(*WORDS, "note"),
    why=WORK,
)
bond("resources.CoAuthor", "person", _("Resources that you write together with others"))
bond("resources.Draft", "person", _("What you are typing in the library"), texts=("typed",))
bond("resources.LessonDone", "person", _("How far you are in courses"))
bond("resources.Completion", "person", _("What you finished"))
bond(
    "resources.Verification",
    "by",
    _("Resources that you vouched for"),
    KEEP,
    kept=("against",),
    why=_("Readers rely on what was verified, against what and when; the name goes."),
)
bond("resources.Reaction", "person", _("Your reactions to resources"), KEEP, blank=("reason",), why=COUNTED)
bond("resources.Reaction", "answered_by", _("Reactions that you answered"), KEEP, kept=("answer",), why=OF_OTHERS)
bond("resources.Pick", "person", _("What you put forward"), KEEP, kept=("reason",), why=WORK)
bond(
    "resources.GardenAct",
    "by",
    _("Your acts at the gardener’s bench"),
    KEEP,
    kept=("words",),
    codes=("before",),
    why=OF_OTHERS,
)
bond(
    "resources.WritingRequest",
    "person",
    _("What you were asked to write"),
    texts=("outline", "words", "answer"),
    named=("asked_by",),
)
refers("resources.WritingRequest", {"asked_by": _("Resources that you asked others to write")})
empties("resources.WritingRequest", {"instead": _("You were named as somebody who could write it better")})
bond(
    "resources.ProposedEdit",
    "author",
    _("Wordings that you proposed"),
    KEEP,
    kept=(*WORDS, "reason"),
    why=WORK,
)
bond(
    "resources.ProposedEdit", "decided_by", _("Proposals that you decided on"), KEEP, kept=("decision",), why=OF_OTHERS
)
bond(
    "resources.Question", "author", _("Questions that you asked in the library"), KEEP, kept=("text", "quote"), why=WORK
)
bond("resources.Answer", "author", _("Answers that you gave in the library"), KEEP, kept=("text",), why=WORK)
bond("resources.AnswerInvitation", "person", _("Questions that you were asked to answer"), named=("invited_by",))
refers("resources.AnswerInvitation", {"invited_by": _("Questions that you asked others to answer")})
bond(
    "resources.Review",
    "reviewer",
    _("Reviews that you wrote"),
    KEEP,
    kept=("correct", "clear", "missing"),
    why=WORK,
)
refers("resources.Review", {"asked_by": _("Reviews that you asked for")})
