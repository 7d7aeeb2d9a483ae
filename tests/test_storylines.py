"""The storylines of the demo company from end to end, through the product's own acts, jobs and screens."""

import csv
import datetime as dt
import io
import itertools
from fractions import Fraction

import pytest
from django.urls import reverse

from accounts.models import Leave
from ecosystem.core.clock import now, today
from ecosystem.core.jobs import start_run
from ecosystem.core.models import JobRun
from ecosystem.core.outbox import deliver
from ecosystem.notifications.models import Notification, Nudge
from ecosystem.notifications.tasks import find_nudges, send_due
from goals.actions.goals import set_goal
from goals.actions.objectives import end_objective, set_objective
from goals.models import GoalAlignment, LearningGoal, PersonState, TeamSum
from goals.state import rebuild_states
from tests.factories.goals import CycleFactory
from tests.factories.people import PersonFactory, SiteFactory
from tests.factories.published import needed, publish, staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def at(time_machine):
    """Set the clock, in UTC: at("2026-11-24 10:00")."""

    def travel(text: str) -> dt.datetime:
        moment = dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
        time_machine.move_to(moment, tick=False)
        return moment

    return travel


@pytest.fixture
def nobody_held_out(monkeypatch):
    """The draw gives everybody a place among those who are reminded."""
    monkeypatch.setattr("ecosystem.notifications.finding.HOLDOUT_SQL", "false")


def find_and_send() -> None:
    """What the schedules do: find who is due, hand out, deliver; nothing may be left broken."""
    find_nudges(run_id=start_run("find_nudges"))
    deliver()
    send()


def send() -> None:
    send_due(run_id=start_run("send_nudges"))
    deliver()
    assert not JobRun.objects.exclude(error="").exists()


def mails_to(person, mailoutbox) -> list:
    return [mail for mail in mailoutbox if mail.to == [person.email]]


# --- 5: orphans
@pytest.fixture
def orphans(at, nobody_held_out, organisation, request):
    """Five goals of three owners serve an objective; in the middle of the quarter it is cancelled."""
    at("2026-11-03 09:00")
    cast = request.getfixturevalue("cast")
    cycle = CycleFactory(start=dt.date(2026, 11, 1), end=dt.date(2027, 1, 31))
    cast.objective = set_objective(actor=cast.xenia, cycle=cycle, title="Enter the Nordic market", level="company")
    cast.other = set_objective(actor=cast.xenia, cycle=cycle, title="Accessible by default", level="company")
    cast.goals = [
        set_goal(
            owner, actor=owner, title=title, serves=cast.objective, visibility=visibility,
            target=6, baseline=0, due_date=dt.date(2027, 1, 31),
        )
        for owner, title, visibility in [
            (cast.emil, "Explain a Nordic contract", "everyone"),
            (cast.emil, "Hold a call in Swedish", "everyone"),
            (cast.emil, "Find three partners", "manager"),
            (cast.mara, "Price a Nordic offer", "everyone"),
            (cast.dario, "Present in Oslo", "me"),
        ]
    ]  # fmt: skip
    rebuild_states()  # as each night does
    at("2026-12-08 10:00")
    return cast


def test_storyline_05_orphans(orphans, at, client_for, mailoutbox):
    assert TeamSum.objects.get(manager=orphans.mara).aligned_goals == 3
    end_objective(orphans.objective, actor=orphans.xenia, version=orphans.objective.version, status="cancelled")
    deliver()
    assert (
        PersonState.objects.get(person=orphans.emil).aligned_goals,
        TeamSum.objects.get(manager=orphans.mara).aligned_goals,
    ) == (0, 0)

    find_and_send()
    told = Nudge.objects.filter(rule__code="goals.lost_objective", sent_at__isnull=False)
    assert set(told.values_list("subject_id", flat=True)) == {goal.pk for goal in orphans.goals}
    for owner, mine in (
        (orphans.emil, orphans.goals[:3]),
        (orphans.mara, orphans.goals[3:4]),
        (orphans.dario, orphans.goals[4:]),
    ):
        [mail] = mails_to(owner, mailoutbox)
        assert [mail.body.count(goal.get_absolute_url()) for goal in mine] == [1] * len(mine)
        assert "Link it anew, keep it for yourself, or close it." in mail.body
        assert Notification.objects.filter(person=owner).count() == len(mine)

    find_and_send()
    assert len(mailoutbox) == 3  # said once

    one_linked_anew_one_kept_one_closed(orphans, client_for)
    at("2026-12-23 10:00")  # the wait of the rule is over: only who has not answered hears of it again
    mailoutbox.clear()
    find_and_send()
    again = Nudge.objects.filter(rule__code="goals.lost_objective", sent_at=now())
    assert set(again.values_list("subject_id", flat=True)) == {goal.pk for goal in orphans.goals[3:]}


