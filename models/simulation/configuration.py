"""What a synthetic stream is asked for, and the reference tables it is built on.

Figures that describe the world, not the request, are in `calibration.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from models.rules import RuleExpression, Threshold
from models.simulation.calibration import INCIDENTS_A_SEASON

MONTHS_IN_SEASON = (10, 11, 12, 1, 2, 3, 4, 5)
"""Calendar months of a season (OIG 930-931: October to May)."""

DEFAULT_SEED = 20060405


@dataclass(frozen=True, slots=True)
class SimulationConfig:
    """What is asked of the stream.

    Parameters
    ----------
    seed : int
        Same seed, same bytes.
    first_season, last_season : int
        Season labels; season s runs from October of s-1 to September of s, June to September being
        off-season.
    trips_per_season : int
        Container trips from October to May; the off-season months come on top.
    incidents_per_season : float
        Confirmed smuggling incidents expected each season among arrived containers.
    truth : {'planted', 'current'}
        'planted': the true weights differ from the rule set's points. 'current': the points are the
        truth.
    has_dirt : bool
        Whether files carry the dirt of real files. Null shares and spellings are there either way.

    Raises
    ------
    ValueError
        If the seasons are out of order or a number is out of range.
    """

    seed: int = DEFAULT_SEED
    first_season: int = 1999
    last_season: int = 2006
    trips_per_season: int = 40_000
    incidents_per_season: float = INCIDENTS_A_SEASON.value
    truth: Literal["planted", "current"] = "planted"
    has_dirt: bool = True

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        if self.seed < 0:
            raise ValueError(f"seed: got {self.seed}, expected 0 or more")
        if self.last_season < self.first_season:
            raise ValueError(
                f"seasons: got {self.first_season} to {self.last_season}; "
                "the last season must not come before the first"
            )
        if self.trips_per_season < 1:
            raise ValueError(f"trips_per_season: got {self.trips_per_season}, expected 1 or more")
        if self.incidents_per_season < 0:
            raise ValueError(
                f"incidents_per_season: got {self.incidents_per_season}, expected 0 or more"
            )
        if self.truth not in ("planted", "current"):
            raise ValueError(f"truth: got {self.truth!r}, expected 'planted' or 'current'")

    def months(self) -> list[np.datetime64]:
        """List the months of the stream, first days, in order.

        Examples
        --------
        >>> months = SimulationConfig(first_season=2006, last_season=2006).months()
        >>> len(months), str(months[0]), str(months[-1])
        (12, '2005-10', '2006-09')
        """
        first = np.datetime64(f"{self.first_season - 1}-10", "M")
        last = np.datetime64(f"{self.last_season}-10", "M")
        return list(np.arange(first, last, dtype="datetime64[M]"))


@dataclass(frozen=True, slots=True)
class SpecialOperation:
    """A special operation: what arrives in its days at its ports and meets its criteria.

    Parameters
    ----------
    name : str
    starts_on, ends_on : datetime64[D]
        First and last day.
    port_codes : tuple of str
        Schedule D codes; '*' for all.
    criteria : RuleExpression
    """

    name: str
    starts_on: np.datetime64
    ends_on: np.datetime64
    port_codes: tuple[str, ...]
    criteria: RuleExpression


@dataclass(frozen=True, slots=True)
class ReferenceTables:
    """The reference tables the stream takes names, codes and dates from.

    Parameters
    ----------
    ports : pandas.DataFrame
        `data/reference/ports.csv`, all columns as text.
    port_aliases : pandas.DataFrame
        `data/reference/port_aliases.csv`, all columns as text.
    csi_ports : pandas.DataFrame
        `data/reference/csi_ports.csv`, all columns as text.
    placeholder_parties : pandas.DataFrame
        `data/reference/placeholder_parties.csv`, all columns as text.
    thresholds : tuple of Threshold
        The history of thresholds of both rule sets.
    operations : tuple of SpecialOperation
        Those that the synthetic agency carries out.
    """

    ports: pd.DataFrame
    port_aliases: pd.DataFrame
    csi_ports: pd.DataFrame
    placeholder_parties: pd.DataFrame
    thresholds: tuple[Threshold, ...]
    operations: tuple[SpecialOperation, ...]


def season_of(month: np.datetime64) -> int:
    """Give the season (fiscal year label) of a month.

    Examples
    --------
    >>> season_of(np.datetime64("2005-10", "M")), season_of(np.datetime64("2006-09", "M"))
    (2006, 2006)
    """
    year, number = int(str(month)[:4]), int(str(month)[5:7])
    return year + (number >= 10)


def is_in_season(month: np.datetime64) -> bool:
    """Say whether a month lies between October and May.

    Examples
    --------
    >>> is_in_season(np.datetime64("2006-05", "M")), is_in_season(np.datetime64("2006-06", "M"))
    (True, False)
    """
    return int(str(month)[5:7]) in MONTHS_IN_SEASON


def month_number(month: np.datetime64) -> int:
    """Give the number of a month, counted from year 0.

    Examples
    --------
    >>> month_number(np.datetime64("2005-10", "M"))
    24069
    """
    return int(str(month)[:4]) * 12 + int(str(month)[5:7]) - 1
