"""Figures in words: a share is of what is known, and a few cases have no quantile."""

import pandas as pd

from dashboards import figures
from dashboards.measures import incident_tables, lane_tables
from pipelines.editions.program_words import counted_words

EXAMINED = {
    "measure": "S8.3", "title": "High-risk examined", "numerator": 198, "denominator": 240,
    "n_unknown": 26, "value": 198 / 214, "low": 0.8814, "high": 0.9567, "state": "final",
    "target": None,
}  # fmt: skip


def test_a_share_stands_beside_the_counts_it_is_of() -> None:
    assert figures.counted(EXAMINED) == "198 of 214 known, 26 unknown"
    (row,) = figures.measure_table(pd.DataFrame([EXAMINED])).to_dict("records")
    assert row["share"] == "92.52%"
    assert (row["numerator"], row["known"], row["n_unknown"]) == (198, 214, 26)
    assert f"{row['numerator'] / row['known']:.2%}" == row["share"]


def test_where_all_is_known_nothing_is_said_of_unknown() -> None:
    assert figures.counted(EXAMINED | {"n_unknown": 0}) == "198 of 240"


def test_figures_of_programs_are_of_the_known_too() -> None:
    row = EXAMINED | {"unit": "container_trip"}
    assert counted_words(row) == "198 of 214 known"
    assert counted_words(row | {"n_unknown": 0}) == "198 of 240"


def notification(n: int) -> dict[str, object]:
    return {
        "agency": "ICE", "clock": "after_first_agency", "n": n, "n_unknown": 9,
        "median_minutes": 120.0, "p75_minutes": 180.0, "p90_minutes": 240.0,
        "first_told_count": 0, "present_count": 0, "absent_count": 1,
        "presence_unknown_count": 9,
    }  # fmt: skip


def test_minutes_of_few_incidents_have_no_quantile() -> None:
    times = pd.DataFrame([notification(1), notification(19), notification(20)])
    one, nineteen, twenty = incident_tables.notification_table(times).to_dict("records")
    for few in (one, nineteen):
        assert (few["median"], few["P75"], few["P90"]) == ("not enough evidence", "–", "–")
    assert (one["n"], nineteen["n"]) == (1, 19)
    assert (twenty["median"], twenty["P75"], twenty["P90"]) == ("120", "180", "240")


def test_what_the_lane_cannot_say_has_its_reason_and_not_that_it_was_refused() -> None:
    told = pd.DataFrame(
        {
            "outcome": ["person", "security", "any_discrepancy"],
            "note": ["refused: 33,584 draws are needed, the lane has 116"] * 2 + [""],
            "verdict": ["refused", "refused", "rate"],
        }
    )
    assert lane_tables.reasons(told) == {
        "33,584 draws are needed, the lane has 116": "person (stowaway), security positive"
    }
    assert "refused" not in " ".join(told["verdict"].map(lane_tables.VERDICTS))


def test_the_command_names_the_place_that_was_chosen() -> None:
    assert figures.port_option("*") == ""
    assert figures.port_option("2704") == " --port 2704"
    assert figures.port_option("FO:New York") == " --port 'New York'"
