"""Tables of parties as the page words them: parties, names, pairs, precision and recall, changes.

Frames and rows in, frames out; reading belongs in ``pipelines.editions.parties``.
"""

from typing import Any

import pandas as pd

from dashboards import figures
from dashboards.tables import NOTHING

KINDS = {"merged": "merged into", "parted": "parted to"}


def party_table(rows: list[dict[str, Any]], order: str) -> pd.DataFrame:
    """List parties, with the weight that they are ordered by."""
    tie = "nearest_miss_weight" if order == "nearest" else "weakest_tie_weight"
    title = "nearest other, bits" if order == "nearest" else "weakest tie, bits"
    return pd.DataFrame(
        {
            "party": [row["party_name"] for row in rows],
            "id": [row["party_id"] for row in rows],
            "names": [row["name_count"] for row in rows],
            "bills": [row["bill_count"] for row in rows],
            "as shipper": [row["shipper_bill_count"] for row in rows],
            "as consignee": [row["consignee_bill_count"] for row in rows],
            "as NVOCC": [row["nvocc_bill_count"] for row in rows],
            title: [_bits(row[tie]) for row in rows],
            "first arrival": pd.to_datetime([row["first_arrival_date"] for row in rows]),
        }
    )


def name_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """List the names of a party."""
    return pd.DataFrame(
        {
            "name": [row["party"] for row in rows],
            "as shipper": [row["shipper_bill_count"] for row in rows],
            "as consignee": [row["consignee_bill_count"] for row in rows],
            "as NVOCC": [row["nvocc_bill_count"] for row in rows],
            "first arrival": pd.to_datetime([row["first_arrival_date"] for row in rows]),
            "addresses": ["; ".join(row["addresses"]) for row in rows],
            "countries": [", ".join(row["countries"]) for row in rows],
        }
    )


def pair_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """List compared pairs, each comparison's weight beside the sum."""
    made = []
    for row in rows:
        weights = {step["title"]: round(step["weight"], 1) for step in row["steps"]}
        made.append(
            {
                "one name": row["party_l"],
                "other name": row["party_r"],
                "stand": "one party" if row["is_one_party"] else "two parties",
                "match weight": round(row["match_weight"], 1),
                **weights,
            }
        )
    return pd.DataFrame(made)


def evaluation_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Set precision beside recall for the threshold in use and for the parties as built."""
    kept = [row for row in rows if row["is_in_use"] or row["basis"] == "as built"]
    return pd.DataFrame(
        [
            {
                "parties": "as built, hand decisions included"
                if row["basis"] == "as built"
                else f"by the model, from {row['threshold']:g} bits",
                "figure": row["what"],
                "pairs right": row["numerator"],
                "of pairs": row["denominator"],
                "share": figures.percent(row["value"]),
                "95 % interval": f"{figures.percent(row['low'])} – {figures.percent(row['high'])}"
                if row["low"] is not None
                else "–",
            }
            for row in kept
        ]
    )


def change_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """List the names that came to belong to another party."""
    return pd.DataFrame(
        {
            "recorded, UTC": [f"{row['recorded_at']:%Y-%m-%d %H:%M}" for row in rows],
            "name": [row["party"] for row in rows],
            "was of": [row["party_id_before"] for row in rows],
            "what": [KINDS[row["kind"]] for row in rows],
            "now of": [row["party_id_after"] for row in rows],
            "new in that build": [row["cause"] for row in rows],
        }
    )


def decision_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """List what was decided by hand."""
    return pd.DataFrame(
        {
            "what": [row["kind"] for row in rows],
            "names": [", ".join(row["names"]) for row in rows],
            "and": [", ".join(row["others"]) for row in rows],
            "by": [row["decided_by"] for row in rows],
            "on": [f"{row['decided_at']:%Y-%m-%d}" for row in rows],
            "reason": [row["reason"] for row in rows],
        }
    )


def _bits(weight: float | None) -> str:
    return NOTHING if weight is None else f"{weight:.1f}"
