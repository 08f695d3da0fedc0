"""Figures of the programs: ``published.program_figures``, from the counts and printed values.

Holds the reading, the one call into ``models`` and the writing. What a program counts is
decided in ``dbt/models/marts/programs``; choosing and wording figures is in ``editions.programs``.
"""

from datetime import datetime
from functools import cache
from importlib.resources import files

import duckdb
import pandas as pd

from models.evaluation import with_rates
from pipelines.estimates.maturity import newest_known_at, with_state
from pipelines.estimates.tables import replace_tables
from pipelines.periods import FINAL_AFTER_DAYS

PROGRAM_FIGURES = {
    "program": "varchar",
    "section": "varchar",
    "figure": "varchar",
    "title": "varchar",
    "unit": "varchar",
    "view": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "geography": "varchar",
    "subject": "varchar",
    "subject_name": "varchar",
    "origin": "varchar",
    "state": "varchar",
    "numerator": "bigint",
    "denominator": "bigint",
    "n_unknown": "bigint",
    "value": "double",
    "low": "double",
    "high": "double",
    "value_unknown_low": "double",
    "value_unknown_high": "double",
    "value_note": "varchar",
    "published_value": "double",
    "formula": "varchar",
    "source": "varchar",
    "note": "varchar",
    "rows_in": "varchar",
}

STATE_AS_OF = "as of"
"""How things stood on a day, by what is loaded: neither provisional nor final."""
STATE_AS_PRINTED = "as printed"
STATE_NOT_STATED = "not stated"
NOTE_PRINTED = "printed by the source"
NOTE_NOT_STATED = "not stated"
NOTE_CENSUS = "count of what stands"
"""A count as of a day is of all there is; it has no interval."""


def estimate_program_figures(
    con: duckdb.DuckDBPyConnection,
    *,
    as_known_at: datetime | None = None,
    final_after_days: int = FINAL_AFTER_DAYS,
) -> pd.DataFrame:
    """Write ``published.program_figures``: counts with rate, exact interval and state.

    Parameters
    ----------
    con
        Connection to a built warehouse.
    as_known_at
        Cut of the data, UTC; None for everything loaded.
    final_after_days
        Days after a period's end from which its figures are final.

    Returns
    -------
    DataFrame
        The rows written. A value that a source printed, or that none states, has no interval; a
        count as of a day has none either.

    Raises
    ------
    ValueError
        If a count cannot be, a figure is both counted and printed, or a period is none.
    """
    figures = con.execute(
        "from marts.fct_program_figures "
        "order by program, section, figure, period_kind, period, geography, subject, origin"
    ).df()
    figures = with_values(figures)
    figures["subject_name"] = subject_names(figures, _port_names(con))
    dated = ~figures["period_kind"].isin(["as_of", "all"]) & figures["numerator"].notna()
    judged = with_state(figures[dated], newest_known_at(con), as_known_at, final_after_days)
    figures["state"] = _undated_state(figures).where(~dated, judged["state"])
    tables = con.execute(
        "select program, table_name, figures from marts.dim_program_tables "
        "where kind <> 'figures' order by table_name"
    ).fetchall()
    figures["rows_in"] = [
        rows_in(program, figure, tables)
        for program, figure in zip(figures["program"], figures["figure"], strict=True)
    ]
    replace_tables(con, {"program_figures": (PROGRAM_FIGURES, figures)})
    return figures[list(PROGRAM_FIGURES)]


