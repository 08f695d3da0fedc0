"""Which filter and version the reader looks at, the same on every page that asks.

The choice only; what a version says and how it stands is in ``pipelines.decisions``.
"""

from collections.abc import Sequence

import streamlit as st

from pipelines.decisions import Version, standing
from pipelines.filters.desk import Desk

FIRST = "human_smuggling"
KEPT, CHOSEN = "filter_kept", "filter_chosen"


def keep(rule_set: str, version: int) -> None:
    """Make a filter and version the choice, here and on the page opened next; from a callback."""
    st.session_state[KEPT] = st.session_state[CHOSEN] = rule_set
    for key in [key for key in st.session_state if str(key).startswith(_chosen(rule_set))]:
        del st.session_state[key]
    st.session_state[f"version_kept_{rule_set}"] = version


def choose(desk: Desk, first: str = FIRST) -> tuple[list[Version], Version]:
    """Draw the choice of a filter and of one of its versions.

    Parameters
    ----------
    desk
        Whose register to choose from.
    first
        The filter shown where the reader has not chosen one.

    Returns
    -------
    list of Version, Version
        All versions of the filter, and the chosen one.
    """
    versions = desk.register.versions()
    titles = {one.rule_set: one.content.title for one in versions}
    asked = st.query_params.get("rule_set")
    if CHOSEN not in st.session_state:
        kept = st.session_state.get(KEPT, asked)
        st.session_state[CHOSEN] = kept if kept in titles else first
    left, right = st.columns([2, 1])
    name = left.selectbox(
        "Filter", list(titles), format_func=lambda one: f"{titles[one]} · {one}", key=CHOSEN
    )
    st.session_state[KEPT] = name
    of_it = [one for one in versions if one.rule_set == name]
    return of_it, _version(desk, right, of_it)


def _version(
    desk: Desk, column: st.delta_generator.DeltaGenerator, of_it: list[Version]
) -> Version:
    """Draw the choice of a version: at first the one in force, else the newest."""
    name = of_it[0].rule_set
    stands = standings(desk, of_it)
    numbers = sorted(stands, reverse=True)
    # A new standing makes a new choice, since the page remembers the words of the old one.
    key = f"{_chosen(name)} {', '.join(stands.values())}"
    kept = f"version_kept_{name}"
    if st.session_state.get(key) not in numbers:
        live = [number for number in numbers if stands[number] == "in force"]
        wanted = st.session_state.get(kept)
        st.session_state[key] = wanted if wanted in numbers else (live or numbers)[0]
    number = column.selectbox(
        "Version", numbers, format_func=lambda one: f"{one} · {stands[one]}", key=key
    )
    st.session_state[kept] = number
    return next(one for one in of_it if one.version == number)


def _chosen(rule_set: str) -> str:
    return f"version chosen of {rule_set}:"


def standings(desk: Desk, of_it: Sequence[Version]) -> dict[int, str]:
    """Say in words how each version of one filter stands now."""
    now = desk.clock.now()
    return {one.version: standing(one, now, of_it).replace("_", " ") for one in of_it}
