"""What the files say about the people whom one meets first: levels, interests and learning goals.

Everybody else's levels and goals are activity, not company data.
"""

from datetime import date, timedelta
from typing import NamedTuple

from ecosystem.demo.requirements import level_of

# person, source, days ago, who said it, skills with their levels
STATEMENTS = [
    ("Maren Oyelaran", "self", 371, "", "CR2 SEC1"),
    ("Maren Oyelaran", "self", 85, "", "PY3 TS3 RE3 SQL2 API2 DBG3 GIT3 COM2 SECA2 COL2 DSY1"),
    ("Maren Oyelaran", "self", 37, "", "TST1 A11Y0 AIL1 PRS1"),
    ("Maren Oyelaran", "self", 5, "", "A11Y1"),
    ("Maren Oyelaran", "manager", 60, "Devika Rao-Lindqvist", "PY3 TS3 RE3 DBG3 GIT3 SQL2 API2"),
    ("Maren Oyelaran", "manager", 26, "Devika Rao-Lindqvist", "A11Y1 TST1 AIL1 PRS1"),
    ("Ravindra Osei", "self", 64, "", "A11Y4 RE4 TS4 TST3 MEN3"),
    ("Ravindra Osei", "manager", 50, "Joaquim Nasser", "A11Y4 RE4 TST3"),
    ("Ngaire Petrov", "self", 71, "", "A11Y3 IXD4 DSY3 USA3"),
    ("Ngaire Petrov", "manager", 44, "Takeshi Borges", "A11Y3 IXD4"),
    ("Imani Castellanos", "self", 33, "", "A11Y3 TST4 DBG3"),
    ("Imani Castellanos", "manager", 30, "Dimitri Nakamura-Bello", "A11Y3 TST4"),
    ("Bertrand Oduya", "self", 90, "", "LEG4 SQL4 DOC1"),
    ("Bertrand Oduya", "manager", 88, "Ximena Haugland", "LEG4 DOC1"),
    ("Zeynep Abara", "self", 40, "", "IAM2 SEC4 NET3 CLD2 PRV2"),
    ("Zeynep Abara", "manager", 31, "Hadiza Rautio", "IAM2 SEC4"),
    ("Kofi Halloran", "self", 57, "", "ARC4 API4 EST4 LEG1 LLM1 COA2"),
    ("Kofi Halloran", "manager", 49, "Sunniva Ramaswamy", "ARC4 LEG1 LLM1"),
    ("Devika Rao-Lindqvist", "self", 46, "", "COA4 FBK3 HIR3 DEL3"),
    ("Devika Rao-Lindqvist", "manager", 29, "Sunniva Ramaswamy", "COA3 FBK3 DEL3"),
    ("Aurelio Banda", "self", 52, "", "FAC4 COA3 ONB3 VIZ1"),
]

INTERESTS = {
    "learn": {
        "Maren Oyelaran": "TS RE TST A11Y API", "Amara Quispe": "TST DBG", "Jonas Achterberg": "API ARC",
        "Bao Lindgren": "OBS SQL", "Chidera Novak": "MEN PRS", "Farid Tamm": "CICD", "Priyanka Walsh": "SEC",
        "Tomasz Iwu": "EST TST", "Zeynep Abara": "IAM", "Kofi Halloran": "LEG LLM", "Hamza Lindqvist-Obi": "DEN OBS",
        "Aurelio Banda": "VIZ", "Devika Rao-Lindqvist": "COA",
    },
    "teach": {
        "Ravindra Osei": "A11Y RE", "Ngaire Petrov": "A11Y DSY", "Imani Castellanos": "A11Y TST", "Zeynep Abara": "SEC",
        "Bertrand Oduya": "LEG", "Leilani Sørbø": "SQL", "Kofi Halloran": "ARC API", "Catarina Osman": "TS",
        "Thandeka Rosenqvist": "COA FAC", "Zubaida Fonseca": "UXR USA", "Linnea Okafor": "CLD IAC", "Noor Vasquez": "LAW",
        "Mateus Odhiambo": "TST", "Chidera Novak": "CR",
    },
}  # fmt: skip


class Goal(NamedTuple):
    """``serves``: an objective (``O2``), a key result (``O5.2``), or nothing: for oneself."""

    owner: str
    title: str
    skill: str
    serves: str
    measure: str
    target: int
    current: int
    began: int  # days ago
    due: int  # days ahead
    visibility: str = "everyone"


