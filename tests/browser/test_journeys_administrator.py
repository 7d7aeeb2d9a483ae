"""An administrator's main task, by keyboard alone and without JavaScript: a file through its dry run into the company (L10)."""

import pytest
from playwright.sync_api import expect

from accounts.models import ImportRun, Person
from ecosystem.core.outbox import deliver
from tests.accounts.imports import load, people
from tests.browser.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = pytest.mark.parametrize("keyboard", [True, False], ids=["by keyboard", "without JavaScript"])
HEADER = "employee_number,full_name,email,unit_code,line_manager_employee_number\n"


@pytest.fixture
def hand(new_page):
    return lambda person, keyboard: Hand(new_page(person, javascript=keyboard, reduced_motion="reduce"), keyboard)


def people_file(cast, *rows: str) -> dict:
    lines = [row.format(mara=cast.mara.employee_number, unit=cast.engineering.code) for row in rows]
    return {"name": "people.csv", "mimeType": "text/csv", "buffer": (HEADER + "\n".join(lines) + "\n").encode()}


def let_a_worker_finish(hand: Hand) -> None:
    """The page asks by itself every second; without JavaScript one loads it again."""
    deliver()
    if not hand.keyboard:
        hand.page.reload()


GOOD = ("X-1,Nele New,nele@example.com,{unit},{mara}", "X-2,Ole New,ole@example.com,{unit},X-1")
WRONG = (GOOD[0], "X-2,Ole New,ole,NOWHERE,X-9")


@pytest.fixture
def looks(axe):
    """axe runs as a script, and so only where pages may."""
    return lambda hand: hand.keyboard and axe(hand.page)


def upload(pia: Hand, cast, *rows: str) -> None:
    pia.page.locator("input[type=file]").set_input_files(people_file(cast, *rows))
    pia.press(pia.page.get_by_role("button", name="Upload and check"))
    pia.page.wait_for_url("**/organisation/imports/*/")
    let_a_worker_finish(pia)


@WAYS
def test_a_wrong_file_is_corrected_applied_and_undone(hand, looks, cast, keyboard):
    """Upload, dry run with errors, the corrected file, apply, undo: axe has nothing to say on any of the screens."""
    pia = hand(cast.pia, keyboard)
    page = pia.page
    pia.open("/organisation/imports/")
    looks(pia)
    upload(pia, cast, *WRONG)
    page.get_by_role("link", name="Upload a corrected file").wait_for()
    looks(pia)
    for column, value in (("email", "ole"), ("unit_code", "NOWHERE"), ("line_manager_employee_number", "X-9")):
        row = page.locator("#import-rows tbody tr", has=page.locator("code", has_text=column))
        expect(row.first).to_contain_text(value, use_inner_text=True)
    expect(page.get_by_role("button", name="Apply")).to_have_count(0)
    assert not Person.objects.filter(employee_number="X-1").exists()

    pia.press(page.get_by_role("link", name="Upload a corrected file"))
    page.locator("input[type=file]").wait_for()
    upload(pia, cast, *GOOD)
    page.get_by_role("button", name="Apply the").wait_for()
    looks(pia)
    assert not Person.objects.filter(employee_number="X-1").exists()
    pia.press(page.get_by_role("button", name="Apply the"))
    page.get_by_role("button", name="Apply the").wait_for(state="detached")
    let_a_worker_finish(pia)
    page.get_by_role("button", name="Undo this import").wait_for()
    looks(pia)
    assert Person.objects.get(employee_number="X-2").full_name == "Ole New"
    assert (pia.clicks, pia.fields) == (4, 0)

    pia.press(page.get_by_role("button", name="Undo this import"))
    page.get_by_role("button", name="Undo this import").wait_for(state="detached")
    let_a_worker_finish(pia)
    page.get_by_text("This import was undone").wait_for()
    looks(pia)
    assert not Person.objects.filter(employee_number="X-1", is_active=True).exists()
    assert sorted(ImportRun.objects.values_list("state", flat=True)) == ["broken", "undone"]


@pytest.mark.parametrize("tab", ["rows", "preview", "unchanged", "columns"])
def test_every_part_of_a_dry_run_is_accessible_also_in_the_dark_and_on_a_phone(new_page, axe, cast, tab):
    run = load(people("X-1,Nele New,nele@x.pt", "X-2,Ole New,ole"), dry=True)
    page = new_page(cast.pia, color_scheme="dark", viewport={"width": 390, "height": 844})
    page.goto(f"{run.get_absolute_url()}?tab={tab}")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
