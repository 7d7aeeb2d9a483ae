"""Small files for the tests of imports."""

from accounts.imports.actions import import_at_once
from accounts.models import ImportRun


def file(name: str, header: str, *rows: str) -> tuple[str, bytes]:
    return name, "\n".join([header, *rows, ""]).encode()


PEOPLE = (
    "employee_number,full_name,email,unit_code,unit_from,job_role_code,line_manager_employee_number,line_manager_from"
)
UNITS = file("units.csv", "code,name,parent_code", "ALL,All,", "ENG,Engineering,ALL", "SAL,Sales,ALL")
ROLES = file("job_roles.csv", "code,name", "SE,Software Engineer", "TL,Team Lead")


def people(*rows: str, header: str = "employee_number,full_name,email") -> tuple[str, bytes]:
    return file("people.csv", header, *rows)


def load(*files: tuple[str, bytes], dry: bool = False, complete: bool = False, sure: bool = True) -> ImportRun:
    """One pass, applied where it can be."""
    return import_at_once(list(files), dry_run=dry, complete_list=complete, confirmed=sure)


def wrong(run: ImportRun) -> list[tuple]:
    """(file, row, column, value, code) of the errors."""
    fields = ("file", "row", "column", "value", "code")
    return list(run.issues.filter(warning=False).order_by("pk").values_list(*fields))
