"""The line manager before a report's levels: the differences first, one key for each that agrees."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Assessment, PersonSkill
from accounts.refresh import touch
from accounts.report_skills import grouped, report_rows
from ecosystem.core.clock import now, today
from tests.factories.asking import EvidenceFactory, PeerRequestFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory

AGO = dt.timedelta(days=30)


def needed(cast, **fields):
    return RequirementFactory(job_role=cast.engineer, **fields).skill


def said(person, skill, source="self", **fields):
    return AssessmentFactory(person=person, skill=skill, source=source, **fields)


def groups(report, manager) -> dict[str, list[str]]:
    touch([report.pk])
    return {code: [row.row.name for row in rows] for code, _title, rows in grouped(report_rows(report, manager))}


class TestGroups:
    def test_each_row_has_its_place(self, cast, emil, mara):
        names = ("differs", "proven", "waits", "again", "settled", "draft", "unstated")
        skills = {name: needed(cast, skill__name=name) for name in names}
        for name in names[:-1]:
            said(emil, skills[name], level=3)
        said(emil, skills["differs"], "manager", assessor=mara, level=1, stated_on=today() - AGO)
        proof = EvidenceFactory(person=emil, confirmed_at=now())
        said(emil, skills["proven"], "evidence", evidence=proof, level=2)
        said(emil, skills["again"], "manager", assessor=mara, level=3, stated_on=today() - AGO)
        said(emil, skills["settled"], "manager", assessor=mara, level=2)
        said(emil, skills["draft"], "manager", assessor=mara, level=2, released_at=None)
        assert groups(emil, mara) == {
            "differs": ["differs", "proven"],
            "waits": ["again", "waits"],
            "draft": ["draft"],
            "settled": ["settled"],
            "unstated": ["unstated"],
        }

    def test_evidence_that_does_not_count_is_no_difference(self, cast, emil, mara):
        skill = needed(cast)
        said(emil, skill, level=3)
        said(emil, skill, "evidence", evidence=EvidenceFactory(person=emil), level=1)
        assert list(groups(emil, mara)) == ["waits"]

    def test_drafts_of_another_manager_are_not_there(self, cast, emil, mara, nora):
        skill = needed(cast)
        said(emil, skill, level=3)
        said(emil, skill, "manager", assessor=nora, level=1, released_at=None)
        assert list(groups(emil, mara)) == ["waits"]

    def test_peers_are_never_shown(self, cast, emil, mara, otto, client_for):
        skill = needed(cast)
        said(emil, skill, level=3)
        said(emil, skill, "peer", assessor=otto, level=0)
        PeerRequestFactory(person=emil, peer=otto, skill=skill)
        touch([emil.pk])
        assert "Otto" not in client_for(mara).get(f"/people/{emil.pk}/assess/").content.decode()


class TestScreen:
    @pytest.fixture
    def skill(self, cast, emil):
        skill = needed(cast)
        said(emil, skill, level=3)
        touch([emil.pk])
        return skill

    def url(self, emil, what="") -> str:
        return f"/people/{emil.pk}/assess/{what}"

    def test_a_look_is_kept_for_the_person_to_see(self, client_for, emil, mara, skill):
        client = client_for(mara)
        client.get(self.url(emil))
        client.get(self.url(emil))
        assert list(emil.looks_received.values_list("viewer_id", "kind")) == [(mara.pk, "skills")]

    def test_one_key_agrees(self, client_for, emil, mara, skill):
        answer = client_for(mara, htmx=True).post(self.url(emil, "skill/"), {"skill": skill.pk, "level": "3"})
        text = answer.content.decode()
        assert f'<tr id="assess-{skill.pk}"' in text
        assert "agreed" in text
        assert PersonSkill.objects.get(person=emil, skill=skill).self_only is False

    def test_another_level_asks_for_the_reason_and_keeps_the_choice(self, client_for, emil, mara, skill):
        answer = client_for(mara, htmx=True).post(self.url(emil, "skill/"), {"skill": skill.pk, "level": "1"})
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "Say why you see it differently" in text
        assert 'value="1" data-key="1" checked' in text
        assert not Assessment.objects.filter(source="manager").exists()

    def test_as_a_draft_it_waits_to_be_released(self, client_for, emil, mara, skill):
        client = client_for(mara)
        client.post(self.url(emil, "skill/"), {"skill": skill.pk, "level": "1", "note": "Two reviews", "draft": "on"})
        assert Assessment.objects.get(source="manager").released_at is None
        assert "Release 1 draft" in client.get(self.url(emil)).content.decode()
        client.post(self.url(emil, "release/"))
        assert Assessment.objects.get(source="manager").released_at is not None

    def test_it_can_be_undone(self, client_for, emil, mara, skill):
        client = client_for(mara, htmx=True)
        client.post(self.url(emil, "skill/"), {"skill": skill.pk, "level": "3"})
        client.post(self.url(emil, "skill/"), {"skill": skill.pk, "take_back": "on"})
        assert not Assessment.objects.filter(source="manager").exists()

    def test_a_skill_that_is_not_on_the_page_is_refused(self, client_for, emil, mara, otto, skill):
        other = AssessmentFactory(person=otto).skill
        answer = client_for(mara, htmx=True).post(self.url(emil, "skill/"), {"skill": other.pk, "level": "3"})
        assert answer.status_code == 422
        assert not Assessment.objects.filter(source="manager").exists()

    def test_all_that_agree_at_once_as_they_were_seen(self, cast, client_for, emil, mara, skill):
        changed = needed(cast)
        said(emil, changed, level=4)
        touch([emil.pk])
        client_for(mara).post(self.url(emil, "confirm/"), {"seen": [f"{skill.pk}:3", f"{changed.pk}:2"]})
        assert list(Assessment.objects.filter(source="manager").values_list("skill", "level")) == [(skill.pk, 3)]

    @pytest.mark.parametrize("what", ["", "skill/", "confirm/", "release/"])
    def test_nobody_else_may(self, cast, client_for, emil, skill, what):
        for person in (cast.emil, cast.nora, cast.dario, cast.lena, cast.otto):
            client = client_for(person)
            answer = (
                client.post(self.url(emil, what), {"skill": skill.pk, "level": "3"})
                if what
                else client.get(self.url(emil))
            )
            assert answer.status_code == 403
        assert not Assessment.objects.filter(source="manager").exists()

    @pytest.mark.parametrize("number", [1, 30])
    def test_statements_do_not_grow(self, cast, client_for, emil, mara, number):
        for _ in range(number):
            said(emil, needed(cast))
        touch([emil.pk])
        client = client_for(mara)
        with CaptureQueriesContext(connection) as sent:
            client.get(self.url(emil))
        assert len(sent) <= 12

    def test_reply_and_dispute(self, client_for, emil, mara, skill):
        said(emil, skill, "manager", assessor=mara, level=2, note="Two reviews")
        word = Assessment.objects.get(source="manager")
        client = client_for(emil)
        assert client.post(f"/skills/assessments/{word.pk}/reply/", {"reply": "In May."}).status_code == 302
        assert "In May." in client.get(f"/skills/{skill.pk}/").content.decode()
        client.post(f"/skills/{skill.pk}/dispute/", {"about": "manager", "text": "It was another skill."})
        manager = client_for(mara)
        assert "answer by" in manager.get("/skills/requests/").content.decode()
        dispute = emil.disputes.get()
        manager.post(f"/skills/disputes/{dispute.pk}/answer/", {"version": "1", "answer": "I looked again."})
        assert "I looked again." in client.get(f"/skills/disputes/{dispute.pk}/").content.decode()
