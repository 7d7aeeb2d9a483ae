"""What could come next for a guild: the first rung that is missing."""

import pytest

from guilds import ladder
from guilds.health_page import health_context
from guilds.models import Guild
from tests.factories.guilds import (
    GuildPostFactory,
)
from tests.guilds.test_health import counted, held, old

pytestmark = pytest.mark.django_db


# --- what could come next
@pytest.mark.parametrize(
    ("stands_on", "step", "place"),
    [
        ((), "channel", 1),
        (("channel",), "meeting", 2),
        (("meeting",), "channel", 1),
        (("channel", "meeting", "sponsor"), "budget", 3),
        (("channel", "meeting", "budget"), "initiatives", 4),
        (("channel", "meeting", "budget", "initiatives"), "sponsor", 5),
        (("channel", "meeting", "budget", "initiatives", "sponsor"), "", 6),
    ],
)
def test_the_first_rung_that_is_missing_is_the_next_step(stands_on, step, place):
    found = ladder.ladder_of(**dict.fromkeys(stands_on, True))
    assert (found.step, found.place, bool(found.what)) == (step, place, bool(step))


def test_each_step_follows_from_what_the_guild_does(cast):
    from guilds.actions.budget import grant_budget
    from tests.factories.guild_aims import GuildGoalFactory

    guild = old(steward=cast.emil, people=[cast.mara])
    steps = []

    def look():
        guild.refresh_from_db()
        counted(guild)
        steps.append(health_context(guild)["ladder"].step)

    look()
    GuildPostFactory(guild=guild, author=cast.mara)
    look()
    held(guild, cast.mara, 5)
    look()
    grant_budget(guild, actor=cast.lena, amount=100, words="")
    look()
    GuildGoalFactory(guild=guild)
    look()
    Guild.objects.filter(pk=guild.pk).update(sponsor=cast.xenia)
    look()
    assert steps == ["channel", "meeting", "budget", "initiatives", "sponsor", ""]
