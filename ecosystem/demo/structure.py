"""Sites, units and seats of Fernhollow: who sits where, in which role, and reports to whom.

The seats of the roles add up to the units exactly. Two people would break the sum and cancel out: one holds two seats
(a technical director who is interim engineering manager of Mobile), one has no role profile; both are in Engineering.
"""

from typing import NamedTuple

SITES = [
    {"code": "TOR", "name": "Toronto", "time_zone": "America/Toronto", "country": "CA", "region": "Ontario"},
    {"code": "LIS", "name": "Lisbon", "time_zone": "Europe/Lisbon", "country": "PT", "region": "Lisbon"},
    {"code": "PUN", "name": "Pune", "time_zone": "Asia/Kolkata", "country": "IN", "region": "Maharashtra"},
    {"code": "AKL", "name": "Auckland (remote)", "time_zone": "Pacific/Auckland", "country": "NZ", "region": "Auckland"},
]  # fmt: skip
SITE_LETTERS = {site["code"][0]: site["code"] for site in SITES}


class Unit(NamedTuple):
    code: str
    name: str
    parent: str
    lead: str
    people: int  # with everyone below


UNITS = [
    Unit("EXEC", "Executive", "", "Saoirse Mbeki-Holt", 7),
    Unit("ENG", "Engineering", "", "Sunniva Ramaswamy", 74),
    Unit("ENG-DIR", "Technical Direction", "ENG", "Sunniva Ramaswamy", 8),
    Unit("ENG-PAY", "Payments & Banking", "ENG", "Devika Rao-Lindqvist", 10),
    Unit("ENG-WEB", "Web Experience", "ENG", "Joaquim Nasser", 11),
    Unit("ENG-API", "APIs & Integration", "ENG", "Anjali Thorvaldsen", 11),
    Unit("ENG-COM", "Commerce", "ENG", "Baptiste Kamau", 10),
    Unit("ENG-OWN", "Own Product", "ENG", "Hye-jin Moreira", 10),
    Unit("ENG-MOB", "Mobile", "ENG", "Dimitri Nakamura-Bello", 7),
    Unit("ENG-QA", "Quality Engineering", "ENG", "Dimitri Nakamura-Bello", 4),
    Unit("ENG-LEG", "Legacy Systems", "ENG", "Ximena Haugland", 1),
    Unit("DES", "Design & Research", "", "Marisol Adebayo", 30),
    Unit("DES-PRO", "Product Design", "DES", "Noémie Achieng", 11),
    Unit("DES-CLI", "Client Design", "DES", "Takeshi Borges", 10),
    Unit("DES-RES", "Research & Content", "DES", "Amrit Lundqvist", 9),
    Unit("PRD", "Product & Delivery", "", "Rohan Villanueva-Eide", 34),
    Unit("PRD-PRO", "Product Management", "PRD", "Paloma Grigoryan", 13),
    Unit("PRD-DEL", "Client Delivery", "PRD", "Ingrid Mutasa", 14),
    Unit("PRD-ANA", "Business Analysis", "PRD", "Chandrika Novotná", 7),
    Unit("DAT", "Data & AI", "", "Wanjiku Sato-Lind", 20),
    Unit("DAT-ANA", "Analytics", "DAT", "Gabriel Hosseini", 9),
    Unit("DAT-ENG", "Data Engineering", "DAT", "Vacant: Data Engineering Lead", 6),
    Unit("DAT-SCI", "Data Science", "DAT", "Wanjiku Sato-Lind", 5),
    Unit("CLI", "Client Services & Sales", "", "Henrik Chaudhary", 27),
    Unit("CLI-ACC", "Client Accounts", "CLI", "Oona Fairweather", 13),
    Unit("CLI-SAL", "Sales", "CLI", "Renata Abdi", 10),
    Unit("CLI-SUP", "Client Support", "CLI", "Mwende Karlsson", 4),
    Unit("PLT", "Platform & IT", "", "Arvid Chukwuma", 17),
    Unit("PLT-INF", "Platform Engineering", "PLT", "Arvid Chukwuma", 10),
    Unit("PLT-SEC", "Security", "PLT", "Hadiza Rautio", 3),
    Unit("PLT-ITS", "Workplace IT", "PLT", "Ruben Tshabalala", 4),
    Unit("PEO", "People & L&D", "", "Tendai Albuquerque", 12),
    Unit("PEO-PAR", "People Partners", "PEO", "Isabel Ogunleye-Dahl", 8),
    Unit("PEO-LND", "Learning & Development", "PEO", "Thandeka Rosenqvist", 4),
    Unit("FIN", "Finance & Legal", "", "Nilufar Desrosiers", 11),
    Unit("FIN-FIN", "Finance", "FIN", "Parisa Nyström", 9),
    Unit("FIN-LEG", "Legal", "FIN", "Noor Vasquez", 2),
    Unit("MKT", "Marketing", "", "Camille Banerjee", 8),
]


