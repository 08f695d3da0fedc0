"""``published.party_evaluation``: precision and recall of resolved parties on planted duplicates.

Synthetic names alone: whose name a real one is nobody has written down. The one place in the
product that reads what the simulation planted, and nothing but this figure comes of it.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from models.evaluation.linkage import precision_and_recall, threshold_curve
from models.evaluation.rates import with_rates
from pipelines.estimates.tables import replace_tables
from pipelines.parties.filed_names import normalised

PARTY_EVALUATION = {
    "origin": "varchar",
    "basis": "varchar",
    "threshold": "double",
    "is_in_use": "boolean",
    "what": "varchar",
    "numerator": "bigint",
    "denominator": "bigint",
    "value": "double",
    "low": "double",
    "high": "double",
    "note": "varchar",
    "names": "bigint",
    "firms": "bigint",
    "names_left_out": "bigint",
}
THRESHOLDS = tuple(float(bits) for bits in range(-6, 21))
"""Match weights tried, bits."""
TRUTH_FILE = "party_names.parquet"


def estimate_parties(con: duckdb.DuckDBPyConnection, truth: Path) -> pd.DataFrame:
    """Write ``published.party_evaluation``; empty where nothing was planted.

    Parameters
    ----------
    con
        Writing connection to a built warehouse.
    truth
        Folder of what the simulation planted.

    Returns
    -------
    DataFrame
        Two rows (precision and recall) a threshold on the pairs the model compared, and two for
        the parties as they were built, hand decisions included. Names that two firms bear, and
        names of the warehouse that were not planted, are left out and counted.
    """
    path = truth / TRUTH_FILE
    rows = _evaluated(con, path) if path.is_file() else pd.DataFrame(columns=list(PARTY_EVALUATION))
    replace_tables(con, {"party_evaluation": (PARTY_EVALUATION, rows)})
    return rows


def _evaluated(con: duckdb.DuckDBPyConnection, truth: Path) -> pd.DataFrame:
    names = con.execute(
        f"""
        with
            planted as (
                select {normalised("party_name")} as party, min(firm) as firm
                from (select party_name, party_kind || firm as firm from read_parquet(?))
                group by all
                having count(distinct firm) = 1
            )

        select party, party_id, firm
        from resolved.parties
        left join planted using (party)
        where origin = 'synthetic'
        order by party
        """,  # noqa: S608  an expression of this package
        [str(truth)],
    ).df()
    known = names[names["firm"].notna()].reset_index(drop=True)
    if known.empty:
        return pd.DataFrame(columns=list(PARTY_EVALUATION))
    pairs = con.execute(
        "select l.party as party_l, r.party as party_r, match_weight from resolved.party_pairs "
        "inner join resolved.party_names as l on l.name_key = name_key_l "
        "inner join resolved.party_names as r on r.name_key = name_key_r "
        "where l.origin = 'synthetic'"
    ).df()
    ((in_use,),) = con.execute("select threshold from resolved.parties_resolved_with").fetchall()
    places = pd.Series(np.arange(len(known)), index=known["party"])
    ends = pairs.assign(left=pairs["party_l"].map(places), right=pairs["party_r"].map(places))
    ends = ends.dropna(subset=["left", "right"])
    curve = threshold_curve(
        known["firm"],
        ends["left"],
        ends["right"],
        ends["match_weight"],
        sorted({*THRESHOLDS, in_use}),
    ).assign(basis="by the model")
    built = with_rates(
        pd.DataFrame(precision_and_recall(known["party_id"], known["firm"], np.nan))
    ).assign(basis="as built")
    return pd.concat([curve, built], ignore_index=True).assign(
        origin="synthetic",
        is_in_use=lambda rows: rows["threshold"].eq(in_use),
        names=len(known),
        firms=known["firm"].nunique(),
        names_left_out=len(names) - len(known),
    )[list(PARTY_EVALUATION)]
