"""The scale in use, read inside other statements; and its keys against the scale 0–4 of all formulas."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from accounts.levels import TOP
from accounts.models import Scale, ScaleLevel

NAMES = (_("None"), _("Aware"), _("Working"), _("Practitioner"), _("Expert"))


@dataclass(frozen=True)
class Keys:
    """The raw values 0 … `top` that people press, and what each is called."""

    top: int = 4
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: dict[str, Any] | None) -> "Keys":
        """From what `scale_row` brought along; the default scale before there is one."""
        return cls(row["top"], tuple(row["names"])) if row else cls(len(NAMES) - 1, tuple(map(str, NAMES)))

    @property
    def values(self) -> range:
        return range(self.top + 1)

    def name(self, value: int) -> str:
        return self.names[value] if value < len(self.names) else str(value)

    def key_for(self, level: int | Decimal | None, top: int | Decimal = TOP) -> int | None:
        """The key nearest to a level of another scale."""
        if level is None:
            return None
        return int((Decimal(level) * self.top / Decimal(top)).quantize(Decimal(1), ROUND_HALF_UP))

    def key_needed(self, level: int | Decimal | None) -> int | None:
        """The lowest key that reaches a needed level 0–4."""
        if level is None:
            return None
        return int((Decimal(level) * self.top / TOP).quantize(Decimal(1), ROUND_CEILING))


def scale_row() -> Subquery:
    """JSON of the organisation's scale: its highest value and the names of all, in order."""
    return Subquery(_scales()[:1])


def keys_in_use() -> Keys:
    """One statement, for forms whose page has not brought the scale along."""
    return Keys.of(_scales().first())


def _scales() -> QuerySet:
    names = ArraySubquery(ScaleLevel.objects.filter(scale=OuterRef("pk")).order_by("value").values("name"))
    row = JSONObject(top="max_value", names=names)
    return Scale.objects.filter(organisation__isnull=False).order_by("pk").values_list(row, flat=True)
