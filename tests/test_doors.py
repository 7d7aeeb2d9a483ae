"""Every address has a door, every door a declared permission, and every persona gets exactly what the matrix says."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts.actions.leaving import end_employment
from ecosystem.core.clock import today
from ecosystem.core.models import AuditEntry
from ecosystem.core.rules import allows, declared
from tests.matrix import BY_DATE, EVERYBODY, PERSONAS
from tests.source import app_files, layer, template_files

DAY = dt.timedelta(days=1)
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}
METHODS = ("get", "post", "put", "patch", "delete", "head")
SIGN_IN = "/accounts/login/"
POST = " POST"
FILES = sorted(path.stem for path in (Path(__file__).parent / "matrix").glob("[a-z]*.py"))


# --- the walk
class Address(NamedTuple):
    """One entry of the URLconf with what its parents add: its route and the converters of its variable parts."""

    callback: Callable
    route: str
    parts: dict[str, Any]


def walk(
    resolver=None, space: str = "", route: str = "/", parts: dict[str, Any] | None = None
) -> Iterator[tuple[str, Address]]:
    """(name, address); what has no name goes by its route."""
    for entry in (resolver or get_resolver()).url_patterns:
        longer = route + str(entry.pattern)
        known = {**(parts or {}), **entry.pattern.converters}
        if isinstance(entry, URLResolver):
            yield from walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space, longer, known)
        else:
            known.update(dict.fromkeys(entry.pattern.regex.groupindex.keys() - known.keys()))
            yield f"{space}{entry.name}" if entry.name else longer, Address(entry.callback, longer, known)


ADDRESSES = dict(walk())
OWN = {name: address for name, address in ADDRESSES.items() if layer(address.callback.__module__) is not None}


def matrix(part: str) -> dict:
    """One table over all files."""
    found: dict = {}
    for file in FILES:
        table = getattr(import_module(f"tests.matrix.{file}"), part, {})
        found.update(dict.fromkeys(table) if isinstance(table, set) else table)
    return found


def address_of(name: str, parts: dict[str, Any]) -> str:
    return name if name.startswith("/") else reverse(name, kwargs=parts)


def any_address(name: str) -> str:
    """The address with made-up parts of the right kind."""
    return address_of(name, {part: _made_up(converter) for part, converter in ADDRESSES[name].parts.items()})


def _made_up(converter: Any) -> object:
    regex = converter.regex if converter else "[0-9]+"
    return next(value for value in (1, uuid.uuid4(), regex.split("|")[0], "x1-y2") if re.fullmatch(regex, str(value)))


def test_every_address_of_ours_has_a_name_of_its_own():
    assert [name for name in OWN if name.startswith("/")] == []
    assert len(list(walk())) == len(ADDRESSES)


def test_every_view_of_ours_has_a_door():
    assert [name for name, address in OWN.items() if not hasattr(address.callback, "door")] == []


def doors(*kinds: str) -> dict[str, Callable]:
    """Our views by the kind of their door."""
    return {name: address.callback for name, address in OWN.items() if getattr(address.callback, "door", "") in kinds}


def test_every_door_asks_a_declared_permission():
    assert {
        name: view.permission
        for name, view in doors("page", "on", "token").items()
        if view.permission not in declared()
    } == {}


def test_open_doors_are_meant_to_be_open():
    assert set(doors("open", "token")) == matrix("OPEN").keys() & set(OWN)


def test_every_declared_permission_is_used():
    asked = {view.permission for view in doors("page", "on", "token").values()}
    texts = [path.read_text() for path in [*template_files(), *app_files()] if not path.stem.endswith("rules")]
    compared = {permission for permission, _make in matrix("VISIBLE").values()}
    unused = declared().keys() - asked - compared
    assert [name for name in sorted(unused) if not any(f'"{name}"' in text for text in texts)] == []


# --- nobody signed in
@pytest.fixture(scope="module")
def signed_out():
    return Client()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_signed_out_one_gets_to_sign_in_and_nowhere_else(name, signed_out):
    if name in matrix("OPEN"):
        return  # ours are compared with their doors above
    address = any_address(name)
    for method in METHODS:
        response = getattr(signed_out, method)(address)
        assert (response.status_code, response.get("Location", "").startswith(SIGN_IN)) == (302, True), method
        part = getattr(signed_out, method)(address, headers=FRAGMENT)
        assert (part.status_code, part.get("HX-Redirect", "").startswith(SIGN_IN)) == (204, True), method


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(doors("token")))
def test_programs_without_a_token_get_nothing(name, signed_out):
    response = signed_out.get(any_address(name))
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")


# --- everybody signed in
def test_the_matrix_knows_every_address_and_no_other():
    assert {name.removesuffix(POST) for name in matrix("MATRIX")} == set(ADDRESSES)


def test_the_matrix_names_every_persona():
    assert [name for name, answers in matrix("MATRIX").items() if set(answers) != set(EVERYBODY)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES)
def test_every_persona_gets_what_the_matrix_says(file, by_date, client_for, request):
    """And what the first who may do it did leaves an audit entry. Former and coming managers and stand-ins are asked for one
    of the two kinds of request, in turn; with `--long` for both."""
    table, wrong, silent = import_module(f"tests.matrix.{file}"), [], set()
    clients = {persona: client_for(getattr(by_date, persona)) for persona in EVERYBODY}
    for number, (name, answers) in enumerate(table.MATRIX.items()):
        whom = list(asked_in(number, both=request.config.getoption("--long")))
        got = exchanges(table, name, by_date, [(clients[persona], headers) for persona, headers in whom])
        may = [
            left
            for (persona, _headers), (_status, left) in zip(whom, got, strict=True)
            if answers[persona] in {200, 302}
        ]
        if takes_post(table, name) and next(iter(may), None) == 0:
            silent.add(name.removesuffix(POST))
        for (persona, headers), (status, _left) in zip(whom, got, strict=True):
            if not is_as_said(status, answers[persona], headers):
                wrong.append(
                    f"{name} for {persona}{' as a fragment' if headers else ''}: {status}, not {answers[persona]}"
                )
    assert wrong == []
    assert silent == NOTHING_HAPPENED & acts(table)


def asked_in(turn: int, *, both: bool) -> Iterator[tuple[str, dict]]:
    """Who asks, and with which headers."""
    yield from ((persona, headers) for persona in PERSONAS for headers in ({}, FRAGMENT))
    for place, persona in enumerate(BY_DATE):
        kinds = ({}, FRAGMENT)
        yield from ((persona, headers) for headers in (kinds if both else [kinds[(turn + place) % 2]]))


def is_as_said(status: int, expected: int, headers: dict) -> bool:
    """A fragment is refused as the page is, and otherwise may be shown instead of leading on."""
    if not headers:
        return status == expected
    refused = {403, 404}
    return status < 500 and (status in refused) == (expected in refused) and (expected < 400 or status == expected)


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES)
def test_whoever_led_somebody_who_left_gets_what_any_colleague_gets(file, by_date, client_for, request):
    """Frida led emil until his last day; cleo has nothing to do with him. A quarter of the addresses; with `--long` all."""
    table, wrong = import_module(f"tests.matrix.{file}"), []
    asking = [client_for(by_date.frida), client_for(by_date.cleo)]
    known = getattr(table, "LED_A_LEAVER", set())
    for name in table.MATRIX.keys() & {
        *getattr(table, "OBJECTS", {}),
        *(f"{n}{POST}" for n in getattr(table, "OBJECTS", {})),
    }:
        turn = crc32(name.encode())
        if turn % 4 and not request.config.getoption("--long"):
            continue
        headers = FRAGMENT if turn % 8 else {}
        leaves = partial(end_employment, by_date.emil, actor=by_date.pia, last_day=today() - DAY)
        (led, _), (other, _) = exchanges(table, name, by_date, [(client, headers) for client in asking], then=leaves)
        if (led != other) != (name in known):
            wrong.append(f"{name}: {led}, and {other} for a colleague")
    assert wrong == []


LINED = [file for file in FILES if hasattr(import_module(f"tests.matrix.{file}"), "OF_THE_LINE")]


@pytest.mark.django_db
@pytest.mark.parametrize("file", LINED)
def test_whoever_leads_today_whom_a_leaver_led_gets_what_the_line_gives_and_nothing_else_of_theirs(
    file, by_date, client_for, request
):
    """Mara has left, and otto leads emil in her place. Of what was hers for another reason, a quarter; with `--long` all."""
    table, wrong = import_module(f"tests.matrix.{file}"), []
    client = client_for(by_date.otto)
    leaves = partial(end_employment, by_date.mara, actor=by_date.pia, last_day=today() - DAY, successor=by_date.otto)
    for name, said in table.MATRIX.items():
        lined = name in table.OF_THE_LINE
        hers = said["mara"] < 400 <= min(said["otto"], said["cleo"])
        assert hers or not lined, name
        if not hers or not (lined or request.config.getoption("--long") or crc32(name.encode()) % 4 == 0):
            continue
        [(status, _left)] = exchanges(table, name, by_date, [(client, {})], then=leaves)
        if (status != said["mara"]) if lined else (status < 400):
            wrong.append(f"{name}: {status}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("file", LINED)
def test_the_manager_of_today_of_somebody_who_has_left_gets_what_any_colleague_gets(file, by_date, client_for):
    """Mara leads emil today, who left yesterday; cleo would have in three days."""
    table = import_module(f"tests.matrix.{file}")
    asking = [(client_for(person), {}) for person in (by_date.mara, by_date.cleo)]
    leaves = partial(end_employment, by_date.emil, actor=by_date.pia, last_day=today() - DAY)
    got = {name: exchanges(table, name, by_date, asking, then=leaves) for name in sorted(table.OF_THE_LINE)}
    assert {name: (led, other) for name, ((led, _), (other, _)) in got.items() if led != other} == {}


@pytest.mark.django_db
def test_whoever_has_left_gets_nowhere_with_a_session_that_lives(cast, client_for):
    """Everywhere led to sign in, and each time anew: the session is put back after each request."""
    client = client_for(cast.mara)
    assert client.get("/").status_code == 200
    type(cast.mara).objects.filter(pk=cast.mara.pk).update(is_active=False)
    wrong, session = [], client.cookies.copy()
    for number, name in enumerate(sorted(ADDRESSES.keys() - matrix("OPEN").keys())):
        method, headers = ("get", "post")[number // 2 % 2], FRAGMENT if number % 2 else {}
        with transaction.atomic():
            client.cookies = session.copy()
            answer = getattr(client, method)(any_address(name), headers=headers)
            transaction.set_rollback(True)
        way = answer.get("HX-Redirect" if headers else "Location", "")
        if answer.status_code != (204 if headers else 302) or not way.startswith(SIGN_IN):
            wrong.append(f"{method} {name}: {answer.status_code}, {way}")
    assert wrong == []


def exchanges(
    table, line, cast, asking: Iterable[tuple[Client, dict]], then: Callable | None = None
) -> list[tuple[int, int]]:
    """For each client and its headers the status of the same request, and how many audit entries it left; all is undone."""
    name, found = line.removesuffix(POST), []
    objects, posts = getattr(table, "OBJECTS", {}), getattr(table, "POSTS", {})
    with transaction.atomic():
        address = address_of(name, objects[name](cast) if name in objects else {})
        method, data = ("post", posts[name]) if takes_post(table, line) else ("get", None)
        data = data(cast) if callable(data) else data
        if then:
            then()
        before = AuditEntry.objects.count()
        for client, headers in asking:
            with transaction.atomic():
                response = getattr(client, method)(address, data, headers=headers)
                found.append((response.status_code, AuditEntry.objects.count() - before))
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    return found


def takes_post(table, line) -> bool:
    """Whether the line of a matrix is about a form, not about the page that shows it."""
    name = line.removesuffix(POST)
    return name in getattr(table, "POSTS", {}) and (line != name or f"{name}{POST}" not in table.MATRIX)


def acts(table) -> set[str]:
    return {line.removesuffix(POST) for line in table.MATRIX if takes_post(table, line)}


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES)
def test_methods_that_a_view_does_not_speak_are_refused(file, cast, client_for):
    """Nothing is written behind GET: what takes POST refuses it."""
    table = import_module(f"tests.matrix.{file}")
    client, posts = client_for(cast.adam), getattr(table, "POSTS", {})
    wrong = []
    for name in table.MATRIX.keys() & OWN.keys():
        for method in ("put", "patch", "delete"):
            if (status := getattr(client, method)(any_address(name)).status_code) != 405:
                wrong.append(f"{method} {name}: {status}")
        if name not in posts and client.post(any_address(name)).status_code not in {405, 403, 404}:
            wrong.append(f"post {name}: a form without a line in POSTS")
    assert wrong == []


@pytest.mark.django_db
def test_what_changes_something_asks_for_the_token_of_its_form(cast):
    """All but what a mail program posts at one click, which carries a signed token of its own."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.adam, backend="accounts.backends.PersonBackend")
    open_to_others = {name for name in OWN if client.post(any_address(name)).status_code != 403}
    assert open_to_others == {"notifications:link_unsubscribe"}


