"""Names and addresses of the invented firms, worked out from their numbers.

Two made-up words, a trade and a legal form; no real firm and no person. Who occurs on which bill is
in `parties.py` and `bills.py`.
"""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.simulation.randomness import Ints, mixed

CONSIGNEE, SHIPPER, FORWARDER = 0, 1, 2
"""Whose numbers are meant: each counts its firms from 0."""

_HEADS = (
    "VEL", "KOR", "TAN", "MIR", "DOL", "SAV", "BER", "LUN", "PAR", "ZEN", "GAL", "HOR", "NEV",
    "RUD", "FEN", "OST",
)  # fmt: skip
_MIDDLES = (
    "A", "E", "I", "O", "UN", "AR", "EN", "IL", "OR", "ET", "AN", "IS", "AL", "OM", "ER", "UR",
)  # fmt: skip
_TAILS = (
    "DO", "MAX", "TEK", "RA", "LIN", "VO", "NIA", "SON", "DEX", "TRA", "VIN", "CO", "LUX", "MA",
    "NET", "FA",
)  # fmt: skip
_WORDS = ["".join(parts) for parts in itertools.product(_HEADS, _MIDDLES, _TAILS)]
_SLIPPED_WORDS = [word[:2] + word[3:] for word in _WORDS]
_TRADES = (
    "TRADING", "INTERNATIONAL", "TEXTILE", "FURNITURE", "TOYS", "IMPORTS", "INDUSTRIAL",
    "ELECTRONICS", "FOODS", "HARDWARE", "PLASTICS", "APPAREL", "HOME", "PRODUCTS", "COMMERCE",
    "SUPPLY", "DISTRIBUTION", "ENTERPRISES", "MANUFACTURING", "GROUP",
)  # fmt: skip
_FORWARDER_TRADES = ("LOGISTICS", "FREIGHT", "CONSOLIDATORS", "FORWARDING", "CARGO LINES")
_US_FORMS = (
    ("INC.", "INC", "INCORPORATED"), ("CORP.", "CORP", "CORPORATION"),
    ("INC.", "INC", "INCORPORATED"), ("CO.", "CO", "COMPANY"), ("LTD.", "LTD", "LIMITED"),
)  # fmt: skip
_FOREIGN_FORMS = (
    ("CO., LTD.", "CO LTD", "COMPANY LIMITED"), ("LTD.", "LTD", "LIMITED"),
    ("CO., LTD.", "CO LTD", "COMPANY LIMITED"), ("CORP.", "CORP", "CORPORATION"),
    ("CO.", "CO", "COMPANY"),
)  # fmt: skip
_SCRAMBLE = 11_184_811
_WORD_PAIRS = len(_WORDS) ** 2

US_CITIES = (
    ("LOS ANGELES", "CA", "90001"), ("CHICAGO", "IL", "60601"), ("NEW YORK", "NY", "10001"),
    ("HOUSTON", "TX", "77001"), ("DALLAS", "TX", "75201"), ("ATLANTA", "GA", "30301"),
    ("SEATTLE", "WA", "98101"), ("MIAMI", "FL", "33101"), ("EDISON", "NJ", "08817"),
    ("COLUMBUS", "OH", "43201"), ("MEMPHIS", "TN", "38101"), ("CITY OF INDUSTRY", "CA", "91744"),
    ("ONTARIO", "CA", "91761"), ("CHARLOTTE", "NC", "28201"), ("DENVER", "CO", "80201"),
    ("PORTLAND", "OR", "97201"), ("SAVANNAH", "GA", "31401"), ("BALTIMORE", "MD", "21201"),
)  # fmt: skip
_STREETS = (
    "HARBOR RD", "INDUSTRIAL AVE", "COMMERCE ST", "DOCK ST", "TERMINAL WAY", "WAREHOUSE LN",
    "TRADE CENTER DR", "RIVER RD",
)  # fmt: skip
STREETS = [f"{number} {street}" for number in range(10, 990, 7) for street in _STREETS]
"""First lines of addresses."""


def party_names(kind: int, firms: Ints, spellings: Ints) -> pa.StringArray:
    """Write the names of firms.

    Parameters
    ----------
    kind : int
        CONSIGNEE, SHIPPER or FORWARDER.
    firms : ndarray of int, shape (n,)
        Numbers of the firms.
    spellings : ndarray of int, shape (n,)
        0: plain; 1: legal form written out; 2: a letter missing; 3: without punctuation; 4: mixed
        case.

    Returns
    -------
    pyarrow.StringArray, length n

    Examples
    --------
    >>> party_names(SHIPPER, np.array([1, 1, 1]), np.array([0, 1, 4])).to_pylist()[0].isupper()
    True
    >>> len(set(party_names(CONSIGNEE, np.arange(5000), np.zeros(5000, int)).to_pylist()))
    5000
    """
    place = (firms * _SCRAMBLE + kind * 5_000_011) % _WORD_PAIRS
    first, second = place // len(_WORDS), place % len(_WORDS)
    trade = (mixed(kind, firms) % np.uint64(1 << 16)).astype(np.int64)
    words = pa.array(_WORDS)
    second_word = pa.array([*_WORDS, *_SLIPPED_WORDS]).take(
        pa.array(second + np.where(spellings == 2, len(_WORDS), 0))
    )
    trades = _FORWARDER_TRADES if kind == FORWARDER else _TRADES
    forms = _US_FORMS if kind == CONSIGNEE else _FOREIGN_FORMS
    form_pool = pa.array([text for form in forms for text in form])
    way = np.array([0, 2, 0, 1, 0])[spellings]
    form = form_pool.take(pa.array((trade // 32) % len(forms) * 3 + way))
    name = pc.binary_join_element_wise(
        words.take(pa.array(first)), second_word,
        pa.array(trades).take(pa.array(trade % len(trades))), form, " ",
    )  # fmt: skip
    return pc.if_else(pa.array(spellings == 4), pc.utf8_title(name), name)
