"""People who meet one another: office hours in slots, mentoring with an end, coffee by chance."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.versions import Versioned
from guilds.meeting_querysets import CoffeePairQuerySet, MentoringQuerySet, OfficeHoursQuerySet, SlotQuerySet
from guilds.models.communities import Guild


class OfficeHours(Versioned):
    """A weekly hour in which somebody can be asked, in slots of 15 minutes, at the wall clock of its zone."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="office_hours")
    guild = models.ForeignKey(Guild, on_delete=models.SET_NULL, null=True, blank=True, related_name="office_hours")
    skill = models.ForeignKey(
        "accounts.Skill", on_delete=models.SET_NULL, null=True, blank=True, related_name="office_hours"
    )
    about = models.CharField(_("what about"), max_length=160)
    weekday = models.PositiveSmallIntegerField(_("day"))  # Monday is 0
    local_time = models.TimeField(_("from"))
    slots = models.PositiveSmallIntegerField(_("slots of 15 minutes"), default=4)
    zone = models.CharField(_("time zone"), max_length=64)
    place = models.CharField(_("place"), max_length=160, blank=True)
    call_url = models.URLField(_("call link"), max_length=500, blank=True)
    starts_on = models.DateField(_("from"))
    ended_at = models.DateTimeField(null=True, editable=False)
    made_until = models.DateField(null=True, editable=False)

    objects = OfficeHoursQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="office_hours_weekday", condition=Q(weekday__range=(0, 6))),
            models.CheckConstraint(name="office_hours_slots", condition=Q(slots__range=(1, 16))),
        ]

    def __str__(self) -> str:
        return self.about

    def get_absolute_url(self) -> str:
        return reverse("guilds:office_hours_page", args=[self.pk])


class Slot(Versioned):
    """A quarter of an hour with somebody. Unbooked ones are freed the day before."""

    class State(models.TextChoices):
        FREE = "free", _("Free")
        BOOKED = "booked", _("Booked")
        FREED = "freed", _("Given back")
        DONE = "done", _("Took place")
        CANCELLED = "cancelled", _("Cancelled")

    hours = models.ForeignKey(OfficeHours, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.FREE)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="slots_booked"
    )
    agenda = models.CharField(_("what you want to ask"), max_length=300, blank=True)
    booked_at = models.DateTimeField(null=True, editable=False)

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hours", "starts_at"], name="slot_once"),
            models.CheckConstraint(
                name="slot_booked_by_somebody", condition=~Q(state="booked") | Q(booked_by__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["hours", "starts_at"], name="slot_free", condition=Q(state="free")),
            models.Index(fields=["booked_by", "starts_at"], name="slot_person"),
        ]

    def __str__(self) -> str:
        return f"slot {self.pk} of {self.hours_id}"


class Mentoring(Versioned):
    """An experienced guide outside the line, for one skill, until a day. Suggested, asked, then agreed by both."""

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("Suggested")
        ASKED = "asked", _("Asked")
        ACTIVE = "active", _("Under way")
        ENDED = "ended", _("Ended")
        DECLINED = "declined", _("Not now")

    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentoring_given")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentoring_taken")
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, related_name="mentoring")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    words = models.CharField(_("what you hope for"), max_length=300, blank=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    asked_at = models.DateTimeField(editable=False)
    agreed_at = models.DateTimeField(null=True, editable=False)
    ends_on = models.DateField(_("until"))
    ended_at = models.DateTimeField(null=True, editable=False)
    learner_helped = models.BooleanField(null=True)
    mentor_helped = models.BooleanField(null=True)
    learner_again = models.BooleanField(default=False, db_default=False)
    mentor_again = models.BooleanField(default=False, db_default=False)
    again = models.BooleanField(_("we would like to meet again"), default=False)  # both said so

    objects = MentoringQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "learner", "skill"],
                name="mentoring_once",
                condition=Q(state__in=["asked", "active"]),
            ),
            models.CheckConstraint(name="mentoring_of_two", condition=~Q(mentor=F("learner"))),
        ]
        indexes = [
            models.Index(fields=["mentor"], name="mentoring_load", condition=Q(state="active")),
            models.Index(fields=["ends_on"], name="mentoring_end", condition=Q(state="active")),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id} guides {self.learner_id}"

    def get_absolute_url(self) -> str:
        return reverse("guilds:mentoring_page", args=[self.pk])


class CoffeeRound(models.Model):
    """One drawing of pairs in a guild; once a day and guild."""

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="coffee_rounds")
    on = models.DateField()
    people = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guild", "on"], name="coffee_round_once")]

    def __str__(self) -> str:
        return f"{self.guild_id} {self.on}"


class CoffeePair(models.Model):
    """Two members who met by chance, or three where the number was odd. `a` has the lower id."""

    round = models.ForeignKey(CoffeeRound, on_delete=models.CASCADE, related_name="pairs")
    a = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    b = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    c = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    met = models.BooleanField(null=True)

    objects = CoffeePairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="coffee_pair_in_order", condition=Q(a__lt=F("b"))),
            models.UniqueConstraint(fields=["round", "a"], name="coffee_a_once"),
            models.UniqueConstraint(fields=["round", "b"], name="coffee_b_once"),
        ]

    def __str__(self) -> str:
        return f"{self.a_id} and {self.b_id}"
