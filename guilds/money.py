"""Amounts in the organisation's currency, as people read them."""

from decimal import Decimal

from django.utils.formats import number_format

from ecosystem.core.policy import policy

SPACE = "\u00a0"


def money(amount: Decimal | None) -> str:
    """1234.5 → `1,234.50 EUR`, whole amounts without cents, a minus as a minus; None is a dash."""
    if amount is None:
        return "–"
    places = 0 if amount == amount.to_integral_value() else 2
    written = number_format(abs(amount), decimal_pos=places, use_l10n=True, force_grouping=True)
    return f"{'−' if amount < 0 else ''}{written}{SPACE}{policy().currency}"
