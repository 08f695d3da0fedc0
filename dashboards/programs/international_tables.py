"""Pictures of international standards: frames of one edition as tables and charts.

Holds SELECTs on the program's tables, and how their rows are laid out for a reader. Figures with
their intervals are drawn by ``programs``; counting is in ``dbt/models/marts/programs``.
"""

from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from dashboards import queries
from dashboards.charts import INK
from dashboards.figures import interval, percent
from dashboards.tables import NOTHING
from pipelines.editions import Edition

COLUMBUS = {
    "INTL.columbus.participating": "Taking part",
    "INTL.columbus.phase_1_completed": "Needs assessment completed",
    "INTL.columbus.phase_2_entered": "Implementation entered",
    "INTL.columbus.phase_3_entered": "Monitoring entered",
}
MARKS = {"stated": "● stated", "implied": "○ implied", "not stated": "not stated"}
KINDS = {
    "measure": "measures",
    "figure": "program figures",
    "table": "tables",
    "document": "documents",
}
AGREES = "agrees"


def columbus(figures: pd.DataFrame) -> pd.DataFrame:
    """Choose the steps of the Columbus Program, in order, with the day each is as of."""
    if figures.empty:
        return pd.DataFrame(columns=["step", "countries", "as of"])
    steps = figures.set_index("figure").reindex(list(COLUMBUS)).dropna(subset=["published_value"])
    return pd.DataFrame(
        {
            "step": [COLUMBUS[figure] for figure in steps.index],
            "countries": steps["published_value"].astype(int).to_list(),
            "as of": steps["period"].to_list(),
        }
    )


def columbus_chart(steps: pd.DataFrame) -> alt.LayerChart:
    """Draw the funnel: one bar a step, its number at the end.

    Parameters
    ----------
    steps
        As of :func:`columbus`.
    """
    base = alt.Chart(steps).encode(
        y=alt.Y("step:N", sort=None, title=None, axis=alt.Axis(labelLimit=240)),
        x=alt.X("countries:Q", title="countries", scale=alt.Scale(domainMin=0)),
    )
    bars = base.mark_bar(color=INK).encode(tooltip=["step:N", "countries:Q", "as of:N"])
    numbers = base.mark_text(align="left", dx=4).encode(text="countries:Q")
    return (bars + numbers).properties(height=40 * len(steps) + 30)


def partner_board(edition: Edition, as_of: date | None) -> pd.DataFrame:
    """Read where each partner stood on the newest day told of, up to the one asked for."""
    return queries.select(
        edition,
        "from marts.fct_mutual_recognition where origin = 'real' and as_of_day = ("
        "select max(as_of_day) from marts.fct_mutual_recognition "
        "where origin = 'real' and as_of_day <= ?) "
        "order by phase desc nulls last, partner",
        as_of or date.max,
    )


def board_table(board: pd.DataFrame) -> pd.DataFrame:
    """Lay out the board: phase, days in it, the three preconditions, what is expected."""
    return pd.DataFrame(
        {
            "partner": board["partner"],
            "last phase done": [
                f"{int(phase)}: {words}" if pd.notna(phase) else words
                for phase, words in zip(board["phase"], board["phase_words"], strict=True)
            ],
            "days in it": [
                days_words(least, most)
                for least, most in zip(
                    board["days_in_phase_at_least"], board["days_in_phase_at_most"], strict=True
                )
            ],
            "letter of intent": board["letter_of_intent"].map(MARKS),
            "own program": board["own_program"].map(MARKS),
            "commitment": board["commitment"].map(MARKS),
            "declaration expected by": [
                f"{day:%Y-%m-%d}" if pd.notna(day) else NOTHING for day in board["expected_by"]
            ],
        }
    )


def days_words(least: Any, most: Any) -> str:
    """Say how many days, where the source gives a month only between which numbers.

    Examples
    --------
    >>> days_words(46, 75), days_words(15, None), days_words(4, 4), days_words(None, None)
    ('46 to 75', '15 or more', '4', '–')
    """
    if pd.isna(least):
        return NOTHING
    if pd.isna(most):
        return f"{int(least)} or more"
    return f"{int(least)}" if least == most else f"{int(least)} to {int(most)}"


def actions(edition: Edition, as_of: date | None) -> pd.DataFrame:
    """Read the points of the joint committee as they stood on a day."""
    return queries.select(
        edition,
        "select action as \"no.\", title as point, replace(state, '_', ' ') as state, "
        "coalesce(state_in_source, 'no word of its own') as \"state in the source\", "
        "nullif(concat_ws('; ', also_told, 'next: ' || next_step || "
        "coalesce(case next_precision when 'day' then strftime(next_on, ' (%Y-%m-%d)') "
        "when 'month' then strftime(next_on, ' (%Y-%m)') "
        "else strftime(next_on, ' (%Y)') end, '')), '') "
        'as "also told", source from marts.fct_jccc_actions '
        "where origin = 'real' and as_of_day <= ? "
        "qualify row_number() over (partition by action order by as_of_day desc) = 1 "
        "order by action",
        as_of or date.max,
    )


