"""My skills, the page of a skill, the round; interests and offers to teach."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import assessments as acts
from accounts.actions import interests
from accounts.beginning import beginning_of, pick, picked
from accounts.forms import assessments as forms
from accounts.models import Interest, Person, ReportingLine, RoleHolding, Skill
from accounts.my_skills import grid_of, rows_of, with_notes
from accounts.scales import keys_in_use
from accounts.skill_page import page_context
from accounts.skill_round import ladder_for, round_of
from accounts.views.screens import form_screen
from ecosystem.core.clock import today
from ecosystem.core.doors import on, page
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment

EVERY = require_http_methods(["GET", "POST"])
GRID, ROW = "accounts/partials/skill_grid.html", "accounts/partials/skill_row.html"
SAVED = [ROW, *(f"accounts/partials/skills_{part}_oob.html" for part in ("sentence", "waiting", "begin"))]
ROUND = "accounts/partials/round_card.html"


# --- my skills -------------------------------------------------------------------------------------------------------
@require_GET
@page(can="accounts.view_my_skills")
def my_skills(request: HttpRequest) -> HttpResponse:
    everything = request.GET.get("show") == "all"
    grid = grid_of(with_notes(rows_of(request.user), request.user), everything=everything)
    context = {"grid": grid, **_standing(request.user)}
    return page_or_fragment(request, "accounts/my_skills.html", GRID, context)


def _standing(person: Person) -> dict[str, Any]:
    """Role, since when, and who reads the levels: two statements."""
    held = RoleHolding.objects.on(today()).filter(person=person).select_related("job_role").order_by("-valid_from")
    return {"holding": held.first(), "manager": _manager(person)}


def _manager(person: Person) -> Person | None:
    line = ReportingLine.objects.on(today()).filter(person=person).select_related("manager").first()
    return line.manager if line else None


@require_POST
@page(can="accounts.state_level")
def my_skills_save(request: HttpRequest) -> HttpResponse:
    """The whole grid with one button, for those without JavaScript; and one row said again."""
    form = forms.GridForm(request.POST, rows=rows_of(request.user))
    if not form.is_valid():
        raise Refused(_("Choose each level by one of its keys."))
    levels, answers = form.levels(), form.interests()
    acts.state_levels(request.user, actor=request.user, said=levels)
    interests.state_interests(request.user, actor=request.user, said=answers)
    n = len(levels) + len(answers)
    messages.success(request, ngettext("%(n)d statement kept.", "%(n)d statements kept.", n) % {"n": n})
    return go(request, "accounts:my_skills")


@require_POST
@on(Skill, can="accounts.state_level")
def skill_level(request: HttpRequest, skill: Skill) -> HttpResponse:
    """One level of one's own; the row comes back, with a way to undo."""
    before = rows_of(request.user, skill_ids=[skill.pk])[0]
    form = forms.LevelForm(request.POST, keys=before.keys, prefix=str(skill.pk))
    if not form.is_valid():
        raise Refused(_("Choose a level from 0 to %(top)s.") % {"top": before.keys.top})
    if form.cleaned_data["take_back"]:
        acts.take_back_level(request.user, actor=request.user, skill_id=skill.pk)
        return _row(request, skill, {})
    acts.state_levels(request.user, actor=request.user, said={skill.pk: form.said})
    return _row(request, skill, _undo_level(before))


def _undo_level(before: Any) -> dict[str, str]:
    """What brings back what stood before: another word of today, else the one before today."""
    if before.own_on != today():
        return {"take_back": "on"}
    return {"not_applicable": "on"} if before.own_waived else {"level": str(before.own)}


@require_POST
@on(Skill, can="accounts.state_interest")
def skill_interest(request: HttpRequest, skill: Skill) -> HttpResponse:
    form = forms.InterestForm(request.POST, prefix=str(skill.pk))
    if not form.is_valid():
        raise Refused(_("Answer no, later or yes."))
    before = rows_of(request.user, skill_ids=[skill.pk])[0].interest
    interests.state_interests(request.user, actor=request.user, said={skill.pk: form.cleaned_data["answer"]})
    return _row(request, skill, {"answer": before}, to_interest=True)


@require_POST
@on(Skill, can="accounts.state_interest")
def skill_share(request: HttpRequest, skill: Skill) -> HttpResponse:
    """Let the line manager know of this interest, or be offered work that fits; or not any more."""
    form = forms.ShareForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Say yes or no."))
    if not interests.share_interests(request.user, actor=request.user, skill=skill, **form.cleaned_data):
        raise Refused(_("First say whether you want to learn it."))
    return _row(request, skill, {})


def _row(request: HttpRequest, skill: Skill, undo: dict[str, str], *, to_interest: bool = False) -> HttpResponse:
    """The row as it is now, and the sentence above all rows."""
    rows = with_notes(rows_of(request.user), request.user)
    row = next((row for row in rows if row.pk == skill.pk), None) or rows_of(request.user, skill_ids=[skill.pk])[0]
    undone = {f"{skill.pk}-{name}": value for name, value in undo.items()}
    context = {"row": row, "grid": grid_of(rows), "undo": undone, "undo_interest": to_interest}
    return fragment_or_redirect(request, SAVED, context, to=_back(request, skill))


def _back(request: HttpRequest, skill: Skill) -> str:
    """Without JavaScript: to where the form stood."""
    return skill.get_absolute_url() if request.POST.get("from") == "page" else reverse("accounts:my_skills")


@require_POST
@page(can="accounts.state_interest")
def interests_share(request: HttpRequest) -> HttpResponse:
    """All interests at once."""
    form = forms.ShareForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Say yes or no."))
    n = interests.share_interests(request.user, actor=request.user, **form.cleaned_data)
    messages.success(request, ngettext("Changed for %(n)d interest.", "Changed for %(n)d interests.", n) % {"n": n})
    return go(request, "accounts:my_skills")