def one_linked_anew_one_kept_one_closed(orphans, client_for) -> None:
    relink, keep, close = orphans.goals[:3]
    client = client_for(orphans.emil)
    page = client.get(relink.get_absolute_url()).content.decode()
    assert (
        reverse("goals:goal_align", args=[relink.pk]) in page and reverse("goals:goal_close", args=[relink.pk]) in page
    )
    for goal, name, answer in [
        (relink, "goal_align", {"serves": f"o:{orphans.other.pk}"}),
        (keep, "goal_align", {"serves": "me"}),
        (close, "goal_close", {"outcome": "partly", "lesson": "Ask sales first."}),
    ]:
        assert (
            client.post(reverse(f"goals:{name}", args=[goal.pk]), {"version": goal.version, **answer}).status_code
            == 302
        )
    deliver()
    serving = GoalAlignment.objects.on(today()).filter(goal__owner=orphans.emil, objective__status="active")
    assert set(serving.values_list("goal", flat=True)) == {relink.pk}
    assert (LearningGoal.objects.get(pk=keep.pk).for_myself, LearningGoal.objects.get(pk=close.pk).is_active) == (
        True,
        False,
    )


# --- 7: quiet hours
@pytest.fixture
def far_and_wide(at, nobody_held_out, organisation, request):
    """Each has one goal, set a fortnight ago; clocks go back in Auckland on Sunday, 4 April 2027."""
    at("2027-03-18 09:00")
    cast = request.getfixturevalue("cast")
    places = {
        "auckland": ("AKL", "Pacific/Auckland"),
        "pune": ("PNQ", "Asia/Kolkata"),
        "lisbon": ("LIX", "Europe/Lisbon"),
    }
    for name, (code, zone) in places.items():
        site = SiteFactory(code=code, name=name.title(), time_zone=zone)
        person = PersonFactory(full_name=f"{name.title()} Member", site=site, time_zone="", unit=cast.engineering)
        setattr(cast, name, person)
        quiet_goals(person, 1)
    return cast


def quiet_goals(person, count: int) -> None:
    """With a yes or no at the end there is no pace to be behind of: only the silence counts."""
    for number in range(count):
        set_goal(person, actor=person, title=f"Review {number + 1}", measure="yes_no", due_date=today() + 90 * DAY)


def test_storyline_07_quiet_hours_in_each_zone(far_and_wide, at, mailoutbox):
    who = far_and_wide

    def arrived() -> list[str]:
        return [name for name in ("lisbon", "auckland", "pune") if mails_to(getattr(who, name), mailoutbox)]

    at("2027-04-02 13:00")  # Friday: 14:00 in Lisbon, 18:30 in Pune, Saturday 02:00 in Auckland
    find_and_send()
    assert arrived() == ["lisbon"]

    at("2027-04-04 20:59")  # Monday 08:59 in Auckland, whose clocks went back; by Friday's clock it would be 09:59
    send()
    assert arrived() == ["lisbon"]
    at("2027-04-04 21:00")
    send()
    assert arrived() == ["lisbon", "auckland"]

    at("2027-04-05 03:29")  # Monday 08:59 in Pune
    send()
    assert arrived() == ["lisbon", "auckland"]
    at("2027-04-05 03:30")
    send()
    assert arrived() == ["lisbon", "auckland", "pune"]
    assert len(mailoutbox) == 3


def test_storyline_07_leave_without_a_burst_on_return(far_and_wide, at, mailoutbox):
    person = far_and_wide.lisbon
    quiet_goals(person, 7)
    Leave.objects.create(person=person, valid_from=dt.date(2027, 3, 25), valid_to=dt.date(2027, 4, 11))
    for day in ("2027-04-01", "2027-04-06", "2027-04-09"):  # working days, all on leave
        at(f"{day} 10:00")
        find_and_send()
    assert mails_to(person, mailoutbox) == []
    assert Nudge.objects.filter(person=person, sent_at=None).count() == 7

    at("2027-04-12 07:59")  # Monday 08:59, back at work
    find_and_send()
    assert mails_to(person, mailoutbox) == []
    for hour in range(8, 16):
        at(f"2027-04-12 {hour:02}:00")
        find_and_send()
    assert len(mails_to(person, mailoutbox)) == 1
    assert Nudge.objects.filter(person=person, sent_at__isnull=False).count() == 5

    for day in range(13, 19):
        at(f"2027-04-{day} 09:00")
        find_and_send()
    assert len(mails_to(person, mailoutbox)) == 2  # at most two a week, however much has gathered


