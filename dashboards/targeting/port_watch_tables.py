"""The port-shift watch as frames for the page's tables, and what it reads, cached by edition.

Wording and order of columns only; z and state are in ``published.port_shift``.
"""

import pandas as pd
import streamlit as st

from dashboards import port_names
from dashboards.figures import percent
from pipelines.editions import Edition, open_edition, port_watch
from pipelines.settings import get_settings


@st.cache_data(show_spinner=False, max_entries=64)
def _read(edition_id: str, origin: str, season: int, what: str) -> pd.DataFrame:
    edition = open_edition(get_settings().editions, edition_id)
    if what == "periods":
        return pd.DataFrame(port_watch.read_periods(edition, origin, season))
    return pd.DataFrame(port_watch.read_watch(edition, origin, season))


def periods(edition: Edition, origin: str, season: int) -> pd.DataFrame:
    """Read what was looked at in a season, a row per period."""
    return _read(edition.id, origin, season, "periods")


def watched(edition: Edition, origin: str, season: int) -> pd.DataFrame:
    """Read every port and trait watched in a season."""
    return _read(edition.id, origin, season, "watched")


WATCH_COLUMNS = {"what rose": st.column_config.TextColumn("What rose", width=200)}
"""Widths of :func:`watch_table`, so that the shares are seen without scrolling."""


def period_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of what was looked at."""
    return pd.DataFrame(
        {
            "period": frame["period"].where(
                frame["period_kind"] == "month", "season " + frame["period"]
            ),
            "ports": frame["ports"],
            "traits": frame["traits"],
            "compared (port and trait)": frame["compared"],
            "not enough evidence": frame["not_enough"],
            "z needed": frame["z_needed"].round(2).where(frame["compared"] > 0),
            "false alarms expected": frame["expected_false_alarms"].round(1),
            "rising": frame["rising"],
        }
    )


def watch_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of ports watched."""
    return pd.DataFrame(
        {
            "period": frame["period"].where(
                frame["period_kind"] == "month", "season " + frame["period"]
            ),
            "port of lading": [
                f"{name} ({code})" if isinstance(name, str) else str(code)
                for name, code in zip(frame["port_name"], frame["lading_port_code"], strict=True)
            ],
            "z": frame["z"].round(1),
            "new": frame["is_new"].map({True: "new", False: ""}),
            "what rose": frame["wording"],
            "from": _shares(frame, "before_with", "before_containers", "before_share"),
            "to": _shares(frame, "containers_with", "containers", "share"),
            "other ports": [
                f"{percent(before)} to {percent(now)}"
                for before, now in zip(
                    frame["others_before_share"], frame["others_share"], strict=True
                )
            ],
            "note": frame["note"],
        }
    )


def container_table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Columns a reader sees of the containers behind a rise."""
    frame = pd.DataFrame(
        rows, columns=["container_trip_key", "arrival_month", "arrival_date", "us_port_code"]
    )
    return pd.DataFrame(
        {
            "container trip": frame["container_trip_key"],
            "arrived": pd.to_datetime(frame["arrival_date"]),
            "U.S. port": frame["us_port_code"].map(port_names.port),
        }
    )


def _shares(frame: pd.DataFrame, having: str, containers: str, share: str) -> list[str]:
    return [
        f"{percent(value)} ({part:,} of {whole:,})"
        for value, part, whole in zip(frame[share], frame[having], frame[containers], strict=True)
    ]
