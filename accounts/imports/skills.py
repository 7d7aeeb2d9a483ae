"""job_roles.csv, skills.csv and role_requirements.csv."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.cells import Cell, Code, Day, Many, Pattern, Whole, choice
from accounts.imports.dates import default_first_day, in_order, no_overlap
from accounts.imports.planning import Target, plan, prepare_plans, writes
from accounts.imports.registry import Column, FileKind, kind_named, register
from accounts.imports.work import Work
from accounts.models import Skill

ROLE = Target("accounts_jobrole", ("code", "name", "family", "description"), {"version": "1"}, versioned=True)
SKILL = Target(
    "accounts_skill",
    ("code", "name", "kind", "group", "alternative_labels", "description", "external_uri"),
    {"version": "1"},
    versioned=True,
)
LEVEL = Target("accounts_skilllevel", ("skill_id", "level", "sentence"))
REQUIREMENT = Target(
    "accounts_rolerequirement", ("job_role_id", "skill_id", "level", "importance", "valid_from", "valid_to")
)
LEVELS = (1, 2, 3, 4)

SKILL_NOW = f"""
    SELECT s.id, s.code, s.name, s.kind, s."group", array_to_string(s.alternative_labels, '|') AS alternative_labels,
        s.description, s.external_uri, {", ".join(f"coalesce(l.sentences[{n}], '') AS level_{n}" for n in LEVELS)}
    FROM accounts_skill s LEFT JOIN (
        SELECT skill_id, ARRAY[{", ".join(f"max(sentence) FILTER (WHERE level = {n})" for n in LEVELS)}] AS sentences
        FROM accounts_skilllevel GROUP BY skill_id
    ) l ON l.skill_id = s.id
"""
REQUIREMENT_NOW = """
    SELECT r.id, coalesce(role.code, '*') AS job_role_code, skill.code AS skill_code, r.level::text AS level,
        r.importance::text AS importance, r.valid_from::text AS from_date, coalesce(r.valid_to::text, '') AS to_date
    FROM accounts_rolerequirement r JOIN accounts_skill skill ON skill.id = r.skill_id
    LEFT JOIN accounts_jobrole role ON role.id = r.job_role_id
