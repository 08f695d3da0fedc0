"""The traits of the container trips as the platform sees them on arrival (T2).

The agency of the synthetic stream selects by these. The platform works them out again from the
files, in `dbt/models/intermediate/features`; small differences (a port text that stays unresolved)
are part of the world.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from models.simulation.bills import HOUSE_BILL, ISSUER_CODES, Bills
from models.simulation.containers import REEFER, SOFT_TOP
from models.simulation.goods import GOODS
from models.simulation.parties import FirmRegister, Onlooker
from models.simulation.port_history import PortHistory
from models.simulation.randomness import Bools, Floats, Ints, hours_between
from models.simulation.times import BillTimes, TripTimes
from models.simulation.trips import EMPTY, Trips
from models.simulation.voyages import Voyages
from models.simulation.world import World

_CHAPTERS = np.array(sorted({kind.hs6[:2] for kind in GOODS}))
_CHAPTER_OF_GOODS = np.searchsorted(_CHAPTERS, [kind.hs6[:2] for kind in GOODS])
_ISSUERS = np.array(ISSUER_CODES)
_LENGTHS_FT = np.array([20, 40, 45])


@dataclass(slots=True)
class UsualWeights:
    """Median weight by chapter and container length of the season before.

    Parameters
    ----------
    medians : ndarray of float, shape (n_chapters, 3)
        NaN where there is none.
    """

    medians: Floats = field(default_factory=lambda: np.full((len(_CHAPTERS), 3), np.nan))
    _seen: list[tuple[Ints, Floats]] = field(default_factory=list)

    def add(self, chapter: Ints, length_ft: Ints, weight_kg: Floats) -> None:
        """Remember a month's weights; a chapter of -1 is not known."""
        known = (chapter >= 0) & ~np.isnan(weight_kg)
        cell = chapter[known] * 3 + np.searchsorted(_LENGTHS_FT, length_ft[known])
        self._seen.append((cell, weight_kg[known]))

    def usual_kg(self, hs6: str, length_ft: int) -> float:
        """Give what was usual in the season before; what a full box weighs where nothing was."""
        goods = [kind.hs6 for kind in GOODS].index(hs6)
        length = int(np.searchsorted(_LENGTHS_FT, length_ft))
        usual = float(self.medians[_CHAPTER_OF_GOODS[goods], length])
        return GOODS[goods].kilograms_40ft if np.isnan(usual) else usual

    def close_season(self) -> None:
        """Take the medians of what was remembered, and forget it."""
        self.medians = np.full((len(_CHAPTERS), 3), np.nan)
        if self._seen:
            cells = pd.Series(np.concatenate([cell for cell, _ in self._seen]))
            weights = pd.Series(np.concatenate([weight for _, weight in self._seen]))
            by_cell = weights.groupby(cells).median()
            self.medians.ravel()[by_cell.index.to_numpy()] = by_cell.to_numpy()
        self._seen = []


@dataclass(frozen=True, slots=True)
class PortTraits:
    """The platform's three traits of the ports of lading, for one season.

    Parameters
    ----------
    is_hit, is_near_hit, is_rising : ndarray of bool, shape (n_foreign_ports,)
    """

    is_hit: Bools
    is_near_hit: Bools
    is_rising: Bools

    @classmethod
    def of_season(cls, history: PortHistory, season: int) -> PortTraits:
        """Work the traits out for a season."""
        return cls(history.is_hit(season), history.is_near_hit(season), history.is_rising(season))


@dataclass(slots=True)
class TripGoods:
    """What the lowest-level bills say of each container.

    Parameters
    ----------
    weight_kg : ndarray of float, shape (n_trips,)
        NaN where no bill gives a weight.
    chapter : ndarray of int, shape (n_trips,)
        Place among the chapters, -1 where none is known.
    """

    weight_kg: Floats
    chapter: Ints


