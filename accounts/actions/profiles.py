"""The first week: a role without requirements begins with those of a similar role, a person without a role with one."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import JobRole, Person, RoleRequirement, SuggestedProfile
from accounts.refresh import touch_later
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused


@transaction.atomic
def adopt_profile(role: JobRole, *, actor: Person, like: JobRole) -> int:
    """A role without requirements takes over those of another, from today. Returns how many; twice is harmless."""
    current = RoleRequirement.objects.on(today())
    if like.pk == role.pk or not current.filter(job_role=like).exists():
        raise Refused(_("Choose a role that has requirements."), field="like")
    known = set(RoleRequirement.objects.from_day(today()).filter(job_role=role).values_list("skill_id", flat=True))
    taken = [
        RoleRequirement(
            job_role=role, skill_id=each.skill_id, level=each.level, importance=each.importance, valid_from=today()
        )
        for each in current.filter(job_role=like)
        if each.skill_id not in known
    ]
    RoleRequirement.objects.bulk_create(taken)
    if taken:
        record(actor, "job_role.profile_adopted", role, fields=["requirements"])
        touch_later(f"profile-{role.pk}-{like.pk}-{today()}", skill_ids=[each.skill_id for each in taken])
    return len(taken)


@transaction.atomic
def confirm_profile(person: Person, *, actor: Person, job_role: JobRole) -> SuggestedProfile:
    """Whose skills somebody without a role profile is asked about. It gives no role and sets no requirement."""
    values = {"job_role": job_role, "confirmed_by": actor, "confirmed_at": now()}
    profile, _made = SuggestedProfile.objects.update_or_create(person=person, defaults=values)
    record(actor, "profile.confirmed", profile, fields=["job_role"], subject=person)
    return profile
