"""What needs do by themselves, in the organisation's time."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.schedules import Schedule, every, nightly

SCHEDULES = [
    Schedule(
        "walk_needs",
        "feedback.walk_needs",
        nightly("00:20"),
        _(
            "Each night needs without an answer are reminded of or passed on, those answered a month ago are asked about, "
            "and those that did not help open again."
        ),
    ),
    Schedule(
        "count_signals",
        "feedback.count_signals",
        nightly("00:40"),
        _(
            "Each night searches without a hit, obstacles and checks that were not passed are counted for the radar, without who, "
            "and only where there are enough of them; what people say is put together anew."
        ),
    ),
    Schedule(
        "fold_radar",
        "feedback.fold_radar",
        every(minutes=5),
        _(
            "Every five minutes what people said since is put together for the radar, which works it out itself until then."
        ),
    ),
]