GOALS = [
    Goal("Maren Oyelaran", "Accessible forms", "A11Y2", "O5.2", "number", 6, 1, 37, 54, "manager"),
    Goal("Maren Oyelaran", "Tests before review", "TST2", "O2", "percentage", 100, 50, 42, 54, "manager"),
    Goal("Maren Oyelaran", "Explain server components in a talk", "PRS2", "", "milestones", 3, 2, 20, 37, "manager"),
    Goal("Maren Oyelaran", "Use AI pairing safely", "AIL2", "O3.2", "number", 8, 4, 37, 54, "manager"),
    Goal("Jonas Achterberg", "Own the payment API design", "API3", "O2", "milestones", 5, 2, 37, 54),
    Goal("Bao Lindgren", "Trace a slow query end to end", "SQL3", "O2.3", "number", 4, 2, 37, 54),
    Goal("Bao Lindgren", "Alerts that say what to do", "OBS3", "O2.3", "number", 10, 5, 30, 54),
    Goal("Chidera Novak", "Lead a code review clinic", "CR4", "O2.1", "number", 6, 2, 37, 54),
    Goal("Chidera Novak", "Mentor one newcomer", "MEN2", "O4", "milestones", 4, 2, 37, 54),
    Goal("Farid Tamm", "Ship with feature flags", "CICD3", "O2.2", "number", 5, 2, 30, 54),
    Goal("Leilani Sørbø", "Model the booking schema", "SQL4", "", "milestones", 4, 2, 35, 47),
    Goal("Priyanka Walsh", "Threat-model one service", "SEC2", "O6", "milestones", 5, 2, 33, 54),
    Goal("Tomasz Iwu", "Estimate with ranges", "EST1", "O8", "number", 8, 0, 4, 54),
    Goal("Zeynep Abara", "Service account lifecycle", "IAM3", "O6.1", "milestones", 4, 1, 35, 54),
    Goal("Kofi Halloran", "Read the batch jobs with Bertrand", "LEG2", "O12.2", "number", 6, 2, 31, 54),
    Goal("Devika Rao-Lindqvist", "Ask before I advise", "COA4", "O4.3", "number", 12, 5, 36, 54, "manager"),
    Goal("Saoirse Mbeki-Holt", "Questions before answers", "COA3", "O4.3", "number", 10, 4, 30, 54),
    Goal("Aurelio Banda", "Charts that lead to a decision", "VIZ2", "O7", "number", 5, 2, 28, 54),
    Goal("Kwabena Ljungberg", "Know how Nordic clients buy", "DOM4", "O13.3", "milestones", 4, 1, 37, 54),
    Goal("Renata Abdi", "Negotiate with public buyers in the north", "NEG4", "O13.2", "number", 3, 1, 35, 54),
    Goal("Stellan Pereira-Joshi", "Tell our story in Nordic terms", "PRS4", "O13.1", "number", 4, 1, 33, 54),
    Goal("Camille Banerjee", "Write for Nordic readers", "CON2", "O13.1", "number", 6, 2, 36, 54),
    Goal("Otieno Lahtinen", "Find what Nordic clients search for", "SEO3", "O13", "percentage", 100, 30, 34, 54),
]  # fmt: skip


def assessment_rows(numbers: dict[str, str], today: date) -> list[dict[str, object]]:
    return [
        {
            "employee_number": numbers[person], "skill_code": skill, "source": source, "level": level,
            "date": today - timedelta(days=ago), "assessor_employee_number": numbers[assessor] if assessor else "",
        }
        for person, source, ago, assessor, said in STATEMENTS
        for skill, level in map(level_of, said.split())
    ]  # fmt: skip


def interest_rows(numbers: dict[str, str]) -> list[dict[str, object]]:
    return [
        {"employee_number": numbers[person], "skill_code": skill, "kind": kind}
        for kind, people in INTERESTS.items()
        for person, skills in people.items()
        for skill in skills.split()
    ]


def goal_rows(numbers: dict[str, str], today: date) -> list[dict[str, object]]:
    return [_goal_row(goal, numbers, today) for goal in GOALS]


def _goal_row(goal: Goal, numbers: dict[str, str], today: date) -> dict[str, object]:
    skill, level = level_of(goal.skill)
    aligned = "key_result_code" if "." in goal.serves else "objective_code"
    return {
        "employee_number": numbers[goal.owner], "title": goal.title, "skill_code": skill, "target_level": level,
        aligned: goal.serves, "measure": goal.measure, "baseline": 0, "target": goal.target, "current": goal.current,
        "start_date": today - timedelta(days=goal.began), "due_date": today + timedelta(days=goal.due),
        "visibility": goal.visibility,
    }  # fmt: skip
