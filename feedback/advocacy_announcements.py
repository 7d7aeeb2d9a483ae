"""Who was thanked, and who sees to money that was given, hears of it at once: services."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule
from feedback.effects import Effect
from feedback.models import Funding, Thanks
from goals.announcements import known_to
from guilds.money import money

CATEGORY = "advocacy"


def thanked_message(nudge: Nudge) -> Message | None:
    thanks = Thanks.objects.for_page().filter(pk=nudge.subject_id, person=nudge.person_id).first()
    if thanks is None or thanks.by is None:
        return None
    effect = Effect(thanks.used, thanks.closed).words
    return Message(
        subject=_("thank you"),
        sentence=_("%(name)s thanks you for “%(title)s”.") % {"name": thanks.by, "title": thanks.resource},
        body=". ".join(filter(None, [thanks.words.rstrip("."), effect[:1].upper() + effect[1:]])),
        why=_("you share it; nobody else reads this unless you say so"),
        url=thanks.get_absolute_url(),
        action=_("Read it"),
    )


def funding_yours_message(nudge: Nudge) -> Message | None:
    funding = Funding.objects.for_page().filter(pk=nudge.subject_id, owner=nudge.person_id).first()
    if funding is None:
        return None
    words = {"name": funding.by or _("Somebody"), "title": funding.of, "amount": money(funding.amount)}
    return Message(
        subject=_("money that you see to"),
        sentence=_("%(name)s funds “%(title)s” with %(amount)s; you see to it.") % words,
        needs=_("you see to it"),
        body=funding.effect,
        why=_("they named you"),
        url=funding.get_absolute_url(),
        action=_("See it"),
    )


category(CATEGORY, gettext_lazy("Thanks and money"), gettext_lazy("Thanks for what you share, and money you see to."))
for code, message, model, name, sentence in (
    (
        "feedback.thanked", thanked_message, Thanks,
        gettext_lazy("Somebody thanks you"), gettext_lazy("An executive thanks them for what they share."),
    ),
    (
        "feedback.funding_yours", funding_yours_message, Funding,
        gettext_lazy("Money that you see to"), gettext_lazy("An executive funds something and named them."),
    ),
):  # fmt: skip
    rule(
        code, CATEGORY, Kind.SERVICE, sentence, name=name, subject_kind=str(model._meta.verbose_name), context=message,
        visible=known_to(model),
    )  # fmt: skip
