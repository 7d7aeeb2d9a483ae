"""Merging what two people wrote: what fits together is put together, what meets is shown, and no word is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.differences import Part, Row, differences, rows_of
from resources.merging import TEXTS, Contested, merge_body, merge_line, merge_texts

BASE = "one\n\ntwo\n\nthree"
WORD = st.integers(0, 10**6).map("w{}".format)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged", "meets"),
    [
        ("a", "a", "a", "a", False),
        ("a", "b", "a", "b", False),
        ("a", "a", "c", "c", False),
        ("a", "b", "b", "b", False),
        ("a", "b", "c", "b", True),
    ],
)
def test_a_line_is_whose_it_was_changed_by(base, mine, theirs, merged, meets):
    assert merge_line(base, mine, theirs) == (merged, meets)


@pytest.mark.parametrize(
    ("mine", "theirs", "merged", "meets"),
    [
        ("ONE\n\ntwo\n\nthree", "one\n\ntwo\n\nTHREE", "ONE\n\ntwo\n\nTHREE", False),
        ("one\n\ntwo\n\nthree\n\nfour", BASE, "one\n\ntwo\n\nthree\n\nfour", False),
        (BASE, "one\n\nthree", "one\n\nthree", False),
        ("zero\n\none\n\ntwo\n\nthree", "one\n\ntwo\n\nthree\n\nfour", "zero\n\none\n\ntwo\n\nthree\n\nfour", False),
        ("one\n\nmine\n\nthree", "one\n\ntheirs\n\nthree", "one\n\nmine\ntheirs\n\nthree", True),
        ("one\n\nsame\n\nthree", "one\n\nsame\n\nthree", "one\n\nsame\n\nthree", False),
    ],
)
def test_a_body_is_merged_line_by_line(mine, theirs, merged, meets):
    assert merge_body(BASE, mine, theirs) == (merged, meets)


def test_where_one_deletes_what_the_other_rewords_a_person_decides():
    text, meets = merge_body(BASE, "one\n\nthree", "one\n\ntwo and a half\n\nthree")
    assert (meets, "two and a half" in text.split("\n")) == (True, True)


def test_the_texts_of_a_resource_are_merged_one_by_one():
    base = dict.fromkeys(TEXTS, "x")
    merged = merge_texts(base, base | {"title": "mine", "url": "u"}, base | {"title": "theirs", "summary": "s"})
    assert merged.texts == {"title": "mine", "summary": "s", "body": "x", "url": "u"}
    assert merged.contested == [Contested("title", "theirs", "mine")]


@given(st.lists(WORD, max_size=6), st.data())
def test_every_word_that_either_side_adds_is_in_the_merged_text(lines, data):
    """Each line a word of its own; both sides insert, delete and replace as they like."""
    base = "\n".join(lines)
    mine, theirs = (_edited(lines, side, data) for side in ("m", "t"))
    text, _meets = merge_body(base, mine, theirs)
    added = {word for word in f"{mine}\n{theirs}".split() if word[0] in "mt"}
    assert added <= set(text.split())


def _edited(lines: list[str], side: str, data) -> str:
    result = list(lines)
    for number in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(result)))
        keep = data.draw(st.booleans())
        result[at : at if keep else at + 1] = [f"{side}{number}"] if data.draw(st.booleans()) else []
    return "\n".join(result)


@given(st.text(alphabet="ab \n", max_size=30), st.text(alphabet="ab \n", max_size=30))
def test_the_rows_of_a_difference_hold_both_texts(before, after):
    """Put together again, left and right are the texts, but for the lines that are the same and left out."""
    rows = list(rows_of(before, after))
    shown = [row for row in rows if row.kind != "skipped"]
    left = ["".join(part.text for part in row.before) for row in shown if row.kind != "added"]
    skipped = sum(row.lines for row in rows)
    assert len(left) + skipped == len(before.split("\n"))
    assert set(left) <= set(before.split("\n"))
    gone = {part.text for row in rows for part in row.after if part.kind == "del"}
    assert gone == set()


def test_words_are_marked_in_a_line_that_mostly_stayed():
    assert list(rows_of("open the vault", "open the new vault")) == [
        Row(
            "changed",
            (Part("same", "open the "), Part("same", "vault")),
            (Part("same", "open the "), Part("ins", "new "), Part("same", "vault")),
        )
    ]


def test_a_line_that_became_another_is_marked_whole_and_the_same_lines_are_left_out():
    rows = list(rows_of("a\nb\nc\nd\nold words", "a\nb\nc\nd\n12345"))
    assert [row.kind for row in rows] == ["skipped", "same", "changed"]
    assert (rows[0].lines, rows[2].before, rows[2].after) == (3, (Part("del", "old words"),), (Part("ins", "12345"),))


def test_only_what_differs_is_shown():
    base = dict.fromkeys(TEXTS, "x")
    assert [(one.name, str(one.label)) for one in differences(base, base | {"url": "y"})] == [("url", "Address")]
