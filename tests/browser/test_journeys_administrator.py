"""An administrator's main task, by keyboard alone and without JavaScript: a file through its dry run into the company (L10)."""

import pytest

from accounts.models import ImportRun, Person
from ecosystem.core.outbox import deliver
from tests.browser.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = pytest.mark.parametrize("keyboard", [True, False], ids=["by keyboard", "without JavaScript"])
HEADER = "employee_number,full_name,email,unit_code,line_manager_employee_number\n"


@pytest.fixture
def hand(new_page):
    return lambda person, keyboard: Hand(new_page(person, javascript=keyboard), keyboard)


def people_file(cast, *rows: str) -> dict:
    lines = [row.format(mara=cast.mara.employee_number, unit=cast.engineering.code) for row in rows]
    return {"name": "people.csv", "mimeType": "text/csv", "buffer": (HEADER + "\n".join(lines) + "\n").encode()}


def let_a_worker_finish(hand: Hand) -> None:
    """The page asks by itself every second; without JavaScript one loads it again."""
    deliver()
    if not hand.keyboard:
        hand.page.reload()


@WAYS
def test_a_file_is_checked_applied_and_undone(hand, cast, keyboard):
    pia = hand(cast.pia, keyboard)
    pia.open("/organisation/imports/")
    page = pia.page
    rows = ("X-1,Nele New,nele@example.com,{unit},{mara}", "X-2,Ole New,ole@example.com,{unit},X-1")
    page.locator("input[type=file]").set_input_files(people_file(cast, *rows))
    pia.press(page.get_by_role("button", name="Upload and check"))
    page.wait_for_url("**/organisation/imports/*/")
    let_a_worker_finish(pia)
    page.get_by_role("button", name="Apply the").wait_for()
    assert not Person.objects.filter(employee_number="X-1").exists()
    pia.press(page.get_by_role("button", name="Apply the"))
    page.get_by_role("button", name="Apply the").wait_for(state="detached")
    let_a_worker_finish(pia)
    page.get_by_role("button", name="Undo this import").wait_for()
    assert Person.objects.get(employee_number="X-2").full_name == "Ole New"
    assert (pia.clicks, pia.fields) == (2, 0)

    pia.press(page.get_by_role("button", name="Undo this import"))
    page.get_by_role("button", name="Undo this import").wait_for(state="detached")
    let_a_worker_finish(pia)
    assert not Person.objects.filter(employee_number="X-1", is_active=True).exists()
    assert ImportRun.objects.get().state == "undone"


def test_a_wrong_row_says_what_to_change(hand, cast):
    pia = hand(cast.pia, False)
    pia.open("/organisation/imports/")
    page = pia.page
    page.locator("input[type=file]").set_input_files(people_file(cast, "X-1,Nele New,nele@example.com,NOWHERE,{mara}"))
    pia.press(page.get_by_role("button", name="Upload and check"))
    page.wait_for_url("**/organisation/imports/*/")
    let_a_worker_finish(pia)
    assert page.get_by_text("NOWHERE").first.is_visible()
    assert page.get_by_role("button", name="Apply").count() == 0
    assert page.get_by_role("link", name="Upload a corrected file").is_visible()
