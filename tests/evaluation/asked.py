"""What was asked of the estimator, and whether the fresh seeds reached it."""

import pandas as pd

from tests.evaluation.plots import SETTING_NAMES
from tests.evaluation.runs import FRESH_SEEDS, INFORMED, Outcome, by_world, covered


def number(value: float, digits: int = 3) -> str:
    """Write a number with so many digits; nothing where there is none."""
    return "" if pd.isna(value) else f"{value:.{digits}f}"


def of_recall(walk: pd.DataFrame) -> pd.DataFrame:
    """What was asked of the recall, and whether it was reached by either proposal."""
    rows = []
    for proposal, title in (("proposal", "without"), (INFORMED, "with")):
        worlds = by_world(walk, proposal).groupby("setting")
        gain = worlds["gain_on_current"]
        refused = worlds["refused_share"].apply(lambda share: int((share == 1).sum()))
        l1, count = worlds["l1_points"].mean(), worlds.size()
        asked = [
            ("learnable", "mean gain on current at least .18", gain.mean(), 0.18),
            ("rare", "mean gain on current at least .12", gain.mean(), 0.12),
            ("rare", "mean gain on expired at least .05", worlds["gain_on_expired"].mean(), 0.05),
            ("rare", "worst world not below -.03", gain.min(), -0.03),
            ("rare_nothing", "mean gain not below -.005", gain.mean(), -0.005),
            ("rare_nothing", "L1 at most 30 points", -l1, -30.0),
            ("rare_nothing", "refused in 7 of 8", refused / count, 7 / 8),
            ("learnable_nothing", "mean gain not below -.005", gain.mean(), -0.005),
            ("learnable_nothing", "L1 at most 30 points", -l1, -30.0),
        ]
        for setting, words, values, least in asked:
            if setting in values:
                value = float(values[setting])
                shown = f"{refused[setting]} of {count[setting]}" if "refused" in words else ""
                rows.append(
                    {
                        "coming port rules": title,
                        "setting": SETTING_NAMES[setting],
                        "asked": words,
                        "found": shown or (f"{-value:.0f}" if least == -30 else f"{value:+.3f}"),
                        "reached": "yes" if value >= least else "**no**",
                    }
                )
    return pd.DataFrame(rows)


def of_fits(outcome: Outcome) -> pd.DataFrame:
    """Coverage of 95 % intervals of log-odds, and the worst rounding, against what was asked."""
    small = outcome.small[outcome.small["low_points"].notna()]
    traits = outcome.rules[
        outcome.rules["seed"].isin(FRESH_SEEDS)
        & outcome.rules["kind"].eq("trait")
        & outcome.rules["low_points"].notna()
    ]
    parts = [
        (f"small worlds, {incidents:.0f} incidents a season", part)
        for incidents, part in small.groupby("incidents", sort=False)
    ]
    parts += [
        (SETTING_NAMES[name], traits[traits["setting"] == name]) for name in ("learnable", "rare")
    ]
    rows = []
    for title, part in parts:
        inside = covered(part)["by_log_odds"].mean()
        asked = "intervals cover at least .90"
        reached = "yes" if inside >= 0.9 else "**no**"
        rows.append({"where": title, "asked": asked, "found": number(inside), "reached": reached})
    folds = outcome.folds[outcome.folds["seed"].isin(FRESH_SEEDS)]
    last = folds.drop_duplicates(["setting", "seed"])["rounding_loss_nats"]
    over = int((last > 1.0).sum())
    rows.append(
        {
            "where": f"last fits of all {len(last)} worlds, without the coming port rules",
            "asked": "rounding costs at most 1 nat",
            "found": f"{over} above, the worst {last.max():.2f}",
            "reached": "yes" if over == 0 else "**no**",
        }
    )
    return pd.DataFrame(rows)
