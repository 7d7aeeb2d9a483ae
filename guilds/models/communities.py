"""Guilds: their charter, who belongs, who tends them, what they keep and talk about."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.versions import Versioned
from guilds.querysets import (
    GuildAnswerQuerySet,
    GuildPostQuerySet,
    GuildQuerySet,
    GuildResourceQuerySet,
    MembershipQuerySet,
    StewardshipQuerySet,
)


class Guild(Versioned):
    """A voluntary community of practice across teams. It writes its own charter; nobody's permission is needed to start one.

    The charter's text is that of its latest `CharterVersion`. How many belong and act is what `count_members` stored.
    """

    class Joining(models.TextChoices):
        OPEN = "open", _("Open: everybody joins")
        ASK = "ask", _("On request: a steward says yes")
        HIDDEN = "hidden", _("Hidden: only by invitation, and only members know of it")

    class Character(models.TextChoices):
        STRATEGIC = "strategic", _("Strategic: it serves where the company is going")
        HOBBY = "hobby", _("Hobby: for its own sake")

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        RESTING = "resting", _("Resting")
        CLOSED = "closed", _("Closed")
        MERGED = "merged", _("Merged")

    class Rhythm(models.IntegerChoices):
        WEEKLY = 7, _("every week")
        FORTNIGHTLY = 14, _("every two weeks")
        MONTHLY = 31, _("every month")
        QUARTERLY = 92, _("every quarter")
        FREE = 0, _("when there is something")

    name = models.CharField(_("name"), max_length=80)
    purpose = models.CharField(_("what for"), max_length=240)
    audience = models.CharField(_("for whom"), max_length=160)
    rhythm = models.PositiveSmallIntegerField(_("rhythm"), choices=Rhythm.choices, default=Rhythm.MONTHLY)
    joining = models.CharField(_("how to join"), max_length=8, choices=Joining.choices, default=Joining.OPEN)
    charter = models.TextField(_("charter"), max_length=8000, blank=True)
    number = models.PositiveIntegerField(default=1, editable=False)
    charter_changed_at = models.DateTimeField(editable=False)
    character = models.CharField(_("character"), max_length=10, choices=Character.choices, default=Character.STRATEGIC)
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="guilds_sponsored",
        verbose_name=_("sponsor"),
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    state_since = models.DateTimeField(editable=False)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged")
    founded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    founded_at = models.DateTimeField(editable=False)
    # stored by `count_members`, with the moment they are of, and moved by who joins or leaves; `active_members`: core and active
    members = models.PositiveIntegerField(default=0, editable=False)
    active_members = models.PositiveIntegerField(default=0, editable=False)
    core_members = models.PositiveIntegerField(default=0, editable=False)
    counted_at = models.DateTimeField(null=True, editable=False)

    objects = GuildQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="guild_name_once",
                condition=Q(state__in=["active", "resting"], joining__in=["open", "ask"]),
            ),
            models.CheckConstraint(
                name="guild_merged_has_target",
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged"),
            ),
            models.CheckConstraint(name="guild_not_merged_into_itself", condition=~Q(merged_into=F("pk"))),
        ]
        indexes = [models.Index(fields=["state", "-members", "-id"], name="guild_list")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("guilds:guild_page", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        """Active or resting: what a steward may still change."""
        return self.state in {self.State.ACTIVE, self.State.RESTING}


class CharterVersion(models.Model):
    """The charter as it stood from one change to the next. Kept for good."""

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="charters")
    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=240)
    audience = models.CharField(max_length=160)
    rhythm = models.PositiveSmallIntegerField(choices=Guild.Rhythm.choices)
    joining = models.CharField(max_length=8, choices=Guild.Joining.choices)
    charter = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guild", "number"], name="charter_version_once")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.guild_id} ({self.number})"


class GuildSkill(models.Model):
    """A skill that the guild tends."""

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, related_name="guild_skills")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guild", "skill"], name="guild_skill_once")]

    def __str__(self) -> str:
        return f"{self.guild_id} {self.skill_id}"


class Membership(Versioned):
    """Somebody's place in a guild, one row for good. `tier` is computed from acts of the last 90 days, never set by hand."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        ASKED = "asked", _("Asked to join")
        MEMBER = "member", _("Member")
        REFUSED = "refused", _("Not this time")
        LEFT = "left", _("Left")

    class Tier(models.TextChoices):
        CORE = "core", _("Core")
        ACTIVE = "active", _("Active")
        PERIPHERAL = "peripheral", _("Listening")

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    state = models.CharField(max_length=8, choices=State.choices, default=State.MEMBER)
    words = models.CharField(_("why"), max_length=200, blank=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    changed_at = models.DateTimeField(editable=False)
    joined_on = models.DateField(null=True, editable=False)
    left_on = models.DateField(null=True, editable=False)
    tier = models.CharField(max_length=10, choices=Tier.choices, default=Tier.PERIPHERAL, editable=False)
    acts = models.PositiveSmallIntegerField(default=0, editable=False)
    coffee = models.BooleanField(_("meet a member by chance now and then"), default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guild", "person"], name="membership_once"),
            models.CheckConstraint(name="member_has_day", condition=~Q(state="member") | Q(joined_on__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["person", "state"], name="membership_person"),
            models.Index(fields=["guild", "-acts", "id"], name="membership_tiers", condition=Q(state="member")),
            models.Index(fields=["guild", "changed_at"], name="membership_asked", condition=Q(state="asked")),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.guild_id}"

    def get_absolute_url(self) -> str:
        return reverse("guilds:guild_page", args=[self.guild_id])


class Stewardship(Versioned):
    """Who tends the guild, for a term. At its end the place opens, or the term is taken again."""

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="stewardships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stewardships")
    since = models.DateField()
    until = models.DateField(_("until"))
    ended_on = models.DateField(null=True, editable=False)
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = StewardshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guild", "person"], name="steward_once", condition=Q(ended_on=None)),
            models.CheckConstraint(name="steward_term_in_order", condition=Q(until__gt=F("since"))),
        ]
        indexes = [models.Index(fields=["until"], name="steward_term_end", condition=Q(ended_on=None))]

    def __str__(self) -> str:
        return f"{self.person_id} tends {self.guild_id}"


