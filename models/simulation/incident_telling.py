"""One incident among the arrivals told row by row, in the columns of the incident feeds.

Which incidents a month tells is in `agency_incidents.py`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

import numpy as np

from models.simulation import calibration
from models.simulation.containers import TYPE_TEXTS
from models.simulation.exams import POSITIVE_SECURITY
from models.simulation.month import Month

SOURCE = "synthetic stream"
Row = dict[str, Any]


class Incident:
    """One incident among the arrivals, told row by row.

    Parameters
    ----------
    month : Month
    places : list of int
        Its containers, as places among the month's attempts.
    name : str
    rng : numpy.random.Generator
    """

    source = SOURCE

    def __init__(
        self, month: Month, places: list[int], name: str, rng: np.random.Generator
    ) -> None:
        self._month, self._places, self._name, self._rng = month, places, name, rng
        self._trips = [int(month.attempts.trip[place]) for place in places]
        self._at = month.discoveries.at[places[0]]
        self._by_exam = bool(month.discoveries.is_by_exam[places[0]])
        self._recorded = moment_of(self._at + timespan(rng.uniform(12, 96)))
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

    def _escaped(self, known: int) -> int:
        if self._by_exam:
            return 0
        return int(self._rng.binomial(known, calibration.ESCAPED_SHARE.value))

    def incident(self) -> Row:
        """Tell the incident."""
        ports = self._month.world.network.united_states
        us = int(self._month.trips.us[self._trips[0]])
        known = int(self._month.attempts.persons[self._places].sum())
        escaped = self._escaped(known)
        return {
            "incident_id": self._name,
            "kind": "stowaway",
            "discovered_on": day_of(self._at),
            "discovered_precision": "minute",
            "discovered_at": moment_of(self._at),
            "discovery_place": str(ports.names[us]),
            "discovery_port_code": str(ports.codes[us]),
            "found_in": "united_states",
            "interception_stage": self._stage,
            "persons_known_count": known,
            "persons_detained_count": known - escaped,
            "persons_escaped_count": escaped,
            "persons_dead_count": 0,
            "source": self.source,
            "recorded_at": self._recorded,
        }

    def containers(self) -> list[Row]:
        """Tell its containers."""
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
                    "source": self.source,
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
        """Tell what happened to each container, up to the discovery."""
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
                        "occurred_at": moment_of(at),
                        "occurred_precision": "minute",
                        "place": None,
                        "source": self.source,
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
        scored_at = times.first_arrival[trip] - timespan(60)
        if month.selection.is_mandatory[trip]:
            told.append((scored_at, "scored_at_or_above_threshold"))
        if month.selection.is_reviewed[trip]:
            told.append((scored_at + timespan(8), "reviewed"))
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
        """Tell which agencies were told, and when."""
        first = str(self._rng.choice(["CBP", "USCG"], p=[0.8, 0.2]))
        order = [first, *(agency for agency in ("CBP", "USCG", "ICE") if agency != first)]
        hours = np.cumsum([0.2, *self._rng.exponential([1.0, 2.0])])
        present: list[bool | None] = [True, None, bool(self._rng.random() < 0.3)]
        return [
            {
                "incident_id": self._name,
                "agency": agency,
                "notified_at": moment_of(self._at + timespan(float(lag))),
                "hours_after_first_agency": round(float(lag - hours[0]), 2),
                "lag_precision": "exact",
                "present_at_opening": here,
                "source": self.source,
                "recorded_at": self._recorded,
            }
            for agency, lag, here in zip(order, hours, present, strict=True)
        ]


def moment_of(at: np.datetime64) -> datetime:
    """Give a moment as Python keeps it."""
    return cast("datetime", at.astype("datetime64[s]").item())


def day_of(at: np.datetime64) -> date:
    """Give the day of a moment."""
    return cast("date", at.astype("datetime64[D]").item())


def timespan(hours: float) -> np.timedelta64:
    """Give a span of time, rounded to minutes."""
    return np.timedelta64(round(hours * 60) * 60, "s")