NOTHING_HAPPENED = {  # with the forms of the matrix: nothing is there to undo, to share, to confirm, to send, or it is read only
    "accounts:drafts_release",
    "accounts:interests_share",
    "accounts:invitation_enter",
    "accounts:levels_confirm",
    "accounts:my_skills_save",
    "accounts:teaching_end",
    "goals:goal_hints",
    "goals:message_draft_drop",  # what somebody is typing is nobody else's business
    "goals:message_draft_keep",
    "goals:message_preview",
    "guilds:session_format",
    "resources:draft_drop",  # what somebody is typing is nobody else's business
    "resources:draft_keep",
    "resources:draft_keep_edit",
    "resources:resource_hints",
    "resources:resource_preview",
}


def test_what_leaves_no_audit_entry_is_an_act():
    """That no other does is seen where every persona posts every form."""
    assert set().union(*(acts(import_module(f"tests.matrix.{file}")) for file in FILES)) >= NOTHING_HAPPENED


# --- what one may know of is what one may look at
def test_every_model_behind_a_door_is_compared():
    models = {view.model for view in doors("on").values()}
    assert models - set(matrix("VISIBLE")) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("model", matrix("VISIBLE"), ids=lambda model: model._meta.label)
def test_visible_to_equals_the_view_rule(model, by_date):
    permission, make = matrix("VISIBLE")[model]
    make(by_date)
    rows = list(model._base_manager.all())
    assert rows
    for persona in EVERYBODY:
        person = getattr(by_date, persona)
        visible = set(model.objects.visible_to(person).values_list("pk", flat=True))
        allowed = {row.pk for row in rows if allows(person, permission, row)}
        assert visible == allowed, persona