# --- 8: filters that would expose three people
@pytest.fixture
def three_in_lisbon(cast):
    """23 engineers need the skill, three of them in Lisbon (emil is one); Sales has 14 people at each site."""
    toronto = SiteFactory(code="TOR", name="Toronto")
    skill = needed(cast.engineer, "Identity & access", code="IAM")
    staff(cast.engineer, cast.engineering, toronto, *[1, 2] * 10, skill=skill)
    staff(cast.engineer, cast.engineering, cast.site, 1, 3, skill=skill)
    for site in (toronto, cast.site):
        staff(cast.engineer, cast.sales, site, *[2, 3] * 7, skill=skill)
    publish()
    cast.toronto = toronto
    return cast


def exported(client, unit: str = "", site: str = "") -> list[dict[str, str]]:
    text = client.get(f"/gaps/export/csv/?unit={unit}&site={site}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def follows(wanted: set, sums: list[set]) -> bool:
    """Whether a group is a combination of published groups: its vector lies in their span (exact)."""
    spots = sorted(set().union(wanted, *sums))
    rows = [[Fraction(spot in group) for spot in spots] for group in sums]
    return rank_of(rows) == rank_of([*rows, [Fraction(spot in wanted) for spot in spots]])


def rank_of(rows: list[list[Fraction]]) -> int:
    rows, rank = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[rank:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(rank, pivot)
        for row in rows[rank + 1 :]:
            factor = row[column] / pivot[column]
            row[:] = [value - factor * other for value, other in zip(row, pivot, strict=True)]
        rank += 1
    return rank


def test_storyline_08_k_anonymity_by_unit_then_by_site(three_in_lisbon, client_for):
    client = client_for(three_in_lisbon.xenia)
    by_unit = client.get("/gaps/?unit=ENG").content.decode()
    assert "of 23 people are below their level" in by_unit
    for site in ("TOR", "LIS"):  # 20 people would be enough; 23 − 20 would not
        text = " ".join(client.get(f"/gaps/?unit=ENG&site={site}").content.decode().split())
        assert "Not enough people to show figures here." in text
        assert 'href="?unit=ENG">See Engineering, all sites</a>' in text
        assert "of 20 people" not in text and "of 3 people" not in text
    (hidden,) = exported(client, "ENG", "TOR")
    assert {hidden["People who need it"], hidden["Severity"], hidden["Not assessed, %"]} == {"few"}


def test_storyline_08_nothing_follows_from_all_views_taken_together(three_in_lisbon, client_for):
    """Every export an executive can make, as sums over unit and site: no group of five or fewer follows from them."""
    people = {("ENG", "TOR"): 20, ("ENG", "LIS"): 3, ("SAL", "TOR"): 14, ("SAL", "LIS"): 14}
    client = client_for(three_in_lisbon.xenia)
    sums = []
    for unit, site in itertools.product(("", "ENG", "SAL"), ("", "TOR", "LIS")):
        for row in exported(client, unit, site):
            inside = {"": {"ENG", "SAL"}, "ALL": {"ENG", "SAL"}}.get(row["Unit code"], {row["Unit code"]})
            group = {spot for spot in people if spot[0] in inside and spot[1] in ([site] if site else ["TOR", "LIS"])}
            if row["People who need it"] != "few":
                assert int(row["People who need it"]) == sum(people[spot] for spot in group)
                sums.append(group)
    assert len(sums) > 4
    groups = itertools.chain(*(itertools.combinations(people, size) for size in range(1, len(people))))
    small = [set(group) for group in groups if sum(people[spot] for spot in group) <= 5]
    assert small == [{("ENG", "LIS")}]
    assert [group for group in small if follows(group, sums)] == []
    assert follows({("ENG", "LIS")}, [*sums, {("ENG", "TOR")}])  # what the second view would have told
