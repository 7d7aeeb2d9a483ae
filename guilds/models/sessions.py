"""Sessions: one meeting each, alone or of a series; who has a seat, who waits, what came of it."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.clock import now
from ecosystem.core.versions import Versioned
from guilds.calendar_querysets import CalendarFeedQuerySet
from guilds.models.communities import Guild
from guilds.querysets import HostSwapQuerySet, SeatQuerySet, SeriesQuerySet, SessionQuerySet


class Kind(models.TextChoices):
    """The templates from which a session is hosted; minutes, seats and agenda of each are in `templates.py`."""

    LUNCH = "lunch", _("Lunch & learn")
    TALK = "talk", _("Talk")
    CLINIC = "clinic", _("Clinic")
    READING = "reading", _("Reading circle")
    DEMO = "demo", _("Demo")
    DOJO = "dojo", _("Dojo")


class Series(Versioned):
    """What repeats, by a rule of RFC 5545 (`FREQ=WEEKLY;BYDAY=TH`), at the wall clock of its own zone, through both DST nights.

    Its sessions are rows of their own, made ahead by a job; each can be moved or cancelled without the others.
    """

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, null=True, blank=True, related_name="series")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.LUNCH)
    agenda = models.TextField(_("agenda"), max_length=8000, blank=True)
    rule = models.CharField(_("repeats"), max_length=200)
    first_day = models.DateField(_("from"))
    local_time = models.TimeField(_("at"))
    zone = models.CharField(_("time zone"), max_length=64)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=45)
    capacity = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    call_url = models.URLField(_("call link"), max_length=500, blank=True)
    made_until = models.DateField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="series_minutes", condition=Q(minutes__range=(5, 480))),
            models.CheckConstraint(name="series_capacity", condition=Q(capacity=None) | Q(capacity__gte=1)),
        ]
        indexes = [models.Index(fields=["made_until"], name="series_to_make", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return self.title


class Session(Versioned):
    """One meeting. `uid` and `sequence` are those of its calendar entry; the wall clock of `zone` is what was agreed on."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions")
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    occurrence = models.DateField(null=True, editable=False)  # the day that the series' rule says, moved or not
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="hosted")
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.LUNCH)
    agenda = models.TextField(_("agenda"), max_length=8000, blank=True)
    skill = models.ForeignKey(
        "accounts.Skill", on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions"
    )
    level = models.PositiveSmallIntegerField(_("leads to level"), null=True, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=64)
    capacity = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    call_url = models.URLField(_("call link"), max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    state_reason = models.CharField(_("reason"), max_length=200, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    moved_from = models.DateTimeField(null=True, editable=False)  # when it was before it was moved by itself
    # kept by the actions that change seats, under the lock of this row
    seated = models.PositiveIntegerField(default=0, editable=False)
    waiting = models.PositiveIntegerField(default=0, editable=False)
    last_turn = models.PositiveIntegerField(default=0, editable=False)
    # the sequence of the last calendar mail to a host without a seat
    host_told = models.IntegerField(default=-1, db_default=-1, editable=False)
    application_question = models.CharField(_("what will you ask two weeks later"), max_length=200, blank=True)
    result = models.ForeignKey(
        "resources.Resource", on_delete=models.SET_NULL, null=True, blank=True, related_name="from_sessions"
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="session_in_order", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="session_capacity", condition=Q(capacity=None) | Q(capacity__gte=1)),
            models.CheckConstraint(
                name="session_seats_within", condition=Q(capacity=None) | Q(seated__lte=F("capacity"))
            ),
            models.UniqueConstraint(fields=["series", "occurrence"], name="session_once_per_occurrence"),
        ]
        indexes = [
            models.Index(fields=["guild", "starts_at"], name="session_of_guild"),
            models.Index(fields=["starts_at"], name="session_planned", condition=Q(state="planned")),
            models.Index(fields=["host", "starts_at"], name="session_of_host"),
            models.Index(fields=["skill", "starts_at"], name="session_of_skill"),
            models.Index(fields=["-starts_at", "-id"], name="session_over", condition=~Q(state="cancelled")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("guilds:session_page", args=[self.pk])

    @property
    def local_start(self) -> dt.datetime:
        """When it starts on the wall clock of its own zone."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def city(self) -> str:
        """What its zone is called after: `Europe/Lisbon` is Lisbon."""
        return self.zone.rpartition("/")[2].replace("_", " ")

    @property
    def is_open_to_seats(self) -> bool:
        """Planned and not over."""
        return self.state == self.State.PLANNED and self.ends_at > now()

    @property
    def is_full(self) -> bool:
        """Whoever comes now waits."""
        return self.capacity is not None and (self.waiting > 0 or self.seated >= self.capacity)

    @property
    def seats_left(self) -> int | None:
        """None where there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.seated)


class SessionResource(models.Model):
    """Material: a resource to bring or to read before."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="material")
    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="for_sessions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "resource"], name="session_resource_once")]

    def __str__(self) -> str:
        return f"{self.session_id} uses {self.resource_id}"


class Seat(Versioned):
    """Somebody's place in a session, one row for good. `turn` is the order in which people came; the first waiting moves up."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        SEATED = "seated", _("Has a seat")
        WAITING = "waiting", _("Waits for a seat")
        DECLINED = "declined", _("Can’t make it")

    class Reply(models.TextChoices):
        """What their calendar answered (PARTSTAT of RFC 5545)."""

        NONE = "", _("no answer")
        ACCEPTED = "ACCEPTED", _("accepted")
        TENTATIVE = "TENTATIVE", _("maybe")
        DECLINED = "DECLINED", _("declined")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seats")
    state = models.CharField(max_length=8, choices=State.choices, default=State.SEATED)
    turn = models.PositiveIntegerField()
    changed_at = models.DateTimeField(editable=False)
    reply = models.CharField(max_length=10, choices=Reply.choices, blank=True, default="", editable=False)
    replied_at = models.DateTimeField(null=True, editable=False)
    told_sequence = models.IntegerField(default=-1, editable=False)  # of the last calendar mail sent
    attended = models.BooleanField(null=True)
    attended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    walked_in = models.BooleanField(default=False, db_default=False, editable=False)  # came without a seat
    # the one question at the end, and the one two weeks later
    useful = models.PositiveSmallIntegerField(_("was it worth your time"), null=True, blank=True)
    words = models.CharField(_("what should change"), max_length=300, blank=True)
    told_at = models.DateTimeField(null=True, editable=False)
    applied = models.BooleanField(_("have you used it"), null=True, blank=True)
    applied_words = models.CharField(_("where"), max_length=300, blank=True)
    applied_at = models.DateTimeField(null=True, editable=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="seat_once"),
            models.CheckConstraint(name="seat_useful", condition=Q(useful=None) | Q(useful__range=(0, 2))),
        ]
        indexes = [
            models.Index(fields=["session", "turn"], name="seat_waiting", condition=Q(state="waiting")),
            models.Index(fields=["person", "state"], name="seat_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in session {self.session_id}"


class HostSwap(Versioned):
    """A host who can't make it offers the session to others."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        TAKEN = "taken", _("Taken over")
        WITHDRAWN = "withdrawn", _("Taken back")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="swaps")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    words = models.CharField(_("why"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    offered_at = models.DateTimeField(editable=False)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True, editable=False)

    objects = HostSwapQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session"], name="swap_open_once", condition=Q(state="offered"))]

    def __str__(self) -> str:
        return f"swap of session {self.session_id}"


class CalendarFeed(models.Model):
    """A secret address from which a calendar reads: somebody's own sessions, or a guild's. Only the hash is kept; it can be revoked."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_feeds")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    last_read_on = models.DateField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "guild"],
                name="calendar_feed_once",
                condition=Q(revoked_at=None),
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"feed {self.pk} of {self.person_id}"


class CalendarReply(models.Model):
    """A reply that came back from a calendar, by mail or as a file; the same message counts once."""

    message_id = models.CharField(max_length=255, unique=True)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="calendar_replies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reply = models.CharField(max_length=10, choices=Seat.Reply.choices)
    sequence = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["session", "person", "-at"], name="calendar_reply_latest")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.reply} {self.session_id}"
