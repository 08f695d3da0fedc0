"""From the position of a staged row to its line in the file.

Rows that DuckDB turned away, records over several lines and blank lines all move the rows after
them, so a row's line is a step function of its position. Finding where records begin belongs in
``records``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Steps:
    """A step function: from row ``starts[i]`` on, ``line = row + offsets[i]``.

    Attributes
    ----------
    starts
        Staged row positions from nought, ascending; the first is 0. Shape (steps,).
    offsets
        Lines to add. Shape (steps,).
    """

    starts: Integers
    offsets: Integers

    def lines(self, rows: Integers) -> Integers:
        """Find the lines of staged rows.

        Parameters
        ----------
        rows
            Row positions, shape (rows,).

        Returns
        -------
        ndarray
            Lines in the file, shape (rows,).
        """
        return rows + self.offsets[np.searchsorted(self.starts, rows, side="right") - 1]

    def pieces(self, most: int) -> list["Steps"]:
        """Cut into parts of a bounded number of steps.

        Parameters
        ----------
        most
            Steps in a part.

        Returns
        -------
        list of Steps
            In order.
        """
        cuts = range(0, len(self.starts), most)
        return [Steps(self.starts[i : i + most], self.offsets[i : i + most]) for i in cuts]

    def moved(self, row: int) -> "Steps":
        """Give the function of the same rows where the first of them stands at another position.

        Parameters
        ----------
        row
            The new position of row nought.

        Returns
        -------
        Steps
            The function over the new positions.
        """
        return Steps(self.starts + row, self.offsets - row)

    def sql(self, row: str) -> str:
        """Write the function as SQL, a balanced tree of comparisons.

        Parameters
        ----------
        row
            Name of the column with the row's position.

        Returns
        -------
        str
            An expression; each row passes log2(steps) comparisons.

        Examples
        --------
        >>> Steps(np.array([0, 40]), np.array([2, 3])).sql("r")
        'r + (case when r < 40 then 2 else 3 end)'
        """

        def tree(low: int, high: int) -> str:
            if high - low == 1:
                return str(self.offsets[low])
            middle = (low + high) // 2
            return (
                f"case when {row} < {self.starts[middle]} "
                f"then {tree(low, middle)} else {tree(middle, high)} end"
            )

        return f"{row} + ({tree(0, len(self.starts))})"


def joined(parts: Sequence[Steps]) -> Steps:
    """Join the functions of rows that follow each other.

    Parameters
    ----------
    parts
        At least one, in the order of their rows.

    Returns
    -------
    Steps
        One function over all rows.
    """
    return Steps(
        np.concatenate([part.starts for part in parts]),
        np.concatenate([part.offsets for part in parts]),
    )


def record_lines(records: Integers, breaks: Sequence[tuple[int, int]]) -> Integers:
    """Find the lines at which records begin.

    Parameters
    ----------
    records
        Positions among the records DuckDB was given, from one. Shape (records,).
    breaks
        As in :class:`pipelines.landing.records.Structure`.

    Returns
    -------
    ndarray
        Lines in the file, shape (records,).

    Examples
    --------
    >>> record_lines(np.array([1, 2, 3]), [(3, 4)])
    array([2, 3, 8])
    """
    firsts = np.array([0, *(first for first, _ in breaks)], dtype=np.int64)
    shifts = np.array([0, *(shift for _, shift in breaks)], dtype=np.int64)
    return records + 1 + shifts[np.searchsorted(firsts, records, side="right") - 1]


def staged_row_steps(rejected: Integers, breaks: Sequence[tuple[int, int]]) -> Steps:
    """Build the step function of the rows that were not turned away.

    Parameters
    ----------
    rejected
        Positions, from one, of the records DuckDB turned away; ascending, unique.
    breaks
        As in :class:`pipelines.landing.records.Structure`.

    Returns
    -------
    Steps
        From staged row to line.

    Examples
    --------
    >>> steps = staged_row_steps(np.array([2, 3]), [])  # lines 3 and 4 were turned away
    >>> steps.lines(np.array([0, 1, 2]))
    array([2, 5, 6])
    """
    before = rejected - 1 - np.arange(len(rejected))
    broken = np.array([first for first, _ in breaks], dtype=np.int64)
    broken_rows = broken - 1 - np.searchsorted(rejected, broken)
    starts = np.unique(np.concatenate([[0], before, broken_rows])).astype(np.int64)
    records = starts + 1 + np.searchsorted(before, starts, side="right")
    offsets = record_lines(records, breaks) - starts
    keep = np.concatenate([[True], np.diff(offsets) != 0])
    return Steps(starts[keep], offsets[keep])


def steps_of_lines(lines: Sequence[int]) -> Steps:
    """Build the step function of rows whose lines are known one by one.

    Parameters
    ----------
    lines
        Line of each staged row, in order.

    Returns
    -------
    Steps
        From staged row to line.

    Examples
    --------
    >>> steps = steps_of_lines([4, 5, 9])
    >>> steps.starts, steps.offsets
    (array([0, 2]), array([4, 7]))
    """
    offsets = np.asarray(lines, dtype=np.int64) - np.arange(len(lines))
    starts = np.flatnonzero(np.diff(offsets, prepend=offsets[0] - 1)) if len(lines) else [0]
    return Steps(
        np.asarray(starts, dtype=np.int64), offsets[starts] if len(lines) else np.zeros(1, np.int64)
    )
