"""What others ask of a person about skills, and what the person asks of others."""

from typing import Any

from accounts.models import AssessmentDispute, Evidence, HelpRequest, PeerRequest, Person
from accounts.querysets import direct_reports
from accounts.scales import keys_in_use

MOST = 50


def requests_context(person: Person) -> dict[str, Any]:
    """Seven statements; the lists that wait for the person come first."""
    evidence = Evidence.objects.waiting_for(person).for_page()[:MOST]
    peers = (
        PeerRequest.objects.open().filter(peer=person).for_page().order_by("person__full_name", "skill__name")[:MOST]
    )
    disputes = (
        AssessmentDispute.objects.open().filter(person__in=direct_reports(person)).for_page().order_by("answer_by")
    )
    help_asked = list(HelpRequest.objects.standing().filter(teacher=person).for_page().order_by("-created_at")[:MOST])
    lists: dict[str, list[Any]] = {
        "evidence": list(evidence),
        "peers": list(peers),
        "disputes": list(disputes[:MOST]),
        "help_open": [each for each in help_asked if each.state == HelpRequest.State.OPEN],
    }
    return {
        **lists,
        "waiting": sum(map(len, lists.values())),
        "help_given": [each for each in help_asked if each.state == HelpRequest.State.ACCEPTED],
        "keys": keys_in_use() if lists["peers"] else None,
        **_asked_by(person),
    }


def _asked_by(person: Person) -> dict[str, Any]:
    """My own questions. Of peers only whom I asked and how many views came in, never from whom."""
    mine = HelpRequest.objects.standing().filter(person=person).for_page()
    asked = PeerRequest.objects.open().filter(person=person).for_page()
    return {
        "my_help": mine.order_by("-created_at")[:MOST],
        "my_peers": asked.order_by("skill__name", "peer__full_name")[:MOST],
    }
