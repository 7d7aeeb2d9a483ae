"""Suggestions and opportunities in the demo company."""

import datetime as dt
import random

from accounts.models import Person, Project, ReportingLine, Skill
from ecosystem.demo.acts_skills import at_noon
from goals.models import Opportunity, OpportunityPlace, Suggestion

# what, skill, level, hours, places, project
WORK = (
    ("Pair on the sign-up form of the bank project", "A11Y", 2, 3, 2, "P-01"),
    ("Shadow the retirement of the old billing service", "LEG", 2, 6, 2, "P-01"),
    ("Review the prompts of the claims assistant", "LLM", 2, 4, 1, "P-02"),
    ("Write the first contract tests for the booking API", "TST", 2, 5, 1, "P-03"),
    ("Facilitate one discovery workshop with the client", "FAC", 3, 4, 1, "P-04"),
    ("Present the quarter’s results to the client board", "PRS", 3, 3, 1, "P-05"),
    ("Set up the dashboard for the incident review", "VIZ", 2, 4, 1, "P-06"),
    ("Negotiate the change request for the second release", "NEG", 2, 3, 1, "P-07"),
)
WHYS = (
    "It would unblock the last two forms.",
    "Your role needs it from next quarter.",
    "You said you enjoy this; here is real work for it.",
    "Two in the team could lean on you for it.",
)
SUGGESTED = 26
MAREN, DEVIKA = "E-0021", "E-0017"


def coach(rng: random.Random, day: dt.date) -> int:
    """Open work from projects, a few applicants, and suggestions that wait for an answer."""
    posted = _post(rng, day)
    places = _apply(rng, posted)
    made = _suggest(rng, day)
    return len(posted) + places + made


def _post(rng: random.Random, day: dt.date) -> list[Opportunity]:
    projects = {project.code: project for project in Project.objects.all()}
    skills = {skill.code: skill for skill in Skill.objects.all()}
    rows = []
    for title, code, level, hours, places, project_code in WORK:
        project = projects.get(project_code)
        lead = project and (project.technical_lead_id or project.delivery_lead_id)
        if lead and code in skills:
            ahead = dt.timedelta(days=rng.randint(7, 40))
            posted = at_noon(day - dt.timedelta(days=rng.randint(1, 9)))
            rows.append(
                Opportunity(
                    lead_id=lead, project=project, title=title, skill=skills[code], level=level,
                    needed_by=day + ahead, effort_hours=hours, places=places, posted_at=posted,
                )
            )  # fmt: skip
    return Opportunity.objects.bulk_create(rows)


def _apply(rng: random.Random, posted: list[Opportunity]) -> int:
    people = list(Person.objects.people().filter(is_active=True).exclude(employee_number=MAREN).order_by("pk"))
    rows = [
        OpportunityPlace(opportunity=work, person=person, state="applied", changed_at=work.posted_at)
        for work in posted[2:5]
        for person in rng.sample(people, 1)
        if person.pk != work.lead_id
    ]
    return len(OpportunityPlace.objects.bulk_create(rows))


def _suggest(rng: random.Random, day: dt.date) -> int:
    lines = list(ReportingLine.objects.on(day).select_related("person").order_by("pk"))
    skills = list(Skill.objects.current().order_by("code"))
    chosen = [line for line in lines if line.person.employee_number == MAREN]
    chosen += rng.sample([line for line in lines if line not in chosen], min(SUGGESTED, len(lines) - 1))
    rows = [
        Suggestion(
            person=line.person,
            suggested_by_id=line.manager_id,
            kind=Suggestion.Kind.GOAL,
            skill=rng.choice(skills),
            to_level=2,
            why=rng.choice(WHYS),
            created_at=at_noon(day - dt.timedelta(days=rng.randint(1, 6))),
        )
        for line in chosen
    ]
    return len(Suggestion.objects.bulk_create(rows))
