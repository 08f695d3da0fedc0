"""The step function from staged row to line agrees with counting line by line."""

import duckdb
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.landing.line_map import joined, record_lines, staged_row_steps

# What stands in a file, one after the other, as DuckDB is given it.
BLANK, BROKEN, GOOD, TURNED_AWAY, OVER_THREE_LINES = range(5)
LINES = {BLANK: 1, BROKEN: 1, GOOD: 1, TURNED_AWAY: 1, OVER_THREE_LINES: 3}


@given(st.lists(st.sampled_from([*LINES]), max_size=60), st.integers(1, 5))
def test_rows_have_the_lines_that_counting_gives(content: list[int], most: int) -> None:
    line, record, shift = 2, 0, 0
    breaks, rejected, expected = [], [], []
    for item in content:
        if item not in {BLANK, BROKEN}:
            record += 1
            if line - record - 1 != shift:
                shift = line - record - 1
                breaks.append((record, shift))
            if item == TURNED_AWAY:
                rejected.append(record)
                assert record_lines(np.array([record]), breaks).tolist() == [line]
            else:
                expected.append(line)
        line += LINES[item]

    steps = staged_row_steps(np.array(rejected, dtype=np.int64), breaks)
    rows = np.arange(len(expected), dtype=np.int64)

    assert steps.lines(rows).tolist() == expected
    pieces = steps.pieces(most)
    assert max(len(piece.starts) for piece in pieces) <= most
    assert np.concatenate([piece.starts for piece in pieces]).tolist() == steps.starts.tolist()
    by_sql = duckdb.execute(
        f"select {steps.sql('r')} from range({len(expected)}) numbers(r) order by r"  # noqa: S608
    ).fetchall()
    assert [found for (found,) in by_sql] == expected


def test_files_that_follow_each_other_keep_their_own_lines() -> None:
    # The first file's lines 3 and 4 were turned away; the second file's first record is line 2.
    first = staged_row_steps(np.array([2, 3]), [])
    second = staged_row_steps(np.array([], dtype=np.int64), [])

    both = joined([first.moved(0), second.moved(3)])

    assert both.lines(np.arange(6)).tolist() == [2, 5, 6, 2, 3, 4]
