"""What the characters of some lines say, unparsed: may there be one that DuckDB misreads.

DuckDB drops empty values past the last column without a word, so a line with one unquoted comma
and an empty last value would load with every later value one column off. It leaves commas over
that nothing else accounts for. It also reads numbers and times that no contract writes so.
Looking at single lines belongs in ``records`` and ``odd_writing``.
"""

import numpy as np
from numpy.typing import NDArray

from pipelines.landing.checks import ZONE_LETTERS

Places = NDArray[np.int64]

_COMMA, _LINE_FEED, _CARRIAGE_RETURN, _QUOTE = (*b',\n\r"',)
_UNDERSCORE, _PLUS, _MINUS, _COLON, _BLANK, _NOUGHT, _LOWER_E, _FIRST_LETTER = (*b"_+-: 0eA",)
_NINE = 9
_LOWER_CASE = 32
"""Set in the code of a letter, it makes it a small one."""
_BLOCK_BYTES = 1 << 16
"""As many are looked at together as fit the processor's cache with what is made of them."""


def _is_one_of(characters: bytes) -> NDArray[np.bool_]:
    return np.isin(np.arange(256), [*characters])


_DIGITS, _BEFORE_EXPONENT = _is_one_of(b"0123456789"), _is_one_of(b"0123456789.")
_ZONE_LETTERS = _is_one_of(ZONE_LETTERS.encode())


def line_ends(lines: bytes) -> tuple[int, bool]:
    r"""Count lines, and say whether some line ends in an empty value.

    Parameters
    ----------
    lines
        Whole lines after another line's feed; the last one may lack its own.

    Returns
    -------
    tuple of int and bool
        Line feeds, and whether an empty value stands before one. Where none does, DuckDB turns away
        every line with more values than columns.

    Examples
    --------
    >>> line_ends(b"1,x,\n"), line_ends(b"1,,x\n2,,y\n")
    ((1, True), (2, False))
    """
    characters = np.frombuffer(lines, dtype=np.uint8)
    ends = np.flatnonzero(characters == _LINE_FEED)
    last = characters[ends - 1]
    carriage_returns = ends[last == _CARRIAGE_RETURN]
    is_open = np.any(last == _COMMA) or np.any(characters[carriage_returns - 2] == _COMMA)
    return ends.size, bool(is_open)


def comma_surplus(lines: bytes, column_count: int) -> int | None:
    r"""Count the commas outside quotes that lines have beyond those they should have.

    Parameters
    ----------
    lines
        Whole lines, the last one ended by a line feed.
    column_count
        Values a line should have.

    Returns
    -------
    int or None
        Negative where commas are missing; None where the quotes are not in pairs.

    Examples
    --------
    >>> comma_surplus(b'1,"Los Angeles, California",\n2,Oakland,\n', 3)
    0
    >>> comma_surplus(b"1,Los Angeles, California,\n2,Oakland,\n", 3)
    1
    >>> comma_surplus(b'1,12" PIPE, 3" PIPE,\n', 3) is None
    True
    """
    characters = np.frombuffer(lines, dtype=np.uint8)
    is_comma = characters == _COMMA
    quotes = np.flatnonzero(characters == _QUOTE)
    quoted = 0
    if quotes.size:
        before = characters[quotes[::2] - 1]  # before the first byte stands the last line feed
        opens = (before == _COMMA) | (before == _LINE_FEED) | (before == _QUOTE)
        if quotes.size % 2 or not opens.all():
            return None
        quoted = int(np.add.reduceat(is_comma, quotes, dtype=np.int64)[::2].sum())
    expected = np.count_nonzero(characters == _LINE_FEED) * (column_count - 1)
    return int(np.count_nonzero(is_comma)) - quoted - int(expected)


def odd_places(lines: bytes) -> Places:
    r"""Find where a number may be written with an exponent or underscores, or a time with letters.

    Parameters
    ----------
    lines
        Whole lines.

    Returns
    -------
    numpy.ndarray
        Positions of the bytes that look so, ascending, shape (places,): of an ``e`` or underscore
        between digits, of the colon before the last digits of a time that letters follow. A
        letter ``Z``, for UTC, is none.

    Examples
    --------
    >>> odd_places(b"2.0051E+12,x\n"), odd_places(b"x,2.0051E12\n"), odd_places(b"2005_100,x\n")
    (array([6]), array([8]), array([4]))
    >>> odd_places(b"2005-10-15 06:20:00 EST,x\n"), odd_places(b"2005-10-15 06:20:00Z,x\n")
    (array([16]), array([], dtype=int64))
    >>> odd_places(b"2005100100017,COSU_E\n")
    array([], dtype=int64)
    """
    padded = np.frombuffer(b"\n" + lines + b"\n\n\n\n", dtype=np.uint8)
    found = [np.empty(0, dtype=np.int64)]
    for start in range(1, len(lines) + 1, _BLOCK_BYTES):
        here, after, third = (
            padded[start + step : min(start + _BLOCK_BYTES, len(lines) + 1) + step]
            for step in (0, 1, 3)
        )
        is_digit = after - _NOUGHT <= _NINE
        looks_so = (here | _LOWER_CASE) == _LOWER_E
        looks_so &= is_digit | (after == _PLUS) | (after == _MINUS)
        looks_so |= (here == _UNDERSCORE) & is_digit
        looks_so |= (here == _COLON) & ((third >= _FIRST_LETTER) | (third == _BLANK))
        found.append(np.flatnonzero(looks_so) + start)
    places = np.concatenate(found)
    return places[_is_odd(padded, places)] - 1


def _is_odd(padded: NDArray[np.uint8], places: Places) -> NDArray[np.bool_]:
    """Look closer at places: at what stands before and after each."""
    here, before, after = padded[places], padded[places - 1], padded[places + 1]
    exponent = np.where(_DIGITS[after], after, padded[places + 2])  # after its sign
    zone = np.where(padded[places + 3] == _BLANK, padded[places + 4], padded[places + 3])
    is_time = _DIGITS[after] & _DIGITS[padded[places + 2]] & _ZONE_LETTERS[zone]
    is_number = np.where(
        here == _UNDERSCORE,
        _DIGITS[before] & _DIGITS[after],
        _BEFORE_EXPONENT[before] & _DIGITS[exponent],
    )
    return np.where(here == _COLON, is_time, is_number)
