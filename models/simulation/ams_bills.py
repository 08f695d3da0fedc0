"""The AMS tables header and billgen, in the columns of the public release.

Tables of containers are in `ams_lines.py`, of parties in `ams_parties.py`. Dates are text, because
the release writes them in two ways.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from models.simulation import calibration
from models.simulation.ams_records import AMENDED, STATUS_TEXTS, Records
from models.simulation.bills import HOUSE_BILL, ISSUER_CODES, Bills
from models.simulation.goods import GOODS
from models.simulation.month import Month
from models.simulation.network import CARRIER_CODES
from models.simulation.port_texts import INLAND_PLACES
from models.simulation.randomness import Bools, Ints, Times, hashed_uniform, mixed
from models.simulation.texts import digits, fixed_width, nulls, pooled

KILOGRAMS_A_POUND = 0.45359237
_KILOGRAM_UNITS = ("Kilograms", "KG", "K")
_POUND_UNITS = ("Pounds", "L")
_VOLUME_UNITS = ("Cubic Meters", "CM")
_BILL_TYPES = ("Regular Bill", "Master Bill", "House Bill")
_IN_BOND = ("Immediate Transportation", "Transportation and Exportation", "Immediate Exportation")
_MODES = ("Vessel, containerized", "Vessel, non-container")
_UNITS = tuple(sorted({kind.unit for kind in GOODS} | {"PKG"}))
_FROB_QUALIFIER = "Schedule K Foreign Port"


def header(month: Month, records: Records) -> pa.Table:
    """Write the table header for some records of a month.

    Parameters
    ----------
    month : Month
    records : Records
        Records whose bills are the month's.

    Returns
    -------
    pyarrow.Table
    """
    bills, trips, voyages = month.bills, month.trips, month.voyages
    contents, world = bills.contents, month.world
    seed = world.config.seed
    bill = records.bill
    trip = bills.first_trip[bill]
    voyage = trips.voyage[trip]
    vessel = voyages.vessel[voyage]
    ships = world.ships
    key = _bill_key(bills, bill)
    arrival = trips.arrival[trip].astype("datetime64[D]")
    expected = arrival - np.rint(2 * hashed_uniform(seed, key, 21) - 0.6).astype(np.int64)
    in_long_form = _writes_long_dates(month)
    weight, unit, no_weight = _weights(month, records, key)
    volume_missing = (
        hashed_uniform(seed, key, 22) < calibration.MEASUREMENT_NULL_SHARE.value
    ) | bills.is_empty[bill]
    goods_unit = np.array([_UNITS.index(kind.unit) for kind in GOODS])[contents.goods[bill]]
    goods_unit = np.where(bills.is_empty[bill], _UNITS.index("PKG"), goods_unit)
    receipt = contents.receipt_text[bill]
    receipt_pool = [text.upper() for text in world.foreign_texts.pool] + list(INLAND_PLACES)
    bound = hashed_uniform(seed, key, 23) >= calibration.DESTINATION_NULL_SHARE.value
    destination = mixed(seed, key, 24) % np.uint64(len(world.us_texts.pool))
    is_frob = bills.is_frob[bill]
    onward = (mixed(seed, key, 25) % np.uint64(len(world.network.foreign.names))).astype(np.int64)
    second = hashed_uniform(seed, key, 26)
    n_rows = len(records)
    columns = {
        "identifier": pa.array(records.identifier),
        "carrier_code": pooled(bills.issuer[bill], ISSUER_CODES),
        "vessel_country_code": pooled(vessel, ships.flag.tolist()),
        "vessel_name": pooled(vessel, ships.name.tolist()),
        "port_of_unlading": pooled(contents.unlading_text[bill], world.us_texts.pool),
        "estimated_arrival_date": dates(expected, in_long_form),
        "foreign_port_of_lading_qualifier": pooled(np.zeros(n_rows, int), [_FROB_QUALIFIER]),
        "foreign_port_of_lading": pooled(contents.lading_text[bill], world.foreign_texts.pool),
        "manifest_quantity": pa.array(contents.pieces[bill]),
        "manifest_unit": pooled(goods_unit, _UNITS),
        "weight": pa.array(weight, mask=no_weight),
        "weight_unit": pooled(unit, _KILOGRAM_UNITS + _POUND_UNITS, no_weight),
        "measurement": pa.array(contents.volume_m3[bill], mask=volume_missing),
        "measurement_unit": pooled(
            hashed_uniform(seed, key, 27) < 0.2, _VOLUME_UNITS, volume_missing
        ),
        "record_status_indicator": pooled(records.status, STATUS_TEXTS),
        "place_of_receipt": pooled(receipt, receipt_pool, receipt < 0),
        "port_of_destination": pooled(destination.astype(np.int64), world.us_texts.pool, ~bound),
        "foreign_port_of_destination_qualifier": pooled(
            np.zeros(n_rows, int), [_FROB_QUALIFIER], ~is_frob
        ),
        "foreign_port_of_destination": pooled(
            onward, world.network.foreign.names.tolist(), ~is_frob
        ),
        "conveyance_id_qualifier": pooled(np.zeros(n_rows, int), ["IMO Number/Lloyds Number"]),
        "conveyance_id": pooled(vessel, ships.imo.tolist()),
        "in_bond_entry_type": pooled(mixed(seed, key, 28) % np.uint64(3), _IN_BOND, ~bound),
        "mode_of_transportation": pooled(hashed_uniform(seed, key, 29) < 0.01, _MODES),
        "secondary_notify_party_1": pooled(
            (second * 1e6).astype(np.int64) % len(ISSUER_CODES), ISSUER_CODES, second > 0.06
        ),
        **{f"secondary_notify_party_{place}": nulls(n_rows) for place in range(2, 11)},
        "actual_arrival_date": dates(arrival, in_long_form),
    }
    return pa.table(columns)


def billgen(month: Month, records: Records) -> pa.Table:
    """Write the table billgen for some records of a month.

    Parameters
    ----------
    month : Month
    records : Records

    Returns
    -------
    pyarrow.Table
    """
    bills, trips, voyages = month.bills, month.trips, month.voyages
    bill = records.bill
    voyage = trips.voyage[bills.first_trip[bill]]
    seed, trade = month.world.config.seed, (voyages.week[voyage], voyages.service[voyage])
    manifest = mixed(seed, *trade, bills.issuer[bill] % len(CARRIER_CODES), 31)
    in_long_form = _writes_long_dates(month)
    days = (mixed(seed, records.identifier, 32) % np.uint64(6)).astype(np.int64)
    updated = records.run_day - days
    is_house = bills.kind[bill] == HOUSE_BILL
    numbers = bills.number
    columns = {
        "identifier": pa.array(records.identifier),
        "master_bol_number": numbers.take(pa.array(bills.master[bill], mask=~is_house)),
        "house_bol_number": numbers.take(pa.array(bill)),
        "sub_house_bol_number": nulls(len(records)),
        "voyage_number": pooled(voyage, voyages.number.tolist()),
        "bill_type_code": pooled(bills.kind[bill], _BILL_TYPES),
        "manifest_number": fixed_width(
            digits((manifest % np.uint64(899_999)).astype(np.int64) + 100_000, 6)
        ),
        "trade_update_date": dates(updated, in_long_form),
        "run_date": dates(records.run_day, in_long_form),
    }
    return pa.table(columns)


def dates(days: Times, in_long_form: bool) -> pa.DictionaryArray:
    """Write days as YYYY-MM-DD, or with T00:00:00 behind.

    Parameters
    ----------
    days : ndarray of datetime64[D]
    in_long_form : bool

    Returns
    -------
    pyarrow.DictionaryArray

    Examples
    --------
    >>> dates(np.array(["2005-10-17"], dtype="datetime64[D]"), True).to_pylist()
    ['2005-10-17T00:00:00']
    """
    distinct, place = np.unique(days, return_inverse=True)
    ending = "T00:00:00" if in_long_form else ""
    return pooled(place, [f"{day}{ending}" for day in distinct.astype(str).tolist()])


def _writes_long_dates(month: Month) -> bool:
    chance = month.generator("long dates").random()
    return bool(month.world.config.has_dirt and chance < calibration.LONG_DATE_MONTH_SHARE.value)


def _bill_key(bills: Bills, bill: Ints) -> Ints:
    """Give numbers that are the same on every record of a bill and differ between months."""
    return bills.first_number + bill


def _weights(month: Month, records: Records, key: Ints) -> tuple[np.ndarray, Ints, Bools]:
    """Write weights in their units; an Amended record corrects the weight a little."""
    seed, contents = month.world.config.seed, month.bills.contents
    kilograms = contents.weight_kg[records.bill]
    corrected = kilograms * (0.97 + 0.06 * hashed_uniform(seed, key, 33))
    kilograms = np.where(records.status == AMENDED, corrected, kilograms)
    chance = hashed_uniform(seed, key, 34)
    in_pounds = chance < calibration.POUNDS_SHARE.value
    spread = hashed_uniform(seed, key, 35)
    unit = np.where(
        in_pounds, 3 + (spread < 0.25), np.where(spread < 0.7, 0, np.where(spread < 0.9, 1, 2))
    )
    weight = np.rint(np.where(in_pounds, kilograms / KILOGRAMS_A_POUND, kilograms))
    return weight, unit.astype(np.int64), contents.is_weight_missing[records.bill]
