"""Acts of stewards on what their guild serves: link an objective or a theme, say why and how much, take the link back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from goals.models import GuildObjective, Objective, Theme
from guilds.models import Guild

MOST = 6


@transaction.atomic
def link_aim(guild: Guild, *, actor: Person, aim: Objective | Theme, why: str = "") -> GuildObjective:
    """The guild serves it from today on. Only what runs, and nobody's own objective. Twice is harmless."""
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)
    column = "objective" if isinstance(aim, Objective) else "theme"
    current = list(guild.aims.current())
    if known := next((link for link in current if getattr(link, f"{column}_id") == aim.pk), None):
        return known
    if not _runs(aim):
        raise Refused(_("This has ended, or is somebody’s own. Choose another one."), field="aim")
    if len(current) >= MOST:
        raise Refused(_("Six are enough; take one back that the guild serves no more."), field="aim")
    link = GuildObjective(guild=guild, why=why, linked_by=actor, linked_at=now())
    setattr(link, column, aim)
    link.save()
    record(actor, "guild.aim_linked", guild, fields=[column, "why"])
    return link


@transaction.atomic
def say_of_aim(link: GuildObjective, *, actor: Person, version: int, **said: str) -> None:
    """`why`, `served` and `shown_by`: why the guild serves it, how much so far, and what shows it."""
    if not change(link, version, {"ended_on": None}, **said):
        raise Refused(_("The guild serves this no more."))
    record(actor, "guild.aim_said", link.guild, fields=list(said))


@transaction.atomic
def unlink_aim(link: GuildObjective, *, actor: Person, version: int) -> None:
    """From today on the guild does not serve it any more; its goals go on without. Twice is harmless."""
    if not change(link, version, {"ended_on": None}, ended_on=today()):
        return
    link.goals.filter(closed_at=None).update(aim=None)
    record(actor, "guild.aim_unlinked", link.guild, fields=["ended_on"])


def _runs(aim: Objective | Theme) -> bool:
    if isinstance(aim, Objective):
        return aim.status == Objective.Status.ACTIVE and aim.level != Objective.Level.PERSON
    return aim.retired_at is None
