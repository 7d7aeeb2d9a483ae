"""Signed links in mails. They work without signing in, carry no content, and ask before they change anything."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import category_of

ANSWER = Signer(salt="notifications.answer")
UNSUBSCRIBE = Signer(salt="notifications.unsubscribe")


def absolute(path: str) -> str:
    """The whole address of a path of this installation."""
    return f"{settings.PUBLIC_URL}{path}"


def answer_links(nudge: Nudge) -> dict[str, str]:
    """The address of each answer that a mail offers."""
    token = ANSWER.sign(str(nudge.pk))
    answers = (Nudge.Answer.SNOOZED, Nudge.Answer.STOPPED, Nudge.Answer.WRONG_PERSON)
    return {
        answer.value: absolute(reverse("notifications:link_answer", kwargs={"token": token, "answer": answer.value}))
        for answer in answers
    }


def unsubscribe_link(person_id: int, category: str) -> str:
    token = UNSUBSCRIBE.sign(f"{person_id}.{category}")
    return absolute(reverse("notifications:link_unsubscribe", kwargs={"token": token}))


def nudge_of(token: str) -> Nudge | None:
    """The nudge that a signed link is about; None when the signature is wrong or the nudge is gone."""
    try:
        pk = int(ANSWER.unsign(token))
    except BadSignature:
        return None
    return Nudge.objects.select_related("rule").filter(pk=pk, sent_at__isnull=False).first()


def wish_of(token: str) -> tuple[int, str] | None:
    """The person and the category that an unsubscribe link is about; None when the signature is wrong or either is gone."""
    try:
        person_id, _dot, code = UNSUBSCRIBE.unsign(token).partition(".")
    except BadSignature:
        return None
    if not (category_of(code) and get_user_model().objects.filter(pk=person_id).exists()):
        return None
    return int(person_id), code
