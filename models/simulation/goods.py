"""The goods of the synthetic trade: tariff numbers, descriptions, usual weights. All chosen.

Weights and mixes are ours; only the forms (HS numbers of 6 to 10 digits with or without dots, 'HS
CODE ...' inside the description) follow real rows. Rates of nulls are in `calibration.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from models.simulation.randomness import Floats, Ints


class Goods(NamedTuple):
    """One kind of goods.

    `origins` holds the pull of the five groups of loading regions, in the order of `ORIGIN_GROUPS`.
    """

    hs6: str
    kilograms_40ft: float
    cubic_metres_40ft: float
    pieces: float
    unit: str
    usd_a_kilogram: float
    origins: tuple[float, float, float, float, float]
    phrases: tuple[str, ...]
    is_reefer: bool = False
    can_be_dangerous: bool = False


ORIGIN_GROUPS = (
    "China",
    "other East Asia",
    "South Asia and Africa",
    "Europe",
    "Americas and Oceania",
)

_TABLE = """
940360 9500 62 420 CTN 3.1 9 3 3 2 1 . WOODEN FURNITURE; FURNITURE, BEDROOM AND DINING
940179 8200 64 500 CTN 3.4 6 2 1 1 0.5 . METAL CHAIRS; SEATS WITH METAL FRAMES; GARDEN FURNITURE
950300 7200 63 900 CTN 5.2 10 2 0.5 0.5 0.2 . TOYS; PLASTIC TOYS AND DOLLS; TOY SETS, ASSORTED
640299 7800 60 850 CTN 8.1 9 3 1 0.5 1 . FOOTWEAR; SPORTS SHOES; LADIES SHOES
610910 8600 58 700 CTN 9.4 8 5 7 0.7 3 . GARMENTS; COTTON T-SHIRTS; KNITTED APPAREL
620342 8900 57 680 CTN 10.1 6 4 6 0.7 3 . MENS TROUSERS; WOVEN GARMENTS OF COTTON; GARMENTS
650500 6200 62 1000 CTN 7.3 3 1 0.5 0.1 0.1 . HAT; HATS AND CAPS; KNITTED HEADGEAR
420292 7400 61 800 CTN 5.8 6 2 2 0.3 0.1 . BAGS AND LUGGAGE; TRAVEL BAGS OF TEXTILE; BACKPACKS
851762 8800 50 600 CTN 31 5 5 0.3 0.8 0.3 . ELECTRONIC GOODS; TELEPHONE APPARATUS; NETWORK EQUIPMENT
852872 9100 60 520 CTN 18 6 5 0.1 0.2 1 . COLOUR TELEVISION SETS; LCD MONITORS 17" AND TV SETS
847130 8300 52 650 CTN 38 5 6 0.1 0.5 0.2 . COMPUTERS AND PARTS; COMPUTER ACCESSORIES
841510 10400 63 330 PCS 5.6 4 3 0.2 0.3 0.6 . AIR CONDITIONERS; WINDOW TYPE AIR CONDITIONERS
850440 11800 46 700 CTN 9.7 5 3 0.5 0.8 0.4 . POWER ADAPTERS; ELECTRICAL PARTS
940540 8700 62 780 CTN 5.5 7 2 0.5 0.5 0.2 . LAMPS AND LIGHTING FITTINGS; LIGHTING SETS
392690 9300 61 900 CTN 3.8 7 4 1 1.5 1 . PLASTIC ARTICLES; PLASTIC BALL AND BOXES
732393 12600 52 860 CTN 4.6 6 2 2 0.7 0.3 . STEEL KITCHENWARE; TABLE AND KITCHEN ARTICLES
691110 14800 42 900 CTN 2.9 6 2 0.7 1.5 0.3 . PORCELAIN TABLEWARE; CERAMIC WARE; STONEWARE MUGS
690721 21500 24 22 PLT 0.7 3 1 1 5 2 . CERAMIC TILES; GLAZED FLOOR TILES; PORCELAIN TILES
401110 14500 60 900 PCS 3.6 4 5 1 2 1 . TYRES; NEW PNEUMATIC TYRES; TIRES FOR PASSENGER CARS
870899 14200 48 400 PKG 6.4 3 7 1 4 2 . AUTO PARTS; PARTS FOR MOTOR VEHICLES; BRAKE DRUMS AND PARTS
871200 7900 64 480 CTN 5 5 3 0.1 0.3 0.1 . BICYCLES; BICYCLES AND PARTS
680291 23500 19 18 CRT 0.9 4 0.3 4 3 1.5 . GRANITE SLABS; MARBLE AND STONE PRODUCTS; POLISHED STONE
730890 21800 26 60 BDL 1.6 4 2 2 2 1 . STEEL STRUCTURES; IRON AND STEEL PARTS; STEEL SCAFFOLDING
731815 22400 21 700 CTN 2.1 5 3 1.5 1 0.2 . BOLTS AND NUTS; STEEL FASTENERS; SCREWS
820559 15800 38 880 CTN 4.1 6 3 2 1 0.3 . HAND TOOLS; TOOLS, ASSORTED; TOOL SETS
848180 16800 34 520 CTN 8 4 2 2 3 0.5 . VALVES AND FITTINGS; TAPS AND VALVES; BRASS FITTINGS
843149 17500 36 60 PKG 7.2 1.5 3 0.5 5 0.7 . MACHINERY PARTS; PARTS OF CRANES AND LOADERS; MACHINERY
290531 20500 24 76 DRM 1.4 1.5 2 1 3 1 D CHEMICALS; ORGANIC CHEMICALS IN DRUMS; INDUSTRIAL SOLVENT
320890 19200 26 90 DRM 2.6 1 1 0.4 2 0.4 D PAINTS AND VARNISHES; COATINGS; PRINTING INK
360410 9800 50 800 CTN 2.4 1.2 0.1 0.1 0.1 0.1 D FIREWORKS; DISPLAY FIREWORKS 1.4G
220421 16900 24 1200 CTN 5.4 0.1 0.1 1 9 4 . WINE IN BOTTLES; RED AND WHITE WINE; BOTTLED WINE
220300 21900 26 1500 CTN 1.3 0.2 0.3 0.1 7 4 . BEER; BEER IN BOTTLES; LAGER BEER
090111 20100 32 320 BAG 2.3 0.1 1 2 0.3 6 . COFFEE IN BAGS; GREEN COFFEE BEANS
080390 20600 40 1080 CTN 0.6 0 0.1 0.1 0 9 R FRESH BANANAS; BANANAS
030617 19400 40 1800 CTN 7.6 1.5 4 4 0.2 3 R FROZEN SHRIMP; FROZEN SEAFOOD; SHRIMPS, HEADLESS
020230 21200 38 900 CTN 3.9 0 0.1 0 0.3 5 R FROZEN BEEF; BONELESS BEEF, FROZEN
200899 18800 28 1100 CTN 1.7 3 3 2 2 3 . CANNED FRUIT; FOOD PRODUCTS; PRESERVED FRUIT AND VEGETABLES
480257 21700 32 40 ROL 0.9 1.5 2 0.3 4 2 . PAPER IN ROLLS; PAPER PRODUCTS; PRINTING PAPER
441299 21000 40 30 CRT 0.8 3 2 0.2 1 4 . PLYWOOD; WOOD PRODUCTS; WOODEN FLOORING
630260 9400 60 620 BLE 5.1 4 1 8 1.5 1 . COTTON TOWELS; HOME TEXTILES; BED LINEN
570330 12200 58 260 ROL 4.4 1.5 0.4 5 3 0.2 . CARPETS AND RUGS; TUFTED CARPETS
940490 5600 66 700 CTN 4 4 1 1 0.2 0.2 . PILLOWS AND QUILTS; BEDDING
950691 10200 56 450 CTN 4.6 6 3 0.5 0.3 0.2 . EXERCISE EQUIPMENT; SPORTING GOODS; FITNESS EQUIPMENT
950510 3500 64 600 CTN 6 2 0.4 0.2 0.1 0.1 . CHRISTMAS DECORATIONS; GIFT ARTICLES
980400 7600 58 250 PKG 1.5 0.6 0.8 0.4 1 1 . USED HOUSEHOLD GOODS; USED FURNITURE AND EFFECTS
"""


def _read(line: str) -> Goods:
    hs6, kilograms, metres, pieces, unit, usd, *rest = line.split(maxsplit=12)
    flag, phrases = rest[5], rest[6]
    china, east, south, europe, america = (float(pull) for pull in rest[:5])
    return Goods(
        hs6=hs6,
        kilograms_40ft=float(kilograms),
        cubic_metres_40ft=float(metres),
        pieces=float(pieces),
        unit=unit,
        usd_a_kilogram=float(usd),
        origins=(china, east, south, europe, america),
        phrases=tuple(phrases.split("; ")),
        is_reefer=flag == "R",
        can_be_dangerous=flag == "D",
    )


GOODS: tuple[Goods, ...] = tuple(_read(line) for line in _TABLE.strip().splitlines())
"""One line of the table each: HS number, kilograms and cubic metres of a full 40 ft box, pieces,
unit, dollars a kilogram, pull of the five origin groups, R (reefer) or D (can be dangerous),
phrases."""

VAGUE_PHRASES = (
    "GENERAL CARGO", "FAK", "STC", "GOODS", "CARGO", "PARTS", "ASSORTED", "MISC GOODS", "PRODUCTS",
    "SUNDRIES",
)  # fmt: skip
"""Descriptions that say next to nothing."""

MASTER_PHRASE = "THIS MASTER BILL COVERS AUTOMATED NVOCC HOUSE BILLS"
EMPTY_PHRASE = "EMPTY CONTAINERS"

_TEXT_FORMS = ("", " HS CODE {six}", " HS CODE: {dotted}", " HTS {long}")
_TARIFF_FORMS = ("{six}", "{dotted}", "{eight}", "{long}", "{ten}")


@dataclass(frozen=True, slots=True)
class GoodsTexts:
    """Every description and tariff number that can occur, each once.

    Parameters
    ----------
    descriptions : list of str
    lengths : ndarray of int
        Characters of each description.
    most_phrases : int
        Places kept for the phrases of one kind of goods.
    tariff_numbers : list of str
    vague_start, master, empty : int
        Where these descriptions lie.
    """

    descriptions: list[str]
    lengths: Ints
    most_phrases: int
    tariff_numbers: list[str]
    vague_start: int
    master: int
    empty: int

    def description(self, goods: Ints, phrase: Floats, form: Ints) -> Ints:
        """Give the place of a description.

        Parameters
        ----------
        goods : ndarray of int
            Place in `GOODS`.
        phrase : ndarray of float
            In [0, 1): which of the goods' phrases.
        form : ndarray of int
            0: no HS number; 1 to 3: a form of it.

        Returns
        -------
        ndarray of int
        """
        counts = np.array([len(kind.phrases) for kind in GOODS])[goods]
        chosen = (phrase * counts).astype(np.int64)
        return np.asarray((goods * self.most_phrases + chosen) * len(_TEXT_FORMS) + form)

    def tariff_number(self, goods: Ints, form: Ints) -> Ints:
        """Give the place of a tariff number in one of its five forms."""
        return goods * len(_TARIFF_FORMS) + form


def build_goods_texts() -> GoodsTexts:
    """Write out every description and tariff number.

    Returns
    -------
    GoodsTexts

    Examples
    --------
    >>> texts = build_goods_texts()
    >>> place = texts.description(np.array([0]), np.array([.0]), np.array([1]))
    >>> texts.descriptions[int(place[0])]
    'WOODEN FURNITURE HS CODE 940360'
    """
    most = max(len(kind.phrases) for kind in GOODS)
    descriptions: list[str] = []
    tariff_numbers: list[str] = []
    for kind in GOODS:
        forms = _hs_forms(kind.hs6)
        for place in range(most):
            phrase = kind.phrases[place % len(kind.phrases)]
            descriptions += [phrase + form.format(**forms) for form in _TEXT_FORMS]
        tariff_numbers += [form.format(**forms) for form in _TARIFF_FORMS]
    vague_start = len(descriptions)
    descriptions += [*VAGUE_PHRASES, MASTER_PHRASE, EMPTY_PHRASE]
    return GoodsTexts(
        descriptions=descriptions,
        lengths=np.array([len(text) for text in descriptions], dtype=np.int64),
        most_phrases=most,
        tariff_numbers=tariff_numbers,
        vague_start=vague_start,
        master=vague_start + len(VAGUE_PHRASES),
        empty=vague_start + len(VAGUE_PHRASES) + 1,
    )


def origin_group(region: str) -> int:
    """Give the group of loading regions (place in `ORIGIN_GROUPS`) that a region belongs to."""
    if region in {
        "Hong Kong",
        "Pearl River Delta",
        "Yangtze Delta",
        "Fujian",
        "Bohai",
        "South China",
    }:
        return 0
    if region in {"Korea", "Japan", "Taiwan", "Southeast Asia"}:
        return 1
    if region in {
        "South Asia",
        "Middle East",
        "Red Sea",
        "Southern and East Africa",
        "West Africa",
    }:
        return 2
    return 3 if region in {"North Europe", "Mediterranean", "Black Sea"} else 4


def goods_cumulative() -> Floats:
    """Give the cumulative shares of the goods for each origin group, shape (5, n_goods)."""
    pulls = np.array([kind.origins for kind in GOODS]).T
    return np.asarray(np.cumsum(pulls, axis=1) / pulls.sum(axis=1, keepdims=True))


def _hs_forms(hs6: str) -> dict[str, str]:
    return {
        "six": hs6,
        "dotted": f"{hs6[:4]}.{hs6[4:]}",
        "eight": f"{hs6[:4]}.{hs6[4:]}.00",
        "long": f"{hs6[:4]}.{hs6[4:]}.0080",
        "ten": f"{hs6}0080",
    }
