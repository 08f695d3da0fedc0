"""Pictures: every region and every rung has its name, and what is cut off is told."""

from typing import Any

import pandas as pd

from dashboards import charts
from dashboards.measures import incident_charts, incident_tables

REGIONS = [f"region {number:02d}" for number in range(20)]


def arrivals() -> dict[str, Any]:
    months = pd.to_datetime(["2005-10-01", "2005-11-01"])
    rows = [
        (month, region, 10 + number)
        for month in months
        for number, region in enumerate([*REGIONS, charts.UNRESOLVED])
    ]
    frame = pd.DataFrame(rows, columns=["arrival_month", "loading_region", "container_trips"])
    return charts.arrivals(frame).to_dict()["encoding"]["color"]


def test_all_of_21_regions_stand_in_the_legend_each_in_a_colour_of_its_own() -> None:
    colour = arrivals()
    named, hues = colour["scale"]["domain"], colour["scale"]["range"]
    assert len(named) == 21
    assert set(named) == {*REGIONS, charts.UNRESOLVED}
    assert len(set(hues)) == 21
    assert named[0] == "region 19"  # the one with most
    assert named[-1] == charts.UNRESOLVED
    assert colour["legend"]["symbolLimit"] == 0  # none is left out
    assert colour["legend"]["labelLimit"] == 0  # none is cut


def test_every_rung_of_the_ladder_is_named() -> None:
    frame = pd.DataFrame(
        [
            {"container": "OIG-2005-01 A", "rung": rung, "answer": "no", "says": ""}
            for rung in incident_tables.RUNGS.values()
        ]
    )
    drawn = incident_charts.containers_on_the_ladder(frame).to_dict()
    (marks, _words) = drawn["layer"]
    assert marks["encoding"]["x"]["axis"]["labelOverlap"] is False
    (rows,) = drawn["datasets"].values()
    named = [" ".join(row["rung"].split()) for row in rows]
    assert named == list(incident_tables.RUNGS.values())
    assert named[0] == "scored at or above the threshold"
    assert max(len(line) for row in rows for line in row["rung"].splitlines()) <= 14


def test_intervals_beyond_the_axis_are_counted() -> None:
    low, high = pd.Series([0.01, 1.0, 2.0]), pd.Series([0.4, 3.0, 900.0])
    assert charts.cut_words(low, high, (0.05, 500)) == (
        "The axis ends at 0.05 and 500: 2 of the 3 intervals go on beyond it."
    )
    assert charts.cut_words(low, high, (0.0, 1000)) == (
        "The axis ends at 0 and 1000: no interval goes beyond it."
    )