"""


def _role(work: Work) -> dict[str, str]:
    return {name: f"d.{name}" for name in ROLE.columns}


def write_skills(work: Work, kind: FileKind) -> None:
    """The skills and their “You can …” sentences; an empty cell takes a sentence away."""
    prepare_plans(work, [SKILL, LEVEL])
    labels = "string_to_array(nullif(d.alternative_labels, ''), '|')"
    values = {name: f'd."{name}"' for name in SKILL.columns} | {"alternative_labels": f"coalesce({labels}, '{{}}')"}
    plan(work, SKILL, "CASE WHEN d.is_new THEN 'i' ELSE 'u' END", f"{kind.diff} d", values, id="d.id")
    for n in LEVELS:
        stored = f"{kind.diff} d JOIN accounts_skilllevel l ON l.skill_id = d.id AND l.level = {n}"
        sentence = {"skill_id": "d.id", "level": str(n), "sentence": f"d.level_{n}"}
        plan(work, LEVEL, "'u'", f"{stored} WHERE d.level_{n} <> ''", sentence, id="l.id")
        plan(work, LEVEL, "'d'", f"{stored} WHERE d.level_{n} = ''", sentence, id="l.id")
        none = f"NOT EXISTS (SELECT FROM accounts_skilllevel l WHERE l.skill_id = d.id AND l.level = {n})"
        plan(work, LEVEL, "'i'", f"{kind.diff} d WHERE d.level_{n} <> '' AND {none}", sentence)


def _requirement(work: Work) -> dict[str, str]:
    return {
        "job_role_id": f"CASE WHEN d.job_role_code <> '*' THEN {work.id_of('job_roles', 'd.job_role_code')} END",
        "skill_id": work.id_of("skills", "d.skill_code"),
        "level": "d.level::int",
        "importance": "d.importance::int",
        "valid_from": "d.from_date::date",
        "valid_to": "nullif(d.to_date, '')::date",
    }


def roles_without_requirements(work: Work) -> None:
    """A warning: nobody in such a role can have a gap, because it asks for nothing."""
    where = f"NOT s.bad AND NOT EXISTS (SELECT FROM ({_required(work)}) r WHERE r.job_role_code = s.code)"
    work.find(kind_named("job_roles"), "no_requirements", where, column="code", warning=True)


def unrequired_skills(work: Work) -> None:
    """A warning: no role asks for it."""
    where = f"NOT s.bad AND NOT EXISTS (SELECT FROM ({_required(work)}) r WHERE r.skill_code = s.code)"
    work.find(kind_named("skills"), "not_required", where, column="code", warning=True)


def _required(work: Work) -> str:
    """Roles and skills of the requirements in the file and of the stored ones that have not ended."""
    stored = f"SELECT job_role_code, skill_code FROM ({REQUIREMENT_NOW}) n WHERE to_date = '' OR to_date >= {work.today}::text"
    if not work.has("role_requirements"):
        return stored
    return f"{stored} UNION ALL SELECT job_role_code, skill_code FROM stage_role_requirements"


def _stored_days(work: Work) -> str:
    return f"SELECT job_role_code, skill_code, from_date AS day FROM ({REQUIREMENT_NOW}) n"


register(
    FileKind(
        name="job_roles",
        place=4,
        title=_("Job roles"),
        one=_("job role"),
        model="accounts_jobrole",
        code="code",
        key=("code",),
        label="name",
        now="SELECT id, code, name, family, description FROM accounts_jobrole",
        write=writes(ROLE, _role),
        warnings=(roles_without_requirements,),
        by_learning=True,
        columns=(
            Column("code", Code(), required=True, needs=_("a code"), example="SE"),
            Column("name", Cell(120), required=True, needs=_("a name"), example="Software Engineer"),
            Column("family", Cell(80), example="Engineering"),
            Column("description", Cell(4000), example="Designs, builds and runs features of a product."),
        ),
    ),
    FileKind(
        name="skills",
        place=5,
        title=_("Skills"),
        one=_("skill"),
        model="accounts_skill",
        code="code",
        key=("code",),
        label="name",
        now=SKILL_NOW,
        write=write_skills,
        warnings=(unrequired_skills,),
        by_learning=True,
        columns=(
            Column("code", Code(), required=True, needs=_("a code"), example="A11Y"),
            Column("name", Cell(120), required=True, needs=_("a name"), example="Accessibility"),
            Column("kind", choice(Skill.Kind.values), default="skill", example="skill"),
            Column("group", Cell(80), example="Engineering"),
            Column("alternative_labels", Many(2000, each=Cell(120), ordered=True), example="WCAG|Inclusive design"),
            Column("description", Cell(4000), example="Building what everybody can use."),
            *(
                Column(
                    f"level_{n}",
                    Cell(300),
                    hint=_("What somebody can do at this level: “You can …”"),
                    example="You can find missing labels with a checker." if n == 1 else "",
                )
                for n in LEVELS
            ),
            Column("external_uri", Pattern(300, form_of="^https?://", code="uri", said=_("web address"))),
        ),
    ),
    FileKind(
        name="role_requirements",
        place=6,
        title=_("Role requirements"),
        one=_("requirement"),
        model="accounts_rolerequirement",
        key=("job_role_code", "skill_code", "from_date"),
        label="job_role_code",
        now=REQUIREMENT_NOW,
        write=writes(REQUIREMENT, _requirement),
        prepare=default_first_day("role_requirements", "from_date", _stored_days, ("job_role_code", "skill_code")),
        checks=(in_order("role_requirements", ("from_date", "to_date")),),
        planned_checks=(no_overlap("role_requirements", REQUIREMENT, "job_role_id", "skill_id", column="from_date"),),
        by_learning=True,
        columns=(
            Column(
                "job_role_code",
                Code(),
                required=True,
                needs=_("a job role, or *"),
                refers="job_roles",
                also=("*",),
                example="SE",
                hint=_("* means everyone."),
            ),
            Column("skill_code", Code(), required=True, needs=_("a skill"), refers="skills", example="A11Y"),
            Column("level", Whole(low="1", high="4"), required=True, needs=_("a level"), example="2"),
            Column("importance", Whole(low="1", high="5"), default="3", example="3"),
            Column("from_date", Day(), example="2026-02-01", hint=_("Empty: the day of the import.")),
            Column("to_date", Day()),
        ),
    ),
)
