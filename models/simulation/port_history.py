"""What the platform's port traits know: incidents, traffic and first-time consignees by season.

The three traits are the platform's own (`models/evaluation/port_rules.py`): the agency of the
synthetic stream selects by them. Which port is truly active is in `planted.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from models.evaluation.port_rules import port_hit_prev2, port_near_hit, port_rising
from models.simulation.randomness import Bools, Floats, Ints


@dataclass(slots=True)
class PortHistory:
    """Counts by season and port of lading.

    Parameters
    ----------
    regions : ndarray of str, shape (n_ports,)
        Region of each port of lading.
    """

    regions: np.ndarray
    _trips: dict[int, Floats] = field(default_factory=dict)
    _first_time: dict[int, Floats] = field(default_factory=dict)
    _incidents: dict[int, Floats] = field(default_factory=dict)

    def add_traffic(self, season: int, ports: Ints, is_first_time: Bools) -> None:
        """Count a month's in-season trips.

        Parameters
        ----------
        season : int
        ports : ndarray of int, shape (n_trips,)
        is_first_time : ndarray of bool, shape (n_trips,)
        """
        n_ports = len(self.regions)
        counts = np.bincount(ports, minlength=n_ports)
        first = np.bincount(ports, is_first_time, n_ports)
        self._trips[season] = self._trips.get(season, np.zeros(n_ports)) + counts
        self._first_time[season] = self._first_time.get(season, np.zeros(n_ports)) + first

    def add_incidents(self, season: int, ports: Ints) -> None:
        """Count confirmed incidents by port of lading.

        Parameters
        ----------
        season : int
        ports : ndarray of int, shape (n_incidents,)
        """
        n_ports = len(self.regions)
        counts = np.bincount(ports, minlength=n_ports).astype(np.float64)
        self._incidents[season] = self._incidents.get(season, np.zeros(n_ports)) + counts

    def is_hit(self, season: int) -> Bools:
        """Say which ports were hit in the two seasons before.

        Parameters
        ----------
        season : int

        Returns
        -------
        ndarray of bool, shape (n_ports,)
        """
        empty = np.zeros(len(self.regions))
        incidents, trips = empty.copy(), empty.copy()
        for before in (season - 1, season - 2):
            incidents += self._incidents.get(before, empty)
            trips += self._trips.get(before, empty)
        return port_hit_prev2(incidents, trips)

    def is_near_hit(self, season: int) -> Bools:
        """Say of which ports another port of the region was hit in the two seasons before.

        Parameters
        ----------
        season : int

        Returns
        -------
        ndarray of bool, shape (n_ports,)
        """
        return port_near_hit(self.is_hit(season), self.regions)

    def is_rising(self, season: int) -> Bools:
        """Say at which ports first-time consignees rose last season.

        Parameters
        ----------
        season : int

        Returns
        -------
        ndarray of bool, shape (n_ports,)
        """
        if season - 1 not in self._trips or season - 2 not in self._trips:
            return np.zeros(len(self.regions), dtype=bool)
        return port_rising(
            self._first_time[season - 1],
            self._trips[season - 1],
            self._first_time[season - 2],
            self._trips[season - 2],
        )
