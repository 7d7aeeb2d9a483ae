"""The demo company goes in through the product's own import, from the files in `fernhollow`, re-dated to today."""

from accounts.imports.actions import import_at_once
from accounts.models import Organisation, RoleGrant, Scale, ScaleLevel
from ecosystem.core.clock import now, today
from ecosystem.core.policy import forget
from ecosystem.demo.company import FOLDER, shifted

LEVELS = ("None", "Aware", "Working", "Practitioner", "Expert")
POLICY = {
    "name": "Fernhollow",
    "time_zone": "America/Toronto",
    "fiscal_year_first_month": 2,
    "languages": ["en"],
    "holiday_country": "CA",
    "currency": "CAD",
}


def load_company() -> None:
    """Policy, people, skills and objectives. A second call changes nothing."""
    _set_policy()
    run = import_at_once(sorted(shifted(FOLDER, today()).items()), dry_run=False, complete_list=False, confirmed=True)
    if run.issues.filter(warning=False).exists():
        first = run.issues.filter(warning=False).first()
        raise ValueError(f"The demo's own files are not clean: {first}")
    RoleGrant.objects.proposed().update(confirmed_at=now())


def _set_policy() -> None:
    scale, _ = Scale.objects.get_or_create(code="default", defaults={"name": "Five levels", "max_value": 4})
    for value, name in enumerate(LEVELS):
        ScaleLevel.objects.get_or_create(scale=scale, value=value, defaults={"name": name})
    Organisation.objects.get_or_create(pk=1, defaults={**POLICY, "scale": scale, "set_up_at": now()})
    forget()
