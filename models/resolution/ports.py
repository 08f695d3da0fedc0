"""Port texts resolved to Schedule D and Schedule K codes: exact, then alias, then by likeness.

What cannot be told apart stays unresolved and visible. Reading the reference tables and keeping
the results belongs to `pipelines/resolution.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd
from rapidfuzz import fuzz, process

from models.resolution.port_text import PlaceWords, PortText, normalise_port_text

# Measured on the reference tables, as in tests/unit/resolution/test_likeness.py: of 14,180 names
# with a letter added, lost or changed or two swapped, 90 resolves 60 % rightly, 0.2 % wrongly; of
# 2,892 names of other places it takes 0.7 % for a port. At 84 that is 81 %, 0.3 % and 1.6 %; at 94,
# 25 %, 0.1 % and 0.03 %. An unresolved text is visible, a wrong one is not: hence 90.
MINIMUM_SCORE = 90.0
# Two ports this near to each other are not told apart by likeness.
AMBIGUITY_POINTS = 2.0
# A name shorter than this is never resolved by likeness: one edit makes it another port's name.
SHORTEST_FUZZY_NAME = 5


@dataclass(frozen=True)
class _Port:
    code: str
    country_code: str
    subdivision: str


@dataclass(frozen=True)
class _Bearer:
    """A port that bears a name; `needs_place` where the name is told only with its place."""

    port: _Port
    needs_place: bool


@dataclass(frozen=True)
class _Resolution:
    port_code: str | None
    method: str
    score: float | None


_Index: TypeAlias = dict[tuple[str, str], set[_Bearer]]


class PortResolver:
    """Resolve port texts against a table of ports and a table of aliases.

    Parameters
    ----------
    ports
        Columns ``port_code``, ``side`` ('us' or 'foreign'), ``port_name``, ``country_code``,
        ``subdivision`` (U.S. state, '' where none), ``unlocode``.
    aliases
        Columns ``alias``, ``side``, ``port_code``.
    places
        Words that stand for a country or a state at the end of a text.
    minimum_score
        Likeness (0 to 100, rapidfuzz `ratio`) from which the nearest name is taken.
    other_places
        Columns ``name`` (normalised), ``side``: places that are not in ``ports``. A text that is
        one of these names is never taken for a port with a similar name (Kingstown, Kingston).

    Raises
    ------
    ValueError
        If an alias points to a port that is not in ``ports``.

    Notes
    -----
    The order: the port's own name, an alias, the port's code or UN/LOCODE itself, likeness. At
    every step the text is read whole first and then without the country or state at its end;
    a country or state named is binding. A name that fits several ports resolves to none of them,
    and a port whose own name carries its state ("Portland, Maine") needs the state in the text.

    Examples
    --------
    >>> ports = pd.DataFrame(
    ...     [("33159", "foreign", "Puerto Bolivar", "EC", "", "ECPBO"),
    ...      ("30121", "foreign", "Puerto Bolivar", "CO", "", "COPBO")],
    ...     columns=["port_code", "side", "port_name", "country_code", "subdivision", "unlocode"])
    >>> aliases = pd.DataFrame(columns=["alias", "side", "port_code"])
    >>> words = pd.DataFrame([("ECUADOR", "foreign", "EC", "")],
    ...     columns=["words", "side", "country_code", "subdivision"])
    >>> resolver = PortResolver(ports, aliases, PlaceWords(words))
    >>> resolver.resolve(["Puerto Bolivar,Ecuador", "PUERTO BOLIVAR -"], "foreign")[
    ...     ["port_code", "method"]].values.tolist()
    [['33159', 'exact'], [None, 'unresolved']]
    """

    def __init__(
        self,
        ports: pd.DataFrame,
        aliases: pd.DataFrame,
        places: PlaceWords,
        minimum_score: float = MINIMUM_SCORE,
        other_places: pd.DataFrame | None = None,
    ) -> None:
        self.ports = ports
        self.aliases = aliases
        self.places = places
        self.minimum_score = minimum_score
        self.other_places = other_places
        self._other_places = (
            set()
            if other_places is None
            else set(zip(other_places["side"], other_places["name"], strict=True))
        )
        self._ports = {
            (str(row.side), str(row.port_code)): _Port(
                str(row.port_code), str(row.country_code), str(row.subdivision)
            )
            for row in ports.fillna("").itertuples(index=False)
        }
        self._names = self._indexed(self._named_ports())
        self._aliases = self._indexed(self._aliased_ports())
        self._codes = self._indexed(self._coded_ports())
        self._candidates = {
            side: sorted(
                {name for index in (self._names, self._aliases) for s, name in index if s == side}
            )
            for side in ("us", "foreign")
        }

    def resolve(self, texts: Iterable[str], side: str) -> pd.DataFrame:
        """Resolve port texts of one side.

        Parameters
        ----------
        texts
            Port texts as filed.
        side
            'us' (ports of unlading and destination) or 'foreign' (ports of lading, places of
            receipt).

        Returns
        -------
        pandas.DataFrame
            One row per text, in the order given: ``port_text``, ``side``, ``port_code`` (None
            where unresolved), ``method`` ('exact', 'alias', 'fuzzy', 'unresolved'), ``score``
            (100 for exact and alias, the likeness for fuzzy; for an unresolved text the likeness
            of the best of several ports that it might be, else NaN).
        """
        given = list(texts)
        resolutions = [self._resolve_one(text, side) for text in given]
        return pd.DataFrame(
            {
                "port_text": pd.Series(given, dtype=object),
                "side": side,
                "port_code": pd.Series([r.port_code for r in resolutions], dtype=object),
                "method": pd.Series([r.method for r in resolutions], dtype=object),
                "score": pd.Series([r.score for r in resolutions], dtype="float64"),
            }
        )

    def _indexed(self, entries: Iterable[tuple[str, str, _Port]]) -> _Index:
        """Map names to the ports that bear them, from (side, text, port)."""
        index: defaultdict[tuple[str, str], set[_Bearer]] = defaultdict(set)
        for side, text, port in entries:
            for reading in self.places.readings(normalise_port_text(text), side):
                if reading.admits(port.country_code, port.subdivision):
                    index[(side, reading.name)].add(_Bearer(port, bool(reading.places)))
        return dict(index)

    def _named_ports(self) -> Iterator[tuple[str, str, _Port]]:
        for row in self.ports.itertuples(index=False):
            side = str(row.side)
            yield side, str(row.port_name), self._ports[(side, str(row.port_code))]

    def _aliased_ports(self) -> Iterator[tuple[str, str, _Port]]:
        for row in self.aliases.itertuples(index=False):
            side = str(row.side)
            port = self._ports.get((side, str(row.port_code)))
            if port is None:
                message = (
                    f"alias {row.alias!r} ({side}) points to port {row.port_code!r}, which is not "
                    "in the table of ports: add the port or correct the alias"
                )
                raise ValueError(message)
            yield side, str(row.alias), port

    def _coded_ports(self) -> Iterator[tuple[str, str, _Port]]:
        for row in self.ports.fillna("").itertuples(index=False):
            side = str(row.side)
            port = self._ports[(side, str(row.port_code))]
            yield side, port.code, port
            if row.unlocode:
                yield side, str(row.unlocode), port

    def _resolve_one(self, text: str, side: str) -> _Resolution:
        readings = list(self.places.readings(normalise_port_text(text), side))
        is_ambiguous = False
        for index, method in (
            (self._names, "exact"),
            (self._aliases, "alias"),
            (self._codes, "exact"),
        ):
            for reading in readings:
                fitting = self._fitting(index.get((side, reading.name), set()), reading)
                if len(fitting) == 1:
                    return _Resolution(fitting.pop().code, method, 100.0)
                is_ambiguous = is_ambiguous or bool(fitting)
        if is_ambiguous:
            return _Resolution(None, "unresolved", 100.0)
        if any((side, reading.name) in self._other_places for reading in readings):
            return _Resolution(None, "unresolved", None)
        return self._resolve_by_likeness(readings[-1], side)

    def _resolve_by_likeness(self, reading: PortText, side: str) -> _Resolution:
        """Take the port of the nearest name if it is near enough and alone there."""
        if len(reading.name) < SHORTEST_FUZZY_NAME:
            return _Resolution(None, "unresolved", None)
        near = process.extract(
            reading.name,
            self._candidates[side],
            scorer=fuzz.ratio,
            score_cutoff=self.minimum_score - AMBIGUITY_POINTS,
            limit=None,
        )
        best: dict[str, float] = {}
        for name, score, _ in near:
            bearers = self._names.get((side, name), set()) | self._aliases.get((side, name), set())
            for port in self._fitting(bearers, reading):
                best[port.code] = max(score, best.get(port.code, 0.0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        if not ranked:
            return _Resolution(None, "unresolved", None)
        code, score = ranked[0]
        is_alone = len(ranked) == 1 or score - ranked[1][1] > AMBIGUITY_POINTS
        if score >= self.minimum_score and is_alone:
            return _Resolution(code, "fuzzy", score)
        return _Resolution(None, "unresolved", score)

    @staticmethod
    def _fitting(bearers: set[_Bearer], reading: PortText) -> set[_Port]:
        """Ports among the bearers of a name that lie where the text says."""
        return {
            bearer.port
            for bearer in bearers
            if (reading.places or not bearer.needs_place)
            and reading.admits(bearer.port.country_code, bearer.port.subdivision)
        }
