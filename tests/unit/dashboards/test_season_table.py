"""The season table: each season's verdict, and how often a proposal was refused."""

import pandas as pd

from dashboards.targeting.proposal_tables import season_table

FOUND = {
    "found": 1.0,
    "positives": 4,
    "recall": None,
    "recall_low": None,
    "recall_high": None,
    "new_port_found": 0.0,
    "new_port_positives": 0,
}


def row(grouped_by: str, weights: str, **more: object) -> dict[str, object]:
    blank = {"season": None, "is_switch_season": None, "is_refused": None}
    blank |= {"changes": None, "l1_points": None}
    return {"grouped_by": grouped_by, "weights": weights, **FOUND, **blank, **more}


def test_seasons_say_their_verdict_and_groups_how_often_a_proposal_was_refused() -> None:
    refused = {"is_refused": True, "changes": 0, "l1_points": 0}
    made = {"is_refused": False, "changes": 1, "l1_points": 12}
    rows = [
        row("season", "current", season=2004, is_switch_season=False),
        row("season", "proposal", season=2004, is_switch_season=False, **made),
        row("season", "proposal", season=2005, is_switch_season=False, **refused),
        row("season", "proposal", season=2006, is_switch_season=True, **refused),
        row("all", "current"),
        row("all", "proposal"),
        row("switch", "proposal"),
        row("no_switch", "proposal"),
    ]
    table = season_table(pd.DataFrame(rows))
    assert list(zip(table["season"], table["weights"], table["proposal"], strict=True)) == [
        ("2004", "current", "–"),
        ("2004", "proposal", "1 weight, 12 points"),
        ("2005", "proposal", "refused"),
        ("2006 (port switched)", "proposal", "refused"),
        ("all", "current", "–"),
        ("all", "proposal", "refused in 2 of 3"),
        ("port switched", "proposal", "refused in 1 of 1"),
        ("port as before", "proposal", "refused in 1 of 2"),
    ]
