"""Settings of the test suite: the product's own, with a PostgreSQL, a queue and a password hasher of its own."""

import os

from ecosystem.embedded import OWNER, spare_cluster
from ecosystem.installation import DATA

TEST_CLUSTER = None if os.environ.get("DATABASE_URL") else spare_cluster(DATA / "test")
if TEST_CLUSTER:
    os.environ["DATABASE_URL"] = TEST_CLUSTER.url(OWNER)
os.environ["QUEUE_DIR"] = str(DATA / "test" / f"queue-{os.getpid()}")
os.environ["METRICS_DIR"] = str(DATA / "test" / f"metrics-{os.getpid()}")
os.environ.setdefault("DATABASE_POOL", "0")
os.environ.setdefault("STATEMENT_TIMEOUT_MS", "60000")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in the thread of the tests

from ecosystem.settings import *  # noqa: E402, F403 - reads the variables above

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]  # noqa: F405
