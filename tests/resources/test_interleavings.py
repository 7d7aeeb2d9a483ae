"""500 interleavings of edits, proposals and merges: no word that somebody typed is ever gone."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.actions.edits import Met, accept_edit, edit_from, propose_edit, texts_of
from resources.models import ProposedEdit, Resource
from tests.factories.resources import ResourceFactory

pytestmark = pytest.mark.django_db
START = "alpha\n\nbeta\n\ngamma\n\ndelta"
STEP = st.tuples(
    st.sampled_from(["open", "open", "edit", "edit", "propose", "accept", "restart"]),
    st.integers(0, 2),
    st.integers(0, 8),
    st.sampled_from(["insert", "replace", "append to", "title"]),
)


@dataclass
class Story:
    """What the people of one interleaving typed, what each has open in an editor, and what was shown to somebody."""

    resource: Resource
    people: list
    editors: dict = field(default_factory=dict)
    typed: list = field(default_factory=list)
    shown: list = field(default_factory=list)

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

    def edit(self, who: int, at: int, how: str) -> None:
        """An author saves. Where it meets another edit, both texts are shown, and they go on from there."""
        base, texts = self._typed_by(who, at, how)
        try:
            edit_from(self.resource, actor=self.people[who], base=base, **texts)
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
        except Met as met:
            self._show(met)
            edit.refresh_from_db()
            words = met.merged.texts | {"base": met.current.number}
            accept_edit(edit, actor=self.people[who], version=edit.version, **words)

    def restart(self, who: int, _at: int, _how: str) -> None:
        """Somebody closes the editor and begins anew."""
        self.editors.pop(who, None)

    def _show(self, met: Met) -> None:
        self.shown += [text for one in met.merged.contested for text in (one.mine, one.theirs)]

    def kept(self) -> str:
        """Every place where a word may rest."""
        rows = [Resource.objects.get(pk=self.resource.pk), *self.resource.versions.all()]
        rows += ProposedEdit.objects.open().filter(resource=self.resource)
        return "\n".join([*self.shown, *(text for row in rows for text in texts_of(row).values())])


@pytest.fixture
def ground(cast):
    return SimpleNamespace(
        resource=ResourceFactory(owner=cast.emil, state="draft", title="Rotate", body=START),
        people=[cast.emil, cast.mara, cast.otto],
    )


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=2, max_size=7))
def test_no_interleaving_of_edits_proposals_and_merges_loses_a_word(ground, steps):
    with transaction.atomic():
        story = Story(Resource.objects.get(pk=ground.resource.pk), ground.people)
        for what, who, at, how in steps:
            getattr(story, what)(who, at, how)
        kept = story.kept()
        numbers = list(story.resource.versions.values_list("number", flat=True))
        transaction.set_rollback(True)
    assert [word for word in story.typed if word not in kept] == []
    assert numbers == list(range(len(numbers), 0, -1))
