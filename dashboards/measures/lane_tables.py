"""The random lane and the quality of targeting as frames for the page's tables.

Wording and order of columns only; what a figure is belongs in ``published.random_lane`` and
``published.targeting_quality``.
"""

import pandas as pd

from dashboards.figures import interval, percent
from dashboards.tables import words
from pipelines.filters.lane_plan import LanePlans

OUTCOMES = {
    "any_discrepancy": "any discrepancy",
    "security": "security positive",
    "person": "person (stowaway)",
}


VERDICTS = {
    "rate": "a rate",
    "bound": "an upper bound",
    "at least": "a lower bound",
    "refused": "no rate: too few draws",
    "too few": "no rate: under 20 results",
    "nothing drawn": "nothing was drawn",
}
"""What may be said of an outcome, by its verdict."""


def reasons(rows: pd.DataFrame) -> dict[str, str]:
    """Give each reason, and the outcomes that it holds for.

    Parameters
    ----------
    rows
        Columns ``outcome`` and ``note``.

    Returns
    -------
    dict
        Outcomes in words by reason; outcomes without one are left out.
    """
    told = rows[rows["note"].fillna("") != ""]
    return {
        str(note).removeprefix("refused: "): ", ".join(
            OUTCOMES.get(name, str(name).replace("_", " ")) for name in dict.fromkeys(of["outcome"])
        )
        for note, of in told.groupby("note", sort=False)
    }


def lane_table(lane: pd.DataFrame) -> pd.DataFrame:
    """List what the lane says of each outcome: rate, bound or refusal."""
    return pd.DataFrame(
        {
            "outcome": lane["outcome"].map(OUTCOMES),
            "says": lane["verdict"].map(VERDICTS),
            "hits": lane["hits"],
            "rate": lane["value"].map(percent),
            "95 % interval": _intervals(lane, "low", "high"),
            "containers": lane["containers"].map(_whole),
            "silent draws none or all hits": _intervals(
                lane, "value_unknown_low", "value_unknown_high"
            ),
            "Clopper-Pearson": _intervals(lane, "exact_low", "exact_high"),
            "bound without a hit": lane["bound_containers"].map(_whole),
            "draws needed": lane["draws_needed"].map(_whole),
        }
    )


def response_table(lane: pd.Series) -> pd.DataFrame:
    """List what became of the draws of one period and port."""
    names = {
        "responded": "examined",
        "without_result": "of them without a result",
        "refused": "refused, or seized before",
        "substituted": "another box examined instead",
        "not_examined": "let go",
        "pending": "pending",
        "no_record": "logged as examined, no exam on record",
        "draws_outside_frame": "never landed, or out of scope (not in the frame)",
        "draws_frame_unknown": "not known whether it landed (not in the frame)",
        "unlogged": "random by the exam record, not in the log",
        "targeted_draws": "also targeted; stays random",
    }
    return pd.DataFrame(
        {"what became of the draws": list(names.values()), "draws": [lane[name] for name in names]}
    )


def hit_rate_table(quality: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """List hit rates of one outcome by reason, each and exclusive side by side."""
    rows = quality[(quality["measure"] == "hit_rate") & (quality["outcome"] == outcome)]
    return pd.DataFrame(
        {
            "reason": rows["reason"].str.replace("_", " "),
            "basis": rows["basis"],
            "positive": rows["numerator"].astype("Int64"),
            "finished": rows["denominator"].astype("Int64"),
            "unsettled": rows["n_unknown"],
            "hit rate": [
                str(note) if pd.isna(value) and note else percent(value)
                for value, note in zip(rows["value"], rows["note"], strict=True)
            ],
            "95 % interval": _intervals(rows, "low", "high"),
        }
    )


def detection_table(quality: pd.DataFrame) -> pd.DataFrame:
    """List the share of the positives that lie inside the targeted."""
    rows = quality[quality["measure"] == "detection_share"]
    return pd.DataFrame(
        {
            "outcome": rows["outcome"].map(OUTCOMES),
            "found inside the targeted": rows["numerator"].astype("Int64"),
            "targeted, result not known": rows["n_unknown"],
            "estimated outside": rows["outside"].map(_whole),
            "detection share": rows["value"].map(percent),
            "at least": rows["low"].map(percent),
            "at most": rows["high"].map(percent),
            "says": rows["verdict"].map(VERDICTS),
        }
    )


def lift_table(quality: pd.DataFrame) -> pd.DataFrame:
    """List the lift of each score at the weekly exams of each port."""
    rows = quality[quality["measure"] == "lift"]
    what = rows["outcome"].str.replace("_", " ")
    return pd.DataFrame(
        {
            "score": rows["rule_set"].str.replace("_", " "),
            "what was found": what.mask(rows["reason"] == "random", "discrepancy in random draws"),
            "exams": rows["budget"].astype("Int64"),
            "found": rows["denominator"].astype("Int64"),
            "in the budget": rows["numerator"].round(1),
            "by chance": rows["expected"].round(1),
            "lift": rows["value"].map(_tenth),
            "from": rows["low"].map(_tenth),
            "to": rows["high"].map(_tenth),
        }
    )


def drift_table(drift: pd.DataFrame, port_of_lading: str) -> pd.DataFrame:
    """List the drift of features and scores at one port of lading, or at all (``*``)."""
    rows = drift[drift["lading_port_code"] == port_of_lading]
    version = rows["rule_set"].fillna("") + " v" + rows["rule_set_version"].astype(str)
    return pd.DataFrame(
        {
            "what": rows["feature"]
            .map(words, na_action="ignore")
            .where(rows["rule_set"].isna(), "Score of " + version),
            "a year before": rows["reference_count"],
            "now": rows["current_count"],
            "PSI": [_thousandth(value) for value in rows["psi"]],
            "by chance alone": [_thousandth(value) for value in rows["by_chance"]],
            "reading": rows["reading"],
        }
    )


def plan_table(plans: LanePlans) -> pd.DataFrame:
    """List what each aim costs."""
    return pd.DataFrame(
        [
            {
                "rate": percent(one.rate),
                "aim": f"see one case, {one.power:.0%}"
                if one.power
                else f"± {percent(one.precision)}",
                "draws": one.draws,
                "draws a week": round(one.draws_per_week, 1),
                "probability of a draw": "more than there are"
                if one.probability is None
                else percent(one.probability),
                "seasons at today's probability": None
                if one.periods is None
                else round(one.periods, 1),
            }
            for one in plans.plans
        ]
    )


def _whole(value: float | None) -> str:
    return "–" if value is None or pd.isna(value) else f"{value:,.0f}"


def _tenth(value: float | None) -> str:
    return "–" if value is None or pd.isna(value) else f"{value:,.1f}"


def _thousandth(value: float | None) -> str:
    return "–" if value is None or pd.isna(value) else f"{value:.3f}"


def _intervals(rows: pd.DataFrame, low: str, high: str) -> list[str]:
    return [interval(a, b) for a, b in zip(rows[low], rows[high], strict=True)]
