"""500 interleavings of edits, proposals and merges: no word that somebody typed is ever gone.

Two things are asked. Nothing vanishes: each word rests in a version, in a proposal, or was shown to whoever had to decide. And
nothing is overwritten in silence: a word that was taken stands in the text of today, unless somebody who saw it took it out.
"""

import re
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from resources.actions.edits import Met, accept_edit, decline_edit, edit_from, propose_edit, texts_of
from resources.actions.writing import restore_version
from resources.models import ProposedEdit, Resource
from tests.factories.resources import ResourceFactory

pytestmark = pytest.mark.django_db
START = "alpha\n\nbeta\n\ngamma\n\ndelta"
STEP = st.tuples(
    st.sampled_from(["open", "open", "edit", "edit", "propose", "accept", "accept", "decline", "restore", "restart"]),
    st.integers(0, 2),
    st.integers(0, 8),
    st.sampled_from(["insert", "replace", "append to", "title"]),
)


def words_in(texts: dict) -> set[str]:
    """The words of the story in some texts."""
    return set(re.findall(r"word\d+x", "\n".join(texts.values())))


@dataclass
class Story:
    """What the people of one interleaving typed, what each has open in an editor, and what was shown to somebody."""

    resource: Resource
    people: list
    editors: dict = field(default_factory=dict)
    typed: list = field(default_factory=list)
    shown: list = field(default_factory=list)
    taken: set = field(default_factory=set)
    taken_out: set = field(default_factory=set)

    def open(self, who: int, _at: int, _how: str) -> None:
        """Somebody opens the text as it stands; they may save it much later."""
        current = Resource.objects.get(pk=self.resource.pk)
        self.editors[who] = (current.number, texts_of(current))

    def _typed_by(self, who: int, at: int, how: str) -> tuple[int, dict[str, str]]:
        if who not in self.editors:
            self.open(who, at, how)
        base, texts = self.editors[who]
        word = f"word{len(self.typed)}x"
        self.typed.append(word)
        lines = texts["body"].split("\n")
        at = min(at, len(lines) - 1)
        if how == "title":
            return base, texts | {"title": word}
        if how == "append to":
            lines[at] = f"{lines[at]} {word}"
        else:
            lines[at : at + (how == "replace")] = [word]
        return base, texts | {"body": "\n".join(lines)}

    def _took(self, base: dict, worded: dict) -> None:
        """These texts were saved by somebody who read those: what they added stands, what they left out they meant."""
        self.taken |= words_in(worded)
        self.taken_out |= words_in(base) - words_in(worded)

    def _words_of(self, number: int) -> dict:
        return texts_of(self.resource.versions.get(number=number))

    def edit(self, who: int, at: int, how: str) -> None:
        """An author saves. Where it meets another edit, both texts are shown, and they go on from there."""
        base, texts = self._typed_by(who, at, how)
        try:
            edit_from(self.resource, actor=self.people[who], base=base, **texts)
            self._took(self._words_of(base), texts)
            self.editors.pop(who)
        except Met as met:
            self._show(met)
            self.editors[who] = (met.current.number, met.merged.texts)

    def propose(self, who: int, at: int, how: str) -> None:
        base, texts = self._typed_by(who, at, how)
        propose_edit(self.resource, actor=self.people[who], base=base, reason="Better", **texts)
        self.editors.pop(who)

    def accept(self, who: int, at: int, _how: str) -> None:
        """The merged text is taken as it stands where the proposal met another edit."""
        waiting = list(ProposedEdit.objects.open().filter(resource=self.resource).order_by("pk"))
        if not waiting:
            return
        edit = waiting[at % len(waiting)]
        try:
            accept_edit(edit, actor=self.people[who], version=edit.version)
            self._took(self._words_of(edit.base), texts_of(edit))
        except Met as met:
            self._show(met)
            edit.refresh_from_db()
            words = met.merged.texts | {"base": met.current.number}
            accept_edit(edit, actor=self.people[who], version=edit.version, **words)
            self._took(texts_of(met.current), met.merged.texts)

    def decline(self, who: int, at: int, _how: str) -> None:
        """With a reason; the words stay in the proposal, which whoever made it can read."""
        waiting = list(ProposedEdit.objects.open().filter(resource=self.resource).order_by("pk"))
        if waiting:
            edit = waiting[at % len(waiting)]
            decline_edit(edit, actor=self.people[who], version=edit.version, decision="Not here")

    def restore(self, who: int, at: int, _how: str) -> None:
        """An earlier version becomes the latest; those in between are kept."""
        current = Resource.objects.get(pk=self.resource.pk)
        number = at % current.number + 1
        before = texts_of(current)
        restore_version(current, actor=self.people[who], version=current.version, number=number)
        self._took(before, self._words_of(number))
        self.taken_out -= words_in(self._words_of(number))

    def restart(self, who: int, _at: int, _how: str) -> None:
        """Somebody closes the editor and begins anew."""
        self.editors.pop(who, None)

    def _show(self, met: Met) -> None:
        self.shown += [text for one in met.merged.contested for text in (one.mine, one.theirs)]

    def kept(self) -> str:
        """Every place where a word may rest."""
        rows = [Resource.objects.get(pk=self.resource.pk), *self.resource.versions.all()]
        rows += ProposedEdit.objects.exclude(state="accepted").filter(resource=self.resource)
        return "\n".join([*self.shown, *(text for row in rows for text in texts_of(row).values())])


@pytest.fixture
def ground(cast):
    return SimpleNamespace(
        resource=ResourceFactory(owner=cast.emil, state="draft", title="Rotate", body=START),
        people=[cast.emil, cast.mara, cast.otto],
    )


@settings(
    max_examples=500,
    deadline=None,
    phases=(Phase.generate,),  # to shrink one takes minutes; the steps are printed as they are
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(STEP, min_size=2, max_size=7))
def test_no_interleaving_of_edits_proposals_and_merges_loses_a_word(ground, steps):
    with transaction.atomic():
        story = Story(Resource.objects.get(pk=ground.resource.pk), ground.people)
        for what, who, at, how in steps:
            getattr(story, what)(who, at, how)
        kept, stands = story.kept(), words_in(texts_of(Resource.objects.get(pk=story.resource.pk)))
        numbers = list(story.resource.versions.values_list("number", flat=True))
        transaction.set_rollback(True)
    assert [word for word in story.typed if word not in kept] == []
    assert story.taken - story.taken_out - stands == set()
    assert numbers == list(range(len(numbers), 0, -1))
