"""The AMS tables of containers: container, cargodesc, tariff, marksnumbers, hazmat, hazmatclass.

Each row is one container of one record; columns are those of the public release.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from models.simulation import calibration
from models.simulation.ams_records import DELETED
from models.simulation.containers import TYPE_TEXTS
from models.simulation.goods import GOODS
from models.simulation.month import Month
from models.simulation.randomness import Ints, generator
from models.simulation.texts import digits, fixed_width, nulls, pooled
from models.simulation.trips import EMPTY

_LENGTHS_FT = (20, 40, 45)
_HEIGHTS = (900, 806, 906)
_SERVICES = ("House to House", "Pier to Pier", "House to Pier", "Pier to House")
_MARKS = (
    "NO MARKS NO MARKS", "N/M", "AS PER INVOICE", "C/NO. 1-UP", "MADE IN CHINA", "SAID TO CONTAIN",
    "SHIPPER LOAD AND COUNT", "P.O. NO. / STYLE NO. / QTY", "CARTON NO.", "GROSS WT / NET WT",
)  # fmt: skip
_HAZMAT = {
    "290531": ("UN1993", "3", "FLAMMABLE LIQUID, N.O.S."),
    "320890": ("UN1263", "3", "PAINT"),
    "360410": ("UN0336", "1.4", "FIREWORKS"),
}
_KILOGRAM_UNITS = ("Kilograms", "K")


@dataclass(frozen=True, slots=True)
class RecordLines:
    """The containers of a release's records; all arrays have shape (n_lines,).

    Parameters
    ----------
    identifier, bill, trip, line : ndarray of int
        `line` is the place among the month's lines.
    """

    identifier: Ints
    bill: Ints
    trip: Ints
    line: Ints

    def __len__(self) -> int:
        """Give the number of lines."""
        return len(self.line)

    def only(self, keep: np.ndarray) -> RecordLines:
        """Keep some lines (mask or places)."""
        return RecordLines(self.identifier[keep], self.bill[keep], self.trip[keep], self.line[keep])


def record_lines(month: Month) -> RecordLines:
    """List the containers of a month's records; a Deleted record has none.

    Parameters
    ----------
    month : Month

    Returns
    -------
    RecordLines
    """
    records, lines = month.records, month.bills.contents.lines
    keep = np.flatnonzero(records.status != DELETED)
    counts = month.bills.n_trips[records.bill[keep]]
    first = np.searchsorted(lines.bill, records.bill[keep])
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    line = np.repeat(first, counts) + within
    return RecordLines(
        np.repeat(records.identifier[keep], counts), lines.bill[line], lines.trip[line], line
    )


def container(month: Month) -> pa.Table:
    """Write the table container."""
    rows = record_lines(month)
    trips = month.trips
    trip = rows.trip
    type_pool = [text.format(ft=length) for length in _LENGTHS_FT for text in TYPE_TEXTS]
    length = np.searchsorted(_LENGTHS_FT, trips.length_ft)
    is_empty = trips.kind == EMPTY
    seed = month.world.config.seed
    # Seals and services belong to the box, so they are drawn by trip and read by line.
    rng = generator(seed, int(month.month.astype(int)), "container table")
    n_trips = len(trips)
    no_seal = is_empty | trips.is_seal_missing
    no_second = no_seal | (rng.random(n_trips) > calibration.SECOND_SEAL_SHARE.value)
    first_seal = fixed_width(digits(rng.integers(0, 10_000_000, n_trips), 7))
    second_seal = fixed_width(digits(rng.integers(0, 10_000_000, n_trips), 7))
    service = rng.choice(4, n_trips, p=[0.55, 0.3, 0.1, 0.05])
    height = rng.choice(3, n_trips, p=[0.4, 0.35, 0.25])
    columns = {
        "identifier": pa.array(rows.identifier),
        "container_number": trips.number.take(pa.array(trip)),
        "seal_number_1": first_seal.take(pa.array(trip, mask=no_seal[trip])),
        "seal_number_2": second_seal.take(pa.array(trip, mask=no_second[trip])),
        "equipment_description_code": pooled(np.zeros(len(trip), int), ["CN"]),
        "container_length": pa.array((trips.length_ft * 100)[trip].astype(np.int32)),
        "container_height": pa.array(np.array(_HEIGHTS, dtype=np.int32)[height[trip]]),
        "container_width": pa.array(np.full(len(trip), 800, dtype=np.int32)),
        "container_type": pooled((length * len(TYPE_TEXTS) + trips.box_type)[trip], type_pool),
        "load_status": pooled(is_empty[trip], ("Loaded", "Empty")),
        "type_of_service": pooled(service[trip], _SERVICES),
    }
    return pa.table(columns)


def cargodesc(month: Month) -> pa.Table:
    """Write the table cargodesc; the sequence number stays 1 on most rows."""
    rows = record_lines(month)
    contents, rng = month.bills.contents, month.generator("cargodesc")
    second = np.flatnonzero(contents.second_description[rows.bill] >= 0)
    both = np.concatenate([np.arange(len(rows)), second])
    is_second = np.arange(len(both)) >= len(rows)
    order = np.argsort(both, kind="stable")
    both, is_second = both[order], is_second[order]
    rows = rows.only(both)
    text = np.where(
        is_second, contents.second_description[rows.bill], contents.description[rows.bill]
    )
    counts_up = is_second & (rng.random(len(both)) < 0.2)
    pieces = contents.lines.pieces[rows.line]
    has_second = contents.second_description[rows.bill] >= 0
    part = np.where(is_second, pieces // 3, pieces - np.where(has_second, pieces // 3, 0))
    columns = {
        "identifier": pa.array(rows.identifier),
        "container_number": month.trips.number.take(pa.array(rows.trip)),
        "description_sequence_number": pa.array((1 + counts_up).astype(np.int32)),
        "piece_count": pa.array(part),
        "description_text": pooled(text, month.world.goods_texts.descriptions),
    }
    return pa.table(columns)


def tariff(month: Month) -> pa.Table:
    """Write the table tariff; numbers, values and weights are missing as often as in real rows."""
    rows = record_lines(month)
    contents = month.bills.contents
    rows = rows.only(np.flatnonzero(contents.has_tariff_row[rows.bill]))
    rng = month.generator("tariff")
    texts = month.world.goods_texts
    number = texts.tariff_number(contents.goods[rows.bill], contents.tariff_form[rows.bill])
    no_value = ~contents.has_tariff_value[rows.bill]
    # A bill's header weight is shared evenly, as a tariff filer without a packing list would.
    even_kg = contents.weight_kg[rows.bill] / month.bills.n_trips[rows.bill]
    weight = np.rint(even_kg * contents.tariff_factor[rows.bill])
    price = np.array([kind.usd_a_kilogram for kind in GOODS])[contents.goods[rows.bill]]
    value = np.rint(weight * price * rng.lognormal(0, 0.4, len(rows)))
    columns = {
        "identifier": pa.array(rows.identifier),
        "container_number": month.trips.number.take(pa.array(rows.trip)),
        "description_sequence_number": pa.array(np.ones(len(rows), dtype=np.int32)),
        "harmonized_number": pooled(
            number, texts.tariff_numbers, ~contents.has_tariff_number[rows.bill]
        ),
        "harmonized_value": pa.array(value, mask=no_value),
        "harmonized_weight": pa.array(weight, mask=no_value),
        "harmonized_weight_unit": pooled(rng.random(len(rows)) < 0.1, _KILOGRAM_UNITS, no_value),
    }
    return pa.table(columns)


def marksnumbers(month: Month) -> pa.Table:
    """Write the table marksnumbers."""
    rows = record_lines(month)
    rng = month.generator("marksnumbers")
    rows = rows.only(np.flatnonzero(rng.random(len(rows)) < calibration.MARKS_SHARE.value))
    first, second = (rng.integers(0, len(_MARKS), len(rows)) for _ in range(2))
    columns = {
        "identifier": pa.array(rows.identifier),
        "container_number": month.trips.number.take(pa.array(rows.trip)),
        "marks_and_numbers_1": pooled(first, _MARKS),
        "marks_and_numbers_2": pooled(second, _MARKS, rng.random(len(rows)) < 0.7),
        **{f"marks_and_numbers_{place}": nulls(len(rows)) for place in range(3, 9)},
    }
    return pa.table(columns)


def hazmat(month: Month) -> pa.Table:
    """Write the table hazmat."""
    rows, code, pool = _hazmat_rows(month)
    n_rows = len(rows)
    columns: Mapping[str, pa.Array] = {
        "identifier": pa.array(rows.identifier),
        "container_number": month.trips.number.take(pa.array(rows.trip)),
        "hazmat_sequence_number": pa.array(np.ones(n_rows, dtype=np.int32)),
        "hazmat_code": pooled(code, [entry[0] for entry in pool]),
        "hazmat_class": pooled(code, [entry[1] for entry in pool]),
        "hazmat_code_qualifier": pooled(np.zeros(n_rows, int), ["United Nations Dangerous Goods"]),
        "hazmat_contact": pooled(np.zeros(n_rows, int), ["EMERGENCY DESK 555-0100"]),
        "hazmat_page_number": nulls(n_rows),
        "hazmat_flash_point_temperature": pa.array(
            np.array([23.0, 27.0, 0.0])[code], mask=code == 2
        ),
        "hazmat_flash_point_temperature_negative_ind": nulls(n_rows),
        "hazmat_flash_point_temperature_unit": pooled(
            np.zeros(n_rows, int), ["Celsius"], code == 2
        ),
        "hazmat_description": pooled(code, [entry[2] for entry in pool]),
    }
    return pa.table(columns)


def hazmatclass(month: Month) -> pa.Table:
    """Write the table hazmatclass: a further class on a fifth of the hazardous lines."""
    rows, code, pool = _hazmat_rows(month)
    keep = np.flatnonzero(month.generator("hazmatclass").random(len(rows)) < 0.2)
    columns = {
        "identifier": pa.array(rows.identifier[keep]),
        "container_number": month.trips.number.take(pa.array(rows.trip[keep])),
        "hazmat_sequence_number": pa.array(np.ones(len(keep), dtype=np.int32)),
        "hazmat_classification": pooled(code[keep], [entry[1] for entry in pool]),
    }
    return pa.table(columns)


def _hazmat_rows(month: Month) -> tuple[RecordLines, Ints, list[tuple[str, str, str]]]:
    rows = record_lines(month)
    contents = month.bills.contents
    rows = rows.only(np.flatnonzero(contents.is_dangerous[rows.bill]))
    codes = {
        place: i
        for i, hs6 in enumerate(_HAZMAT)
        for place, kind in enumerate(GOODS)
        if kind.hs6 == hs6
    }
    code_of_goods = np.array([codes.get(place, -1) for place in range(len(GOODS))])
    return rows, code_of_goods[contents.goods[rows.bill]], list(_HAZMAT.values())