@EVERY
@page(can="accounts.state_level")
def my_skill_add(request: HttpRequest) -> HttpResponse:
    """A skill that the role does not ask for."""
    form = forms.AddSkillForm(request.POST or None, keys=keys_in_use())

    def act() -> str:
        skill, said = form.cleaned_data["skill"], form.cleaned_data
        if said["level"] is not None:
            acts.state_levels(request.user, actor=request.user, said={skill.pk: form.said})
        if said["answer"]:
            interests.state_interests(request.user, actor=request.user, said={skill.pk: said["answer"]})
        messages.success(request, _("%(skill)s stands on your page.") % {"skill": skill})
        return reverse("accounts:my_skills")

    words = {
        "name": _("Add a skill"),
        "sentence": _("What else can you do, or want to learn?"),
        "save": _("Add it"),
        **_to_my_skills(),
        "proposals": forms.proposals(),
    }
    page_of, part = "accounts/my_skill_add.html", "accounts/partials/my_skill_form.html"
    return form_screen(request, form, act, words=words, page=page_of, fragment=part)


def _to_my_skills() -> dict[str, str]:
    return {"back": reverse("accounts:my_skills"), "back_name": _("My skills")}


# --- one skill -------------------------------------------------------------------------------------------------------
@require_GET
@on(Skill, can="accounts.view_skill")
def skill_page(request: HttpRequest, skill: Skill) -> HttpResponse:
    context = page_context(skill, request.user)
    return page_or_fragment(request, "accounts/skill_page.html", "accounts/partials/skill_ladder.html", context)


@EVERY
@on(Skill, can="accounts.state_level")
def skill_state(request: HttpRequest, skill: Skill) -> HttpResponse:
    """Where I am, from the page of the skill: each step with its sentence."""
    row = rows_of(request.user, skill_ids=[skill.pk])[0]
    form = forms.LevelForm(request.POST or None, keys=row.keys, needs=row.need)
    if form.is_valid():
        acts.state_levels(request.user, actor=request.user, said={skill.pk: form.said})
        return go(request, skill)
    answer = invalid if form.is_bound else page_or_fragment
    context = {"skill": skill, "row": row, "form": form, "ladder": ladder_for(row)}
    return answer(request, "accounts/skill_state.html", "accounts/partials/level_choice.html", context)


@EVERY
@on(Skill, can="accounts.offer_teaching")
def teaching_offer(request: HttpRequest, skill: Skill) -> HttpResponse:
    """In which way, and to how many at a time. Everybody sees it."""
    mine = request.user.teaching_offers.filter(skill=skill).first()
    form = forms.TeachForm(request.POST or None, instance=mine)

    def act() -> Skill:
        interests.offer_teaching(request.user, actor=request.user, skill=skill, **form.cleaned_data)
        messages.success(request, _("Offered. Colleagues find you on this page."))
        return skill

    words = {
        "name": skill.name,
        "sentence": _("How would you like to help others with %(skill)s?") % {"skill": skill},
        "hint": _("Everybody sees that you offer it. Whoever asks, asks you first."),
        "save": _("Offer it"),
        "back": skill.get_absolute_url(),
        "back_name": skill.name,
    }
    return form_screen(request, form, act, words=words)


@require_POST
@on(Skill, can="accounts.offer_teaching")
def teaching_end(request: HttpRequest, skill: Skill) -> HttpResponse:
    interests.end_offer(request.user, actor=request.user, skill=skill)
    messages.success(request, _("Not offered any more. Whom you help already stays with you."))
    return go(request, skill)


# --- the round -------------------------------------------------------------------------------------------------------
@require_GET
@page(can="accounts.view_my_skills")
def skill_round(request: HttpRequest) -> HttpResponse:
    """One skill after another, at `?skill=` or after `?after=`; `?pick=` says which, where no role does."""
    chosen = [pk for pk in map(_number, request.GET.getlist("pick")) if pk]
    if chosen:
        pick(request, chosen)
    asked = {name: _number(request.GET.get(name, "")) for name in ("skill", "after")}
    return page_or_fragment(
        request, "accounts/skill_round.html", ROUND, _round(request, asked["skill"], asked["after"])
    )


@require_POST
@on(Skill, can="accounts.state_level")
def round_state(request: HttpRequest, skill: Skill) -> HttpResponse:
    """Keep the level and the interest, and go on to the next."""
    row = rows_of(request.user, skill_ids=[skill.pk])[0]
    form, wish = forms.LevelForm(request.POST, keys=row.keys), forms.InterestForm(request.POST)
    if not (form.is_valid() and wish.is_valid()):
        raise Refused(_("Choose a level from 0 to %(top)s.") % {"top": row.keys.top})
    acts.state_levels(request.user, actor=request.user, said={skill.pk: form.said})
    if wish.cleaned_data["answer"] not in ("", row.interest):
        interests.state_interests(request.user, actor=request.user, said={skill.pk: wish.cleaned_data["answer"]})
    to = f"{reverse('accounts:skill_round')}?after={skill.pk}"
    return fragment_or_redirect(request, ROUND, _round(request, None, skill.pk), to=to)


def _round(request: HttpRequest, skill_id: int | None, after: int | None) -> dict[str, Any]:
    turn = round_of(request.user, skill_id=skill_id, after=after, picked=picked(request))
    return {
        **({} if turn.rows else beginning_of(request.user)),
        "turn": turn,
        "row": turn.at,
        "ladder": ladder_for(turn.at) if turn.at else [],
        "interest_choices": Interest.Answer.choices,
        "manager": _manager(request.user),
    }


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