class Group(NamedTuple):
    """Seats of one role in one unit under one manager. ``sites``: one letter for each seat, the named people first."""

    unit: str
    role: str
    manager: str
    sites: str
    named: tuple[str, ...] = ()


GROUPS = [
    Group("EXEC", "EXEC", "", "T", ("Saoirse Mbeki-Holt",)),
    Group("EXEC", "EXEC", "Saoirse Mbeki-Holt", "TLTTTL", (
        "Ifeoma Strandberg", "Rohan Villanueva-Eide", "Marisol Adebayo", "Henrik Chaudhary", "Nilufar Desrosiers",
        "Tendai Albuquerque")),
    # Engineering 74
    Group("ENG-DIR", "TD", "Ifeoma Strandberg", "T", ("Sunniva Ramaswamy",)),
    Group("ENG-DIR", "TD", "Sunniva Ramaswamy", "TTLPTL", (
        "Kofi Halloran", "Ximena Haugland", "Oluwaseun Bergqvist", "Meera Castellane", "Yaw Petrosyan",
        "Guadalupe Ahlström")),
    Group("ENG", "SSE", "Sunniva Ramaswamy", "A", ("Siosaia Wilhelmina Grünwald-Papadopoulos",)),
    Group("ENG", "", "Sunniva Ramaswamy", "T", ("Eilidh Wanjiru",)),
    Group("ENG-PAY", "EM", "Sunniva Ramaswamy", "P", ("Devika Rao-Lindqvist",)),
    Group("ENG-PAY", "JSE", "Devika Rao-Lindqvist", "LP", ("Amara Quispe", "Tomasz Iwu")),
    Group("ENG-PAY", "SE", "Devika Rao-Lindqvist", "TLPL", (
        "Jonas Achterberg", "Maren Oyelaran", "Farid Tamm", "Priyanka Walsh")),
    Group("ENG-PAY", "SSE", "Devika Rao-Lindqvist", "PTL", ("Bao Lindgren", "Chidera Novak", "Leilani Sørbø")),
    Group("ENG-WEB", "EM", "Sunniva Ramaswamy", "L", ("Joaquim Nasser",)),
    Group("ENG-WEB", "SSE", "Joaquim Nasser", "LLT", ("Catarina Osman", "Ravindra Osei")),
    Group("ENG-WEB", "SE", "Joaquim Nasser", "TT"),
    Group("ENG-WEB", "JSE", "Joaquim Nasser", "L"),
    Group("ENG-WEB", "SE", "Catarina Osman", "LT"),
    Group("ENG-WEB", "JSE", "Catarina Osman", "LL"),
    Group("ENG-API", "EM", "Sunniva Ramaswamy", "P", ("Anjali Thorvaldsen",)),
    Group("ENG-API", "SSE", "Anjali Thorvaldsen", "PPT", ("Vikram Solheim",)),
    Group("ENG-API", "SE", "Anjali Thorvaldsen", "PPT", ("Faisal Korhonen",)),
    Group("ENG-API", "SE", "Vikram Solheim", "PP"),
    Group("ENG-API", "JSE", "Vikram Solheim", "PP", ("Nandini Arce",)),
    Group("ENG-COM", "EM", "Sunniva Ramaswamy", "T", ("Baptiste Kamau",)),
    Group("ENG-COM", "SSE", "Baptiste Kamau", "TTL", ("Folasade Ekström",)),
    Group("ENG-COM", "SE", "Baptiste Kamau", "TTP"),
    Group("ENG-COM", "JSE", "Folasade Ekström", "TTT"),
    Group("ENG-OWN", "EM", "Sunniva Ramaswamy", "T", ("Hye-jin Moreira",)),
    Group("ENG-OWN", "SSE", "Hye-jin Moreira", "TP", ("Itzel Rahman",)),
    Group("ENG-OWN", "SE", "Hye-jin Moreira", "TTLP"),
    Group("ENG-OWN", "SE", "Itzel Rahman", "P"),
    Group("ENG-OWN", "JSE", "Itzel Rahman", "TT"),
    Group("ENG-DIR", "TD|EM", "Sunniva Ramaswamy", "L", ("Dimitri Nakamura-Bello",)),
    Group("ENG-MOB", "SSE", "Dimitri Nakamura-Bello", "TT", ("Lwazi Hashimoto",)),
    Group("ENG-MOB", "SE", "Dimitri Nakamura-Bello", "L"),
    Group("ENG-MOB", "SE", "Lwazi Hashimoto", "TT"),
    Group("ENG-MOB", "JSE", "Lwazi Hashimoto", "TT"),
    Group("ENG-QA", "QA", "Dimitri Nakamura-Bello", "TLPT", ("Imani Castellanos", "Mateus Odhiambo")),
    Group("ENG-LEG", "SSE", "Ximena Haugland", "T", ("Bertrand Oduya",)),
    # Design & Research 30
    Group("DES-PRO", "DM", "Marisol Adebayo", "T", ("Noémie Achieng",)),
    Group("DES-PRO", "SPD", "Noémie Achieng", "TTPT", ("Esperanza Kivelä", "Marit Dlamini")),
    Group("DES-PRO", "PD", "Noémie Achieng", "TP"),
    Group("DES-PRO", "PD", "Esperanza Kivelä", "TTLT"),
    Group("DES-CLI", "DM", "Marisol Adebayo", "L", ("Takeshi Borges",)),
    Group("DES-CLI", "SPD", "Takeshi Borges", "ALL", ("Ngaire Petrov",)),
    Group("DES-CLI", "PD", "Takeshi Borges", "LLLTPL", ("Yusra Halvorsen",)),
    Group("DES-RES", "DM", "Marisol Adebayo", "P", ("Amrit Lundqvist",)),
    Group("DES-RES", "UXR", "Amrit Lundqvist", "L", ("Zubaida Fonseca",)),
    Group("DES-RES", "UXR", "Zubaida Fonseca", "LTTP"),
    Group("DES-RES", "CD", "Amrit Lundqvist", "LTP", ("Ieva Adeyemi",)),
    # Product & Delivery 34
    Group("PRD-PRO", "DIR", "Rohan Villanueva-Eide", "TP", ("Paloma Grigoryan", "Emeka Sundaram")),
    Group("PRD-PRO", "PM", "Paloma Grigoryan", "TTTLLT", ("Wambui Sjöberg",)),
    Group("PRD-PRO", "PM", "Emeka Sundaram", "PPPLT"),
    Group("PRD-DEL", "DIR", "Rohan Villanueva-Eide", "TL", ("Ingrid Mutasa", "Luis Fakhoury")),
    Group("PRD-DEL", "DL", "Ingrid Mutasa", "TTTTPP"),
    Group("PRD-DEL", "DL", "Luis Fakhoury", "LLLPPT"),
    Group("PRD-ANA", "BA", "Ingrid Mutasa", "P", ("Chandrika Novotná",)),
    Group("PRD-ANA", "BA", "Chandrika Novotná", "PTTLLP", ("Sharvari Kulkarni-Moreau",)),
    # Data & AI 20
    Group("DAT-SCI", "DS", "Ifeoma Strandberg", "T", ("Wanjiku Sato-Lind",)),
    Group("DAT-SCI", "DS", "Wanjiku Sato-Lind", "TLPP"),
    Group("DAT-ANA", "DA", "Wanjiku Sato-Lind", "L", ("Gabriel Hosseini",)),
    Group("DAT-ANA", "DA", "Gabriel Hosseini", "LLTTTPPP"),
    Group("DAT-ENG", "DE", "Vacant: Data Engineering Lead", "PPPTTL", ("Hamza Lindqvist-Obi",)),
    # Client Services & Sales 27
    Group("CLI-ACC", "AM", "Henrik Chaudhary", "TL", ("Oona Fairweather", "Kwabena Ljungberg")),
    Group("CLI-ACC", "AM", "Oona Fairweather", "TTTTPL", ("Solveig Ncube",)),
    Group("CLI-ACC", "AM", "Kwabena Ljungberg", "LLLLP"),
    Group("CLI-SAL", "SAL", "Henrik Chaudhary", "T", ("Renata Abdi",)),
    Group("CLI-SAL", "SAL", "Renata Abdi", "TTTLP"),
    Group("CLI-SAL", "SC", "Henrik Chaudhary", "T", ("Stellan Pereira-Joshi",)),
    Group("CLI-SAL", "SC", "Stellan Pereira-Joshi", "LPT"),
    Group("CLI-SUP", "SUP", "Henrik Chaudhary", "P", ("Mwende Karlsson",)),
    Group("CLI-SUP", "SUP", "Mwende Karlsson", "PPT"),
    # Platform & IT 17, of whom exactly three sit in Pune: by unit and then by site, those three must not show
    Group("PLT-INF", "PE", "Ifeoma Strandberg", "T", ("Arvid Chukwuma",)),
    Group("PLT-INF", "PE", "Arvid Chukwuma", "TTTTLLLPP", ("Linnea Okafor", "Kenji Obuya")),
    Group("PLT-SEC", "SECE", "Arvid Chukwuma", "T", ("Hadiza Rautio",)),
    Group("PLT-SEC", "SECE", "Hadiza Rautio", "LT", ("Zeynep Abara",)),
    Group("PLT-ITS", "ITS", "Arvid Chukwuma", "T", ("Ruben Tshabalala",)),
    Group("PLT-ITS", "ITS", "Ruben Tshabalala", "TLP"),
    # People & L&D 12
    Group("PEO-PAR", "PP", "Tendai Albuquerque", "T", ("Isabel Ogunleye-Dahl",)),
    Group("PEO-PAR", "PP", "Isabel Ogunleye-Dahl", "TTTLLPP", ("Thandiwe Kjellberg", "Rukmini Soares")),
    Group("PEO-LND", "LND", "Tendai Albuquerque", "T", ("Thandeka Rosenqvist",)),
    Group("PEO-LND", "LND", "Thandeka Rosenqvist", "TLP", ("Aurelio Banda",)),
    # Finance & Legal 11
    Group("FIN-FIN", "FIN", "Nilufar Desrosiers", "T", ("Parisa Nyström",)),
    Group("FIN-FIN", "FIN", "Parisa Nyström", "TTTTLLPP", ("Ignacio Wekesa",)),
    Group("FIN-LEG", "LEGAL", "Nilufar Desrosiers", "T", ("Noor Vasquez",)),
    Group("FIN-LEG", "LEGAL", "Noor Vasquez", "L"),
    # Marketing 8
    Group("MKT", "MKT", "Henrik Chaudhary", "T", ("Camille Banerjee",)),
    Group("MKT", "MKT", "Camille Banerjee", "TTLLP", ("Otieno Lahtinen",)),
    Group("MKT", "MKT", "Otieno Lahtinen", "TL"),
]  # fmt: skip

