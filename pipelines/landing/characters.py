"""What the characters of some lines say, unparsed: may there be one that DuckDB misreads.

DuckDB drops empty values past the last column without a word, so a line with one unquoted comma
and an empty last value would load with every later value one column off. It leaves commas over
that nothing else accounts for. It also reads numbers that no contract writes so. Looking at single
lines belongs in ``records`` and ``odd_numbers``.
"""

import numpy as np

_COMMA, _LINE_FEED, _CARRIAGE_RETURN, _QUOTE, _UNDERSCORE, _PLUS = (*b',\n\r"_+',)
_DIGITS = np.isin(np.arange(256), [*b"0123456789"])
_EXPONENTS = np.isin(np.arange(256), [*b"eE"])


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


def may_hold_odd_numbers(lines: bytes) -> bool:
    r"""Say whether some number may be written with an exponent, or with underscores.

    Parameters
    ----------
    lines
        Whole lines.

    Returns
    -------
    bool
        False where there is none; true may stand for text that looks so.

    Examples
    --------
    >>> may_hold_odd_numbers(b"2.0051E+12,x\n"), may_hold_odd_numbers(b"2005_100,x\n")
    (True, True)
    >>> may_hold_odd_numbers(b"2005100100017,COSU_E\n")
    False
    """
    if b"+" not in lines and b"_" not in lines:
        return False
    characters = np.frombuffer(b"\n" + lines, dtype=np.uint8)  # two before each, one after
    underscores = np.flatnonzero(characters[2:-1] == _UNDERSCORE) + 2
    pluses = np.flatnonzero(characters[2:-1] == _PLUS) + 2
    exponents = pluses[_EXPONENTS[characters[pluses - 1]]]
    last = np.concatenate([underscores, exponents])  # of what stands between two digits
    first = np.concatenate([underscores, exponents - 1])
    return bool(np.any(_DIGITS[characters[first - 1]] & _DIGITS[characters[last + 1]]))
