"""Tables of a model card, as a reader sees them.

Wording and order of columns only; what a card states is the edition's.
"""

from typing import Any

import pandas as pd

from pipelines.editions.card_words import fit_lines, training_lines


def power_table(card: dict[str, Any]) -> pd.DataFrame:
    """List the smallest odds ratios that the incidents at hand would show."""
    rows = card["minimum_detectable_odds_ratio"]
    return pd.DataFrame(
        {
            "trait_of_so_much_of_the_traffic": [f"{row['prevalence']:.0%}" for row in rows],
            "one_rule_looked_at": [_ratio(row["one_rule"]) for row in rows],
            "all_rules_looked_at": [_ratio(row["all_rules"]) for row in rows],
        }
    )


def _ratio(value: float | None) -> str:
    return "none would show" if value is None else f"{value:.1f}"


def sensitivity_table(card: dict[str, Any]) -> pd.DataFrame:
    """Show what changes with the assumed chance of surfacing."""
    wording = {row["rule"]: row["wording"] for row in card["rules"]}
    return pd.DataFrame(
        [
            {
                "surfacing": f"{row['surfacing']:.2f}",
                "outcome": "refused" if row["is_refused"] else "proposed",
                "gain_in_nats": _nats(row["gain_nats"]),
                "weights_changed": row["changes"],
                "points_moved": row["l1_points"],
                "rules_that_come_out_otherwise": "; ".join(
                    wording.get(name, name) for name in row["differing_rules"].split(", ") if name
                )
                or "none",
                "by_at_most": row["largest_difference_points"],
            }
            for row in card["assumptions"]["sensitivity"]
        ]
    )


def _nats(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def told_table(card: dict[str, Any]) -> pd.DataFrame:
    """Show how well each season would have been told from those before it."""
    return pd.DataFrame(
        [
            {
                "season": str(row["season"]),
                "loading_port": "moves, as foretold" if row["is_moving"] else "stays",
                "like_seasons": ", ".join(map(str, row["alike"])),
                "confirmed": int(row["confirmed"]),
                "gain_in_nats": f"{row['gain_nats']:+.2f}",
            }
            for row in card["told_seasons"]
        ]
    )


def calibration_table(card: dict[str, Any]) -> pd.DataFrame:
    """Show expected against observed incidents by class of score."""
    return pd.DataFrame(
        [
            {
                "score": f"{row['score_low']} to {row['score_high']}",
                "container_trips": int(row["containers"]),
                "expected": float(row["expected"]),
                "observed": int(row["observed"]),
                "95_%_interval": f"{row['observed_low']:.1f} to {row['observed_high']:.1f}",
            }
            for row in card["calibration"]
        ]
    )


def training_table(card: dict[str, Any]) -> pd.DataFrame:
    """Say what a card was trained on, line by line."""
    return pd.DataFrame(training_lines(card).items(), columns=["what", "is"])


def fit_table(card: dict[str, Any]) -> pd.DataFrame:
    """Say what was fitted, and what each figure means."""
    return pd.DataFrame(fit_lines(card), columns=["what", "is", "means"])


def hash_lines(card: dict[str, Any]) -> str:
    """Write the SHA-256 of what was trained on and of the method's code, a line each.

    Examples
    --------
    >>> print(hash_lines({"training": {"data_sha256": None}, "code_sha256": "3892"}))
    data    nothing fitted
    method  3892
    """
    data = card["training"]["data_sha256"] or "nothing fitted"
    return f"data    {data}\nmethod  {card['code_sha256']}"
