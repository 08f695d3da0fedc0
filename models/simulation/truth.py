"""The truth as tables: what was planted, whether or not it came to light.

It is written apart from the landing folder and decides nothing in the product; evaluations of the
method may read it. Scenarios were not drawn, so they are not in it.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from models.rules import RuleSet
from models.simulation.agency_trips import trip_columns
from models.simulation.ams_parties import party_truth
from models.simulation.calibration import figures
from models.simulation.month import Month
from models.simulation.planted import ACTIVE_PORTS, true_weights
from models.simulation.smuggling import is_in_scope
from models.simulation.texts import pooled

_POOLED = pa.dictionary(pa.int16(), pa.string())
_KEY = [
    ("container_number", pa.string()),
    ("vessel_imo", _POOLED),
    ("voyage_number", _POOLED),
    ("us_port_code", _POOLED),
]
_PERSONS = pa.schema(
    [
        *_KEY,
        ("truth_event", pa.string()),
        ("season", pa.int32()),
        ("loading_port_code", pa.string()),
        ("true_log_odds", pa.float32()),
        ("is_discovered", pa.bool_()),
        ("is_found_by_exam", pa.bool_()),
        ("discovered_at", pa.timestamp("s")),
    ]
)
_RISK = pa.schema(
    [
        *_KEY,
        ("arrival_month", pa.date32()),
        ("true_log_odds", pa.float32()),
        ("has_lesser_violation", pa.bool_()),
    ]
)
_PARTIES = pa.schema(
    [
        ("party_kind", _POOLED),
        ("firm", pa.int64()),
        ("party_name", pa.string()),
        ("spelling", _POOLED),
    ]
)


def month_truth(month: Month) -> dict[str, pa.Table]:
    """Tell the truth of a month.

    Parameters
    ----------
    month : Month

    Returns
    -------
    dict of str to pyarrow.Table
        'containers_with_persons': one row a container; 'container_risk': true log-odds of every
        trip in scope, up to one constant a month, with lesser violations; 'party_names': whose
        name each name on a bill is.
    """
    attempts, found = month.attempts, month.discoveries
    lading_codes = month.world.network.foreign.codes.tolist()
    persons = {
        **trip_columns(month, attempts.trip),
        "truth_event": pa.array(
            [f"PLANTED-{month.label}-{event}" for event in attempts.event.tolist()], pa.string()
        ),
        "season": np.full(len(attempts.trip), month.season),
        "loading_port_code": pooled(month.trips.foreign[attempts.trip], lading_codes),
        "true_log_odds": month.log_odds[attempts.trip],
        "is_discovered": ~np.isnat(found.at),
        "is_found_by_exam": found.is_by_exam,
        "discovered_at": found.at,
    }
    scope = np.flatnonzero(is_in_scope(month.trips))
    risk = {
        **trip_columns(month, scope),
        "arrival_month": np.full(len(scope), month.month.astype("datetime64[D]")),
        "true_log_odds": month.log_odds[scope],
        "has_lesser_violation": month.has_lesser[scope],
    }
    return {
        "containers_with_persons": pa.table(persons).cast(_PERSONS),
        "container_risk": pa.table(risk).cast(_RISK),
        "party_names": party_truth(month).cast(_PARTIES),
    }


def world_truth(rule_set: RuleSet, truth: str) -> dict[str, pa.Table]:
    """Tell what holds for the whole stream: weights, active ports, every figure with its source.

    Parameters
    ----------
    rule_set : RuleSet
        The human smuggling rule set.
    truth : {'planted', 'current'}

    Returns
    -------
    dict of str to pyarrow.Table
        'weights', 'active_ports', 'calibration'. A planted rule that the rule set lacks has no
        points in 'weights'.
    """
    weights = true_weights(rule_set, truth)
    absent = weights.planted_rules_absent
    active = ACTIVE_PORTS if truth == "planted" else ()
    listed = figures()
    return {
        "weights": pa.table(
            {
                "rule": weights.rules + absent,
                "true_points": [*weights.true_points.tolist(), *[None] * len(absent)],
                "current_points": [*weights.current_points.tolist(), *[None] * len(absent)],
            }
        ),
        "active_ports": pa.table(
            {
                "first_season": pa.array([port[0] for port in active], pa.int32()),
                "last_season": pa.array([port[1] for port in active], pa.int32()),
                "port_code": pa.array([port[2] for port in active], pa.string()),
                "source": pa.array([port[3] for port in active], pa.string()),
            }
        ),
        "calibration": pa.table(
            {
                "figure": list(listed),
                "value": [figure.value for figure in listed.values()],
                "source": [figure.source for figure in listed.values()],
            }
        ),
    }
