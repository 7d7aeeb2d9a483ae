"""Imports: people administrators import everything, L&D roles, skills and aims; statements of people only who uploaded them."""

from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.imports.actions import apply_import, upload_files
from accounts.models import ImportRun
from tests.matrix import only

PEOPLE = [("sites.csv", b"code,name\nOSL,Oslo\n")]
NUMBERS = count(1)
BOTH, PIA = only("lena", "pia"), only("pia", others=404)
PIA_DOES = only("pia", status=302, others=404)


def _run(cast, state: str = ""):
    run = upload_files([("sites.csv", f"code,name\nOSL-{next(NUMBERS)},Oslo\n".encode())], actor=cast.pia)
    if state:
        ImportRun.objects.filter(pk=run.pk).update(state=state)
    return {"pk": run.pk}


def _applied(cast):
    run = ImportRun.objects.get(**_run(cast))
    apply_import(run, actor=cast.pia)
    return {"pk": run.pk}


MATRIX = {
    "accounts:import_list": BOTH,
    "accounts:import_upload": BOTH,
    "accounts:import_upload POST": only("lena", "pia", status=302),
    "accounts:import_template": BOTH,
    "accounts:import_stored": BOTH,
    "accounts:import_page": PIA,
    "accounts:import_progress": PIA,
    "accounts:import_rows": PIA,
    "accounts:import_confirm": PIA_DOES,
    "accounts:import_apply": PIA_DOES,
    "accounts:import_undo": PIA_DOES,
    "accounts:import_resume": PIA_DOES,
    "accounts:import_discard": PIA_DOES,
}
OBJECTS = {
    "accounts:import_template": lambda cast: {"kind": "skills"},
    "accounts:import_stored": lambda cast: {"kind": "skills"},
    "accounts:import_page": _run,
    "accounts:import_progress": _run,
    "accounts:import_rows": _run,
    "accounts:import_confirm": lambda cast: _run(cast, "held"),
    "accounts:import_apply": _run,
    "accounts:import_undo": _applied,
    "accounts:import_resume": lambda cast: _run(cast, "waiting"),
    "accounts:import_discard": _run,
}
POSTS = {
    "accounts:import_upload": lambda cast: {"files": SimpleUploadedFile(*PEOPLE[0])},
    "accounts:import_confirm": {"sure": "on"},
    "accounts:import_apply": {},
    "accounts:import_undo": {},
    "accounts:import_resume": {},
    "accounts:import_discard": {},
}
VISIBLE = {
    ImportRun: (
        "accounts.view_import",
        lambda cast: [
            upload_files(PEOPLE, actor=cast.pia),
            upload_files([("skills.csv", b"code,name\nPY,Python\n")], actor=cast.pia),
            upload_files([("skills.csv", b"code,name\nPY,Python\n")], actor=cast.lena),
            upload_files([("interests.csv", b"employee_number,skill_code\nE-1,PY\n")], actor=cast.pia),
        ],
    )
}
