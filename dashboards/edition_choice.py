"""Which edition the reader looks at, and the lines on every page that say so and whose records.

The pointer is read again at every run of a page, so a newly published edition shows at the next
click. A page says at its head which origin its content has; where both stand on one page, each
section is marked. Figures do not belong here.
"""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from pipelines.editions import Edition, current_id, list_editions, open_edition
from pipelines.settings import get_settings

ORIGIN_WORDS = {
    "real": "**Real records.** Nothing here is of the synthetic stream, but for what is marked so.",
    "synthetic": "**Synthetic.** Synthetic stream: no figure here describes real traffic.",
    "both": "**Real and synthetic.** This page shows real records and the synthetic stream, never "
    "in one figure: each section is marked.",
}
MARKS: dict[str, tuple[str, Literal["green", "orange"]]] = {
    "real": (":material/public: real records", "green"),
    "synthetic": (":material/science: synthetic", "orange"),
}
"""The mark of a section: its words and its colour."""


def draw_sidebar() -> None:
    """Draw the choice of edition; without any edition say how to publish one and stop."""
    editions_dir = get_settings().editions
    newest = current_id(editions_dir)
    if newest is None:
        st.title("No edition has been published yet")
        st.markdown("Type `make run` (or `tallyman refresh`) and come back: pages read editions.")
        st.stop()
    ids = [edition.id for edition in reversed(list_editions(editions_dir))]
    chosen = st.sidebar.selectbox(
        "Edition",
        ids,
        index=ids.index(newest),
        format_func=lambda id_: f"{id_} (current)" if id_ == newest else id_,
    )
    st.session_state["edition_id"] = chosen
    st.sidebar.caption("An edition is immutable: what it says today it says for ever.")


def chosen_edition() -> Edition:
    """Open the edition the reader chose.

    Returns
    -------
    Edition
        The chosen edition, or the current one where a page is run alone.
    """
    return open_edition(get_settings().editions, st.session_state.get("edition_id"))


def edition_option(edition: Edition) -> str:
    """Write the option of a command that chooses this edition; the current one needs none."""
    is_current = edition.id == current_id(get_settings().editions)
    return "" if is_current else f" --edition {edition.id}"


def draw_heading(title: str, lead: str, origins: Sequence[str], note: str = "") -> Edition:
    """Draw a page's title with edition, as-known-at and origin under it.

    Parameters
    ----------
    title, lead
        The page's name and one sentence on what it answers.
    origins
        The origins of what this page shows as it stands: ``real``, ``synthetic`` or both, kept
        apart; none where it shows no record of either.
    note
        What else must be known of the origin, after it.

    Returns
    -------
    Edition
        The edition the page shows.
    """
    edition = chosen_edition()
    manifest = edition.manifest
    st.title(title)
    st.markdown(lead)
    known = manifest.as_known_at or "everything loaded"
    st.caption(
        f"Edition **{edition.id}** · as known at **{known}** · published "
        f"{manifest.created_at:%Y-%m-%d %H:%M} UTC · code {manifest.code_version}"
    )
    if origins:
        draw_origin("both" if len(set(origins)) > 1 else origins[0], note)
    return edition


def draw_origin(origin: str, note: str = "") -> None:
    """Say whose records follow: ``real``, ``synthetic`` or ``both``."""
    words = f"{ORIGIN_WORDS[origin]} {note}".strip()
    if origin == "real":
        st.success(words, icon=":material/public:")
    elif origin == "synthetic":
        st.warning(words, icon=":material/science:")
    else:
        st.info(words, icon=":material/call_split:")


def mark(*origins: str) -> None:
    """Mark a section with whose records it shows, on a page that shows both."""
    with st.container(horizontal=True, gap="xsmall"):
        for origin in origins:
            words, colour = MARKS[origin]
            st.badge(words, color=colour)
