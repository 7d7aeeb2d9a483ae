"""What somebody leads: public to read. Otto leads an objective of mara's unit and leaves; dario stands for whoever has no say."""

import datetime as dt

from accounts.actions.leaving import end_employment
from accounts.models import Person
from ecosystem.core.clock import today
from tests.factories.goals import ObjectiveFactory
from tests.matrix import everybody, only

MATRIX = {
    "goals:leads_page": everybody(),
    # mara heads the unit, nora stands above her and is otto's line manager, xenia is an executive
    "goals:leads_hand_on": only("otto", "mara", "nora", "xenia", status=302),
}


def leader(cast) -> Person:
    """Otto, whose last day is known; an earlier objective of his has ended."""
    cast.engineering.lead = cast.mara
    cast.engineering.save(update_fields=["lead"])
    ObjectiveFactory(level="unit", unit=cast.engineering, owner=cast.otto, code="O-LED")
    if cast.otto.employments.get().valid_to is None:
        end_employment(cast.otto, actor=cast.pia, last_day=today() + dt.timedelta(days=10))
    return cast.otto


def _handed(cast) -> dict:
    from goals.models import Objective

    led = Objective.objects.get(code="O-LED")
    return {f"to-objective-{led.pk}": "lena@example.com", f"version-objective-{led.pk}": str(led.version)}


OBJECTS = {
    "goals:leads_page": lambda cast: {"pk": leader(cast).pk},
    "goals:leads_hand_on": lambda cast: {"pk": leader(cast).pk},
}
POSTS = {"goals:leads_hand_on": _handed}
VISIBLE: dict = {}
