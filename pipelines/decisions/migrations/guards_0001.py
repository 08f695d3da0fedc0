"""What the first revision guards: who may bring what into force, and what is never lost.

These are the rules of governance as the database itself keeps them, whoever writes to it; the
service layer keeps the same ones with messages for people.
"""

# ruff: noqa: S608 - the SQL is put together of words of this folder alone

from __future__ import annotations

from pipelines.decisions.migrations.guards import (
    Guard,
    keeps_columns,
    keeps_rows,
    never_changes,
)

KEPT = (
    "store",
    "people",
    "accounts",
    "grants",
    "rule_sets",
    "versions",
    "version_ports",
    "thresholds",
    "lists",
    "audit",
)
"""Tables that lose no row; ports of a draft are the one exception."""

_AUTHOR_IS_SHIPPED = (
    "EXISTS (SELECT 1 FROM people p WHERE p.person_id = NEW.author_id "
    "AND p.identity = 'system:shipped')"
)


def _is_active(person: str) -> str:
    return f"EXISTS (SELECT 1 FROM people p WHERE p.person_id = NEW.{person} AND p.active)"


def _granted(person: str, role: str, port: str) -> str:
    """Say in SQL that a person holds a role at a port, not revoked."""
    return (
        f"EXISTS (SELECT 1 FROM grants g WHERE g.person_id = NEW.{person} AND g.role = '{role}' "
        f"AND g.revoked_at IS NULL AND g.port_code IN ('*', {port}))"
    )


def _lacks_a_port(person: str, role: str) -> str:
    """Say in SQL that a person is not active or lacks a role at one of a version's ports."""
    return (
        f"NOT {_is_active(person)} OR EXISTS (SELECT 1 FROM version_ports vp "
        "WHERE vp.rule_set = NEW.rule_set AND vp.version = NEW.version "
        f"AND NOT {_granted(person, role, 'vp.port_code')})"
    )


_KEEPER_ONLY = (
    "NOT EXISTS (SELECT 1 FROM store s WHERE s.keeper_id = NEW.granted_by) "
    "AND NOT (NEW.role = 'viewer' AND NEW.granted_by = NEW.person_id)"
)

_PEOPLE = [
    *keeps_rows("store", ["store_id"]),
    keeps_columns("store", "store_creation_stays", ["store_id", "created_at"], "1 = 1",
                  "store: its creation stays"),
    *keeps_rows("people", ["person_id"]),
    Guard("people_identity_is_free", "people", "INSERT",
          "EXISTS (SELECT 1 FROM people there WHERE there.identity = NEW.identity)",
          "people: this identity is there already"),
    keeps_columns("people", "people_identity_stays", ["person_id", "identity", "created_at"],
                  "1 = 1", "people: an identity is never changed"),
    *keeps_rows("accounts", ["account"]),
    keeps_columns("accounts", "accounts_person_stays", ["account", "person_id"], "1 = 1",
                  "accounts: an account stays with its person"),
    *keeps_rows("grants", ["grant_id"]),
    Guard("grants_by_the_keeper", "grants", "INSERT", _KEEPER_ONLY,
          "grants: only the keeper of the store grants roles"),
    Guard("grants_begin_unrevoked", "grants", "INSERT", "NEW.revoked_at IS NOT NULL",
          "grants: a grant begins unrevoked"),
    Guard("grants_not_to_shipped", "grants", "INSERT",
          "EXISTS (SELECT 1 FROM people p WHERE p.person_id = NEW.person_id "
          "AND p.identity = 'system:shipped')",
          "grants: system:shipped is nobody and holds no role"),
    keeps_columns("grants", "grants_stay",
                  ["grant_id", "person_id", "role", "port_code", "granted_by", "granted_at"],
                  "1 = 1", "grants: a grant is only ever revoked"),
    Guard("grants_stay_revoked", "grants", "UPDATE", "OLD.revoked_at IS NOT NULL",
          "grants: a revoked grant stays revoked; grant the role anew"),
]  # fmt: skip

_TERMS = [
    "parent_version",
    "content",
    "content_sha256",
    "reason",
    "effective_from",
    "effective_precision",
    "expires_at",
]
_APPROVAL = ["approver_id", "approver_role", "approved_at", "approval_reason", "in_force_from"]

