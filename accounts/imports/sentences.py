"""What is wrong, in one plain sentence that says what to do."""

import calendar
import re
from decimal import Decimal, InvalidOperation

from django.utils.formats import date_format
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from accounts.imports.cells import Number
from accounts.imports.registry import Column, FileKind, kind_named
from ecosystem.core.clock import today

SENTENCES = {
    "required": _("Each row needs {needs}."),
    "twice": _("Also in row {detail}. One row for each {one}; remove one of the two."),
    "unknown": _("No such {refers} in this file or in the company."),
    "too_long": _("Too long: at most {longest} letters."),
    "bar_in_code": _("A code has no | in it; that sign stands between several codes."),
    "email": _("Not an e-mail address."),
    "email_twice": _("Also in row {detail}. One person, one address; correct one of the two."),
    "email_taken": _("This address belongs to {detail}. Give another one, or correct the employee number."),
    "far_day": _("Give a day between 1900 and 2200."),
    "range": _("Must lie between {low} and {high}."),
    "above": _("Must be above {low} and at most {high}."),
    "choice": _("Write one of: {choices}."),
    "level": _("Write a level from 0 to 4, or n/a where the skill does not apply."),
    "zone": _("No such time zone. Write it as Europe/Lisbon."),
    "country": _("Write the country with its two letters, as PT."),
    "locale": _("Write the language as pt or pt-PT."),
    "uri": _("Write the whole address, with https:// in front."),
    "working_days": _("Write days as Mon-Fri or Mon,Tue,Thu."),
    "cycle": _("Write a fiscal year as 2026, or a quarter as 2026-Q4."),
    "before_first": _("Before the first day, {detail}. Correct one of the two."),
    "overlap": _("Overlaps what holds from {detail}. Give a later day, or end that one first."),
    "own_manager": _("Would be their own line manager. Give another employee number, or leave it empty."),
    "circle": _("Would form a circle: {detail}. Change one of them."),
    "leave_start": _("Give the first day of the leave too."),
    "last_admin": _("The last administrator cannot leave. Give somebody else that role first."),
    "self_by_other": _("A self-assessment has no assessor. Leave it empty, or change the source."),
    "own_assessor": _("Somebody else assesses here. Change the assessor, or the source to self."),
    "peer_unnamed": _("Say which colleague stated this."),
    "future_day": _("This day lies ahead. Give the day of the statement."),
    "ragged": _("This row has {first} cells, the header has {second}. Is a separator or a quotation mark missing?"),
    "giant": _("This cell holds {detail} letters. Is a quotation mark missing?"),
    "nul": _("Holds a sign that is no letter (NUL). Remove it."),
    "formula": _("Holds a formula or an error. Put its value there instead."),
    "column_twice": _("This column stands in the file twice. Remove one of them."),
    "column_missing": _("This column is missing, and no row can be read without it."),
    "unknown_file": _(
        "None of the known files has these columns. Name the file as in the list, people.csv for example."
    ),
    "unsure_file": _("These columns fit {detail}. Which is it? Name the file so, and upload it again."),
    "other_kind": _(
        "Read as {title}. These columns fit {detail} too; if it is that, name the file so and upload it again."
    ),
    "file_twice": _("Two files hold {title}. Put their rows into one."),
    "not_yours": _("{title} are imported by people administrators."),
    "empty_file": _("The file is empty."),
    "old_excel": _("An old Excel file. Save it as XLSX or CSV."),
    "no_text": _("This is no text. Save it as CSV or XLSX."),
    "too_many_columns": _("The file has {detail} columns. Is the separator a comma, a semicolon or a tab?"),
    "broken_archive": _("The archive is damaged. Make it again."),
    "broken_workbook": _("The workbook is damaged. Open it, save it as XLSX and try again."),
    "too_large": _("Unpacked, it is too large. Import the files one by one."),
    "encrypted": _("The archive has a password. Remove it."),
    "no_files": _("There is no CSV file in the archive."),
    "too_many_files": _("There are too many files in the archive."),
    "no_workbooks": _("Workbooks cannot be read safely here. Save each sheet as CSV."),
    "weights": _("The weights of {detail} do not add up to 1."),
    "some_weights": _("Some key results of {detail} have a weight and some have none. Give all of them, or none."),
    "no_baseline": _("Give a start value, so that progress can be measured."),
    "no_target": _("Give a target."),
    "wrong_side": _("The target lies on the wrong side of the start for this direction."),
    "wrong_direction": _("This kind and this direction do not go together: keep needs hold_above or hold_below."),
    "no_skill": _("Say which skill and level is counted, as AIL:2 or A11Y:2@ENG."),
    "no_unit": _("Say whose objective it is: give the unit."),
    "no_owner": _("Say whose objective it is: give the owner."),
    "milestones": _("Write milestones as name:weight with | between, weights adding up to 1 or left out."),
    "skill_levels": _("Write each skill with its level, as A11Y:2."),
    "same_target": _("The target is the same as the start; say what will be different."),
    "other_objective": _("This key result belongs to another objective."),
    "steps": _("Give a whole number of steps, from 1 to 20."),
    "not_started": _("Start and end must be different days."),
    "same_name": _("Has the same name as the person in row {detail}. Fine if they are two people."),
    "manager_left": _("{first} left on {second}. Give another line manager."),
    "empty_unit": _("Nobody is in this unit."),
    "no_requirements": _("No skills are required of this role, so that nobody in it can have a gap."),
    "not_required": _("No role requires this skill."),
    "target_is_baseline": _("The target equals the start: it counts how often the value holds."),
}
DAY_MONTH = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})")
ISO = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})")


