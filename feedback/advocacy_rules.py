"""Who may give money, thank, and whose desk it is."""

from typing import Any

from ecosystem.core.rules import declare, is_executive, predicate
from guilds.budget_rules import reads_budget
from guilds.rules import is_at_work, reads_guild
from guilds.session_rules import is_coming, is_of_a_guild_read
from resources.rules import is_published


@predicate
def is_open_need(person: Any, need: Any) -> bool:
    return need.status in {"open", "accepted", "claimed"}


@predicate
def is_of_a_guild_at_work(person: Any, session: Any) -> bool:
    """Only a guild has a budget."""
    return session.guild_id is not None and session.guild.is_at_work


@predicate
def gave(person: Any, row: Any) -> bool:
    return row.by_id == person.pk


@predicate
def sees_to_it(person: Any, funding: Any) -> bool:
    return funding.owner_id == person.pk


@predicate
def is_for_a_need(person: Any, funding: Any) -> bool:
    return funding.need_id is not None


@predicate
def reads_its_budget(person: Any, funding: Any) -> bool:
    return funding.guild_id is not None and reads_budget.test(person, funding.guild)


@predicate
def is_thanked(person: Any, thanks: Any) -> bool:
    return thanks.person_id == person.pk


@predicate
def is_shown_to_all(person: Any, thanks: Any) -> bool:
    return thanks.public and thanks.resource.state != "draft"


@predicate
def has_an_author_to_thank(person: Any, resource: Any) -> bool:
    return resource.owner_id not in {None, person.pk}


declare("feedback.fund_need", is_executive & is_open_need, "Executives, while it is open.")
declare("feedback.fund_guild", is_executive & is_at_work & reads_guild, "Executives; it goes into the guild’s budget.")
declare(
    "feedback.fund_session",
    is_executive & is_coming & is_of_a_guild_at_work & is_of_a_guild_read,
    "Executives, for sessions of a guild that are still to come.",
)
declare(
    "feedback.view_funding",
    is_for_a_need | gave | sees_to_it | reads_its_budget,
    "Of needs everybody; of guilds those who read the budget.",
)
declare("feedback.review_funding", gave | sees_to_it, "Who gave it, and who sees to it.")
declare("feedback.thank_author", is_executive & is_published & has_an_author_to_thank, "Executives.")
declare(
    "feedback.view_thanks", gave | is_thanked | is_shown_to_all, "Both sides; everybody, once the one thanked says so."
)
declare("feedback.publish_thanks", is_thanked, "Who was thanked.")
declare("feedback.view_desk", is_executive, "Executives, each their own.")
