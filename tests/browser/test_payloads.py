"""Every text that people can store, filled with what would run, load or reach htmx, in a real Chromium: nothing follows."""

import re
from contextvars import copy_context

import pytest
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.safestring import mark_safe

from accounts.models import Skill
from tests.browser import payloads
from tests.browser.payload_world import every_page, rooms
from tests.browser.walking import has_loaded, open_site
from tests.factories.skills import SkillFactory
from tests.test_doors import address_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NOT_TYPED = {
    "keys, codes and sums that the product writes": r"""
        core\.(AuditEntry\.(verb|kind|object_id|fields)|JobRun\..*|Heartbeat\..*|OutboxMessage\..*|Look\..*
        |OutgoingMail\.(key|to|check_name|about|last_error|unsubscribe_url)
        |SearchEntry\.(kind|url|language|audience|facts|also)|SearchTitle\..*|SearchLexeme\..*)
        |notifications\.(NudgeRuleState\..*|NudgeEffect\..*|Nudge\.(subject_kind|params)|Preference\..*
        |Notification\.(key|category|url))
        |accounts\.(Invitation\..*|ImportRun\..*|ImportIssue\.(file|code)|ImportPreview\.kind|ImportChange\..*
        |ImportProgress\..*|SkillTarget\.source|SkillCampaign\.progress|PersonSkill\..*|PublishedBlock\..*
        |PublishedCell\..*|AccessToken\.secret_hash|Erasure\.done|Person\.(password|scim_.*))
        |resources\.(Resource\.same_address|ResourceFile\.media_type|GardenAct\.before)
        |goals\.((Learning|Guild)Goal\.status|(Guild)?CheckIn\.(proposed_)?status|Cycle\..*|AlignmentFigure\..*)
        |guilds\.(LedgerEntry\.key|CalendarFeed\.secret_hash|CalendarReply\.message_id)
        |feedback\.(Funding\.key|DeskAnswer\.kind|Radar(Sum|Change)\..*|RadarCount\.code|RadarVerdict\.(covers|signals)
        |NeedsSnapshot\.query|NeedsSnapshotRow\..*)""",
    "chosen from a list that the form offers": r"""
        accounts\.(Organisation\.(time_zone|languages|holiday_country|extra_holidays|currency)|Site\.(time_zone|country)
        |Person\.(time_zone|locale))|guilds\.(\w+\.zone|Series\.rule)|resources\.Resource\.language|goals\.Objective\.visibility""",
    "the history of a text that is in the table": r"\w+\.\w+Event\..*",
}
UNSEEN = {
    "known to nobody but the server": {
        "accounts.Organisation.mail_url",
        "accounts.Scale.code",
        "accounts.ImportFile.name",
        "core.AuditEntry.reason",
    },
    "part of a message, which shows it as the text of a notification": {
        "notifications.Nudge.why",
        "guilds.Membership.answer",
        "resources.GardenAct.words",
        "resources.Reaction.answer",
    },
    "rendered into mails by templates that escape": {
        "core.OutgoingMail.html",
        "core.OutgoingMail.subject",
        "core.OutgoingMail.text",
    },
    "written for calendars by a library that escapes": {"core.OutgoingMail.calendar"},
    "searched in, not shown": {"core.SearchEntry.body"},
    "written into the sessions of a series, which show it": {
        "guilds.Series.agenda",
        "guilds.Series.call_url",
        "guilds.Series.place",
    },
    "counted at night into the words of the radar, which are in the table": {"feedback.ZeroHit.words"},
}


def typed() -> dict[str, int]:
    """Every text that people store, numbered: its word in the payloads."""
    excluded = [re.compile(each, re.VERBOSE) for each in NOT_TYPED.values()]
    labels = map(payloads.label_of, payloads.text_fields())
    return payloads.numbered(label for label in labels if not any(each.fullmatch(label) for each in excluded))


@pytest.fixture
def site(browser):
    for site in open_site(browser):
        _listen(site)
        yield site


