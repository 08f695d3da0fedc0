"""Which edition the reader looks at, and the line on every page that says so.

The pointer is read again at every run of a page, so a newly published edition shows at the next
click. Figures do not belong here.
"""

import streamlit as st

from pipelines.editions import Edition, current_id, list_editions, open_edition
from pipelines.settings import get_settings

ORIGIN_WORDS = {
    "real": "real records",
    "synthetic": "synthetic stream: no figure here describes real traffic",
}


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


def draw_heading(title: str, lead: str, origins: list[str]) -> Edition:
    """Draw a page's title with edition, as-known-at and origin under it.

    Parameters
    ----------
    title, lead
        The page's name and one sentence on what it answers.
    origins
        The origins of what the page shows: ``real``, ``synthetic`` or both, kept apart.

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
    for origin in origins:
        if origin == "synthetic":
            st.warning(
                f"**Synthetic.** {ORIGIN_WORDS[origin].capitalize()}.", icon=":material/science:"
            )
    return edition
