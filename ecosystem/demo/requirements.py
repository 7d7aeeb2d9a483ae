"""Job roles of Fernhollow, how many seats each has, and the skills they ask for (``PY3`` = level 3, ``*`` = importance 5)."""

import re
from typing import NamedTuple


class Role(NamedTuple):
    code: str
    name: str
    family: str
    seats: int
    description: str
    needs: str


EVERYONE = "SECA2 COM1 AIL1 COL1"

ROLES = [
    Role("EXEC", "Executive", "Executive", 7, "Leads a function and answers for the company as a whole.",
         "STR4* OKR3 COA2 DEL4 PRS3 FIN2 RSK3 DEI2"),
    Role("JSE", "Junior Software Engineer", "Engineering", 14, "Builds and tests small changes with a colleague nearby.",
         "PY2 TS1 RE1 SQL1 GIT2 TST1 CR1 DBG1 COM2 LRN2"),
    Role("SE", "Software Engineer", "Engineering", 24, "Designs, builds and runs features of a product.",
         "PY3 TS2 RE2 SQL2 API2 TST2* CR2 DBG2 GIT3 A11Y1 SEC1 COM2"),
    Role("SSE", "Senior Software Engineer", "Engineering", 18, "Leads the building of a product and helps others to grow.",
         "PY4 TS3 API3* SQL3 ARC2 TST3 CR3 DBG3 PERF2 SEC2 EST3 MEN2 COM3 AIL2"),
    Role("TD", "Technical Director", "Engineering", 8, "Answers for the technology of several client projects.",
         "ARC4* API4 INT3 EST4 SEC3 LEG2 STK3 PRE2 COA2 MEN3 RSK3 COM3 LLM2"),
    Role("EM", "Engineering Manager", "Engineering", 6, "Leads the people of an engineering team.",
         "COA3* FBK3* HIR3 DEL3 ONB3 AGI3 ARC2 CONF2 DEI2 OKR3 STK2"),
    Role("QA", "QA Engineer", "Engineering", 4, "Makes quality visible and repeatable.",
         "TST4* DBG3 A11Y2 API2 AGI2 CICD2 DOC2 COM2"),
    Role("PD", "Product Designer", "Design", 12, "Designs what a product looks like and how it behaves.",
         "IXD3 VIS3 PRO3 DSY2 USA2 UXR1 A11Y1 COM2 COL2"),
    Role("SPD", "Senior Product Designer", "Design", 7, "Leads the design of a product and its patterns.",
         "IXD4 VIS3 PRO3 DSY3* USA3 UXR2 A11Y2 SVC2 PRS3 MEN2 STK2"),
    Role("UXR", "UX Researcher", "Design", 5, "Finds out what people need and whether we meet it.",
         "UXR4* USA4 STA2 VIZ2 FAC3 PRS3 PRV2 COM3"),
    Role("CD", "Content Designer", "Design", 3, "Designs the words and the structure of products.",
         "CON4* IA3 A11Y2 COM4 USA2 COL2"),
    Role("DM", "Design Manager", "Design", 3, "Leads designers, and the craft of design.",
         "COA3* FBK3 DSY3 SVC3 HIR3 DEL3 STK3 DEI2"),
    Role("PM", "Product Manager", "Product", 11, "Decides with a team what is worth building next.",
         "STR2 DIS3* RDM3 OKR2 EXP2 STA1 STK3 PRS2 COM3 AIL2"),
    Role("DL", "Delivery Lead", "Delivery", 12, "Leads client projects from start to hand-over.",
         "AGI4* PLN4 RSK3* STK3 FAC3 NEG2 EST2 OKR2 CONF2 COM3"),
    Role("BA", "Business Analyst", "Delivery", 7, "Turns what a client needs into what a team can build.",
         "BA4* IA2 SQL2 DOC3 FAC3 STK2 DOM2 COM3"),
    Role("DIR", "Delivery or Product Director", "Delivery", 4, "Leads a portfolio of projects or products.",
         "STR3 OKR3* COA3 DEL3 STK4 RSK3 FIN2 NEG3"),
    Role("DA", "Data Analyst", "Data", 9, "Answers questions with data and shows the answer well.",
         "SQL3* STA3 VIZ3* EXP2 GOV1 PRV2 PRS2 COM3 PY2"),
    Role("DE", "Data Engineer", "Data", 6, "Builds and runs the pipelines that others rely on.",
         "DEN4* SQL4 PY3 CLD2 GOV2 TST2 CICD2 OBS2 PRV2"),
    Role("DS", "Data Scientist", "Data", 5, "Builds models and says how far they can be trusted.",
         "ML4* STA4 PY3 LLM3* MLO2 EXP3 PRV2 PRS2"),
    Role("AM", "Account Manager or Director", "Client", 13, "Keeps and grows the trust of our clients.",
         "ACC3* STK3 NEG2 CRM2 PRI2 DOM3 PRS3 COM3 AIL1"),
    Role("SAL", "Sales Executive", "Client", 6, "Wins new clients whom we can serve well.",
         "NEG4* PRE2 PROP3 PRI3 CRM3 DOM2 PRS4 COM3"),
    Role("SC", "Solution Consultant", "Client", 4, "Shapes what we offer, with its costs and its risks.",
         "PRE4* ARC2 INT2 PROP3 PRS4 DOM3 EST3 LLM2"),
    Role("SUP", "Support Specialist", "Client", 4, "Helps people who use what we build.",
         "SUP4* DBG2 COM3 CRM2 DOC2 SQL1"),
    Role("PE", "Platform Engineer", "Platform", 10, "Runs the ground on which our products stand.",
         "CLD3* IAC3 CICD3 OBS3 SRE3 NET2 SEC2 PY2 DOC2"),
    Role("SECE", "Security Engineer", "Platform", 3, "Protects clients, products and colleagues.",
         "SEC4* IAM3* NET3 CLD2 RSK3 DBG2 FAC2 PRV3"),
    Role("ITS", "IT Support", "Platform", 4, "Keeps colleagues able to work.",
         "SUP3 IAM2 NET2 SECA3* DOC2 COM2"),
    Role("PP", "People Partner or Recruiter", "People", 8, "Finds, welcomes and supports the people who work here.",
         "COA3 FBK3 CONF3* HIR3 DEI3 LAW1 PRV2 FAC2 COM3"),
    Role("LND", "L&D Specialist", "People", 4, "Helps colleagues to learn from and with each other.",
         "FAC4* COA3 CON2 ONB3 OKR2 VIZ1 MEN2 LRN3 DOC2"),
    Role("FIN", "Finance", "Business", 9, "Keeps our money in order and our decisions informed.",
         "FIN3* ACT3 SQL1 VIZ2 COM2"),
    Role("LEGAL", "Legal Counsel", "Business", 2, "Keeps our promises lawful and clear.",
         "LAW4* PRV3* RSK2 NEG3 COM3"),
    Role("MKT", "Marketing", "Business", 8, "Makes Fernhollow known to those whom we can help.",
         "MKT3* SEO2 CON2 BRD2 EXP1 VIZ1 COM3 AIL2"),
]  # fmt: skip

