"""The weight proposal for a season, or the refusal, written to schema ``published``.

Holds the order of the steps and the words of the summary. The method is ``models.refinement``;
what may be known is ``training``.
"""

import json
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from models.evaluation import minimum_detectable_odds_ratio
from models.refinement import FilterWeightRefiner
from models.refinement.wording import KEEP
from models.rules import RULES_PER_WORD
from pipelines.estimates.coming_season import read_coming
from pipelines.estimates.frozen_rules import hold_frozen, say_frozen
from pipelines.estimates.history import clocks_in_words, read_history
from pipelines.estimates.recorded_later import read_written_afterwards
from pipelines.estimates.run_card import positives_by_kind, run_card
from pipelines.estimates.tables import (
    PROPOSAL,
    PROPOSAL_HISTORY,
    PROPOSAL_SUMMARY,
    replace_tables,
)
from pipelines.estimates.training import (
    SNAPSHOT,
    Training,
    read_incident_counts,
    read_origins,
    read_training,
)

_CARD_COLUMNS = [
    name for name in PROPOSAL if name not in ("origin", "season", "rule_set", "version")
]
_NOTHING_CHANGES = (
    "no weight has enough evidence to change, or those that have are frozen by their owner: the "
    "filter stays as it is"
)


def propose_weights(
    con: duckdb.DuckDBPyConnection,
    season: int,
    rule_set: str = "human_smuggling",
    refiner: FilterWeightRefiner | None = None,
) -> pd.DataFrame:
    """Write the proposal for a season, its summary and the incidents it knows of.

    Parameters
    ----------
    con
        Connection to a built warehouse.
    season
        The season proposed for (2006: October 2005 to May 2006); trained on earlier ones, as
        known before 1 September before it opens.
    rule_set
        The filter whose current version is refined.
    refiner
        Estimator to use; None takes its defaults.

    Returns
    -------
    DataFrame
        ``published.proposal_summary``: one row per origin, with the reason of a refusal and the
        model card. ``published.proposal`` and ``published.proposal_history`` are written beside.

    Raises
    ------
    ValueError
        If the rule set is not registered.

    Notes
    -----
    Real and synthetic traffic are never fitted together. An origin with incidents but without
    traffic gets a refusal: there is nothing to compare with. The rules on ports as they will stand
    in the season are passed to the estimator, see :mod:`pipelines.estimates.coming_season`.
    """
    incidents = read_incident_counts(con, season)
    history = read_history(con, season)
    summaries: list[dict[str, Any]] = []
    proposals: list[pd.DataFrame] = []
    for origin in read_origins(con, rule_set):
        training = read_training(con, season, rule_set, origin)
        summary = _summary(training, origin, season, rule_set)
        summary["incidents_known"] = incidents.get(origin, 0)
        summary["clocks"] = clocks_in_words(history[history["origin"] == origin])
        rules, fitted, coming = hold_frozen(training.rules), None, None
        rows = pd.DataFrame(columns=list(PROPOSAL))
        if training.patterns.empty:
            n_rules = len(training.rules)
            summary["reason"] = _no_traffic(origin, incidents.get(origin, 0), n_rules)
        elif len(training.rules) > RULES_PER_WORD:
            summary["reason"] = (
                f"{rule_set} version {training.version} has {len(training.rules)} rules; a "
                f"proposal weighs at most {RULES_PER_WORD} together"
            )
            rows = _kept(training, summary)
        elif training.patterns["season"].nunique() < 2:
            summary["reason"] = (
                f"{training.patterns['season'].nunique()} season of traffic before season "
                f"{season}; two are needed, one to train on and one to judge by"
            )
            rows = _kept(training, summary)
        else:
            coming = _read_coming(con, training, summary)
            fitted = (refiner or FilterWeightRefiner()).fit(training.patterns, rules, coming)
            rows = _fitted(training, summary, fitted)
        positives = positives_by_kind(con, training, origin, season)
        card = run_card(
            fitted, training, rules, rows[_CARD_COLUMNS], summary, positives, coming=coming
        )
        summaries.append({**summary, "model_card": json.dumps(card)})
        proposals.append(rows)
    filled = [rows for rows in proposals if not rows.empty]
    every = pd.concat(filled) if filled else pd.DataFrame(columns=list(PROPOSAL))
    table = pd.DataFrame(summaries, columns=list(PROPOSAL_SUMMARY))
    replace_tables(
        con,
        {
            "proposal": (PROPOSAL, every),
            "proposal_summary": (PROPOSAL_SUMMARY, table),
            "proposal_history": (PROPOSAL_HISTORY, history),
        },
    )
    return table


