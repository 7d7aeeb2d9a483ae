"""With sign-in by the identity provider alone, local sign-in is gone and the provider's way works, as a real start has it."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.test_settings import CLEAN, PUBLIC, ROOT, manage

ALONE = {
    "SIGN_IN_ONLY_BY_PROVIDER": "true",
    "PROVIDER_URL": "https://id.example.com",
    "PROVIDER_NAME": "Newco",
    "PROVIDER_CLIENT_ID": "understory",
    "PROVIDER_SECRET": "a-secret",
}


def test_it_is_ready_for_deployment():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PUBLIC, **ALONE)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def found(db):
    """What the process of its own saw."""
    where = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    env = {**CLEAN, **ALONE, "DATABASE_URL": where, "DJANGO_SETTINGS_MODULE": "ecosystem.settings_test"}
    env |= {"UNDERSTORY_NO_VENV": "1", "DATA_DIR": os.environ.get("DATA_DIR", str(ROOT / ".data"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.only_by_provider"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)


def test_local_sign_in_is_gone_and_the_providers_way_works(found):
    local, invited = found["local"], found["invited"]
    assert set(local["statuses"].values()) == {404}, local["statuses"]
    assert not local["asks_for_a_password"] and local["ways_of_the_provider"] == ["/accounts/oidc/company/login/"]
    assert (local["posted"], local["signed_in"]) == (403, False)
    assert invited == {
        "without_code": "",
        "asks_for_a_password": False,
        "a_password_lets_in": False,
        "with_code": True,
        "too_late": "",
        "again": True,
        "code_is_used": 410,
        "home": 200,
    }
    assert found["bound"] == 1
    assert found["connected"] == [302, "/accounts/3rdparty/", 200, 200]
    assert found["pages"] == [], "\n".join(found["pages"])
