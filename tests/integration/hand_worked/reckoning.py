"""What each row of the hand-worked world says to each line of each measure, and why.

Written from the definitions (docs/measures.md and README.md here) and from the tables worked out by
hand; shares no code with the product and reads none of its SQL. How answers add up to cells is in
``periods``; what exams, bills, incidents and dated events say is in ``events``.
"""

from collections.abc import Callable, Iterable, Iterator

from tests.integration.hand_worked.events import activity, episodes, filings, incidents
from tests.integration.hand_worked.periods import Answer
from tests.integration.hand_worked.units import (
    DISPOSITIONS,
    Unit,
    bills_of,
    container_trips,
    shipments,
)

PARTITION = {
    "only_i": {"i"}, "only_ii": {"ii"}, "only_iii": {"iii"}, "i_and_ii": {"i", "ii"},
    "i_and_iii": {"i", "iii"}, "ii_and_iii": {"ii", "iii"}, "all_three": {"i", "ii", "iii"},
}  # fmt: skip
NO_MESSAGE = "no message: not known whether filed before arrival"
Line = tuple[str, Callable[[Unit], bool], Callable[[Unit], tuple[str, str]]]
"""A line: its code, whom it counts among, and what a unit says to it and why."""


def answers() -> Iterator[Answer]:
    """Give every answer of the world."""
    trips, bills = container_trips(), shipments()
    for unit in (*trips, *bills):
        yield from _cohort(unit)
    yield from _containers_of_high_risk_shipments(trips, bills)
    yield from _incident_containers(trips)
    yield from episodes({trip.name: trip for trip in trips})
    yield from filings({bill.name: bill for bill in bills})
    yield from incidents()
    yield from activity(trips)


def _yes(condition: bool, why: str, otherwise: str) -> tuple[str, str]:  # noqa: FBT001
    return ("yes", why) if condition else ("no", otherwise)


def _in_scope(unit: Unit) -> bool:
    return unit.scope == "in"


def _high_risk(unit: Unit) -> bool:
    return _in_scope(unit) and unit.is_high_risk


def _examined(unit: Unit) -> bool:
    return _high_risk(unit) and bool(unit.methods)


def _screened(unit: Unit) -> tuple[str, str]:
    return unit.screened, {
        "yes": "filed and scored before arrival",
        "no": "filed after arrival",
        "?": NO_MESSAGE,
    }[unit.screened]


def _reviewed(unit: Unit) -> tuple[str, str]:
    return _yes(bool(unit.reviewed_on), "officer review or research", "no review or research")


def _routes(unit: Unit) -> str:
    return "route " + " ".join(sorted(unit.routes - {"?"})) if unit.is_high_risk else "no route"


def _by_any_route(unit: Unit) -> tuple[str, str]:
    return ("?", NO_MESSAGE) if "?" in unit.routes else _yes(
        unit.is_high_risk, _routes(unit), _routes(unit)
    )  # fmt: skip


def _by_route(route: str) -> Callable[[Unit], tuple[str, str]]:
    def says(unit: Unit) -> tuple[str, str]:
        if route == "i" and "?" in unit.routes:
            return "?", NO_MESSAGE
        return _yes(route in unit.routes, _routes(unit), _routes(unit))

    return says


def _by_exactly(routes: set[str]) -> Callable[[Unit], tuple[str, str]]:
    def says(unit: Unit) -> tuple[str, str]:
        if "?" in unit.routes and routes == {"i"}:
            return "?", NO_MESSAGE
        return _yes(unit.routes == routes, _routes(unit), _routes(unit))

    return says


def _with_fixed_threshold(unit: Unit) -> tuple[str, str]:
    if "?" in unit.routes:
        return "?", NO_MESSAGE
    return _yes(bool(unit.fixed_routes), "a route holds with 33", "none holds with 33")


def _unscored(unit: Unit) -> tuple[str, str]:
    if unit.screened == "?":
        return "?", NO_MESSAGE
    return _yes(unit.score_t2 is None, "filed after arrival", "scored before arrival")


def _disposed(disposition: str) -> Callable[[Unit], tuple[str, str]]:
    def says(unit: Unit) -> tuple[str, str]:
        why = unit.disposition.replace("_", " ")
        if unit.disposition == "unknown" != disposition:
            return "?", "no record says what became of it"
        return _yes(unit.disposition == disposition, why, why)

    return says


def _method(holds: Callable[[Unit], bool]) -> Callable[[Unit], tuple[str, str]]:
    def says(unit: Unit) -> tuple[str, str]:
        why = " and ".join(sorted(unit.methods))
        return _yes(holds(unit), why, why)

    return says


def _both(unit: Unit) -> bool:
    return {"image", "physical"} <= unit.methods


def _cleared(unit: Unit) -> tuple[str, str]:
    return {
        "finished": ("yes", "released"),
        "open": ("no", "still open"),
        "unknown": ("?", "start or release not known"),
    }[unit.clearance]


