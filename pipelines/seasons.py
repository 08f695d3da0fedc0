"""The seasons as the reference table names them: ``data/reference/seasons.csv``.

What is counted in a season belongs in ``dbt/``.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Season:
    """A stowaway season, named by the fiscal year it lies in.

    Attributes
    ----------
    season
        Fiscal year, such as 2006.
    opens_on, closes_on
        1 October of the year before and 31 May.
    """

    season: int
    opens_on: date
    closes_on: date


def read_seasons(path: Path) -> list[Season]:
    """Read the seasons, oldest first.

    Parameters
    ----------
    path
        ``seasons.csv``.

    Returns
    -------
    list of Season
        In order of opening.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        seasons = [
            Season(
                int(row["season"]),
                date.fromisoformat(row["opens_on"]),
                date.fromisoformat(row["closes_on"]),
            )
            for row in csv.DictReader(stream)
        ]
    return sorted(seasons, key=lambda season: season.opens_on)
