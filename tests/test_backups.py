"""The nightly backup: when, and how many are kept."""

import datetime as dt
import tarfile

import pytest

from ecosystem import backups
from ecosystem.embedded import OWNER, Cluster, stop


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
