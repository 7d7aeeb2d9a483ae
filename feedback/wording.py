"""From words to a skill: what a sentence seems to be about, by PostgreSQL's word similarity."""

from django.db.models import F, FloatField, Func, TextField, Value
from django.db.models.functions import Cast, Greatest

from accounts.models import Skill

NEAR = 0.7
LONG_ENOUGH = 3


class _InWords(Func):
    """How much of a name stands in the words, from 0 to 1."""

    function = "word_similarity"
    output_field = FloatField()


class _BestOther(Func):
    """The same for the best of a list of names; 0 for an empty list."""

    template = (
        "coalesce((SELECT max(word_similarity(other, said)) FROM (SELECT unnest(%(expressions)s AS said) names), 0)"
    )
    arg_joiner = ") AS other, "
    output_field = FloatField()


def skill_in(words: str) -> Skill | None:
    """The skill whose name, or another name of it, stands in the words nearly letter by letter."""
    if len(words) < LONG_ENOUGH:
        return None
    said = Value(words, TextField())
    own = _InWords(Cast("name", TextField()), said)
    others = _BestOther(F("alternative_labels"), said)
    near = Skill.objects.current().annotate(near=Greatest(own, others)).filter(near__gte=NEAR)
    return near.order_by("-near", "name").first()
