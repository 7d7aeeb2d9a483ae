"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
application = get_wsgi_application()

from ecosystem.core.requests import request_of  # noqa: E402 - need the settings that are now loaded
from ecosystem.demo_mark import refuse_wrong_database  # noqa: E402

application.request_class = request_of  # type: ignore[assignment]  # Django only ever calls it
refuse_wrong_database()
gc.freeze()  # what is loaded by now stays: collections need not look at it again, and workers share its memory
