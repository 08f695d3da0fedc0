"""Frame in, picture or table out, for the page of scanning abroad.

Shares and hours are in the edition, the model is in ``models.scanning``; nothing is counted here.
"""

import altair as alt
import pandas as pd

from dashboards.charts import INK, MUTED, RUST
from dashboards.measures.clearance_tables import hours, known_hours, of_enough
from models.scanning import Assumption, Comparison

STATE_MARKS = {"present": "● present", "absent": "○ absent", "unknown": "? unknown"}
PROGRAM_WORDS = {"sfi": "SFI", "megaports": "Megaports"}


def two_shares(figures: pd.DataFrame) -> alt.LayerChart:
    """Draw the scanned share at the terminal and at the port, each with its interval.

    Parameters
    ----------
    figures
        Rows of ``published.program_figures`` of SCAN.terminal and SCAN.port that have a value.
    """
    frame = figures.assign(
        port=["all ports" if code == "*" else code for code in figures["subject"]],
        measured=figures["figure"].map(
            {"SCAN.terminal": "at the covered terminal", "SCAN.port": "at the port"}
        ),
    )
    base = alt.Chart(frame).encode(
        y=alt.Y("port:N", title=None, sort=None, axis=alt.Axis(labelLimit=220)),
        yOffset=alt.YOffset("measured:N", sort=["at the covered terminal", "at the port"]),
        color=alt.Color(
            "measured:N",
            title=None,
            scale=alt.Scale(domain=["at the covered terminal", "at the port"], range=[INK, RUST]),
            legend=alt.Legend(orient="top"),
        ),
    )
    bars = base.mark_rule(strokeWidth=2, opacity=0.5).encode(
        x=alt.X(
            "low:Q",
            title="scanned before lading",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format="%"),
        ),
        x2="high:Q",
    )
    points = base.mark_circle(size=70, opacity=1).encode(
        x="value:Q",
        tooltip=[
            "port:N",
            "measured:N",
            alt.Tooltip("value:Q", format=".1%"),
            "numerator:Q",
            "denominator:Q",
            alt.Tooltip("n_unknown:Q", title="unknown"),
        ],
    )
    return (bars + points).properties(height=48 * frame["port"].nunique() + 70)


def alarm_table(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """List the hours from alarm to resolution; below 20 alarms no quantile is given."""
    quantiles = {
        name: [
            of_enough(n, name, known_hours(value))
            for n, value in zip(rows["n"], rows[name], strict=True)
        ]
        for name in ("median_hours", "p90_hours")
    }
    return pd.DataFrame(
        {
            "program": rows["program"].map(PROGRAM_WORDS).fillna(rows["program"]),
            "port": [
                "all ports" if code == "*" else names.get(code, code) for code in rows["port_code"]
            ],
            "alarms": rows["n"],
            "resolved": rows["n_resolved"],
            "still open": rows["n_open"],
            "median": quantiles["median_hours"],
            "P90": quantiles["p90_hours"],
            "longest open": rows["longest_open_hours"].map(hours),
        }
    )


def checklist_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Lay the checklist out: a row a port, a column a condition, what follows at the end."""
    wide = rows.assign(mark=rows["evidence_state"].map(STATE_MARKS)).pivot_table(
        index=["port_name", "present_count", "unknown_count", "checklist_result"],
        columns="condition_number",
        values="mark",
        aggfunc="first",
    )
    table = wide.reset_index()
    conditions = {number: f"({number})" for number in wide.columns}
    return table.rename(columns={"port_name": "port", "checklist_result": "result", **conditions})[
        ["port", *conditions.values(), "present_count", "unknown_count", "result"]
    ].rename(columns={"present_count": "present", "unknown_count": "unknown"})


def trade_off_chart(curve: pd.DataFrame, answer: Comparison, chosen_share: float) -> alt.LayerChart:
    """Draw the share of threats found against the share imaged, with the two ways marked.

    Parameters
    ----------
    curve
        As :func:`models.scanning.trade_off` gives it.
    answer
        Both ways.
    chosen_share
        Share imaged when chosen by risk.
    """
    across = alt.X(
        "imaged_share:Q",
        title="share of the containers imaged (logarithmic)",
        scale=alt.Scale(type="log", domain=[float(curve["imaged_share"].min()), 1.0]),
        axis=alt.Axis(format="~%", values=[0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0]),
    )
    share = alt.Axis(format="%")
    band = (
        alt.Chart(curve)
        .mark_area(color=MUTED, opacity=0.25)
        .encode(
            x=across, y=alt.Y("low:Q", title="share of all threats found", axis=share), y2="high:Q"
        )
    )
    line = (
        alt.Chart(curve)
        .mark_line(color=INK)
        .encode(
            x=across,
            y="found:Q",
            tooltip=[
                alt.Tooltip("imaged_share:Q", title="imaged", format=".1%"),
                alt.Tooltip("minutes_an_image:Q", title="minutes an image", format=".2f"),
                alt.Tooltip("thoroughness:Q", title="of a thorough look", format=".0%"),
                alt.Tooltip("found:Q", format=".1%"),
            ],
        )
    )
    marked = pd.DataFrame(
        {
            "imaged_share": [chosen_share, 1.0],
            "found": [answer.by_risk.found, answer.everything.found],
            "way": ["by risk", "all"],
        }
    )
    points = (
        alt.Chart(marked).mark_circle(color=RUST, size=110, opacity=1).encode(x=across, y="found:Q")
    )
    words = (
        alt.Chart(marked)
        .mark_text(dx=-8, dy=-12, color=RUST, align="right")
        .encode(x=across, y="found:Q", text="way:N")
    )
    return (band + line + points + words).properties(height=320)


def input_words(one: Assumption) -> str:
    """Word the range of an input in its unit.

    Examples
    --------
    >>> input_words(Assumption("chosen_share", "", "share", 0.02, 0.05, 0.1))
    '5 % (2 to 10 %)'
    >>> input_words(Assumption("containers_a_day", "", "count", 3e4, 3e4, 3e4))
    '30,000'
    """
    percent = one.unit == "share"
    best, low, high = (
        f"{value * 100 if percent else value:,.4g}" if percent or value < 1000 else f"{value:,.0f}"
        for value in (one.best, one.low, one.high)
    )
    unit = " %" if percent else ""
    return f"{best}{unit}" if low == high else f"{best}{unit} ({low} to {high}{unit})"


def input_table(inputs: dict[str, Assumption]) -> pd.DataFrame:
    """List the inputs with their ranges and what they rest on."""
    return pd.DataFrame(
        {
            "input": [one.title for one in inputs.values()],
            "value (range)": [input_words(one) for one in inputs.values()],
            "rests on": [
                one.source
                if one.basis == "source"
                else f"assumed; {one.source.removeprefix('assumed: ')}"
                for one in inputs.values()
            ],
        }
    )
