"""Selecting figures of an edition.

SELECTs on an edition and nothing else: no figure is computed here, no table drawn. The rows behind
a figure are in ``tracing``.
"""

from dataclasses import dataclass, replace
from typing import Any

from pipelines.editions.published import Published, SelectionError, select
from pipelines.editions.tracing import DEFAULT_VIEW, rows_behind

__all__ = [
    "FigureFilter",
    "SelectionError",
    "last_season",
    "one_figure",
    "read_figures",
    "rows_behind",
    "select",
    "with_defaults",
]

FIGURE_COLUMNS = {
    "measure": "measure",
    "definition_version": "definition_version",
    "unit": "unit",
    "view": "view",
    "period_kind": "period_kind",
    "period": "period",
    "geography": "geography",
    "port_code": "port",
    "origin": "origin",
    "state": "state",
    "numerator": "numerator",
    "denominator": "denominator",
    "value": "value",
    "low": "low",
    "high": "high",
    "n_unknown": "n_unknown",
    "note": "note",
    "target": "target",
    "target_unit": "target_unit",
    "target_direction": "target_direction",
    "target_set_by": "target_set_by",
    "target_set_at": "target_set_at",
    "target_source": "target_source",
    "numerator_hash": "numerator_hash",
    "denominator_hash": "denominator_hash",
    "title": "title",
    "port_name": "port_name",
}
"""Column of ``published.measures`` and what it is called here. An edition that was published
before a column came into being says nothing about it: None."""
EVERYTHING = "all"
FIELD_OFFICE = "FO:"
"""What stands before the name of a field office in the port column."""
NOT_OFFICES = ("*", EVERYTHING, "unresolved", "abroad")
DEFAULT_UNIT = "container_trip"
"""Unit of a figure whose rows are listed without naming one."""


@dataclass(frozen=True)
class FigureFilter:
    """Which figures are wanted; None or ``all`` leaves a field open.

    Attributes
    ----------
    measure
        Id such as ``S8.3``.
    period
        ``2006-04`` (month), ``2006`` (season), ``FY2006`` or ``CY2006`` (fiscal, calendar year).
    port
        Schedule D code, or name of a field office; ``*`` is all ports together.
    unit
        ``shipment``, ``container_trip`` or ``exam_episode``.
    origin
        ``real`` or ``synthetic``.
    view
        ``cohort`` or ``activity``.
    """

    measure: str | None = None
    period: str | None = None
    port: str | None = None
    unit: str | None = None
    origin: str | None = None
    view: str | None = None

    def condition(self) -> tuple[str, list[str]]:
        """Spell the condition and its parameters.

        Examples
        --------
        >>> FigureFilter(measure="s8.3", port="all").condition()
        ('lower(measure) = lower(?)', ['s8.3'])
        >>> FigureFilter(port="los angeles").condition()
        ('lower(port_code) = lower(?)', ['FO:los angeles'])
        """
        wanted = {
            "lower(measure) = lower(?)": self.measure,
            "upper(period) = upper(?)": self.period,
            "lower(port_code) = lower(?)": _port_code(self.port),
            "unit = ?": self.unit,
            "origin = ?": self.origin,
            '"view" = ?': self.view,
        }
        asked = {sql: text for sql, text in wanted.items() if text not in (None, EVERYTHING)}
        return " and ".join(asked) or "true", [str(text) for text in asked.values()]


def _port_code(port: str | None) -> str | None:
    """Name what stands in the port column; a name that is no code is that of a field office."""
    if port is None or port.lower() in NOT_OFFICES or port[:1].isdigit():
        return port
    return port if port.upper().startswith(FIELD_OFFICE) else FIELD_OFFICE + port


def with_defaults(edition: Published, wanted: FigureFilter) -> FigureFilter:
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


def last_season(edition: Published) -> str | None:
    """Name the last season with arrivals, else the last with any figure; None without one."""
    with edition.connect() as con:
        row = con.execute(
            "select coalesce(max(period) filter (measure = 'S8.1a' and \"view\" = 'cohort'), "
            "max(period)) from published.measures where period_kind = 'season'"
        ).fetchone()
    return row[0] if row else None


def read_figures(edition: Published, wanted: FigureFilter) -> list[dict[str, Any]]:
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
        One mapping a figure, with the edition's id and its cut of the data, in order of measure,
        unit, period and port.
    """
    condition, parameters = wanted.condition()
    with edition.connect() as con:
        rows = select(
            con,
            f"from published.measures where {condition} "
            'order by measure, unit, origin, "view", period_kind, period, port_code',
            parameters,
        )
    of_edition = {"edition": edition.id, "as_known_at": edition.as_known_at}
    return [
        {name: row.get(column) for column, name in FIGURE_COLUMNS.items()} | of_edition
        for row in rows
    ]


def one_figure(edition: Published, wanted: FigureFilter) -> dict[str, Any]:
    """Read the one figure that was asked for; by default of container trips, in the cohort view.

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
            "Rows are listed for one figure: give one --period (2006-04, 2006, FY2006 or CY2006) "
            "and one --port (a Schedule D code, a field office, or * for all ports together)."
        )
    found = read_figures(edition, replace(wanted, view=wanted.view or DEFAULT_VIEW))
    if not found:
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
        f"{wanted.port}, unit {wanted.unit or 'any'}, view {wanted.view or 'any'}, origin "
        f"{wanted.origin or 'any'}. " + _what_there_is(edition, wanted)
    )


def _what_there_is(edition: Published, wanted: FigureFilter) -> str:
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
