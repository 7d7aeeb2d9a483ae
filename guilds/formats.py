"""The templates from which a session is hosted: three fields are asked, the rest is proposed and can be changed."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guilds.models import Kind


@dataclass(frozen=True)
class Format:
    """`minutes` long, for `seats` people (None: as many as come), with an outline as agenda and the question two weeks later."""

    kind: str
    minutes: int
    seats: int | None
    outline: str | Promise
    question: str | Promise

    @property
    def name(self) -> str:
        return str(Kind(self.kind).label)


FORMATS = {
    each.kind: each
    for each in (
        Format(
            Kind.LUNCH,
            45,
            24,
            _("- Why it matters here (5 min)\n- The thing itself, shown (25 min)\n- Questions (15 min)"),
            _("Have you used something of it since?"),
        ),
        Format(
            Kind.TALK,
            45,
            None,
            _("- The question\n- What we found\n- What we would do differently\n- Questions (15 min)"),
            _("Have you used something of it since?"),
        ),
        Format(
            Kind.CLINIC,
            60,
            8,
            _("- Bring one case of your own\n- 10 minutes each: what is stuck, what have you tried, what will you try"),
            _("Is what you brought solved?"),
        ),
        Format(
            Kind.READING,
            60,
            12,
            _("- Read before: …\n- One sentence each that stayed\n- What do we try because of it?"),
            _("Have you tried what we read about?"),
        ),
        Format(
            Kind.DEMO,
            30,
            None,
            _("- What it does (10 min)\n- How it is built (10 min)\n- Questions"),
            _("Have you tried it?"),
        ),
        Format(
            Kind.DOJO,
            90,
            10,
            _("- The exercise\n- In pairs, three rounds of 20 minutes, partners change\n- What did we learn?"),
            _("Have you done it at work since?"),
        ),
    )
}