def evidence(edition: Edition) -> pd.DataFrame:
    """Read the matrix of standards and evidence, a row each."""
    return queries.select(
        edition,
        "from marts.fct_safe_matrix where origin = 'real' "
        "order by pillar desc, standard_number, kind, evidence",
    )


def standards_table(matrix: pd.DataFrame) -> pd.DataFrame:
    """Lay out the matrix: a row for each standard, a column for each kind of evidence."""
    rows = []
    for (standard, title), held in matrix.groupby(["standard", "title"], sort=False):
        row = {"": standard, "standard": title, "state": held["standard_state"].iloc[0]}
        for kind, words in KINDS.items():
            named = held[held["kind"] == kind]
            row[words] = ", ".join(map(evidence_words, named.to_dict("records"))) or NOTHING
        rows.append(row)
    return pd.DataFrame(rows)


def evidence_words(row: dict[Any, Any]) -> str:
    """Name a piece of evidence, in brackets where nothing is counted under it.

    Examples
    --------
    >>> evidence_words({"evidence": "S8.3", "evidence_state": "counted"})
    'S8.3'
    >>> evidence_words({"evidence": "ISF", "evidence_state": "defined, nothing counted"})
    '(ISF: defined, nothing counted)'
    """
    if row["evidence_state"] in {"counted", "described"}:
        return str(row["evidence"])
    return f"({row['evidence']}: {row['evidence_state']})"


def state_counts(edition: Edition) -> pd.Series:
    """Count the standards by state: ``present``, ``partial``, ``none``, and ``standards``."""
    counted = queries.select(
        edition,
        "select count(distinct standard) as standards, "
        "count(distinct standard) filter (standard_state = 'present') as present, "
        "count(distinct standard) filter (standard_state = 'partial') as partial, "
        "count(distinct standard) filter (standard_state = 'none') as \"none\" "
        "from marts.fct_safe_matrix where origin = 'real'",
    )
    return counted.iloc[0]


def joint_cells(edition: Edition, origin: str) -> pd.DataFrame:
    """Read the four cells of the comparison, by fiscal year and place."""
    return queries.select(
        edition,
        "select period, subject, split_part(figure, '.', 3) as cell, numerator, denominator, "
        "n_unknown, value, low, high, value_note from published.program_figures "
        "where program = 'international' and figure like 'INTL.joint.%' and origin = ? "
        "order by period desc, subject",
        origin,
    )


def joint_table(cells: pd.DataFrame) -> pd.DataFrame:
    """Lay out the four cells of one period and place as two rows and two columns."""
    at = cells.set_index("cell")
    names = {
        "national: flagged": ("both", "national_only"),
        "national: not flagged": ("joint_only", "neither"),
    }
    return pd.DataFrame(
        {
            "": list(names),
            "joint: flagged": [cell_words(at.loc[flagged]) for flagged, _ in names.values()],
            "joint: not flagged": [cell_words(at.loc[other]) for _, other in names.values()],
        }
    )


def cell_words(row: pd.Series) -> str:
    """Say a count, its share and interval; no share where fewer than 20 are known.

    Examples
    --------
    >>> cell_words(pd.Series({"numerator": 5, "value": 0.0034, "low": 0.001, "high": 0.008}))
    '5 = 0.34% (0.10% to 0.80%)'
    >>> cell_words(pd.Series({"numerator": 0, "value": None, "low": None, "high": None}))
    '0 (too few for a share)'
    """
    if pd.isna(row["value"]):
        return f"{int(row['numerator']):,} (too few for a share)"
    return (
        f"{int(row['numerator']):,} = {percent(row['value'])} ({interval(row['low'], row['high'])})"
    )


def compared(edition: Edition, origin: str) -> pd.DataFrame:
    """Read what came of comparing partners' returns with our requests."""
    return queries.select(
        edition,
        "select country, period, port, month, finding, exams_ours, requests_ours, exams_theirs, "
        "requests_theirs, rows_theirs, rows_ours from marts.fct_returns_compared "
        "where origin = ? order by country, port, month",
        origin,
    )


def mismatch_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Lay out what does not agree: both numbers, and the rows of either side."""
    return pd.DataFrame(
        {
            "partner": rows["country"],
            "period": rows["period"],
            "port": rows["port"],
            "month": rows["month"],
            "finding": rows["finding"],
            "ours": [
                of_words(*both)
                for both in zip(rows["exams_ours"], rows["requests_ours"], strict=True)
            ],
            "theirs": [
                of_words(*both)
                for both in zip(rows["exams_theirs"], rows["requests_theirs"], strict=True)
            ],
            "in the return": rows["rows_theirs"].fillna(NOTHING),
            "our requests": rows["rows_ours"].fillna(NOTHING),
        }
    )


def of_words(exams: Any, requests: Any) -> str:
    """Say how many of how many; a dash where it is not in the return.

    Examples
    --------
    >>> of_words(2, 3), of_words(None, None)
    ('2 of 3', '–')
    """
    return NOTHING if pd.isna(exams) else f"{int(exams):,} of {int(requests):,}"
