"""Names of ports by their codes, from the register of ports, for labels only.

Codes are Schedule D (four digits, U.S. ports), Schedule K (five digits, ports of lading) or
UN/LOCODE. Which port a row belongs to is decided in the edition, not here.
"""

import pandas as pd
import streamlit as st

from dashboards import queries
from pipelines.editions import Edition
from pipelines.settings import get_settings

ALL_PORTS = "*"


@st.cache_data(show_spinner=False)
def names() -> dict[str, str]:
    """Name of every port in the register, by each of its codes."""
    ports = pd.read_csv(get_settings().reference / "ports.csv", dtype=str, keep_default_na=False)
    by_unlocode = dict(zip(ports["unlocode"], ports["port_name"], strict=True))
    return by_unlocode | dict(zip(ports["port_code"], ports["port_name"], strict=True))


def port(code: str | None, every: str = "all ports") -> str:
    """Word a port code as its name with the code; ``*`` is every port."""
    if code is None or pd.isna(code):
        return "unresolved"
    if code == ALL_PORTS:
        return every
    name = names().get(code)
    return f"{name} ({code})" if name else code


def ports(codes: tuple[str, ...]) -> str:
    """Word several port codes."""
    return ", ".join(port(code) for code in codes)


def with_traffic(edition: Edition) -> list[str]:
    """List the U.S. ports with figures in an edition."""
    return list(queries.port_names(edition))
