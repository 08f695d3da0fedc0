"""Lines with more values than columns, found in the bytes.

DuckDB drops empty values past the last column without a word, so a line with one unquoted comma
and an empty last value would load with every later value one column off. What becomes of such a
line belongs in ``records``; this only says whether a file may hold one.
"""

import numpy as np

_COMMA, _LINE_FEED, _QUOTE, _RETURN = (ord(character) for character in ',\n"\r')


def may_hold_overlong_line(lines: bytes, column_count: int, *, exactly: bool = False) -> bool:
    r"""Say whether some line ends in an empty value past its last column.

    Parameters
    ----------
    lines
        Whole lines, the last one ended by a line feed.
    column_count
        Values a line should have.
    exactly
        Look at each line. Otherwise lines without quotes are trusted when their commas add up,
        which a line with too few values can feign.

    Returns
    -------
    bool
        True also where quoted values span lines and it cannot be told here.

    Examples
    --------
    >>> may_hold_overlong_line(b'1,"Los Angeles, California",x\n', 3)
    False
    >>> may_hold_overlong_line(b"1,Los Angeles, California,\n", 3)
    True

    DuckDB itself turns away a line whose value past the last column is not empty.

    >>> may_hold_overlong_line(b"1,Los Angeles, California,x\n2,,\n", 3)
    False
    """
    if b",\n" not in lines and b",\r\n" not in lines:
        return False
    expected = lines.count(b"\n") * (column_count - 1)
    if not exactly and b'"' not in lines and lines.count(b",") == expected:
        return False
    characters = np.frombuffer(lines, dtype=np.uint8)
    ends = np.flatnonzero(characters == _LINE_FEED)
    commas = np.flatnonzero(characters == _COMMA)
    line_of_comma = np.searchsorted(ends, commas)
    quotes = np.flatnonzero(characters == _QUOTE)
    if quotes.size:
        starts = np.concatenate(([0], ends[:-1] + 1))
        quotes_before = np.searchsorted(quotes, commas) - np.searchsorted(
            quotes, starts[line_of_comma]
        )
        line_of_comma = line_of_comma[quotes_before % 2 == 0]
    counted = np.bincount(line_of_comma, minlength=ends.size)
    overlong = np.flatnonzero(counted >= column_count)
    last = characters[ends[overlong] - 1]
    before_return = characters[np.maximum(ends[overlong] - 2, 0)]
    return bool(((last == _COMMA) | ((last == _RETURN) & (before_return == _COMMA))).any())
