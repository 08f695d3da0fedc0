"""What the random lane says of every discharged container: ``published.random_lane``.

Holds the reading of the draws and their frames, the calls into ``models`` and the writing. Who was
drawn, what became of the draw and how many could be drawn is counted in ``marts.fct_random_lane``.
"""

from collections.abc import Iterator
from typing import Any

import duckdb
import pandas as pd

from models.evaluation.random_lane import estimate_rate
from pipelines.estimates.tables import replace_tables

OUTCOMES = {
    "any_discrepancy": "is_positive",
    "security": "is_security_positive",
    "person": "is_person",
}
"""Outcomes a lane is asked for, and the column of ``marts.fct_random_draws`` that says so."""

RARE = ("security", "person")
"""Outcomes for which a lane is asked first whether it could have seen one."""

BASE_RATE = 29 / (9 * 11_000_000)
"""Events per container where an origin has no incident with traffic: 23 + 6 known since April 1998
(OIG 82-85) in about nine years of about 11 million containers (GAO 84-85). Far below one container
in a million, and only what became known."""

PORT_KINDS = ("season", "fiscal_year", "calendar_year")
"""Kinds of period that are given port by port; a month only for all ports together."""

RANDOM_LANE = {
    "origin": "varchar",
    "outcome": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "port_code": "varchar",
    "frame_trips": "bigint",
    "frame_unknown": "bigint",
    "draws_in_frame": "bigint",
    "responded": "bigint",
    "refused": "bigint",
    "substituted": "bigint",
    "not_examined": "bigint",
    "pending": "bigint",
    "no_record": "bigint",
    "without_result": "bigint",
    "draws_outside_frame": "bigint",
    "draws_frame_unknown": "bigint",
    "unlogged": "bigint",
    "targeted_draws": "bigint",
    "hits": "bigint",
    "response_share": "double",
    "min_probability": "double",
    "max_probability": "double",
    "known_rate": "double",
    "containers": "double",
    "containers_low": "double",
    "containers_high": "double",
    "value": "double",
    "low": "double",
    "high": "double",
    "value_unknown_low": "double",
    "value_unknown_high": "double",
    "exact_value": "double",
    "exact_low": "double",
    "exact_high": "double",
    "bound_containers": "double",
    "bound": "double",
    "draws_needed": "bigint",
    "verdict": "varchar",
    "note": "varchar",
}

KEYS = ["origin", "period_kind", "period", "port_code"]

_COUNTS = [
    "frame_trips", "frame_unknown", "incident_trips", "targeted_trips", "targeted_unknown",
    "targeted_positive", "targeted_security_positive", "targeted_person", "draws_in_frame",
    "draws_frame_unknown", "draws_outside_frame", "responded", "refused", "substituted",
    "not_examined", "pending", "no_record", "unlogged", "targeted_draws",
]  # fmt: skip


def in_periods(relation: str) -> str:
    """Spell a relation of months and ports with a row per period and port it belongs to.

    Parameters
    ----------
    relation
        Mart with ``us_port_code``, ``arrival_month``, ``season``, ``is_in_season`` and
        ``fiscal_year``.

    Returns
    -------
    str
        A SELECT of its columns with ``period_kind``, ``period`` and ``port_code`` ('*': all).
    """
    return f"""
    with dated as (
        select *, unnest([
            {{'kind': 'month', 'period': strftime(arrival_month, '%Y-%m')}},
            {{'kind': 'season', 'period': case when is_in_season then season::varchar end}},
            {{'kind': 'fiscal_year', 'period': 'FY' || fiscal_year}},
            {{'kind': 'calendar_year', 'period': 'CY' || year(arrival_month)}}
        ]) as dating
        from {relation}
    )
    select * exclude (dating), dating.kind as period_kind, dating.period as period,
        unnest(
            case dating.kind when 'month' then ['*'] else ['*', us_port_code] end
        ) as port_code
    from dated where dating.period is not null
    """  # noqa: S608  names of marts


def estimate_random_lane(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Write ``published.random_lane``: rate, bound or refusal by outcome, period and port.

    Parameters
    ----------
    con
        Connection to a built warehouse.

    Returns
    -------
    DataFrame
        The rows written, one per origin, outcome, period and port with discharged containers.

    Raises
    ------
    ValueError
        If the draws and their frame contradict each other.
    """
    frames, draws = read_frames(con), read_draws(con)
    rows = [
        _row(frame, mine, outcome, rate if outcome in RARE else None)
        for frame, mine, rate in with_draws(frames, draws)
        for outcome in OUTCOMES
    ]
    table = pd.DataFrame(rows, columns=list(RANDOM_LANE))
    replace_tables(con, {"random_lane": (RANDOM_LANE, table)})
    return table


def read_frames(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Read frames and counts of draws by origin, period and port, with the known incident rate."""
    sums = ", ".join(f"sum({name})::bigint as {name}" for name in _COUNTS)
    frames = con.execute(
        f"select {', '.join(KEYS)}, {sums} from ({in_periods('marts.fct_random_lane')}) "  # noqa: S608
        "group by all order by all"
    ).df()
    known = con.execute(
        "select origin, sum(incident_trips)::double / nullif(sum(frame_trips), 0) as known_rate "
        "from marts.fct_random_lane group by origin"
    ).df()
    frames = frames.merge(known, on="origin", how="left")
    rate = frames["known_rate"]
    return frames.assign(known_rate=rate.where(rate > 0, BASE_RATE))


def read_draws(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Read the draws within the frame, once per period and port they belong to."""
    return con.execute(
        f"select {', '.join(KEYS)}, draw_probability, is_targeted, has_responded, "  # noqa: S608
        "is_positive::double as is_positive, "
        "is_security_positive::double as is_security_positive, is_person::double as is_person "
        f"from ({in_periods('marts.fct_random_draws')}) where is_in_frame"
    ).df()


def with_draws(
    frames: pd.DataFrame, draws: pd.DataFrame
) -> Iterator[tuple[dict[str, Any], pd.DataFrame, float]]:
    """Pair every frame with its draws and the rate known from incidents.

    Parameters
    ----------
    frames, draws
        As :func:`read_frames` and :func:`read_draws` give them.

    Yields
    ------
    tuple of dict, DataFrame, float
        The frame's counts, its draws (none: an empty frame) and the known rate.
    """
    by_key = {key: rows for key, rows in draws.groupby(KEYS, sort=False)}
    nothing = draws.iloc[:0]
    for frame in frames.to_dict("records"):
        if frame["frame_trips"]:
            key = tuple(frame[name] for name in KEYS)
            yield (
                {str(name): value for name, value in frame.items()},
                by_key.get(key, nothing),
                float(frame["known_rate"]),
            )


def _row(
    frame: dict[str, Any], draws: pd.DataFrame, outcome: str, known_rate: float | None
) -> dict[str, Any]:
    """Estimate one outcome of one frame."""
    hit = draws[OUTCOMES[outcome]]
    found = estimate_rate(
        draws["draw_probability"], hit, int(frame["frame_trips"]), known_rate=known_rate
    )
    if len(draws) != frame["draws_in_frame"]:
        raise ValueError(
            f"{frame}: marts.fct_random_draws has {len(draws)} draws, marts.fct_random_lane counts "
            f"{frame['draws_in_frame']}; build again"
        )
    estimated = {name: value for name, value in vars(found).items() if name in RANDOM_LANE}
    del estimated["responded"]
    return {
        **frame,
        **estimated,
        "outcome": outcome,
        "known_rate": known_rate,
        "without_result": int((draws["has_responded"] & hit.isna()).sum()),
    }
