"""The trade network: services joined to ports, and how many containers go from where to where.

A cell is one service, one port of lading and one port of discharge. The cells' shares are fitted so
that both the ports of lading and the ports of discharge have the shares of `port_shares.py`
(iterative proportional fitting). When ships sail is in `voyages.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.simulation.configuration import ReferenceTables
from models.simulation.port_shares import foreign_port_shares, us_port_shares
from models.simulation.randomness import Floats, Ints, generator
from models.simulation.services import SERVICES

CARRIER_CODES = (
    "TVRL", "NQSA", "OBLX", "PKWL", "RDQN", "SVXA", "KZRL", "HQLN", "MVQS", "GWXL", "BQRT", "DZLN",
    "FXQA", "LWQR", "WQSN", "YQLT", "CZVL", "JXQL", "ZQNR", "AQXS",
)  # fmt: skip
"""Invented four-letter carrier codes; none is a real carrier's."""

FLAGS = ("PA", "LR", "HK", "SG", "DE", "CY", "MH", "GR", "BS", "MT")
_FITTING_ROUNDS = 4000
_FITTING_TOLERANCE = 1e-10


@dataclass(frozen=True, slots=True)
class PortTable:
    """Ports of one side, as arrays in the order of their index.

    Parameters
    ----------
    codes, names, countries, unlocodes, regions : ndarray of str
        As in the reference table.
    csi_from : ndarray of datetime64[D]
        Day from which the port is in CSI; NaT where it never is.
    csi_teams : ndarray of str
        Code of the port whose CSI team targets what is laded here: of a customs district, the port
        that was in CSI first; elsewhere the port itself.
    """

    codes: np.ndarray
    names: np.ndarray
    countries: np.ndarray
    unlocodes: np.ndarray
    regions: np.ndarray
    csi_from: np.ndarray
    csi_teams: np.ndarray

    def index_of(self, code: str) -> int:
        """Give the index of a port code.

        Raises
        ------
        KeyError
            If the network does not call there.
        """
        found = np.flatnonzero(self.codes == code)
        if not len(found):
            raise KeyError(f"port {code}: no service of the synthetic trade calls there")
        return int(found[0])


@dataclass(frozen=True, slots=True)
class Network:
    """Services, ports and cells.

    Parameters
    ----------
    foreign, united_states : PortTable
    foreign_calls, us_calls : sequence of ndarray of int
        For each service, indices of its ports in the order of the calls.
    crossing_days : ndarray of float, shape (n_services,)
    carriers : ndarray of int, shape (n_services, 3)
        Carrier that runs the service, and two that hire space on it.
    fleet_sizes : ndarray of int, shape (n_services,) cell_service, cell_foreign_call, cell_us_call,
    cell_foreign, cell_us : ndarray of int, shape (n_cells,)
        A call is a position in the service's rotation; a port is an index of its table.
    cell_share : ndarray of float, shape (n_cells,)
        Share of all containers; sums to 1.
    """

    foreign: PortTable
    united_states: PortTable
    foreign_calls: Sequence[Ints]
    us_calls: Sequence[Ints]
    crossing_days: Floats
    carriers: Ints
    fleet_sizes: Ints
    cell_service: Ints
    cell_foreign_call: Ints
    cell_us_call: Ints
    cell_foreign: Ints
    cell_us: Ints
    cell_share: Floats


def build_network(reference: ReferenceTables, seed: int) -> Network:
    """Join the services to the reference tables and fit the cells.

    Parameters
    ----------
    reference : ReferenceTables
    seed : int
        Seed of the stream; it decides which carriers run which services.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If a port of the services is not in the reference table.
    """
    foreign_codes = _in_order(code for service in SERVICES for code in service.foreign_ports)
    us_codes = _in_order(code for service in SERVICES for code in service.us_ports)
    foreign = _port_table(reference, foreign_codes)
    united_states = _port_table(reference, us_codes)
    foreign_index = {code: i for i, code in enumerate(foreign_codes)}
    us_index = {code: i for i, code in enumerate(us_codes)}
    foreign_calls = [
        np.array([foreign_index[code] for code in s.foreign_ports], dtype=np.int64)
        for s in SERVICES
    ]
    us_calls = [np.array([us_index[code] for code in s.us_ports], dtype=np.int64) for s in SERVICES]
    lading = foreign_port_shares()
    discharge = us_port_shares()
    cells = np.array(
        [
            (service, call, us_call, foreign_calls[service][call], us_calls[service][us_call])
            for service in range(len(SERVICES))
            for call in range(len(foreign_calls[service]))
            for us_call in range(len(us_calls[service]))
            if SERVICES[service].foreign_ports[call] in lading
        ],
        dtype=np.int64,
    )
    share = fit_cells(
        cells[:, 3],
        cells[:, 4],
        np.array([lading.get(code, 0.0) for code in foreign_codes]),
        np.array([discharge.get(code, 0.0) for code in us_codes]),
    )
    rng = generator(seed, "carriers")
    carriers = np.stack([rng.permutation(len(CARRIER_CODES))[:3] for _ in SERVICES]).astype(
        np.int64
    )
    crossing = np.array([s.crossing_days for s in SERVICES])
    round_trip_days = (crossing + 2.2 * np.array([len(s.foreign_ports) for s in SERVICES])) * 2
    return Network(
        foreign=foreign,
        united_states=united_states,
        foreign_calls=foreign_calls,
        us_calls=us_calls,
        crossing_days=crossing,
        carriers=carriers,
        fleet_sizes=np.ceil(round_trip_days / 7).astype(np.int64),
        cell_service=cells[:, 0],
        cell_foreign_call=cells[:, 1],
        cell_us_call=cells[:, 2],
        cell_foreign=cells[:, 3],
        cell_us=cells[:, 4],
        cell_share=share,
    )


