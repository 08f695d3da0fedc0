"""The model card of a run: what the fit states of itself, and what only the run around it knows.

Holds what is added to ``FilterWeightRefiner.to_model_card``: window and cut, positives by kind,
sensitivity to the exposure assumption, calibration, hashes of code and data. How a card is drawn
is ``pipelines.editions.model_cards``.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

import models.evaluation
import models.refinement
from models.evaluation.calibration import calibration_by_score
from models.evaluation.sensitivity import surfacing_sensitivity
from models.refinement import FilterWeightRefiner
from models.refinement.card import power_table
from models.refinement.exposure import incident_exposure
from models.rules.scoring import score_hits
from pipelines.estimates.training import Training

CARD_VERSION = 1

_POSITIVES = """
with
    incidents as (
        select i.container_trip_key, any_value(i.found_by) as found_by
        from intermediate.int_incident_trips as i
        inner join staging.stg_agency__incidents_first_known as f using (origin, incident_id)
        where i.origin = $origin and not i.is_scenario
        group by i.container_trip_key
        having min(f.first_known_at) < $known_before
    )

select
    'confirmed' as positive,
    coalesce(i.found_by, 'unknown') as kind,
    count(*) as containers
from incidents as i
inner join
    marts.fct_container_trips as t
    on t.origin = $origin and t.container_trip_key = i.container_trip_key
where t.is_in_scope and t.is_in_season and t.season < $season
group by i.found_by
union all
select 'lesser' as positive, result as kind, count(*) as containers
from marts.fct_container_trips
where
    origin = $origin
    and is_in_scope
    and is_in_season
    and season < $season
    and not is_incident
    and result in ('positive_security', 'positive_other')
group by result
order by positive, containers desc, kind
"""


def positives_by_kind(
    con: duckdb.DuckDBPyConnection, training: Training, origin: str, season: int
) -> list[dict[str, Any]]:
    """Count the positives of the training seasons by how they were found or what was found.

    Parameters
    ----------
    con
        Connection to a built warehouse.
    training
        What the proposal may know; its cut counts for incidents.
    origin, season
        Real or synthetic; the season proposed for.

    Returns
    -------
    list of dict
        ``positive`` (``confirmed`` or ``lesser``), ``kind`` (who found it; which result),
        ``containers``. Containers without a manifest on arrival are among them: they hit no rule
        and so stand in no pattern.
    """
    given = {"origin": origin, "season": season, "known_before": training.known_before}
    return _records(con.execute(_POSITIVES, given).df())


def run_card(
    fitted: FilterWeightRefiner | None,
    training: Training,
    rules: pd.DataFrame,
    proposal: pd.DataFrame,
    summary: Mapping[str, Any],
    positives: list[dict[str, Any]],
    *,
    coming: pd.DataFrame | None = None,
) -> dict[str, Any]:
    """Complete the card of a fit, or make that of a run in which nothing could be fitted.

    Parameters
    ----------
    fitted
        The fitted estimator; None where there was nothing to fit.
    training
        What it was given.
    rules
        The rules as they were given to it, frozen ones held.
    proposal
        Rule by rule, with the final decisions.
    summary
        Row of ``published.proposal_summary``.
    positives
        Of :func:`positives_by_kind`.
    coming
        Traffic of the season proposed for, as it was given to the estimator; None without.

    Returns
    -------
    dict
        JSON-ready. ``coming_season``: whether its port rules were ``known``, and ``used``, in how
        many ``containers``; known and not used where one of them foretells a move as
        none did before, or where nothing was fitted. ``told_seasons``: each told from those before
        it, as the coming one is.
    """
    base: dict[str, Any] = {} if fitted is None else fitted.to_model_card()
    counted = training.patterns
    columns = ("containers", "confirmed", "lesser")
    stated = base.get("training") or {
        "patterns": int(counted["hits"].nunique()),
        **{name: int(counted[name].sum()) for name in columns},
    }
    card: dict[str, Any] = {
        "card_version": CARD_VERSION,
        "origin": summary["origin"],
        "rule_set": summary["rule_set"],
        "version": summary["version"],
        "season": summary["season"],
        "refused": bool(summary["refused"]),
        "reason": summary["reason"],
        "training": {
            **stated,
            "seasons": sorted(int(season) for season in counted["season"].unique()),
            "rows": len(counted),
            "known_before": f"{training.known_before:%Y-%m-%d %H:%M} UTC",
            "confirmed_left_out": training.left_out.confirmed,
            "confirmed_written_afterwards": training.left_out.written_afterwards,
            "exams_left_out": training.left_out.exams,
            "data_sha256": stated.get("data_sha256"),
        },
        "coming_season": {
            "known": coming is not None,
            "used": bool(base.get("fit", {}).get("searched_for_coming_season", False)),
            "containers": None if coming is None else int(coming["containers"].sum()),
        },
        "positives": positives,
        "assumptions": {
            "detection_physical": _parameter(fitted, "detection_physical"),
            "detection_image": _parameter(fitted, "detection_image"),
            "surfacing": _parameter(fitted, "surfacing"),
            "sensitivity": []
            if fitted is None
            else _records(surfacing_sensitivity(fitted, counted, rules, coming=coming)),
        },
        "parameters": base.get("parameters", {}),
        "fit": base.get("fit", {}),
        "judged_by": base.get("judged_by"),
        "predictive_gain_nats": base.get("predictive_gain_nats"),
        "needed_gain_nats": base.get("needed_gain_nats"),
        "gains_nats": base.get("gains_nats", {}),
        "told_seasons": base.get("told_seasons", []),
        "rolling_origin": base.get("rolling_origin", []),
        "calibration": [] if fitted is None else _records(_calibration(fitted, counted)),
        "walk_forward": [],
        "minimum_detectable_odds_ratio": base.get("minimum_detectable_odds_ratio")
        or power_table(int(summary["incidents_known"]), len(rules)),
        "rules": _records(proposal),
        "code_sha256": code_sha256(),
    }
    return card


def code_sha256() -> str:
    """Hash the source of the packages that estimate: another hash, another method."""
    digest = hashlib.sha256()
    for package in (models.refinement, models.evaluation):
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.glob("*.py")):
            digest.update(f"{folder.name}/{path.name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _parameter(fitted: FilterWeightRefiner | None, name: str) -> float | None:
    return None if fitted is None else float(fitted.get_params()[name])


def _calibration(fitted: FilterWeightRefiner, patterns: pd.DataFrame) -> pd.DataFrame:
    """Compare expected and observed over the training window, under the points that stand.

    The expectation has one free number, the rate at score 0, set so that the totals agree: what is
    told is whether the score spreads the incidents rightly.
    """
    if not np.isfinite(fitted.kappa_):
        return pd.DataFrame()
    given = fitted.get_params()
    exposure = incident_exposure(
        patterns["containers"],
        patterns["examined_physical"],
        patterns["examined_image"],
        given["detection_physical"],
        given["detection_image"],
        given["surfacing"],
    )
    points = fitted.proposal_["proposed_points"].to_numpy(dtype=np.int64)
    scores = score_hits(patterns["hits"].to_numpy(dtype=np.int64), points)
    weighed = exposure * np.exp(fitted.kappa_ * scores)
    confirmed = patterns["confirmed"].to_numpy(dtype=np.float64)
    expected = weighed * confirmed.sum() / weighed.sum()
    return calibration_by_score(scores, patterns["containers"], expected, confirmed)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give rows as plain data, None where a number is missing."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        {str(key): _scalar(item) for key, item in row.items()} for row in plain.to_dict("records")
    ]


def _scalar(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not np.isfinite(value) else value