_VERSIONS = [
    *keeps_rows("rule_sets", ["rule_set"]),
    never_changes("rule_sets"),
    *keeps_rows("versions", ["rule_set", "version"]),
    Guard("versions_begin_as_draft", "versions", "INSERT",
          "NEW.state <> 'draft' OR NEW.revision <> 1 OR NEW.submitted_at IS NOT NULL",
          "versions: a version begins as a draft at revision 1"),
    Guard("versions_keep_the_track", "versions", "INSERT",
          "NEW.track <> 'shipped' AND NOT EXISTS (SELECT 1 FROM rule_sets r "
          "WHERE r.rule_set = NEW.rule_set AND r.track = NEW.track)",
          "versions: the rule set is of another track"),
    Guard("versions_shipped_author", "versions", "INSERT",
          f"(NEW.track = 'shipped') <> ({_AUTHOR_IS_SHIPPED})",
          "versions: only system:shipped is the author of shipped versions, and of no other"),
    Guard("versions_shipped_come_first", "versions", "INSERT",
          "NEW.track = 'shipped' AND EXISTS (SELECT 1 FROM versions v "
          "WHERE v.rule_set = NEW.rule_set AND v.track <> 'shipped')",
          "versions: people have made versions of this rule set; none is shipped after that"),
    Guard("versions_author_may_write", "versions", "INSERT",
          f"NEW.track <> 'shipped' AND (NOT {_is_active('author_id')} OR NOT EXISTS (SELECT 1 "
          "FROM grants g WHERE g.person_id = NEW.author_id AND g.role = 'author' "
          "AND g.revoked_at IS NULL))",
          "versions: the author does not hold the author role"),
    keeps_columns("versions", "versions_identity_stays",
                  ["rule_set", "version", "track", "author_id", "created_at"], "1 = 1",
                  "versions: rule set, version, track and author never change"),
    Guard("versions_count_revisions", "versions", "UPDATE", "NEW.revision <> OLD.revision + 1",
          "versions: every change raises the revision by one"),
    keeps_columns("versions", "versions_content_stays", _TERMS, "OLD.state <> 'draft'",
                  "versions: what was submitted never changes"),
    keeps_columns("versions", "versions_submission_changes_nothing", _TERMS,
                  "NEW.state IN ('submitted', 'approved')",
                  "versions: submission and approval change no word"),
    keeps_columns("versions", "versions_approval_stays", _APPROVAL,
                  "OLD.state IN ('approved', 'withdrawn') OR NEW.state = 'withdrawn'",
                  "versions: an approval is never changed nor given with a withdrawal"),
    keeps_columns("versions", "versions_evidence_stays", ["evidence", "submitted_at"],
                  "OLD.state <> 'draft' AND NEW.state <> 'draft'",
                  "versions: the evidence of a submission never changes"),
    Guard("versions_steps", "versions", "UPDATE",
          "NOT ((OLD.state = 'draft' AND NEW.state = 'draft') "
          "OR (OLD.state = 'draft' AND NEW.state = 'submitted' AND NEW.track = 'national') "
          "OR (OLD.state = 'draft' AND NEW.state = 'approved' "
          "AND NEW.track IN ('port', 'shipped')) "
          "OR (OLD.state = 'submitted' AND NEW.state = 'approved' AND NEW.track = 'national') "
          "OR (OLD.state = 'submitted' AND NEW.state = 'draft') "
          "OR (OLD.state <> 'withdrawn' AND NEW.state = 'withdrawn'))",
          "versions: this step does not exist on this track"),
    Guard("versions_have_ports", "versions", "UPDATE",
          "NEW.state IN ('submitted', 'approved') AND NOT EXISTS (SELECT 1 FROM version_ports vp "
          "WHERE vp.rule_set = NEW.rule_set AND vp.version = NEW.version)",
          "versions: no port named"),
    Guard("versions_author_at_ports", "versions", "UPDATE",
          "NEW.track <> 'shipped' AND NEW.state IN ('submitted', 'approved') "
          f"AND ({_lacks_a_port('author_id', 'author')})",
          "versions: the author is not active or does not hold the author role at every port"),
    Guard("versions_approver_at_ports", "versions", "UPDATE",
          "NEW.track = 'national' AND NEW.state = 'approved' "
          f"AND ({_lacks_a_port('approver_id', 'approver')})",
          "versions: the approver is not active or does not hold the approver role at every port"),
    Guard("version_ports_of_drafts_only", "version_ports", "INSERT",
          "NOT EXISTS (SELECT 1 FROM versions v WHERE v.rule_set = NEW.rule_set "
          "AND v.version = NEW.version AND v.state = 'draft')",
          "version_ports: ports are named while the version is a draft"),
    Guard("version_ports_of_drafts_go", "version_ports", "DELETE",
          "NOT EXISTS (SELECT 1 FROM versions v WHERE v.rule_set = OLD.rule_set "
          "AND v.version = OLD.version AND v.state = 'draft')",
          "version_ports: the ports of what was submitted never change"),
    never_changes("version_ports"),
    Guard("version_ports_all_or_some", "version_ports", "INSERT",
          "EXISTS (SELECT 1 FROM version_ports vp WHERE vp.rule_set = NEW.rule_set "
          "AND vp.version = NEW.version AND (vp.port_code = '*') <> (NEW.port_code = '*'))",
          "version_ports: all ports (*) or named ports, not both"),
    Guard("version_ports_of_a_port_filter", "version_ports", "INSERT",
          "EXISTS (SELECT 1 FROM versions v WHERE v.rule_set = NEW.rule_set "
          "AND v.version = NEW.version AND v.track = 'port' AND (NEW.port_code = '*' OR "
          "EXISTS (SELECT 1 FROM version_ports vp WHERE vp.rule_set = NEW.rule_set "
          "AND vp.version = NEW.version "
          "AND substr(vp.port_code, 1, 2) <> substr(NEW.port_code, 1, 2))))",
          "version_ports: a port filter stands at ports of one customs district"),
]  # fmt: skip


