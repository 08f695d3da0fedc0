"""Our return for a period, made from one edition: standard 8 measures and clearance times.

Figures are taken as published. Comparing a partner's return is in ``comparing``.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from models.returns import StatisticalReturn, to_csv, to_json
from pipelines.editions import Edition
from pipelines.editions.published import select
from pipelines.editions.selection import last_season
from pipelines.periods import period_kind_of

COUNTRY = "US"
ADMINISTRATION = "U.S. Customs and Border Protection"
RETURNED_MEASURES = (
    "S8.1a",
    "S8.1b",
    "S8.2",
    "S8.3",
    "S8.4.any",
    "S8.4.only",
    "S8.5",
    "S8.6",
    "S8.7",
    "S8.8.positive_security",
    "S8.8.positive_other",
    "S8.8.negative",
    "S8.8.inconclusive",
    "S8.8.pending",
    "S8.9",
)
"""Measures that standard 8 names (GAO-08-538, lines 1814-1819), and S8.9, each under its own id."""


class ReturnError(Exception):
    """No return can be made of what was asked for; the message says what there is."""


def make_return(edition: Edition, period: str | None, origin: str | None) -> StatisticalReturn:
    """Make our return for a period.

    Parameters
    ----------
    edition
        Where the figures are.
    period
        ``2006-04``, ``2006`` (season), ``FY2006`` or ``CY2006``; None for the last season.
    origin
        ``real`` or ``synthetic``; None where the edition has figures of one of them alone.

    Returns
    -------
    StatisticalReturn
        Prepared at the moment the edition was published, so that the same edition always gives the
        same return. Exams at the request of partners are not recorded here.

    Raises
    ------
    ReturnError
        If the period is none, or the edition has no figures of it, or of both origins.
    """
    asked = period or last_season(edition) or ""
    kind = period_kind_of(asked)
    if kind not in {"month", "season", "fiscal_year", "calendar_year"}:
        raise ReturnError(
            f"--period {asked!r} is no period of a return; expected 2006-04 (month), 2006 "
            "(season), FY2006 or CY2006."
        )
    with edition.connect() as con:
        lines = select(
            con,
            "from published.measures where period = ? and period_kind = ? and port_code = '*' "
            'and list_contains(?, measure) order by origin, measure, unit, "view"',
            [asked, kind, list(RETURNED_MEASURES)],
        )
        times = select(
            con,
            "from published.clearance_times where period = ? and period_kind = ? "
            "and port_code = '*' and breakdown = 'all' order by origin, segment, unit",
            [asked, kind],
        )
        periods = con.execute(
            "select string_agg(distinct period, ', ' order by period) from published.measures "
            "where period_kind = ?",
            [kind],
        ).fetchone()
    chosen = _one_origin(lines, origin, edition, asked, periods[0] if periods else None)
    return StatisticalReturn(
        country=COUNTRY,
        administration=ADMINISTRATION,
        data_origin=chosen,
        period_kind=kind,
        period=asked,
        prepared_at=edition.manifest.created_at.astimezone(UTC).replace(microsecond=0),
        edition=edition.id,
        exams_at_request_recorded=False,
        measures=tuple(_measure(row) for row in lines if row["origin"] == chosen),
        clearance_times=tuple(_time(row) for row in times if row["origin"] == chosen),
    )


def write_return(document: StatisticalReturn, folder: Path) -> list[Path]:
    """Write a return as JSON and as CSV.

    Parameters
    ----------
    document
        The return.
    folder
        Made where it is not there; files of the same period and origin are replaced.

    Returns
    -------
    list of Path
        The two files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"wco-return.{document.country}.{document.period}.{document.data_origin}"
    written = []
    for ending, text in (("json", to_json(document)), ("csv", to_csv(document))):
        path = folder / f"{stem}.{ending}"
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def _one_origin(
    lines: Iterable[Mapping[str, Any]],
    origin: str | None,
    edition: Edition,
    period: str,
    periods: str | None,
) -> Any:
    found = sorted({str(line["origin"]) for line in lines})
    if origin is None and len(found) > 1:
        raise ReturnError(
            f"Edition {edition.id} has figures of {' and '.join(found)} rows for {period}; a "
            "return never holds both: give --origin real or --origin synthetic."
        )
    if not found or (origin is not None and origin not in found):
        raise ReturnError(
            f"Edition {edition.id} has no {origin or ''} measure of standard 8 for {period}; "
            f"expected one of {periods or 'no period at all'}."
        )
    return origin or found[0]


def _measure(row: Mapping[str, Any]) -> Any:
    names = (
        "measure",
        "title",
        "unit",
        "view",
        "definition_version",
        "formula",
        "state",
        "numerator",
        "denominator",
        "n_unknown",
        "value",
        "low",
        "high",
    )
    return {name: row[name] for name in names} | {"note": row["note"] or None}


def _time(row: Mapping[str, Any]) -> Any:
    return {
        "segment": row["segment"],
        "unit": row["unit"],
        "known_count": row["n"],
        "open_count": row["n_open"],
        "n_unknown": row["n_unknown"],
        "median_hours": row["median_hours"],
        "p90_hours": row["p90_hours"],
    }
