"""`manage.py restore FILE`: what `backup` wrote becomes the data of `serve`; what was there stays under another name."""

import datetime as dt
from pathlib import Path

from django.core.management import BaseCommand

from ecosystem import backups
from ecosystem.embedded import DATABASE, OWNER
from ecosystem.installation import Installation
from ecosystem.trouble import Trouble

WAITING = "SELECT count(*) FROM core_outgoingmail WHERE sent_at IS NULL AND parked_at IS NULL AND withdrawn_at IS NULL"
HOLD = f"INSERT INTO core_heartbeat (name, at) VALUES ('mail-held', now()) ON CONFLICT DO NOTHING; {WAITING}"
KEEP = f"DELETE FROM core_heartbeat WHERE name = 'mail-held'; {WAITING}"
HELD = "{} mails wait in it. No mail is sent from it, so that nobody gets one twice, until: python3 manage.py mail send"
KEPT = "{} mails wait in it and are sent once it runs."


class Command(BaseCommand):
    help = "Read a backup into `serve`. Stop `serve` first; the data that were there are kept in a database of another name."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--keep-mail", action="store_true", help="send mail as soon as it is started, also what waits"
        )

    def handle(self, *, file: Path, keep_mail: bool, **options) -> None:
        serve = Installation("serve")
        cluster = serve.cluster
        if cluster is None:
            raise Trouble(
                "With DATABASE_URL set, restore with your server's own tools: the file is a tar with database.dump in it."
            )
        with serve.alone(), cluster.running():
            cluster.create("restoring", anew=True)
            backups.read(file.resolve(), cluster.url(OWNER, "restoring"), serve.folder / backups.FILES)
            waiting = cluster.query(KEEP if keep_mail else HOLD, "restoring")
            earlier = f"{DATABASE}_before_{dt.datetime.now():%Y%m%d_%H%M%S}"
            if cluster.query(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"):
                cluster.query(f"ALTER DATABASE {DATABASE} RENAME TO {earlier}")
                self.stdout.write(f"The data that were there are kept in the database {earlier}.")
            cluster.query(f"ALTER DATABASE restoring RENAME TO {DATABASE}")
            serve.manage("prepare", env=serve.owner_environment)
        self.stdout.write((KEPT if keep_mail else HELD).format(waiting))
        self.stdout.write(f"Restored from {file}; start it with: python3 manage.py serve")