def trip_features(
    world: World,
    voyages: Voyages,
    trips: Trips,
    bills: Bills,
    trip_times: TripTimes,
    bill_times: BillTimes,
    shippers: FirmRegister | Onlooker,
    consignees: FirmRegister | Onlooker,
    usual: UsualWeights,
    ports: PortTraits,
) -> tuple[pd.DataFrame, TripGoods]:
    """Work out the traits of a month's container trips.

    Parameters
    ----------
    world, voyages, trips, bills, trip_times, bill_times
        The month.
    shippers, consignees : FirmRegister or Onlooker
        A register is changed: the month's arrivals are remembered.
    usual : UsualWeights
    ports : PortTraits

    Returns
    -------
    frame : pandas.DataFrame, shape (n_trips, n_columns)
        The columns of the rule language's vocabulary.
    goods : TripGoods
    """
    network, n_trips = world.network, len(trips)
    lines = bills.contents.lines
    low = np.flatnonzero(bills.is_lowest_level[lines.bill])
    bill, trip = lines.bill[low], lines.trip[low]
    goods = TripGoods(_trip_weights(bills, bill, trip, n_trips), _chapters(bills, low, n_trips))
    amended_in_time = (
        bill_times.amended_at <= trip_times.first_arrival[bills.first_trip[bill_times.amended_bill]]
    )
    amendments = np.bincount(bill_times.amended_bill[amended_in_time], minlength=len(bills))
    first_filed = np.full(n_trips, np.iinfo(np.int64).max)
    np.minimum.at(first_filed, trip, bill_times.filed[bill].astype(np.int64))
    filed = first_filed.astype("datetime64[s]")
    lead_hours = np.where(
        trip_times.is_lading_unknown, np.nan, hours_between(filed, trip_times.laded)
    )
    day = trips.arrival[bills.first_trip].astype("datetime64[D]").astype(np.int64)
    new_shipper = shippers.is_first_time(_lowest_key(bills, bills.shipper.name_key), day)
    new_consignee = consignees.is_first_time(_lowest_key(bills, bills.consignee.name_key), day)
    no_name = ~(bills.shipper.is_named & bills.consignee.is_named)
    receipt = _of_first_bill(bills.contents.receipt_port, bill, trip, n_trips)
    usual_kg = usual.medians[goods.chapter, np.searchsorted(_LENGTHS_FT, trips.length_ft)]
    usual_kg = np.where(goods.chapter >= 0, usual_kg, np.nan)
    columns: dict[str, Any] = {
        "port_of_lading": _coded(trips.foreign, network.foreign.unlocodes),
        "place_of_receipt": _coded(receipt, network.foreign.unlocodes),
        "port_of_discharge": _coded(trips.us, network.united_states.unlocodes),
        "loading_region": _coded(trips.foreign, network.foreign.regions),
        "country_of_lading": _coded(trips.foreign, network.foreign.countries),
        "carrier_code": _coded(_of_first_bill(bills.issuer, bill, trip, n_trips), _ISSUERS),
        "is_nvocc_house_bill": _any(bills.kind[bill] == HOUSE_BILL, trip, n_trips),
        "is_first_time_consignee": _any(new_consignee[bill], trip, n_trips),
        "is_first_time_shipper": _any(new_shipper[bill], trip, n_trips),
        "is_placeholder_party": _any(no_name[bill], trip, n_trips),
        "commodity_chapter": _coded(goods.chapter, _CHAPTERS),
        "description_length": _description_lengths(world, bills, bill, trip, n_trips),
        "weight_kg": goods.weight_kg,
        "weight_to_usual_ratio": goods.weight_kg / usual_kg,
        "weight_mismatch_share": _weight_mismatch(bills, bill, trip, n_trips),
        "amendment_count": np.bincount(trip, amendments[bill], n_trips).astype(np.int64),
        "is_late_manifest": _with_unknown(lead_hours < 24, np.isnan(lead_hours)),
        "hours_filed_before_lading": lead_hours,
        "is_entry_linked": _any(bill_times.is_entry_linked[bill], trip, n_trips),
        "passed_csi_port_untargeted": _passed_csi(world, voyages)[trips.voyage, trips.foreign_call],
        "foreign_call_count": _calls_to_come(world, voyages, trips),
        "transit_days": hours_between(trip_times.departed, trip_times.first_arrival) / 24,
        "container_length_ft": trips.length_ft,
        "is_soft_top": trips.box_type == SOFT_TOP,
        "is_reefer": trips.box_type == REEFER,
        "is_seal_missing": trips.is_seal_missing,
        "is_check_digit_wrong": trips.has_wrong_digit,
        "has_hazmat": _any(bills.contents.is_dangerous[bill], trip, n_trips),
        "bill_count": np.bincount(trip, minlength=n_trips),
        "season_month": trips.arrival.astype("datetime64[M]").astype(np.int64) % 12 + 1,
        "is_port_hit_prev2": ports.is_hit[trips.foreign],
        "is_port_near_hit": ports.is_near_hit[trips.foreign],
        "is_port_rising": ports.is_rising[trips.foreign],
    }
    goods.chapter[trips.kind == EMPTY] = -1
    return pd.DataFrame(columns), goods


