"""The feeds of confirmed incidents: incidents, their containers and events, and notifications.

Only what came to light is told; what did not is in the truth alone. Identifiers begin with SYN- and
the source of every row is the synthetic stream. Events are few, so rows are written one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from models.simulation import calibration
from models.simulation.agency_schemas import (
    CONTAINER_SCHEMA,
    EVENT_SCHEMA,
    INCIDENT_SCHEMA,
    NOTIFICATION_SCHEMA,
)
from models.simulation.configuration import is_in_season
from models.simulation.incident_telling import (
    SOURCE,
    Incident,
    Row,
    day_of,
    moment_of,
    timespan,
)
from models.simulation.month import Month
from models.simulation.planted import active_port
from models.simulation.world import trips_in


@dataclass(slots=True)
class IncidentFeeds:
    """The incident feeds of one month.

    Parameters
    ----------
    tables : dict of str to pyarrow.Table
        By contract name.
    lading_ports : ndarray of int, shape (n_incidents,)
        Port of lading of each incident, abroad included.
    """

    tables: dict[str, pa.Table]
    lading_ports: np.ndarray


def incident_feeds(month: Month) -> IncidentFeeds:
    """Tell the incidents that came to light among a month's arrivals, and those stopped abroad.

    Parameters
    ----------
    month : Month

    Returns
    -------
    IncidentFeeds
    """
    rng = month.generator("incidents")
    incidents: list[Row] = []
    boxes: list[Row] = []
    events: list[Row] = []
    notices: list[Row] = []
    ports: list[int] = []
    attempts, discoveries = month.attempts, month.discoveries
    for event in range(attempts.n_events):
        places = np.flatnonzero(attempts.event == event)
        if np.isnat(discoveries.at[places[0]]):
            continue
        told = Incident(month, places.tolist(), f"SYN-{month.label}-{len(incidents) + 1:02d}", rng)
        incidents.append(told.incident())
        boxes += told.containers()
        events += told.events()
        notices += told.notifications()
        ports.append(int(month.trips.foreign[attempts.trip[places[0]]]))
    for _ in range(int(rng.poisson(_expected_abroad(month)))):
        port = active_port(month.world, month.season)
        name = f"SYN-{month.label}-{len(incidents) + 1:02d}"
        incident, box, found = _stopped_abroad(month, name, port, rng)
        incidents.append(incident)
        boxes.append(box)
        events.append(found)
        ports.append(port)
    tables = {
        "incidents": pa.Table.from_pylist(incidents, INCIDENT_SCHEMA),
        "incident_containers": pa.Table.from_pylist(boxes, CONTAINER_SCHEMA),
        "incident_events": pa.Table.from_pylist(events, EVENT_SCHEMA),
        "notifications": pa.Table.from_pylist(notices, NOTIFICATION_SCHEMA),
    }
    return IncidentFeeds(tables, np.array(ports, dtype=np.int64))


def _expected_abroad(month: Month) -> float:
    if not is_in_season(month.month) or active_port(month.world, month.season) < 0:
        return 0.0
    config = month.world.config
    part = trips_in(config, month.month) / config.trips_per_season
    return config.incidents_per_season * calibration.ABROAD_TO_ARRIVED_RATIO.value * part


def _stopped_abroad(
    month: Month, name: str, port: int, rng: np.random.Generator
) -> tuple[Row, Row, Row]:
    """Tell an attempt stopped before lading: no bill was filed, so no container number is known."""
    day = (month.month.astype("datetime64[D]") + int(rng.integers(0, 28))).astype("datetime64[s]")
    at = day + np.timedelta64(int(rng.integers(0, 86_400)) // 60 * 60, "s")
    place = str(month.world.network.foreign.names[port])
    persons = max(2, int(rng.poisson(calibration.PERSONS_MEAN.value)))
    recorded = moment_of(at + timespan(float(rng.uniform(12, 90))))
    ends = {"source": SOURCE, "recorded_at": recorded}
    incident: Row = {
        "incident_id": name, "kind": "stowaway", "discovered_on": day_of(at),
        "discovered_precision": "minute", "discovered_at": moment_of(at), "discovery_place": place,
        "discovery_port_code": None, "found_in": "abroad", "interception_stage": "before_lading",
        "persons_known_count": persons, "persons_detained_count": persons,
        "persons_escaped_count": 0, "persons_dead_count": 0, **ends,
    }  # fmt: skip
    box: Row = {
        "incident_id": name, "container_label": "A", "loading_place": place,
        "loading_port_code": str(month.world.network.foreign.codes[port]),
        "persons_known_count": persons, **ends,
    }  # fmt: skip
    found: Row = {
        "incident_id": name, "container_label": "A", "event_sequence": 1, "event": "discovered",
        "found_by": str(rng.choice(["police", "tip", "terminal_security"])),
        "occurred_at": moment_of(at), "occurred_precision": "minute", "place": place, **ends,
    }  # fmt: skip
    return incident, box, found
