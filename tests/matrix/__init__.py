"""Who gets what from every address, as data: one file per app, read by `tests/test_doors.py`.

Each file may hold
    MATRIX   {url name: {persona: status}}   what a request without htmx answers; `everybody`, `only`, `but` spell it out
    OBJECTS  {url name: make(cast)}           keyword arguments of the address, made anew for each request
    POSTS    {url name: data or make(cast)}   addresses that take POST, with a valid form; one that shows a page as well has
                                              two lines in MATRIX: "goals:goal_change" and "goals:goal_change POST"
    VISIBLE  {model: (permission, make(cast))} the permission that equals `visible_to`, and rows to compare them on
    OF_THE_LINE {url names}                   addresses where a line manager of today gets what colleagues do not, by that alone
    OPEN     {url names}                      addresses that need no sign-in
"""

from collections.abc import Mapping

PERSONAS = ("emil", "mara", "nora", "lena", "xenia", "dario", "otto", "adam", "pia")
# Colleagues like otto, but for one thing each: frida led emil until yesterday, cleo will in three days, stan stands in for mara.
BY_DATE = ("frida", "cleo", "stan")
EVERYBODY = PERSONAS + BY_DATE


def everybody(status: int = 200) -> dict[str, int]:
    """The same answer for all."""
    return dict.fromkeys(EVERYBODY, status)


def only(*personas: str, status: int = 200, others: int = 403) -> dict[str, int]:
    """These get `status`, all others `others`: whoever led emil once, or will, gets nothing of it unless the line says so."""
    return {persona: status if persona in personas else others for persona in EVERYBODY}


def but(answers: Mapping[str, int], **different: int) -> dict[str, int]:
    """As `answers`, with some personas answered differently."""
    return {**answers, **different}
