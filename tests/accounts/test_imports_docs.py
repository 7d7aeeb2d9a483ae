"""The format is documented as it is, and the command does what its page says."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.imports.registry import kinds
from accounts.models import ImportRun, Site
from tests.source import ROOT

PAGE = (ROOT / "docs" / "import.md").read_text()


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_every_file_and_column_is_documented(kind):
    section = PAGE.split(f"### {kind.file}:")[1].split("\n### ")[0]
    assert f"Key: {', '.join(f'`{name}`' for name in kind.key)}." in section
    for column in kind.columns:
        assert f"| **{column.name}** |" in section if column.required else f"| {column.name} |" in section


@pytest.fixture
def folder(tmp_path, organisation):
    (tmp_path / "sites.csv").write_text("code,name,country\nOSL,Oslo,NO\n")
    return tmp_path


def run(*args) -> str:
    out = StringIO()
    call_command("import_organisation", *map(str, args), stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_shows_then_applies_then_finds_nothing_to_do(folder):
    assert "Ready; nothing has been changed." in run(folder, "--dry-run")
    assert not Site.objects.exists()
    assert "1 rows written" in run(folder)
    assert "0 rows written" in run(folder / "sites.csv")
    assert Site.objects.get().name == "Oslo"


@pytest.mark.django_db
def test_the_command_lists_errors_and_writes_them_for_machines(folder):
    (folder / "sites.csv").write_text("code,name,country\nOSL,,Norway\n")
    with pytest.raises(CommandError, match="2 errors; nothing was changed"):
        run(folder, "--json", folder / "out.json")
    found = json.loads((folder / "out.json").read_text())
    assert found["state"] == "broken"
    assert [(error["file"], error["row"], error["column"], error["value"]) for error in found["errors"]] == [
        ("sites.csv", 2, "name", ""),
        ("sites.csv", 2, "country", "Norway"),
    ]


@pytest.mark.django_db
def test_the_command_names_the_columns_that_it_ignored(folder):
    (folder / "sites.csv").write_text("code,shoe size,name,contry\nOSL,41,Oslo,NO\n")
    (folder / "units.csv").write_text("code,name\nALL,All\n")
    told = [line for line in run(folder, "--dry-run").splitlines() if "ignored" in line]
    assert told == ["sites.csv: ignored `shoe size`, `contry` (did you mean country?)"]


@pytest.mark.django_db
def test_the_command_holds_what_a_person_must_confirm(folder):
    (folder / "sites.csv").write_text("code,name\n")
    with pytest.raises(CommandError, match="the files hold no rows"):
        run(folder)
    run(folder, "--confirmed")
    assert ImportRun.objects.latest("pk").state == "applied"


@pytest.mark.django_db
def test_the_command_says_what_is_not_there(tmp_path):
    for path, said in ((tmp_path / "none", "There is no folder"), (tmp_path, "There is no CSV file")):
        with pytest.raises(CommandError, match=said):
            run(path)
