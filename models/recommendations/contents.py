"""What a text handed in as evidence must contain, and which of its words are missing.

A text is held against words, not against meaning: that it says what it should is for the second
person who closes the recommendation to read. Receipts are `receipts.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_UNIMPORTANT = frozenset(
    [
        "about", "after", "and", "any", "before", "both", "from", "have", "into", "less",
        "more", "most", "near", "never", "nor", "not", "other", "over", "than", "that",
        "their", "there", "they", "this", "through", "under", "until", "usual", "what",
        "when", "where", "which", "with", "without",
    ]
)  # fmt: skip
"""Words of a card's wording that are not asked for."""

SHORTEST_WORD = 4
"""Words of a card's wording shorter than this are not asked for."""


@dataclass(frozen=True, slots=True)
class Element:
    """Something the evidence must contain.

    Attributes
    ----------
    element : str
        In a word or two.
    kind : str
        ``commonality``, ``instruction`` or ``provision``.
    words : str
        Words the text must contain: parted by semicolons all of them, by bars any of them; an
        asterisk stands for any ending.
    source : str
        Who asks for it: report and lines, or the commonality card of an edition.
    """

    element: str
    kind: str
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class MissingElement:
    """An element of which words are missing.

    Attributes
    ----------
    element : Element
        Which.
    words : tuple of str
        Those of its words, or groups of words of which one is enough, that the text has not.
    """

    element: Element
    words: tuple[str, ...]


def missing_words(text: str, words: str) -> tuple[str, ...]:
    """Give the words that a text does not contain.

    Capitals, accents and punctuation do not count; a word is found as a whole word.

    Parameters
    ----------
    text : str
        The evidence.
    words : str
        As in `Element.words`.

    Returns
    -------
    tuple of str
        In their order; empty where all are there. Alternatives are given together.

    Examples
    --------
    >>> missing_words("Boxes laded at HONG-KONG, then Busan.", "Hong Kong;Busan;Shekou|Shenzhen")
    ('Shekou or Shenzhen',)
    >>> missing_words("The floor had been modified.", "modif*|alter*"), missing_words("", " ; ")
    ((), ())
    """
    plain = f" {_plain(text)} "
    missing = []
    for group in words.split(";"):
        alternatives = [one.strip() for one in group.split("|") if one.strip()]
        if alternatives and not any(_contains(plain, one) for one in alternatives):
            missing.append(" or ".join(alternatives))
    return tuple(missing)


def missing_elements(text: str, elements: Iterable[Element]) -> list[MissingElement]:
    """Give the elements of which a text lacks words.

    Parameters
    ----------
    text : str
        The evidence.
    elements : iterable of Element
        What it must contain.

    Returns
    -------
    list of MissingElement
        In their order; empty where the text contains everything.

    Examples
    --------
    >>> asked = [Element("modified container", "commonality", "modif*|alter*", "a report")]
    >>> [(one.element.element, one.words) for one in missing_elements("Be alert.", asked)]
    [('modified container', ('modif* or alter*',))]
    """
    found = ((element, missing_words(text, element.words)) for element in elements)
    return [MissingElement(element, words) for element, words in found if words]


def card_element(wording: str, source: str) -> Element:
    """Ask for the words of a commonality card.

    Parameters
    ----------
    wording : str
        The wording on the card.
    source : str
        Edition and origin of the card.

    Returns
    -------
    Element
        That asks for every word of the wording of four letters or more, small words aside.

    Examples
    --------
    >>> card_element("Laded or received in or near Shekou", "edition 0001").words
    'laded;received;shekou'
    """
    words = dict.fromkeys(
        word
        for word in _plain(wording).split()
        if len(word) >= SHORTEST_WORD and word not in _UNIMPORTANT
    )
    return Element(wording, "commonality", ";".join(words), source)


def _plain(text: str) -> str:
    """Write a text in small letters and figures without accents, one blank between words."""
    decomposed = unicodedata.normalize("NFKD", text.replace("'", "")).casefold()
    letters = "".join(one for one in decomposed if not unicodedata.combining(one))
    return " ".join(re.findall(r"[^\W_]+", letters))


def _contains(plain: str, words: str) -> bool:
    phrase = _plain(words.removesuffix("*"))
    return f" {phrase}" in plain if words.endswith("*") else f" {phrase} " in plain