def with_values(figures: pd.DataFrame) -> pd.DataFrame:
    """Give each figure its value: a rate, a count, what a source printed, or nothing.

    Parameters
    ----------
    figures
        Rows of ``marts.fct_program_figures``.

    Returns
    -------
    DataFrame
        With the columns of :func:`models.evaluation.with_rates`, its note as ``value_note``.

    Raises
    ------
    ValueError
        If a count cannot be, or a figure is both counted and printed.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "figure": ["a", "b", "c", "d"], "view": ["cohort", "as_of", "as_of", "as_of"],
    ...     "numerator": [30, 58, None, None], "denominator": [40, None, None, None],
    ...     "n_unknown": [0, 0, None, None], "published_value": [None, None, 0.86, None],
    ... })
    >>> with_values(rows)[["value", "low", "value_note"]].round(3)
       value    low             value_note
    0   0.75  0.588
    1  58.00    NaN   count of what stands
    2   0.86    NaN  printed by the source
    3    NaN    NaN             not stated
    """
    counted = figures["numerator"].notna()
    both = figures[counted & figures["published_value"].notna()]
    if not both.empty:
        first = both.iloc[0]
        raise ValueError(
            f"figure {first['figure']}: numerator {first['numerator']:g} and published_value "
            f"{first['published_value']:g}; expected one of them. A figure is counted here, or "
            "printed by a source: give the printed one an id of its own."
        )
    figures = figures.assign(
        **{
            name: figures[name].astype("Float64")
            for name in ("numerator", "denominator", "n_unknown", "published_value")
        }
    )
    counts = figures.loc[counted, ["figure", "numerator", "denominator", "n_unknown"]]
    rated = with_rates(counts).rename(columns={"note": "value_note"})
    result = figures.join(rated.drop(columns=list(counts.columns)))
    census = counted & (figures["view"] == "as_of") & figures["denominator"].isna()
    result.loc[census, ["low", "high"]] = float("nan")
    result.loc[census, "value_note"] = NOTE_CENSUS
    printed = figures["published_value"].notna()
    result.loc[printed, "value"] = figures.loc[printed, "published_value"].astype(float)
    result.loc[printed, "value_note"] = NOTE_PRINTED
    result.loc[~counted & ~printed, "value_note"] = NOTE_NOT_STATED
    return result


def subject_names(figures: pd.DataFrame, ports: dict[str, str]) -> list[str | None]:
    """Name the subjects that are ports or countries by their codes.

    Parameters
    ----------
    figures
        With ``geography`` and ``subject``.
    ports
        Name of each port by its Schedule D or K code.

    Returns
    -------
    list of str or None
        None where the subject is no code.

    Notes
    -----
    Countries by ISO 3166 as the time zone database lists them (``iso3166.tab``, public domain).

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "geography": ["port", "host", "port", "sector"], "subject": ["2704", "BE", "*", "BE"]
    ... })
    >>> subject_names(rows, {"2704": "Los Angeles"})
    ['Los Angeles (2704)', 'Belgium', None, None]
    """
    countries = country_names()
    named = {"port": {code: f"{name} ({code})" for code, name in ports.items()}, "host": countries}
    return [
        named.get(geography, {}).get(subject)
        for geography, subject in zip(figures["geography"], figures["subject"], strict=True)
    ]


@cache
def country_names() -> dict[str, str]:
    """Read the name of each country by its ISO 3166 code.

    Examples
    --------
    >>> country_names()["SG"]
    'Singapore'
    """
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {code: name for code, name in lines}


def _port_names(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(con.execute("select port_code, port_name from reference.ports").fetchall())


def rows_in(program: str, figure: str, tables: list[tuple[str, str, str]]) -> str | None:
    """Name the table that lists the rows of a figure.

    Parameters
    ----------
    program, figure
        Which figure.
    tables
        Program, name, and figures or beginnings of figures parted by blanks, of each table.

    Returns
    -------
    str or None
        The table that names the most of the figure's id; None where no table does.

    Examples
    --------
    >>> tables = [("csi", "fct_asked", "CSI.asked"), ("csi", "fct_denied", "CSI.asked.denied")]
    >>> rows_in("csi", "CSI.asked.denied", tables), rows_in("csi", "CSI.asked.host", tables)
    ('fct_denied', 'fct_asked')
    >>> rows_in("csi", "CSI.coverage", tables)
    """
    named = [
        (len(begins), table)
        for owner, table, figures in tables
        if owner == program
        for begins in figures.split()
        if figure == begins or figure.startswith(f"{begins}.")
    ]
    return max(named)[1] if named else None


def _undated_state(figures: pd.DataFrame) -> pd.Series:
    states = pd.Series(STATE_AS_OF, figures.index, object)
    states[figures["period_kind"] == "all"] = None
    states[figures["published_value"].notna()] = STATE_AS_PRINTED
    states[figures["numerator"].isna() & figures["published_value"].isna()] = STATE_NOT_STATED
    return states
