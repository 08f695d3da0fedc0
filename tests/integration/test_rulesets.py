"""Shipped rule sets through the decision store into a real DuckDB file, and their times."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from models.rules import Vocabulary
from pipelines import warehouse
from pipelines.decisions import Invalid
from pipelines.rulesets import (
    RegisteredRuleSet,
    RegistrationReport,
    RuleSetError,
    read_rule_set,
    read_shipped,
    read_vocabulary,
)
from pipelines.settings import Settings

HOME = Path(__file__).resolve().parents[2]
TABLES = (
    "rule_sets",
    "rules",
    "periods",
    "thresholds",
    "lists",
    "operations",
    "lane_plans",
    "targets",
)
NO_END = "9999-12-31 00:00:00"


class OwnRuleSets(Settings):
    """An installation whose shipped files a test may change."""

    @property
    def rulesets(self) -> Path:
        return self.build / "rulesets"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(Settings().features_yml)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    own = OwnRuleSets(build=tmp_path / "build")
    shutil.copytree(HOME / "data" / "rulesets", own.rulesets)
    return own


@pytest.fixture
def registered(settings: Settings) -> RegistrationReport:
    return warehouse.register(settings)


@pytest.fixture
def con(
    settings: Settings,
    registered: RegistrationReport,  # noqa: ARG001  it fills the warehouse
) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(settings.warehouse)) as connection:
        yield connection


def state(settings: Settings) -> list[list[tuple[object, ...]]]:
    """Give every row of every table of the schema."""
    with duckdb.connect(str(settings.warehouse)) as con:
        return [
            con.execute(f"select * from rules.{table} order by all").fetchall()  # noqa: S608
            for table in TABLES
        ]


def edit(path: Path, found: str, replacement: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert found in text
    path.write_text(text.replace(found, replacement, 1), encoding="utf-8")


def test_registering_twice_changes_nothing(
    settings: Settings, registered: RegistrationReport
) -> None:
    before = state(settings)
    assert warehouse.register(settings) == registered
    assert state(settings) == before
    assert registered.rule_sets[0] == RegisteredRuleSet(
        "human_smuggling", 1, "Human smuggling filter", 18, True
    )
    assert [len(rows) for rows in before] == [registered.rows[table] for table in TABLES]


def test_what_is_stored_is_what_the_files_say(
    con: duckdb.DuckDBPyConnection, settings: Settings, vocabulary: Vocabulary
) -> None:
    rule_set = read_rule_set(settings.rulesets / "human_smuggling.yml", vocabulary)
    stored = con.execute(
        "select bit, word, word_bit, rule, expression, expression_sql, points, port_code "
        "from rules.rules where rule_set = 'human_smuggling' and is_current order by bit"
    ).fetchall()
    assert stored == [
        (
            bit,
            0,
            bit,
            rule.id,
            rule.expression,
            rule.parsed.sql(),
            rule.points,
            rule.port_code,
        )
        for bit, rule in enumerate(rule_set.rules)
    ]
    found = con.execute("select name, list_values from rules.lists order by name").fetchall()
    assert ("shenzhen_ports", ["CNCWN", "CNSHK", "CNYTN"]) in found


def test_a_day_begins_at_midnight_of_its_port(con: duckdb.DuckDBPyConnection) -> None:
    """New York is 5 hours behind UTC in January and 4 in April, the West Coast 7 from April on."""
    periods = con.execute(
        "select rule_set, port_code, valid_from::varchar, valid_until::varchar from rules.periods "
        "where rule_set not like 'human%' order by all"
    ).fetchall()
    ends = "2006-06-01 07:00:00"
    national = "2006-04-10 04:00:00"
    assert periods == [
        ("los_angeles_smuggling", "2704", "2005-04-04 07:00:00", ends),
        ("los_angeles_smuggling", "2709", "2005-04-04 07:00:00", ends),
        ("national_smuggling_lading", "*", national, NO_END),
        ("national_smuggling_receipt", "*", national, NO_END),
        ("seattle_smuggling", "3001", "2006-04-06 07:00:00", ends),
        ("seattle_smuggling", "3002", "2006-04-06 07:00:00", ends),
        ("terrorism", "*", "1998-01-01 05:00:00", NO_END),
    ]
    assert con.execute(
        "select port_code, mandatory, effective_from::varchar, effective_precision, "
        "valid_from::varchar, valid_until::varchar from rules.thresholds "
        "where rule_set = 'terrorism' order by port_code"
    ).fetchall() == [
        ("*", 37, "1998-01-01", "chosen", "1998-01-01 05:00:00", NO_END),
        ("3001", 32, "2005-04-29", "after 2005-04-28", "2005-04-29 07:00:00", NO_END),
        ("3002", 32, "2005-04-29", "after 2005-04-28", "2005-04-29 07:00:00", NO_END),
    ]
    assert con.execute(
        "select valid_from::varchar, valid_until::varchar from rules.operations "
        "where operation = '2005-03'"
    ).fetchall() == [("2005-05-05 07:00:00", "2005-05-28 07:00:00")]


def test_stored_sql_runs_on_a_features_table(
    con: duckdb.DuckDBPyConnection, vocabulary: Vocabulary
) -> None:
    """The stored word and score SQL give what the stored rules give one by one."""
    columns = ", ".join(f"{column.name} {column.data_type}" for column in vocabulary.columns)
    con.execute(f"create table features ({columns})")
    con.execute(
        "insert into features (port_of_lading, is_soft_top, season_month, weight_kg, is_reefer) "
        "values ('HKHKG', true, 4, 100, false), ('CNSHK', null, 7, null, true), "
        "(null, null, null, null, null)"
    )
    # By the files: Hong Kong 18, soft top 12, season 3; near Shekou 12, reefer -8; neither place of
    # receipt nor goods known 7 in each row, reefer -4; laded in or near Shekou 12, reefer -8.
    expected = {
        "human_smuggling": [33, 4, 0],
        "terrorism": [7, 3, 7],
        "los_angeles_smuggling": [7, 4, 0],
    }
    for rule_set, by_hand in expected.items():
        (word_sql,), score_sql = con.execute(
            "select word_sql, score_sql from rules.rule_sets where rule_set = ?", [rule_set]
        ).fetchone()
        scores = con.execute(
            f"select {score_sql} from (select {word_sql} as hits, rowid as place from features) "  # noqa: S608
            "order by place"
        ).fetchall()
        assert [score for (score,) in scores] == by_hand


@pytest.mark.usefixtures("registered")
def test_a_changed_version_is_refused_and_nothing_is_written(settings: Settings) -> None:
    before = state(settings)
    edit(settings.rulesets / "terrorism.yml", "points: 14", "points: 15")
    with pytest.raises(Invalid, match="terrorism version 1: changed under the same name"):
        warehouse.register(settings)
    assert state(settings) == before


def test_layout_and_comments_are_no_change(
    settings: Settings, registered: RegistrationReport
) -> None:
    edit(settings.rulesets / "terrorism.yml", "version: 1\n", "version: 1  # the first\n\n")
    assert warehouse.register(settings) == registered


@pytest.mark.usefixtures("registered")
def test_a_new_version_supersedes_and_the_old_one_stays(settings: Settings) -> None:
    second = settings.rulesets / "human_smuggling_2.yml"
    shutil.copy(settings.rulesets / "human_smuggling.yml", second)
    edit(second, "version: 1\n", "version: 2\n")
    edit(second, "points: 18", "points: 2")
    with (settings.rulesets / "register.csv").open("a", encoding="utf-8") as file:
        file.write("human_smuggling,2,shipped,*,2006-07-01,day,,a test,chosen\n")
    warehouse.register(settings)
    with duckdb.connect(str(settings.warehouse)) as con:
        rows = con.execute(
            "select version, points, r.is_current, valid_from::varchar, valid_until::varchar "
            "from rules.rules as r join rules.periods using (rule_set, version) "
            "where rule_set = 'human_smuggling' and bit = 0 order by version"
        ).fetchall()
    change = "2006-07-01 04:00:00"
    assert rows == [
        (1, 18, False, "1998-01-01 05:00:00", change),
        (2, 2, True, change, NO_END),
    ]


def test_two_files_of_one_version(settings: Settings, vocabulary: Vocabulary) -> None:
    folder = settings.rulesets
    shutil.copy(folder / "terrorism.yml", folder / "terrorism_copy.yml")
    with pytest.raises(RuleSetError, match=r"terrorism version 1 is also in terrorism\.yml"):
        read_shipped(folder, vocabulary)


def test_files_and_register_name_the_same_versions(
    settings: Settings, vocabulary: Vocabulary
) -> None:
    edit(settings.rulesets / "register.csv", "terrorism,1,", "terrorism,2,")
    message = r"without a file: \[\('terrorism', 2\)\]; files without a row: \[\('terrorism', 1\)\]"
    with pytest.raises(RuleSetError, match=message):
        read_shipped(settings.rulesets, vocabulary)


def test_thresholds_of_unknown_and_missing_rule_sets(
    settings: Settings, vocabulary: Vocabulary
) -> None:
    edit(settings.rulesets / "thresholds.csv", "human_smuggling,", "narcotics,")
    message = r"without thresholds: \['human_smuggling'\].*unknown rule sets: \['narcotics'\]"
    with pytest.raises(RuleSetError, match=message):
        read_shipped(settings.rulesets, vocabulary)


@pytest.mark.parametrize(
    ("removed", "message"),
    [
        ("thresholds.csv", "no thresholds.csv"),
        ("register.csv", "no register.csv"),
        ("*.yml", r"no \*\.yml"),
        ("lists/shenzhen_ports.yml", "there is no 'shenzhen_ports' version 1"),
        (
            "lists/china_shipping_lines.yml",
            r"operation directive-2006-04-07: criteria: .*china_ship",
        ),
    ],
)
def test_an_incomplete_folder(
    removed: str, message: str, settings: Settings, vocabulary: Vocabulary
) -> None:
    for path in settings.rulesets.glob(removed):
        path.unlink()
    with pytest.raises(RuleSetError, match=message):
        read_shipped(settings.rulesets, vocabulary)


def test_what_may_be_left_out(settings: Settings, vocabulary: Vocabulary) -> None:
    for name in ("operations.csv", "lane_plans.csv", "targets.csv"):
        (settings.rulesets / name).unlink()
    shipped = read_shipped(settings.rulesets, vocabulary)
    assert (shipped.operations, shipped.lane_plans, shipped.targets) == ((), (), ())
    with (HOME / "data" / "rulesets" / "register.csv").open(encoding="utf-8") as file:
        assert len(shipped.versions) == len(list(csv.DictReader(file)))
