"""The ledger of figures as frames for the page's tables: as published, as now, and why.

Wording and order of columns only; what changed and why is said by ``pipelines.editions``.
"""

import pandas as pd
import streamlit as st

from dashboards.figures import percent
from pipelines.editions import FigureLedger, figure_ledger, list_editions
from pipelines.editions.ledger import Change, LedgerEntry, PublishedValue
from pipelines.settings import get_settings

CAUSE_JOIN = ", "
SHOWN_EVIDENCE = 4
LEDGER_COLUMNS = {
    "measure": st.column_config.TextColumn("Measure", width=100),
    "unit": st.column_config.TextColumn("Unit", width=88),
    "period": st.column_config.TextColumn("Period", width=65),
    "port": st.column_config.TextColumn("Port", width=65),
    "first_published": st.column_config.TextColumn("First published", width=122),
    "in_edition": st.column_config.TextColumn("In", width=45),
    "as_now": st.column_config.TextColumn("As now", width=122),
    "state_now": st.column_config.TextColumn("State now", width=75),
    "changes": st.column_config.NumberColumn("Changes", width=55),
    "restatements": st.column_config.NumberColumn("Restated", width=58),
    "causes": st.column_config.TextColumn("Causes", width=185),
}


@st.cache_data(show_spinner="Reading the editions", max_entries=8)
def ledger_up_to(edition_id: str) -> FigureLedger:
    """Follow figures from the first edition to one; editions never change, so neither does this.

    Parameters
    ----------
    edition_id
        The edition that stands for now.

    Returns
    -------
    FigureLedger
        Figures that changed.
    """
    editions = [
        one for one in list_editions(get_settings().editions) if int(one.id) <= int(edition_id)
    ]
    return figure_ledger(editions)


def causes_of(entry: LedgerEntry) -> list[str]:
    """Name every cause a figure ever changed from, in words, each once."""
    return list(dict.fromkeys(one.words for change in entry.changes for one in change.causes))


def ledger_table(entries: list[LedgerEntry]) -> pd.DataFrame:
    """List figures as first published and as now, one a line."""
    return pd.DataFrame(
        [
            {
                "measure": entry.measure,
                "unit": entry.unit.replace("_", " "),
                "period": entry.period,
                "port": "all ports" if entry.port == "*" else entry.port,
                "origin": entry.origin,
                "first_published": _value(entry.first),
                "in_edition": entry.first.edition,
                "as_now": _value(entry.now),
                "state_now": entry.now.state or "–",
                "changes": len(entry.changes),
                "restatements": entry.restatements,
                "causes": CAUSE_JOIN.join(causes_of(entry)),
            }
            for entry in entries
        ]
    )


def history_table(entry: LedgerEntry) -> pd.DataFrame:
    """List the published values of one figure and what moved each to the next."""
    first = {
        **_told(entry.first),
        "what_happened": "first published"
        if entry.first.numerator is not None
        else "its period was published without it",
    }
    return pd.DataFrame([first, *(_step(change) for change in entry.changes)])


def evidence_lines(entry: LedgerEntry) -> list[str]:
    """Say for each change and cause what in the editions tells it."""
    lines = []
    for change in entry.changes:
        for one in change.causes:
            shown = "; ".join(one.evidence[:SHOWN_EVIDENCE])
            more = len(one.evidence) - SHOWN_EVIDENCE
            rest = f"; {more} more" if more > 0 else ""
            lines.append(f"{change.after.edition} · **{one.words}**: `{shown}`{rest}")
    return lines


def bridge_table(bridged: pd.DataFrame) -> pd.DataFrame:
    """List both definitions' figures of the overlap season, all ports together."""
    rows = bridged[bridged["port_code"] == "*"]
    return pd.DataFrame(
        {
            "measure": rows["measure"],
            "unit": rows["unit"].str.replace("_", " "),
            "season": rows["period"],
            "origin": rows["origin"],
            "definition_version": rows["definition_version"],
            "edition": rows["edition"].fillna("this one"),
            "numerator": rows["numerator"],
            "of_known": rows["denominator"] - rows["n_unknown"],
            "unknown": rows["n_unknown"],
            "share": rows["value"].map(percent),
            "same_data": rows["is_same_data"],
        }
    )


def _step(change: Change) -> dict[str, object]:
    kind = "restated" if change.is_restatement else "changed while provisional"
    if not change.is_restatement and change.before.state != "provisional":
        kind = "changed"
    return {
        **_told(change.after),
        "what_happened": f"{kind}: {CAUSE_JOIN.join(one.words for one in change.causes)}",
    }


def _told(value: PublishedValue) -> dict[str, object]:
    return {
        "edition": value.edition,
        "published": f"{value.published_at:%Y-%m-%d %H:%M}",
        "figure": _value(value),
        "unknown": "–" if value.n_unknown is None else f"{value.n_unknown:,}",
        "definition": value.definition_version,
        "state": value.state or "–",
    }


def _value(value: PublishedValue) -> str:
    """Word a published value: counts, and the share of those known where one was published."""
    if value.numerator is None:
        return "none"
    unknown = f", {value.n_unknown:,} unknown" if value.n_unknown else ""
    if value.denominator is None:
        return f"{value.numerator:,}{unknown}"
    share = "" if value.value is None else f" = {percent(value.value)}"
    known = value.denominator - (value.n_unknown or 0)
    return f"{value.numerator:,} / {known:,}{unknown}{share}"
