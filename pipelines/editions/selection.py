"""Selecting figures of an edition and the rows behind one of them.

SELECTs on an edition and nothing else: no figure is computed here, no table drawn.
"""

from dataclasses import dataclass, replace
from typing import Any

import duckdb

from pipelines.editions.store import Edition

MEASURE_FIELDS = (
    "measure, definition_version, unit, view, period_kind, period, port_code as port, origin, "
    "numerator, denominator, value, low, high, n_unknown, note"
)
UNIT_KEYS = {
    "shipment": ("carrier_code", "bill_number", "vessel_imo", "voyage_number"),
    "container_trip": ("container_number", "vessel_imo", "voyage_number", "us_port_code"),
}
"""What the parts of a row key are, in order; parts are joined by a vertical bar."""
EVERYTHING = "all"
DEFAULT_UNIT = "container_trip"
"""Unit of a figure whose rows are listed without naming one."""


class SelectionError(Exception):
    """What was asked for is not in the edition, or not one thing; the message says what is."""


@dataclass(frozen=True)
class FigureFilter:
    """Which figures are wanted; None or ``all`` leaves a field open.

    Attributes
    ----------
    measure
        Id such as ``S8.3``.
    period
        ``2006-04`` (month), ``2006`` (season) or ``FY2006`` (fiscal year).
    port
        Schedule D code; ``*`` is all ports together.
    unit
        ``shipment``, ``container_trip`` or ``exam_episode``.
    origin
        ``real`` or ``synthetic``.
    """

    measure: str | None = None
    period: str | None = None
    port: str | None = None
    unit: str | None = None
    origin: str | None = None

    def condition(self) -> tuple[str, list[str]]:
        """Spell the condition and its parameters.

        Examples
        --------
        >>> FigureFilter(measure="s8.3", port="all").condition()
        ('lower(measure) = lower(?)', ['s8.3'])
        """
        wanted = {
            "lower(measure) = lower(?)": self.measure,
            "upper(period) = upper(?)": self.period,
            "port_code = ?": self.port,
            "unit = ?": self.unit,
            "origin = ?": self.origin,
        }
        asked = {sql: text for sql, text in wanted.items() if text not in (None, EVERYTHING)}
        return " and ".join(asked) or "true", [str(text) for text in asked.values()]


def with_defaults(edition: Edition, wanted: FigureFilter) -> FigureFilter:
    """Fill what was not typed: the last season, all ports together.

    Parameters
    ----------
    edition
        Where the figures are.
    wanted
        What was typed; ``all`` is kept.

    Returns
    -------
    FigureFilter
        With period and port set.
    """
    return replace(wanted, period=wanted.period or last_season(edition), port=wanted.port or "*")


def last_season(edition: Edition) -> str | None:
    """Name the last season the edition has figures of; None where it has none."""
    with edition.connect() as con:
        row = con.execute(
            "select max(period) from published.measures where period_kind = 'season'"
        ).fetchone()
    return row[0] if row else None


def read_figures(edition: Edition, wanted: FigureFilter) -> list[dict[str, Any]]:
    """Read published figures.

    Parameters
    ----------
    edition
        Where they are.
    wanted
        Which are wanted.

    Returns
    -------
    list of dict
        One mapping a figure, with the edition's id, in order of measure, unit, period and port.
    """
    condition, parameters = wanted.condition()
    with edition.connect() as con:
        rows = select(
            con,
            f"select {MEASURE_FIELDS}, title, port_name from published.measures "  # noqa: S608
            f"where {condition} order by measure, unit, origin, period_kind, period, port_code",
            parameters,
        )
    return [row | {"edition": edition.id} for row in rows]