def _in_force_then(column: str) -> str:
    """Give in SQL the threshold a new one takes the place of: the port's own, else that of all."""

    def at(port: str) -> str:
        return (
            f"(SELECT t.{column} FROM thresholds t WHERE t.rule_set = NEW.rule_set "
            f"AND t.port_code = {port} AND t.state = 'approved' "
            "AND t.in_force_from <= NEW.in_force_from "
            "ORDER BY t.in_force_from DESC, t.threshold_id DESC LIMIT 1)"
        )

    return f"COALESCE({at('NEW.port_code')}, {at(chr(39) + '*' + chr(39))})"


_THRESHOLDS = [
    *keeps_rows("thresholds", ["threshold_id"]),
    Guard("thresholds_begin_proposed", "thresholds", "INSERT",
          "NEW.state <> 'proposed' OR NEW.revision <> 1",
          "thresholds: a threshold begins as a proposal at revision 1"),
    Guard("thresholds_shipped_author", "thresholds", "INSERT",
          f"(NEW.route = 'shipped') <> ({_AUTHOR_IS_SHIPPED})",
          "thresholds: only system:shipped is the author of shipped thresholds, and of no other"),
    Guard("thresholds_shipped_come_first", "thresholds", "INSERT",
          "NEW.route = 'shipped' AND EXISTS (SELECT 1 FROM thresholds t "
          "WHERE t.rule_set = NEW.rule_set AND t.route <> 'shipped')",
          "thresholds: people have set thresholds of this rule set; none is shipped after that"),
    Guard("thresholds_author_may_write", "thresholds", "INSERT",
          f"NEW.route <> 'shipped' AND (NOT {_is_active('author_id')} "
          f"OR NOT {_granted('author_id', 'author', 'NEW.port_code')})",
          "thresholds: the author does not hold the author role at the port"),
    keeps_columns("thresholds", "thresholds_terms_stay",
                  ["threshold_id", "rule_set", "port_code", "mandatory", "review",
                   "effective_from", "effective_precision", "route", "author_id", "proposed_at",
                   "reason", "source"], "1 = 1",
                  "thresholds: what was proposed never changes; propose anew"),
    Guard("thresholds_count_revisions", "thresholds", "UPDATE",
          "NEW.revision <> OLD.revision + 1",
          "thresholds: every change raises the revision by one"),
    Guard("thresholds_steps", "thresholds", "UPDATE",
          "NOT ((OLD.state = 'proposed' AND NEW.state = 'approved') "
          "OR (OLD.state <> 'withdrawn' AND NEW.state = 'withdrawn'))",
          "thresholds: this step does not exist"),
    keeps_columns("thresholds", "thresholds_approval_stays",
                  ["approver_id", "approved_at", "in_force_from"],
                  "OLD.state <> 'proposed' OR NEW.state = 'withdrawn'",
                  "thresholds: an approval is never changed nor given with a withdrawal"),
    Guard("thresholds_author_still_may", "thresholds", "UPDATE",
          "NEW.route <> 'shipped' AND NEW.state = 'approved' AND "
          f"(NOT {_is_active('author_id')} OR NOT "
          f"{_granted('author_id', 'author', 'NEW.port_code')})",
          "thresholds: the author is not active or does not hold the author role at the port"),
    Guard("thresholds_approver_may", "thresholds", "UPDATE",
          "NEW.route = 'second_person' AND NEW.state = 'approved' AND "
          f"(NOT {_is_active('approver_id')} OR NOT "
          f"{_granted('approver_id', 'approver', 'NEW.port_code')})",
          "thresholds: the approver is not active or does not hold the approver role at the port"),
    Guard("thresholds_lowered_is_lower", "thresholds", "UPDATE",
          "NEW.route = 'lowered' AND NEW.state = 'approved' AND "
          f"(NEW.mandatory >= {_in_force_then('mandatory')} "
          f"OR NEW.review > {_in_force_then('review')})",
          "thresholds: at once only a lower mandatory score with a review score no higher"),
    Guard("thresholds_lowered_from_something", "thresholds", "UPDATE",
          "NEW.route = 'lowered' AND NEW.state = 'approved' AND "
          f"{_in_force_then('mandatory')} IS NULL AND EXISTS (SELECT 1 FROM rule_sets r "
          "WHERE r.rule_set = NEW.rule_set AND r.track = 'national')",
          "thresholds: the first threshold of a national rule set needs a second person"),
    Guard("thresholds_of_port_filters", "thresholds", "INSERT",
          "NEW.port_code = '*' AND NEW.route <> 'shipped' AND EXISTS (SELECT 1 FROM rule_sets r "
          "WHERE r.rule_set = NEW.rule_set AND r.track = 'port')",
          "thresholds: a port filter has thresholds at named ports"),
]  # fmt: skip

GUARDS = [
    *_PEOPLE,
    *_VERSIONS,
    *_THRESHOLDS,
    *keeps_rows("lists", ["name", "version"]),
    never_changes("lists"),
    *keeps_rows("audit", ["audit_id"]),
    never_changes("audit"),
]
