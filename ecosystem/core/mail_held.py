"""Mail that is held: a company restored from a backup sends nothing until somebody says that it is the one to send.

Otherwise a copy that is started to try a backup sends what waited in it, and its own reminders, a second time.
The mark is a row beside the data, so it holds on every machine, and `restore` can set it before anything is started.
"""

from ecosystem.core.clock import now
from ecosystem.core.models import Heartbeat

MARK = "mail-held"


class MailHeld(Exception):
    """Stands as the reason beside each mail that was not sent meanwhile."""


def hold() -> None:
    Heartbeat.objects.get_or_create(name=MARK, defaults={"at": now()})


def is_held() -> bool:
    return Heartbeat.objects.filter(name=MARK).exists()


def let_go() -> None:
    Heartbeat.objects.filter(name=MARK).delete()