def one_figure(edition: Edition, wanted: FigureFilter) -> dict[str, Any]:
    """Read the one figure that was asked for; where no unit was named, that of container trips.

    Parameters
    ----------
    edition
        Where it is.
    wanted
        Which is wanted.

    Returns
    -------
    dict
        The figure.

    Raises
    ------
    SelectionError
        If there is none, or several that differ in unit or origin.
    """
    if EVERYTHING in (wanted.period, wanted.port):
        raise SelectionError(
            "Rows are listed for one figure: give one --period (2006-04, 2006 or FY2006) and one "
            "--port (a Schedule D code, or * for all ports together)."
        )
    found = read_figures(edition, wanted)
    by_default = [row for row in found if row["unit"] == DEFAULT_UNIT]
    if wanted.unit is None and len(by_default) == 1:
        return by_default[0]
    if len(found) == 1:
        return found[0]
    if found:
        choices = sorted({f"--unit {row['unit']} --origin {row['origin']}" for row in found})
        raise SelectionError(
            f"{wanted.measure} has {len(found)} figures here; say which one: {'; '.join(choices)}"
        )
    raise SelectionError(
        f"Edition {edition.id} has no figure of {wanted.measure} for period {wanted.period}, port "
        f"{wanted.port}, unit {wanted.unit or 'any'}, origin {wanted.origin or 'any'}. "
        + _what_there_is(edition, wanted)
    )


def _what_there_is(edition: Edition, wanted: FigureFilter) -> str:
    """Say which ports, else which periods, else which measures the edition does have."""
    looser = {
        "Ports with a figure in that period: ": ("port", replace(wanted, port=None)),
        "Periods with a figure: ": ("period", replace(wanted, port=None, period=None)),
        "Measures are: ": ("measure", FigureFilter()),
    }
    for words, (field, condition) in looser.items():
        values = sorted({str(row[field]) for row in read_figures(edition, condition)})
        if values:
            return words + ", ".join(values)
    return "It has no figures at all."


def rows_behind(
    edition: Edition, figure: dict[str, Any], *, denominator: bool = False
) -> list[dict[str, Any]]:
    """List the rows that a figure counts.

    Parameters
    ----------
    edition
        Where the figure is.
    figure
        As :func:`one_figure` gives it.
    denominator
        List the rows of the denominator instead.

    Returns
    -------
    list of dict
        Row key, its parts, port and month of arrival; one mapping a row.

    Raises
    ------
    SelectionError
        If the rows are not as many as the figure says.
    """
    flag = "is_denominator" if denominator else "is_numerator"
    period = {"month": "strftime(arrival_month, '%Y-%m')", "fiscal_year": "'FY' || fiscal_year"}
    period_sql = period.get(
        figure["period_kind"], "case when is_in_season then season::varchar end"
    )
    with edition.connect() as con:
        relation = _row_view(con, figure["measure"])
        rows = select(
            con,
            "select measure, unit, row_key, origin, us_port_code, arrival_month "  # noqa: S608
            f"from marts.{relation} where measure = ? and unit = ? and origin = ? and {flag} "
            f"and {period_sql} = ? and (? = '*' or us_port_code = ?) "
            "order by row_key",
            [
                figure["measure"],
                figure["unit"],
                figure["origin"],
                figure["period"],
                figure["port"],
                figure["port"],
            ],
        )
    expected = figure["denominator" if denominator else "numerator"]
    if len(rows) != expected:
        raise SelectionError(
            f"{figure['measure']}: marts.{relation} lists {len(rows)} rows, the figure says "
            f"{expected}. The edition contradicts itself: do not use the figure; build again."
        )
    return [row | _key_parts(row) for row in rows]


def select(
    con: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any] | None = None
) -> list[dict[str, Any]]:
    """Run a SELECT and give each row as a mapping."""
    cursor = con.execute(sql, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _row_view(con: duckdb.DuckDBPyConnection, measure: str) -> str:
    """Name the view that lists a measure's rows, from the measure's own metadata."""
    row = con.execute(
        "select model from marts.dim_measures where measure = ?", [measure]
    ).fetchone()
    if row is None:
        raise SelectionError(
            f"{measure} is published but marts.dim_measures names no view of its rows: the edition "
            "contradicts itself. Build and publish again."
        )
    return str(row[0])


def _key_parts(row: dict[str, Any]) -> dict[str, Any]:
    names = UNIT_KEYS.get(row["unit"], ())
    parts = row["row_key"].split("|")
    return dict(zip(names, parts, strict=True)) if len(names) == len(parts) else {}
