from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from ecosystem.core import policy as policies
from ecosystem.core.policy import Policy, forget, policy, remember, scope


@pytest.fixture
def reads(monkeypatch):
    done = []

    def read():
        done.append(1)
        return SimpleNamespace(name="Fernhollow", time_zone="Asia/Kolkata", k_anonymity=3)

    monkeypatch.setattr(policies, "_provider", read)
    return done


def test_defaults_hold_before_there_is_an_organisation(monkeypatch):
    monkeypatch.setattr(policies, "_provider", lambda: None)
    assert policy() == Policy()


def test_the_row_is_read_by_name(reads):
    assert policy().name == "Fernhollow"
    assert policy().zone == ZoneInfo("Asia/Kolkata")
    assert policy().currency == "EUR"


def test_k_has_a_floor(reads):
    assert policy().k == 5


def test_in_a_scope_it_is_read_once(reads):
    with scope():
        policy()
        policy()
    assert len(reads) == 1
    policy()
    policy()
    assert len(reads) == 3


def test_a_change_is_seen_in_the_same_request(reads):
    with scope():
        policy()
        forget()
        policy()
    assert len(reads) == 2


def test_what_another_query_brought_along_is_kept_for_the_scope(reads):
    with scope():
        remember(Policy(name="Brought"))
        assert policy().name == "Brought"
    remember(Policy(name="Outside"))
    assert policy().name == "Fernhollow"
    assert len(reads) == 1
