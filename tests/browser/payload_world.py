"""One company in which every text that people can store has a row, and the pages that show them."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from typing import Any

from django.urls import reverse

from accounts.actions.tokens import make_token
from accounts.imports.actions import upload_files
from accounts.models import Delegation, Interest, SkillLevel, SkillTarget
from accounts.refresh import touch
from ecosystem.core.clock import now, today
from feedback.models import Funding, NeedMove, RadarCount, RadarVerdict
from goals.models import (
    GuildCheckIn,
    KeyResultMilestone,
    MessageDraft,
    ObstacleMove,
    Opportunity,
    OpportunityPlace,
    Reading,
    Suggestion,
)
from guilds.actions.budget import ask_budget, decline_request, grant_budget
from guilds.models import Guild, Mentoring, Slot
from resources.models import Draft, Resource, ResourceFile, ResourceVersion
from resources.search_entries import index_resource
from tests.factories.advocacy import FundingFactory, SponsorshipFactory, ThanksFactory
from tests.factories.asking import DisputeFactory, EvidenceFactory, HelpRequestFactory
from tests.factories.care import GardenActFactory, PickFactory, ReactionFactory, VerificationFactory
from tests.factories.feedback import a_need
from tests.factories.goals import (
    CheckInFactory,
    CommentFactory,
    GoalFactory,
    KeyResultFactory,
    MilestoneFactory,
    ObjectiveFactory,
    ObstacleFactory,
    ThemeFactory,
)
from tests.factories.guild_aims import GuildGoalFactory, GuildObjectiveFactory
from tests.factories.guild_sessions import HostSwapFactory, SeatFactory, SeriesFactory, SessionFactory
from tests.factories.guilds import (
    GuildAnswerFactory,
    GuildFactory,
    GuildPostFactory,
    GuildResourceFactory,
    MembershipFactory,
)
from tests.factories.meeting import HoursFactory
from tests.factories.messages import a_message
from tests.factories.notifications import NotificationFactory
from tests.factories.paths import PathFactory, StepFactory
from tests.factories.recruiting import WritingRequestFactory
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory
from tests.factories.together import AnswerFactory, ProposedEditFactory, QuestionFactory, ReviewFactory
from tests.matrix import PERSONAS
from tests.test_doors import FILES, POST, address_of

DAY = dt.timedelta(days=1)
Room = tuple[str, str]  # who opens it, its address


def rooms(cast: Any) -> Iterator[Room]:
    """Makes the rows, and says where they are shown. Between them they show every text."""
    cast.skill = SkillFactory(name="Cloud", description="All of it", group="Platform", alternative_labels=["Clouds"])
    for make in (
        _skills,
        _goals,
        _aims,
        _library,
        _together,
        _courses,
        _guilds,
        _sessions,
        _meeting,
        _budget,
        _needs,
        _advocacy,
        _keeping,
    ):
        yield from make(cast)


def every_page(cast: Any) -> Iterator[tuple[str, str, Any]]:
    """(who, url name, how to make what it is about) of everything that answers a GET with a page."""
    for file in FILES:
        table = import_module(f"tests.matrix.{file}")
        for line, answers in table.MATRIX.items():
            name = line.removesuffix(POST)
            only_post = name in getattr(table, "POSTS", {}) and f"{name}{POST}" not in table.MATRIX
            if line == name and not only_post and 200 in answers.values():
                who = next(persona for persona in PERSONAS if answers[persona] == 200)
                yield who, name, getattr(table, "OBJECTS", {}).get(name)


def of_matrix(cast: Any, name: str) -> Room:
    who, make = next((who, make) for who, each, make in every_page(cast) if each == name)
    return who, address_of(name, make(cast) if make else {})


def _skills(cast: Any) -> Iterator[Room]:
    SkillLevel.objects.create(skill=cast.skill, level=2, sentence="You can")
    RequirementFactory(job_role=cast.engineer, skill=cast.skill, level=3)
    AssessmentFactory(person=cast.emil, skill=cast.skill, level=1, source="manager", assessor=cast.mara, note="n")
    Interest.objects.create(person=cast.emil, skill=cast.skill, answer="yes", stated_on=today())
    wanted = SkillFactory()
    SkillTarget.objects.create(
        skill=wanted, level=2, source="objective:1", source_name="s",
        importance=3, valid_from=today() - DAY,
    )  # fmt: skip
    touch([cast.emil.pk], [cast.skill.pk, wanted.pk])
    HelpRequestFactory(person=cast.emil, teacher=cast.mara, skill=cast.skill, note="n")
    HelpRequestFactory(person=cast.emil, teacher=cast.dario, skill=cast.skill, note="n", answer="a", state="declined")
    dispute = DisputeFactory(person=cast.emil, skill=cast.skill, answer="a", answered_at=now(), answered_by=cast.mara)
    evidence = EvidenceFactory(person=cast.emil, link="https://x.example", refused_reason="r", asked=cast.mara)
    for who, name in [
        ("emil", "my_skills"), ("mara", "request_list"), ("emil", "request_list"), ("mara", "delegation_list"),
    ]:  # fmt: skip
        yield who, reverse(f"accounts:{name}")
    yield "emil", cast.skill.get_absolute_url()
    yield "emil", dispute.get_absolute_url()
    yield "emil", reverse("accounts:evidence_page", args=[evidence.pk])
    yield "lena", reverse("accounts:skill_change", args=[cast.skill.pk])
    for name in ("accounts:assessment_reply", "accounts:campaign_page", "accounts:role_page", "accounts:scale_change"):
        yield of_matrix(cast, name)


def _goals(cast: Any) -> Iterator[Room]:
    goal = GoalFactory(owner=cast.emil, skill=cast.skill, measure="milestones", if_when="i", then_will="t", lesson="l")
    MilestoneFactory(goal=goal, due_on=today() + DAY)
    counted = GoalFactory(owner=cast.emil, unit_of_measure="pages", if_when="i", then_will="t")
    check_in = CheckInFactory(goal=counted, text="t")
    CommentFactory(goal=counted, check_in=check_in, author=cast.mara, kind="comment")
    obstacle = ObstacleFactory(goal=counted, turn=cast.mara, resolution="r")
    ObstacleMove.objects.create(obstacle=obstacle, moved_by=cast.emil, to=cast.mara, note="n", moved_at=now())
    work = Opportunity.objects.create(
        lead=cast.dario, title="Pair", skill=cast.skill, level=2, needed_by=today() + 9 * DAY, effort_hours=3,
        posted_at=now(), project=cast.project,
    )  # fmt: skip
    OpportunityPlace.objects.create(
        opportunity=work, person=cast.emil, state="not_chosen", reason="r", changed_at=now()
    )
    asked = Suggestion.objects.create(
        person=cast.emil, suggested_by=cast.mara, kind="goal", skill=cast.skill, title="t", why="w", created_at=now()
    )
    said = Suggestion.objects.create(
        person=cast.emil, suggested_by=cast.mara, kind="ask", why="w", state="declined", answer="a", created_at=now()
    )
    yield "emil", "/"
    yield "emil", goal.get_absolute_url()
    yield "emil", counted.get_absolute_url()
    yield "emil", reverse("goals:goal_timeline", args=[counted.pk])
    yield "emil", reverse("goals:goal_change", args=[counted.pk])
    for each in (obstacle, work, asked, said):
        yield "emil", each.get_absolute_url()
    yield "mara", "/team/"


def _aims(cast: Any) -> Iterator[Room]:
    theme = ThemeFactory(description="d")
    objective = ObjectiveFactory(theme=theme, why="w", owner=cast.xenia)
    result = KeyResultFactory(objective=objective, owner=cast.xenia, unit_of_measure="days")
    KeyResultMilestone.objects.create(key_result=result, title="t")
    Reading.objects.create(key_result=result, value=3, read_on=today(), note="n", author=cast.xenia, created_at=now())
    path = PathFactory(skill=cast.skill, summary="s", owner=cast.mara)
    StepFactory(path=path, position=1)
    yield "xenia", objective.get_absolute_url()
    yield "xenia", result.get_absolute_url()
    yield "xenia", reverse("goals:theme_change", args=[theme.pk])
    yield "emil", path.get_absolute_url()
    yield "emil", reverse("goals:path_list")


def _library(cast: Any) -> Iterator[Room]:
    guide = ResourceFactory(owner=cast.emil, summary="s", url="https://x.example/a", archive_reason="")
    ResourceSkillFactory(resource=guide, skill=cast.skill)
    PickFactory(resource=guide, person=cast.xenia)
    VerificationFactory(resource=guide, by=cast.mara)
    ResourceFile.objects.create(
        resource=guide, owner=cast.emil, name="n", media_type="application/pdf", size=1, file="f", added_at=now()
    )
    ReactionFactory(resource=guide, person=cast.otto, reason="r")
    article = ResourceFactory(owner=cast.emil, kind="article", summary="s")
    ResourceVersion.objects.create(
        resource=article, number=2, title="t", summary="s", body="b", url="", note="n", at=now()
    )
    Resource.objects.filter(pk=article.pk).update(number=2)
    gone = ResourceFactory(owner=cast.emil, state="archived", archive_reason="r")
    Draft.objects.create(person=cast.emil, typed={"pasted": "p", "title": "t", "body": "b"}, saved_at=now())
    GardenActFactory(resource=guide, by=cast.lena, words="w")
    index_resource(article)
    yield "otto", article.get_absolute_url()
    yield "otto", guide.get_absolute_url()
    yield "emil", guide.get_absolute_url()
    yield "otto", gone.get_absolute_url()
    yield "emil", reverse("resources:resource_list")
    yield "emil", reverse("resources:resource_edit", args=[guide.pk])
    yield "emil", f"{reverse('resources:resource_new')}?draft=1"
    yield "emil", reverse("resources:attention_list")
    yield "emil", f"{reverse('resources:version_list', args=[article.pk])}?older=1&newer=2"
    request = WritingRequestFactory(person=cast.emil, asked_by=cast.lena, words="w", answer="a", state="declined")
    yield "lena", request.get_absolute_url()
    yield "lena", reverse("resources:garden")
    yield "emil", f"{reverse('core:search')}?q=cloud"


def _together(cast: Any) -> Iterator[Room]:
    article = ResourceFactory(owner=cast.emil, kind="article")
    edit = ProposedEditFactory(
        resource=article, author=cast.otto, state="declined", decision="d", decided_by=cast.emil, decided_at=now()
    )
    waiting = ProposedEditFactory(resource=article, author=cast.otto)
    question = QuestionFactory(resource=article, author=cast.otto, quote="q")
    AnswerFactory(question=question)
    review = ReviewFactory(
        resource=article, reviewer=cast.mara, state="done", done_at=now(), correct="c", clear="c", missing="m"
    )
    for each in (edit, waiting, question, review):
        yield "emil", each.get_absolute_url()
    yield "otto", reverse("resources:question_list", args=[article.pk])


def _courses(cast: Any) -> Iterator[Room]:
    yield of_matrix(cast, "resources:lesson_change")
    yield of_matrix(cast, "resources:lesson_page")


def _guilds(cast: Any) -> Iterator[Room]:
    guild = GuildFactory(steward=cast.emil, people=[cast.mara], state="resting")
    Guild.objects.filter(pk=guild.pk).update(state_reason="r")
    MembershipFactory(guild=guild, person=cast.xenia, state="invited", words="w")
    GuildResourceFactory(guild=guild, note="n", added_by=cast.emil)
    asked = GuildPostFactory(guild=guild, author=cast.mara)
    GuildAnswerFactory(post=asked, author=cast.emil)
    gone = GuildPostFactory(guild=guild, author=cast.mara, body="b", removed_at=now(), removed_for="r")
    yield "xenia", guild.get_absolute_url()
    yield "emil", reverse("guilds:charter_history", args=[guild.pk])
    yield "emil", reverse("guilds:charter_write", args=[guild.pk])
    yield "emil", reverse("guilds:collection_page", args=[guild.pk])
    yield "mara", asked.get_absolute_url()
    yield "mara", gone.get_absolute_url()
    yield "otto", reverse("guilds:guild_list")


def _sessions(cast: Any) -> Iterator[Room]:
    series = SeriesFactory(host=cast.emil)
    told = {"host": cast.emil, "agenda": "a", "place": "p", "call_url": "https://x.example/a"}
    coming = SessionFactory(**told)
    HostSwapFactory(session=coming, words="w")
    cancelled = SessionFactory(state="cancelled", state_reason="r", **told)
    held = SessionFactory(
        state="held", starts_at=now() - 30 * DAY, application_question="q", result=Resource.objects.first(), **told
    )
    for _n in range(6):
        said = {"useful": 2, "words": "w", "told_at": now(), "applied": True, "applied_words": "w", "applied_at": now()}
        SeatFactory(session=held, attended=True, **said)
    for session in (coming, cancelled, held):
        yield "emil", session.get_absolute_url()
    yield "emil", reverse("guilds:series_end", args=[series.pk])
    yield "emil", reverse("guilds:session_list")


def _meeting(cast: Any) -> Iterator[Room]:
    hours = HoursFactory(person=cast.mara, skill=cast.skill, place="p", call_url="https://x.example/a")
    begins = {"starts_at": now() + DAY, "ends_at": now() + DAY * 1.01}
    Slot.objects.create(hours=hours, state="booked", booked_by=cast.emil, agenda="a", **begins)
    guided = Mentoring.objects.create(
        mentor=cast.dario, learner=cast.otto, skill=cast.skill, words="w", answer="a", asked_at=now(),
        state="active", ends_on=today() + 9 * DAY,
    )  # fmt: skip
    yield "mara", hours.get_absolute_url()
    yield "emil", reverse("guilds:office_hours_list")
    yield "otto", guided.get_absolute_url()
    yield "otto", reverse("guilds:mentoring_list")


def _advocacy(cast: Any) -> Iterator[Room]:
    """What a guild serves and aims at, its sponsor, and money and thanks of executives."""
    aim = GuildObjectiveFactory(guild=GuildFactory(steward=cast.emil), shown_by="s", served="some")
    goal = GuildGoalFactory(guild=aim.guild, aim=aim)
    closed = GuildGoalFactory(guild=aim.guild, closed_at=now(), outcome="partly", lesson="l")
    GuildCheckIn.objects.create(goal=goal, author=cast.emil, checked_on=today(), created_at=now(), value=1, text="t")
    ended = SponsorshipFactory(guild=aim.guild, person=cast.xenia, state="ended", gives="g", words="w")
    funding = FundingFactory(need=a_need(cast.otto), by=cast.xenia, owner=cast.dario)
    Funding.objects.filter(pk=funding.pk).update(came="partly", words="w", reviewed_at=now())
    thanks = ThanksFactory(by=cast.xenia, resource=ResourceFactory(owner=cast.mara), words="w", public=True)
    yield "otto", reverse("goals:guild_aim_list", args=[aim.guild_id])
    yield "otto", aim.objective.get_absolute_url()
    yield "otto", aim.guild.get_absolute_url()
    for row in (goal, closed, funding, thanks):
        yield "otto", row.get_absolute_url()
    yield "xenia", ended.get_absolute_url()
    yield "xenia", reverse("feedback:desk")


def _budget(cast: Any) -> Iterator[Room]:
    guild = GuildFactory(steward=cast.emil, people=[cast.mara], sponsor=cast.xenia)
    grant_budget(guild, actor=cast.xenia, amount=Decimal(9), words="w")
    asked = ask_budget(guild, actor=cast.mara, title="t", amount=Decimal(9), link="https://x.example/a")
    turned = ask_budget(guild, actor=cast.mara, title="u", amount=Decimal(9))
    decline_request(turned, actor=cast.emil, version=1, reason="r")
    for show in ("", "?show=settled", "?show=ledger"):
        yield "emil", f"{reverse('guilds:budget', args=[guild.pk])}{show}"
    yield "emil", reverse("guilds:budget_answer", args=[asked.pk])


def _needs(cast: Any) -> Iterator[Room]:
    need = a_need(cast.emil, skill=cast.skill)
    NeedMove.objects.create(need=need, kind="passed_on", words="w", at=now())
    type(need).objects.filter(pk=need.pk).update(status="declined", answer="a", turn=None, due_on=None)
    RadarVerdict.objects.create(kind="decline", by=cast.lena, at=now(), title="t", reason="r", weight=6, remaining=6)
    RadarCount.objects.create(kind="search", code="c", words="w", n=9, since=today())
    yield "otto", need.get_absolute_url()
    a_message(cast.xenia)
    MessageDraft.objects.create(person=cast.xenia, typed={"title": "t", "words": "w"}, saved_at=now())
    yield "xenia", reverse("goals:message_list")
    yield "xenia", f"{reverse('goals:message_new')}?draft=1"
    for name in ("reports:needs_snapshot_page", "reports:needs_snapshot_list"):
        yield of_matrix(cast, name)
    yield "lena", reverse("feedback:radar")
    yield "otto", f"{reverse('feedback:need_list')}?stage=declined"


def _keeping(cast: Any) -> Iterator[Room]:
    """What administrators keep, and what came to emil."""
    NotificationFactory(person=cast.emil, body="b", why="w")
    Delegation.objects.create(
        manager=cast.mara, delegate=cast.dario, note="n", valid_from=today(), valid_to=today() + DAY, created_at=now()
    )
    run = upload_files([("people.csv", b"employee_number,full_name,email,unit\nE1,X,no,NONE\n")], actor=cast.pia)
    fine = upload_files([("sites.csv", b"code,name\nOSL,Oslo\n")], actor=cast.pia)
    changes = upload_files([("sites.csv", b"code,name\nLIS,Lissabon\n")], actor=cast.pia)
    make_token(actor=cast.emil, name="n", days=30)
    yield "emil", reverse("notifications:inbox")
    yield "pia", run.get_absolute_url()
    yield "pia", fine.get_absolute_url()
    yield "pia", f"{changes.get_absolute_url()}?tab=preview"
    for name in (
        "accounts:site_change", "accounts:project_page", "accounts:person_record", "accounts:organisation_change",
        "accounts:seat_fill", "accounts:unit_page", "accounts:token_list", "accounts:erasure_page",
    ):  # fmt: skip
        yield of_matrix(cast, name)
