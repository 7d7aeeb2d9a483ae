"""The mail server off, silent, slow, or refusing for now or for good: the bell rings all the same, and no mail is lost."""

import datetime as dt
import time
from collections.abc import Callable, Iterator

from ecosystem.chaos.company import FOUND, digest, patiently
from ecosystem.chaos.killing import SEND, letters
from ecosystem.chaos.rows import Row
from ecosystem.chaos.work import Ground, is_done, pass_time
from ecosystem.core import operations
from ecosystem.core.clock import now
from ecosystem.core.mail import retry_mail
from ecosystem.core.models import JobRun, OutboxMessage, OutgoingMail
from ecosystem.notifications.models import Notification, Nudge

PEOPLE = 6  # who are written to; each mail of a silent server takes ten seconds to give up
SAYING = "notifications.send_to_person"
MODES = {
    "off": "refuses connections",
    "silent": "takes connections and says nothing",
    "slow": "takes a second for each mail",
    "4xx": "refuses each mail for now",
    "5xx": "refuses each mail for good",
}
HOURS = dt.timedelta(hours=2)
DAY_OF_TRIES = 40


def mail_server(ground: Ground) -> Iterator[Row]:
    return (_through(ground, mode) for mode in MODES)


def _through(ground: Ground, mode: str) -> Row:
    ground.say(f"a mail server that {MODES[mode]}")
    ground.begin(FOUND, SEND, _few, mail=mode)
    begun = time.monotonic()
    rang = ground.until(_all_is_said, 120, passing=False)
    seconds, said = time.monotonic() - begun, digest(["notifications_notification"])
    parked = _a_day_of_tries(ground) if mode == "5xx" else 0
    tried = ground.until(lambda: mode == "slow" or _all_were_tried(), 180, passing=False)
    ground.machines.post.turn("takes")
    pass_time(HOURS)
    ended = ground.until(lambda: is_done(SEND) and not OutgoingMail.objects.unsent().exists())
    lost, twice = letters(ground)
    number = OutgoingMail.objects.count()
    held = rang and tried and ended and number > 0 and said == digest(["notifications_notification"])
    held = held and not lost and not twice
    told = f"{number} mails, lost {lost}, sent twice {twice}; bells rang within {seconds:.0f} s"
    if mode == "5xx":
        held, told = held and parked == number, f"{told}; {parked} parked after a day, shown, and sent when tried again"
    return Row("§3", f"a mail server that {MODES[mode]}", number, held, told)


def _few() -> None:
    """Only some are due: mails that nobody takes cost their time."""
    chosen = list(
        Nudge.objects.ready(now())
        .filter(holdout=False)
        .order_by("person_id")
        .values_list("person_id", flat=True)
        .distinct()
    )
    Nudge.objects.exclude(person_id__in=chosen[:PEOPLE]).filter(sent_at=None).delete()


def _all_is_said() -> bool:
    """Whoever is due has been looked at, and the bell rang."""
    handed_out = JobRun.objects.filter(job=SEND).exclude(finished_at=None).exists()
    return (
        handed_out
        and Notification.objects.filter(nudge__isnull=False).exists()
        and not OutboxMessage.objects.filter(task=SAYING, done_at=None).exists()
    )


def _all_were_tried() -> bool:
    return not OutgoingMail.objects.unsent().filter(attempts=0).exists()


def _a_day_of_tries(ground: Ground) -> int:
    """Two hours after two hours pass; then an operator sees what was parked and presses the button."""
    for _ in range(DAY_OF_TRIES):
        if not OutgoingMail.objects.unsent().exists():
            break
        further = _tried_more_than(_tries())
        patiently(lambda: pass_time(HOURS))
        ground.until(further, 10, passing=False)
    parked = operations.health().parked_mails
    ground.machines.post.turn("takes")
    for mail in OutgoingMail.objects.parked():
        retry_mail(mail)
    return parked


def _tries() -> int:
    return sum(OutgoingMail.objects.values_list("attempts", flat=True))


def _tried_more_than(before: int) -> Callable[[], bool]:
    return lambda: _tries() > before
