"""One's own data is everybody's own; erasing is adam's and another administrator's, and needs both."""

import datetime as dt

from django.core.files.base import ContentFile

from accounts.actions.erasing import ask_erasure
from accounts.models import DataExport, Employment, Erasure, Person
from ecosystem.core.clock import now, today
from tests.factories.people import PersonFactory
from tests.matrix import everybody, only

ADAM, ADAM_DOES = only("adam", others=404), only("adam", status=302, others=404)
SEEN_BY_PIA = {"pia": 403}  # she may know who has left
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


def another_administrator() -> Person:
    return PersonFactory(full_name="Ada Test", roles=["admin"])


def asked_erasure(cast) -> Erasure:
    return ask_erasure(leaver(), actor=another_administrator(), reason="asked by letter")


MATRIX = {
    "accounts:my_data": everybody(),
    "accounts:copy_ask": everybody(302),
    "accounts:copy_fetch": only("emil", others=404),
    "accounts:erasure_ask": ADAM | SEEN_BY_PIA,
    "accounts:erasure_ask POST": ADAM_DOES | SEEN_BY_PIA,
    "accounts:erasure_list": only("adam"),
    "accounts:erasure_page": ADAM,
    "accounts:erasure_confirm": ADAM_DOES,
    "accounts:erasure_withdraw": ADAM_DOES,
}
OBJECTS = {
    "accounts:copy_fetch": lambda cast: {"pk": copy_of(cast.emil).pk},
    "accounts:erasure_ask": lambda cast: {"pk": leaver().pk},
    "accounts:erasure_page": lambda cast: {"pk": asked_erasure(cast).pk},
    "accounts:erasure_confirm": lambda cast: {"pk": asked_erasure(cast).pk},
    "accounts:erasure_withdraw": lambda cast: {"pk": asked_erasure(cast).pk},
}
POSTS = {
    "accounts:copy_ask": {},
    "accounts:erasure_ask": {"reason": "asked by letter"},
    "accounts:erasure_confirm": {"sure": "on", "version": "1"},
    "accounts:erasure_withdraw": {},
}
VISIBLE = {
    DataExport: ("accounts.fetch_copy", lambda cast: copy_of(cast.emil)),
    Erasure: ("accounts.view_erasure", asked_erasure),
}
