"""Pictures of parties: how a pair's match weight comes about, and what each threshold would give.

A chart shows what its frame holds: the weights and rates come from the edition.
"""

import altair as alt
import pandas as pd

from dashboards.charts import INK, MUTED, RUST


def waterfall(steps: pd.DataFrame, threshold: float | None) -> alt.LayerChart:
    """Draw a pair's weights as steps from the weight before comparing to the match weight.

    Parameters
    ----------
    steps
        Columns ``title``, ``label``, ``weight`` in order; the first is the weight before comparing.
    threshold
        Weight from which a pair links; None leaves its line out.
    """
    ends = steps["weight"].cumsum()
    bars = pd.DataFrame(
        {
            "what": [
                f"{title}: {label}"
                for title, label in zip(steps["title"], steps["label"], strict=True)
            ],
            "from": ends - steps["weight"],
            "to": ends,
            "weight": steps["weight"],
            "kind": ["for" if weight >= 0 else "against" for weight in steps["weight"]],
        }
    )
    total = float(ends.iloc[-1])
    bars.loc[len(bars)] = ["match weight", 0.0, total, total, "sum"]
    bars["shown"] = [f"{weight:+.1f}" for weight in bars["weight"]]
    bars["at"] = bars[["from", "to"]].max(axis=1)
    base = alt.Chart(bars).encode(
        y=alt.Y(
            "what:N",
            title=None,
            sort=list(bars["what"]),
            axis=alt.Axis(labelLimit=420, labelOverlap=False),
        )
    )
    drawn = base.mark_bar(height=18).encode(
        x=alt.X("from:Q", title="bits: log2 of the odds that both are one party"),
        x2="to:Q",
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=["for", "against", "sum"], range=[INK, RUST, MUTED]),
            title=None,
            legend=alt.Legend(orient="top"),
        ),
        tooltip=["what:N", alt.Tooltip("weight:Q", format="+.2f")],
    )
    numbers = base.mark_text(align="left", dx=5).encode(x="at:Q", text="shown:N")
    layers = [drawn, numbers]
    if threshold is not None:
        line = alt.Chart(pd.DataFrame({"threshold": [threshold]}))
        layers.append(
            line.mark_rule(color=MUTED, strokeDash=[4, 3]).encode(
                x="threshold:Q", tooltip=[alt.Tooltip("threshold:Q", title="links from")]
            )
        )
    return alt.layer(*layers).properties(height=30 * len(bars) + 110)


def threshold_curve(rows: pd.DataFrame) -> alt.LayerChart:
    """Draw precision and recall over the threshold, each with its interval.

    Parameters
    ----------
    rows
        Columns ``threshold``, ``what``, ``value``, ``low``, ``high``, ``numerator``,
        ``denominator``, ``is_in_use``.
    """
    base = alt.Chart(rows).encode(
        x=alt.X("threshold:Q", title="threshold, bits"),
        color=alt.Color(
            "what:N",
            title=None,
            scale=alt.Scale(domain=["precision", "recall"], range=[INK, RUST]),
            legend=alt.Legend(orient="top"),
        ),
    )
    band = base.mark_area(opacity=0.18).encode(
        y=alt.Y(
            "low:Q",
            title="share of pairs of names",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(domain=[0, 1]),
        ),
        y2="high:Q",
    )
    line = base.mark_line(point=True).encode(
        y="value:Q",
        tooltip=[
            "what:N",
            "threshold:Q",
            alt.Tooltip("value:Q", format=".1%"),
            alt.Tooltip("low:Q", format=".1%"),
            alt.Tooltip("high:Q", format=".1%"),
            alt.Tooltip("numerator:Q", title="pairs right"),
            alt.Tooltip("denominator:Q", title="pairs in all"),
        ],
    )
    used = (
        alt.Chart(rows[rows["is_in_use"].astype(bool)].head(1))
        .mark_rule(color=MUTED, strokeDash=[4, 3])
        .encode(x="threshold:Q", tooltip=[alt.Tooltip("threshold:Q", title="in use")])
    )
    return (band + line + used).properties(height=340)
