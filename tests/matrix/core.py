from ecosystem.core.models import JobRun, OutboxMessage, OutgoingMail
from tests.factories.core import JobRunFactory, OutboxMessageFactory, OutgoingMailFactory
from tests.matrix import but, everybody, only

NOBODY_OUTSIDE_THE_DEMO = but(everybody(404), adam=403)

MATRIX = {
    "core:search": everybody(),
    "core:opensearch": everybody(),
    "core:definitions": everybody(),
    "core:style": only("adam", "lena", "pia"),
    "core:operations": only("adam"),
    "core:message_retry": only("adam", status=302, others=404),
    "core:mail_retry": only("adam", status=302, others=404),
    "core:mailbox": everybody(403),
    "core:mailbox_mail": NOBODY_OUTSIDE_THE_DEMO,
    "core:mailbox_html": NOBODY_OUTSIDE_THE_DEMO,
    "core:health_live": everybody(),
    "core:health_ready": everybody(),
    "core:metrics": everybody(404),
}
OPEN = {"core:health_live", "core:health_ready", "core:metrics", "core:opensearch"}
OBJECTS = {
    "core:message_retry": lambda cast: {"pk": OutboxMessageFactory(given_up=True).pk},
    "core:mail_retry": lambda cast: {"pk": OutgoingMailFactory(given_up=True).pk},
    "core:mailbox_mail": lambda cast: {"pk": OutgoingMailFactory().pk},
    "core:mailbox_html": lambda cast: {"pk": OutgoingMailFactory().pk},
}
POSTS = {"core:message_retry": {}, "core:mail_retry": {}}
VISIBLE = {
    OutboxMessage: ("core.view_operations", lambda cast: OutboxMessageFactory()),
    OutgoingMail: ("core.view_operations", lambda cast: OutgoingMailFactory()),
    JobRun: ("core.view_operations", lambda cast: JobRunFactory()),
}
