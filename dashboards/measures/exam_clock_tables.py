"""Exam clocks, uncovered hours and images as frames for the page's tables and pictures.

Wording and order of columns only; what is counted belongs in ``published``.
"""

import pandas as pd

from dashboards.figures import interval, percent
from dashboards.measures.clearance_tables import quantile

POPULATIONS = {"smuggling_hit": "smuggling-filter hits", "high_risk": "high-risk containers"}
IMAGE_FIGURES = {
    "false_clear_of_cleared": "false clears, of the cleared that were opened",
    "false_clear_of_found": "false clears, of what openings found",
    "false_alarm_of_flagged": "false alarms, of the flagged that were opened",
    "false_alarm_of_empty": "false alarms, of what openings found empty",
    "inconclusive_of_images": "inconclusive images, of the opened",
}


def clock_table(clocks: pd.DataFrame) -> pd.DataFrame:
    """List discharged containers by what became of their clock, and the hours to the exam."""
    return pd.DataFrame(
        {
            "of the": clocks["population"].map(POPULATIONS),
            "discharged": clocks["discharged"],
            "examined before discharge": clocks["n_before_discharge"],
            "examined after": clocks["n"],
            "still waiting": clocks["n_open"],
            "gone without an exam": clocks["n_left"],
            "not known": clocks["n_unknown"],
            "median hours": [quantile(row, "median_hours", _hours) for _, row in clocks.iterrows()],
            "P75": [quantile(row, "p75_hours", _hours) for _, row in clocks.iterrows()],
            "P90": [quantile(row, "p90_hours", _hours) for _, row in clocks.iterrows()],
        }
    )


def _hours(value: float) -> str:
    return "not reached" if pd.isna(value) else f"{value:,.1f}"


def hour_bars(hours: pd.DataFrame) -> pd.DataFrame:
    """Lay the discharges of each hour out by answer; hours not known are left out."""
    known = hours.dropna(subset=["local_hour"])
    parts = {
        "nothing within six hours": known["numerator"],
        "covered": known["denominator"] - known["numerator"] - known["n_unknown"],
        "not known": known["n_unknown"],
    }
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "hour": known["local_hour"].astype("int64"),
                    "answer": answer,
                    "discharges": values.astype("int64"),
                    "order": number,
                }
            )
            for number, (answer, values) in enumerate(parts.items())
        ],
        ignore_index=True,
    )


def image_table(openings: pd.DataFrame) -> pd.DataFrame:
    """Set image against opening, two by two."""
    counts = openings.set_index("figure")[["numerator", "denominator"]]
    alarm, flagged = counts.loc["false_alarm_of_flagged"]
    clear, cleared = counts.loc["false_clear_of_cleared"]
    return pd.DataFrame(
        {
            "the image": ["saw something", "saw nothing"],
            "the opening found something": [int(flagged - alarm), int(clear)],
            "the opening found nothing": [int(alarm), int(cleared - clear)],
        }
    )


def image_figure_table(openings: pd.DataFrame) -> pd.DataFrame:
    """List the errors of images as shares with exact intervals."""
    rows = openings.set_index("figure").loc[list(IMAGE_FIGURES)].reset_index()
    return pd.DataFrame(
        {
            "figure": rows["figure"].map(IMAGE_FIGURES),
            "count": rows["numerator"],
            "of": rows["denominator"],
            "not known": rows["n_unknown"],
            "share": rows["value"].map(percent),
            "95 % interval": [
                interval(low, high) for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
            "note": rows["note"],
        }
    )