_NEED = re.compile(r"(?P<skill>[A-Z]+(?:11Y)?)(?P<level>[0-4])(?P<star>\*?)")


def needs_of(text: str) -> list[tuple[str, int, int]]:
    """``A11Y1 TST2*`` → [("A11Y", 1, 3), ("TST", 2, 5)]: skill, level, importance."""
    return [_need(part) for part in text.split()]


def _need(part: str) -> tuple[str, int, int]:
    found = _NEED.fullmatch(part)
    if found is None:
        raise ValueError(f"not a skill with a level: {part}")
    return found["skill"], int(found["level"]), 5 if found["star"] else 3


def level_of(text: str) -> tuple[str, int]:
    """``A11Y1`` → ("A11Y", 1)."""
    return _need(text)[:2]


def job_role_rows() -> list[dict[str, object]]:
    return [{"code": r.code, "name": r.name, "family": r.family, "description": r.description} for r in ROLES]


def requirement_rows(since: str) -> list[dict[str, object]]:
    """One row per role and skill; ``*`` stands for everyone."""
    return [
        {"job_role_code": code, "skill_code": skill, "level": level, "importance": importance, "from_date": since}
        for code, text in [("*", EVERYONE), *((role.code, role.needs) for role in ROLES)]
        for skill, level, importance in needs_of(text)
    ]
