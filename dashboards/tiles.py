"""Figures drawn large, side by side as far as the page has room.

Their words are in ``figures``; which of them a page shows is the page's.
"""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboards import figures

TILE_PIXELS = 164
"""Width of a tile; the next row begins where no other fits."""


def draw_tiles(tiles: Sequence[tuple[str, str, str]]) -> None:
    """Draw figures large, each with its title above and what it means below; they wrap.

    Parameters
    ----------
    tiles
        Title, value and caption of each; an empty caption is left out.
    """
    with st.container(horizontal=True):
        for title, value, caption in tiles:
            with st.container(width=TILE_PIXELS, gap="xsmall"):
                st.metric(title, value)
                if caption:
                    st.caption(caption)


def draw_figure(row: pd.Series) -> None:
    """Draw one figure large: value with interval, counts, unknown, state, target."""
    is_count = pd.isna(row["denominator"])
    value = f"{int(row['numerator']):,}" if is_count or pd.isna(row["value"]) else None
    with st.container(border=True):
        told, units, unknown, held = st.columns([3, 3, 3, 4])
        told.caption("Count" if is_count else "Share")
        told.markdown(f"### {value if is_count else figures.percent(row['value'])}")
        if is_count:
            told.caption(f"95 % interval {row['low']:,.1f} to {row['high']:,.1f}")
        elif pd.isna(row["value"]):
            told.caption(f"no percentage: {row['note']}")
        else:
            told.caption(f"95 % interval {figures.interval(row['low'], row['high'])}")
        units.caption("Unit" if is_count else "Counted")
        of = "" if is_count else f"{int(row['numerator']):,} of {figures.known(row):,}"
        units.markdown(f"### {of or figures.unit_label(row['unit'])}")
        unit = "" if is_count else f"known {figures.unit_label(row['unit'])} · "
        units.caption(f"{unit}{row['state'] or 'state not told'}")
        unknown.caption("Not known")
        unknown.markdown(f"### {int(row['n_unknown']):,}")
        if not is_count and row["n_unknown"] and not pd.isna(row["value_unknown_low"]):
            unknown.caption(
                f"all no: {figures.percent(row['value_unknown_low'])}, "
                f"all yes: {figures.percent(row['value_unknown_high'])}"
            )
        else:
            unknown.caption("never counted as no")
        held.caption("Target")
        held.markdown(f"### {figures.target(row, with_setter=False)}")
        source = row.get("target_source")
        setter = figures.target(row).partition(" · ")[2]
        held.caption(f"{setter} · {source}" if setter else "none was set for this figure")


def draw_measure_tile(row: pd.Series) -> None:
    """Draw one headline figure with its counts and interval."""
    with st.container(border=True, width=TILE_PIXELS, gap="xsmall"):
        st.caption(f"{row['measure']} · {figures.UNIT_LABELS[row['unit']].split(' (')[0]}")
        if pd.isna(row["value"]) or pd.isna(row["denominator"]):
            st.markdown(f"### {int(row['numerator']):,}")
        else:
            st.markdown(f"### {figures.percent(row['value'])}")
        st.markdown(f"**{row['title']}**")
        if pd.isna(row["denominator"]):
            st.caption(f"a count · {int(row['n_unknown']):,} unknown")
        else:
            told = (
                f"no percentage: {row['note']}"
                if pd.isna(row["value"])
                else f"95 % interval {figures.interval(row['low'], row['high'])}"
            )
            st.caption(f"{figures.counted(row)}  \n{told}")
