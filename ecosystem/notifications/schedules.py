"""What notifications do by themselves."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.schedules import Schedule, every, hourly, nightly

SCHEDULES = [
    Schedule(
        "find_nudges",
        "notifications.find_nudges",
        hourly(),
        _("Every hour each rule finds who is due for a reminder, and where its reason is gone."),
    ),
    Schedule(
        "send_nudges",
        "notifications.send_due",
        every(minutes=5),
        _(
            "Every five minutes what is due goes to those whose day is open; the others are put off to their next opening."
        ),
    ),
    Schedule(
        "measure_nudges",
        "notifications.measure_effects",
        nightly("02:30"),
        _("Each night the effect of every rule on trial is measured, and a rule without effect retires."),
    ),
]
