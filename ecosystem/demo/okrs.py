"""Fernhollow's twelve objectives with their key results, and a thirteenth that will be cancelled.

Values stand where they were on day 37 of 92 of the cycle. Planted: 10.3 above its target, 12.1 below its baseline, 7.2 never
read, 12.3 with a target equal to its baseline; nobody learns for objective 11.
A key result that counts people at a level names skill, level and unit in ``unit_of_measure``: ``A11Y:2@ENG``.
"""

from typing import NamedTuple

GROW = "Clients who stay and grow with us"
CRAFT = "Work that we can stand by"
TRUST = "Safe and dependable"
PEOPLE = "A place where people grow"


class Aim(NamedTuple):
    code: str
    title: str
    theme: str
    owner: str
    kind: str
    skills: str
    results: list["Result"]


class Result(NamedTuple):
    title: str
    kind: str
    direction: str
    unit: str
    baseline: str
    target: str
    current: str
    confidence: str
    owner: str
    weight: str = ""
    milestones: str = ""


AIMS = [
    Aim("O1", "Win and keep larger clients", GROW, "Henrik Chaudhary", "aspirational", "NEG:3|PROP:3|ACC:3", [
        Result("Net retention of clients", "percentage", "up", "%", "96", "108", "101", "7", "Oona Fairweather"),
        Result("Average deal", "money", "up", "CAD", "180000", "260000", "216000", "6", "Renata Abdi"),
        Result("Days from enquiry to proposal", "number", "down", "days", "12", "7", "9.5", "7", "Stellan Pereira-Joshi"),
    ]),
    Aim("O2", "Ship reliably", CRAFT, "Ifeoma Strandberg", "committed", "TST:3|CICD:3|OBS:3", [
        Result("Changes that fail in production", "percentage", "down", "%", "22", "10", "14", "8", "Sunniva Ramaswamy"),
        Result("Days from commit to production", "number", "down", "days", "9", "4", "6", "8", "Arvid Chukwuma"),
        Result("Night pages a week", "number", "down", "pages", "31", "15", "22", "7", "Arvid Chukwuma"),
    ]),
    Aim("O3", "Use AI safely in every project", TRUST, "Wanjiku Sato-Lind", "aspirational", "AIL:2|LLM:3", [
        Result("Projects that follow the approved practice, of 24", "number", "up", "projects", "3", "18", "11", "7",
               "Kofi Halloran", "0.4"),
        Result("People at AI literacy 2 or higher", "people_at_level", "up", "AIL:2", "38", "200", "", "7",
               "Thandeka Rosenqvist", "0.4"),
        Result("Incidents with AI this cycle, two at most", "keep", "hold_below", "incidents", "3", "2", "1", "8",
               "Hadiza Rautio", "0.2"),
    ]),
    Aim("O4", "Be where people grow", PEOPLE, "Tendai Albuquerque", "aspirational", "COA:3|FBK:3", [
        Result("Leavers whom we regret, a year", "percentage", "down", "%", "14", "9", "12.2", "6", "Isabel Ogunleye-Dahl"),
        Result("Roles filled from within", "percentage", "up", "%", "22", "40", "33", "7", "Isabel Ogunleye-Dahl"),
        Result("Coaching as rated by reports, of 5", "number", "up", "points", "3.4", "4.1", "3.8", "7",
               "Thandeka Rosenqvist"),
    ]),
    Aim("O5", "Accessible by default", CRAFT, "Marisol Adebayo", "aspirational", "A11Y:2", [
        Result("Audits passed", "percentage", "up", "%", "46", "90", "61", "6", "Ravindra Osei"),
        Result("Engineers at Accessibility 2 or higher", "people_at_level", "up", "A11Y:2@ENG", "12", "60", "", "6",
               "Sunniva Ramaswamy"),
    ]),
    Aim("O6", "Earn security trust", TRUST, "Ifeoma Strandberg", "committed", "IAM:3|SEC:3", [
        Result("Certificate, four milestones", "milestones", "up", "share", "0", "1", "0.2", "4", "Hadiza Rautio", "",
               "Gap analysis:0.2|Controls written:0.4|Stage one, outside auditor:0.2|Stage two, certificate:0.2"),
        Result("Phishing tests failed", "percentage", "down", "%", "11", "4", "8", "7", "Ruben Tshabalala"),
        Result("Critical holes open for more than 30 days", "number", "down", "holes", "17", "0", "15", "4",
               "Hadiza Rautio"),
    ]),
    Aim("O7", "Decide with evidence", GROW, "Rohan Villanueva-Eide", "aspirational", "EXP:2|STA:2", [
        Result("Experiments this quarter", "number", "up", "experiments", "4", "20", "11", "7", "Paloma Grigoryan"),
        Result("Decisions recorded with their evidence", "percentage", "up", "%", "25", "70", "", "", "Gabriel Hosseini"),
    ]),
    Aim("O8", "Predictable delivery", GROW, "Rohan Villanueva-Eide", "committed", "PLN:3|EST:3|RSK:3", [
        Result("Milestones hit", "percentage", "up", "%", "61", "85", "72", "7", "Ingrid Mutasa"),
        Result("Projects that overrun", "percentage", "down", "%", "18", "8", "13.5", "7", "Luis Fakhoury"),
    ]),
    Aim("O9", "One design system", CRAFT, "Marisol Adebayo", "aspirational", "DSY:3", [
        Result("Screens built from the system", "percentage", "up", "%", "35", "80", "62", "8", "Takeshi Borges"),
        Result("Duplicate components", "number", "down", "components", "140", "40", "88", "8", "Noémie Achieng"),
    ]),
    Aim("O10", "Happy support", GROW, "Henrik Chaudhary", "aspirational", "SUP:3|CRM:2", [
        Result("Hours to a first response", "number", "down", "hours", "6.5", "2", "4.4", "7", "Mwende Karlsson"),
        Result("Cases that escalate", "percentage", "down", "%", "28", "10", "20", "6", "Mwende Karlsson"),
        Result("Enablement courses", "number", "up", "courses", "6", "11", "12", "9", "Aurelio Banda"),
    ]),
    Aim("O11", "Clear finances", TRUST, "Nilufar Desrosiers", "committed", "FIN:3", [
        Result("Days to close a month", "number", "down", "days", "9", "5", "7.5", "6", "Parisa Nyström"),
        Result("Invoices disputed", "percentage", "down", "%", "7", "3", "5.6", "6", "Parisa Nyström"),
    ]),
    Aim("O12", "Leave legacy", CRAFT, "Ifeoma Strandberg", "aspirational", "LEG:3", [
        Result("Legacy services still running", "number", "down", "services", "23", "8", "24", "4", "Ximena Haugland"),
        Result("Systems that one person alone knows", "number", "down", "systems", "9", "2", "6", "5", "Ximena Haugland"),
        Result("Uptime while we move", "keep", "hold_above", "%", "99.9", "99.9", "99.93", "7", "Arvid Chukwuma"),
    ]),
    Aim("O13", "Enter the Nordic market", GROW, "Henrik Chaudhary", "aspirational", "DOM:3|NEG:3", [
        Result("Qualified enquiries from the Nordic countries", "number", "up", "enquiries", "0", "20", "4", "5",
               "Renata Abdi"),
        Result("Pipeline in the Nordic countries", "money", "up", "CAD", "0", "1500000", "180000", "4", "Renata Abdi"),
        Result("First Nordic client signed", "yes_no", "up", "", "0", "1", "0", "4", "Kwabena Ljungberg"),
    ]),
]  # fmt: skip


def objective_rows(cycle: str, numbers: dict[str, str]) -> list[dict[str, object]]:
    return [
        {
            "code": aim.code, "title": aim.title, "cycle": cycle, "theme": aim.theme, "level": "company",
            "owner_employee_number": numbers[aim.owner], "kind": aim.kind, "skill_codes": aim.skills, "status": "active",
        }
        for aim in AIMS
    ]  # fmt: skip


def key_result_rows(numbers: dict[str, str]) -> list[dict[str, str]]:
    return [
        {
            "code": f"{aim.code}.{place}", "objective_code": aim.code, "title": result.title, "kind": result.kind,
            "direction": result.direction, "unit_of_measure": result.unit, "baseline": result.baseline,
            "target": result.target, "current": result.current, "weight": result.weight,
            "confidence": result.confidence, "owner_employee_number": numbers[result.owner],
            "milestones": result.milestones,
        }
        for aim in AIMS
        for place, result in enumerate(aim.results, start=1)
    ]  # fmt: skip
