"""Frame in, picture or table out, for the page of vessel assessment.

Levels and counts are in the edition; nothing is counted here.
"""

import altair as alt
import pandas as pd

from dashboards.charts import INK, MUTED, RUST
from dashboards.figures import counted
from dashboards.tables import NOTHING

LEVELS = ["low", "medium", "high", "unknown"]
COLOURS = ["#cfe3e8", "#e8b68f", RUST, "#ffffff"]
ACTIVITIES = {
    "boarding": "boardings",
    "patrol": "patrols",
    "discharge_check": "discharge checks",
}


def grid(cells: pd.DataFrame) -> alt.LayerChart:
    """Draw the grid of one arrival; a cell that nobody rated is hatched and says so.

    Parameters
    ----------
    cells
        Rows of ``marts.fct_vessel_grid_cells`` of one arrival.
    """
    frame = cells.assign(
        mark=cells["cell_level"].map({"unknown": "╱╱ unknown ╱╱"}).fillna(cells["cell_level"])
    )
    areas = list(cells.sort_values("area_position")["area_title"].unique())
    risks = list(cells.sort_values("risk_position")["risk_title"].unique())
    base = alt.Chart(frame).encode(
        x=alt.X(
            "area_title:N",
            title=None,
            sort=areas,
            axis=alt.Axis(orient="top", labelAngle=0, labelLimit=180, labelFlush=False),
        ),
        y=alt.Y(
            "risk_title:N",
            title=None,
            sort=risks,
            axis=alt.Axis(labelLimit=240, labelFlush=False),
        ),
        tooltip=[
            alt.Tooltip("area_title:N", title="area"),
            alt.Tooltip("risk_title:N", title="risk"),
            alt.Tooltip("cell_level:N", title="level before arrival"),
            alt.Tooltip("level_last:N", title="last level, whenever rated"),
            alt.Tooltip("rated_at:T", title="last rated (UTC)", format="%Y-%m-%d %H:%M"),
        ],
    )
    boxes = base.mark_rect(stroke=MUTED).encode(
        color=alt.Color(
            "cell_level:N",
            title="level before arrival",
            scale=alt.Scale(domain=LEVELS, range=COLOURS),
            legend=alt.Legend(orient="bottom", symbolStrokeColor=MUTED),
        ),
        strokeDash=alt.condition(
            alt.datum.cell_level == "unknown", alt.value([4, 3]), alt.value([1, 0])
        ),
    )
    words = base.mark_text(fontSize=12).encode(
        text="mark:N",
        color=alt.condition(
            alt.datum.cell_level == "high", alt.value("white"), alt.value("#30383a")
        ),
    )
    return (boxes + words).properties(height=40 * len(risks) + 60)


def day_table(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """List the arrivals of a day for the boarding teams, in the order given."""
    return pd.DataFrame(
        {
            "highest": rows["highest_level"],
            "vessel (IMO)": rows["vessel_imo"],
            "voyage": rows["voyage_number"],
            "port": [names.get(code) or code for code in rows["us_port_code"]],
            "arrives (UTC)": pd.to_datetime(rows["arrived_at"])
            .dt.strftime("%H:%M")
            .fillna("not known"),
            "high": rows["high_count"],
            "unknown": rows["unknown_count"],
            "medium": rows["medium_count"],
            "boarded": pd.to_datetime(rows["first_boarded_at"])
            .dt.strftime("%m-%d %H:%M")
            .fillna("–"),
            "containers": rows["container_count"],
            "rated high": rows["high_cells"].fillna("–"),
        }
    )


def calibration(figures: pd.DataFrame) -> alt.LayerChart:
    """Draw the share of arrivals with an event by risk and level, with exact intervals.

    Parameters
    ----------
    figures
        Rows of ``published.program_figures`` of VES.calibration that have a value.
    """
    frame = figures.assign(
        risk=figures["title"].str.partition(": ")[2].str.capitalize(),
        words=[counted(row) for row in figures.to_dict("records")],
    )
    base = alt.Chart(frame).encode(
        y=alt.Y("subject:N", title=None, sort=["high", "medium", "low", "unknown"])
    )
    bars = base.mark_rule(color=INK, strokeWidth=2, opacity=0.45).encode(
        x=alt.X("low:Q", title="arrivals with an event", axis=alt.Axis(format="%")), x2="high:Q"
    )
    points = base.mark_circle(color=INK, size=55, opacity=1).encode(
        x="value:Q",
        tooltip=["risk:N", "subject:N", "words:N", alt.Tooltip("value:Q", format=".2%")],
    )
    words = base.mark_text(align="left", dx=6, color="#30383a").encode(x="high:Q", text="words:N")
    return (
        (bars + points + words)
        .properties(width=170, height=92)
        .facet(
            facet=alt.Facet(
                "risk:N", title=None, header=alt.Header(labelFontWeight="bold", labelAnchor="start")
            ),
            columns=3,
        )
    )


def verdicts(figures: pd.DataFrame) -> pd.DataFrame:
    """Say of each risk whether events set high apart from low, or that too little is known."""
    rows = []
    for title, of_risk in figures.groupby("title", sort=True):
        by_level = of_risk.set_index("subject")
        events = int(of_risk["numerator"].sum())
        shown = {
            level: (counted(by_level.loc[level]) if level in by_level.index else NOTHING)
            for level in ("high", "medium", "low", "unknown")
        }
        rows.append(
            {
                "risk": str(title).partition(": ")[2].capitalize(),
                **shown,
                "reading": _reading(by_level, events),
            }
        )
    return pd.DataFrame(rows)


def _reading(by_level: pd.DataFrame, events: int) -> str:
    known = [
        level
        for level in ("high", "low")
        if level in by_level.index and pd.notna(by_level.loc[level, "value"])
    ]
    if events == 0 or len(known) < 2:
        return "not enough evidence"
    if by_level.loc["high", "low"] > by_level.loc["low", "high"]:
        return "high lies above low"
    if by_level.loc["high", "high"] < by_level.loc["low", "low"]:
        return "high lies below low"
    return "not enough evidence: the intervals overlap"


def activities(figures: pd.DataFrame) -> alt.Chart:
    """Draw boardings, patrols and discharge checks by year, side by side.

    Parameters
    ----------
    figures
        Rows of ``published.program_figures`` of VES.activities by fiscal year.
    """
    frame = figures.assign(kind=figures["subject"].map(ACTIVITIES).fillna(figures["subject"]))
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0)),
            xOffset="kind:N",
            y=alt.Y("numerator:Q", title="activities"),
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=list(ACTIVITIES.values()), range=[INK, MUTED, RUST]),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=["kind:N", "period:O", "numerator:Q"],
        )
        .properties(height=230)
    )


def workload_table(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """List containers per targeter-hour, with interval, and supervisors per shift."""
    return pd.DataFrame(
        {
            "unit of port": [names.get(code) or code for code in rows["us_port_code"]],
            "period": rows["period"],
            "containers": rows["containers"],
            "targeter-hours": rows["targeter_hours"].map(lambda hours: f"{hours:,.0f}"),
            "containers per targeter-hour": [
                "–" if pd.isna(pace) else f"{pace:.3g} ({low:.3g} to {high:.3g})"
                for pace, low, high in zip(
                    rows["containers_per_hour"], rows["low"], rows["high"], strict=True
                )
            ],
            "shifts": rows["shifts"],
            "of them not known": rows["n_unknown"],
            "supervisors per shift": [
                "–" if pd.isna(mean) else f"{mean:.2f}" for mean in rows["supervisors_per_shift"]
            ],
        }
    )
