"""What the bills say of the goods: kind, weight, pieces, descriptions, tariff lines, places.

The bills themselves are in `bills.py`; the goods and their texts in `goods.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.simulation import calibration
from models.simulation.containers import REEFER
from models.simulation.goods import GOODS, VAGUE_PHRASES, goods_cumulative, origin_group
from models.simulation.port_texts import INLAND_PLACES
from models.simulation.randomness import Bools, Floats, Ints, compact
from models.simulation.trips import Trips
from models.simulation.world import World

_LENGTHS_FT = (20, 40, 45)
_LENGTH_FACTORS = np.array([0.62, 1.0, 1.1])
_TARES_KG = np.array([2200.0, 3800.0, 4800.0])
_LIGHT_SHARE = 0.03
_LIGHT_RANGE = (0.3, 0.65)
_MISDECLARED_SHARE = 0.05
_SAME_PORT_RECEIPT = 0.75
_INLAND_RECEIPT = 0.12


@dataclass(slots=True)
class Lines:
    """The containers of the bills, in the order of the bills; all arrays have shape (n_lines,).

    Parameters
    ----------
    bill, trip : ndarray of int
    weight_kg, pieces : ndarray of float, int
    """

    bill: Ints
    trip: Ints
    weight_kg: Floats
    pieces: Ints

    def __len__(self) -> int:
        """Give the number of lines."""
        return len(self.bill)


@dataclass(slots=True)
class BillContents:
    """What the bills say of the goods; all arrays but those of `lines` have shape (n_bills,).

    Parameters
    ----------
    goods : ndarray of int
        Place in `GOODS`; without meaning on empty bills.
    weight_kg, volume_m3 : ndarray of float
    pieces : ndarray of int
    is_weight_missing : ndarray of bool
    description, second_description : ndarray of int
        Place among the descriptions; -1 where there is no second one.
    has_hs_in_text, has_tariff_row, has_tariff_number, has_tariff_value : ndarray of bool
    tariff_form : ndarray of int
        Which form of the tariff number.
    tariff_factor : ndarray of float
        Weight of the tariff lines over the weight of the header.
    is_dangerous : ndarray of bool
        Hazardous material lines are filed.
    lading_text, unlading_text, receipt_text : ndarray of int
        Place among the port texts; the receipt's is -1 where none is filed, and counts on into
        `INLAND_PLACES`.
    receipt_port : ndarray of int
        Foreign port of the receipt, -1 where there is none.
    lines : Lines
    """

    goods: Ints
    weight_kg: Floats
    volume_m3: Floats
    pieces: Ints
    is_weight_missing: Bools
    description: Ints
    second_description: Ints
    has_hs_in_text: Bools
    has_tariff_row: Bools
    has_tariff_number: Bools
    has_tariff_value: Bools
    tariff_form: Ints
    tariff_factor: Floats
    is_dangerous: Bools
    lading_text: Ints
    unlading_text: Ints
    receipt_text: Ints
    receipt_port: Ints
    lines: Lines


def draw_contents(
    world: World,
    trips: Trips,
    is_master: Bools,
    is_empty: Bools,
    first_trip: Ints,
    n_trips: Ints,
    group: Ints,
    rng: np.random.Generator,
) -> BillContents:
    """Fill the bills.

    Parameters
    ----------
    world : World
    trips : Trips
    is_master, is_empty : ndarray of bool, shape (n_bills,)
    first_trip, n_trips : ndarray of int, shape (n_bills,)
        Trips of each bill.
    group : ndarray of int, shape (n_bills,)
        A master bill and its house bills share a group; bills of a group follow one another.
    rng : numpy.random.Generator

    Returns
    -------
    BillContents
    """
    n_bills = len(first_trip)
    goods = _draw_goods(world, trips, first_trip, rng)
    following = np.minimum(np.arange(n_bills) + 1, n_bills - 1)
    goods = np.where(is_master, goods[following], goods)
    lines = _draw_lines(trips, goods, is_master, is_empty, first_trip, n_trips, group, rng)
    weight = np.bincount(lines.bill, lines.weight_kg, n_bills)
    density = np.array([kind.cubic_metres_40ft / kind.kilograms_40ft for kind in GOODS])[goods]
    eligible = ~is_master & ~is_empty
    line_share = max(np.bincount(lines.bill, minlength=n_bills)[eligible].sum() / len(lines), 0.5)
    row_share = min(calibration.TARIFF_ROW_SHARE.value / line_share, 1.0)
    has_row = eligible & (rng.random(n_bills) < row_share)
    number_share = (1 - calibration.TARIFF_NUMBER_NULL_SHARE.value) / line_share / row_share
    value_share = (1 - calibration.TARIFF_VALUE_NULL_SHARE.value) / line_share / row_share
    description, has_hs = _draw_descriptions(world, goods, is_master, is_empty, line_share, rng)
    has_second = eligible & (rng.random(n_bills) < calibration.TWO_DESCRIPTIONS_SHARE.value)
    plain = world.goods_texts.description(goods, rng.random(n_bills), np.zeros(n_bills, dtype=int))
    can_be_dangerous = np.array([kind.can_be_dangerous for kind in GOODS])[goods]
    dangerous = rng.random(n_bills) < calibration.HAZMAT_OF_DANGEROUS_GOODS.value
    factor = 1 + 0.01 * rng.standard_normal(n_bills)
    misdeclared = rng.random(n_bills) < _MISDECLARED_SHARE
    factor = np.where(misdeclared, rng.uniform(0.35, 0.9, n_bills), factor)
    receipt_text, receipt_port = _draw_receipts(world, trips.foreign[first_trip], rng)
    return BillContents(
        goods=compact(goods),
        weight_kg=np.rint(weight),
        volume_m3=np.rint(weight * density * rng.uniform(0.9, 1.05, n_bills) * 10) / 10,
        pieces=compact(np.bincount(lines.bill, lines.pieces, n_bills)),
        is_weight_missing=rng.random(n_bills) < calibration.WEIGHT_NULL_SHARE.value,
        description=compact(description),
        second_description=compact(np.where(has_second & (plain != description), plain, -1)),
        has_hs_in_text=has_hs,
        has_tariff_row=has_row,
        has_tariff_number=has_row & (rng.random(n_bills) < number_share),
        has_tariff_value=has_row & (rng.random(n_bills) < value_share),
        tariff_form=compact(rng.integers(0, 5, n_bills)),
        tariff_factor=factor,
        is_dangerous=eligible & can_be_dangerous & dangerous,
        lading_text=compact(world.foreign_texts.draw(trips.foreign[first_trip], rng)),
        unlading_text=compact(world.us_texts.draw(trips.us[first_trip], rng)),
        receipt_text=compact(receipt_text),
        receipt_port=compact(receipt_port),
        lines=lines,
    )


def _draw_goods(world: World, trips: Trips, first_trip: Ints, rng: np.random.Generator) -> Ints:
    """Draw the goods by origin; refrigerated goods go into refrigerated boxes alone."""
    groups = np.array([origin_group(str(region)) for region in world.network.foreign.regions])
    is_reefer_goods = np.array([kind.is_reefer for kind in GOODS])
    shares = np.diff(goods_cumulative(), prepend=0.0, axis=1)
    group = groups[trips.foreign[first_trip]]
    in_reefer = trips.box_type[first_trip] == REEFER
    chance = rng.random(len(first_trip))
    goods = np.zeros(len(first_trip), dtype=np.int64)
    for place in range(len(shares)):
        for reefer in (False, True):
            chosen = (group == place) & (in_reefer == reefer)
            allowed = np.cumsum(shares[place] * (is_reefer_goods == reefer))
            goods[chosen] = np.searchsorted(allowed / allowed[-1], chance[chosen])
    return goods


def _draw_lines(
    trips: Trips,
    goods: Ints,
    is_master: Bools,
    is_empty: Bools,
    first_trip: Ints,
    n_trips: Ints,
    group: Ints,
    rng: np.random.Generator,
) -> Lines:
    bill = np.repeat(np.arange(len(first_trip)), n_trips)
    within = np.arange(len(bill)) - np.repeat(np.cumsum(n_trips) - n_trips, n_trips)
    trip = first_trip[bill] + within
    trip_goods = np.zeros(len(trips), dtype=np.int64)
    trip_goods[trip] = goods[bill]
    full = np.array([kind.kilograms_40ft for kind in GOODS])[trip_goods]
    length = np.searchsorted(_LENGTHS_FT, trips.length_ft)
    tare = _TARES_KG[length]
    box_kg = full * _LENGTH_FACTORS[length] * rng.lognormal(0.0, 0.22, len(trips))
    is_light = rng.random(len(trips)) < _LIGHT_SHARE
    box_kg = np.where(is_light, box_kg * rng.uniform(*_LIGHT_RANGE, len(trips)), box_kg)
    box_kg = np.clip(box_kg, 600, 29_500)
    pull = rng.gamma(2.0, 1.0, len(first_trip)) + 0.05
    pull = np.where(is_master, 0.0, pull)
    of_group = np.bincount(group, pull)
    part = np.where(is_master, 1.0, pull / of_group[group])
    weight = np.where(is_empty[bill], tare[trip], box_kg[trip] * part[bill])
    pieces_full = np.array([kind.pieces for kind in GOODS])[goods[bill]]
    pieces = np.maximum(1, np.rint(pieces_full * weight / full[trip]))
    pieces = np.where(is_empty[bill], 1, pieces)
    of_houses = np.bincount(trip, pieces * ~is_master[bill], len(trips))
    pieces = np.where(is_master[bill], of_houses[trip], pieces)
    return Lines(compact(bill), compact(trip), weight, compact(pieces))


def _draw_descriptions(
    world: World,
    goods: Ints,
    is_master: Bools,
    is_empty: Bools,
    line_share: float,
    rng: np.random.Generator,
) -> tuple[Ints, Bools]:
    texts = world.goods_texts
    n_bills = len(goods)
    is_vague = rng.random(n_bills) < calibration.VAGUE_DESCRIPTION_SHARE.value
    vague = texts.vague_start + rng.integers(0, len(VAGUE_PHRASES), n_bills)
    clear_share = 1 - calibration.VAGUE_DESCRIPTION_SHARE.value
    hs_share = calibration.HS_IN_TEXT_SHARE.value / line_share / clear_share
    has_hs = (rng.random(n_bills) < hs_share) & ~is_vague & ~is_master & ~is_empty
    form = np.where(has_hs, rng.integers(1, 4, n_bills), 0)
    text = np.where(is_vague, vague, texts.description(goods, rng.random(n_bills), form))
    text = np.where(is_master, texts.master, text)
    return np.where(is_empty, texts.empty, text), has_hs


def _draw_receipts(world: World, lading: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw places of receipt: mostly the port of lading, else a port of its region or inland."""
    regions = world.network.foreign.regions
    neighbours = [np.flatnonzero(regions == region) for region in regions]
    n_neighbours = np.array([len(ports) for ports in neighbours])
    table = np.zeros((len(regions), n_neighbours.max()), dtype=np.int64)
    for place, ports in enumerate(neighbours):
        table[place, : len(ports)] = ports
    chance = rng.random(len(lading))
    other = table[lading, (rng.random(len(lading)) * n_neighbours[lading]).astype(np.int64)]
    port = np.where(chance < _SAME_PORT_RECEIPT, lading, other)
    text = world.foreign_texts.draw(port, rng)
    is_inland = chance > 1 - _INLAND_RECEIPT
    inland = len(world.foreign_texts.pool) + rng.integers(0, len(INLAND_PLACES), len(lading))
    text = np.where(is_inland, inland, text)
    is_missing = rng.random(len(lading)) < calibration.RECEIPT_NULL_SHARE.value
    return np.where(is_missing, -1, text), np.where(is_missing | is_inland, -1, port)
