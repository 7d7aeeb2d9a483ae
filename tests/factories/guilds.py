"""Guilds with their charter, members, stewards and board."""

import datetime as dt

import factory

from ecosystem.core.clock import now, today
from guilds.models import (
    CharterVersion,
    Guild,
    GuildAnswer,
    GuildPost,
    GuildResource,
    GuildSkill,
    Membership,
    Stewardship,
)
from guilds.terms import term_end
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory
from tests.factories.skills import SkillFactory


class GuildFactory(factory.django.DjangoModelFactory):
    """An open guild at work. `steward` and `members` make the rows of those who belong."""

    class Meta:
        model = Guild
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Accessibility {n}")
    purpose = "We make “works for everyone” the normal way to build here."
    audience = "Everybody who builds"
    charter = "We pair, we audit, we teach; we do not police."
    founded_at = factory.LazyFunction(now)
    state_since = factory.LazyFunction(now)
    charter_changed_at = factory.LazyFunction(now)

    @factory.post_generation
    def first_charter(guild, create, extracted, **kwargs):
        words = {name: getattr(guild, name) for name in ("purpose", "audience", "rhythm", "joining", "charter")}
        CharterVersion.objects.create(guild=guild, number=1, author=guild.founded_by, at=guild.founded_at, **words)

    @factory.post_generation
    def steward(guild, create, extracted, **kwargs):
        if extracted:
            MembershipFactory(guild=guild, person=extracted, tier="core")
            StewardshipFactory(guild=guild, person=extracted)

    @factory.post_generation
    def people(guild, create, extracted, **kwargs):
        for person in extracted or ():
            MembershipFactory(guild=guild, person=person)
        Guild.objects.filter(pk=guild.pk).update(members=guild.memberships.filter(state="member").count())


class GuildSkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuildSkill

    guild = factory.SubFactory(GuildFactory)
    skill = factory.SubFactory(SkillFactory)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    guild = factory.SubFactory(GuildFactory)
    person = factory.SubFactory(PersonFactory)
    state = "member"
    changed_at = factory.LazyFunction(now)
    joined_on = factory.LazyAttribute(lambda made: today() if made.state == "member" else None)


class StewardshipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Stewardship

    guild = factory.SubFactory(GuildFactory)
    person = factory.SubFactory(PersonFactory)
    since = factory.LazyFunction(lambda: today() - dt.timedelta(days=30))
    until = factory.LazyFunction(lambda: term_end(today()))


class GuildResourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuildResource

    guild = factory.SubFactory(GuildFactory)
    resource = factory.SubFactory(ResourceFactory)
    added_by = factory.SubFactory(PersonFactory)
    added_at = factory.LazyFunction(now)


class GuildPostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuildPost

    guild = factory.SubFactory(GuildFactory)
    author = factory.SubFactory(PersonFactory)
    title = factory.Sequence(lambda n: f"Which contrast check do we trust for charts, {n}?")
    created_at = factory.LazyFunction(now)


class GuildAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuildAnswer

    post = factory.SubFactory(GuildPostFactory)
    author = factory.SubFactory(PersonFactory)
    text = "The one that reads the rendered page."
    created_at = factory.LazyFunction(now)