def _read_coming(
    con: duckdb.DuckDBPyConnection, training: Training, summary: dict[str, Any]
) -> pd.DataFrame | None:
    """Read the traffic of the season proposed for, without what no pattern holds either."""
    key = {name: summary[name] for name in ("origin", "rule_set", "version", "season")}
    left_out = read_written_afterwards(con, summary["origin"], training.known_before)
    return read_coming(con, {**key, "snapshot": SNAPSHOT}, left_out)


def _summary(training: Training, origin: str, season: int, rule_set: str) -> dict[str, Any]:
    """Fill what is known before anything is fitted; refused until something is."""
    patterns = training.patterns
    counts = {name: int(patterns[name].sum()) for name in ("containers", "confirmed", "lesser")}
    return {
        "origin": origin,
        "season": season,
        "rule_set": rule_set,
        "version": training.version,
        "trained_from": None if patterns.empty else int(patterns["season"].min()),
        "trained_to": None if patterns.empty else int(patterns["season"].max()),
        "known_before": training.known_before,
        **counts,
        "confirmed_left_out": training.left_out.confirmed,
        "confirmed_written_afterwards": training.left_out.written_afterwards,
        "exams_left_out": training.left_out.exams,
        "refused": True,
        "reason": "",
        "changes": 0,
        "predictive_gain_nats": np.nan,
        "kappa": np.nan,
        "tau": np.nan,
        "rho": np.nan,
        "model_card": None,
    }


def _no_traffic(origin: str, n_incidents: int, n_rules: int) -> str:
    reason = (
        f"there is no {origin} traffic to compare with: {n_incidents} {origin} incidents are "
        "recorded before the cut, and no manifests of ordinary containers"
    )
    if n_incidents == 0:
        return reason
    one = minimum_detectable_odds_ratio(n_incidents, 0.10)
    every = minimum_detectable_odds_ratio(n_incidents, 0.10, n_rules=n_rules)
    return (
        f"{reason}. With such traffic, {n_incidents} incidents of one container each would show, "
        f"for a trait of 10 % of it, an odds ratio of {one:.1f} (of {every:.1f} with {n_rules} "
        "rules looked at together) in four of five cases"
    )


def _fitted(
    training: Training, summary: dict[str, Any], fitted: FilterWeightRefiner
) -> pd.DataFrame:
    proposal = say_frozen(training.rules, fitted.proposal_)
    changes = int((proposal["points"] != proposal["proposed_points"]).sum())
    is_empty = changes == 0 and not fitted.refused_
    summary.update(
        refused=fitted.refused_,
        reason=_NOTHING_CHANGES if is_empty else fitted.refusal_,
        changes=changes,
        predictive_gain_nats=fitted.predictive_gain_nats_,
        kappa=fitted.kappa_,
        tau=fitted.tau_,
        rho=fitted.rho_,
    )
    summary["reason"] = summary["reason"] or _accepted(changes, len(proposal), fitted, summary)
    return _rows(training, summary, proposal.drop(columns=["rule", "points"]))


def _accepted(
    changes: int, n_rules: int, fitted: FilterWeightRefiner, summary: dict[str, Any]
) -> str:
    return (
        f"{changes} of {n_rules} weights change, on {summary['confirmed']} confirmed incident "
        f"containers among {summary['containers']:,} of seasons {summary['trained_from']} to "
        f"{summary['trained_to']}; predictive gain {fitted.predictive_gain_nats_:.1f} nats, "
        f"{fitted.needed_gain_nats_:g} are needed"
    )


def _kept(training: Training, summary: dict[str, Any]) -> pd.DataFrame:
    """Give every rule its current points: there was nothing to fit."""
    kept = pd.DataFrame(
        {
            "proposed_points": training.rules["points"],
            "sd_points": np.nan,
            "low_points": np.nan,
            "high_points": np.nan,
            "probability_of_direction": np.nan,
            "decision": KEEP,
            "reason": summary["reason"],
            "containers_hit": None,
            "confirmed_hit": None,
            "confirmed_expected": np.nan,
        }
    )
    return _rows(training, summary, kept)


def _rows(training: Training, summary: dict[str, Any], decisions: pd.DataFrame) -> pd.DataFrame:
    named = training.rules[["bit", "rule", "wording", "kind", "points"]]
    rows = pd.concat([named, decisions], axis=1)
    for name in ("origin", "season", "rule_set", "version"):
        rows[name] = summary[name]
    return rows
