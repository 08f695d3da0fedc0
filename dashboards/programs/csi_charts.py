"""Pictures of the Container Security Initiative: coverage, denial by host, funnel, gap.

Frame in, Altair chart out; which rows there are is read by the page, nothing is counted here.
"""

import altair as alt
import pandas as pd

from dashboards import port_names
from dashboards.charts import INK, MUTED, RUST
from dashboards.tables import NOTHING

COVERAGES = {
    "CSI.coverage.laded": (
        "Laded at a CSI port",
        "At a port that was in CSI on the day of lading.",
    ),
    "CSI.coverage.passed": (
        "Laded at or carried through one",
        "Or on board when the vessel called at a CSI port later. Carried through is not targeted.",
    ),
    "CSI.coverage.targeted": (
        "Targeted by a CSI team",
        "The team told that it went through the manifest before the lading.",
    ),
}
"""The three coverages: heading and definition."""

CLOSURES = {
    "examined_before_gate_out": "examined before gate-out",
    "waiting": "still at the terminal",
    "examined_after_gate_out": "examined after gate-out",
    "left_unexamined": "left unexamined",
    "not_referred": "not referred",
    "not_in_manifest": "in no manifest",
    "not_known": "not known",
}
DECISIONS = {"denied": "denied by the host", "not_requested": "not requested"}
FINDINGS = {
    "scanned_or_searched": "scanned or searched before lading",
    "cleared_by_information": "risk settled by information",
    "not_laded": "not laded, by order",
    "laded_without": "laded without any of these",
    "not_known": "not known: no hour of lading",
    "order_alone": "order on a container not high risk here",
}
SHARE = alt.Axis(format="%")


