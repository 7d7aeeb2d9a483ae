from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    label = "feedback"

    def ready(self) -> None:
        from accounts import belonging
        from accounts.managers import bring_along
        from ecosystem.core import figures, navigation
        from feedback import advocacy_announcements, advocacy_nudges, announcements, nudges, rules, search  # noqa: F401
        from feedback.money_given import funding_of_session
        from feedback.open_questions import open_questions_on
        from feedback.overdue import MEASURES, needs_overdue
        from feedback.querysets import needs_to_answer
        from feedback.thanked import public_thanks
        from guilds import session_parts
        from resources import outlines

        belonging.provide("public_thanks", public_thanks)
        outlines.provide(open_questions_on)
        figures.register(MEASURES, needs_overdue)
        session_parts.provide("fundings", funding_of_session)
        bring_along("needs_to_answer", needs_to_answer)
        navigation.register(
            "own",
            _("Needs"),
            "feedback:need_list",
            "sprout",
            "feedback.list_needs",
            46,
            count=lambda request: getattr(request.user, "needs_to_answer", 0),
        )
        navigation.register("organisation", _("Advocacy desk"), "feedback:desk", "hand-heart", "feedback.view_desk", 36)
        navigation.register("me", _("Report a need"), "feedback:need_new", "sprout", "feedback.report_need", 15)
