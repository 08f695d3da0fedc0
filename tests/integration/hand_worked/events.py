"""What exam episodes, bills, incidents and dated events say to each line of each measure, and why.

As ``reckoning``, which does this for shipments and container trips; shares no code with the
product and reads none of its SQL.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tests.integration.hand_worked.periods import Answer
from tests.integration.hand_worked.units import Unit, table

LANES = {
    "random": "random",
    "mandatory_score": "mandatory",
    "special_operation": "special_operation",
    "filter": "filter",
    "review": "review",
}
"""The first that is among the reasons names the lane; all others fall to discretion."""
COUNTED_SCOPES = {"in", "unmanifested"}
"""Of a container on no manifest nothing says that it is out of scope."""
RESULTS = ("positive_security", "positive_other", "negative", "inconclusive", "pending")
ISF_ELEMENTS = (
    "01_seller", "02_buyer", "03_importer_of_record_number", "04_consignee_number",
    "05_manufacturer", "06_ship_to_party", "07_country_of_origin", "08_hts_number",
    "09_stuffing_location", "10_consolidator",
)  # fmt: skip
METHOD_LINES = {
    "image_only": ["S8.3", "S8.4.any", "S8.4.only"],
    "image_and_physical": ["S8.3", "S8.4.any", "S8.5"],
    "physical_only": ["S8.3", "S8.6"],
    "other": ["S8.3"],
}
"""What an episode of a high-risk trip counts in, by its own method."""
STAGES = ("before_lading", "at_sea", "before_discharge", "terminal", "after_gate_out")
RUNGS = ("scored", "reviewed", "held", "exam_started", "found_by_exam")
AMENDMENT_PHASES = ("t0_t1", "t1_t2", "t2_t3", "after_t3")


class Examined(NamedTuple):
    """When and where the container of an episode arrived, and what is known of it.

    Attributes
    ----------
    scope
        As of a trip; ``unmanifested`` where no bill names the container.
    is_high_risk
        By any route; not of what is not in scope, nor of what is on no manifest.
    """

    arrived_on: date
    port: str
    scope: str
    is_high_risk: bool


def examined(trips: dict[str, Unit]) -> dict[str, Examined]:
    """What can be examined: container trips, and containers on no manifest."""
    manifested = {
        name: Examined(one.arrived_on, one.port, one.scope, one.scope == "in" and one.is_high_risk)
        for name, one in trips.items()
    }
    return manifested | {
        row["name"]: Examined(
            date.fromisoformat(row["arrived_on"]), row["port"], "unmanifested", is_high_risk=False
        )
        for row in table("unmanifested.csv")
    }


def episodes(trips: dict[str, Unit]) -> Iterator[Answer]:
    """Results of S8.8, counted with the arrival of the container."""
    of = examined(trips)
    for row in table("episodes.csv"):
        trip, result = of[row["trip"]], row["result"].replace("_", " ")
        for measure, says in _results(row, trip.scope):
            yield Answer(
                "cohort", measure, "exam_episode", row["name"], trip.arrived_on, trip.port,
                says, result,
            )  # fmt: skip


def _results(row: dict[str, str], scope: str) -> Iterator[tuple[str, str]]:
    is_positive, reasons = row["result"].startswith("positive"), set(row["reasons"].split())
    is_finished = is_positive or row["result"] == "negative"
    says = "yes" if is_positive else "no"
    if scope not in COUNTED_SCOPES:
        yield "S8.8.out_of_scope", says if is_finished else "?"
        return
    for one in RESULTS:
        yield f"S8.8.{one}", "yes" if row["result"] == one else "no"
    if not is_finished:
        return
    yield "S8.8", says
    if scope == "unmanifested":
        yield "S8.8.unmanifested", says
    yield f"S8.8.lane_{next((LANES[one] for one in LANES if one in reasons), 'discretion')}", says
    for one in reasons:
        yield f"S8.8.reason_{one}", says
    if len(reasons) == 1:
        yield f"S8.8.only_{min(reasons)}", says


def incidents() -> Iterator[Answer]:
    """Incidents, and the ladder of their containers, by the day of discovery."""
    for row in {row["incident"]: row for row in table("incidents.csv")}.values():
        lines = {
            "INC": row["found_in"] == "united_states",
            "INC.abroad": row["found_in"] == "abroad",
            **{f"INC.stage_{stage}": row["stage"] == stage for stage in STAGES},
            "INC.escape": row["escaped"] == "yes",
        }
        for measure, holds in lines.items():
            yield _told(measure, "incident", row, "yes" if holds else "no")
    for row in table("incidents.csv"):
        yield _told("INC.containers", "incident_container", row, row["events"])
        for rung in RUNGS:
            yield _told(f"INC.{rung}", "incident_container", row, row[rung])


def _told(measure: str, unit: str, row: dict[str, str], says: str) -> Answer:
    on = date.fromisoformat(row["discovered_on"])
    return Answer("cohort", measure, unit, row[unit], on, row["port"], says, row["why"])


def filings(bills: dict[str, Unit]) -> Iterator[Answer]:
    """The 24-hour rule and importer filings by lading, amendments and entry data by arrival."""
    for row in table("bills.csv"):
        bill = bills[row["name"]]
        arrived, why = bill.arrived_on, row["why"]
        laded = date.fromisoformat(row["laded_on"]) if row["laded_on"] else arrived
        lines = [("A24.frob" if bill.scope == "frob" else "A24", laded, row["in_time"])]
        if bill.scope == "in":
            amended = row["amended"]
            lines += [(f"AMD.{one}", arrived, _holds(amended, one)) for one in AMENDMENT_PHASES]
            lines.append(("AMD", arrived, _holds(amended, *AMENDMENT_PHASES)))
            if amended in {"t0_t1", "t1_t2"}:
                lines.append(("AMD.score_changing", arrived, row["score_moved"]))
            if bill.score_t2 is not None:
                lines.append(("ENT", arrived, row["entry_t2"]))
            if bill.score_t0 is not None:
                lines.append(("ENT.t0", arrived, row["entry_t0"]))
        if row["isf"]:
            is_whole = "yes" if row["isf"] == "all" else "no"
            lines += [(f"ISF.{element}", laded, is_whole) for element in ISF_ELEMENTS]
            lines += [
                ("ISF", laded, is_whole),
                ("ISF.complete", laded, row["isf_complete"]),
                ("ISF.timely", laded, row["isf_timely"]),
                ("ISF.11_stow_plan", laded, row["stow_plan"]),
                ("ISF.12_status_message", laded, row["status_message"]),
            ]
        for measure, on, says in lines:
            yield Answer("cohort", measure, "shipment", bill.name, on, bill.port, says, why)


def _holds(what: str, *wanted: str) -> str:
    return "?" if what == "?" else "yes" if what in wanted else "no"


def activity(trips: list[Unit]) -> Iterator[Answer]:
    """Work by the date of the event itself; what did not happen is no row."""
    for trip in trips:
        if trip.scope == "in":
            yield from _work_on(trip)
    of = examined({trip.name: trip for trip in trips})
    for row in table("episodes.csv"):
        trip = of[row["trip"]]
        ended_on = date.fromisoformat(row["ended_on"]) if row["ended_on"] else None
        for measure in _exam_lines(row, trip):
            yield Answer(
                "activity", measure, "exam_episode", row["name"], ended_on or trip.arrived_on,
                trip.port, "yes" if ended_on else "?", row["why"],
            )  # fmt: skip


def _work_on(trip: Unit) -> Iterator[Answer]:
    done: list[tuple[str, date, str, str]] = []
    if trip.reviewed_on and trip.screened == "yes":
        done.append(("S8.1b", trip.reviewed_on, "yes", "first review"))
    if trip.released_on:
        done.append(("S8.7", trip.released_on, "yes", "released"))
    if trip.clearance == "unknown":
        why = "whether and when it was released is not known: in its month of arrival"
        done.append(("S8.7", trip.arrived_on, "?", why))
    for measure, on, says, why in done:
        yield Answer("activity", measure, trip.unit, trip.name, on, trip.port, says, why)


def _exam_lines(row: dict[str, str], trip: Examined) -> list[str]:
    is_positive = row["result"].startswith("positive")
    if trip.scope not in COUNTED_SCOPES:
        return ["S8.8.out_of_scope"] if is_positive else []
    lines = [f"S8.8.{row['result']}"]
    if is_positive:
        lines.append("S8.8")
        if trip.scope == "unmanifested":
            lines.append("S8.8.unmanifested")
    if trip.is_high_risk:
        lines += METHOD_LINES[row["method"]]
        if row["limited"]:
            lines.append("S8.6.limited")
    return lines