def sentence(kind_name: str, column_name: str, code: str, value: str, detail: str) -> str:
    """The whole sentence about one cell, in the language of whoever imports."""
    kind = kind_named(kind_name) if kind_name else None
    column = _column(kind, column_name)
    if code == "day":
        return _about_day(value)
    if code in ("number", "range", "places"):
        return _about_number(column, code, value)
    first, _bar, second = detail.partition("|")
    words = {"detail": detail, "first": first, "second": second, "value": value, "title": detail}
    if kind and code == "other_kind":
        words["title"] = str(kind.title)
    return SENTENCES[code].format(**words, **_about(kind, column, code, detail))


def _column(kind: FileKind | None, name: str) -> Column | None:
    return next((column for column in kind.columns if column.name == name), None) if kind else None


def _about(kind: FileKind | None, column: Column | None, code: str, detail: str) -> dict[str, object]:
    cell = getattr(column.cell, "each", column.cell) if column else None
    return {
        "needs": (column and column.needs) or translated("a value here"),
        "one": kind.one if kind else "",
        "refers": kind_named(detail).one if code == "unknown" else "",
        "longest": getattr(cell, "longest", ""),
        "choices": ", ".join(getattr(cell, "of", ())),
    }


def _about_number(column: Column | None, code: str, value: str) -> str:
    cell = column.cell if column and isinstance(column.cell, Number) else Number()
    number = _number(value.replace(",", ".").replace(" ", ""))
    bounded = cell.low != Number().low
    if code == "number" and number is None:
        return translated("Not a number. Write numbers with a point, as 0.8.")
    if code == "places":
        rule = (
            translated("Write a whole number.")
            if cell.places == 0
            else translated("At most {n} places after the point.")
        )
        return rule.format(n=cell.places)
    said = [SENTENCES["above" if cell.above_low else "range"].format(low=cell.low, high=cell.high)] if bounded else []
    inside = bounded and number is not None and _inside(cell, number)
    if code == "range":
        return said[0] if said else translated("Too large.")
    if inside or not bounded:
        return translated("Write numbers with a point: {number}.").format(number=number)
    return " ".join([*said, translated("A comma was read as a decimal point.")])


def _inside(cell: Number, number: Decimal) -> bool:
    low, high = Decimal(cell.low), Decimal(cell.high)
    return (low < number if cell.above_low else low <= number) and number <= high


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _about_day(value: str) -> str:
    """“November has 30 days. Write dates as 2026-11-30.”"""
    parts = _parts(value)
    if parts is None:
        return translated("Not a date. Write dates as {day}.").format(day=today().isoformat())
    year, month, day = parts
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        name = date_format(today().replace(month=month, day=1), "F")
        days = translated("{month} has {n} days.").format(month=name, n=last)
        return f"{days} " + translated("Write dates as {day}.").format(day=f"{year}-{month:02}-{last:02}")
    return translated("Write dates as {day}.").format(day=f"{year}-{month:02}-{day:02}")


def _parts(value: str) -> tuple[int, int, int] | None:
    """Year, month and day, where the month can be one."""
    if found := ISO.fullmatch(value):
        year, month, day = map(int, found.groups())
    elif found := DAY_MONTH.fullmatch(value):
        day, month, year = map(int, found.groups())
        if month > 12 >= day:
            day, month = month, day
    else:
        return None
    return (year, month, day) if 1 <= month <= 12 and 1 <= year <= 9999 else None
