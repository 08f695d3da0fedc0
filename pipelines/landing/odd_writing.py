"""Numbers and times written as no contract writes them, which DuckDB reads all the same.

``2.00510010001E+12`` is what a spreadsheet leaves of a record identifier: its last digit is gone,
and what DuckDB makes of it is another record's. ``2005_100`` is no number outside a program. The
``BST`` behind a time is London's summer time, and read as Bangladesh's. All are found in the text;
what a row's values must satisfy otherwise belongs in ``checks``.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from pipelines.landing.characters import odd_places
from pipelines.landing.checks import Check
from pipelines.landing.file_names import LandingFile
from pipelines.landing.records import fields_of
from pipelines.landing.survey import Stretch, open_text

_LINE_FEED = ord("\n")


def suspect_lines(file: LandingFile, stretches: Iterable[Stretch]) -> list[int]:
    """Find the lines that may hold a number or a time in odd writing.

    Parameters
    ----------
    file
        A CSV file.
    stretches
        Its lines; only those that may hold one are read.

    Returns
    -------
    list of int
        Lines of the file, ascending.
    """
    suspects = [stretch for stretch in stretches if stretch.may_hold_odd_writing]
    if not suspects:
        return []
    found: list[int] = []
    with open_text(file) as stream:
        for stretch in suspects:
            stream.seek(stretch.offset)
            lines = stream.read(stretch.byte_count)
            ends = np.flatnonzero(np.frombuffer(lines, dtype=np.uint8) == _LINE_FEED)
            held_in = np.unique(np.searchsorted(ends, odd_places(lines)))
            found += (stretch.first_line + held_in).tolist()
    return found


def odd_values(text: str, columns: Sequence[str], checks: Sequence[Check]) -> list[int]:
    """Find the checks that a record fails because of how its numbers and times are written.

    Parameters
    ----------
    text
        The record as it stands in the file.
    columns
        Column names in the file's order.
    checks
        The checks of its table; those with ``signs`` are applied.

    Returns
    -------
    list of int
        Positions among the checks.

    Examples
    --------
    >>> check = Check("identifier", "false", "is no record identifier", signs="eE_")
    >>> odd_values("2.00510010001E+12,COSU", ["identifier", "carrier_code"], [check])
    [0]
    >>> odd_values("2005100100017,E+1", ["identifier", "carrier_code"], [check])
    []
    """
    values = dict(zip(columns, fields_of(text), strict=False))
    return [
        i
        for i, check in enumerate(checks)
        if any(sign in values.get(check.column, "") for sign in check.signs)
    ]