VACANCY = "Vacant: Data Engineering Lead"
VACANCY_MANAGER = "Wanjiku Sato-Lind"

# Joined within the last 30 days: name → days ago.
JOINERS = {
    "Amara Quispe": 29, "Hamza Lindqvist-Obi": 24, "Wambui Sjöberg": 20, "Kenji Obuya": 13, "Solveig Ncube": 8,
    "Ignacio Wekesa": 3,
}  # fmt: skip

# Left within the last 90 days: name → (unit, role, manager, site, days ago). The first one's seat is the vacant one.
LEAVERS = {
    "Knut Mandavi": ("DAT-ENG", "DE", "Wanjiku Sato-Lind", "TOR", 73),
    "Pradeep Ilves": ("ENG-API", "SE", "Anjali Thorvaldsen", "PUN", 58),
    "Rosaura Mbatha": ("DES-CLI", "PD", "Takeshi Borges", "LIS", 41),
    "Aaliyah Sandström": ("CLI-ACC", "AM", "Oona Fairweather", "TOR", 22),
    "Jun Oyugi": ("PLT-INF", "PE", "Arvid Chukwuma", "TOR", 6),
}

# On leave today: name → (first day, days ago; last day, days ahead).
ON_LEAVE = {"Faisal Korhonen": (12, 9), "Marit Dlamini": (34, 120)}

# Proposed by the file, confirmed by an administrator: by role, and for two people by name.
ACCESS_BY_ROLE = {"EXEC": "executive", "LND": "learning"}
ACCESS_BY_NAME = {"Thandiwe Kjellberg": "people_admin", "Ruben Tshabalala": "admin"}
