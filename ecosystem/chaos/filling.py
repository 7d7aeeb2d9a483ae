"""`python -m ecosystem.chaos.filling FOLDER BACKUP`: a PostgreSQL in that folder is written full, then gets room again."""

import contextlib
import json
import os
import sys
import time
from pathlib import Path

from ecosystem import backups
from ecosystem.embedded import DATABASE, OWNER, Cluster, stop
from ecosystem.trouble import Trouble

BALLAST = 48_000_000  # bytes that are taken away when the disk is to have room again
LARGE = 1_000_000
REFUSALS = 5


def main(folder: Path, dump: Path) -> None:
    cluster = Cluster(folder)
    cluster.prepare()
    process = cluster.start()
    try:
        cluster.create(DATABASE)
        backups.read(dump, cluster.url(OWNER), folder / "files")
        os.environ["DATABASE_URL"] = cluster.url(OWNER)
        import django

        django.setup()
        (folder / "ballast").write_bytes(b"0" * BALLAST)
        acknowledged, refused = _fill()
        (folder / "ballast").unlink()
        with contextlib.suppress(Trouble):  # it may have stopped for want of room
            process = process if process.poll() is None else cluster.start()
        before = acknowledged
        for number in range(10_000, 10_010):
            acknowledged += _act_again(number)
        print(
            json.dumps({**_kept(), "acknowledged": acknowledged, "refused": refused, "went_on": acknowledged - before})
        )
    finally:
        stop(process)


def _fill() -> tuple[int, int]:
    """How many acts were acknowledged, and how many refused once nothing more fits."""
    acknowledged = refused = number = 0
    while refused < REFUSALS and number < 5_000:
        number += 1
        done = _act(number)
        acknowledged, refused = acknowledged + done, refused + (not done)
    return acknowledged, refused


def _act_again(number: int) -> bool:
    """Soon: a server that stopped for want of room reads its journal first."""
    deadline = time.monotonic() + 30
    while not (done := _act(number)) and time.monotonic() < deadline:
        time.sleep(0.5)
    return done


def _act(number: int) -> bool:
    """Two rows that belong together, as each act of the product writes its own and that of the audit."""
    from django.db import DatabaseError, InterfaceError, connection, transaction

    from ecosystem.core.audit import SYSTEM, record
    from ecosystem.core.clock import now
    from ecosystem.core.models import OutboxMessage

    try:
        with transaction.atomic():
            text = os.urandom(LARGE // 2).hex()
            message = OutboxMessage.objects.create(
                key=f"filling-{number}", task="core.look", kwargs={"text": text}, created_at=now(), available_at=now()
            )
            record(SYSTEM, "filling", message)
    except (DatabaseError, InterfaceError):
        connection.close()
        return False
    return True


def _kept() -> dict[str, int]:
    """Rows of either kind."""
    from ecosystem.core.models import AuditEntry, OutboxMessage

    rows = OutboxMessage.objects.filter(key__startswith="filling-").count()
    return {"kept": rows, "halves": AuditEntry.objects.filter(verb="filling").count()}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
