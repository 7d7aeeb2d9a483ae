"""Screens of the notifications: the bell, the answers, what one wants to hear, and the rules."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ecosystem.core.audit import SYSTEM
from ecosystem.core.clock import now, today
from ecosystem.core.doors import on, open_to_all, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from ecosystem.core.policy import policy
from ecosystem.notifications import actions
from ecosystem.notifications.finding import count_due
from ecosystem.notifications.forms import PreferencesForm, RuleForm
from ecosystem.notifications.inbox import inbox_of
from ecosystem.notifications.links import nudge_of, wish_of
from ecosystem.notifications.models import MutedRule, Notification, Nudge, NudgeRuleState
from ecosystem.notifications.registry import category_of
from ecosystem.notifications.verdicts import few, verdict_of
from ecosystem.notifications.wishes import Wishes

READ_OR_POST = ["GET", "HEAD", "POST"]
LIST = "notifications/partials/inbox_list.html"
ROW = "notifications/partials/notification_row.html"
PREFERENCES = "notifications/partials/preferences_form.html"
SWITCH = "notifications/partials/rule_switch.html"


@require_safe
@page(can="notifications.read_notifications")
def inbox(request: HttpRequest) -> HttpResponse:
    return page_or_fragment(request, "notifications/inbox.html", LIST, _inbox(request.user))


@require_POST
@page(can="notifications.read_notifications")
def inbox_read(request: HttpRequest) -> HttpResponse:
    actions.read_all_notifications(actor=request.user)
    return fragment_or_redirect(request, LIST, _inbox(request.user), to="notifications:inbox")


@require_POST
@on(Notification, can="notifications.read_notification", select="for_bell")
def notification_read(request: HttpRequest, notification: Notification) -> HttpResponse:
    actions.read_notification(notification, actor=request.user)
    notification.refresh_from_db()
    return fragment_or_redirect(request, ROW, {"notification": notification}, to="notifications:inbox")


@require_POST
@on(Nudge, can="notifications.answer_nudge", select="for_answer")
def nudge_answer(request: HttpRequest, nudge: Nudge, answer: str) -> HttpResponse:
    actions.answer_nudge(nudge, actor=request.user, answer=answer)
    if answer == Nudge.Answer.ACTED:
        return go(request, nudge.notification.url)
    nudge.refresh_from_db()
    return fragment_or_redirect(request, ROW, {"notification": nudge.notification}, to="notifications:inbox")


@require_http_methods(READ_OR_POST)
@open_to_all
def link_answer(request: HttpRequest, token: str, answer: str) -> HttpResponse:
    """From a mail, without signing in: GET asks, POST changes. Shows the rule's name and nothing about the subject."""
    nudge = nudge_of(token)
    if nudge is None or not nudge.rule.is_installed:
        return render(request, "notifications/link_broken.html", status=404)
    if request.method == "POST":
        actions.answer_nudge(nudge, actor=SYSTEM, answer=answer)
    context = {"rule": nudge.rule.rule, "answer": answer, "done": request.method == "POST"}
    return render(request, "notifications/link_answer.html", context)


