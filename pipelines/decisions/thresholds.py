"""Thresholds of a rule set at a port: who may set them, and which is in force.

A port that lowers its own mandatory score is in force at once: it examines more, at its own port
only (as Seattle and Tacoma did in 2005, OIG-07-40, lines 773-781). Everything else, raising above
all, needs a second person. What a threshold means is `models.rules.Threshold`; periods for the
warehouse are `periods.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from pipelines.decisions import tables
from pipelines.decisions.approval import require_second_person
from pipelines.decisions.changes import Act, change
from pipelines.decisions.clock import (
    Clock,
    as_utc,
    moment_of,
    require_precision,
    zone_of,
    zones_known,
)
from pipelines.decisions.errors import Invalid, NotAllowed, NotFound
from pipelines.decisions.people import Person, look_up, require_reason
from pipelines.decisions.records import insert_row
from pipelines.decisions.store import DecisionStore
from pipelines.decisions.threshold_rows import (
    ThresholdDecision,
    author_id_of,
    in_force_at,
    read_threshold,
    read_thresholds,
)

__all__ = ["ThresholdDecision", "Thresholds", "in_force_at"]


class Thresholds:
    """The thresholds of all rule sets, and the changes people may make to them.

    Parameters
    ----------
    store : DecisionStore
        Where.
    clock : Clock
        By which people decide.
    zones : mapping of str to str, optional
        Time zone of every U.S. port; those of the register of ports if not given.
    """

    def __init__(
        self, store: DecisionStore, clock: Clock, zones: Mapping[str, str] | None = None
    ) -> None:
        self.store = store
        self.clock = clock
        self.zones = zones_known(zones)

    def propose(
        self,
        person: Person,
        rule_set: str,
        port_code: str,
        *,
        mandatory: int,
        review: int,
        reason: str,
        effective_from: date | datetime | None = None,
        effective_precision: str = "day",
        source: str = "chosen",
    ) -> ThresholdDecision:
        """Propose thresholds at a port, as an author there; a lowering is in force at once.

        At once: at a named port, without a later date, the mandatory score strictly lower than
        the one in force there and the review score no higher; or the first threshold of a port
        filter.

        Returns
        -------
        ThresholdDecision
            'approved' if it is in force at once, else 'proposed'.

        Raises
        ------
        NotAllowed, Invalid
            Without the role at the port; for an unknown rule set or port, or a review score that
            is not below the mandatory one.
        """
        if review >= mandatory:
            raise Invalid(
                f"{rule_set} at {port_code}: review {review} is not below mandatory {mandatory}; "
                "the review band lies below it"
            )
        zone = zone_of((port_code,), self.zones)
        require_precision(effective_from, effective_precision, zone)
        with change(self.store, self.clock, person) as act:
            act.require("author", (port_code,), f"a threshold of {rule_set}")
            start = moment_of(effective_from, zone)
            track = _track(act, rule_set, port_code)
            lowers = _lowers(act, track, rule_set, port_code, mandatory, review, start)
            values = {
                "rule_set": rule_set,
                "port_code": port_code,
                "mandatory": mandatory,
                "review": review,
                "effective_from": start,
                "effective_precision": effective_precision,
                "state": "proposed",
                "route": "lowered" if lowers else "second_person",
                "revision": 1,
                "author_id": act.person.person_id,
                "proposed_at": act.now,
                "reason": require_reason(reason),
                "source": source,
            }
            number = insert_row(act.connection, tables.thresholds, values)
            row = read_threshold(act.connection, number)
            told = {"mandatory": mandatory, "review": review, "route": row.route}
            act.record("propose", "threshold", row.subject, None, told, reason)
            if lowers:
                values = {"approved_at": act.now, "in_force_from": act.now}
                _decide(act, row, 1, "approved", values, reason)
            return read_threshold(act.connection, number)

    def approve(
        self, person: Person, threshold_id: int, *, revision: int, reason: str
    ) -> ThresholdDecision:
        """Bring proposed thresholds into force, as a second person with the approver role there."""
        with change(self.store, self.clock, person) as act:
            row = read_threshold(act.connection, threshold_id)
            act.require_revision("threshold", row, revision)
            if row.state != "proposed":
                raise Invalid(f"{row.subject} is {row.state}; only a proposal can be approved")
            author_id = author_id_of(act.connection, threshold_id)
            require_second_person(act, author_id, row.subject)
            act.require("approver", (row.port_code,), f"approving {row.subject}")
            author = look_up(act.connection, author_id)
            if not author.may("author", row.port_code):
                raise NotAllowed(
                    f"{row.subject}: {author.identity} no longer holds the author role there; "
                    "somebody who does proposes it anew"
                )
            values = {
                "approver_id": act.person.person_id,
                "approved_at": act.now,
                "in_force_from": act.start(row.effective_from),
            }
            _decide(act, row, revision, "approved", values, reason)
            return read_threshold(act.connection, threshold_id)

    def withdraw(
        self, person: Person, threshold_id: int, *, revision: int, reason: str
    ) -> ThresholdDecision:
        """Take back thresholds that are not yet in force; those in force are followed by new ones.

        A proposal: its author or an approver there; an approved one that is scheduled: an approver.
        """
        with change(self.store, self.clock, person) as act:
            row = read_threshold(act.connection, threshold_id)
            act.require_revision("threshold", row, revision)
            has_begun = row.in_force_from is not None and row.in_force_from <= act.now
            if row.state == "withdrawn" or has_begun:
                raise Invalid(
                    f"{row.subject} is {'in force' if has_begun else 'withdrawn'}; propose the "
                    "thresholds that shall follow it"
                )
            is_author = author_id_of(act.connection, threshold_id) == act.person.person_id
            if not (is_author and row.state == "proposed"):
                act.require("approver", (row.port_code,), f"withdrawing {row.subject}")
            values = {"withdrawn_at": act.now, "withdrawn_by": act.person.person_id}
            _decide(act, row, revision, "withdrawn", values, reason)
            return read_threshold(act.connection, threshold_id)

    def in_force(
        self, rule_set: str, port_code: str, moment: datetime | None = None
    ) -> ThresholdDecision | None:
        """Give what is in force at a port at a moment (now): the port's own, else that of '*'."""
        moment = self.clock.now() if moment is None else as_utc(moment)
        with self.store.reading() as connection:
            return in_force_at(read_thresholds(connection, rule_set), port_code, moment)

    def history(
        self, rule_set: str | None = None, port_code: str | None = None
    ) -> list[ThresholdDecision]:
        """Give every proposal and decision, oldest first."""
        with self.store.reading() as connection:
            rows = read_thresholds(connection, rule_set)
        return [row for row in rows if port_code in (None, row.port_code)]


