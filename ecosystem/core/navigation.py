"""The frame around each page: navigation by permission, the cycle, the bell, the banners. Costs no statement of its own.

Apps add their entries in `ready()`; counts and notes come from what the request has loaded already.
"""

from bisect import insort
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

from ecosystem.core import clock
from ecosystem.core.addresses import address, addresses
from ecosystem.core.periods import Period, cycle_of
from ecosystem.core.policy import Policy, policy
from ecosystem.core.rules import allowed

SECTIONS: dict[str, str | Promise] = {"own": "", "team": _("Your team"), "organisation": _("Organisation"), "me": ""}
SHOWN_ON_PHONE = 4
THEMES = {"light", "dark"}
FACTS = {"unread", "notes"}

Text = str | Promise


class Entry(NamedTuple):
    section: str
    name: Text
    url_name: str
    icon: str
    permission: str
    order: int
    phone: int
    count: Any  # type: ignore[assignment]  # named as in the sidebar, not as the method of tuples
    needs: bool
    also: Text


class Item(NamedTuple):
    """One entry as one person sees it. `needs`: the count says that somebody is needed (the warm round)."""

    name: Text
    url: str
    icon: str
    phone: int
    count: int | None  # type: ignore[assignment]
    needs: bool
    current: bool


Shown = tuple[str, str, int | None]  # section, name of the address, count


class Menu(NamedTuple):
    """Entries as facts, so that a menu is drawn once for all who have the same before them; `here` is the current address."""

    shown: tuple[Shown, ...] = ()
    here: str = ""

    @property
    def items(self) -> list[Item]:
        return [item for _section, item in self._items()]

    @property
    def sections(self) -> list[dict[str, Any]]:
        """[{title, items}], without the empty ones."""
        found: dict[str, list[Item]] = {section: [] for section in SECTIONS}
        for section, item in self._items():
            found[section].append(item)
        return [{"title": SECTIONS[section], "items": items} for section, items in found.items() if items]

    def _items(self) -> Iterator[tuple[str, Item]]:
        entries = {(entry.section, entry.url_name): entry for entry in _entries}
        for section, url_name, count in self.shown:
            entry, url = entries[section, url_name], address(url_name)
            yield section, Item(entry.name, url, entry.icon, entry.phone, count, entry.needs, url == self.here)


class Note(NamedTuple):
    """A line above the page: `kind` is `info` or `late`."""

    text: Text
    kind: str = "info"
    url: str = ""
    link: Text = ""


_entries: list[Entry] = []  # in the order of the menus
_facts: dict[str, Callable[[HttpRequest], Any]] = {}


def register(
    section: str,
    name: Text,
    url_name: str,
    icon: str,
    permission: str,
    order: int,
    *,
    phone: int = 0,
    count: Callable[[HttpRequest], int | None] | None = None,
    needs: bool = True,
    also: Text = "",
) -> None:
    """Add an entry. Sections: own, team, organisation, me (the menu of the avatar).

    `phone` is its place in the bottom bar (1 first, 0 not there; the first four that the person may open are shown).
    `also`: other words by which the palette finds it.
    """
    if section not in SECTIONS:
        raise ImproperlyConfigured(f"No section {section!r} in the navigation.")
    if any(entry.url_name == url_name and entry.section == section for entry in _entries):
        raise ImproperlyConfigured(f"{url_name!r} is in the navigation twice.")
    insort(
        _entries, Entry(section, name, url_name, icon, permission, order, int(phone), count, needs, also), key=_place
    )


def provide(fact: str, source: Callable[[HttpRequest], Any]) -> None:
    """`unread`: how many notifications wait (the dot on the bell). `notes`: a sequence of Note above the page."""
    if fact not in FACTS:
        raise ImproperlyConfigured(f"The frame knows no {fact!r}.")
    _facts[fact] = source


def _place(entry: Entry) -> tuple[int, int]:
    return list(SECTIONS).index(entry.section), entry.order


def _on_phone(entry: Entry) -> int:
    return entry.phone


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Everything is read only when the template asks for it."""
    return {"frame": Frame(request)}


class Frame:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def person(self) -> Any:
        return getattr(self.request, "user", None)

    @property
    def organisation(self) -> str:
        """The company's name; empty before it has one."""
        name = policy().name
        return "" if name == Policy.name else name

    @property
    def theme(self) -> str:
        """The chosen theme; empty follows the system."""
        chosen = self.request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else ""

    @property
    def direction(self) -> str:
        return "rtl" if get_language_bidi() else "ltr"

    @cached_property
    def _open(self) -> list[Entry]:
        """What this person may open, in the order of the menus."""
        may = allowed(self.person, [entry.permission for entry in _entries])
        return [entry for entry in _entries if entry.permission in may]

    @cached_property
    def _here(self) -> str:
        """The longest address that the page lies below; the root only when it is the page itself."""
        path = self.request.path
        urls = addresses([entry.url_name for entry in self._open])
        below = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
        return max(below, key=len, default="")

    def _shown(self, entry: Entry) -> Shown:
        return entry.section, entry.url_name, entry.count(self.request) if entry.count else None

    @property
    def side_menu(self) -> Menu:
        """For the sidebar."""
        return Menu(tuple([self._shown(entry) for entry in self._open if entry.section != "me"]), self._here)

    @property
    def own_menu(self) -> Menu:
        """For the menu of the avatar."""
        return Menu(tuple([self._shown(entry) for entry in self._open if entry.section == "me"]))

    @property
    def phone_menu(self) -> Menu:
        """For the bottom bar."""
        placed = sorted([entry for entry in self._open if entry.phone and entry.section != "me"], key=_on_phone)
        return Menu(tuple([(entry.section, entry.url_name, None) for entry in placed[:SHOWN_ON_PHONE]]), self._here)

    def named(self, wanted: Callable[[str], bool]) -> list[Item]:
        """The pages that this person may open and whose name is wanted, in the order of the menus; asked at each typed letter."""
        named = [entry for entry in _entries if wanted(f"{entry.name} {entry.also}")]
        may = allowed(self.person, [entry.permission for entry in named])
        return Menu(tuple([self._shown(entry) for entry in named if entry.permission in may])).items

    @cached_property
    def cycle(self) -> Period:
        return cycle_of(clock.today(), policy().fiscal_year_first_month)

    @property
    def cycle_day(self) -> int:
        return self.cycle.day_of(clock.today())[0]

    @property
    def cycle_share(self) -> str:
        return f"{self.cycle_day / self.cycle.days * 100:.0f}%"

    @property
    def unread(self) -> int:
        return self._fact("unread") or 0

    @property
    def notes(self) -> list[Note]:
        return list(self._fact("notes") or ())

    def _fact(self, name: str) -> Any:
        signed_in = getattr(self.person, "is_authenticated", False)
        return _facts[name](self.request) if signed_in and name in _facts else None
