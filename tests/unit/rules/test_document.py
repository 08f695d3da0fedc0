"""The exchange document: nothing is lost, a change on the way is seen, hostile text is refused."""

import datetime
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import DocumentError, FilterDocument, RuleSet
from models.rules.document import document_hash
from tests.fuzz.properties import LISTS, VOCABULARY
from tests.unit.rules.strategies import RULES as RULE_TEXTS
from tests.unit.rules.test_rule_set import rule, rule_set

PUBLISHED = Path(__file__).parents[3] / "docs/schemas/filter.schema.json"
APPROVED_AT = datetime.datetime(2006, 4, 9, 15, 30, tzinfo=datetime.UTC)
THRESHOLD = {
    "rule_set": "example",
    "port_code": "3001",
    "mandatory": 40,
    "review": 28,
    "effective_from": "2005-04-29",
    "effective_precision": "after 2005-04-28",
    "reason": "lowered",
    "source": "chosen",
}
PARTS: dict[str, Any] = {
    "track": "national",
    "ports": ["*"],
    "effective_from": datetime.date(2006, 4, 10),
    "effective_precision": "day",
    "reason": "Shanghai added",
    "parent_version": 1,
    "thresholds": [THRESHOLD],
    "state": "in_force",
    "author": "os:author_one",
    "approval": {
        "approver": "account:approver_one",
        "approved_at": APPROVED_AT,
        "reason": "agreed",
    },
}


def content(**changes: Any) -> RuleSet:
    return RuleSet.from_mapping(rule_set(**changes), VOCABULARY)


def sealed(**changes: Any) -> FilterDocument:
    return FilterDocument.seal(content(), **(PARTS | changes))


LINES = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"]),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip())
MOMENTS = st.datetimes(
    datetime.datetime(1998, 1, 1),  # noqa: DTZ001  Hypothesis adds the zone.
    datetime.datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from(
        [datetime.UTC, datetime.timezone(datetime.timedelta(hours=-7, minutes=-30))]
    ),
)
CONTENTS = st.builds(
    lambda title, rules, lists: content(
        title=title,
        lists=[named.model_dump() for named in lists],
        rules=[
            rule(id=f"rule_{place}", wording=wording, expression=text, points=points, source=source)
            for place, (wording, text, points, source) in enumerate(rules)
        ],
    ),
    LINES,
    st.lists(st.tuples(LINES, RULE_TEXTS, st.integers(0, 25), LINES), min_size=1, max_size=4),
    st.sampled_from([[], list(LISTS.values())]),
)
DOCUMENTS = st.builds(
    lambda rules, **changes: FilterDocument.seal(rules, **(PARTS | changes)),
    CONTENTS,
    reason=LINES,
    expires_at=st.none() | MOMENTS,
    parent_version=st.none() | st.integers(1, 10**6),
    thresholds=st.lists(
        st.builds(
            lambda reason, mandatory: THRESHOLD | {"reason": reason, "mandatory": mandatory},
            LINES,
            st.integers(29, 10**6),
        ),
        max_size=3,
    ),
    ports=st.sampled_from([["*"], ["3001"], ["2704", "2709"], ["0701"]]),
    approval=st.builds(
        lambda at, reason: {"approver": "os:b", "approved_at": at, "reason": reason},
        MOMENTS,
        LINES,
    ),
)


@settings(max_examples=50)
@given(DOCUMENTS)
def test_round_trip_loses_nothing(document: FilterDocument) -> None:
    from_yaml = FilterDocument.from_yaml(document.to_yaml(), VOCABULARY)
    from_json = FilterDocument.from_json(document.to_json(), VOCABULARY)
    assert from_yaml == from_json == document
    assert from_yaml.to_yaml() == document.to_yaml()
    assert from_json.rule_set.word_sql() == document.rule_set.word_sql()


@settings(max_examples=20)
@given(DOCUMENTS)
def test_documents_are_valid_by_the_published_schema(document: FilterDocument) -> None:
    schema = json.loads(PUBLISHED.read_text())
    jsonschema.validate(json.loads(document.to_json()), schema)


def test_published_schema_is_the_documents() -> None:
    written = json.dumps(FilterDocument.json_schema(), indent=2) + "\n"
    assert PUBLISHED.read_text() == written, (
        "docs/schemas/filter.schema.json is not what FilterDocument.json_schema() gives; write it"
    )
    jsonschema.Draft202012Validator.check_schema(json.loads(written))


@pytest.mark.parametrize(
    "change",
    [
        {"track": "secret"},
        {"ports": []},
        {"state": "live"},
        {"author": "author_one"},
        {"format": "tallyman-filter/2"},
        {"content_sha256": "0"},
        {"colour": "red"},
        {"rule_set": {"rule_set": "example"}},
    ],
    ids=str,
)
def test_schema_refuses_what_the_reader_refuses(change: dict[str, Any]) -> None:
    changed = json.loads(sealed().to_json()) | change
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed, json.loads(PUBLISHED.read_text()))
    with pytest.raises(DocumentError):
        FilterDocument.from_mapping(changed, VOCABULARY)


