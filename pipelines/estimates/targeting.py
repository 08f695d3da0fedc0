"""How good the targeting is: ``published.targeting_quality``.

Holds hit rates by reason, the detection share and the lift at the exam budget: their reading, the
calls into ``models`` and the writing. What is counted lies in ``marts``; the random lane itself is
in ``random_lane``.
"""

from typing import Any

import duckdb
import pandas as pd

from models.evaluation.detection_share import detection_share
from models.evaluation.lift import lift_at_weekly_budget
from models.evaluation.rates import with_rates
from pipelines.estimates.random_lane import (
    KEYS,
    OUTCOMES,
    PORT_KINDS,
    RARE,
    in_periods,
    read_draws,
    read_frames,
    with_draws,
)
from pipelines.estimates.tables import replace_tables

TARGETING_QUALITY = {
    "origin": "varchar",
    "measure": "varchar",
    "outcome": "varchar",
    "reason": "varchar",
    "basis": "varchar",
    "rule_set": "varchar",
    "period_kind": "varchar",
    "period": "varchar",
    "port_code": "varchar",
    "numerator": "double",
    "denominator": "double",
    "n_unknown": "bigint",
    "value": "double",
    "low": "double",
    "high": "double",
    "value_unknown_low": "double",
    "value_unknown_high": "double",
    "expected": "double",
    "budget": "bigint",
    "outside": "double",
    "outside_low": "double",
    "outside_high": "double",
    "draws_needed": "bigint",
    "verdict": "varchar",
    "note": "varchar",
}

_INSIDE = {
    "any_discrepancy": "targeted_positive",
    "security": "targeted_security_positive",
    "person": "targeted_person",
}

_POSITIVE = {
    "any_discrepancy": "positive_episodes",
    "security": "security_positive_episodes",
    "person": "person_episodes",
}

VERIFIED_ONLY = "exams look where the score points: read it beside the random lane's"
"""Why a lift by exam results flatters the score: what no exam looked into is not in it."""

UNEQUAL = "probabilities of the draws differ: no lift from unweighted hits"

# Hits of the random lane at the score, port and week they were drawn at.
_LANE_HITS = """
select
    d.origin, s.rule_set, d.us_port_code, d.arrival_week, d.season,
    case s.rule_set when 'terrorism' then d.score_t2 else d.smuggling_score_t2 end as score,
    count(*)::bigint as lane_hits
from marts.fct_random_draws as d
cross join (select distinct rule_set from marts.fct_score_weeks) as s
where d.is_in_frame and d.is_positive and d.is_in_season
group by all
"""

_SCORE_WEEKS = """
select
    origin, rule_set, us_port_code, arrival_week, season, score,
    container_count, examined_count, positive_count, incident_count
from marts.fct_score_weeks where is_in_season
"""


