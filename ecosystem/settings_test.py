"""Settings of the test suite: the product's own, with a fast password hasher and queues of its own."""

import os

from ecosystem.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
