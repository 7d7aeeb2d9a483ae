"""The number of members moves with who joins and who leaves, however many do at once, and is what a count would find."""

import pytest

from ecosystem.core import policy
from guilds.actions.counting import count_members
from guilds.actions.members import answer_request, join_guild, leave_guild
from guilds.actions.stewards import add_steward
from guilds.models import Guild
from tests.conftest import make_cast
from tests.factories.guilds import GuildFactory, MembershipFactory
from tests.factories.people import PersonFactory, make_organisation
from tests.guilds.test_budget_at_once import at_once


def sums(guild: Guild) -> tuple[int, int, int]:
    return Guild.objects.values_list("members", "active_members", "core_members").get(pk=guild.pk)


def counted(guild: Guild) -> tuple[int, int, int]:
    count_members(Guild.objects.get(pk=guild.pk))
    return sums(guild)


@pytest.mark.django_db
def test_the_number_moves_with_who_joins_is_let_in_and_leaves(emil, mara, otto, dario):
    guild = GuildFactory(steward=emil)
    assert counted(guild) == (1, 1, 1)
    join_guild(guild, actor=mara)
    join_guild(guild, actor=mara)
    asked = MembershipFactory(guild=guild, person=otto, state="asked")
    answer_request(asked, actor=emil, version=asked.version, yes=True)
    assert sums(guild) == (3, 1, 1) == counted(guild)
    leave_guild(guild, actor=mara)
    leave_guild(guild, actor=mara)
    assert sums(guild) == (2, 1, 1) == counted(guild)
    add_steward(guild, actor=emil, person=dario)
    assert sums(guild)[0] == 3 == counted(guild)[0]


@pytest.mark.django_db
def test_who_did_much_takes_their_part_with_them(emil, mara):
    guild = GuildFactory(steward=emil)
    MembershipFactory(guild=guild, person=mara, tier="core")
    Guild.objects.filter(pk=guild.pk).update(members=2, active_members=2, core_members=2)
    leave_guild(guild, actor=mara)
    assert sums(guild) == (1, 1, 1) == counted(guild)


@pytest.mark.django_db
def test_who_is_no_longer_here_is_not_counted(emil):
    guild, gone = GuildFactory(steward=emil), PersonFactory(is_active=False)
    asked = MembershipFactory(guild=guild, person=gone, state="asked")
    answer_request(asked, actor=emil, version=asked.version, yes=True)
    assert sums(guild)[0] == 1 == counted(guild)[0]


@pytest.mark.django_db(transaction=True)
def test_however_many_join_and_leave_at_once(transactional_db):
    make_organisation()
    with policy.scope():
        cast = make_cast()
        guild = GuildFactory(steward=cast.emil, people=[cast.mara, cast.dario])
        assert counted(guild)[0] == 3
        joiners = [PersonFactory() for _ in range(4)]
        joins = [lambda person=person: join_guild(guild, actor=person) for person in [*joiners, *joiners]]
        leaves = [lambda person=person: leave_guild(guild, actor=person) for person in [cast.mara, cast.mara]]
        answers = at_once(*joins, *leaves, lambda: count_members(Guild.objects.get(pk=guild.pk)))
        assert answers == ["done"] * 11
        assert sums(guild)[0] == 6 == counted(guild)[0]
