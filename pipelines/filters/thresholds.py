"""Thresholds of a rule set as an edition carries them: at a moment, and their history at a port.

Reading only. What a threshold selects is ``models.evaluation``; proposing and approving one
belongs to the decision store.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

import duckdb

from pipelines.editions import Edition
from pipelines.filters.answers import Answer

ALL_PORTS = "*"


@dataclass(frozen=True)
class ThresholdRow(Answer):
    """A threshold and the time it is in force at a port.

    Attributes
    ----------
    port_code
        Schedule D code, or '*' for every port without a row of its own in force.
    mandatory, review
        Smallest scores that must be examined, and that must be reviewed.
    valid_from, valid_until
        UTC, the end not included.
    effective_precision
        How exactly the sources tell the beginning.
    reason
        Why it changed.
    """

    port_code: str
    mandatory: int
    review: int
    valid_from: datetime
    valid_until: datetime
    effective_precision: str
    reason: str

    def holds(self, moment: datetime) -> bool:
        """Whether it is in force at a moment (UTC, naive)."""
        return self.valid_from <= moment < self.valid_until


def threshold_history(edition: Edition, rule_set: str) -> list[ThresholdRow]:
    """List the thresholds of a rule set at all ports, oldest first; remembered."""
    return list(_history(edition.database, edition.manifest.database_sha256, rule_set))


@lru_cache(maxsize=64)
def _history(database: Path, _database_sha256: str, rule_set: str) -> tuple[ThresholdRow, ...]:
    with duckdb.connect(str(database), read_only=True) as con:
        rows = con.execute(
            "select port_code, mandatory, review, valid_from, "
            "coalesce(valid_until, timestamp '9999-12-31') as valid_until, effective_precision, "
            "reason from rules.thresholds where rule_set = ? order by valid_from, port_code",
            [rule_set],
        ).fetchall()
    return tuple(ThresholdRow(*row) for row in rows)


def mandatory_at(history: list[ThresholdRow], moment: datetime) -> dict[str, int]:
    """Mandatory thresholds in force at a moment, by port; '*' for the ports not named.

    Examples
    --------
    >>> from datetime import datetime
    >>> begin, change, end = datetime(1998, 1, 1), datetime(2005, 4, 29), datetime(9999, 12, 31)
    >>> history = [ThresholdRow("*", 37, 25, begin, end, "chosen", "default"),
    ...            ThresholdRow("3001", 32, 25, change, end, "day", "lowered")]
    >>> mandatory_at(history, datetime(2005, 4, 1)), mandatory_at(history, datetime(2006, 4, 5))
    ({'*': 37}, {'*': 37, '3001': 32})
    """
    return {row.port_code: row.mandatory for row in history if row.holds(moment)}


def in_force_at(history: list[ThresholdRow], port: str, moment: datetime) -> ThresholdRow | None:
    """Find the threshold of a port at a moment (UTC, naive): its own, else that of '*'."""
    holding = {row.port_code: row for row in history if row.holds(moment)}
    return holding.get(port, holding.get(ALL_PORTS))


def succession_at(history: list[ThresholdRow], port: str) -> list[tuple[datetime, ThresholdRow]]:
    """List what was in force at a port, one after the other.

    Returns
    -------
    list of (datetime, ThresholdRow)
        Since when (UTC, naive) and which, oldest first. A row of '*' stands where and as long as
        the port has none of its own, so it can come back when the port's own ends.
    """
    rows = [row for row in history if row.port_code in (port, ALL_PORTS)]
    found: list[tuple[datetime, ThresholdRow]] = []
    for moment in sorted({moment for row in rows for moment in (row.valid_from, row.valid_until)}):
        row = in_force_at(rows, port, moment)
        if row is not None and (not found or found[-1][1] is not row):
            found.append((moment, row))
    return found


def mandatory_for_season(history: list[ThresholdRow], season: int) -> dict[str, int]:
    """Mandatory thresholds that stand for a whole season, by port.

    Those in force on its last day (31 May, UTC); for a rule set that had none yet, the first it
    was given, so that a new filter can be tried on earlier seasons.
    """
    found = mandatory_at(history, end_of_season(season))
    national = [row for row in history if row.port_code == ALL_PORTS]
    return ({ALL_PORTS: national[0].mandatory} if national else {}) | found


def end_of_season(season: int) -> datetime:
    """Last moment of a season, UTC, naive."""
    return datetime.combine(date(season, 6, 1), time()) - timedelta(microseconds=1)
