"""What people see and when, in Chromium with nothing kept from before: G17."""

import os
import re
import shutil
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ecosystem.benchmark import people, screens
from ecosystem.benchmark.people import Visitor
from ecosystem.benchmark.place import web_environment
from ecosystem.benchmark.rows import Row, missing
from ecosystem.benchmark.server import Server, serving
from ecosystem.benchmark.visits import ask

ID = "G17"
LCP, CLS, SWAP = 1.0, 0.02, 100.0  # seconds, share of the window, milliseconds
AGAIN = 5
WARM = 4  # visits without a browser: each worker of the web server has shown the page
PATIENCE = 10_000  # milliseconds
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
OPTIONS = ["--disable-background-networking", "--disable-component-update", "--disable-quic", "--no-first-run"]
WINDOW = {"width": 1280, "height": 900}
PRESSED = "main a[hx-get]:not([hx-trigger]):visible, main button[hx-get]:not([hx-trigger]):visible"
SENT = "main form[hx-post] button.btn-primary:visible"

WATCH = """
window.seen = {lcp: 0, cls: 0};
new PerformanceObserver(list => { for (const entry of list.getEntries()) seen.lcp = entry.startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.cls += entry.value; })
    .observe({type: "layout-shift", buffered: true});
"""
# A frame that was asked for after the swap has been drawn when a message sent from it arrives.
LISTEN = """(element, patience) => {
    let pressed;
    element.addEventListener("click", event => { pressed = event.timeStamp; }, {once: true, capture: true});
    window.swapped = new Promise(done => {
        setTimeout(() => done(null), patience);
        document.addEventListener("htmx:after:swap", () => requestAnimationFrame(() => {
            const {port1, port2} = new MessageChannel();
            port1.onmessage = () => done(performance.now() - pressed);
            port2.postMessage(0);
        }), {once: true});
    });
}"""
SETTLED = "() => new Promise(done => document.fonts.ready.then(() => setTimeout(() => done(window.seen), 300)))"


@dataclass
class Painted:
    """Of one screen: seconds and shifts of each load, milliseconds of each press by what was pressed."""

    lcp: list[float] = field(default_factory=list)
    cls: list[float] = field(default_factory=list)
    swaps: dict[str, list[float | None]] = field(default_factory=dict)

    def rows(self, name: str) -> list[Row]:
        """The middle load, the worst shift, and the swap whose middle press took longest."""
        found = [
            Row(ID, f"{name}, largest paint", statistics.median(self.lcp), "s", LCP)
            if all(self.lcp)
            else missing(ID, f"{name}, largest paint", "the browser named none", "s", LCP),
            Row(ID, f"{name}, shift of the layout", max(self.cls), "", CLS),
        ]
        if lost := [what for what, took in self.swaps.items() if None in took]:
            what = f"{name}, from the press to the paint"
            return [*found, missing(ID, what, f"nothing was swapped by {', '.join(lost)}", "ms", SWAP)]
        usual = {what: statistics.median(filter(None, took)) for what, took in self.swaps.items()}
        if usual:
            slowest = max(usual, key=lambda what: usual[what])
            what = f"{name}, from the press to the paint, slowest of {len(usual)}: {slowest}"
            found.append(Row(ID, what, usual[slowest], "ms", SWAP))
        return found


def paints(say: Callable[[str], object]) -> list[Row]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        return [missing(ID, "Chromium", "it is not installed here", "s", LCP)]
    say("Chromium")
    owner, _goal = people.some_goals(people.with_goals())[0]
    shown = {screen.name: screen.targets[0] for screen in [*screens.daily(), *screens.library()]}
    shown["home"] = (owner, shown["home"][1])
    found: dict[str, Painted] = {}
    with serving(web_environment()) as server, _chromium(program) as browser:
        with _window(browser, server, owner) as page:
            page.goto("/bare/")  # unmeasured: Chromium itself has begun by then
        for name, (visitor, path) in shown.items():
            for _ in range(WARM):
                ask(server, visitor, path)
            found[name] = _looked_at(browser, server, visitor, path)
    return [row for name, painted in found.items() for row in painted.rows(name)]


@contextmanager
def _chromium(program: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    options = [*OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()


def _looked_at(browser: Any, server: Server, visitor: Visitor, path: str) -> Painted:
    painted = Painted()
    for _ in range(AGAIN):
        with _window(browser, server, visitor) as page:
            page.goto(path)
            seen: Mapping[str, float] = page.evaluate(SETTLED)
            painted.lcp.append(seen["lcp"] / 1000)
            painted.cls.append(seen["cls"])
            kinds = kinds_of(each.get_attribute("hx-get") for each in page.locator(PRESSED).all())
        for kind, nth in kinds.items():
            with _window(browser, server, visitor) as page:
                page.goto(path)
                page.evaluate(SETTLED)
                painted.swaps.setdefault(kind, []).append(_press(page, page.locator(PRESSED).nth(nth)))
                if kind.endswith("/check-in/panel/"):
                    painted.swaps.setdefault(f"{kind}, sent", []).append(_press(page, page.locator(SENT).first))
    return painted


def kinds_of(addresses: Iterable[str]) -> dict[str, int]:
    """Of what can be pressed, the first of each kind: the address without numbers and questions, and its place."""
    found: dict[str, int] = {}
    for place, address in enumerate(addresses):
        found.setdefault(re.sub(r"\d+", "…", address.partition("?")[0]), place)
    return found


@contextmanager
def _window(browser: Any, server: Server, visitor: Visitor) -> Iterator[Any]:
    """A page of a browser that has seen nothing yet, signed in."""
    context = browser.new_context(base_url=server.address, viewport=WINDOW)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(WATCH)
    cookies = [{"name": name, "value": value, "url": server.address} for name, value in visitor.cookies.items()]
    context.add_cookies(cookies)
    yield context.new_page()
    context.close()


def _press(page: Any, element: Any) -> float | None:
    """Milliseconds from the click to the first frame that shows what came; None where nothing came."""
    element.scroll_into_view_if_needed()
    element.evaluate(LISTEN, PATIENCE)
    element.click()
    return page.evaluate("() => window.swapped")
