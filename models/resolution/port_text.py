"""Port texts brought to one form, and the country or state at their end told apart from the name.

Knows nothing of ports: which port a name belongs to is decided in `models.resolution.ports`.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

# Letters that Unicode does not decompose into a base letter and an accent.
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "ß": "ss", "ł": "l", "Ł": "L", "đ": "d"}
)
_APOSTROPHES = re.compile("['’`´]")
_BETWEEN_WORDS = re.compile("[^A-Z0-9]+")
# A port text names its place at most so many times over ("..., GUANGDONG, CHINA, CN").
_MOST_PLACES = 3


def normalise_port_text(text: str) -> str:
    """Bring a port text to one form: upper case, no accents, one space between words.

    Parameters
    ----------
    text
        Port text as filed.

    Returns
    -------
    str
        Words of A-Z and 0-9 parted by single spaces; apostrophes vanish, all other punctuation
        parts words. Empty where the text holds no letter and no digit.

    Examples
    --------
    >>> normalise_port_text("Barcelona ,Spain")
    'BARCELONA SPAIN'
    >>> normalise_port_text("New York/Newark Area, Newark, New Jersey")
    'NEW YORK NEWARK AREA NEWARK NEW JERSEY'
    >>> normalise_port_text("  Göteborg -")
    'GOTEBORG'
    """
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.translate(_UNDECOMPOSED)))
    ascii_only = plain.encode("ascii", "ignore").decode().upper()
    return _BETWEEN_WORDS.sub(" ", ascii_only).strip()


@dataclass(frozen=True)
class PortText:
    """A port text read one way: a name, and the places it is said to lie in.

    Attributes
    ----------
    name
        Normalised name without the words of the place.
    places
        Pairs of country code (ISO 3166 alpha-2) and U.S. state ('' where none); the port has to
        lie in one of them. Empty: the text names no place.
    """

    name: str
    places: frozenset[tuple[str, str]] = frozenset()

    def admits(self, country_code: str, subdivision: str) -> bool:
        """Say whether a port of this country and state can be the one meant.

        A port without a state (one that serves two) is admitted by any state of its country.
        """
        return not self.places or any(
            country == country_code and (not state or not subdivision or state == subdivision)
            for country, state in self.places
        )


class PlaceWords:
    """The words that stand for a country or a U.S. state at the end of a port text.

    Parameters
    ----------
    words
        One row per word (or run of words), side and place: columns ``words`` (normalised),
        ``side`` ('us' or 'foreign'), ``country_code``, ``subdivision`` ('' where none). A word of
        two places ("CHINA" ends the texts of Hong Kong ports too) has two rows.

    Examples
    --------
    >>> words = PlaceWords(
    ...     pd.DataFrame(
    ...         [("ECUADOR", "foreign", "EC", ""), ("SPAIN", "foreign", "ES", "")],
    ...         columns=["words", "side", "country_code", "subdivision"],
    ...     )
    ... )
    >>> [reading.name for reading in words.readings("PUERTO BOLIVAR ECUADOR", "foreign")]
    ['PUERTO BOLIVAR ECUADOR', 'PUERTO BOLIVAR']
    """

    def __init__(self, words: pd.DataFrame) -> None:
        self.words = words
        places: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        for row in words.fillna("").itertuples(index=False):
            places[(str(row.words), str(row.side))].add(
                (str(row.country_code), str(row.subdivision))
            )
        self._places = {key: frozenset(value) for key, value in places.items()}
        self._longest = max((len(key[0].split()) for key in self._places), default=0)

    def readings(self, normalised: str, side: str) -> Iterator[PortText]:
        """Read a normalised text every way that the words at its end allow.

        Parameters
        ----------
        normalised
            Text from `normalise_port_text`.
        side
            'us' or 'foreign'.

        Yields
        ------
        PortText
            First the whole text as a name ("PORT OF SPAIN" is one), then the text without the
            longest words of a place at its end, then without the next. Places named one after
            another narrow each other down; where they contradict, reading stops.
        """
        reading = PortText(normalised)
        yield reading
        for _ in range(_MOST_PLACES):
            shorter = self._without_last_place(reading, side)
            if shorter is None:
                return
            reading = shorter
            yield reading

    def _without_last_place(self, reading: PortText, side: str) -> PortText | None:
        tokens = reading.name.split()
        for length in range(min(self._longest, len(tokens) - 1), 0, -1):
            places = self._places.get((" ".join(tokens[-length:]), side))
            if places is None:
                continue
            both = _narrowed(reading.places, places)
            return PortText(" ".join(tokens[:-length]), both) if both else None
        return None


def _narrowed(
    known: frozenset[tuple[str, str]], further: frozenset[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """Keep of two sets of places what does not contradict, the state where one gives it."""
    if not known:
        return further
    return frozenset(
        (country, state or other_state)
        for country, state in known
        for other_country, other_state in further
        if country == other_country and (not state or not other_state or state == other_state)
    )