def _listen(site) -> None:
    """How it looks is of no matter here, and would cost most of the time."""
    site.asked = []
    site.page.add_init_script(payloads.LISTEN)
    site.page.on("request", lambda request: site.asked.append(request.url))
    site.page.on("dialog", lambda dialog: (site.said.append(f"dialog {dialog.message}"), dialog.dismiss()))
    plain = {"body": "", "content_type": "text/css"}
    site.page.route(re.compile(r"/static/.*\.(css|woff2)$"), lambda route: route.fulfill(**plain))


def what_follows(site, address: str) -> tuple[list[str], str]:
    """Open it and wait for its own fragments: what ran, was asked for or stands ready to; and all that it shows."""
    site.said.clear()
    site.asked.clear()
    response = site.page.goto(address)
    assert response.status == 200, (address, response.status)
    has_loaded(site.page)
    site.page.evaluate(payloads.A_WHILE)
    wrong = [*site.said, *site.page.evaluate(payloads.LIVE, payloads.WORD)]
    wrong += [url for url in site.asked if not url.startswith("http://localhost/") or f"/{payloads.WORD}" in url]
    shown = site.page.content()
    if payloads.RAN in shown:
        wrong.append("template syntax of a stored text was carried out")
    return [f"{address}: {each}" for each in wrong], shown


def words_in(shown: str) -> set[int]:
    return {int(number) for number in re.findall(rf"{payloads.WORD}(\d+)z", shown)}


def test_no_stored_text_runs_loads_or_reaches_htmx(cast, client_for, site):
    fields, seen, wrong = typed(), set(), []
    ways = list(rooms(cast))
    payloads.poison(fields, turn=0)
    payloads.index(fields)
    for who, address in ways:
        site.client = client_for(getattr(cast, who))
        site.here = copy_context()
        found, shown = what_follows(site, address)
        wrong += found
        seen |= words_in(shown)
    assert wrong == [], "\n".join(wrong)
    unseen = {label for label, number in fields.items() if number not in seen}
    known = set().union(*UNSEEN.values())
    assert unseen == known, sorted(unseen ^ known)


@pytest.mark.long
@pytest.mark.parametrize("turn", range(1, 5))
def test_no_stored_text_runs_on_any_page(cast, client_for, site, turn):
    """Other payloads in the short texts at each turn, on every page of every address."""
    fields, wrong = typed(), []
    for who, name, make in every_page(cast):
        with transaction.atomic():
            address = address_of(name, make(cast) if make else {})
            payloads.poison(fields, turn)
            site.client = client_for(getattr(cast, who))
            site.here = copy_context()
            if "text/html" in site.client.get(address).headers.get("Content-Type", ""):
                wrong += what_follows(site, address)[0]
            transaction.set_rollback(True)
    assert wrong == [], "\n".join(wrong)


def test_addresses_that_people_store_lead_to_the_web_only():
    for field in payloads.text_fields():
        if isinstance(field, models.URLField):
            for address in (
                "javascript:fired()",
                "JaVaScRiPt://x.example/%0afired()",
                "data:text/html,x",
                "vbscript:x",
            ):
                with pytest.raises(ValidationError):
                    field.run_validators(address)


class Trusted:
    """A text that a template takes for markup of ours."""

    def __get__(self, skill, owner=None):
        return mark_safe(skill.__dict__["description"]) if skill else self

    def __set__(self, skill, value):
        skill.__dict__["description"] = value


def test_the_walk_sees_what_a_trusted_text_would_do(client_for, emil, site, monkeypatch):
    skill = SkillFactory(
        description="".join(payloads.PAYLOADS[place] for place in (1, 8, 9, 14, 22)).replace("@", "canary1z")
    )
    monkeypatch.setattr(Skill, "description", Trusted())
    site.client = client_for(emil)
    site.here = copy_context()
    wrong = "\n".join(what_follows(site, skill.get_absolute_url())[0])
    for sign in ("tried script-src", "localhost/canary1z", "hx-get", "hx-on:click", "element: <style", "href: <a"):
        assert sign in wrong