@csrf_exempt
@require_http_methods(READ_OR_POST)
@open_to_all
def link_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks. POST, from that page or at one click from the mail program (hence without a CSRF token), changes."""
    wish = wish_of(token)
    if wish is None:
        return render(request, "notifications/link_broken.html", status=404)
    person_id, category = wish
    if request.method == "POST":
        actions.unsubscribe(person_id=person_id, category=category)
    context = {"category": category_of(category), "done": request.method == "POST"}
    return render(request, "notifications/link_unsubscribe.html", context)


@require_http_methods(READ_OR_POST)
@page(can="notifications.change_preferences")
def preferences_change(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = PreferencesForm(request.POST or None, wishes=Wishes.of(person.pk))
    if request.method != "POST":
        return render(request, "notifications/preferences_change.html", _preferences(request.user, form))
    if not form.is_valid():
        return invalid(request, "notifications/preferences_change.html", PREFERENCES, _preferences(request.user, form))
    actions.change_preferences(actor=request.user, wishes=form.wishes())
    context = {**_preferences(request.user, form), "saved": True}
    return fragment_or_redirect(request, PREFERENCES, context, to="notifications:preferences_change")


@require_POST
@on(MutedRule, can="notifications.resume_rule", select="for_preferences")
def rule_resume(request: HttpRequest, muted: MutedRule) -> HttpResponse:
    actions.resume_rule(muted, actor=request.user)
    return go(request, "notifications:preferences_change")


@require_safe
@page(can="notifications.view_rules")
def rule_list(request: HttpRequest) -> HttpResponse:
    states = [state for state in NudgeRuleState.objects.visible_to(request.user).for_list() if state.is_installed]
    on = sum(state.state == NudgeRuleState.State.ON for state in states)
    context = {"tried": _tried(states), "groups": _by_category(states), "on": on, "policy": policy()}
    return render(request, "notifications/rule_list.html", context)


@require_safe
@on(NudgeRuleState, can="notifications.view_rules", select="for_list")
def rule_page(request: HttpRequest, state: NudgeRuleState) -> HttpResponse:
    form = RuleForm(initial={"version": state.version, "to": state.state})
    return page_or_fragment(request, "notifications/rule_page.html", SWITCH, _rule(state, form))


@require_POST
@on(NudgeRuleState, can="notifications.change_rule", select="for_list")
def rule_change(request: HttpRequest, state: NudgeRuleState) -> HttpResponse:
    form = RuleForm(request.POST)
    if form.is_valid():
        try:
            actions.switch_rule(state, actor=request.user, **form.cleaned_data)
        except (Refused, Stale) as refusal:
            form.add_error(None, refusal.sentence)
    if form.errors:
        return invalid(request, "notifications/rule_page.html", SWITCH, _rule(state, form))
    fresh = RuleForm(initial={"version": state.version, "to": state.state})
    return fragment_or_redirect(request, SWITCH, {**_rule(state, fresh), "saved": True}, to=state)


def _inbox(person: Any) -> dict[str, Any]:
    rows = inbox_of(person)
    return {"notifications": rows, "unread": sum(row.read_at is None for row in rows)}


def _preferences(person: Any, form: PreferencesForm) -> dict[str, Any]:
    week = Nudge.objects.filter(person_id=person.pk).exclude(kind="service").sent_since(now() - dt.timedelta(days=7))
    return {
        "form": form,
        "policy": policy(),
        "zone": person.zone.key.replace("_", " "),
        "sent": week.values("sent_at").distinct().count(),
        "stopped": [row for row in MutedRule.objects.visible_to(person).for_preferences() if row.rule.is_installed],
    }


def _tried(states: list[NudgeRuleState]) -> list[dict[str, Any]]:
    """Those on trial: there is something to decide."""
    return [{"state": one, "verdict": verdict_of(list(one.effects.all()))} for one in states if one.rule.is_tried]


def _by_category(states: list[NudgeRuleState]) -> list[dict[str, Any]]:
    """What everybody gets, by what it is about; open where somebody switched a rule off."""
    found: dict[str, list[NudgeRuleState]] = {}
    for state in states:
        if not state.rule.is_tried:
            found.setdefault(state.rule.category, []).append(state)
    groups = [(category_of(code), rows) for code, rows in found.items()]
    return [
        {
            "name": category.label if category else rows[0].rule.category,
            "rows": rows,
            "is_open": any(state.state != NudgeRuleState.State.ON for state in rows),
        }
        for category, rows in groups
    ]


def _rule(state: NudgeRuleState, form: RuleForm) -> dict[str, Any]:
    effects = list(state.effects.all())
    latest = effects[0] if effects else None
    return {
        "state": state,
        "rule": state.rule,
        "form": form,
        "latest": latest,
        "verdict": verdict_of(effects),
        "due": few(count_due(state, today(policy().zone))) if state.rule.find else "",
        "stopped": few(latest.stopped if latest else 0),
        "wrong_person": few(latest.wrong_person if latest else 0),
        "policy": policy(),
    }
