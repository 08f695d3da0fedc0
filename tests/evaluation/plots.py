"""The plots of the evaluation page."""

from pathlib import Path

import altair as alt
import pandas as pd

NAMES = {
    "current": "current weights",
    "stale_expired": "stale port rules expired",
    "proposal": "proposal",
    "informed": "proposal, coming port rules known",
    "oracle": "order of the true risk",
}
COLOURS = ["#7f7f7f", "#c98a1b", "#1f5fa8", "#7b3fa0", "#2e8b57"]
SETTING_NAMES = {
    "learnable": "learnable",
    "rare": "rare",
    "learnable_no_rising": "learnable, no trace of a coming port",
    "rare_no_rising": "rare, no trace of a coming port",
    "learnable_nothing": "nothing to find, many incidents",
    "rare_nothing": "nothing to find, rare",
}


def _theme(chart: alt.LayerChart | alt.ConcatChart | alt.HConcatChart) -> alt.TopLevelMixin:
    themed: alt.TopLevelMixin = chart.configure_axis(
        labelFontSize=11, titleFontSize=12, grid=True
    ).configure_view(strokeOpacity=0)
    return themed


def recall_by_season(walk: pd.DataFrame) -> alt.TopLevelMixin:
    """Mean recall over the seeds, one panel per setting; switch seasons shaded."""
    mean = walk.groupby(["setting", "season", "weights", "is_switch_season"], as_index=False)[
        "recall"
    ].mean()
    mean["weights"] = mean["weights"].map(NAMES)
    panels = []
    for setting, title in SETTING_NAMES.items():
        rows = mean[mean["setting"] == setting]
        if rows.empty:
            continue
        base = alt.Chart(rows).encode(
            x=alt.X("season:O", title="season", axis=alt.Axis(labelAngle=0, labelAlign="center")),
            y=alt.Y("recall:Q", title="recall in the top 5 %", scale=alt.Scale(domain=[0, 0.9])),
        )
        shade = (
            alt.Chart(rows[rows["is_switch_season"]].drop_duplicates("season"))
            .mark_bar(color="#f0e6d2", width=34)
            .encode(x="season:O", y=alt.datum(0), y2=alt.datum(0.9))
        )
        colour = alt.Color(
            "weights:N",
            title=None,
            scale=alt.Scale(domain=list(NAMES.values()), range=COLOURS),
            legend=alt.Legend(orient="bottom", labelFontSize=12, labelLimit=260),
        )
        lines = base.mark_line(strokeWidth=2, point=True).encode(color=colour)
        panels.append((shade + lines).properties(width=250, height=170, title=title))
    return _theme(alt.concat(*panels, columns=2).resolve_scale(color="shared"))


def calibration(folds: pd.DataFrame) -> alt.TopLevelMixin:
    """Confirmed incidents expected under the changed weights against those observed."""
    rows = folds[folds["expected"].notna()].copy()
    rows["kind"] = rows["setting"].map(SETTING_NAMES)
    panels = []
    for many, limit, title in ((True, 130, "about 65 a season"), (False, 14, "about 4 a season")):
        part = rows[rows["setting"].str.startswith("learnable") == many]
        line = (
            alt.Chart(pd.DataFrame({"x": [0, limit], "y": [0, limit]}))
            .mark_line(color="#999999", strokeDash=[4, 4])
            .encode(x="x:Q", y="y:Q")
        )
        dots = (
            alt.Chart(part)
            .mark_circle(size=45, opacity=0.55, color="#1f5fa8")
            .encode(
                x=alt.X("expected:Q", title="confirmed incidents expected"),
                y=alt.Y("confirmed:Q", title="observed"),
            )
        )
        panels.append((line + dots).properties(width=270, height=240, title=title))
    return _theme(alt.hconcat(*panels))


