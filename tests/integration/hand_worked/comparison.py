"""The table worked out by hand beside what the pipeline gives, line by line.

Each function lists one kind of line; ``every_line`` lists them all. How the world is loaded and
built is in ``hand_worked_world``, what is expected in ``reckoning`` and the tables here.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.integration.hand_worked.periods import CELL, Cell, ExpectedCell, expected_cells
from tests.integration.hand_worked.reckoning import answers
from tests.integration.hand_worked.units import table
from tests.integration.hand_worked_world import Figure, World, keys_of

OF_A_TRIP = {
    "score_t0": "score_t0",
    "score_t2": "score_t2",
    "disposition": "disposition",
    "method": "method_class",
    "lane": "lane",
    "result": "result",
    "clearance_hours": "clearance_hours",
}
"""Column of ``trips.csv``, column of ``fct_container_trips``."""
OF_CLEARANCE = ("n", "n_open", "n_unknown", "median_hours", "p75_hours", "p90_hours")
CLEARANCE_CELL = ("unit", "period_kind", "period", "port_code")
UNIT = CELL.index("unit")
NOTHING = "-"


@dataclass(frozen=True)
class Line:
    """One line of the table.

    Attributes
    ----------
    what
        The line in words: measure, unit, period, place; or the row and its column.
    expected, got
        Both as text; ``-`` where there is no such cell.
    why
        The reason for what is expected.
    """

    what: str
    expected: str
    got: str
    why: str

    @property
    def is_equal(self) -> bool:
        return self.expected == self.got

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, got {self.got} ({self.why})"


def every_line(world: World) -> Iterator[Line]:
    """Compare trips, segments, measures and clearance times of a world built and estimated."""
    yield from trip_lines(world)
    yield from segment_lines(world)
    yield from measure_lines(world)
    yield from clearance_lines(world)


def measure_lines(world: World) -> Iterator[Line]:
    """Compare numerator, denominator, unknown and the rows counted of every measure cell."""
    found = world.cells()
    expected = {one.cell: one for one in expected_cells(answers())}
    keys = {unit: keys_of(unit) for unit in {cell[UNIT] for cell in expected}}
    for cell in sorted({*found, *expected}):
        wanted, figure = expected.get(cell), found.get(cell)
        got = NOTHING if figure is None else _counts(figure[:3])
        if wanted and figure and not _has_the_rows(figure, wanted, keys[cell[UNIT]]):
            got += ", of other rows"
        yield Line(
            what=" ".join(cell),
            expected=_counts(wanted.counts) if wanted else NOTHING,
            got=got,
            why=wanted.why if wanted else "no row stands in this cell",
        )


def _has_the_rows(figure: Figure, wanted: ExpectedCell, keys: dict[str, str]) -> bool:
    counted = _hash(keys[name] for name in wanted.counted)
    among = _hash(keys[name] for name in wanted.among) if wanted.among else None
    return (figure.numerator_hash, figure.denominator_hash) == (counted, among)


def _hash(row_keys: Iterable[str]) -> str:
    """Sum, modulo 2^64, the last eight bytes of each key's MD5, read as little-endian."""
    digests = (hashlib.md5(key.encode(), usedforsecurity=False).digest() for key in row_keys)
    return str(sum(int.from_bytes(digest[8:], "little") for digest in digests) % 2**64)


def trip_lines(world: World) -> Iterator[Line]:
    """Compare what is known of each container trip in scope or remaining on board."""
    rows = world.rows(
        f"select container_trip_key, {', '.join(OF_A_TRIP.values())} "  # noqa: S608
        "from marts.fct_container_trips where origin = 'synthetic'"
    )
    found = {row[0]: dict(zip(OF_A_TRIP, row[1:], strict=True)) for row in rows}
    keys = keys_of("container_trip")
    for row in table("trips.csv"):
        if row["scope"] in {"in", "frob"}:
            for name in OF_A_TRIP:
                yield Line(
                    what=f"container trip {row['name']} {name}",
                    expected=_text(row[name]),
                    got=_text(found[keys[row["name"]]][name]),
                    why=row["why"],
                )


def clearance_lines(world: World) -> Iterator[Line]:
    """Compare cases and quantiles of the clearance times, all lanes together."""
    rows = world.rows(
        f"select {', '.join([*CLEARANCE_CELL, *OF_CLEARANCE])} "  # noqa: S608
        "from published.clearance_times where origin = 'synthetic' "
        "and segment = 'clearance' and breakdown = 'all'"
    )
    found = {row[: len(CLEARANCE_CELL)]: row[len(CLEARANCE_CELL) :] for row in rows}
    for row in table("clearance.csv"):
        cell = tuple(row[name] for name in CLEARANCE_CELL)
        values: Mapping[str, Any] = dict(zip(OF_CLEARANCE, found[cell], strict=True))
        for name in OF_CLEARANCE:
            yield Line(
                what=f"S8.7 {' '.join(cell)} {name}",
                expected=_text(row[name]),
                got=_text(values[name]),
                why=row["why"],
            )


def segment_lines(world: World) -> Iterator[Line]:
    """Compare the hours of the segments of a stay, trip by trip."""
    found = {
        (key, segment): "open" if is_open else "unknown" if is_unknown else _text(hours)
        for key, segment, hours, is_open, is_unknown in world.rows(
            "select row_key, segment, hours, is_open, is_unknown from marts.fct_clearance_segments "
            "where origin = 'synthetic' and unit = 'container_trip'"
        )
    }
    keys = keys_of("container_trip")
    for row in table("segments.csv"):
        yield Line(
            what=f"container trip {row['name']} {row['segment']} hours",
            expected=_text(row["hours"]),
            got=found.get((keys[row["name"]], row["segment"]), NOTHING),
            why=row["why"],
        )


def counted_names() -> dict[Cell, set[str]]:
    """Name the rows that each expected cell counts."""
    return {one.cell: set(one.counted) for one in expected_cells(answers())}


def _counts(counts: tuple[int | None, ...]) -> str:
    words = zip(("{} counted", "of {}", "{} unknown"), counts, strict=True)
    return ", ".join(word.format(count) for word, count in words if count is not None)


def _text(value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    return f"{float(value):g}" if isinstance(value, int | float) else _text_of(str(value))


def _text_of(value: str) -> str:
    try:
        return f"{float(value):g}"
    except ValueError:
        return value
