"""The nightly backup: when, and how many are kept."""

import datetime as dt
import tarfile

import pytest

from ecosystem import backups
from ecosystem.embedded import OWNER, Cluster, stop
from ecosystem.trouble import Trouble


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path / "serve", durable=False)
    cluster.prepare()
    process = cluster.start()
    cluster.create()
    yield cluster
    stop(process)
    cluster.socket.rmdir()


def test_one_backup_a_night_for_fourteen_nights(cluster):
    url, night = cluster.url(OWNER), dt.datetime(2026, 11, 21, 2, 5)
    files = cluster.folder / "files"
    files.mkdir()
    (files / "evidence.txt").write_text("seen")

    assert backups.nightly(cluster.folder, url, night.replace(hour=1)) is None
    made = backups.nightly(cluster.folder, url, night)
    assert made.name == "understory-2026-11-21.backup"
    assert made.stat().st_mode & 0o777 == 0o600
    with tarfile.open(made) as tar:
        assert set(tar.getnames()) == {"database.dump", "files", "files/evidence.txt"}
    assert backups.nightly(cluster.folder, url, night.replace(hour=23)) is None

    for back in range(1, 20):
        (made.parent / f"understory-{night - dt.timedelta(days=back):%Y-%m-%d}.backup").touch()
    backups.nightly(cluster.folder, url, night + dt.timedelta(days=1))
    kept = sorted(path.name for path in made.parent.iterdir())
    assert (len(kept), kept[0], kept[-1]) == (14, "understory-2026-11-09.backup", "understory-2026-11-22.backup")


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(Trouble, match=rf"^There is no folder {tmp_path / 'nowhere'}; make it first\.$"):
        backups.write(tmp_path / "nowhere" / "x.backup", "postgres://nobody@localhost/nothing", tmp_path)


def test_what_is_no_backup_is_one_sentence(tmp_path):
    other, half, whole = tmp_path / "letter.txt", tmp_path / "half.backup", tmp_path / "whole.backup"
    other.write_text("Dear all,")
    (tmp_path / "database.dump").write_bytes(b"x" * 100_000)
    with tarfile.open(whole, "w") as tar:
        tar.add(tmp_path / "database.dump", "database.dump")
    half.write_bytes(whole.read_bytes()[:50_000])
    wrong = {
        other: f"{other} is no backup of Understory.",
        half: f"{half} is no backup of Understory (unexpected end of data).",
        tmp_path / "gone.backup": f"{tmp_path / 'gone.backup'} cannot be read (No such file or directory).",
    }
    for file, sentence in wrong.items():
        with pytest.raises(Trouble) as told:
            backups.read(file, "postgres://nobody@localhost/nothing", tmp_path / "files")
        assert str(told.value) == sentence