class GuildResource(models.Model):
    """A resource in the guild's own collection, with a word on why."""

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="collection")
    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="in_guilds")
    note = models.CharField(_("why"), max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    objects = GuildResourceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guild", "resource"], name="guild_resource_once")]
        indexes = [models.Index(fields=["guild", "-added_at"], name="guild_resource_newest")]

    def __str__(self) -> str:
        return f"{self.guild_id} keeps {self.resource_id}"


class GuildPost(Versioned):
    """Something on the guild's board: a question, a decision, or a note; without a guild a question about a session of none."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        DECISION = "decision", _("Decision")
        NOTE = "note", _("Note")

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, null=True, blank=True, related_name="posts")
    session = models.ForeignKey(
        "guilds.Session", on_delete=models.SET_NULL, null=True, blank=True, related_name="posts"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.QUESTION)
    title = models.CharField(_("in one sentence"), max_length=160)
    body = models.TextField(_("text"), max_length=8000, blank=True)
    created_at = models.DateTimeField(editable=False)
    pinned_at = models.DateTimeField(null=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_for = models.CharField(_("reason"), max_length=200, blank=True)
    answers_count = models.PositiveIntegerField(default=0, editable=False)
    accepted = models.OneToOneField("GuildAnswer", on_delete=models.SET_NULL, null=True, related_name="accepted_for")

    objects = GuildPostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_of_guild_or_session", condition=Q(guild__isnull=False) | Q(session__isnull=False)
            )
        ]
        indexes = [
            models.Index(fields=["guild", "-created_at"], name="guild_post_board", condition=Q(removed_at=None)),
            models.Index(
                fields=["guild", "-created_at"],
                name="guild_post_open",
                condition=Q(removed_at=None, kind="question", accepted=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("guilds:post_page", args=[self.pk])


class GuildAnswer(Versioned):
    """An answer or a remark under a post."""

    post = models.ForeignKey(GuildPost, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("answer"), max_length=8000)
    created_at = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = GuildAnswerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["post", "created_at"], name="guild_answer_order")]

    def __str__(self) -> str:
        return f"answer {self.pk} to {self.post_id}"