def points_before_and_after(rules: pd.DataFrame, title: str) -> alt.TopLevelMixin:
    """Current, proposed and true points of one world, with the 95 % intervals."""
    order = rules["rule"].tolist()
    y = alt.Y("rule:N", sort=order, title=None, axis=alt.Axis(labelLimit=220))
    interval = (
        alt.Chart(rules)
        .mark_rule(color="#b8c9de", strokeWidth=5)
        .encode(x=alt.X("low_points:Q", title="points"), x2="high_points:Q", y=y)
    )
    long = rules.melt(
        "rule",
        ["points", "proposed_points", "true_points"],
        var_name="which",
        value_name="value",
    )
    is_port = rules.set_index("rule")["kind"].isin(["port_identity", "port_general"])
    long = long[(long["which"] != "true_points") | ~long["rule"].map(is_port)]
    names = {"points": "current", "proposed_points": "proposed", "true_points": "true"}
    long["which"] = long["which"].map(names)
    dots = (
        alt.Chart(long)
        .mark_point(filled=True, size=60, opacity=0.9)
        .encode(
            x="value:Q",
            y=y,
            color=alt.Color(
                "which:N",
                title=None,
                scale=alt.Scale(
                    domain=list(names.values()), range=[COLOURS[0], COLOURS[2], COLOURS[4]]
                ),
                legend=alt.Legend(orient="bottom", labelFontSize=12),
            ),
            shape=alt.Shape(
                "which:N",
                scale=alt.Scale(
                    domain=list(names.values()), range=["circle", "diamond", "triangle-up"]
                ),
            ),
        )
    )
    return _theme((interval + dots).properties(width=460, height=17 * len(rules), title=title))


def gain_by_world(worlds: pd.DataFrame) -> alt.TopLevelMixin:
    """Gain on the current weights of every fresh world, without and with the coming port rules."""
    parts = [
        worlds.assign(gain=worlds[name] - worlds["current"], which=NAMES[name])
        for name in ("proposal", "informed")
    ]
    rows = pd.concat(parts).assign(kind=lambda frame: frame["setting"].map(SETTING_NAMES))
    order = [name for name in SETTING_NAMES.values() if name in set(rows["kind"])]
    which = [NAMES["proposal"], NAMES["informed"]]
    y = alt.Y("kind:N", sort=order, title=None, axis=alt.Axis(labelLimit=260))
    offset = alt.YOffset("which:N", sort=which)
    colour = alt.Color(
        "which:N",
        title=None,
        scale=alt.Scale(domain=which, range=[COLOURS[2], COLOURS[3]]),
        legend=alt.Legend(orient="bottom", labelFontSize=12, labelLimit=260),
    )
    zero = alt.Chart(pd.DataFrame({"x": [0]})).mark_rule(color="#999999").encode(x="x:Q")
    dots = (
        alt.Chart(rows)
        .mark_circle(size=60, opacity=0.6)
        .encode(
            x=alt.X("gain:Q", title="recall gained on the current weights"),
            y=y,
            yOffset=offset,
            color=colour,
        )
    )
    mean = (
        alt.Chart(rows)
        .mark_tick(color="#b03a2e", thickness=3, size=14)
        .encode(x="mean(gain):Q", y=y, yOffset=offset)
    )
    return _theme((zero + dots + mean).properties(width=460, height=260))


def draw(
    folder: Path, walk: pd.DataFrame, folds: pd.DataFrame, rules: pd.DataFrame, worlds: pd.DataFrame
) -> None:
    """Write all plots as SVG."""
    folder.mkdir(parents=True, exist_ok=True)
    recall_by_season(walk).save(folder / "recall_by_season.svg")
    calibration(folds).save(folder / "calibration.svg")
    gain_by_world(worlds).save(folder / "gain_by_world.svg")
    for setting in ("learnable", "rare"):
        of_setting = rules[rules["setting"] == setting]
        seed = of_setting["seed"].min()
        points_before_and_after(
            of_setting[of_setting["seed"] == seed],
            f"{SETTING_NAMES[setting]}, seed {seed}, before season 2006",
        ).save(folder / f"points_{setting}.svg")