def _any(flag: Bools, trip: Ints, n_trips: int) -> Bools:
    return np.bincount(trip[flag], minlength=n_trips) > 0


def _of_first_bill(values: Ints, bill: Ints, trip: Ints, n_trips: int) -> Ints:
    """Take what the first lowest-level bill of each container says."""
    taken = np.full(n_trips, -1)
    taken[trip[::-1]] = values[bill[::-1]]
    return taken


def _coded(index: Ints, names: np.ndarray) -> pd.Categorical:
    """Name an index; -1 is missing. Names that occur twice are joined."""
    distinct, place = np.unique(names, return_inverse=True)
    codes = np.where(index >= 0, place[index], -1)
    return pd.Categorical.from_codes(codes, categories=distinct.tolist())


def _with_unknown(flag: Bools, is_unknown: Bools) -> pd.arrays.BooleanArray:
    return pd.arrays.BooleanArray(flag, is_unknown)


def _lowest_key(bills: Bills, key: Ints) -> Ints:
    return np.where(bills.is_lowest_level, key, -1)


def _trip_weights(bills: Bills, bill: Ints, trip: Ints, n_trips: int) -> Floats:
    """Share a bill's weight evenly over its containers; NaN where no bill gives one."""
    known = ~bills.contents.is_weight_missing[bill]
    even = bills.contents.weight_kg[bill] / bills.n_trips[bill]
    total = np.bincount(trip[known], even[known], n_trips)
    return np.where(_any(known, trip, n_trips), total, np.nan)


def _chapters(bills: Bills, low: Ints, n_trips: int) -> Ints:
    """Take the chapter of the heaviest line that gives one."""
    contents = bills.contents
    lines = contents.lines
    bill = lines.bill[low]
    gives = contents.has_tariff_number[bill] | contents.has_hs_in_text[bill]
    giving = low[gives]
    giving = giving[np.argsort(lines.weight_kg[giving], kind="stable")]
    chapter = np.full(n_trips, -1)
    chapter[lines.trip[giving]] = _CHAPTER_OF_GOODS[contents.goods[lines.bill[giving]]]
    return chapter


def _description_lengths(world: World, bills: Bills, bill: Ints, trip: Ints, n_trips: int) -> Ints:
    lengths = world.goods_texts.lengths
    contents = bills.contents
    second = np.where(contents.second_description >= 0, lengths[contents.second_description], 0)
    longest = np.zeros(n_trips, dtype=np.int64)
    np.maximum.at(longest, trip, np.maximum(lengths[contents.description], second)[bill])
    return longest


def _weight_mismatch(bills: Bills, bill: Ints, trip: Ints, n_trips: int) -> Floats:
    """Compare header and tariff weights over the bills that have both."""
    contents = bills.contents
    both = contents.has_tariff_value[bill] & ~contents.is_weight_missing[bill]
    even_kg = contents.weight_kg[bill] / bills.n_trips[bill]
    header_kg = np.bincount(trip[both], even_kg[both], n_trips)
    lines_kg = even_kg * contents.tariff_factor[bill]
    tariff_kg = np.bincount(trip[both], lines_kg[both], n_trips)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(header_kg - tariff_kg) / header_kg)


def _passed_csi(world: World, voyages: Voyages) -> Bools:
    """Say per voyage and foreign call: outside CSI, with a CSI port among the later calls."""
    calls = world.network.foreign_calls
    passed = np.zeros(voyages.foreign_arrival.shape, dtype=bool)
    for voyage, service in enumerate(voyages.service.tolist()):
        ports = calls[service]
        day = voyages.foreign_arrival[voyage, : len(ports)].astype("datetime64[D]")
        in_csi = world.network.foreign.csi_from[ports] <= day
        later = np.append(np.logical_or.accumulate(in_csi[::-1])[::-1][1:], [False])
        passed[voyage, : len(ports)] = ~in_csi & later
    return passed


def _calls_to_come(world: World, voyages: Voyages, trips: Trips) -> Ints:
    n_calls = np.array([len(calls) for calls in world.network.foreign_calls])
    return n_calls[voyages.service[trips.voyage]] - trips.foreign_call
