"""Rule sets in a real DuckDB file: registered once, never changed, all or nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from models.rules import Vocabulary
from pipelines.rulesets import (
    RegisteredRuleSet,
    RuleSetError,
    read_rule_set,
    read_vocabulary,
    register_rule_sets,
)

HOME = Path(__file__).resolve().parents[2]
TABLES = ("rule_sets", "rules", "thresholds")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(HOME / "dbt" / "models" / "intermediate" / "features" / "_features.yml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a copy of the shipped rule sets that a test may change."""
    copy = tmp_path / "rulesets"
    shutil.copytree(HOME / "data" / "rulesets", copy)
    return copy


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


@pytest.fixture
def con(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse)) as connection:
        yield connection


def state(con: duckdb.DuckDBPyConnection) -> list[list[tuple[object, ...]]]:
    """Give every row of the three tables."""
    return [
        con.execute(f"select * from rules.{table} order by all").fetchall()  # noqa: S608
        for table in TABLES
    ]


def edit(path: Path, found: str, replacement: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert found in text
    path.write_text(text.replace(found, replacement, 1), encoding="utf-8")


def test_registering_twice_changes_nothing(
    folder: Path, warehouse: Path, vocabulary: Vocabulary
) -> None:
    with duckdb.connect(str(warehouse)) as con:
        first = register_rule_sets(con, folder, vocabulary)
        before = state(con)
    with duckdb.connect(str(warehouse)) as con:
        second = register_rule_sets(con, folder, vocabulary)
        assert state(con) == before
    assert [entry.state for entry in first.rule_sets] == ["new", "new"]
    assert [entry.state for entry in second.rule_sets] == ["unchanged", "unchanged"]
    assert first.rule_sets[0] == RegisteredRuleSet(
        "human_smuggling", 1, "Human smuggling filter", len(before[1]) - 20, "new"
    )
    assert first.threshold_count == len(before[2]) == 4


def test_what_is_stored_is_what_the_files_say(
    con: duckdb.DuckDBPyConnection, folder: Path, vocabulary: Vocabulary
) -> None:
    register_rule_sets(con, folder, vocabulary)
    rule_set = read_rule_set(folder / "human_smuggling.yml", vocabulary)
    stored = con.execute(
        "select bit, rule, expression, expression_sql, points, port_code, status from rules.rules "
        "where rule_set = 'human_smuggling' and version = 1 order by bit"
    ).fetchall()
    assert stored == [
        (
            bit,
            rule.id,
            rule.expression,
            rule.parsed.sql(),
            rule.points,
            rule.port_code,
            "in_force",
        )
        for bit, rule in enumerate(rule_set.rules)
    ]
    seattle, default = con.execute(
        "select mandatory, effective_precision from rules.thresholds "
        "where rule_set = 'terrorism' and port_code in ('3001', '*') order by effective_from desc"
    ).fetchall()
    assert seattle[0] < default[0]
    assert (seattle[1], default[1]) == ("after 2005-04-28", "chosen")


def test_stored_sql_runs_on_a_features_table(
    con: duckdb.DuckDBPyConnection, folder: Path, vocabulary: Vocabulary
) -> None:
    """The stored mask and score SQL give what the stored rules give one by one."""
    register_rule_sets(con, folder, vocabulary)
    columns = ", ".join(f"{column.name} {column.data_type}" for column in vocabulary.columns)
    con.execute(f"create table features ({columns})")
    con.execute(
        "insert into features (port_of_lading, is_soft_top, season_month, weight_kg, is_reefer) "
        "values ('HKHKG', true, 4, 100, false), ('CNSHK', null, 7, null, true), "
        "(null, null, null, null, null)"
    )
    for rule_set, expected in (("human_smuggling", [33, 4, 0]), ("terrorism", [0, -4, 0])):
        mask_sql, score_sql = con.execute(
            "select mask_sql, score_sql from rules.rule_sets where rule_set = ?", [rule_set]
        ).fetchone()
        scores = con.execute(
            f"select {score_sql} from (select {mask_sql} as hits, rowid as place from features) "  # noqa: S608
            "order by place"
        ).fetchall()
        one_by_one = " + ".join(
            f"(case when {expression} then {points} else 0 end)"
            for expression, points in con.execute(
                "select expression_sql, points from rules.rules where rule_set = ?", [rule_set]
            ).fetchall()
        )
        added_up = con.execute(f"select {one_by_one} from features order by rowid").fetchall()  # noqa: S608
        # Terrorism: neither place of receipt nor goods are known in any of the three rows (+7).
        offset = 7 if rule_set == "terrorism" else 0
        assert [score for (score,) in scores] == [points + offset for points in expected]
        assert scores == added_up


def test_a_changed_version_is_refused_and_nothing_is_written(
    con: duckdb.DuckDBPyConnection, folder: Path, vocabulary: Vocabulary
) -> None:
    register_rule_sets(con, folder, vocabulary)
    before = state(con)
    edit(folder / "human_smuggling.yml", "version: 1\n", "version: 2\n")
    edit(folder / "terrorism.yml", "points: 14", "points: 15")
    message = "terrorism version 1 was registered at .* raise the version to 2 or put the content"
    with pytest.raises(RuleSetError, match=message):
        register_rule_sets(con, folder, vocabulary)
    assert state(con) == before


def test_layout_and_comments_are_no_change(
    con: duckdb.DuckDBPyConnection, folder: Path, vocabulary: Vocabulary
) -> None:
    register_rule_sets(con, folder, vocabulary)
    edit(folder / "terrorism.yml", "version: 1\n", "version: 1  # the first\n\n")
    report = register_rule_sets(con, folder, vocabulary)
    assert [entry.state for entry in report.rule_sets] == ["unchanged", "unchanged"]


def test_a_new_version_supersedes_and_the_old_one_stays(
    con: duckdb.DuckDBPyConnection, folder: Path, vocabulary: Vocabulary
) -> None:
    register_rule_sets(con, folder, vocabulary)
    second = folder / "human_smuggling_2.yml"
    shutil.copy(folder / "human_smuggling.yml", second)
    edit(second, "version: 1\n", "version: 2\n")
    edit(second, "points: 18", "points: 2")
    report = register_rule_sets(con, folder, vocabulary)
    assert [(entry.version, entry.state) for entry in report.rule_sets] == [
        (1, "unchanged"),
        (2, "new"),
        (1, "unchanged"),
    ]
    query = (
        "select version, points, status from rules.rules "
        "where rule_set = 'human_smuggling' and bit = 0 order by version"
    )
    expected = [(1, 18, "superseded"), (2, 2, "in_force")]
    assert con.execute(query).fetchall() == expected
    (folder / "human_smuggling.yml").unlink()
    register_rule_sets(con, folder, vocabulary)
    assert con.execute(query).fetchall() == expected


def test_two_files_of_one_version(
    con: duckdb.DuckDBPyConnection, folder: Path, vocabulary: Vocabulary
) -> None:
    shutil.copy(folder / "terrorism.yml", folder / "terrorism_copy.yml")
    with pytest.raises(RuleSetError, match=r"terrorism version 1 is also in terrorism\.yml"):
        register_rule_sets(con, folder, vocabulary)


def test_thresholds_follow_the_file(
    con: duckdb.DuckDBPyConnection, folder: Path, vocabulary: Vocabulary
) -> None:
    register_rule_sets(con, folder, vocabulary)
    with (folder / "thresholds.csv").open("a", encoding="utf-8") as file:
        file.write("terrorism,2704,30,20,2006-01-01,chosen,a test,chosen\n")
    assert register_rule_sets(con, folder, vocabulary).threshold_count == 5
    assert con.execute(
        "select mandatory, review from rules.thresholds where port_code = '2704'"
    ).fetchall() == [(30, 20)]


def test_thresholds_of_unknown_and_missing_rule_sets(
    con: duckdb.DuckDBPyConnection, folder: Path, vocabulary: Vocabulary
) -> None:
    edit(folder / "thresholds.csv", "human_smuggling,", "narcotics,")
    message = r"without thresholds: \['human_smuggling'\].*unknown rule sets: \['narcotics'\]"
    with pytest.raises(RuleSetError, match=message):
        register_rule_sets(con, folder, vocabulary)
    schemas = con.execute("select schema_name from duckdb_schemas()").fetchall()
    assert ("rules",) not in schemas


@pytest.mark.parametrize(
    ("removed", "message"), [("thresholds.csv", "no thresholds.csv"), ("*.yml", r"no \*\.yml")]
)
def test_an_incomplete_folder(
    removed: str,
    message: str,
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    vocabulary: Vocabulary,
) -> None:
    for path in folder.glob(removed):
        path.unlink()
    with pytest.raises(RuleSetError, match=message):
        register_rule_sets(con, folder, vocabulary)
