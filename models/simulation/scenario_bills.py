"""The bills of a scenario's containers: one each, or a master and a house bill of an NVOCC.

Nothing is drawn. What the scenarios are is in `scenarios.py`.
"""

from __future__ import annotations

import numpy as np

from models.simulation.bill_contents import BillContents, Lines
from models.simulation.bills import (
    HOUSE_BILL,
    MASTER_BILL,
    REGULAR_BILL,
    Bills,
    bill_numbers,
)
from models.simulation.features import UsualWeights
from models.simulation.goods import GOODS
from models.simulation.network import CARRIER_CODES
from models.simulation.parties import FirmRegister, PartyColumn
from models.simulation.randomness import Bools, Ints, compact
from models.simulation.scenario_trips import LENGTH_FT
from models.simulation.scenarios import SCENARIOS, Scenario
from models.simulation.trips import Trips
from models.simulation.world import N_FORWARDERS, World

_FIRST_STRANGER = 16_000_000
"""Firms from here on are in no register."""

_FIRST_NUMBER = 9_000_000_000
"""Bills are numbered from here, so that the stream's own numbers stay what they are."""


def scenario_bills(
    world: World,
    scenario: Scenario,
    trips: Trips,
    shippers: FirmRegister,
    consignees: FirmRegister,
    usual: UsualWeights,
) -> Bills:
    """Write the bills of a scenario's trips.

    Parameters
    ----------
    world : World
    scenario : Scenario
    trips : Trips
        Its containers, in order.
    shippers, consignees : FirmRegister
        Asked who has been known longest; not changed.
    usual : UsualWeights

    Returns
    -------
    Bills
    """
    kind, trip = _kinds(scenario)
    n_bills = len(kind)
    is_master, is_house = kind == MASTER_BILL, kind == HOUSE_BILL
    forwarder = np.where(is_master | is_house, N_FORWARDERS - 1 - trip, -1)
    issuer = np.where(is_house, len(CARRIER_CODES) + forwarder, trips.carrier[trip])
    first = _first_container(scenario)
    strangers = _FIRST_STRANGER + first + np.arange(len(trips))
    shipper, consignee = (
        np.where(is_new, strangers, register.longest_known(group))
        for register, group, is_new in (
            (shippers, int(trips.foreign[0]), [box.is_shipper_new for box in scenario.containers]),
            (consignees, 0, [box.is_consignee_new for box in scenario.containers]),
        )
    )
    return Bills(
        kind=compact(kind),
        first_trip=compact(trip),
        n_trips=compact(np.ones(n_bills)),
        master=compact(np.where(is_house, np.arange(n_bills) - 1, -1)),
        issuer=compact(issuer),
        forwarder=compact(forwarder),
        number=bill_numbers(issuer, _FIRST_NUMBER + 10 * first),
        first_number=_FIRST_NUMBER + 10 * first,
        is_empty=np.zeros(n_bills, dtype=bool),
        is_frob=np.zeros(n_bills, dtype=bool),
        shipper=_named(shipper[trip], is_master, forwarder),
        consignee=_named(consignee[trip], is_master, forwarder),
        contents=_contents(world, scenario, trips, usual, trip, is_master),
    )


def _kinds(scenario: Scenario) -> tuple[Ints, Ints]:
    """Give the kind and the trip of each bill."""
    kinds = [
        (kind, trip)
        for trip, box in enumerate(scenario.containers)
        for kind in ((MASTER_BILL, HOUSE_BILL) if box.is_on_house_bill else (REGULAR_BILL,))
    ]
    kind, trip = zip(*kinds, strict=True)
    return np.array(kind), np.array(trip)


def _first_container(scenario: Scenario) -> int:
    """Count the containers of the scenarios before this one."""
    return sum(len(other.containers) for other in SCENARIOS[: SCENARIOS.index(scenario)])


def _named(firm: Ints, is_master: Bools, forwarder: Ints) -> PartyColumn:
    return PartyColumn(
        firm=np.where(is_master, forwarder, firm),
        spelling=compact(np.zeros(len(firm))),
        is_missing=np.zeros(len(firm), dtype=bool),
        placeholder=compact(np.full(len(firm), -1)),
    )


def _contents(
    world: World,
    scenario: Scenario,
    trips: Trips,
    usual: UsualWeights,
    trip: Ints,
    is_master: Bools,
) -> BillContents:
    boxes = [scenario.containers[place] for place in trip.tolist()]
    n_bills = len(boxes)
    goods = np.array([[kind.hs6 for kind in GOODS].index(box.hs6) for box in boxes])
    weight = np.rint([box.usual_weight_share * usual.usual_kg(box.hs6, LENGTH_FT) for box in boxes])
    share = weight / np.array([kind.kilograms_40ft for kind in GOODS])[goods]
    pieces = np.maximum(1, np.rint(share * np.array([kind.pieces for kind in GOODS])[goods]))
    texts = world.goods_texts
    described = np.array([texts.descriptions.index(box.phrase) for box in boxes])
    lading = world.foreign_texts.plain(int(trips.foreign[0]))
    no = np.zeros(n_bills, dtype=bool)
    return BillContents(
        goods=compact(goods),
        weight_kg=weight,
        volume_m3=np.array([kind.cubic_metres_40ft for kind in GOODS])[goods],
        pieces=compact(pieces),
        is_weight_missing=no,
        description=compact(np.where(is_master, texts.master, described)),
        second_description=compact(np.full(n_bills, -1)),
        has_hs_in_text=no,
        has_tariff_row=~is_master,
        has_tariff_number=~is_master,
        has_tariff_value=~is_master,
        tariff_form=compact(np.zeros(n_bills)),
        tariff_factor=np.array([box.tariff_factor for box in boxes]),
        is_dangerous=no,
        lading_text=compact(np.full(n_bills, lading)),
        unlading_text=compact(np.full(n_bills, world.us_texts.plain(int(trips.us[0])))),
        receipt_text=compact(np.full(n_bills, lading)),
        receipt_port=compact(np.full(n_bills, trips.foreign[0])),
        lines=Lines(compact(np.arange(n_bills)), compact(trip), weight, compact(pieces)),
    )
