"""How ports are written in the synthetic manifests: the register's name, real variants, slips.

Variants come from the reference table of aliases. Codes and names of the ports are in `network.py`;
the platform's own way back from text to code is `models/resolution`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.simulation.calibration import PORT_TYPO_SHARE, PORT_VARIANT_SHARE
from models.simulation.network import PortTable
from models.simulation.randomness import Ints

_COUNTRIES = {
    "AE": "United Arab Emirates", "AR": "Argentina", "AU": "Australia", "BD": "Bangladesh",
    "BE": "Belgium", "BR": "Brazil", "CA": "Canada", "CL": "Chile", "CN": "China",
    "CO": "Colombia", "CR": "Costa Rica", "DE": "Germany", "DO": "Dominican Republic",
    "EC": "Ecuador", "EG": "Egypt", "ES": "Spain", "FR": "France", "GB": "United Kingdom",
    "GR": "Greece", "GT": "Guatemala", "HK": "Hong Kong", "HN": "Honduras", "ID": "Indonesia",
    "IL": "Israel", "IN": "India", "IT": "Italy", "JM": "Jamaica", "JP": "Japan",
    "KR": "South Korea", "LK": "Sri Lanka", "MX": "Mexico", "MY": "Malaysia", "NL": "Netherlands",
    "NZ": "New Zealand", "OM": "Oman", "PA": "Panama", "PE": "Peru", "PH": "Philippines",
    "PK": "Pakistan", "SE": "Sweden", "SG": "Singapore", "TH": "Thailand", "TR": "Turkey",
    "TW": "Taiwan", "VE": "Venezuela", "VN": "Vietnam", "ZA": "South Africa",
}  # fmt: skip
_STATES = {
    "AL": "Alabama", "CA": "California", "DE": "Delaware", "FL": "Florida", "GA": "Georgia",
    "LA": "Louisiana", "MA": "Massachusetts", "MD": "Maryland", "MS": "Mississippi",
    "NC": "North Carolina", "NJ": "New Jersey", "NY": "New York", "OR": "Oregon",
    "PA": "Pennsylvania", "PR": "Puerto Rico", "SC": "South Carolina", "TX": "Texas",
    "VA": "Virginia", "WA": "Washington",
}  # fmt: skip
_IN_MANIFESTS = {"4601": "New York/Newark Area, Newark, New Jersey"}
_MOST_ALIASES = 6

INLAND_PLACES = (
    "DONGGUAN", "GUANGZHOU", "SHENZHEN", "HANGZHOU", "SUZHOU", "WUXI", "FOSHAN", "SEOUL",
    "TAOYUAN", "MILAN", "MUNICH", "LYON", "GUADALAJARA", "BANGALORE", "KUALA LUMPUR",
)  # fmt: skip
"""Places of receipt that are no ports; they stay unresolved."""


class PortTexts:
    """The texts of one side's ports, and draws among them.

    Parameters
    ----------
    ports : PortTable
    aliases : pandas.DataFrame
        Reference table of aliases, all columns as text.
    side : {'foreign', 'us'}
    subdivisions : dict of str to str
        Port code to U.S. state.

    Attributes
    ----------
    pool : list of str
        Every text, each port's register name first.
    """

    def __init__(
        self, ports: PortTable, aliases: pd.DataFrame, side: str, subdivisions: dict[str, str]
    ) -> None:
        self.pool: list[str] = []
        starts, counts, slips = [], [], []
        of_side = aliases[aliases["side"] == side]
        by_port = of_side.groupby("port_code")["alias"].agg(list).to_dict()
        for code, name, country in zip(ports.codes, ports.names, ports.countries, strict=True):
            if side == "us":
                state = _STATES.get(subdivisions.get(str(code), ""), "")
                texts = _us_texts(str(code), str(name), state)
            else:
                texts = _foreign_texts(str(name), _COUNTRIES.get(str(country), ""))
            known = [alias for alias in by_port.get(str(code), []) if len(alias) > 3]
            texts += _recased(known[:_MOST_ALIASES])
            texts = list(dict.fromkeys(texts))
            starts.append(len(self.pool))
            counts.append(len(texts))
            self.pool += texts
            slips.append(len(self.pool))
            self.pool.append(slip_of_the_keyboard(texts[0]))
        self._start = np.array(starts, dtype=np.int64)
        self._count = np.array(counts, dtype=np.int64)
        self._slip = np.array(slips, dtype=np.int64)

    def plain(self, port: int) -> int:
        """Give the place of a port's register name in `pool`."""
        return int(self._start[port])

    def draw(self, ports: Ints, rng: np.random.Generator) -> Ints:
        """Write each port in one of its ways.

        Parameters
        ----------
        ports : ndarray of int, shape (n,)
            Index of the port.
        rng : numpy.random.Generator

        Returns
        -------
        ndarray of int, shape (n,)
            Place in `pool`.
        """
        chance = rng.random(len(ports))
        variant = (rng.random(len(ports)) * (self._count[ports] - 1)).astype(np.int64) + 1
        variant = np.minimum(variant, self._count[ports] - 1)
        has_variant = chance < PORT_VARIANT_SHARE.value
        text = self._start[ports] + np.where(has_variant, variant, 0)
        has_slip = chance > 1 - PORT_TYPO_SHARE.value
        return np.where(has_slip, self._slip[ports], text)


def slip_of_the_keyboard(text: str) -> str:
    """Leave out a letter in the middle.

    Examples
    --------
    >>> slip_of_the_keyboard("Felixstowe")
    'Felixtowe'
    """
    middle = len(text.split(",")[0]) // 2
    return text[:middle] + text[middle + 1 :]


def _us_texts(code: str, name: str, state: str) -> list[str]:
    bare = name.split(",")[0]
    full = _IN_MANIFESTS.get(code, f"{bare}, {state}" if state else bare)
    return [full, full.upper(), f"{bare},{state}" if state else bare]


def _foreign_texts(name: str, country: str) -> list[str]:
    with_country = [f"{name},{country}", f"{name} ,{country}"] if country else []
    return [name, *with_country, name.upper()]


def _recased(aliases: Sequence[str]) -> list[str]:
    return [alias.title() if place % 2 == 0 else alias for place, alias in enumerate(aliases)]
