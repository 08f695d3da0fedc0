"""How many of a filter's exams a port can do within six hours of discharge, from what it did.

Containers hit by the filter were to be examined within six hours of discharge (OIG-07-40, lines
928-931). The data tell how long exams took; what staff a port has they do not tell.
"""

import numpy as np
import pandas as pd

from models.evaluation.rates import MINIMUM_KNOWN, with_rates
from pipelines.editions import Edition

WITHIN_HOURS = 6
ALL_PORTS = "*"

_EXAMS = """
select
    coalesce(us_port_code, 'unresolved') as port_code,
    cast(date_trunc('week', ended_at) as date) as week,
    count(*) as timed,
    count(*) filter (where discharge_to_start_hours + exam_hours <= ?) as prompt
from marts.fct_exam_episodes
where
    origin = ?
    and season = ?
    and is_in_season
    and is_completed
    and location_group = 'domestic'
    and discharge_to_start_hours is not null
    and exam_hours is not null
group by all
"""


def prompt_exams(edition: Edition, season: int, origin: str) -> pd.DataFrame:
    """Count the domestic exams of a season that ended within six hours of discharge.

    Parameters
    ----------
    edition
        Exam episodes.
    season
        October to May.
    origin
        ``real`` or ``synthetic``.

    Returns
    -------
    DataFrame, one row per port and '*' for all
        ``port_code``; ``timed_exams`` (completed, both times known) and ``prompt_exams`` of them;
        ``prompt_share`` with ``prompt_low``, ``prompt_high`` (95 %, exact) and ``prompt_note``
        (why a share is missing); ``prompt_in_best_week``, the most in any week.
    """
    with edition.connect() as con:
        weeks = con.execute(_EXAMS, [WITHIN_HOURS, origin, season]).df()
    every = weeks.groupby("week", as_index=False)[["timed", "prompt"]].sum()
    both = pd.concat([every.assign(port_code=ALL_PORTS), weeks], ignore_index=True)
    counts = both.groupby("port_code", as_index=False).agg(
        timed_exams=("timed", "sum"), prompt_exams=("prompt", "sum")
    )
    best = weeks.groupby("port_code")["prompt"].max()
    counts["prompt_in_best_week"] = (
        counts["port_code"].map({**best.to_dict(), ALL_PORTS: best.sum()}).fillna(0).astype("int64")
    )
    rated = with_rates(counts, "prompt_exams", "timed_exams", None)
    counts["prompt_share"], counts["prompt_low"], counts["prompt_high"] = (
        rated[name] for name in ("value", "low", "high")
    )
    counts["prompt_note"] = rated["note"]
    return counts


def doable_share(weeks: pd.DataFrame, selected: str, prompt: pd.DataFrame) -> pd.DataFrame:
    """Share of selected exams within what each port's best week did within six hours.

    Parameters
    ----------
    weeks : DataFrame, one row per port and week
        ``port_code`` and the column ``selected``: containers selected.
    selected
        Name of that column.
    prompt
        Of :func:`prompt_exams`.

    Returns
    -------
    DataFrame, one row per port and '*' for all
        ``port_code``, ``doable_exams`` of ``asked_exams`` and ``doable_share``, missing under the
        rule for small numbers. A port without an exam of known times has no row: its pace is not
        known, and its exams are not among those of '*'.

    Notes
    -----
    doable = sum over weeks of min(selected, best week). An exam done promptly in a best week had
    the staff of that week, so this is what a port has shown it can do, not what it will.

    Examples
    --------
    A port that once did 15 within six hours is asked for 5 and then for 20:

    >>> weeks = pd.DataFrame({"port_code": ["3001", "3001"], "selected": [5, 20]})
    >>> prompt = pd.DataFrame({"port_code": ["3001"], "timed_exams": [30],
    ...                        "prompt_in_best_week": [15]})
    >>> doable_share(weeks, "selected", prompt).values.tolist()
    [['*', 20, 25, 0.8], ['3001', 20, 25, 0.8]]
    """
    pace = prompt[prompt["timed_exams"] > 0].set_index("port_code")["prompt_in_best_week"]
    known = weeks[weeks["port_code"].isin(pace.index)]
    done = np.minimum(known[selected], known["port_code"].map(pace))
    by_port = pd.DataFrame({"doable_exams": done, "asked_exams": known[selected]})
    by_port = by_port.groupby(known["port_code"]).sum()
    whole = by_port.sum().to_frame(ALL_PORTS).T
    table = pd.concat([whole, by_port]).rename_axis("port_code").reset_index()
    table = table.astype({"doable_exams": "int64", "asked_exams": "int64"})
    is_enough = table["asked_exams"] >= MINIMUM_KNOWN
    table["doable_share"] = table["doable_exams"] / table["asked_exams"].where(is_enough)
    return table
