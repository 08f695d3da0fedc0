"""Names of shippers, consignees and NVOCCs taken apart: own words, trade, legal form.

Knows one name at a time. How alike two names are is in `party_model.py`; which of them are one
party, in `party_clusters.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SPELLED_LETTERS = re.compile(r"\b[A-Z](?: [A-Z]\b)+")


@dataclass(frozen=True)
class PartyName:
    """A normalised name taken apart.

    Attributes
    ----------
    core : str
        The firm's own words in alphabetical order: word order does not tell firms apart.
    stem : str
        The same words as written, without blanks.
    trade, legal_form : str
        Canonical words of each kind in alphabetical order; empty where the name has none.
    """

    core: str
    stem: str
    trade: str
    legal_form: str


class PartyWords:
    """The words that say a firm's trade or legal form.

    Parameters
    ----------
    legal, trade : mapping of str to sequence of str
        Canonical form to the ways it is written, normalised.

    Raises
    ------
    ValueError
        If a way of writing stands for two forms.

    Examples
    --------
    >>> words = PartyWords({"CO": ["CO", "COMPANY"], "LTD": ["LTD", "LIMITED"], "SA": ["SA"]},
    ...     {"TRADING": ["TRADING", "TRDG"]})
    >>> words.parsed("VELADO KORAMAX TRDG COMPANY LIMITED")
    PartyName(core='KORAMAX VELADO', stem='VELADOKORAMAX', trade='TRADING', legal_form='CO LTD')
    >>> words.parsed("KORAMAX S A").legal_form
    'SA'
    """

    def __init__(
        self, legal: Mapping[str, Sequence[str]], trade: Mapping[str, Sequence[str]]
    ) -> None:
        self.legal = legal
        self.trade = trade
        self._legal = _ways(legal)
        self._trade = _ways(trade)
        both = sorted(self._legal.keys() & self._trade.keys())
        if both:
            raise ValueError(
                f"party words {', '.join(both)}: in both lists, legal and trade; keep one"
            )

    def parsed(self, name: str) -> PartyName:
        """Take a normalised name apart.

        Parameters
        ----------
        name : str
            Words in upper case parted by single blanks; not empty.

        Returns
        -------
        PartyName
            A name that is all trade and legal form keeps its trade as its own words; one that is
            all legal form, everything.
        """
        words = _SPELLED_LETTERS.sub(lambda run: run[0].replace(" ", ""), name).split()
        legal = {self._legal[word] for word in words if word in self._legal}
        trade = {self._trade[word] for word in words if word in self._trade}
        own = [word for word in words if word not in self._legal and word not in self._trade]
        if not own:
            own = [self._trade[word] for word in words if word in self._trade] or words
            trade = set()
        return PartyName(
            " ".join(sorted(own)), "".join(own), " ".join(sorted(trade)), " ".join(sorted(legal))
        )


def _ways(forms: Mapping[str, Sequence[str]]) -> dict[str, str]:
    ways: dict[str, str] = {}
    for form, written in forms.items():
        for way in written:
            if ways.setdefault(way, form) != form:
                raise ValueError(
                    f"party word {way!r} stands for both {ways[way]!r} and {form!r}; keep one"
                )
    return ways
