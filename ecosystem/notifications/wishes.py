"""What one person wants to hear, and where."""

from dataclasses import dataclass

from ecosystem.notifications.models import MutedRule, Nudge, NudgeRuleState, Preference


@dataclass(frozen=True)
class Wishes:
    """Switched-off channels per category, and what was stopped: (rule, None) for a whole rule, (rule, subject) for one."""

    off: dict[str, tuple[bool, bool]]
    stopped: set[tuple[int, int | None]]

    @classmethod
    def of(cls, person_id: int) -> "Wishes":
        """Two statements."""
        channels = Preference.objects.filter(person_id=person_id).values_list("category", "in_app", "email")
        stopped = MutedRule.objects.filter(person_id=person_id).values_list("rule_id", "subject_id")
        return cls({category: (in_app, email) for category, in_app, email in channels}, set(stopped))

    def channels(self, category: str) -> tuple[bool, bool]:
        """(in the app, by e-mail); both where nothing was said."""
        return self.off.get(category, (True, True))

    def wants(self, nudge: Nudge) -> bool:
        """The rule is on, not stopped, and at least one channel of its category is open."""
        if not nudge.rule.is_installed or nudge.rule.state != NudgeRuleState.State.ON:
            return False
        if self.stopped & {(nudge.rule_id, None), (nudge.rule_id, nudge.subject_id)}:
            return False
        return any(self.channels(nudge.rule.rule.category))
