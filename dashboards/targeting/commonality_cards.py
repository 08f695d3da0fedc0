"""Commonalities as cards and tables: what, how many, compared to what, how sure, on what it rests.

Layout only. The words are ``models.commonalities.wording``, the rows are read in
``commonality_queries``.
"""

import shlex
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import tables
from models.commonalities import wording
from models.commonalities.traits import LESS_COMMON, MORE_COMMON, NOT_ENOUGH

COLUMNS = 2
BADGES = {MORE_COMMON: "orange", LESS_COMMON: "blue"}
ERAS = {"*": "all eras", "all": "each era"}
KINDS = {"both": "traits and pairs", "trait": "traits", "pair": "pairs of traits"}


def compared_words(rows: pd.DataFrame, kind: str) -> str:
    """Say how many of the rows shown were compared, and what was found among them.

    Parameters
    ----------
    rows
        Rows of ``published.commonalities`` of one era and of the kind chosen.
    kind
        A key of :data:`KINDS`.
    """
    compared = int(rows["holm_p_value"].notna().sum())
    corrected = int(rows["comparisons"].max()) if len(rows) else 0
    found = int(rows["verdict"].isin([MORE_COMMON, LESS_COMMON]).sum())
    all_kinds = "all of them" if kind == "both" else f"the {corrected} {KINDS['both']} compared"
    beside = len(rows) - compared
    differ = (
        f" {beside} more cannot be compared: within the matched strata they do not differ, or too "
        "few are known."
        if beside
        else ""
    )
    return (
        f"**{compared}** {KINDS[kind]} compared, **{found}** found after Holm's correction for "
        f"{all_kinds}; of the others it reads *{NOT_ENOUGH}*.{differ}"
    )


def command(era: str, kind: str) -> str:
    """Write the command that lists what is shown of the synthetic stream.

    Examples
    --------
    >>> command("Hong Kong", "pair"), command("*", "both")
    ("tallyman commonalities --era 'Hong Kong' --kind pair", 'tallyman commonalities')
    """
    chosen = "" if era == "*" else f" --era {shlex.quote(era)}"
    return f"tallyman commonalities{chosen}{'' if kind == 'both' else f' --kind {kind}'}"


def draw_cards(rows: pd.DataFrame, eras: pd.DataFrame) -> None:
    """Draw commonalities as cards, the strongest first.

    Parameters
    ----------
    rows
        Rows of ``published.commonalities`` to draw, in order.
    eras
        The rows of the single eras, from which each card says in which it was seen.
    """
    for start in range(0, len(rows), COLUMNS):
        columns = st.columns(COLUMNS)
        for column, row in zip(
            columns, rows.iloc[start : start + COLUMNS].to_dict("records"), strict=False
        ):
            with column.container(border=True, height="stretch"):
                draw_card(row, _of_trait(eras, row))


def draw_card(row: dict[Any, Any], eras: list[dict[Any, Any]]) -> None:
    """Draw one commonality."""
    st.badge(str(row["verdict"]), color=BADGES.get(str(row["verdict"]), "gray"))
    st.markdown(f"**{tables.plain(str(row['wording']))}**")
    if row["note"]:
        note = str(row["note"])
        st.markdown(f":small[{tables.plain(note[:1].upper() + note[1:])}.]")
    said = {
        "How many": wording.how_many(row),
        "Compared to": wording.compared_to(row),
        "How sure": wording.how_sure(row),
        "Leave one out": wording.rests_on(row),
        "When": wording.when_recorded(row),
    }
    if eras:
        said["By era"] = wording.by_era(eras)
    lines = [f"**{head}.** {tables.plain(text)}" for head, text in said.items()]
    st.markdown(":small[" + "]  \n:small[".join(lines) + "]")


def _of_trait(eras: pd.DataFrame, row: dict[Any, Any]) -> list[dict[Any, Any]]:
    second = "" if pd.isna(row["second_trait"]) else row["second_trait"]
    same = eras["trait"].eq(row["trait"]) & eras["second_trait"].fillna("").eq(second)
    return eras[same].to_dict("records")


def commonality_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of commonality rows."""
    return pd.DataFrame(
        {
            "trait": frame["wording"],
            "verdict": frame["verdict"],
            "incident containers": [
                f"{with_} of {n}"
                for with_, n in zip(
                    frame["incident_containers_with"], frame["incident_containers"], strict=True
                )
            ],
            "expected": frame["expected_with"].round(1),
            "incidents with it": [
                f"{with_} of {n}"
                for with_, n in zip(frame["incidents_with"], frame["incidents"], strict=True)
            ],
            "matched traffic": [
                f"{with_:,} of {n:,}" if n else "none"
                for with_, n in zip(frame["traffic_with"], frame["traffic_containers"], strict=True)
            ],
            "odds ratio": frame["odds_ratio"].map(wording.ratio),
            "95 % interval": [
                f"{wording.ratio(low)} to {wording.ratio(high)}"
                for low, high in zip(frame["odds_ratio_low"], frame["odds_ratio_high"], strict=True)
            ],
            "p (Holm)": frame["holm_p_value"].map(wording.p_words),
            "rests on one": frame["is_resting_on_one_incident"],
            "recorded": frame["recorded"],
            "why": frame["note"],
        }
    )


def matching_table(matching: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of the matching."""
    return pd.DataFrame(
        {
            "incident containers": matching["match"].replace({"matched": "matched with traffic"}),
            "containers": matching["incident_containers"],
            "incidents": matching["incidents"],
            "strata": matching["strata"],
            "ordinary containers": matching["traffic_containers"],
            "to an incident container (median)": matching["median_traffic"],
        }
    )


def claim_count_table(counts: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of how often sources tell of an attribute."""
    return pd.DataFrame(
        {
            "told of": counts["attribute"].str.replace("_", " "),
            "about": counts["claim_kind"].replace(
                {"trait": "container and voyage", "find": "the find"}
            ),
            "incidents told": [
                f"{told} of {n}"
                for told, n in zip(counts["incidents_told"], counts["incidents"], strict=True)
            ],
            "sources differ": counts["incidents_sources_differ"],
            "recorded before discovery": counts["incidents_recorded_before"],
        }
    )


def claim_table(claims: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of claims, sources that differ side by side."""
    return pd.DataFrame(
        {
            "incident": claims["incident_id"],
            "discovered": pd.to_datetime(claims["discovered_on"]).dt.strftime("%Y-%m-%d"),
            "era": claims["era"].fillna("before the first"),
            "told": claims["values_told"],
            "sources": claims["sources"],
            "first known": pd.to_datetime(claims["first_known_at"]).dt.strftime("%Y-%m-%d"),
            "recorded": claims["is_recorded_before_discovery"].map(
                {True: "before discovery", False: "after discovery"}
            ),
        }
    )
