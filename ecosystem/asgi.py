"""The ASGI application, for servers that speak it."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
application = get_asgi_application()

from ecosystem.demo_mark import refuse_wrong_database  # noqa: E402 - needs the settings that are now loaded

refuse_wrong_database()
