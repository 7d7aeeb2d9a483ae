"""What anybody may read of a campaign: counts of units by the rules of all figures, never who; and its pages."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import campaigns as acts
from accounts.campaign_progress import Row, publish_progress, rows_of, said, upper
from accounts.closure import rewrite_units
from accounts.models import CampaignAsk, SkillCampaign, UnitMembership
from accounts.tasks import begin_campaign
from ecosystem.core.clock import now, today
from tests.factories.people import LONG_AGO, PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LATER = (now().date() + 20 * DAY).isoformat()


@pytest.fixture
def teams(cast):
    """Engineering: two units of twelve and of three people below it."""
    cast.platform, cast.labs = (UnitFactory(name=name, parent=cast.engineering) for name in ("Platform", "Labs"))
    for unit, n in ((cast.platform, 12), (cast.labs, 3)):
        for number in range(n):
            PersonFactory(unit=unit, full_name=f"{unit.name} Canary {number}")
    rewrite_units()
    return cast


def begun(cast, *units) -> SkillCampaign:
    campaign = acts.open_campaign(actor=cast.lena, last_day=today() + 14 * DAY, why="A new cycle", units=units)
    begin_campaign(campaign_id=campaign.pk)
    campaign.refresh_from_db()
    return campaign


def do(campaign, unit, n: int, day: dt.date) -> None:
    open_asks = CampaignAsk.objects.filter(campaign=campaign, unit=unit, done_on=None)
    ids = list(open_asks.values_list("pk", flat=True)[:n])
    CampaignAsk.objects.filter(pk__in=ids).update(done_on=day)


def shown(campaign) -> dict[str, str | None]:
    return {str(row.unit or "all"): None if row.is_few else row.words for row in rows_of(campaign)}


class TestFigures:
    def test_small_groups_and_what_would_give_them_away_are_few(self, teams):
        campaign = begun(teams, teams.engineering)
        assert shown(campaign) == {
            "all": "fewer than 2 of 17",
            "Engineering": "fewer than 2 of 17",
            "Labs": None,
            "Platform": None,
        }

    def test_a_figure_is_renewed_once_five_more_have_done_it(self, teams, time_machine):
        campaign = begun(teams, teams.platform)
        noon = dt.datetime.combine(today(), dt.time(12), tzinfo=dt.UTC)
        done = []
        for day, n in enumerate((4, 1, 3), start=1):
            do(campaign, teams.platform, n, today())
            time_machine.move_to(noon + day * DAY, tick=False)
            publish_progress(campaign)
            done.append((shown(campaign)["Platform"], rows_of(campaign)[0].as_of))
        first = (today() - 3 * DAY, today() - DAY)
        assert done == [
            ("fewer than 2 of 12", first[0]),
            ("about 5 of 12", first[1]),
            ("about 5 of 12", first[1]),
        ]

    def test_once_a_day(self, teams):
        campaign = begun(teams)
        do(campaign, teams.platform, 9, today() - DAY)
        before = SkillCampaign.objects.get().progress
        publish_progress(campaign)
        assert SkillCampaign.objects.get().progress == before

    def test_people_who_move_stay_where_they_were_asked(self, teams):
        campaign = begun(teams, teams.platform)
        UnitMembership.objects.filter(unit=teams.platform, valid_from__lte=today() - LONG_AGO).update(unit=teams.sales)
        SkillCampaign.objects.update(progress={})
        publish_progress(campaign)
        assert shown(campaign)["Platform"] == "fewer than 2 of 12"

    @pytest.mark.parametrize(
        ("done", "asked", "words"),
        [
            (0, 6, "fewer than 2 of 6"),
            (1, 6, "fewer than 2 of 6"),
            (3, 6, "about 3 of 6"),
            (5, 6, "more than 4 of 6"),
            (6, 6, "more than 4 of 6"),
            (14, 24, "about 14 of 24"),
            (24, 24, "more than 21 of 24"),
            (0, 0, ""),
        ],
    )
    def test_the_words(self, done, asked, words):
        assert said(done, asked) == words

    @given(st.integers(6, 400), st.data())
    def test_all_and_all_but_one_none_and_one_look_the_same(self, asked, data):
        if asked <= 20:
            assert said(0, asked) == said(1, asked)
            assert said(asked, asked) == said(asked - 1, asked)
        done = data.draw(st.integers(0, asked))
        number = int(said(done, asked).split(" of ")[0].rsplit(" ", 1)[1])
        assert abs(number - done) <= asked / 10 + 2

    def test_fifty_units_at_the_top(self):
        rows = [Row(None, depth, 6, "", None) for depth in (1, 2, 2, 1, 3)]
        assert [row.depth for row in upper(rows, 3)] == [1, 2, 1]


class TestPages:
    def test_it_is_found_beside_the_framework(self, client_for, lena):
        text = client_for(lena).get(reverse("accounts:framework")).content.decode()
        assert reverse("accounts:campaign_list") in text
        assert "No campaign yet" in client_for(lena).get(reverse("accounts:campaign_list")).content.decode()

    def test_open_and_read(self, client_for, teams):
        client = client_for(teams.lena)
        data = {"scope": "units", "units": [teams.engineering.pk], "last_day": LATER, "why": "A new cycle"}
        answer = client.post(reverse("accounts:campaign_open"), data)
        campaign = SkillCampaign.objects.get()
        assert answer["Location"] == campaign.get_absolute_url()
        assert "The first figures come in a minute." in client.get(answer["Location"]).content.decode()
        begin_campaign(campaign_id=campaign.pk)
        text = client.get(answer["Location"]).content.decode()
        assert "Fewer than 2 of 17 have done" in text
        assert "Canary" not in text
        assert "Engineering" in client.get(reverse("accounts:campaign_list")).content.decode()

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({"scope": "units", "last_day": LATER, "why": "x"}, "Choose at least one unit"),
            ({"scope": "company", "last_day": "2020-01-01", "why": "x"}, "Choose today or a later day"),
            ({"scope": "company", "last_day": LATER, "why": ""}, "required"),
            ({"scope": "units", "units": ["x", "999999"], "last_day": LATER, "why": "x"}, "is not"),
            ({"scope": "elsewhere", "last_day": "soon", "why": "x" * 300}, "at most 200"),
        ],
    )
    def test_what_is_wrong_stands_in_its_place(self, client_for, lena, data, words):
        answer = client_for(lena).post(reverse("accounts:campaign_open"), data)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not SkillCampaign.objects.exists()

    def test_a_second_one_over_the_same_people_is_refused_with_its_reason(self, client_for, cast):
        begun(cast, cast.sales)
        data = {"scope": "company", "last_day": LATER, "why": "Again"}
        answer = client_for(cast.lena).post(reverse("accounts:campaign_open"), data)
        assert answer.status_code == 422
        assert "“A new cycle”. End that campaign first" in answer.content.decode()

    def test_a_stale_form_shows_both_and_the_next_press_decides(self, client_for, cast):
        campaign = begun(cast)
        client, address = client_for(cast.lena), reverse("accounts:campaign_extend", args=[campaign.pk])
        acts.extend_campaign(campaign, actor=cast.lena, version=1, last_day=today() + 16 * DAY)
        answer = client.post(address, {"last_day": LATER, "version": "1"})
        assert answer.status_code == 422
        assert "Somebody changed this" in answer.content.decode()
        assert client.post(address, {"last_day": LATER, "version": "2"}).status_code == 302
        end = reverse("accounts:campaign_end", args=[campaign.pk])
        assert client.post(end, {"version": "1"}).status_code == 422
        assert client.post(end, {"version": "3"}).status_code == 302
        assert not SkillCampaign.objects.get().is_running

    @pytest.mark.parametrize("units", [1, 60])
    def test_the_page_takes_the_same_statements_whatever_the_number_of_units(
        self, client_for, teams, units, django_assert_max_num_queries
    ):
        for number in range(units):
            PersonFactory(unit=UnitFactory(name=f"Unit {number}", parent=teams.platform))
        rewrite_units()
        campaign = begun(teams)
        client = client_for(teams.lena)
        client.get(campaign.get_absolute_url())
        with django_assert_max_num_queries(8):
            assert client.get(campaign.get_absolute_url()).status_code == 200