def _before_leaving(unit: Unit) -> tuple[str, str]:
    if unit.left == "?":
        return "?", "released, hour of gate-out not known"
    if unit.exam_before_leaving == "?":
        return "?", "examined, hour of its end not known"
    return _yes(
        unit.exam_before_leaving == "yes",
        "an exam had ended at gate-out",
        "no exam had ended at gate-out",
    )


def _is_on_clock(unit: Unit, *, is_high_risk: bool) -> bool:
    kind = unit.is_high_risk if is_high_risk else unit.is_filter_hit
    return _in_scope(unit) and bool(unit.clock) and kind


def _clock(state: str) -> Callable[[Unit], tuple[str, str]]:
    def says(unit: Unit) -> tuple[str, str]:
        why = {
            "before": "examined before discharge",
            "within": "first exam within six hours of discharge",
            "later": "no exam within six hours of discharge",
            "?": "examined, hour of the start not told",
        }[unit.clock]
        if unit.clock == "?":
            return "?", why
        return _yes(unit.clock == state, why, why)

    return says


LINES: tuple[Line, ...] = (
    ("S8.1a", _in_scope, _screened),
    ("S8.1a.frob", lambda u: u.scope == "frob", _screened),
    ("S8.1b", lambda u: _in_scope(u) and u.screened == "yes", _reviewed),
    (
        "S8.1b.review_band",
        lambda u: _in_scope(u) and u.screened == "yes" and u.is_in_review_band,
        _reviewed,
    ),
    ("S8.2", _in_scope, _by_any_route),
    *((f"S8.2.{route}", _in_scope, _by_route(route)) for route in ("i", "ii", "iii")),
    *((f"S8.2.{name}", _in_scope, _by_exactly(set(r))) for name, r in PARTITION.items()),
    (
        "S8.2.overlap",
        _in_scope,
        lambda u: _yes(len(u.routes) > 1, _routes(u), "no route or one"),
    ),
    ("S8.2.fixed", _in_scope, _with_fixed_threshold),
    ("S8.2.unscored", _in_scope, _unscored),
    ("S8.3", _high_risk, _disposed("examined")),
    *((f"S8.3.{name}", _high_risk, _disposed(name)) for name in DISPOSITIONS[1:]),
    ("S8.3.other_method", _examined, _method(lambda u: u.methods == {"other"})),
    ("S8.4.any", _examined, _method(lambda u: "image" in u.methods)),
    ("S8.4.only", _examined, _method(lambda u: "image" in u.methods and not _both(u))),
    ("S8.5", _examined, _method(_both)),
    ("S8.5.two_place", _examined, _method(lambda u: u.is_two_place)),
    (
        "S8.5.mixed_box",
        lambda u: u.unit == "shipment" and _examined(u),
        _method(lambda u: u.is_mixed_box),
    ),
    ("S8.6", _examined, _method(lambda u: "physical" in u.methods and not _both(u))),
    (
        "S8.6.limited",
        _examined,
        _method(lambda u: "physical" in u.methods and not _both(u) and u.is_limited),
    ),
    ("S8.7", _in_scope, _cleared),
    *(
        (
            f"CLK.{line}{'.high_risk' if high else ''}",
            lambda u, high=high, late=late: (
                _is_on_clock(u, is_high_risk=high) and not (late and u.clock == "before")
            ),
            _clock(state),
        )
        for line, late, state in (
            ("six_hour", True, "within"),
            ("before_discharge", False, "before"),
        )
        for high in (False, True)
    ),
    ("S8.9", lambda u: _high_risk(u) and u.left in {"yes", "?"}, _before_leaving),
)


def _cohort(unit: Unit) -> Iterator[Answer]:
    for measure, is_among, says in LINES:
        if is_among(unit):
            yield Answer(
                "cohort", measure, unit.unit, unit.name, unit.arrived_on, unit.port, *says(unit)
            )


def _containers_of_high_risk_shipments(
    trips: Iterable[Unit], bills: Iterable[Unit]
) -> Iterator[Answer]:
    """Each container once, whether or not it is high-risk itself."""
    high_risk = {bill.name for bill in bills if _high_risk(bill)}
    inside = bills_of()
    for trip in trips:
        if _in_scope(trip) and high_risk & set(inside[trip.name]):
            says = _yes(bool(trip.methods), "examined", "not examined")
            yield _of("S8.3.containers", trip, says)


def _incident_containers(trips: Iterable[Unit]) -> Iterator[Answer]:
    for trip in trips:
        if trip.incident:
            says = _yes(trip.incident == "other", "found otherwise", "found by the exam")
            yield _of("S8.8.found_otherwise", trip, says)


def _of(measure: str, trip: Unit, says: tuple[str, str]) -> Answer:
    return Answer("cohort", measure, "container_trip", trip.name, trip.arrived_on, trip.port, *says)
