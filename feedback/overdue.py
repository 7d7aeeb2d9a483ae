"""How many needs wait longer than they should, for those who run the installation."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.clock import today
from ecosystem.core.figures import Measure
from feedback.models import Need

MEASURES = [Measure("needs_overdue", _("Needs that nobody answered by their day"))]


def needs_overdue() -> dict[str, float | None]:
    return {"needs_overdue": Need.objects.unsettled().filter(due_on__lt=today()).count()}