def test_times_are_utc_and_dates_plain() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=-7))
    document = sealed(expires_at=datetime.datetime(2006, 6, 1, tzinfo=zone))
    written = yaml.safe_load(document.to_yaml())
    assert written["expires_at"] == "2006-06-01T07:00:00Z"
    assert written["effective_from"] == "2006-04-10"
    assert written["approval"]["approved_at"] == "2006-04-09T15:30:00Z"
    with pytest.raises(DocumentError, match="expires_at: Input should have timezone info"):
        sealed(expires_at=datetime.datetime(2006, 6, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("rule_set", "rules", 0, "points"), 11, "content_sha256 is .* was changed"),
        (("rule_set", "title"), "Another", "content_sha256 is .* was changed"),
        (("reason",), "another", "document_sha256 is .* was changed"),
        (("approval", "approver"), "os:somebody", "document_sha256 is .* was changed"),
        (("thresholds", 0, "mandatory"), 30, "document_sha256 is .* was changed"),
        (("state",), "approved", "document_sha256 is .* was changed"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_changed_document_is_refused(path: tuple[Any, ...], value: Any, message: str) -> None:
    changed = json.loads(sealed().to_json())
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(DocumentError, match=message):
        FilterDocument.from_json(json.dumps(changed), VOCABULARY)


def test_hash_can_be_made_again_from_the_json() -> None:
    document = sealed()
    plain = json.loads(document.to_json())
    assert document_hash(plain) == document.document_sha256 == plain["document_sha256"]
    assert plain["content_sha256"] == content().content_sha256()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"approval": None}, "national version in state 'in_force' without its approval"),
        ({"state": "superseded", "approval": None}, "in state 'superseded' without its approval"),
        ({"author": "account:approver_one"}, "approved a national version of their own"),
        ({"state": "draft"}, "an approval of a version in state 'draft'"),
        ({"track": "shipped"}, "system:shipped is the author of what is shipped"),
        ({"author": "system:shipped"}, "and of nothing else"),
        ({"track": "port"}, "a port filter names its ports"),
        ({"ports": ["*", "3001"]}, "'\\*' stands alone"),
        ({"ports": ["3001", "3001"]}, "name each port once"),
        ({"ports": ["USSEA"]}, r"ports\[0\]: String should match pattern"),
        ({"effective_precision": None}, "given together or not at all"),
        ({"effective_from": None}, "given together or not at all"),
        ({"effective_precision": "after 2006-04-08"}, "expected 'after 2006-04-09'"),
        ({"thresholds": [THRESHOLD | {"rule_set": "terrorism"}]}, "a threshold of 'terrorism'"),
        ({"thresholds": [THRESHOLD | {"review": 40}]}, r"thresholds\[0\]: review 40 is not below"),
        ({"author": "author_one"}, "author: String should match pattern"),
        ({"reason": "two\nlines"}, "reason: String should match pattern"),
        ({"colour": "red"}, "colour: Extra inputs"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_parts_that_do_not_go_together(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        sealed(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"track": "port", "ports": ["3001"], "approval": None},
        {"track": "shipped", "author": "system:shipped", "approval": None},
        {"state": "draft", "approval": None},
        {"state": "submitted", "approval": None},
        {"state": "withdrawn", "approval": None},
        {"effective_from": None, "effective_precision": None},
    ],
    ids=str,
)
def test_what_is_left_out_comes_back_as_none(changes: dict[str, Any]) -> None:
    document = sealed(**changes)
    assert FilterDocument.from_yaml(document.to_yaml(), VOCABULARY) == document
    for name, value in changes.items():
        assert (name in document.to_mapping()) == (value is not None)


def test_faults_are_told_with_their_place() -> None:
    changed = json.loads(sealed().to_json())
    changed["rule_set"]["rules"][1]["expression"] = "wieght_kg < 5"
    changed["ports"] = "3001"
    with pytest.raises(DocumentError) as caught:
        FilterDocument.from_mapping(changed, VOCABULARY)
    first, second = str(caught.value).splitlines()
    assert first.startswith("rule_set.rules[1]: line 1, column 1: found 'wieght_kg'")
    assert second.startswith("ports: Input should be a valid tuple")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected one mapping of names to values, got NoneType"),
        ("- a\n- b", "got list"),
        ("a: 1\na: 2", "line 2: the key 'a' stands twice"),
        ("a: &x [1]\nb: *x", "line 1: used again by an alias"),
        ("[1]: 2", "a key that is no text"),
        ("1: 2", "a key that is no text"),
        ("<<: {a: 1}", "a key that is no text"),
        ("a: !!python/object:os.system {}", "no readable YAML"),
        ("a: !!python/name:os.system", "no readable YAML"),
        ("a: 2005-13-45", "no readable YAML"),
        ("a: [", "no readable YAML"),
        ("a: \x00", "no readable YAML"),
        ("a: b\n---\nc: d", "no readable YAML"),
        ("[" * 10_000, "no readable YAML|nested too deeply"),
        ("a: " + "[" * 5_000 + "]" * 5_000, "nested too deeply"),
        ("#" * 4_000_001, "4,000,001 characters; a document has at most 4,000,000"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_hostile_yaml(text: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        FilterDocument.from_yaml(text, VOCABULARY)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no readable JSON"),
        ("[]", "got list"),
        ('{"a": 1, "a": 2}', "the key 'a' stands twice"),
        ('{"a": {"b": 1, "b": 2}}', "the key 'b' stands twice"),
        ('{"a": NaN}', "NaN is no number of JSON"),
        ('{"a": -Infinity}', "-Infinity is no number of JSON"),
        ('{"a": ' + "9" * 5_000 + "}", "no readable JSON"),
        ('{"a":' * 100_000, "nested too deeply"),
        (" " * 4_000_001, "at most 4,000,000"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_hostile_json(text: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        FilterDocument.from_json(text, VOCABULARY)


def test_a_long_rule_set_goes_through_whole() -> None:
    rules = [rule(id=f"rule_{place}", expression=f"weight_kg < {place}") for place in range(620)]
    document = FilterDocument.seal(content(rules=rules), **PARTS)
    again = FilterDocument.from_json(document.to_json(), VOCABULARY)
    assert again.rule_set.rules[619].expression == "weight_kg < 619"
    assert again.document_sha256 == document.document_sha256
