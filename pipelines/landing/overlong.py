"""Lines with more values than columns: what a stretch of bytes says of them without being parsed.

DuckDB drops empty values past the last column without a word, so a line with one unquoted comma
and an empty last value would load with every later value one column off. Looking at single lines
belongs in ``records``; this only says where that is not needed.
"""

from enum import Enum

import numpy as np

_COMMA, _LINE_FEED, _QUOTE = (ord(character) for character in ',\n"')


class Trust(Enum):
    """When a stretch of lines holds no line with too many values of which the last is empty."""

    ALWAYS = "no line ends in an empty value"
    IF_NONE_SHORT = "its commas add up, which a line with too few values can feign"
    NEVER = "its commas do not add up, or its quotes are not in pairs"


def trust_in(lines: bytes, column_count: int) -> Trust:
    r"""Say when lines need no closer look.

    Parameters
    ----------
    lines
        Whole lines, the last one ended by a line feed.
    column_count
        Values a line should have.

    Returns
    -------
    Trust
        Commas between a pair of quotes do not count.

    Examples
    --------
    >>> trust_in(b'1,"Los Angeles, California",x\n', 3).name
    'ALWAYS'
    >>> trust_in(b'1,"Los Angeles, California",\n', 3).name
    'IF_NONE_SHORT'
    >>> trust_in(b"1,Los Angeles, California,\n", 3).name
    'NEVER'
    >>> trust_in(b'1,12" PIPE, 3" PIPE,\n', 3).name
    'NEVER'
    """
    if b",\n" not in lines and b",\r\n" not in lines:
        return Trust.ALWAYS
    characters = np.frombuffer(lines, dtype=np.uint8)
    is_comma = characters == _COMMA
    quotes = np.flatnonzero(characters == _QUOTE)
    quoted = 0
    if quotes.size:
        before = characters[quotes[::2] - 1]  # before the first byte stands the last line feed
        opens = (before == _COMMA) | (before == _LINE_FEED) | (before == _QUOTE)
        if quotes.size % 2 or not opens.all():
            return Trust.NEVER
        quoted = int(np.add.reduceat(is_comma, quotes, dtype=np.int64)[::2].sum())
    commas = np.count_nonzero(is_comma) - quoted
    expected = np.count_nonzero(characters == _LINE_FEED) * (column_count - 1)
    return Trust.IF_NONE_SHORT if commas == expected else Trust.NEVER
