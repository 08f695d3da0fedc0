"""SQL by which somebody might try to get around a second person, with what must answer it."""

from tests.integration.decisions.office import rule_set

HASH = rule_set().content_sha256()


def person(name: str) -> str:
    return f"(SELECT person_id FROM people WHERE identity = '{name}')"


AUTHOR, AUTHOR_TWO = person("os:author_one"), person("os:author_two")
APPROVER, SHIPPED, KEEPER = (
    person("os:approver_one"),
    person("system:shipped"),
    person("os:root"),
)
BOTH = person("os:both")
BOTH_SUBMITTED = "rule_set = 'of_both'"
LONG_AGO = "'2005-01-01 00:00:00.000000'"
NOW = "'2006-04-08 12:00:00.000000'"
LATER = "'2006-05-08 12:00:00.000000'"


def insertion(**changes: str) -> str:
    """A version 9 of the rule set written by hand."""
    values = {
        "rule_set": "'smuggling'",
        "version": "9",
        "track": "'national'",
        "state": "'draft'",
        "revision": "1",
        "content": "'{}'",
        "content_sha256": f"'{HASH}'",
        "author_id": AUTHOR,
        "reason": "'by hand'",
        "effective_precision": "'day'",
        "created_at": NOW,
        **changes,
    }
    return f"INSERT INTO versions ({', '.join(values)}) VALUES ({', '.join(values.values())})"


APPROVED = {
    "state": "'approved'",
    "approver_role": "'approver'",
    "approved_at": NOW,
    "in_force_from": NOW,
}


def change(where: str, **values: str) -> str:
    assigned = ", ".join(f"{name} = {value}" for name, value in values.items())
    return f"UPDATE versions SET revision = revision + 1, {assigned} WHERE {where}"


def approval(approver: str = APPROVER, where: str = "", **values: str) -> str:
    return change(where or SUBMITTED, **{**APPROVED, "approver_id": approver, **values})


SUBMITTED = "rule_set = 'smuggling' AND version = 2"
DRAFT = "rule_set = 'smuggling' AND version = 3"
IN_FORCE = "rule_set = 'smuggling' AND version = 1"
PORT = "rule_set = 'quick_filter'"
WITHDRAWN = "rule_set = 'smuggling' AND version = 4"
ON_INSERT = {**APPROVED, "submitted_at": NOW}
BACK = {"withdrawn_at": "NULL", "withdrawn_by": "NULL"}

AS_DRAFT = "begins as a draft"
NO_APPROVER = "approver is not active or does not hold"
STEP = "step does not exist"
FIXED = STEP + "|rule set, version, track and author never change"
CONTENT = STEP + "|submission and approval change no word|what was submitted never changes"
WORDS = "submission and approval change no word"
GIVEN = STEP + "|an approval is never changed nor given with a withdrawal"
ONCE = "a row with this key is there already"
KEPT = "a row is never deleted"

