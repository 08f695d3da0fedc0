"""Shipments and container trips of the hand-worked world, with what is known of each.

Reads the tables worked out by hand and says what a bill inherits from its containers. What each
measure makes of it is in ``reckoning``.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
DISPOSITIONS = (
    "examined", "mitigated_by_information", "waived_standard_exception",
    "waived_articulable_reason", "not_arrived", "seized_before_exam", "pending", "unknown",
)  # fmt: skip
"""Where the containers of a bill ended differently the first of these is the bill's."""
FIXED_THRESHOLD = 33
BANDS = {"3001": (23, 28)}
"""Review and mandatory threshold; elsewhere 23 and 33 (``thresholds.csv``)."""
METHODS = {
    "": frozenset[str](),
    "image_only": frozenset({"image"}),
    "physical_only": frozenset({"physical"}),
    "image_and_physical": frozenset({"image", "physical"}),
    "other": frozenset({"other"}),
}


@dataclass(frozen=True)
class Unit:
    """A container trip or a shipment.

    Attributes
    ----------
    routes
        Of ``i``, ``ii``, ``iii``; ``?`` alone where it is not known whether it was filed in time,
        so that route (i) is not known and the other two are known not to hold.
    methods
        Of ``image``, ``physical``, ``other``, over all completed exams; empty: not examined.
    clearance
        ``finished``, ``open`` or ``unknown``.
    left
        Whether it left the facility, by gate-out; ``?`` where it was released and none is told. A
        shipment left with its last container.
    exam_before_leaving
        Whether an exam had ended when it left.
    incident
        ``exam`` or ``other``: who found the persons in it.
    is_filter_hit, clock
        Whether a smuggling filter matched it, and of a discharged trip when its first exam began:
        ``before`` the discharge, ``within`` six hours of it, ``later`` or never; ``?`` not known.
    """

    unit: str
    name: str
    arrived_on: date
    port: str
    scope: str
    screened: str
    score_t0: int | None
    score_t2: int | None
    routes: frozenset[str]
    reviewed_on: date | None
    disposition: str
    methods: frozenset[str]
    is_two_place: bool
    is_mixed_box: bool
    is_limited: bool
    clearance: str
    released_on: date | None
    left: str
    exam_before_leaving: str
    incident: str
    is_filter_hit: bool
    clock: str

    @property
    def is_high_risk(self) -> bool:
        return bool(self.routes - {"?"})

    @property
    def is_in_review_band(self) -> bool:
        review, mandatory = BANDS.get(self.port, (23, FIXED_THRESHOLD))
        return self.score_t2 is not None and review <= self.score_t2 < mandatory

    @property
    def fixed_routes(self) -> frozenset[str]:
        reached = self.score_t2 is not None and self.score_t2 >= FIXED_THRESHOLD
        return self.routes - {"iii"} | ({"iii"} if reached else set())


def table(name: str) -> list[dict[str, str]]:
    """Read one of the tables worked out by hand."""
    with (HERE / name).open(newline="") as file:
        return list(csv.DictReader(file))


def container_trips() -> list[Unit]:
    """All container trips, in and out of scope."""
    return [_trip(row) for row in table("trips.csv")]


def shipments() -> list[Unit]:
    """All bills that count, each with what its containers give it."""
    trips = {trip.name: trip for trip in container_trips()}
    boxes: dict[str, list[Unit]] = {row["name"]: [] for row in table("bills.csv")}
    for row in table("trips.csv"):
        for bill in row["bills"].split():
            if bill in boxes:
                boxes[bill].append(trips[row["name"]])
    return [_shipment(name, inside) for name, inside in boxes.items()]


def bills_of() -> dict[str, list[str]]:
    """Name the bills of each container trip."""
    return {row["name"]: row["bills"].split() for row in table("trips.csv")}


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _trip(row: dict[str, str]) -> Unit:
    return Unit(
        unit="container_trip",
        name=row["name"],
        arrived_on=date.fromisoformat(row["arrived_on"]),
        port=row["port"],
        scope=row["scope"],
        screened=row["screened"],
        score_t0=int(row["score_t0"]) if row["score_t0"] else None,
        score_t2=int(row["score_t2"]) if row["score_t2"] else None,
        routes=frozenset(row["routes"].split()),
        reviewed_on=day(row["reviewed_on"]),
        disposition=row["disposition"],
        methods=METHODS[row["method"]],
        is_two_place=row["two_place"] == "yes",
        is_mixed_box=False,
        is_limited=row["limited"] == "yes",
        clearance=row["clearance"],
        released_on=day(row["released_on"]),
        left=row["left"],
        exam_before_leaving=row["exam_before_leaving"],
        incident=row["incident"],
        is_filter_hit=row["filter_hit"] == "yes",
        clock=row["clock"],
    )


def _shipment(name: str, boxes: list[Unit]) -> Unit:
    methods = frozenset[str]().union(*(box.methods for box in boxes))
    both = {"image", "physical"}
    return Unit(
        unit="shipment",
        name=name,
        arrived_on=boxes[0].arrived_on,
        port=boxes[0].port,
        scope=boxes[0].scope,
        screened=_first(("yes", "?", "no"), (box.screened for box in boxes)),
        score_t0=max((b.score_t0 for b in boxes if b.score_t0 is not None), default=None),
        score_t2=max((b.score_t2 for b in boxes if b.score_t2 is not None), default=None),
        routes=frozenset[str]().union(*(box.routes for box in boxes)),
        reviewed_on=min((b.reviewed_on for b in boxes if b.reviewed_on), default=None),
        disposition=_first(DISPOSITIONS, (box.disposition for box in boxes)),
        methods=methods,
        is_two_place=any(box.is_two_place for box in boxes),
        is_mixed_box=both <= methods and not any(both <= box.methods for box in boxes),
        is_limited=all(box.is_limited for box in boxes if "physical" in box.methods),
        clearance=_first(("unknown", "open", "finished"), (box.clearance for box in boxes)),
        released_on=max((b.released_on for b in boxes if b.released_on), default=None),
        left=_first(("no", "?", "yes"), (box.left for box in boxes)),
        exam_before_leaving=_first(("yes", "?", "no"), (box.exam_before_leaving for box in boxes)),
        incident="",
        is_filter_hit=False,
        clock="",
    )


def _first(order: tuple[str, ...], values: Iterable[str]) -> str:
    known = set(values)
    return next((one for one in order if one in known), "")
