"""Cells of the hand-worked table: where and when each answer is counted.

Holds the calendar and the geography of a cell and how answers add up to cells. What the answers
are is worked out in ``reckoning``. Shares no code with the product and reads none of its SQL.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

CELL = (
    "view", "measure", "unit", "period_kind", "period", "geography", "port_code",
)  # fmt: skip
Cell = tuple[str, ...]
FIELD_OFFICES = {"2704": "Los Angeles", "2709": "Los Angeles", "3001": "Seattle"}
"""Of the ports of this world; a port not resolved, and a place abroad, is assigned to none."""
SAYS = {"yes": "counted", "no": "not counted", "?": "unknown"}


@dataclass(frozen=True)
class Answer:
    """What one row says to one line of a measure.

    Attributes
    ----------
    view
        ``cohort``, counted by arrival or lading, or ``activity``, by the date of the event.
    measure, unit, name
        The line, and the row by its name in ``names.csv``.
    on, port
        The date that gives the periods, and the U.S. port, ``unresolved`` or ``abroad``.
    says
        ``yes``, ``no`` or ``?``.
    why
        The reason in a few words.
    """

    view: str
    measure: str
    unit: str
    name: str
    on: date
    port: str
    says: str
    why: str


@dataclass(frozen=True)
class ExpectedCell:
    """A cell with what it must show, whom it counts and among whom, and why."""

    cell: Cell
    counts: tuple[int, int | None, int]
    counted: tuple[str, ...]
    among: tuple[str, ...]
    why: str


def expected_cells(answers: Iterable[Answer]) -> list[ExpectedCell]:
    """Add answers up over periods and places; an activity cell has no denominator."""
    found: dict[Cell, list[Answer]] = defaultdict(list)
    for one in answers:
        for period_kind, period in periods_of(one.on):
            for geography, port in places_of(one.port):
                cell = (
                    one.view, one.measure, one.unit, period_kind, period, geography, port,
                )  # fmt: skip
                found[cell].append(one)
    return [_summed(cell, found[cell]) for cell in sorted(found)]


def periods_of(day: date) -> Iterator[tuple[str, str]]:
    """Month, fiscal and calendar year, and the season where the day is in one (Oct-May)."""
    fiscal_year = day.year + (day.month >= 10)
    yield "month", f"{day:%Y-%m}"
    yield "fiscal_year", f"FY{fiscal_year}"
    yield "calendar_year", f"CY{day.year}"
    if day.month >= 10 or day.month <= 5:
        yield "season", str(fiscal_year)


def places_of(port: str) -> Iterator[tuple[str, str]]:
    """The nation, the field office and the port, so that each kind of place adds up to the next."""
    yield "national", "*"
    yield "field_office", f"FO:{FIELD_OFFICES.get(port, 'not assigned')}"
    yield "port", port


def _summed(cell: Cell, answers: list[Answer]) -> ExpectedCell:
    by_answer = {says: [one for one in answers if one.says == says] for says in SAYS}
    counts = tuple(len(by_answer[says]) for says in SAYS)
    return ExpectedCell(
        cell=cell,
        counts=(counts[0], sum(counts) if cell[0] == "cohort" else None, counts[2]),
        counted=tuple(one.name for one in by_answer["yes"]),
        among=tuple(one.name for one in answers if cell[0] == "cohort"),
        why="; ".join(
            f"{word}: {_reasons(by_answer[says])}" for says, word in SAYS.items() if by_answer[says]
        ),
    )


def _reasons(answers: list[Answer]) -> str:
    names: dict[str, list[str]] = defaultdict(list)
    for one in answers:
        names[one.why].append(one.name)
    return ", ".join(f"{' '.join(who)} ({why})" for why, who in names.items())
