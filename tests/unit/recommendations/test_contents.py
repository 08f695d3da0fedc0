"""What a text lacks: whole words, whatever their case, and nothing lacking once it is added."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recommendations import Element, missing_elements, missing_words

WORDS = st.text(string.ascii_lowercase, min_size=3, max_size=8)


@pytest.mark.parametrize(
    ("text", "words", "missing"),
    [
        ("the alterations", "alert", ("alert",)),
        ("ALERT!", "alert", ()),
        ("Los\n  Angeles", "Los Angeles", ()),
        ("Los, or: Angeles", "Los Angeles", ("Los Angeles",)),
        ("vigilance", "vigilan*", ()),
        ("not vigilant", "vigilan*;alert|awake", ("alert or awake",)),
        ("Dépêche", "depeche", ()),
    ],
)
def test_words_are_found_whole(text: str, words: str, missing: tuple[str, ...]) -> None:
    assert missing_words(text, words) == missing


@given(st.lists(WORDS, min_size=1, max_size=5, unique=True), st.text(max_size=40))
def test_a_text_to_which_the_missing_words_are_added_lacks_nothing(
    words: list[str], text: str
) -> None:
    element = Element("one", "commonality", ";".join(words), "a report")
    lacking = missing_elements(text, [element])
    added = " ".join(word for one in lacking for word in one.words)
    assert missing_elements(f"{text} {added}", [element]) == []
    assert set(added.split()) <= set(words)
