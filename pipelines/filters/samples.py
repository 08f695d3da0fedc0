"""Single container trips behind a change of selection: a random few, with their keys.

Finds the trips of given masks, ports and weeks in an edition. Which masks those are is
``models.evaluation.traffic``.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.evaluation.traffic import PatternTraffic, SelectionChange, sample_of_rows
from pipelines.editions import Edition
from pipelines.filters.masks import COUNTED_PORT, SideBySide, trip_masks_sql

SEED = 20060405
"""The same question shows the same rows."""

COLUMNS = [
    "change",
    "container_trip_key",
    "port_code",
    "arrival_date",
    "lading_port_code",
    "score",
    "score_before",
]


def changed_trips(
    edition: Edition,
    side_by_side: SideBySide,
    traffic: PatternTraffic,
    change: SelectionChange,
    scores: tuple[NDArray[np.int64], NDArray[np.int64]],
    *,
    origin: str,
    size: int,
) -> pd.DataFrame:
    """Draw container trips that are newly selected and newly released.

    Parameters
    ----------
    edition
        Where the trips are.
    side_by_side
        The rule sets that the traffic was counted by.
    traffic, change
        The counts, and which of them change.
    scores : two arrays of shape (n_patterns,)
        Score of each mask before and now.
    origin
        ``synthetic`` or ``real``.
    size
        Trips wanted of each kind; each trip that changes is as likely as the next.

    Returns
    -------
    DataFrame
        ``change`` (newly selected, newly released), ``container_trip_key``, ``port_code``,
        ``arrival_date``, ``lading_port_code`` (Schedule K), ``score``, ``score_before``.
    """
    wanted = pd.concat(
        [
            _cells(side_by_side, traffic, rows, scores, size).assign(change=name)
            for name, rows in (
                ("newly selected", change.newly_selected),
                ("newly released", change.newly_released),
            )
        ]
    )
    if wanted.empty:
        return pd.DataFrame(columns=COLUMNS)
    words = ", ".join(side_by_side.columns)
    statement = (
        "with trips as (select container_trip_key, arrival_date, lading_port_code, "  # noqa: S608
        f"{COUNTED_PORT} as port_code, "
        "cast(date_trunc('week', arrival_date) as date) as arrival_week "
        "from marts.fct_container_trips where origin = $origin and is_in_scope), "
        "near as (from trips where (port_code, arrival_week) in "
        "(select (port_code, arrival_week) from wanted)), "
        f"masks as ({trip_masks_sql(side_by_side, 'near')}), "
        "matched as (select *, row_number() over (partition by change, "
        f"{words}, port_code, arrival_week order by hash(container_trip_key)) as place "
        "from near inner join masks using (container_trip_key) "
        f"inner join wanted using ({words}, port_code, arrival_week)) "
        f"select {', '.join(COLUMNS)} from matched where place <= wanted_count "
        "order by change desc, port_code, arrival_date, container_trip_key"
    )
    with edition.connect() as con:
        con.register("wanted", wanted)
        found = con.execute(statement, {"origin": origin}).df()
    return found.assign(arrival_date=found["arrival_date"].dt.date)


def _cells(
    side_by_side: SideBySide,
    traffic: PatternTraffic,
    rows: NDArray[np.int64],
    scores: tuple[NDArray[np.int64], NDArray[np.int64]],
    size: int,
) -> pd.DataFrame:
    """Masks, ports and weeks of a random draw, and how many trips were drawn of each."""
    places, times = np.unique(sample_of_rows(traffic, rows, size, SEED), return_counts=True)
    pattern = traffic.pattern[places]
    words = traffic.masks[pattern].reshape(places.size, len(side_by_side.columns))
    return pd.DataFrame(words, columns=side_by_side.columns).assign(
        port_code=[traffic.ports[place] for place in traffic.port[places]],
        arrival_week=traffic.weeks[traffic.week[places]].astype("datetime64[s]"),
        wanted_count=times,
        score_before=scores[0][pattern],
        score=scores[1][pattern],
    )
