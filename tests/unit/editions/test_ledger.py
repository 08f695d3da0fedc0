"""The ledger on hand-made editions: each cause by itself, several at once, and what is no change.

Every edition holds S8.3 of April 2006 for ports 2704 and 3001, written here row by row.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.editions import Edition, EditionManifest, figure_ledger
from pipelines.editions.ledger import Change, LedgerEntry
from pipelines.editions.manifest import DATABASE_NAME
from pipelines.editions.published import SelectionError
from pipelines.editions.selection import FigureFilter

FIRST = ("exams__2006__1.csv", "exams", "a1", "synthetic")
LATE = ("exams__2006__2.csv", "exams", "b2", "synthetic")
REVIEWS = ("reviews__2006__2.csv", "reviews", "d4", "synthetic")
REAL = ("incidents__2007__1.csv", "incidents", "e5", "real")
RULES = "terrorism at *: version 1 (content aaaa)"
SEATTLE = "terrorism at 3001: mandatory 32, review 25"

JUNE = datetime.fromisoformat("2006-06-01")


@dataclass(frozen=True)
class Made:
    """What a hand-made edition is made from; figures by port: numerator of ten."""

    figures: tuple[tuple[str, int | None], ...] = (("2704", 4), ("3001", 5))
    state: str = "final"
    definition_version: int = 1
    sensitivity: str = "fouo"
    files: tuple[tuple[str, str, str, str], ...] = (FIRST,)
    rules: tuple[str, ...] = (RULES, SEATTLE)
    rules_month: str = "2006-04-01"
    months: tuple[tuple[str, str], ...] = ()
    full_refresh_reason: str | None = None
    models: str = "m1"
    as_known_at: datetime | None = None


def make_editions(folder: Path, made: Sequence[Made]) -> list[Edition]:
    editions, builds = [], []
    for number, one in enumerate(made, start=1):
        builds.append(
            (
                number,
                datetime(2026, 1, number, tzinfo=UTC).replace(tzinfo=None),
                "green",
                "first build" if number == 1 else one.full_refresh_reason,
                json.dumps({"models": one.models}),
                json.dumps(one.months),
            )
        )
        edition_folder = folder / f"{number:04d}"
        edition_folder.mkdir(parents=True)
        with duckdb.connect(str(edition_folder / DATABASE_NAME)) as con:
            con.execute("begin")
            con.execute(
                """
                create schema raw; create schema published; create schema marts;
                create table raw.loads (load_id bigint, landing_folder varchar, file_name varchar,
                    table_name varchar, sha256 varchar, origin varchar, state varchar,
                    superseded_by_load_id bigint);
                create table raw.builds (build_id bigint, started_at timestamp, state varchar,
                    full_refresh_reason varchar, fingerprints varchar, months varchar);
                create table marts.fct_built_rules (arrival_month date, in_force varchar);
                create table published.measures (measure varchar, definition_version integer,
                    unit varchar, view varchar, period_kind varchar, period varchar,
                    port_code varchar, origin varchar, state varchar, numerator bigint,
                    denominator bigint, value double, low double, high double, n_unknown bigint,
                    sensitivity varchar);
                """
            )
            for load_id, (name, table, sha256, origin) in enumerate(one.files, start=1):
                con.execute(
                    "insert into raw.loads values (?, 'feed', ?, ?, ?, ?, 'loaded', null)",
                    [load_id, name, table, sha256, origin],
                )
            con.executemany("insert into raw.builds values (?, ?, ?, ?, ?, ?)", builds)
            for text in one.rules:
                con.execute(
                    "insert into marts.fct_built_rules values (?, ?)", [one.rules_month, text]
                )
            for port, numerator in one.figures:
                con.execute(
                    "insert into published.measures values ('S8.3', ?, 'container_trip', 'cohort', "
                    "'month', '2006-04', ?, 'synthetic', ?, ?, 10, null, null, null, 0, ?)",
                    [one.definition_version, port, one.state, numerator, one.sensitivity],
                )
            con.execute("commit")
        manifest = EditionManifest(
            id=f"{number:04d}",
            created_at=datetime(2026, 1, number, tzinfo=UTC),
            code_version="0.1.0",
            as_known_at=one.as_known_at,
            build_id=number,
            tables={"marts.fct_built_rules": len(one.rules)},
            database_sha256="00",
        )
        manifest.write(edition_folder)
        editions.append(Edition(manifest.id, edition_folder, manifest))
    return editions


def only_change(folder: Path, before: Made, after: Made) -> Change:
    found = figure_ledger(make_editions(folder, [before, after]))
    (entry,) = found.entries
    (change,) = entry.changes
    return change


def kinds(change: Change) -> list[str]:
    return [cause.kind for cause in change.causes]


BEFORE = Made()
AFTER = Made(figures=(("2704", 6), ("3001", 5)))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (replace(AFTER, files=(FIRST, LATE)), {"late_data": f"{LATE[0]} (exams)"}),
        (
            replace(AFTER, files=((FIRST[0], "exams", "c3", "synthetic"),)),
            {"correction": f"{FIRST[0]} (exams): a1 replaced by c3"},
        ),
        (replace(AFTER, files=()), {"withdrawn_data": f"{FIRST[0]} (exams)"}),
        (replace(AFTER, definition_version=2), {"definition_change": "version 1 to version 2"}),
        (replace(AFTER, sensitivity="les"), {"redaction_change": "sensitivity fouo to les"}),
        (
            replace(AFTER, figures=(("2704", None), ("3001", 5))),
            {"redaction_change": "suppressed"},
        ),
        (
            replace(AFTER, rules=("terrorism at *: version 2 (content bbbb)", SEATTLE)),
            {"decision": "before terrorism at *: version 1 (content aaaa)"},
        ),
        (replace(AFTER, models="m2"), {"undeclared": "models: m1 to m2"}),
        (
            replace(AFTER, models="m2", definition_version=2),
            {"definition_change": "version 1 to version 2"},
        ),
        (
            replace(AFTER, as_known_at=JUNE),
            {"earlier_cut": "as known at 2006-06-01 00:00:00, before: everything loaded"},
        ),
        (AFTER, {"unexplained": "the editions declare the same files, definitions and rules"}),
        # A file of the other origin bears on no synthetic figure.
        (
            replace(AFTER, files=(FIRST, REAL)),
            {"unexplained": "the editions declare the same files, definitions and rules"},
        ),
        # Another threshold at Seattle bears on no figure of Los Angeles.
        (
            replace(AFTER, rules=(RULES,)),
            {"unexplained": "the editions declare the same files, definitions and rules"},
        ),
    ],
)
def test_each_cause_is_named_with_its_evidence(
    tmp_path: Path, after: Made, expected: dict[str, str]
) -> None:
    change = only_change(tmp_path, BEFORE, after)
    assert {cause.kind: cause.evidence[0] for cause in change.causes} == expected
    assert (change.before.numerator, change.is_restatement) == (4, True)


def test_rows_known_between_two_cuts_are_late_data(tmp_path: Path) -> None:
    change = only_change(tmp_path, replace(BEFORE, as_known_at=JUNE), AFTER)
    (cause,) = change.causes
    assert (cause.kind, cause.evidence) == (
        "late_data",
        ("rows known from 2006-06-01 00:00:00 to the newest",),
    )


def test_several_causes_at_once_are_all_named(tmp_path: Path) -> None:
    after = replace(
        AFTER,
        files=((FIRST[0], "exams", "c3", "synthetic"), LATE),
        definition_version=2,
        sensitivity="les",
        rules=("terrorism at *: version 2 (content bbbb)",),
    )
    assert kinds(only_change(tmp_path, BEFORE, after)) == [
        "late_data",
        "correction",
        "definition_change",
        "redaction_change",
        "decision",
    ]


def test_the_build_ledger_tells_which_files_bear_on_a_month(tmp_path: Path) -> None:
    files = (FIRST, LATE, REVIEWS)
    by_exams = replace(AFTER, files=files, months=(("2006-04-01", "exams new or changed"),))
    (cause,) = only_change(tmp_path / "exams", BEFORE, by_exams).causes
    assert (cause.kind, cause.evidence) == ("late_data", (f"{LATE[0]} (exams)",))
    other_rules = ("terrorism at *: version 2 (content bbbb)", SEATTLE)
    reason = "in force: terrorism at *: version 2 (content bbbb)"
    by_rules = replace(AFTER, files=files, rules=other_rules, months=(("2006-04-01", reason),))
    assert kinds(only_change(tmp_path / "rules", BEFORE, by_rules)) == ["decision"]
    elsewhere = replace(by_exams, months=(("2006-05-01", "exams new or changed"),))
    (cause,) = only_change(tmp_path / "elsewhere", BEFORE, elsewhere).causes
    assert len(cause.evidence) == 2


def test_a_change_while_provisional_is_no_restatement(tmp_path: Path) -> None:
    after = replace(AFTER, files=(FIRST, LATE))
    change = only_change(tmp_path, replace(BEFORE, state="provisional"), after)
    assert (change.before.state, change.after.state) == ("provisional", "final")
    assert not change.is_restatement


def test_a_figure_is_followed_through_editions_that_left_it_alone(tmp_path: Path) -> None:
    editions = make_editions(
        tmp_path,
        [BEFORE, BEFORE, replace(AFTER, files=(FIRST, LATE)), replace(BEFORE, files=(FIRST,))],
    )
    entries: dict[str, LedgerEntry] = {
        entry.port: entry for entry in figure_ledger(editions, unchanged=True).entries
    }
    changed, same = entries["2704"], entries["3001"]
    assert (same.changes, same.first.edition, same.now.edition) == ((), "0001", "0004")
    told = [(c.before.edition, c.after.edition, c.after.numerator) for c in changed.changes]
    assert told == [("0002", "0003", 6), ("0003", "0004", 4)]
    assert (changed.first.edition, changed.first.numerator, changed.now.numerator) == ("0001", 4, 4)
    assert changed.restatements == 2
    assert figure_ledger(editions, FigureFilter(port="3001")).entries == ()


def test_a_port_that_appears_in_a_published_period_changed_from_nothing(tmp_path: Path) -> None:
    only_seattle = replace(BEFORE, figures=(("3001", 5),))
    change = only_change(tmp_path, only_seattle, replace(BEFORE, files=(FIRST, LATE)))
    assert (change.before.edition, change.before.numerator, change.after.numerator) == (
        "0001", None, 4,
    )  # fmt: skip
    assert (kinds(change), change.is_restatement) == (["late_data"], True)
    gone = only_change(tmp_path / "gone", BEFORE, only_seattle)
    assert (gone.before.numerator, gone.after.numerator) == (4, None)


def test_a_period_published_for_the_first_time_is_no_change(tmp_path: Path) -> None:
    found = figure_ledger(make_editions(tmp_path, [replace(BEFORE, figures=()), BEFORE]))
    assert (found.figures, found.entries) == (2, ())


def test_an_edition_from_before_the_column_says_no_state_and_restates_nothing(
    tmp_path: Path,
) -> None:
    editions = make_editions(tmp_path, [BEFORE, replace(AFTER, files=(FIRST, LATE))])
    with duckdb.connect(str(editions[0].database)) as con:
        con.execute("alter table published.measures drop column state")
    (entry,) = figure_ledger(editions).entries
    assert (entry.first.state, entry.restatements) == (None, 0)


def test_without_an_edition_there_is_nothing_to_follow() -> None:
    with pytest.raises(SelectionError, match="nothing to follow"):
        figure_ledger([])
