"""One's own data is everybody's own; erasing is pia's and adam's, and needs both."""

import datetime as dt

from django.core.files.base import ContentFile

from accounts.actions.erasing import ask_erasure
from accounts.models import DataExport, Employment, Erasure, Person
from ecosystem.core.clock import now, today
from tests.factories.people import PersonFactory
from tests.matrix import everybody, only

BOTH_DO = only("pia", "adam", status=302, others=404)
DAY = dt.timedelta(days=1)


def leaver() -> Person:
    person = PersonFactory(full_name="Gone Long Ago", is_active=False)
    Employment.objects.filter(person=person).update(valid_to=today() - DAY)
    return person


def copy_of(person: Person) -> DataExport:
    export = DataExport(person=person, asked_at=now(), ready_at=now(), expires_at=now() + DAY)
    export.file.save("copy.zip", ContentFile(b"PK"), save=False)
    export.save()
    return export


def erasure_asked_by_pia(cast) -> Erasure:
    return ask_erasure(leaver(), actor=cast.pia, reason="asked by letter")


MATRIX = {
    "accounts:my_data": everybody(),
    "accounts:copy_ask": everybody(302),
    "accounts:copy_fetch": only("emil", others=404),
    "accounts:erasure_ask": only("pia", "adam", others=404),
    "accounts:erasure_ask POST": BOTH_DO,
    "accounts:erasure_list": only("pia", "adam"),
    "accounts:erasure_page": only("pia", "adam", others=404),
    "accounts:erasure_confirm": only("adam", status=302, others=404) | {"pia": 403},
    "accounts:erasure_withdraw": BOTH_DO,
}
OBJECTS = {
    "accounts:copy_fetch": lambda cast: {"pk": copy_of(cast.emil).pk},
    "accounts:erasure_ask": lambda cast: {"pk": leaver().pk},
    "accounts:erasure_page": lambda cast: {"pk": erasure_asked_by_pia(cast).pk},
    "accounts:erasure_confirm": lambda cast: {"pk": erasure_asked_by_pia(cast).pk},
    "accounts:erasure_withdraw": lambda cast: {"pk": erasure_asked_by_pia(cast).pk},
}
POSTS = {
    "accounts:copy_ask": {},
    "accounts:erasure_ask": {"reason": "asked by letter"},
    "accounts:erasure_confirm": {"sure": "on", "version": "1"},
    "accounts:erasure_withdraw": {},
}
VISIBLE = {
    DataExport: ("accounts.fetch_copy", lambda cast: copy_of(cast.emil)),
    Erasure: ("accounts.view_erasure", erasure_asked_by_pia),
}