ON_VERSIONS = {
    "the author approves with the insert": (insertion(**ON_INSERT, approver_id=AUTHOR), AS_DRAFT),
    "somebody approves with it": (insertion(**ON_INSERT, approver_id=APPROVER), AS_DRAFT),
    "approved without anybody": (insertion(**ON_INSERT), AS_DRAFT),
    "in force as a draft": (insertion(in_force_from=NOW), "versions_"),
    "in force as withdrawn": (
        insertion(state="'withdrawn'", withdrawn_at=LATER, withdrawn_by=AUTHOR, in_force_from=NOW),
        AS_DRAFT,
    ),
    "shipped by a person": (insertion(track="'shipped'"), "only system:shipped|none is shipped"),
    "national by the shipped": (insertion(author_id=SHIPPED), "only system:shipped|author role"),
    "shipped after people": (insertion(track="'shipped'", author_id=SHIPPED), "none is shipped"),
    "of another track": (insertion(track="'port'"), "of another track"),
    "by who is no author": (insertion(author_id=APPROVER), "does not hold the author role"),
    "of no rule set": (insertion(rule_set="'unknown'"), "of another track"),
    "a number below one": (insertion(version="0"), "versions_count"),
    "the author approves": (approval(AUTHOR), NO_APPROVER),
    "the author approves with a grant": (approval(BOTH, BOTH_SUBMITTED), "second_person"),
    "an approval by nobody": (change(SUBMITTED, **APPROVED), NO_APPROVER),
    "by who is no approver": (approval(AUTHOR_TWO), NO_APPROVER),
    "by who approves elsewhere": (approval(person("os:seattle_approver")), NO_APPROVER),
    "by the shipped identity": (approval(SHIPPED), NO_APPROVER),
    "in the role of author": (approval(approver_role="'author'"), "versions_approval"),
    "an approval of the past": (approval(in_force_from=LONG_AGO), "approved_before"),
    "an approval that rewrites": (approval(content="'{}'"), CONTENT),
    "an approval that moves the author": (approval(author_id=AUTHOR_TWO), FIXED),
    "an approval of a draft": (approval(where=DRAFT), "step does not exist"),
    "an approval without a revision": (
        approval().replace("revision = revision + 1, ", ""),
        "raises the revision",
    ),
    "to the port track": (change(SUBMITTED, track="'port'"), FIXED),
    "to the shipped track": (change(SUBMITTED, track="'shipped'"), FIXED),
    "another author": (change(SUBMITTED, author_id=AUTHOR_TWO), FIXED),
    "other content": (change(SUBMITTED, content="'{}'"), CONTENT),
    "another hash": (change(SUBMITTED, content_sha256=f"'{'0' * 64}'"), CONTENT),
    "another date": (change(SUBMITTED, effective_from=LATER), CONTENT),
    "other evidence": (change(SUBMITTED, evidence="'{}'"), STEP + "|evidence of a submission"),
    "content with the return": (change(SUBMITTED, state="'draft'", content="'{}'"), CONTENT),
    "content with the submission": (
        change(DRAFT, state="'submitted'", submitted_at=NOW, content="'{}'"),
        WORDS,
    ),
    "in force by withdrawal": (
        change(
            SUBMITTED,
            state="'withdrawn'",
            withdrawn_at=LATER,
            withdrawn_by=AUTHOR,
            approved_at=NOW,
            in_force_from=NOW,
        ),
        GIVEN,
    ),
    "other content in force": (change(IN_FORCE, content="'{}'"), CONTENT),
    "another approver afterwards": (
        change(IN_FORCE, approver_id=person("os:approver_two")),
        GIVEN,
    ),
    "in force for longer": (change(PORT, expires_at="'2099-01-01 00:00:00.000000'"), CONTENT),
    "in force without an end": (change(PORT, expires_at="NULL"), CONTENT),
    "withdrawn and back": (
        change(WITHDRAWN, state="'approved'", **BACK),
        f"{STEP}|{NO_APPROVER}|{GIVEN}",
    ),
    "withdrawn and redrafted": (
        change(WITHDRAWN, state="'draft'", **BACK),
        "step does not exist",
    ),
    "deleted": (f"DELETE FROM versions WHERE {IN_FORCE}", KEPT),
    "written over": (
        insertion(version="1") + " ON CONFLICT (rule_set, version) DO UPDATE SET content = '{}'",
        ONCE,
    ),
    "one more port": (
        "INSERT INTO version_ports VALUES ('quick_filter', 1, '3002')",
        "while the version is a draft",
    ),
    "another port": (f"UPDATE version_ports SET port_code = '2704' WHERE {PORT}", "never changed"),
    "no port": (f"DELETE FROM version_ports WHERE {PORT}", "ports of what was submitted"),
    "all ports and one": (
        "INSERT INTO version_ports VALUES ('smuggling', 3, '3001')",
        "not both",
    ),
    "the rule set's track": ("UPDATE rule_sets SET track = 'port'", "never changed"),
    "no rule set": ("DELETE FROM rule_sets", KEPT),
}

_GRANT = "INSERT INTO grants (person_id, role, port_code, granted_by, granted_at) VALUES "
_ENTRY = "INSERT INTO audit (audit_id, occurred_at, recorded_at, person_id, action, kind, subject, "
_PERSON = "INSERT INTO people (identity, name, active, created_at) VALUES "
_ACCOUNT = (
    "INSERT INTO accounts (account, person_id, password_hash, password_set_by, failures) VALUES "
)

ON_THE_REST = {
    "an entry changed": ("UPDATE audit SET reason = 'another'", "never changed"),
    "an entry deleted": ("DELETE FROM audit WHERE audit_id = 3", KEPT),
    "an entry written over": (
        f"{_ENTRY} reason) VALUES (3, {NOW}, {NOW}, 1, 'x', 'version', 'x', 'x')",
        ONCE,
    ),
    "a role for oneself": (
        f"{_GRANT} ({AUTHOR}, 'approver', '*', {AUTHOR}, {NOW})",
        "only the keeper",
    ),
    "a role for the shipped": (
        f"{_GRANT} ({SHIPPED}, 'approver', '*', {KEEPER}, {NOW})",
        "holds no role",
    ),
    "a grant made wider": (
        "UPDATE grants SET port_code = '*' WHERE port_code = '3001'",
        "only ever revoked",
    ),
    "a grant handed on": (
        f"UPDATE grants SET person_id = {AUTHOR} WHERE role = 'approver'",
        "only ever revoked",
    ),
    "a grant deleted": ("DELETE FROM grants", KEPT),
    "another identity": (
        "UPDATE people SET identity = 'os:other' WHERE identity = 'os:author_one'",
        "identity is never changed",
    ),
    "an identity of no kind": (
        f"{_PERSON} ('author', 'a', TRUE, {NOW})",
        "people_identity_form",
    ),
    "an identity twice": (
        f"{_PERSON} ('os:author_one', 'a', TRUE, {NOW})",
        "identity is there already",
    ),
    "a password in clear": (
        f"{_ACCOUNT} ('author_one', {AUTHOR}, 'secret', {AUTHOR}, 0)",
        "password_is_hashed",
    ),
    "a person deleted": ("DELETE FROM people WHERE identity = 'os:viewer'", KEPT),
    "a second store": (f"INSERT INTO store VALUES (2, {AUTHOR}, {NOW})", "store_is_one"),
}
