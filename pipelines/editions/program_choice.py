"""Which row of a program's figure is shown: as of a day, of a period, or the newest.

Rows in, rows out; they are read in ``programs`` and worded in ``program_words``.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pipelines.editions.published import SelectionError
from pipelines.periods import period_bounds, period_kind_of

AS_OF = "as_of"
ALL_PERIODS = "all"
NOT_STATED = "not stated"
KIND_ORDER = ("season", "fiscal_year", "calendar_year", "month", ALL_PERIODS)
"""Of a figure that is counted by several kinds of periods, the first is shown."""
SERIES = ("figure", "view", "geography", "subject", "origin")
"""Rows alike in these are one figure over its periods."""
COUNTS = (
    "numerator", "denominator", "n_unknown", "value", "low", "high", "value_unknown_low",
    "value_unknown_high", "published_value",
)  # fmt: skip


def last_day(period: str) -> date:
    """Give the last day of a period by its label.

    Raises
    ------
    SelectionError
        If it is no period.

    Examples
    --------
    >>> last_day("FY2006"), last_day("2006-04")
    (datetime.date(2006, 9, 30), datetime.date(2006, 4, 30))
    """
    kind = period_kind_of(period)
    if kind is None:
        raise SelectionError(
            f"{period!r} is no period; expected a month 2006-04, season 2006, fiscal year FY2006 "
            "or calendar year CY2006."
        )
    return (period_bounds(kind, period)[1] - timedelta(days=1)).date()


def chosen(
    rows: Iterable[Mapping[str, Any]], *, as_of: date | None = None, period: str | None = None
) -> list[dict[str, Any]]:
    """Choose one row of each figure: of the period or day asked for, else the newest.

    Parameters
    ----------
    rows
        Of ``published.program_figures``, of one program.
    as_of
        Day asked for: a figure of how things stood shows its newest state as of then, a counted
        one its newest period that was over by then.
    period
        The one period that counted figures are asked of.

    Returns
    -------
    list of dict
        A row a figure, geography, subject and origin, in the order given. Where nothing is stated
        as of the day the row says so and carries no number; a figure that has no row for the
        period asked for is left out.

    Examples
    --------
    >>> stood = {"figure": "ports", "view": "as_of", "period_kind": "as_of", "geography": "world",
    ...          "subject": "*", "origin": "real"}
    >>> rows = [stood | {"period": "2006-03-31", "numerator": 44},
    ...         stood | {"period": "2007-09-30", "numerator": 58}]
    >>> chosen(rows)[0]["numerator"], chosen(rows, as_of=date(2007, 1, 1))[0]["numerator"]
    (58, 44)
    >>> early = chosen(rows, as_of=date(2005, 1, 1))[0]
    >>> early["numerator"], early["state"], early["note"]
    (None, 'not stated', 'first stated as of 2006-03-31')
    """
    series: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        series.setdefault(tuple(row[name] for name in SERIES), []).append(row)
    found = [_one_of(states, as_of, period) for states in series.values()]
    return [row for row in found if row is not None]


def _one_of(
    states: Sequence[Mapping[str, Any]], as_of: date | None, period: str | None
) -> dict[str, Any] | None:
    stood = states[0]["period_kind"] == AS_OF
    if period is not None and not stood:
        return next((dict(row) for row in states if row["period"] == period), None)
    kinds = {row["period_kind"] for row in states}
    kind = AS_OF if stood else next(one for one in KIND_ORDER if one in kinds)
    ordered = sorted((row for row in states if row["period_kind"] == kind), key=_last_day_of)
    by_then = [row for row in ordered if as_of is None or _last_day_of(row) <= as_of]
    if by_then:
        return dict(by_then[-1])
    first = ordered[0]
    note = (
        f"first stated as of {first['period']}"
        if stood
        else "counts every period together, also those after the day asked for"
        if kind == ALL_PERIODS
        else f"no period was over by then; the first is {first['period']}"
    )
    emptied = dict.fromkeys(name for name in COUNTS if name in first)
    return dict(first) | emptied | {
        "period": "", "state": NOT_STATED, "value_note": NOT_STATED, "note": note
    }  # fmt: skip


def _last_day_of(row: Mapping[str, Any]) -> date:
    """Give the last day a row speaks of; for all periods together a day that never comes."""
    if row["period_kind"] == ALL_PERIODS:
        return date.max
    return (period_bounds(row["period_kind"], row["period"])[1] - timedelta(days=1)).date()
