"""Names and addresses of the invented firms, worked out from their numbers.

Two made-up words, a trade and a legal form; no real firm and no person. Who occurs on which bill is
in `parties.py` and `bills.py`.
"""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.simulation.calibration import MOVED_FIRM_SHARE
from models.simulation.randomness import Bools, Ints, hashed_uniform, mixed

CONSIGNEE, SHIPPER, FORWARDER = 0, 1, 2
KINDS = ("consignee", "shipper", "nvocc")
SPELLINGS = (
    "plain", "legal form written out", "a letter missing", "without punctuation", "mixed case",
    "words change places", "letters change places", "trade abbreviated", "cut short",
)  # fmt: skip
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
_SWAPPED_WORDS = [word[:1] + word[2] + word[1] + word[3:] for word in _WORDS]
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
_SHORT_TRADES = {
    "TRADING": "TRDG", "INTERNATIONAL": "INTL", "IMPORTS": "IMP", "INDUSTRIAL": "IND",
    "DISTRIBUTION": "DIST", "ENTERPRISES": "ENT", "MANUFACTURING": "MFG", "GROUP": "GRP",
    "LOGISTICS": "LOG", "FREIGHT": "FRT", "CONSOLIDATORS": "CONSOL", "FORWARDING": "FWDG",
}  # fmt: skip
_CUT_AFTER = 20
# Letters of a name that a field cut it to; both of a firm's words fit in.
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
# Seeds of what belongs to a firm and not to the stream, as its name does.
_SPELLINGS, _MOVES, _MOVE_MONTHS = 7_001, 7_002, 7_003
STREETS = [f"{number} {street}" for number in range(10, 990, 7) for street in _STREETS]
"""First lines of addresses."""


def written_spellings(kind: Ints, firms: Ints, spellings: Ints) -> Ints:
    """Say how a firm's other spellings are written: each firm errs in ways of its own.

    Which bills bear spelling 1 or 2 of a firm is drawn in `parties.py`; that both are always
    written in the same way keeps one text for each name that the agency tells apart.

    Parameters
    ----------
    kind, firms, spellings : ndarray of int, shape (n,)
        Spellings 0 to 4 of `parties.SPELLING_CLASS`.

    Returns
    -------
    ndarray of int, shape (n,)
        As `party_names` takes them: 1 stays or becomes 7; 2 stays or becomes 5, 6 or 8.
    """
    chance = mixed(_SPELLINGS, kind, firms)
    of_form = np.where(chance % np.uint64(2) == 0, 1, 7)
    of_words = np.array([2, 5, 6, 8])[((chance >> np.uint64(8)) % np.uint64(4)).astype(np.int64)]
    return np.where(spellings == 1, of_form, np.where(spellings == 2, of_words, spellings))


def has_moved(kind: Ints, firms: Ints, month: np.datetime64) -> Bools:
    """Say which firms file another address from some month of 1998 to 2007 on.

    Parameters
    ----------
    kind, firms : ndarray of int, shape (n,)
    month : datetime64[M]

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    moves = hashed_uniform(_MOVES, kind, firms) < MOVED_FIRM_SHARE.value
    since = np.datetime64("1998-01", "M") + (
        hashed_uniform(_MOVE_MONTHS, kind, firms) * 120
    ).astype("timedelta64[M]")
    return np.asarray(moves & (month >= since))


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
        case; 5: the first two words change places; 6: two letters change places; 7: trade
        abbreviated, where it has an abbreviation, and legal form written out; 8: cut short, as by a
        field.

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
    slip = np.array([0, 0, 1, 0, 0, 0, 2, 0, 0])[spellings] * len(_WORDS)
    first_word = words.take(pa.array(first))
    second_word = pa.array([*_WORDS, *_SLIPPED_WORDS, *_SWAPPED_WORDS]).take(
        pa.array(second + slip)
    )
    trades = _FORWARDER_TRADES if kind == FORWARDER else _TRADES
    all_trades = pa.array([*trades, *(_SHORT_TRADES.get(text, text) for text in trades)])
    trade_place = trade % len(trades) + np.where(spellings == 7, len(trades), 0)
    forms = _US_FORMS if kind == CONSIGNEE else _FOREIGN_FORMS
    form_pool = pa.array([text for form in forms for text in form])
    way = np.array([0, 2, 0, 1, 0, 0, 0, 2, 0])[spellings]
    form = form_pool.take(pa.array((trade // 32) % len(forms) * 3 + way))
    is_turned = pa.array(spellings == 5)
    name = pc.binary_join_element_wise(
        pc.if_else(is_turned, second_word, first_word),
        pc.if_else(is_turned, first_word, second_word),
        all_trades.take(pa.array(trade_place)), form, " ",
    )  # fmt: skip
    name = pc.if_else(pa.array(spellings == 4), pc.utf8_title(name), name)
    return pc.if_else(pa.array(spellings == 8), pc.utf8_slice_codeunits(name, 0, _CUT_AFTER), name)
