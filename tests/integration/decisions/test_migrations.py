"""The schema: what it becomes of an old, filled database; and that code and database agree."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from pipelines.decisions import (
    DecisionError,
    DecisionStore,
    Invalid,
    audit,
    list_people,
    open_store,
    os_person,
    tables,
)
from pipelines.decisions.people import os_identity
from pipelines.settings import Settings
from tests.integration.decisions.office import Office, rule_set, utc

NOW = "'2006-04-08 12:00:00.000000'"
RECORDED = "'2026-01-05 09:30:00.000000'"
HASH = rule_set().content_sha256()


def fill_first_revision(store: DecisionStore) -> None:
    """Write with the SQL of its time what a store of the first revision held."""
    content = rule_set().model_dump_json(exclude_defaults=True)
    person = "INSERT INTO people (identity, name, active, created_at) VALUES "
    grant = "INSERT INTO grants (person_id, role, port_code, granted_by, granted_at) VALUES "
    columns = (
        "(rule_set, version, track, state, revision, content, content_sha256, author_id, reason, "
        "effective_precision, created_at)"
    )
    entry = (
        "INSERT INTO audit (audit_id, occurred_at, recorded_at, person_id, action, kind, subject, "
        "old, new, reason) VALUES "
    )
    statements = [
        f"{person} ('{os_identity()}', 'keeper', TRUE, {NOW})",
        f"{person} ('system:shipped', 'shipped', TRUE, {NOW})",
        f"{person} ('os:author_one', 'author_one', TRUE, {NOW})",
        f"INSERT INTO store VALUES (1, 1, {NOW})",
        f"{grant} (3, 'author', '*', 1, {NOW})",
        f"{grant} (1, 'approver', '*', 1, {NOW})",
        "INSERT INTO rule_sets VALUES ('smuggling', 'human_smuggling', 'national', 'r', 't')",
        f"INSERT INTO versions {columns} VALUES ('smuggling', 1, 'national', 'draft', 1, "
        f"'{content}', '{HASH}', 3, 'an incident', 'day', {NOW})",
        "INSERT INTO version_ports VALUES ('smuggling', 1, '*')",
        f"UPDATE versions SET state = 'submitted', revision = 2, submitted_at = {NOW}",
        "UPDATE versions SET state = 'approved', revision = 3, approver_id = 1, "
        f"approver_role = 'approver', approved_at = {NOW}, in_force_from = {NOW}",
        f"{entry} (1, {NOW}, {RECORDED}, 3, 'draft', 'version', 'smuggling version 1', NULL, "
        "'{\"points\": 12}', 'an incident')",
        f"{entry} (2, {NOW}, {RECORDED}, 1, 'approve', 'version', 'smuggling version 1', NULL, "
        "NULL, 'agreed')",
    ]
    with store.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_filled_store_of_the_first_revision_is_brought_up_to_date(empty_url, tmp_path):
    old = DecisionStore(empty_url)
    old.upgrade("0001")
    fill_first_revision(old)
    assert (old.revision(), old.is_current()) == ("0001", False)
    old.close()
    store = open_store(Settings(build=tmp_path / "build", decisions=empty_url))
    assert store.is_current()
    office = Office(store, moment=utc(2006, 4, 9))
    version = office.register.version("smuggling", 1)
    assert (version.state, version.author) == ("approved", "os:author_one")
    assert version.approver == os_person(store).identity
    assert [one.action for one in audit.read(store)] == ["approve", "draft"]
    assert audit.verify(store) == 0
    assert [one.subject for one in office.register.in_force()] == ["smuggling version 1"]
    assert (
        office.register.draft(
            office["author_one"], rule_set(points=15), track="national", ports=("*",), reason="more"
        ).parent_version
        == 1
    )
    store.close()


def test_an_old_sqlite_file_is_copied_before_it_is_changed(tmp_path):
    path = tmp_path / "decisions" / "tallyman.sqlite"
    path.parent.mkdir()
    old = DecisionStore(f"sqlite:///{path}")
    old.upgrade("0001")
    fill_first_revision(old)
    old.close()
    open_store(Settings(build=tmp_path / "build")).close()
    copies = list(path.parent.glob("tallyman.sqlite.0001-*"))
    assert len(copies) == 1
    copy = DecisionStore(f"sqlite:///{copies[0]}")
    assert copy.revision() == "0001"
    copy.close()


def test_a_new_store_is_made_beside_the_build_folder_and_opened_again(tmp_path):
    settings = Settings(build=tmp_path / "build")
    store = open_store(settings)
    assert Path(store.url.database) == tmp_path / "decisions" / "tallyman.sqlite"
    keeper = os_person(store)
    assert keeper.may("author")
    assert keeper.may("approver")
    assert [one.identity for one in list_people(store)] == [keeper.identity, "system:shipped"]
    entries = len(audit.read(store))
    store.close()
    again = open_store(settings)
    assert len(audit.read(again)) == entries
    again.close()


def test_a_store_of_a_newer_platform_is_left_alone(empty_url):
    store = DecisionStore(empty_url)
    store.upgrade()
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not store.is_current()
    with pytest.raises(DecisionError, match="revision 9999, newer than this platform knows"):
        store.upgrade()
    store.close()


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(empty_url):
    store = DecisionStore(empty_url)
    store.upgrade("0001")
    fill_first_revision(store)
    with store.writing() as connection:
        connection.execute(text("CREATE TABLE lane_plans (one INTEGER)"))
    with pytest.raises(Exception, match="lane_plans"):
        store.upgrade()
    assert store.revision() == "0001"
    assert "shadows" not in inspect(store.engine).get_table_names()
    store.close()


def test_the_tables_of_the_code_are_those_of_the_database(empty_url):
    store = DecisionStore(empty_url)
    store.upgrade()
    found = inspect(store.engine)
    names = set(found.get_table_names()) - {"alembic_version"}
    assert names == set(tables.metadata.tables)
    for name, table in tables.metadata.tables.items():
        there = {column["name"]: column["type"] for column in found.get_columns(name)}
        assert list(there) == [column.name for column in table.columns]
        kinds = {column: kind._type_affinity for column, kind in there.items()}
        assert kinds == {
            column.name: column.type.dialect_impl(store.engine.dialect)._type_affinity
            for column in table.columns
        }
    store.close()


def test_a_backup_is_a_store_of_its_own(office, tmp_path):
    office.national()
    if not office.store.is_sqlite:
        with pytest.raises(Invalid, match="pg_dump"):
            office.store.backup(tmp_path / "copy.sqlite")
        return
    path = office.store.backup(tmp_path / "kept" / "copy.sqlite")
    office.moment = office.moment.replace(day=8)
    office.national(points=15)
    copy = Office(DecisionStore(f"sqlite:///{path}"))
    assert [one.version for one in copy.register.versions()] == [1]
    assert audit.verify(copy.store) == 0
    copy.store.close()
    with pytest.raises(Invalid, match="exists"):
        office.store.backup(path)


@pytest.mark.parametrize("url", ["mssql+pyodbc://host/database", "sqlite://", "sqlite:///:memory:"])
def test_other_databases_and_those_that_keep_nothing_are_refused(url):
    with pytest.raises(Invalid):
        DecisionStore(url)
