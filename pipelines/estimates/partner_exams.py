"""What membership does to exams: ``published.partner_exam_ratios``.

Holds the reading, the calls into ``models`` and the writing. The cells, their weights and the sums
are counted in ``marts.fct_partner_exam_ratios``.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import duckdb
import pandas as pd

from models.evaluation.standardised_ratio import standardised_ratio
from pipelines.estimates.tables import replace_tables

RAW, STANDARDISED = "raw", "standardised"

PARTNER_EXAM_RATIOS = {
    "origin": "varchar",
    "period": "varchar",
    "ratio": "varchar",
    "member_count": "bigint",
    "member_exam_count": "bigint",
    "other_count": "bigint",
    "other_exam_count": "bigint",
    "expected_exam_count": "double",
    "left_out_count": "bigint",
    "unknown_count": "bigint",
    "value": "double",
    "low": "double",
    "high": "double",
    "note": "varchar",
}


def estimate_partner_exams(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Write ``published.partner_exam_ratios``: the raw ratio beside the standardised one.

    Parameters
    ----------
    con
        Connection to a built warehouse.

    Returns
    -------
    DataFrame
        Two rows per origin and season of arrival (``*`` for all): members' exam rate over that
        of others, raw, and standardised on port, country of lading, commodity chapter and score
        band before credit. ``left_out_count`` are members' containers without anybody to compare
        with; ``unknown_count`` are containers of which membership or exams are not known.
    """
    counts = con.execute("from marts.fct_partner_exam_ratios order by origin, period").df()
    rows = [row for count in counts.to_dict("records") for row in (_raw(count), _standard(count))]
    ratios = pd.DataFrame(rows, columns=list(PARTNER_EXAM_RATIOS))
    replace_tables(con, {"partner_exam_ratios": (PARTNER_EXAM_RATIOS, ratios)})
    return ratios


def _told(count: Mapping[Hashable, Any]) -> dict[str, Any]:
    """Say of which containers a ratio is, and how many it leaves out as unknown."""
    unknown = ("unknown_count", "member_exam_unknown_count", "other_exam_unknown_count")
    return {
        "origin": count["origin"],
        "period": count["period"],
        "unknown_count": sum(int(count[name]) for name in unknown),
    }


def _raw(count: Mapping[Hashable, Any]) -> dict[str, Any]:
    """Compare all members with all others: one cell."""
    members, others = int(count["member_count"]), int(count["other_count"])
    exams, other_exams = (
        int(count["member_exam_count"]),
        int(count["other_exam_count"]),
    )
    weight = members / others if others else 0.0
    ratio = standardised_ratio(
        exams, weight * other_exams, weight**2 * other_exams, weight, members, others
    )
    return {
        **_told(count),
        "ratio": RAW,
        "member_count": members,
        "member_exam_count": exams,
        "other_count": others,
        "other_exam_count": other_exams,
        "expected_exam_count": weight * other_exams,
        "left_out_count": 0 if others else members,
        **vars(ratio),
    }


def _standard(count: Mapping[Hashable, Any]) -> dict[str, Any]:
    """Compare within the cells that have containers of both."""
    members, others = (
        int(count["compared_member_count"]),
        int(count["compared_other_count"]),
    )
    exams = int(count["compared_member_exam_count"])
    expected = float(count["expected_exam_count"])
    ratio = standardised_ratio(
        exams,
        expected,
        float(count["expected_exam_variance"]),
        float(count["largest_weight"]),
        members,
        others,
    )
    return {
        **_told(count),
        "ratio": STANDARDISED,
        "member_count": members,
        "member_exam_count": exams,
        "other_count": others,
        "other_exam_count": count["compared_other_exam_count"],
        "expected_exam_count": expected,
        "left_out_count": int(count["member_count"]) - members,
        **vars(ratio),
    }
