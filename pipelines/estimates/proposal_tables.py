"""The tables that stand beside a proposal: workload, incidents, findings, past seasons.

Writes frames others made into schema ``published``, with the key of the proposal they belong to,
and the past seasons into the model cards. Nothing is estimated here.
"""

import json
from collections.abc import Mapping, Sequence

import duckdb
import pandas as pd

from pipelines.estimates import tables
from pipelines.estimates.tables import PROPOSAL_SUMMARY, replace_tables

BESIDE: Mapping[str, Mapping[str, str]] = {
    "proposal_workload": tables.PROPOSAL_WORKLOAD,
    "proposal_incidents": tables.PROPOSAL_INCIDENTS,
    "proposal_findings": tables.PROPOSAL_FINDINGS,
    "season_backtest": tables.SEASON_BACKTEST,
    "moving_port": tables.MOVING_PORT,
    "left_out": tables.LEFT_OUT,
}
"""Columns of each table that stands beside ``published.proposal``."""


def write_beside_proposal(
    con: duckdb.DuckDBPyConnection,
    summary: pd.DataFrame,
    beside: Mapping[str, Sequence[pd.DataFrame]],
) -> None:
    """Write the tables beside the proposal, all of them or none.

    Parameters
    ----------
    con
        Connection to the warehouse.
    summary
        ``published.proposal_summary`` as written; it is written again with complete model cards.
    beside
        Frames by name of table, each with its ``origin``; a table without a frame becomes empty.

    Raises
    ------
    ValueError
        If a frame lacks a column.
    """
    walks = {
        str(frame["origin"].iloc[0]): frame
        for frame in beside.get("season_backtest", [])
        if len(frame)
    }
    cards = [
        _with_walk_forward(card, walks.get(str(origin)))
        for card, origin in zip(summary["model_card"], summary["origin"], strict=True)
    ]
    replace_tables(
        con,
        {
            "proposal_summary": (PROPOSAL_SUMMARY, summary.assign(model_card=cards)),
            **{
                name: (columns, _stacked(beside.get(name, []), columns))
                for name, columns in BESIDE.items()
            },
        },
    )


def _stacked(frames: Sequence[pd.DataFrame], columns: Mapping[str, str]) -> pd.DataFrame:
    """Put frames of several origins under each other; an empty one says nothing."""
    filled = [frame for frame in frames if not frame.empty]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(columns))


def _with_walk_forward(card: str, walk: pd.DataFrame | None) -> str:
    """Write the past seasons into a model card."""
    if walk is None:
        return card
    rows = json.loads(walk.drop(columns=["origin"]).to_json(orient="records"))
    return json.dumps({**json.loads(card), "walk_forward": rows})
