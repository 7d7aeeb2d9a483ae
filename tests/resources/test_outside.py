"""The library from outside its pages: the same rules for programs, only open things for Slack, a bookmark for any page."""

import hashlib
import hmac
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.actions.tokens import make_token
from ecosystem.core.clock import now
from goals.models import LearningGoal
from goals.search_entries import index_goal
from resources.search_entries import index_resource
from tests.factories.goals import GoalFactory
from tests.factories.resources import ResourceFactory

pytestmark = pytest.mark.django_db
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture
def read(db):
    def get(person, address):
        _token, secret = make_token(actor=person, name=f"{now():%H%M%S%f}", days=30)
        return Client().get(address, headers={"Authorization": f"Bearer {secret}"})

    return get


@pytest.fixture
def shared(emil):
    resource = ResourceFactory(owner=emil, title="Rotating client secrets")
    index_resource(resource)
    return resource


# --- read API
def test_a_program_finds_what_its_owner_finds(read, shared, emil, otto):
    hits = read(otto, "/api/search?q=rotating").json()["hits"]
    assert [hit["title"] for hit in hits] == ["Rotating client secrets"]
    assert hits[0]["url"].startswith("http") and hits[0]["trust"].startswith("New")
    assert read(otto, "/api/search?q=rotating&kind=skill").json() == {"hits": []}
    assert read(otto, "/api/search?q=rotating+elephants").json()["in_part"] is True
    assert read(otto, f"/api/resources/{shared.pk}").json()["text"] == shared.body


def test_a_program_reads_no_drafts_of_others(read, emil, otto):
    draft = ResourceFactory(owner=emil, title="Half a thought", state="draft")
    index_resource(draft)
    assert read(otto, f"/api/resources/{draft.pk}").status_code == 404
    assert read(otto, f"/api/resources/{draft.pk + 1000}").json() == read(otto, f"/api/resources/{draft.pk}").json()
    assert read(emil, f"/api/resources/{draft.pk}").json()["state"] == "draft"
    assert read(otto, "/api/search?q=half").json() == {"hits": []}


def test_private_goals_are_found_by_nobody_else(read, emil, mara, otto):
    goal = GoalFactory(owner=emil, title="Canary overcoming fear", visibility="me")
    index_goal(LearningGoal.objects.get(pk=goal.pk))
    found = {person: len(read(person, "/api/search?q=canary").json()["hits"]) for person in (emil, mara, otto)}
    assert found == {emil: 1, mara: 0, otto: 0}


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer us_x", "Basic dXNfeA==", "bearer us_x"])
def test_without_a_live_token_nothing_is_read(shared, client_for, emil, authorization):
    for client in (Client(), client_for(emil)):
        for address in ("/api/search?q=rotating", f"/api/resources/{shared.pk}"):
            response = client.get(address, headers={"Authorization": authorization})
            assert response.status_code == 401 and "Rotating" not in response.content.decode()


def test_a_program_that_asks_too_often_waits(shared, emil):
    _token, secret = make_token(actor=emil, name="loop", days=30)
    headers = {"Authorization": f"Bearer {secret}"}
    answers = [Client().get("/api/search?q=r", headers=headers).status_code for _ in range(125)]
    assert answers[:60] == [200] * 60 and answers[-1] == 429


# --- Slack
@pytest.fixture
def slack(settings):
    settings.SLACK_SIGNING_SECRET = SECRET

    def ask(text, *, secret=SECRET, age=0, body=None):
        sent = urlencode({"text": text, "user_id": "U1"}) if body is None else body
        stamp = str(int(now().timestamp()) - age)
        digest = hmac.new(secret.encode(), f"v0:{stamp}:{sent}".encode(), hashlib.sha256).hexdigest()
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
        return Client(enforce_csrf_checks=True).post(
            "/slack/learn", sent, content_type="application/x-www-form-urlencoded", headers=headers
        )

    return ask


def test_slack_is_answered_with_links_and_trust(slack, shared):
    answer = slack("rotating").json()
    assert answer["response_type"] == "ephemeral"
    assert f"/library/{shared.pk}/|Rotating client secrets> · New" in answer["text"]
    assert "Nothing answers “zzz”" in slack("zzz").json()["text"]
    some = slack("how do I begin rotating").json()["text"]
    assert some.startswith("Nothing has all of these words") and "|Rotating client secrets>" in some
    assert "/learn" in slack("").json()["text"]


def test_slack_gets_only_what_every_colleague_may_read(slack, cast):
    for visibility in ("everyone", "manager", "me"):
        goal = GoalFactory(owner=cast.emil, title=f"Canary {visibility}", visibility=visibility)
        index_goal(LearningGoal.objects.get(pk=goal.pk))
    index_resource(ResourceFactory(owner=cast.emil, title="Canary draft", state="draft"))
    assert "Nothing answers" in slack("canary").json()["text"]


@pytest.mark.parametrize("wrong", [{"secret": "other"}, {"age": 301}, {"age": -301}])
def test_what_slack_did_not_sign_just_now_is_refused(slack, shared, wrong):
    response = slack("rotating", **wrong)
    assert response.status_code == 403 and "Rotating" not in response.content.decode()


def test_slack_is_off_without_its_secret(slack, shared, settings):
    settings.SLACK_SIGNING_SECRET = ""
    assert slack("rotating").status_code == 403
    assert slack("rotating", secret="").status_code == 403


@pytest.mark.parametrize("stamp", ["", "x", "1" * 400, "-5", "١٢٣"])
def test_a_made_up_time_is_refused(slack, stamp):
    headers = {"X-Slack-Request-Timestamp": stamp.encode().decode("latin-1"), "X-Slack-Signature": "v0=é"}
    assert Client().post("/slack/learn", {"text": "x"}, headers=headers).status_code == 403


def test_words_cannot_forge_links_in_slack(slack):
    assert "<!channel>" not in slack("<!channel> | zzz").json()["text"]


# --- bookmark, address bar
def test_the_bookmark_opens_the_filled_form(client_for, emil):
    page = client_for(emil).get("/library/keep/").content.decode()
    assert "javascript:void(open(&#x27;http://testserver/library/new/&#x27;+" in page
    assert "encodeURIComponent(document.title)" in page


def test_browsers_learn_the_search_without_a_session(client_for, emil):
    response = Client().get("/opensearch.xml")
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    assert 'template="http://testserver/search/?q={searchTerms}"' in response.content.decode()
    assert 'href="/opensearch.xml"' in client_for(emil).get("/search/").content.decode()
