"""What the Commonalities page reads, cached under the edition's id; nothing is computed.

The SELECTs are ``pipelines.editions.incident_traits``, the same as for ``tallyman commonalities``.
"""

import pandas as pd
import streamlit as st

from pipelines.editions import Edition, open_edition
from pipelines.editions import incident_traits as traits
from pipelines.settings import get_settings


@st.cache_data(show_spinner=False, max_entries=64)
def _read(edition_id: str, what: str, origin: str, era: str) -> pd.DataFrame:
    edition = open_edition(get_settings().editions, edition_id)
    rows = {
        "commonalities": lambda: traits.read_commonalities(edition, origin, era=era),
        "matching": lambda: traits.read_matching(edition, origin, era),
        "claims": lambda: traits.read_claims(edition, origin, era),
        "claim_counts": lambda: traits.read_claim_counts(edition, origin, era),
    }[what]()
    return pd.DataFrame(rows)


def commonalities(edition: Edition, origin: str) -> pd.DataFrame:
    """Traits and pairs of one origin in every era, the strongest first."""
    return _read(edition.id, "commonalities", origin, "all")


def matching(edition: Edition, origin: str, era: str) -> pd.DataFrame:
    """Read how the incidents of an era were matched with traffic, a row per outcome."""
    return _read(edition.id, "matching", origin, era)


def claims(edition: Edition, origin: str) -> pd.DataFrame:
    """Read what sources claim, a row per incident and attribute."""
    return _read(edition.id, "claims", origin, "all")


def claim_counts(edition: Edition, origin: str) -> pd.DataFrame:
    """Read in how many incidents sources tell of an attribute."""
    return _read(edition.id, "claim_counts", origin, "all")