def _lowers(
    act: Act,
    track: str,
    rule_set: str,
    port_code: str,
    mandatory: int,
    review: int,
    start: datetime | None,
) -> bool:
    """Say whether thresholds only add examinations, now and at one port."""
    if port_code == "*" or (start is not None and start > act.now):
        return False
    current = in_force_at(read_thresholds(act.connection, rule_set), port_code, act.now)
    if current is None:
        return track == "port"
    return mandatory < current.mandatory and review <= current.review


def _track(act: Act, rule_set: str, port_code: str) -> str:
    """Give the track of a rule set; a port filter has thresholds at named ports only."""
    rows = tables.rule_sets
    track = act.connection.scalar(select(rows.c.track).where(rows.c.rule_set == rule_set))
    if track is None:
        raise NotFound(f"rule set {rule_set!r}: not in the decision store; draft it first")
    if track == "port" and port_code == "*":
        raise Invalid(f"{rule_set} is a port filter; name the ports of its thresholds")
    return str(track)


def _decide(
    act: Act,
    row: ThresholdDecision,
    expected: int,
    state: str,
    values: dict[str, Any],
    reason: str,
) -> None:
    """Change the state of thresholds, and say so in the audit log."""
    rows = tables.thresholds
    changed = act.connection.execute(
        update(rows)
        .where(rows.c.threshold_id == row.threshold_id, rows.c.revision == expected)
        .values(state=state, revision=expected + 1, **values)
    )
    if not changed.rowcount:
        raise act.conflict("threshold", row, expected)
    told = {"state": state, "mandatory": row.mandatory, "review": row.review}
    action = "approve" if state == "approved" else "withdraw"
    act.record(action, "threshold", row.subject, {"state": row.state}, told, reason)
