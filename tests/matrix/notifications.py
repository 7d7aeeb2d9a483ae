from ecosystem.notifications.links import ANSWER, UNSUBSCRIBE
from ecosystem.notifications.models import MutedRule, Notification, Nudge, NudgeRuleState
from tests.factories.notifications import MutedRuleFactory, NotificationFactory, NudgeFactory, any_rule
from tests.matrix import everybody, only

MATRIX = {
    "notifications:inbox": everybody(),
    "notifications:inbox_read": everybody(302),
    "notifications:notification_read": only("emil", status=302, others=404),
    "notifications:nudge_answer": only("emil", status=302, others=404),
    "notifications:link_answer": everybody(),
    "notifications:link_unsubscribe": everybody(),
    "notifications:preferences_change": everybody(302),
    "notifications:rule_resume": only("emil", status=302, others=404),
    "notifications:rule_list": only("lena"),
    "notifications:rule_page": only("lena", others=404),
    "notifications:rule_change": only("lena", status=302, others=404),
}
OPEN = {"notifications:link_answer", "notifications:link_unsubscribe"}
OBJECTS = {
    "notifications:notification_read": lambda cast: {"pk": NotificationFactory(person=cast.emil).pk},
    "notifications:nudge_answer": lambda cast: {
        "pk": NotificationFactory(person=cast.emil).nudge.pk,
        "answer": "snoozed",
    },
    "notifications:link_answer": lambda cast: {
        "token": ANSWER.sign(str(NudgeFactory(person=cast.emil).pk)),
        "answer": "stopped",
    },
    "notifications:link_unsubscribe": lambda cast: {"token": UNSUBSCRIBE.sign(f"{cast.emil.pk}.notifications")},
    "notifications:rule_resume": lambda cast: {"pk": MutedRuleFactory(person=cast.emil).pk},
    "notifications:rule_page": lambda cast: {"pk": any_rule().pk},
    "notifications:rule_change": lambda cast: {"pk": any_rule().pk},
}
POSTS = {
    "notifications:inbox_read": lambda cast: NotificationFactory(person=cast.emil) and {},
    "notifications:notification_read": {},
    "notifications:nudge_answer": {},
    "notifications:preferences_change": {"notifications-in_app": "on"},
    "notifications:rule_resume": {},
    "notifications:rule_change": lambda cast: {"version": any_rule().version, "to": "off"},
}
VISIBLE = {
    Notification: ("notifications.read_notification", lambda cast: NotificationFactory(person=cast.emil)),
    Nudge: (
        "notifications.answer_nudge",
        lambda cast: [NudgeFactory(person=cast.emil), NudgeFactory(person=cast.emil, sent_at=None)],
    ),
    MutedRule: ("notifications.resume_rule", lambda cast: MutedRuleFactory(person=cast.emil)),
    NudgeRuleState: ("notifications.view_rules", lambda cast: any_rule()),
}
