"""Containers of confirmed incidents in the traffic of an edition, with what each hit on arrival.

Holds one row per incident container that travelled as a container trip; the real incidents of the
public record stand without traffic and are not among them. Counting incidents belongs in ``dbt/``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import duckdb
import numpy as np
from numpy.typing import NDArray

from models.rules import RuleSet
from pipelines.editions import Edition
from pipelines.filters.answers import Answer
from pipelines.filters.masks import COUNTED_PORT, SideBySide, trip_masks_sql
from pipelines.filters.patterns import REMEMBERED, Asked, ask


@dataclass(frozen=True)
class IncidentContainer(Answer):
    """A container in which persons were found.

    Attributes
    ----------
    incident_id, container_label
        As the source names them.
    container_trip_key
        Its trip.
    is_scenario
        Staged after an incident of the public record and labelled so; never counted as a
        confirmed incident.
    port_code
        U.S. port.
    season, is_in_season
        Season label, and whether it arrived October to May.
    arrived_at
        Moment of the snapshot on arrival, UTC; None without one.
    discovered_on
        Day of discovery.
    port_of_lading
        UN/LOCODE; None where it could not be resolved.
    words : tuple of int or None
        Its mask; None where the manifest was not known on arrival.
    """

    incident_id: str
    container_label: str
    container_trip_key: str
    is_scenario: bool
    port_code: str
    season: int
    is_in_season: bool
    arrived_at: datetime | None
    discovered_on: date | None
    port_of_lading: str | None
    words: tuple[int, ...] | None


def incident_containers(
    edition: Edition, rule_sets: Sequence[RuleSet], origin: str = "synthetic"
) -> list[IncidentContainer]:
    """List the incident containers of one origin that have a container trip.

    Parameters
    ----------
    edition
        Where they are.
    rule_sets
        The rule sets whose masks are wanted, side by side.
    origin
        ``synthetic`` or ``real``.

    Returns
    -------
    list of IncidentContainer
        By day of discovery, incident and container.
    """
    return list(_found(ask(edition, rule_sets, origin)))


@lru_cache(maxsize=REMEMBERED)
def _found(asked: Asked) -> tuple[IncidentContainer, ...]:
    side_by_side = SideBySide(asked.rule_sets)
    words = ", ".join(f"m.{name}" for name in side_by_side.columns)
    statement = (
        "with found as (select * from marts.fct_incident_ladder "  # noqa: S608  own statements
        "where origin = $origin and container_trip_key is not null), "
        f"masks as ({trip_masks_sql(side_by_side, 'found')}) "
        "select l.incident_id, l.container_label, l.container_trip_key, l.is_scenario, "
        f"t.port_code, t.season, t.is_in_season, f.snapshot_at, l.discovered_on, "
        f"f.port_of_lading, {words} from found as l "
        f"inner join (select *, {COUNTED_PORT} as port_code from marts.fct_container_trips "
        "where origin = $origin) as t using (container_trip_key) "
        "left join marts.fct_container_trip_features as f on f.origin = $origin "
        "and f.snapshot = 'T2' and f.container_trip_key = l.container_trip_key "
        "left join masks as m on m.container_trip_key = l.container_trip_key "
        "order by l.discovered_on, l.incident_id, l.container_label"
    )
    with duckdb.connect(str(asked.database), read_only=True) as con:
        rows = con.execute(statement, asked.parameters()).fetchall()
    plain = len(rows[0]) - len(side_by_side.columns) if rows else 0
    return tuple(
        IncidentContainer(*(*row[:plain], None if row[plain] is None else row[plain:]))
        for row in rows
    )


def stacked_masks(containers: list[IncidentContainer]) -> NDArray[np.int64]:
    """Masks of the containers that have one, for ``models.rules.scoring.score_hits``."""
    words = np.array([one.words for one in containers if one.words is not None], dtype=np.int64)
    return words[:, 0] if words.ndim == 2 and words.shape[1] == 1 else words
