"""The register of filters: what the commands and pages ask for and change, in one place.

Writing a version is `drafting.py`, deciding on it `approval.py`, how it stands at a moment
`versions.py`; thresholds, lists and the rest have modules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from models.rules import RuleSet, RuleSetDifference, Vocabulary, compare
from pipelines.decisions import approval, audit, drafting, tables
from pipelines.decisions.changes import change
from pipelines.decisions.clock import Clock, as_utc, zones_known
from pipelines.decisions.errors import Invalid
from pipelines.decisions.people import Person
from pipelines.decisions.periods import periods
from pipelines.decisions.rows import read_version, read_versions
from pipelines.decisions.store import DecisionStore
from pipelines.decisions.versions import (
    Standing,
    Track,
    Version,
    named_ports,
    period_at,
    standing,
    subject_of,
)

__all__ = ["FilterRegister", "periods"]


class FilterRegister:
    """Versions of rule sets, and the changes people may make to them.

    Every change names the revision it was decided on; if somebody changed the version first,
    `Conflict` tells who. Every change raises `NotAllowed` for a person without the role at the
    ports, and `Invalid` for what cannot stand.

    Parameters
    ----------
    store : DecisionStore
        Where.
    clock : Clock
        By which people decide.
    vocabulary : Vocabulary
        Columns that rules may name.
    zones : mapping of str to str, optional
        Time zone of every U.S. port; those of the register of ports if not given.
    """

    def __init__(
        self,
        store: DecisionStore,
        clock: Clock,
        vocabulary: Vocabulary,
        zones: Mapping[str, str] | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.vocabulary = vocabulary
        self.zones = zones_known(zones)

    def draft(
        self,
        person: Person,
        content: RuleSet,
        *,
        track: Track,
        ports: tuple[str, ...],
        reason: str,
        effective_from: date | datetime | None = None,
        effective_precision: str = "day",
        expires_at: date | datetime | None = None,
        parent_version: int | None = None,
    ) -> Version:
        """Write a new version of a rule set.

        Parameters
        ----------
        person : Person
            The author; holds that role at the ports.
        content : RuleSet
            The rules. Its number is replaced by the next one of the rule set.
        track : {'national', 'port'}
            That of the rule set; its first version decides.
        ports : tuple of str
            Schedule D codes, or ('*',). A port filter names ports of one customs district.
        reason : str
            Why.
        effective_from, expires_at : date or datetime, optional
            A date is its first moment at the first port, nationally in New York. A port filter
            without an expiry gets the end of the season on submission.
        effective_precision : str
            'day', 'month', 'year', 'chosen' or 'after YYYY-MM-DD'.
        parent_version : int, optional
            The version it is written from; the newest approved one if not given.

        Returns
        -------
        Version
            A draft, at revision 1.
        """
        terms = drafting.Terms(ports, reason, effective_from, effective_precision, expires_at)
        with change(self.store, self.clock, person) as act:
            number = drafting.draft(
                act, content, track, terms, parent_version, self.vocabulary, self.zones
            )
        return self.version(*number)

    def edit(
        self,
        person: Person,
        rule_set: str,
        version: int,
        *,
        revision: int,
        content: RuleSet | None = None,
        ports: tuple[str, ...] | None = None,
        reason: str | None = None,
        effective_from: date | datetime | None = None,
        effective_precision: str | None = None,
        expires_at: date | datetime | None = None,
    ) -> Version:
        """Change a draft, as its author; what is not given stays."""
        terms = drafting.Terms(ports, reason, effective_from, effective_precision, expires_at)
        with change(self.store, self.clock, person) as act:
            found, _ = read_version(act.connection, self.vocabulary, rule_set, version)
            drafting.edit(act, found, revision, content, terms, self.zones)
        return self.version(rule_set, version)

    def submit(
        self,
        person: Person,
        rule_set: str,
        version: int,
        *,
        revision: int,
        evidence: Mapping[str, Any],
    ) -> Version:
        """Submit a draft, as its author: its content is fixed from here on.

        A port filter is in force at once; a national one waits for a second person.

        Parameters
        ----------
        person, rule_set, version, revision
            Who, what, and the revision they saw.
        evidence : mapping
            `findings` and `statute`, lists of records with 'severity' and 'message'; the traffic
            figures and any more are kept with the version.
        """
        with change(self.store, self.clock, person) as act:
            found, all_of_it = read_version(act.connection, self.vocabulary, rule_set, version)
            drafting.submit(act, found, all_of_it, revision, evidence, self.zones)
        return self.version(rule_set, version)

    def approve(
        self, person: Person, rule_set: str, version: int, *, revision: int, reason: str
    ) -> Version:
        """Bring a submitted national version into force, as a second person.

        The person holds the approver role at all its ports, is not the author, and does not sign
        in with a password the author gave.
        """
        with change(self.store, self.clock, person) as act:
            found, all_of_it = read_version(act.connection, self.vocabulary, rule_set, version)
            approval.approve(act, found, all_of_it, revision, reason)
        return self.version(rule_set, version)

    def return_to_author(
        self, person: Person, rule_set: str, version: int, *, revision: int, reason: str
    ) -> Version:
        """Make a submission a draft again, as an approver or its author."""
        with change(self.store, self.clock, person) as act:
            found, _ = read_version(act.connection, self.vocabulary, rule_set, version)
            approval.return_to_author(act, found, revision, reason)
        return self.version(rule_set, version)

    def withdraw(
        self, person: Person, rule_set: str, version: int, *, revision: int, reason: str
    ) -> Version:
        """Take a version back for good.

        A draft or submission: its author or an approver; a port filter: an author or approver of
        its ports; anything else: an approver. If it was in force, no earlier version comes back
        in its place: what shall hold again is drafted and approved again.
        """
        with change(self.store, self.clock, person) as act:
            found, _ = read_version(act.connection, self.vocabulary, rule_set, version)
            approval.withdraw(act, found, revision, reason)
        return self.version(rule_set, version)

    def version(self, rule_set: str, version: int) -> Version:
        """Give a version.

        Raises
        ------
        NotFound
            Naming what there is.
        """
        with self.store.reading() as connection:
            return read_version(connection, self.vocabulary, rule_set, version)[0]

    def versions(self, rule_set: str | None = None) -> list[Version]:
        """Give the versions of a rule set, or all, by rule set and number."""
        with self.store.reading() as connection:
            return read_versions(connection, self.vocabulary, rule_set)

    def in_force(self, moment: datetime | None = None, port: str | None = None) -> list[Version]:
        """Give the versions in force at a moment (now), at a port or anywhere.

        Parameters
        ----------
        moment : datetime, optional
            The clock's now if not given.
        port : str, optional
            Schedule D code; anywhere if not given.
        """
        moment = self.clock.now() if moment is None else as_utc(moment)
        found = []
        versions = self.versions()
        for version in versions:
            siblings = [one for one in versions if one.rule_set == version.rule_set]
            at = _look_at(version, port, siblings)
            if any(_is_within(period_at(version, one, siblings), moment) for one in at):
                found.append(version)
        return found

    def track_of(self, rule_set: str) -> Track | None:
        """Give the track on which people write versions of a rule set; None if it is unknown."""
        rows = tables.rule_sets
        with self.store.reading() as connection:
            track: Track | None = connection.scalar(
                select(rows.c.track).where(rows.c.rule_set == rule_set)
            )
        return track

    def standing(self, version: Version, moment: datetime | None = None) -> Standing:
        """Say how a version stands at a moment (now); see `versions.standing`."""
        moment = self.clock.now() if moment is None else as_utc(moment)
        return standing(version, moment, self.versions(version.rule_set))

    def difference(
        self, rule_set: str, version: int, against: int | None = None
    ) -> RuleSetDifference:
        """Compare a version with another one; with its parent if none is named.

        Raises
        ------
        Invalid
            If no other is named and it has no parent.
        """
        new = self.version(rule_set, version)
        other = new.parent_version if against is None else against
        if other is None:
            raise Invalid(
                f"{new.subject} is the first of its rule set; name a version to compare it with"
            )
        return compare(self.version(rule_set, other).content, new.content)

    def audit(
        self, rule_set: str | None = None, version: int | None = None, limit: int | None = None
    ) -> list[audit.AuditEntry]:
        """Read the audit log, newest first; of one version if it is named."""
        if rule_set is None or version is None:
            return audit.read(self.store, limit=limit)
        subject = subject_of(rule_set, version)
        return audit.read(self.store, kind="version", subject=subject, limit=limit)


def _look_at(version: Version, port: str | None, siblings: list[Version]) -> tuple[str, ...]:
    """Give the ports to look at: the one asked for, or all that tell the siblings apart."""
    if port is not None:
        return (port,)
    return version.ports if version.ports != ("*",) else named_ports(siblings)


def _is_within(period: tuple[datetime, datetime | None] | None, moment: datetime) -> bool:
    return period is not None and period[0] <= moment and (period[1] is None or moment < period[1])
