"""What learners are told about their paths: services, never capped."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule
from goals.announcements import known_to
from goals.models import Enrolment, Path

CATEGORY = "paths"


def path_changed_message(nudge: Nudge) -> Message | None:
    """Only while the learner still follows an earlier number."""
    running = Enrolment.objects.running().select_related("path")
    enrolment = running.filter(path=nudge.subject_id, person=nudge.person_id).first()
    if enrolment is None or enrolment.number >= enrolment.path.number:
        return None
    return Message(
        subject=_("a path that you are on has changed"),
        sentence=_("The steps of “%(path)s” have changed. What you did stays done.") % {"path": enrolment.path},
        why=_("you are on this path"),
        url=enrolment.path.get_absolute_url(),
        action=_("See what changed"),
    )


def path_finished_message(nudge: Nudge) -> Message | None:
    enrolment = Enrolment.objects.for_page().filter(pk=nudge.subject_id, person=nudge.person_id).first()
    if enrolment is None or enrolment.finished_at is None:
        return None
    words = {"path": enrolment.path, "skill": enrolment.path.skill}
    return Message(
        subject=_("where are you now?"),
        sentence=_("You finished “%(path)s”. Where do you stand in %(skill)s now?") % words,
        why=_("a path raises no level; only your own word, others’ or confirmed work does"),
        url=reverse("accounts:skill_page", args=[enrolment.path.skill_id]),
        action=_("State my level"),
    )


category(
    CATEGORY,
    gettext_lazy("Your learning paths"),
    gettext_lazy("Changes of paths that you are on, and the question for your level after one."),
)
for code, message, model, name, sentence in (
    (
        "goals.path_changed",
        path_changed_message,
        Path,
        gettext_lazy("A path that you are on has changed"),
        gettext_lazy("Whoever tends a path that you are on changed its steps."),
    ),
    (
        "goals.path_finished",
        path_finished_message,
        Enrolment,
        gettext_lazy("Your level after a path"),
        gettext_lazy("You finished a path; say where you stand now."),
    ),
):
    rule(
        code,
        CATEGORY,
        Kind.SERVICE,
        sentence,
        name=name,
        subject_kind=str(model._meta.verbose_name),
        context=message,
        visible=known_to(model),
    )
