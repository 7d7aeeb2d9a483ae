import pytest

from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.models import AuditEntry
from tests.factories.people import PersonFactory, SiteFactory

pytestmark = pytest.mark.django_db


def test_an_act_leaves_who_what_when_and_no_content(emil, mara):
    site = SiteFactory(name="Secret name")
    record(mara, "site.changed", site, fields=["region", "name"], subject=emil, reason="moved")
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.verb, entry.kind, entry.object_id) == (
        mara,
        "site.changed",
        "accounts.site",
        str(site.pk),
    )
    assert (entry.subject, entry.fields, entry.reason) == (emil, ["name", "region"], "moved")
    assert "Secret" not in str(AuditEntry.objects.values().get())


def test_work_without_a_person_is_by_the_system():
    record(SYSTEM, "site.swept", SiteFactory())
    assert AuditEntry.objects.get().actor is None


def test_an_act_without_an_actor_is_a_mistake():
    with pytest.raises(TypeError):
        record(None, "site.changed", SiteFactory())


def test_the_subject_may_be_an_id(emil):
    record(SYSTEM, "site.swept", SiteFactory(), subject=emil.pk)
    assert AuditEntry.objects.get().subject == emil


def test_the_audit_outlives_whom_it_names():
    leaver = PersonFactory()
    record(leaver, "site.changed", SiteFactory())
    pk = leaver.pk
    leaver.delete()
    assert AuditEntry.objects.get().actor_id == pk
