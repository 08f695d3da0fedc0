"""SELECTs on the tables beside a proposal; editions from before there were such give none.

A frame in, a frame out, as in ``queries``; model cards are plain data.
"""

from typing import Any

import pandas as pd

from dashboards import queries
from pipelines.editions import Edition
from pipelines.editions.model_cards import read_cards


def beside(edition: Edition, table: str, origin: str) -> pd.DataFrame:
    """Read one table beside the proposal.

    Parameters
    ----------
    edition
        The edition.
    table
        Such as ``proposal_workload`` or ``season_backtest``, of schema ``published``.
    origin
        ``real`` or ``synthetic``.

    Returns
    -------
    pandas.DataFrame
        Empty where the edition has no such table.
    """
    name = f"published.{table}"
    if name not in edition.manifest.tables:
        return pd.DataFrame()
    return queries.select(edition, f"from {name} where origin = ?", origin)  # noqa: S608


def model_cards(edition: Edition) -> dict[str, dict[str, Any]]:
    """Read the model cards of an edition, by origin."""
    with edition.connect() as connection:
        return read_cards(connection)
