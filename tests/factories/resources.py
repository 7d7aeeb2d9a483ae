"""Resources of the library, with their first version."""

import datetime as dt

import factory

from ecosystem.core.clock import now, today
from resources.fresh_days import keep_fresh_until
from resources.models import CoAuthor, Resource, ResourceSkill, ResourceVersion
from tests.factories.people import PersonFactory
from tests.factories.skills import SkillFactory


class ResourceFactory(factory.django.DjangoModelFactory):
    """A how-to that was published and vouched for today; `ResourceFactory(state="draft")` is its authors' alone."""

    class Meta:
        model = Resource
        skip_postgeneration_save = True

    kind = "how_to"
    title = factory.Sequence(lambda n: f"Rotating client secrets {n}")
    body = "First open the vault.\n\n1. Rotate\n2. Restart"
    owner = factory.SubFactory(PersonFactory)
    state = "published"
    created_at = factory.LazyFunction(now)
    changed_at = factory.LazyFunction(now)
    published_at = factory.LazyAttribute(lambda made: None if made.state == "draft" else now())
    archived_at = factory.LazyAttribute(lambda made: now() if made.state == "archived" else None)
    verified_on = factory.LazyAttribute(lambda made: None if made.state == "draft" else today())
    verify_by = factory.LazyAttribute(lambda made: made.verified_on and made.verified_on + dt.timedelta(days=180))

    @factory.post_generation
    def first_version(resource, create, extracted, **kwargs):
        if create:
            texts = {name: getattr(resource, name) for name in ("title", "summary", "body", "url")}
            at = resource.created_at
            ResourceVersion.objects.create(resource=resource, number=1, author=resource.owner, at=at, **texts)


class ResourceSkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ResourceSkill
        skip_postgeneration_save = True

    resource = factory.SubFactory(ResourceFactory)
    skill = factory.SubFactory(SkillFactory)
    level = 2

    @factory.post_generation
    def fresh_until(about, create, extracted, **kwargs):
        if create:
            keep_fresh_until(about.resource_id)
            about.refresh_from_db(fields=["fresh_until"])


class CoAuthorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CoAuthor

    resource = factory.SubFactory(ResourceFactory)
    person = factory.SubFactory(PersonFactory)
    added_at = factory.LazyFunction(now)
