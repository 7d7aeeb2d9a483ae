"""Who sponsors an objective, and the offers that somebody may know of, for its page."""

from typing import Any

from accounts.models import Person
from ecosystem.core.rules import allows
from goals.models import Objective


def sponsors_of(objective: Objective, person: Person) -> dict[str, Any]:
    """`sponsorship` is the one that stands, `offers` those that wait and the reader made or answers. One statement."""
    rows = list(objective.sponsorships.standing().select_related("person"))
    for row in rows:
        row.objective = objective
    offers = [row for row in rows if row.state == "offered" and allows(person, "goals.view_sponsorship", row)]
    return {"sponsorship": next((row for row in rows if row.state == "active"), None), "offers": offers}
