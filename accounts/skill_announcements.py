"""What people are told at once about skills, because somebody asked them, answered, or assessed: services, never capped."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AssessmentDispute, Evidence, HelpRequest, PeerRequest, Skill
from accounts.single_points import NOTICE, told
from ecosystem.core.templatetags.ui import listed, short_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule

CATEGORY = "skill_answers"


def evidence_asked_message(nudge: Nudge) -> Message | None:
    rows = Evidence.objects.waiting_for(nudge.person_id).select_related("person")
    evidence = rows.filter(pk=nudge.subject_id).first()
    if evidence is None:
        return None
    return Message(
        subject=_("can you confirm it?"),
        sentence=_("%(name)s asks you to confirm “%(title)s”.") % {"name": evidence.person, "title": evidence.title},
        needs=_("confirm"),
        why=_("you were named as somebody who saw it"),
        url=reverse("accounts:evidence_page", args=[evidence.pk]),
        action=_("Confirm or refuse"),
    )


def evidence_answered_message(nudge: Nudge) -> Message | None:
    rows = Evidence.objects.select_related("asked").filter(person_id=nudge.person_id)
    evidence = rows.filter(pk=nudge.subject_id).first()
    if evidence is None or evidence.asked is None:
        return None
    words = {"name": evidence.asked, "title": evidence.title}
    said = _("%(name)s confirmed “%(title)s”.") if evidence.confirmed_at else _("%(name)s did not confirm “%(title)s”.")
    return Message(
        subject=_("an answer about your evidence"),
        sentence=said % words,
        body=evidence.refused_reason,
        why=_("you asked for it"),
        url=reverse("accounts:evidence_page", args=[evidence.pk]),
        action=_("See it"),
    )


def peer_asked_message(nudge: Nudge) -> Message | None:
    asked = PeerRequest.objects.open().for_page().filter(pk=nudge.subject_id, peer_id=nudge.person_id).first()
    if asked is None:
        return None
    return Message(
        subject=_("how do you see it?"),
        sentence=_("%(name)s asks for your view of what they can do.") % {"name": asked.person},
        needs=_("your view"),
        why=_("you work together; they see the mean of two or more, never whose it is"),
        url=asked.get_absolute_url(),
        action=_("Answer"),
    )


def help_asked_message(nudge: Nudge) -> Message | None:
    asked = HelpRequest.objects.open().for_page().filter(pk=nudge.subject_id, teacher_id=nudge.person_id).first()
    if asked is None:
        return None
    return Message(
        subject=_("somebody asks for your help"),
        sentence=_("%(name)s asks for your help with %(skill)s.") % {"name": asked.person, "skill": asked.skill},
        body=asked.note,
        needs=_("your help"),
        why=_("you offer to teach it"),
        url=asked.get_absolute_url(),
        action=_("Answer"),
    )


def help_answered_message(nudge: Nudge) -> Message | None:
    rows = HelpRequest.objects.for_page().exclude(state=HelpRequest.State.OPEN)
    asked = rows.filter(pk=nudge.subject_id, person_id=nudge.person_id).first()
    if asked is None:
        return None
    words = {"name": asked.teacher, "skill": asked.skill}
    no = asked.state == HelpRequest.State.DECLINED
    return Message(
        subject=_("an answer to your question"),
        sentence=(_("%(name)s cannot help with %(skill)s now.") if no else _("%(name)s helps you with %(skill)s."))
        % words,
        body=asked.answer,
        why=_("you asked for help"),
        url=asked.skill.get_absolute_url() if no else asked.get_absolute_url(),
        action=_("See who else could") if no else _("See it"),
    )


def level_disputed_message(nudge: Nudge) -> Message | None:
    dispute = AssessmentDispute.objects.open().for_page().filter(pk=nudge.subject_id).first()
    if dispute is None:
        return None
    return Message(
        subject=_("a level is disputed"),
        sentence=_("%(name)s says that their level in %(skill)s is wrong. They wait for your answer until %(day)s.")
        % {"name": dispute.person, "skill": dispute.skill, "day": short_date(dispute.answer_by)},
        needs=_("your answer"),
        why=_("you are the line manager"),
        url=dispute.get_absolute_url(),
        action=_("Read and answer"),
    )


def dispute_answered_message(nudge: Nudge) -> Message | None:
    rows = AssessmentDispute.objects.for_page().filter(person_id=nudge.person_id, answered_at__isnull=False)
    dispute = rows.filter(pk=nudge.subject_id).first()
    if dispute is None:
        return None
    return Message(
        subject=_("an answer about your level"),
        sentence=_("%(name)s answered what you said about %(skill)s.")
        % {"name": dispute.answered_by, "skill": dispute.skill},
        why=_("you said that your level is wrong"),
        url=dispute.get_absolute_url(),
        action=_("Read it"),
    )


def assessment_released_message(nudge: Nudge) -> Message | None:
    skill = Skill.objects.filter(pk=nudge.subject_id).first()
    if skill is None:
        return None
    return Message(
        subject=_("your line manager assessed a skill"),
        sentence=_("Your line manager said how they see %(skill)s, and why.") % {"skill": skill},
        why=_("it is about you; you may comment on it"),
        url=skill.get_absolute_url(),
        action=_("Read it"),
    )


def single_point_message(nudge: Nudge) -> Message | None:
    rows = told(nudge.person_id, nudge.subject_id)
    if not rows:
        return None
    units = [row.unit for row in rows if row.unit]
    places = listed(units) if len(units) == len(rows) else _("the whole company")  # which has every unit in it
    words = {"skill": rows[0].skill, "places": places, "day": short_date(max(row.told_on for row in rows) + NOTICE)}
    return Message(
        subject=_("you alone hold a skill"),
        sentence=_("In %(places)s you are the only one with %(skill)s at the level that is needed.") % words,
        body=_("From %(day)s the gap report says “single point” there: the word, without your name.") % words,
        why=_("you hear it first; if your level is wrong, say so on the page of the skill"),
        url=rows[0].skill.get_absolute_url(),
        action=_("See the skill"),
    )


def known_to(model: Any) -> Callable[[Any, Iterable[int]], set[int]]:
    """Messages about rows that the person may no longer see are dropped."""

    def visible(person: Any, ids: Iterable[int]) -> set[int]:
        return set(model.objects.visible_to(person).filter(pk__in=list(ids)).values_list("pk", flat=True))

    return visible


category(
    CATEGORY,
    gettext_lazy("What others ask and answer about skills"),
    gettext_lazy("Evidence to confirm, views and help that you are asked for, assessments, and their answers."),
)
for code, message, model, name, sentence in (
    (
        "accounts.evidence_asked", evidence_asked_message, Evidence,
        gettext_lazy("Evidence to confirm"), gettext_lazy("Somebody asked you to confirm evidence."),
    ),
    (
        "accounts.evidence_answered", evidence_answered_message, Evidence,
        gettext_lazy("Your evidence was answered"), gettext_lazy("Your evidence was confirmed or refused."),
    ),
    (
        "accounts.peer_asked", peer_asked_message, PeerRequest,
        gettext_lazy("Your view is asked for"), gettext_lazy("A colleague asked how you see their skills."),
    ),
    (
        "accounts.help_asked", help_asked_message, HelpRequest,
        gettext_lazy("Your help is asked for"), gettext_lazy("Somebody asked for help in a skill that you offer to teach."),
    ),
    (
        "accounts.help_answered", help_answered_message, HelpRequest,
        gettext_lazy("An answer to your question"), gettext_lazy("Whom you asked for help has answered."),
    ),
    (
        "accounts.level_disputed", level_disputed_message, AssessmentDispute,
        gettext_lazy("A level is disputed"), gettext_lazy("Somebody in your team says that a level of theirs is wrong."),
    ),
    (
        "accounts.dispute_answered", dispute_answered_message, AssessmentDispute,
        gettext_lazy("An answer about your level"), gettext_lazy("Your line manager answered what you said about a level."),
    ),
    (
        "accounts.assessment_released", assessment_released_message, Skill,
        gettext_lazy("Your skill was assessed"), gettext_lazy("Your line manager released an assessment with a reason."),
    ),
    (
        "accounts.single_point", single_point_message, Skill,
        gettext_lazy("You alone hold a skill"),
        gettext_lazy("You are the only one with a skill that is needed; you hear it a week before the gap report says so."),
    ),
):  # fmt: skip
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