def coverage(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw one coverage with its exact interval, on an axis that is the same for all three.

    Parameters
    ----------
    frame
        Columns ``period``, ``value``, ``low``, ``high``, ``numerator``, ``denominator``,
        ``n_unknown``.
    """
    base = alt.Chart(frame).encode(
        x=alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    )
    scale = alt.Scale(domain=[0, 1])
    rule = base.mark_rule(color=INK, strokeWidth=2, opacity=0.45).encode(
        y=alt.Y("low:Q", title=None, axis=SHARE, scale=scale), y2="high:Q"
    )
    point = base.mark_circle(color=INK, size=46, opacity=1).encode(
        y="value:Q",
        tooltip=[
            "period:O",
            alt.Tooltip("numerator:Q", format=","),
            alt.Tooltip("denominator:Q", format=","),
            alt.Tooltip("n_unknown:Q", title="unknown", format=","),
            alt.Tooltip("value:Q", format=".1%"),
            alt.Tooltip("low:Q", format=".1%"),
            alt.Tooltip("high:Q", format=".1%"),
        ],
    )
    return (rule + point).properties(height=240)


def ports_by_day(frame: pd.DataFrame) -> alt.Chart:
    """Draw how many ports were in CSI, a step for each day on which one joined.

    Parameters
    ----------
    frame
        Columns ``period`` (the day), ``numerator``.
    """
    return (
        alt.Chart(frame)
        .mark_line(interpolate="step-after", color=INK, point=alt.OverlayMarkDef(color=INK))
        .encode(
            x=alt.X("period:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")),
            y=alt.Y("numerator:Q", title="ports"),
            tooltip=[alt.Tooltip("period:T", format="%Y-%m-%d"), "numerator:Q"],
        )
        .properties(height=240)
    )


def closing_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Word the containers that were denied or not requested, the open ends first.

    Parameters
    ----------
    frame
        Rows of ``fct_csi_referrals``.
    """
    days = pd.to_datetime(frame["arrival_date"])
    table = pd.DataFrame(
        {
            "container": frame["container_number"],
            "host": frame["host_country"],
            "decision": frame["decision"].map(DECISIONS),
            "referred": _times(frame["referred_at"]),
            "U.S. port": [port_names.port(code) for code in frame["us_port_code"]],
            "arrived": days.dt.strftime("%Y-%m-%d").fillna(NOTHING),
            "examined": _times(frame["examined_on_arrival_at"]),
            "gone": _times(frame["gated_out_at"]),
            "end": frame["closure"].map(CLOSURES),
        }
    )
    return table.assign(day=days).sort_values(["end", "day"]).drop(columns="day")


def _times(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column).dt.strftime("%Y-%m-%d %H:%M").fillna(NOTHING)


def host_label(code: str, ports: dict[str, list[str]]) -> str:
    """Word a host country as its code and its CSI ports.

    Examples
    --------
    >>> host_label("BE", {"BE": ["Antwerp", "Zeebrugge"]}), host_label("XX", {})
    ('BE: Antwerp, Zeebrugge', 'XX')
    """
    found = ports.get(code, [])
    more = " and more" if len(found) > 2 else ""
    return f"{code}: {', '.join(found[:2])}{more}" if found else code


def denial(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw the denial rate of each host with its exact interval, the highest first.

    Parameters
    ----------
    frame
        Columns ``host``, ``value``, ``low``, ``high``, ``numerator``, ``denominator``.
    """
    order = list(frame.sort_values(["value", "denominator"], ascending=False)["host"])
    base = alt.Chart(frame).encode(
        y=alt.Y("host:N", sort=order, title=None, axis=alt.Axis(labelLimit=320, labelOverlap=False))
    )
    rule = base.mark_rule(color=RUST, strokeWidth=3, opacity=0.45).encode(
        x=alt.X("low:Q", title="denied, of all answered", axis=SHARE), x2="high:Q"
    )
    point = base.mark_circle(color=RUST, size=70, opacity=1).encode(
        x="value:Q",
        tooltip=[
            "host:N",
            alt.Tooltip("numerator:Q", title="denied", format=","),
            alt.Tooltip("denominator:Q", title="answered", format=","),
            alt.Tooltip("value:Q", format=".1%"),
            alt.Tooltip("low:Q", format=".1%"),
            alt.Tooltip("high:Q", format=".1%"),
        ],
    )
    return (rule + point).properties(height=80 + 34 * len(frame))


def steps(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw counts as bars one under the other, in the order of the rows, each with its number.

    Parameters
    ----------
    frame
        Columns ``step``, ``count``, ``is_apart``: bars that stand beside the order of events.
    """
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "step:N",
            sort=list(frame["step"]),
            title=None,
            axis=alt.Axis(labelLimit=320, labelOverlap=False),
        ),
        x=alt.X("count:Q", title=None, axis=alt.Axis(tickCount=6, tickMinStep=1, format=",d")),
    )
    bar = base.mark_bar().encode(
        color=alt.condition("datum.is_apart", alt.value(MUTED), alt.value(INK)),
        tooltip=["step:N", alt.Tooltip("count:Q", format=",")],
    )
    text = base.mark_text(align="left", dx=4).encode(text=alt.Text("count:Q", format=","))
    return (bar + text).properties(height=32 * len(frame) + 50)


def gap_ports(frame: pd.DataFrame) -> alt.Chart:
    """Draw the untargeted container trips by port of lading, most first.

    Parameters
    ----------
    frame
        Columns ``subject`` (name of the port), ``numerator``, ``denominator``.
    """
    shown = frame.assign(port=frame["subject"])
    return (
        alt.Chart(shown)
        .mark_bar(color=RUST)
        .encode(
            y=alt.Y("port:N", sort="-x", title=None, axis=alt.Axis(labelLimit=260)),
            x=alt.X("numerator:Q", title="container trips carried through CSI untargeted"),
            tooltip=[
                "port:N",
                alt.Tooltip("numerator:Q", title="passed untargeted", format=","),
                alt.Tooltip("denominator:Q", title="laded there", format=","),
            ],
        )
        .properties(height=24 * len(shown) + 50)
    )
