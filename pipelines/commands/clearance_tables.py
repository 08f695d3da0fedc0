"""Drawing clearance times on the terminal, beside the figures of S8.7.

Tables only: which cells are drawn is what was asked of ``tallyman measures``.
"""

from typing import Any

from pipelines.console import count, percent, results, table
from pipelines.editions.published import Published, select
from pipelines.editions.selection import FigureFilter

MEASURE = "S8.7"
LEAST_CASES = 20
SHOWN_PLACES = 4
FEW = "not enough evidence"
NAMES = {
    "clearance": "start to release",
    "before_hold": "  start to hold",
    "waiting_for_exam": "  hold to exam",
    "under_exam": "  exam",
    "after_exam": "  exam to release",
    "landing": "arrival to discharge",
    "data_late": "discharge to complete data",
    "pick_up": "release to exit",
    "arrival_to_exit": "arrival to exit",
    "arrival_to_release": "arrival to release",
    "hold_to_exam_start": "hold to exam, as recorded",
    "exam_duration": "exam, as recorded",
    "exam_end_to_release": "exam end to release, as recorded",
}


def read_clearance_times(source: Published, wanted: FigureFilter) -> list[dict[str, Any]]:
    """Read the clearance times a reader of S8.7 asked for; none where another measure was.

    Parameters
    ----------
    source
        An edition, or a past state.
    wanted
        What was asked, with defaults filled in.

    Returns
    -------
    list of dict
        Rows of ``published.clearance_times``, a mapping each; empty for an edition published
        before there were segments.
    """
    if (wanted.measure or "").upper() != MEASURE or (wanted.view or "cohort") == "activity":
        return []
    asked, parameters = FigureFilter(
        period=wanted.period, port=wanted.port, unit=wanted.unit, origin=wanted.origin
    ).condition()
    with source.connect() as con:
        columns = con.execute(
            "select column_name from information_schema.columns "
            "where table_schema = 'published' and table_name = 'clearance_times'"
        ).fetchall()
        if ("segment",) not in columns:
            return []
        return select(
            con,
            f"select * from published.clearance_times where {asked} "  # noqa: S608
            "order by origin, unit, period, port_code, segment, breakdown, breakdown_value",
            parameters,
        )


def print_clearance_times(rows: list[dict[str, Any]]) -> None:
    """Draw them, one table an origin, unit, period and place.

    Parameters
    ----------
    rows
        As :func:`read_clearance_times` gives them.
    """
    keys = ("origin", "unit", "period", "port_code")
    places = list(dict.fromkeys(tuple(row[key] for key in keys) for row in rows))
    for place in places[:SHOWN_PLACES]:
        of_place = [row for row in rows if tuple(row[key] for key in keys) == place]
        origin, unit, period, _ = place
        made = table(
            f"Clearance times by {unit.replace('_', ' ')}, {period}, {of_place[0]['port_name']}",
            ["segment", "#finished", "#open", "#unknown", "#median", "#P75", "#P90", "#longest",
             "#within target"],
            origins=[origin],
        )  # fmt: skip
        for segment, words in NAMES.items():
            for row in of_place:
                if row["segment"] == segment and row["breakdown"] == "all":
                    made.add_row(words, *_cells(row))
        made.add_section()
        for row in of_place:
            if row["segment"] == "clearance" and row["breakdown"] != "all":
                what = row["breakdown"].replace("_", " ")
                made.add_row(f"{what}: {row['breakdown_value'].replace('_', ' ')}", *_cells(row))
        results().print(made)
    if len(places) > SHOWN_PLACES:
        results().print(
            f"[dim]… and {len(places) - SHOWN_PLACES} more; name --period, --port and --unit.[/]"
        )


def _cells(row: dict[str, Any]) -> list[str]:
    counts = [count(row[name]) for name in ("n", "n_open", "n_unknown")]
    target = row["target_hours"]
    within = (
        "no target" if target is None else f"{percent(row['within_target_value'])} ≤ {target:g} h"
    )
    if row["segment"] != "clearance":
        within = ""
    if row["n"] + row["n_open"] < LEAST_CASES:
        return [*counts, FEW, "", "", _hours(row["longest_hours"]), within]
    quantiles = [
        "open yet" if row[name] is None else _hours(row[name])
        for name in ("median_hours", "p75_hours", "p90_hours")
    ]
    return [*counts, *quantiles, _hours(row["longest_hours"]), within]


def _hours(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f} h"