def fit_cells(rows: Ints, columns: Ints, row_totals: Floats, column_totals: Floats) -> Floats:
    """Fit cell shares to both sets of totals by iterative proportional fitting.

    Parameters
    ----------
    rows, columns : ndarray of int, shape (n_cells,)
        Row and column of each cell; only these cells may be above 0.
    row_totals, column_totals : ndarray of float
        Wanted totals; each sums to 1.

    Returns
    -------
    ndarray of float, shape (n_cells,)

    Raises
    ------
    ValueError
        If no shares on these cells meet the totals.

    Examples -------- >>> shares = fit_cells(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([.6,
    .4]), np.array([.5, .5])) >>> [round(float(share), 3) for share in shares] [0.5, 0.1, 0.4]
    """
    share = np.ones(len(rows)) / len(rows)
    for _ in range(_FITTING_ROUNDS):
        row_sums = np.bincount(rows, share, len(row_totals))
        share = (
            share
            * np.divide(row_totals, row_sums, where=row_sums > 0, out=np.zeros_like(row_sums))[rows]
        )
        column_sums = np.bincount(columns, share, len(column_totals))
        factor = np.divide(
            column_totals, column_sums, where=column_sums > 0, out=np.zeros_like(column_sums)
        )
        share = share * factor[columns]
        if np.abs(factor[column_totals > 0] - 1).max() < _FITTING_TOLERANCE:
            break
    row_error = np.abs(np.bincount(rows, share, len(row_totals)) - row_totals).max()
    if row_error > 1e-4:
        worst = int(np.abs(np.bincount(rows, share, len(row_totals)) - row_totals).argmax())
        raise ValueError(
            f"the services cannot carry these port shares: row {worst} is off by {row_error:.4f}; "
            "add a service between the ports in want, or change the shares"
        )
    return np.asarray(share / share.sum())


def _in_order(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))


def _port_table(reference: ReferenceTables, codes: list[str]) -> PortTable:
    ports = reference.ports.set_index("port_code")
    missing = [code for code in codes if code not in ports.index]
    if missing:
        raise ValueError(
            f"reference ports: {', '.join(missing)} not found; the services of the synthetic trade "
            "call there, so add them to data/reference/ports.csv"
        )
    rows = ports.loc[codes]
    csi = reference.csi_ports.set_index("port_code")["operational_on"].reindex(codes)
    return PortTable(
        codes=np.array(codes),
        names=rows["port_name"].to_numpy(dtype=str),
        countries=rows["country_code"].to_numpy(dtype=str),
        unlocodes=rows["unlocode"].to_numpy(dtype=str),
        regions=rows["region"].to_numpy(dtype=str),
        csi_from=pd.to_datetime(csi).to_numpy().astype("datetime64[D]"),
        csi_teams=_csi_teams(reference, rows),
    )


def _csi_teams(reference: ReferenceTables, rows: pd.DataFrame) -> np.ndarray:
    """Name the port whose team targets what is laded at each port."""
    dated = reference.csi_ports.merge(reference.ports, on="port_code")
    dated = dated[dated["customs_district"].notna()].sort_values(["operational_on", "port_code"])
    first = dated.drop_duplicates("customs_district").set_index("customs_district")["port_code"]
    teams = rows["customs_district"].map(first)
    return teams.fillna(pd.Series(rows.index, index=rows.index)).to_numpy(dtype=str)
