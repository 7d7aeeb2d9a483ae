"""Handing on what somebody leads: by hand, by itself after the last day, and what ends with a leaver however long ago."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.actions.leaving import end_employment
from accounts.models import Person
from ecosystem.core.audit import SYSTEM
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from ecosystem.core.rules import allows
from ecosystem.notifications.models import Nudge
from ecosystem.reports.team import team_of
from goals.actions.handing_on import hand_on, leave_nothing_open
from goals.actions.opportunities import join_opportunity, post_opportunity
from goals.actions.suggestions import suggest
from goals.announcements_leads import key_result_message, objective_message
from goals.announcements_sponsors import ended_message
from goals.leads import KINDS, leads_of, leaving_lines, next_above
from goals.models import Objective
from goals.tasks import close_goals_of_leaver
from tests.factories.advocacy import SponsorshipFactory
from tests.factories.goals import GoalFactory, KeyResultFactory, ObjectiveFactory
from tests.factories.guilds import GuildFactory
from tests.factories.people import PersonFactory
from tests.factories.skills import SkillFactory
from tests.goals.test_views_goals import statements, text

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def work_of(lead, **fields):
    values = {"title": "Pair on forms", "level": 2, "needed_by": today() + 10 * DAY, "effort_hours": 3, **fields}
    return post_opportunity(actor=lead, skill=SkillFactory(), **values)


def leaves(person, cast, in_days: int = 10) -> None:
    end_employment(person, actor=cast.pia, last_day=today() + in_days * DAY)


@pytest.fixture
def led(emil, dario):
    """Emil leads an objective with two key results of his and one of dario's, a key result of dario's, and some work."""
    own = ObjectiveFactory(owner=emil, code="LED-1", title="Ship reliably")
    mine = [KeyResultFactory(objective=own, owner=emil) for _ in range(2)]
    others = KeyResultFactory(objective=own, owner=dario)
    borrowed = KeyResultFactory(objective=ObjectiveFactory(owner=dario, code="LED-2"), owner=emil, title="Audit passed")
    return {"objective": own, "mine": mine, "others": others, "key_result": borrowed, "work": work_of(emil)}


def test_what_somebody_leads_is_what_can_be_handed_on(led, emil):
    ObjectiveFactory(owner=emil, status="done")
    ObjectiveFactory(owner=emil, level="person")
    assert leads_of(emil) == [led["objective"], led["key_result"], led["work"]]


@pytest.mark.parametrize("on_page", [True, False])
def test_an_objective_takes_the_key_results_of_its_lead_along(led, emil, mara, lena, on_page):
    def seen(person):
        return next(item for item in leads_of(person) if item == led["objective"])

    assert hand_on(emil, [(seen(emil) if on_page else led["objective"], 1, lena)], actor=mara) == 1
    for key_result in (*led["mine"], led["others"], led["key_result"]):
        key_result.refresh_from_db()
    assert [key_result.owner for key_result in led["mine"]] == [lena, lena]
    assert (led["others"].owner.first_name, led["key_result"].owner) == ("Dario", emil)
    assert AuditEntry.objects.get(verb="objective.handed_on").actor_id == mara.pk


def test_all_to_one_tells_them_once_and_twice_is_once(led, emil, mara, lena):
    seen = [(item, item.version, lena) for item in leads_of(emil)]
    assert hand_on(emil, seen, actor=mara) == 3
    assert hand_on(emil, seen, actor=mara) == 0
    assert (leads_of(emil), len(leads_of(lena))) == ([], 3)
    nudge = Nudge.objects.get(person=lena)
    message = objective_message(nudge)
    assert message.sentence == "You lead “Ship reliably” and 2 others from now on; until now Emil Test did."
    assert "Mara Test chose you" in message.why
    assert AuditEntry.objects.filter(verb__endswith=".handed_on").count() == 3


def test_what_somebody_takes_on_themselves_is_no_news(led, emil, mara):
    hand_on(emil, [(led["objective"], 1, mara)], actor=mara)
    assert not Nudge.objects.filter(person=mara).exists()


def test_a_message_about_what_somebody_else_leads_by_now_is_dropped(led, emil, mara, lena, otto):
    hand_on(emil, [(led["key_result"], 1, lena)], actor=mara)
    nudge = Nudge.objects.get(person=lena)
    assert key_result_message(nudge).sentence == "You lead “Audit passed” from now on; until now Emil Test did."
    hand_on(lena, [(led["key_result"], None, otto)], actor=lena)
    assert key_result_message(nudge) is None


def test_a_stale_edition_moves_nothing_at_all(led, emil, mara, lena):
    Objective.objects.filter(pk=led["objective"].pk).update(version=5)
    with pytest.raises(Stale):
        hand_on(emil, [(led["work"], 1, lena), (led["objective"], 1, lena)], actor=mara)
    assert (leads_of(lena), Nudge.objects.filter(person=lena).count()) == ([], 0)


def test_what_was_handed_to_somebody_else_meanwhile_is_refused(led, emil, mara, lena, otto):
    hand_on(emil, [(led["objective"], 1, otto)], actor=mara)
    with pytest.raises(Refused):
        hand_on(emil, [(led["objective"], 2, lena)], actor=mara)
    assert Objective.objects.get(pk=led["objective"].pk).owner == otto


@pytest.mark.parametrize("unfit", ["oneself", "a leaver", "a seat"])
def test_only_somebody_else_who_works_here_can_lead(led, emil, mara, unfit):
    made = {
        "oneself": lambda: emil,
        "a leaver": lambda: PersonFactory(is_active=False),
        "a seat": lambda: PersonFactory(kind="placeholder"),
    }
    with pytest.raises(Refused):
        hand_on(emil, [(led["objective"], 1, made[unfit]())], actor=mara)


def test_who_leads_the_work_now_takes_no_place_in_it(emil, mara, lena):
    work = work_of(emil)
    place = join_opportunity(work, actor=lena)
    hand_on(emil, [(work, None, lena)], actor=mara)
    place.refresh_from_db()
    assert place.state == "declined"


# --- who may
@pytest.mark.parametrize(
    ("persona", "here", "leaving"),
    [
        ("emil", ["objective", "key_result", "opportunity"], ["objective", "key_result", "opportunity"]),
        ("mara", [], ["objective", "key_result", "opportunity"]),
        ("nora", [], []),
        ("xenia", ["objective", "key_result"], ["objective", "key_result"]),
        ("dario", ["key_result"], ["key_result"]),
        *[(persona, [], []) for persona in ("otto", "lena", "adam", "pia")],
    ],
)
def test_who_may_hand_on_what(led, cast, persona, here, leaving):
    def allowed() -> list[str]:
        kinds = [KINDS[type(item)] for item in leads_of(cast.emil)]
        fresh = [type(item).objects.get(pk=item.pk) for item in leads_of(cast.emil)]
        viewer = getattr(cast, persona)
        with_row = [
            k.name for k, item in zip(kinds, leads_of(cast.emil), strict=True) if allows(viewer, k.permission, item)
        ]
        alone = [k.name for k, item in zip(kinds, fresh, strict=True) if allows(viewer, k.permission, item)]
        assert with_row == alone
        return with_row

    assert allowed() == here
    leaves(cast.emil, cast)
    assert allowed() == leaving


def test_ones_own_objectives_are_not_handed_on(cast, emil):
    own = ObjectiveFactory(level="person", owner=emil)
    assert not allows(emil, "goals.hand_on_objective", own)
    leaves(emil, cast)
    assert not allows(cast.mara, "goals.hand_on_objective", own)


# --- the page
def page(person) -> str:
    return reverse("goals:leads_page", args=[person.pk])


def post(client, person, **entered):
    return client.post(reverse("goals:leads_hand_on", args=[person.pk]), entered)


def form_of(items, **chosen) -> dict[str, str]:
    versions = {f"version-{KINDS[type(item)].name}-{item.pk}": str(item.version) for item in items}
    return {**versions, **chosen}


def test_leads_page_is_public_and_shows_fields_only_to_whoever_may(led, cast, client_for):
    leaves(cast.emil, cast)
    shown = text(client_for(cast.otto).get(page(cast.emil)))
    assert "Ship reliably" in shown
    assert "Hand on</button>" not in shown
    shown = text(client_for(cast.mara).get(page(cast.emil)))
    assert "Hand on</button>" in shown
    assert 'name="everything"' in shown


def test_leads_hand_on_each_to_its_own_or_all_to_one(led, cast, client_for):
    leaves(cast.emil, cast)
    objective = led["objective"]
    chosen = {f"to-objective-{objective.pk}": "otto@example.com", "everything": "Lena Test"}
    answer = post(client_for(cast.mara), cast.emil, **form_of(leads_of(cast.emil), **chosen))
    assert answer.status_code == 302
    assert [item.title for item in leads_of(cast.otto)] == ["Ship reliably"]
    assert len(leads_of(cast.lena)) == 2


@pytest.mark.parametrize(
    ("everything", "words"),
    [
        ("", "Say who leads at least one"),
        ("Emil Test", "Nobody here has this name"),
        ("nobody at all", "Nobody here has"),
    ],
)
def test_leads_hand_on_says_what_is_missing(led, cast, client_for, everything, words):
    leaves(cast.emil, cast)
    answer = post(client_for(cast.mara), cast.emil, **form_of(leads_of(cast.emil), everything=everything))
    assert (answer.status_code, words in text(answer)) == (422, True)
    assert len(leads_of(cast.emil)) == 3


def test_leads_hand_on_names_what_changed_and_keeps_what_was_typed(led, cast, client_for):
    leaves(cast.emil, cast)
    seen = form_of(leads_of(cast.emil), everything="lena@example.com")
    Objective.objects.filter(pk=led["objective"].pk).update(version=7, title="Ship every day")
    answer = post(client_for(cast.mara), cast.emil, **seen)
    assert answer.status_code == 422
    shown = text(answer)
    assert "“Ship every day” was changed meanwhile" in shown
    assert 'value="lena@example.com"' in shown
    assert f'name="version-objective-{led["objective"].pk}" value="7"' in shown
    assert leads_of(cast.lena) == []


def test_leads_hand_on_moves_nothing_that_is_not_ones_to_hand_on(led, cast, client_for):
    """Dario may pass emil's key result in his own objective by its rule, but neither the objective nor the page's act."""
    answer = post(client_for(cast.dario), cast.emil, **form_of(leads_of(cast.emil), everything="otto@example.com"))
    assert answer.status_code == 403
    work = led["work"]
    sent = form_of(leads_of(cast.emil), **{f"to-opportunity-{work.pk}": "otto@example.com"})
    assert post(client_for(cast.xenia), cast.emil, **sent).status_code == 422
    assert leads_of(cast.otto) == []


@pytest.mark.parametrize("times", [1, 30])
def test_leads_page_statements(cast, client_for, times):
    cast.engineering.lead = cast.mara
    cast.engineering.save(update_fields=["lead"])
    for number in range(times):
        ObjectiveFactory(owner=cast.emil, level="unit", unit=cast.engineering)
        KeyResultFactory(objective=ObjectiveFactory(owner=cast.dario, code=f"D{number}"), owner=cast.emil)
    leaves(cast.emil, cast)
    client = client_for(cast.mara)
    client.get(page(cast.emil))
    assert statements(lambda: client.get(page(cast.emil))) <= 8


def test_leads_hand_on_statements(cast, client_for):
    objective = ObjectiveFactory(owner=cast.emil)
    leaves(cast.emil, cast)
    client = client_for(cast.mara)
    sent = form_of([objective], **{f"to-objective-{objective.pk}": "otto@example.com"})
    assert statements(lambda: post(client, cast.emil, **sent)) <= 12
    assert leads_of(cast.otto) == [objective]


# --- the line manager sees it
def test_the_manager_of_a_leaver_is_asked_on_home_and_team(led, cast, client_for):
    def home() -> str:
        return text(client_for(cast.mara).get("/"))

    def reason() -> str:
        return next((flag.reason for member, flag in team_of(cast.mara).flagged if member.person == cast.emil), "")

    assert "need a lead" not in home()
    assert "Leaves after" not in reason()
    leaves(cast.emil, cast)
    assert f'href="{page(cast.emil)}">Objectives of Emil Test need a lead: hand on</a>' in home()
    assert "Leaves after" in reason()
    assert "need a lead" not in text(client_for(cast.nora).get("/"))
    hand_on(cast.emil, [(item, None, cast.mara) for item in leads_of(cast.emil)], actor=cast.mara)
    assert "need a lead" not in home()
    assert "Leaves after" not in reason()


def test_who_stays_after_all_or_comes_back_is_no_leaver(cast, emil):
    assert not leaving_lines().exists()
    leaves(emil, cast)
    assert leaving_lines().get().manager == cast.mara
    emil.employments.create(valid_from=today() + 20 * DAY)
    assert not leaving_lines().exists()


@pytest.mark.parametrize("leavers", [0, 5])
@pytest.mark.parametrize("address", ["/", "/team/"])
def test_leavers_cost_no_statement(cast, client_for, leavers, address):
    for number in range(leavers):
        person = PersonFactory(full_name=f"Leaver {number}", manager=cast.mara)
        ObjectiveFactory(owner=person)
        leaves(person, cast)
    client = client_for(cast.mara)
    client.get(address)
    assert statements(lambda: client.get(address)) <= 8


# --- by itself
def out(person, cast) -> None:
    leaves(person, cast, in_days=-1)
    close_goals_of_leaver(person_id=person.pk)


def test_after_the_last_day_it_passes_to_the_line_manager_with_word(led, cast):
    out(cast.emil, cast)
    close_goals_of_leaver(person_id=cast.emil.pk)
    assert (leads_of(cast.emil), len(leads_of(cast.mara))) == ([], 3)
    message = objective_message(Nudge.objects.get(person=cast.mara, rule__code="goals.objective_handed_on"))
    assert "nobody was chosen before their last day" in message.why
    assert AuditEntry.objects.filter(verb="objective.handed_on", actor=None).count() == 1


def test_past_a_vacant_seat_it_goes_on_up(cast, emil, mara):
    Person.objects.filter(pk=mara.pk).update(kind="placeholder")
    assert next_above(emil) == cast.nora
    Person.objects.filter(pk=mara.pk).update(kind="person", is_active=False)
    assert next_above(emil) == cast.nora


def test_at_the_end_of_the_line_it_goes_to_the_lead_of_the_unit(cast, nora):
    assert next_above(nora) is None
    cast.company.lead = cast.xenia
    cast.company.save(update_fields=["lead"])
    assert next_above(nora) == cast.xenia


def test_everything_that_is_open_ends_with_a_leaver(cast, emil, mara, dario):
    goal, own = GoalFactory(owner=emil), ObjectiveFactory(owner=emil, level="person")
    to_them = suggest(emil, actor=mara, kind="ask", why="It would help")
    by_them = suggest(dario, actor=emil, kind="ask", why="It would help")
    other = suggest(dario, actor=mara, kind="ask", why="It would help")
    work = work_of(dario)
    place = join_opportunity(work, actor=emil)
    for row, state in ((place, "taken"), (work, "filled")):
        type(row).objects.filter(pk=row.pk).update(**{"state" if row is place else "status": state})
    out(emil, cast)
    for row in (goal, own, to_them, by_them, other, place, work):
        row.refresh_from_db()
    assert (goal.outcome, own.status) == ("left", "cancelled")
    assert (to_them.state, by_them.state, other.state) == ("withdrawn", "withdrawn", "open")
    assert (place.state, work.status) == ("declined", "open")
    before = AuditEntry.objects.count()
    leave_nothing_open(emil, actor=SYSTEM)
    assert AuditEntry.objects.count() == before


def test_what_a_leaver_sponsors_or_offered_to_ends_with_notice_to_those_who_answer_for_it(cast, emil, mara, xenia):
    guild = GuildFactory(name="Forms", steward=emil, people=[mara], sponsor=xenia)
    aim = ObjectiveFactory(title="Trust", owner=cast.dario)
    active = SponsorshipFactory(guild=guild, person=xenia, state="active", answered_at=now())
    offered = SponsorshipFactory(objective=aim, person=xenia)
    ended = SponsorshipFactory(guild=guild, person=xenia, state="ended", ended_at=now() + DAY)
    out(xenia, cast)
    for row in (guild, active, offered):
        row.refresh_from_db()
    assert (guild.sponsor, active.state, offered.state) == (None, "ended", "ended")
    notices = Nudge.objects.filter(rule__code="goals.sponsorship_ended")
    assert {(one.subject_id, one.person_id) for one in notices} == {(active.pk, emil.pk), (offered.pk, cast.dario.pk)}
    said = {one.subject_id: ended_message(one).sentence for one in notices}
    assert said == {
        active.pk: "Xenia Test has left and no longer sponsors “Forms”.",
        offered.pk: "Xenia Test takes back the offer to sponsor “Trust”.",
    }
    assert type(ended).objects.get(pk=ended.pk).version == 1