def estimate_targeting_quality(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Write ``published.targeting_quality``: hit rates, detection shares and lift.

    Parameters
    ----------
    con
        Connection to a built warehouse.

    Returns
    -------
    DataFrame
        The rows written; ``measure`` is ``hit_rate``, ``detection_share`` or ``lift``.

    Notes
    -----
    Lift is given per season for three things found: ``incident`` (confirmed, however found),
    ``any_discrepancy`` by any exam, and ``any_discrepancy`` by the random lane alone (reason
    ``random``), the only one that does not look where the score points.
    """
    parts = [_hit_rates(con), _detection_shares(con), _lifts(con)]
    rows = pd.concat([part for part in parts if not part.empty] or parts[:1], ignore_index=True)
    table = rows.reindex(columns=list(TARGETING_QUALITY))
    replace_tables(con, {"targeting_quality": (TARGETING_QUALITY, table)})
    return table


def _hit_rates(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Positive of the finished episodes, by reason, in each and exclusive."""
    sums = ", ".join(
        f"sum({name})::bigint as {name}"
        for name in ("finished_episodes", "unsettled_episodes", *_POSITIVE.values())
    )
    counts = con.execute(
        f"select {', '.join(KEYS)}, reason, basis, {sums} "  # noqa: S608
        f"from ({in_periods('marts.fct_exam_reasons')}) group by all order by all"
    ).df()
    parts = [
        counts.assign(
            measure="hit_rate",
            outcome=outcome,
            numerator=counts[column],
            denominator=counts["finished_episodes"],
            n_unknown=counts["unsettled_episodes"],
        )
        for outcome, column in _POSITIVE.items()
    ]
    rated = with_rates(pd.concat(parts, ignore_index=True))
    return rated.assign(
        verdict=["rate" if known else "too few" for known in rated["value"].notna()]
    )


def _detection_shares(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Positives inside the targeted of all, the outside from random draws."""
    frames, draws = read_frames(con), read_draws(con)
    frames = frames[frames["period_kind"].isin(PORT_KINDS)]
    rows = []
    for frame, mine, rate in with_draws(frames, draws):
        outside = mine[~mine["is_targeted"].astype(bool)]
        rows += [
            _detection_row(frame, outside, outcome, rate if outcome in RARE else None)
            for outcome in OUTCOMES
        ]
    return pd.DataFrame(rows)


def _detection_row(
    frame: dict[str, Any], draws: pd.DataFrame, outcome: str, known_rate: float | None
) -> dict[str, Any]:
    found = detection_share(
        int(frame[_INSIDE[outcome]]),
        int(frame["targeted_unknown"]),
        draws["draw_probability"],
        draws[OUTCOMES[outcome]],
        int(frame["frame_trips"] - frame["targeted_trips"]),
        known_rate=known_rate,
    )
    return {
        **{name: frame[name] for name in KEYS},
        "measure": "detection_share",
        "outcome": outcome,
        "numerator": found.inside,
        "n_unknown": found.inside_unknown,
        **{
            name: getattr(found, name)
            for name in (
                "value", "low", "high", "outside", "outside_low", "outside_high", "draws_needed",
                "verdict", "note",
            )
        },
    }  # fmt: skip


def _lifts(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Lift of each rule set's score at the weekly exams of each port, per season."""
    weeks, hits = con.execute(_SCORE_WEEKS).df(), con.execute(_LANE_HITS).df()
    if weeks.empty:
        return pd.DataFrame()
    # A container without a score is told from one with score 0 when the two are joined.
    cell = ["origin", "rule_set", "us_port_code", "arrival_week", "season", "score"]
    weeks = weeks.merge(hits, on=cell, how="left").rename(columns={"us_port_code": "port_code"})
    weeks["lane_hits"] = weeks["lane_hits"].fillna(0)
    equal = con.execute(
        "select origin from marts.fct_random_draws where is_in_frame group by origin "
        "having min(draw_probability) = max(draw_probability)"
    ).df()["origin"]
    parts = []
    for outcome, reason, column, note in (
        ("incident", None, "incident_count", ""),
        ("any_discrepancy", None, "positive_count", VERIFIED_ONLY),
        ("any_discrepancy", "random", "lane_hits", ""),
    ):
        counted = weeks.assign(found=weeks[column])
        by = ["origin", "rule_set", "season"]
        over_all = lift_at_weekly_budget(counted, by).assign(port_code="*")
        by_port = lift_at_weekly_budget(counted, [*by, "port_code"], ["port_code", "arrival_week"])
        found = pd.concat([over_all, by_port], ignore_index=True).assign(
            outcome=outcome, reason=reason
        )
        found["note"] = [_joined(own, note) for own in found["note"]]
        if reason == "random":
            unequal = ~found["origin"].isin(equal) & found["lift"].notna()
            found.loc[unequal, ["lift", "lift_low", "lift_high"]] = float("nan")
            found.loc[unequal, "note"] = UNEQUAL
        parts.append(found)
    lifts = pd.concat(parts, ignore_index=True)
    return lifts.assign(
        measure="lift",
        period_kind="season",
        period=lifts["season"].astype(str),
        numerator=lifts["found_in_budget"],
        denominator=lifts["found"],
        n_unknown=0,
        expected=lifts["expected_in_budget"],
        budget=lifts["budget"].astype("int64"),
        value=lifts["lift"],
        low=lifts["lift_low"],
        high=lifts["lift_high"],
        verdict=["rate" if known else "too few" for known in lifts["lift"].notna()],
    )


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)
