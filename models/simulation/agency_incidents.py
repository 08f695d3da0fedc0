"""The feeds of confirmed incidents: incidents, their containers and events, and notifications.

Only what came to light is told; what did not is in the truth alone. Identifiers begin with SYN- and
the source of every row is the synthetic stream. Events are few, so rows are written one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

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
from models.simulation.containers import TYPE_TEXTS
from models.simulation.exams import POSITIVE_SECURITY
from models.simulation.month import Month
from models.simulation.planted import active_port
from models.simulation.world import trips_in

SOURCE = "synthetic stream"
Row = dict[str, Any]


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
        told = _Incident(month, places.tolist(), f"SYN-{month.label}-{len(incidents) + 1:02d}", rng)
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


class _Incident:
    """One incident among the arrivals, told row by row."""

    def __init__(
        self, month: Month, places: list[int], name: str, rng: np.random.Generator
    ) -> None:
        self._month, self._places, self._name, self._rng = month, places, name, rng
        self._trips = [int(month.attempts.trip[place]) for place in places]
        self._at = month.discoveries.at[places[0]]
        self._by_exam = bool(month.discoveries.is_by_exam[places[0]])
        self._recorded = _moment(self._at + _hours(rng.uniform(12, 96)))
        self._stage = self._interception_stage()
        found_outside = {
            "before_discharge": ["crew", "crane_operator"],
            "terminal": ["terminal_security", "terminal_security", "police", "boarding"],
            "after_gate_out": ["police", "other"],
        }[self._stage]
        self._found_by = "exam" if self._by_exam else str(rng.choice(found_outside))

    def _interception_stage(self) -> str:
        times, trip = self._month.trip_times, self._trips[0]
        if self._at < times.discharged[trip]:
            return "before_discharge"
        # An exam keeps the container on the terminal however long it takes.
        left = self._month.trip_times.gated_out[trip]
        return "terminal" if self._by_exam or self._at < left else "after_gate_out"

    def incident(self) -> Row:
        ports = self._month.world.network.united_states
        us = int(self._month.trips.us[self._trips[0]])
        known = int(self._month.attempts.persons[self._places].sum())
        escaped = 0
        if not self._by_exam:
            escaped = int(self._rng.binomial(known, calibration.ESCAPED_SHARE.value))
        return {
            "incident_id": self._name,
            "kind": "stowaway",
            "discovered_on": _day(self._at),
            "discovered_precision": "minute",
            "discovered_at": _moment(self._at),
            "discovery_place": str(ports.names[us]),
            "discovery_port_code": str(ports.codes[us]),
            "found_in": "united_states",
            "interception_stage": self._stage,
            "persons_known_count": known,
            "persons_detained_count": known - escaped,
            "persons_escaped_count": escaped,
            "persons_dead_count": 0,
            "source": SOURCE,
            "recorded_at": self._recorded,
        }

    def containers(self) -> list[Row]:
        month, rows = self._month, []
        for label, place, trip in zip("ABCDEFGH", self._places, self._trips, strict=False):
            voyage = int(month.trips.voyage[trip])
            vessel = int(month.voyages.vessel[voyage])
            foreign = int(month.trips.foreign[trip])
            laded, arrived = month.trip_times.laded[trip], month.trip_times.first_arrival[trip]
            kind = TYPE_TEXTS[int(month.trips.box_type[trip])]
            rows.append(
                {
                    "incident_id": self._name,
                    "container_label": label,
                    "container_number": month.trips.number[trip].as_py(),
                    "vessel_name": str(month.world.ships.name[vessel]),
                    "vessel_imo": str(month.world.ships.imo[vessel]),
                    "voyage_number": str(month.voyages.number[voyage]),
                    "us_port_code": str(
                        month.world.network.united_states.codes[month.trips.us[trip]]
                    ),
                    "loading_place": str(month.world.network.foreign.names[foreign]),
                    "loading_port_code": str(month.world.network.foreign.codes[foreign]),
                    "container_type": kind.format(ft=int(month.trips.length_ft[trip])),
                    "declared_cargo": self._declared(trip),
                    "transit_days": round(float((arrived - laded) / np.timedelta64(86400, "s")), 1),
                    "persons_known_count": int(month.attempts.persons[place]),
                    "source": SOURCE,
                    "recorded_at": self._recorded,
                }
            )
        return rows

    def _declared(self, trip: int) -> str:
        bills = self._month.bills
        lines = bills.contents.lines
        here = np.flatnonzero((lines.trip == trip) & bills.is_lowest_level[lines.bill])
        text = bills.contents.description[lines.bill[here[0]]]
        return self._month.world.goods_texts.descriptions[int(text)]

    def events(self) -> list[Row]:
        rows = []
        for label, trip in zip("ABCDEFGH", self._trips, strict=False):
            found = self._found_by
            told = self._before_discovery(trip)
            found_here = any(name == "exam_ended" for _, name in told)
            if found == "exam" and not found_here:
                found = "other"
            ordered = [*sorted(told), (self._at, "discovered")]
            for sequence, (at, name) in enumerate(ordered, start=1):
                rows.append(
                    {
                        "incident_id": self._name,
                        "container_label": label,
                        "event_sequence": sequence,
                        "event": name,
                        "found_by": found if name == "discovered" else None,
                        "occurred_at": _moment(at),
                        "occurred_precision": "minute",
                        "place": None,
                        "source": SOURCE,
                        "recorded_at": self._recorded,
                    }
                )
        return rows

    def _before_discovery(self, trip: int) -> list[tuple[np.datetime64, str]]:
        month, times = self._month, self._month.trip_times
        told = [
            (times.laded[trip], "laded"),
            (times.first_arrival[trip], "arrived"),
            (times.discharged[trip], "discharged"),
        ]
        scored_at = times.first_arrival[trip] - _hours(60)
        if month.selection.is_mandatory[trip]:
            told.append((scored_at, "scored_at_or_above_threshold"))
        if month.selection.is_reviewed[trip]:
            told.append((scored_at + _hours(8), "reviewed"))
        for place in np.flatnonzero(month.exams.trip == trip).tolist():
            told.append((month.exams.hold[place], "hold_placed"))
            if not month.exams.is_cancelled[place]:
                told.append((month.exams.started[place], "exam_started"))
                if month.exams.result[place] == POSITIVE_SECURITY:
                    told.append((month.exams.ended[place], "exam_ended"))
        seen: dict[str, np.datetime64] = {}
        for at, name in sorted(told):
            if at <= self._at:
                seen[name] = at if name in ("exam_started", "exam_ended") else seen.get(name, at)
        return [(at, name) for name, at in seen.items()]

    def notifications(self) -> list[Row]:
        first = str(self._rng.choice(["CBP", "USCG"], p=[0.8, 0.2]))
        order = [first, *(agency for agency in ("CBP", "USCG", "ICE") if agency != first)]
        hours = np.cumsum([0.2, *self._rng.exponential([1.0, 2.0])])
        present: list[bool | None] = [True, None, bool(self._rng.random() < 0.3)]
        return [
            {
                "incident_id": self._name,
                "agency": agency,
                "notified_at": _moment(self._at + _hours(float(lag))),
                "hours_after_first_agency": round(float(lag - hours[0]), 2),
                "lag_precision": "exact",
                "present_at_opening": here,
                "source": SOURCE,
                "recorded_at": self._recorded,
            }
            for agency, lag, here in zip(order, hours, present, strict=True)
        ]


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
    recorded = _moment(at + _hours(float(rng.uniform(12, 90))))
    ends = {"source": SOURCE, "recorded_at": recorded}
    incident: Row = {
        "incident_id": name, "kind": "stowaway", "discovered_on": _day(at),
        "discovered_precision": "minute", "discovered_at": _moment(at), "discovery_place": place,
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
        "occurred_at": _moment(at), "occurred_precision": "minute", "place": place, **ends,
    }  # fmt: skip
    return incident, box, found


def _moment(at: np.datetime64) -> datetime:
    return cast("datetime", at.astype("datetime64[s]").item())


def _day(at: np.datetime64) -> date:
    return cast("date", at.astype("datetime64[D]").item())


def _hours(hours: float) -> np.timedelta64:
    return np.timedelta64(round(hours * 60) * 60, "s")
