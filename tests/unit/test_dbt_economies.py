"""What the economies leave of what dbt does; in a process of its own: they replace functions."""

import json
import subprocess
import sys
from typing import Any

import pytest

TOLD = """
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from dbt import compilation
from dbt.artifacts.schemas import base
from dbt.compilation import InjectedCTE
from dbt.context.macros import MacroNamespace

QUERIES = (
    "with a as (select 1 as with_) select * from a",
    "\\n  WITH RECURSIVE a as (select 1) select * from a, b",
    "with recursively as (select 1) select * from recursively",
    "/* no with */ with a as (select 1) select * from a",
    "select 1 as with_",
    "withdrawn",
)
CTES = [InjectedCTE("b", " b as (select 'with')"), InjectedCTE("c", " c as (from b)")]


def seen():
    own, root, internal = {"a": "own"}, {"a": "root", "b": "root"}, {"b": "dbt", "c": "dbt"}
    names = MacroNamespace(root, own, internal, {"tallyman": own})
    return names.get("absent"), sorted(dict(names).items(), key=str)


def written():
    with TemporaryDirectory() as folder:
        path = Path(folder, "new", "artefact.json")
        base.write_json(str(path), {"a": [1, None, "é"], "b": {"c": 1.5}})
        return path.read_text()


def injected():
    # word for word; the white space between them is another
    return [compilation.inject_ctes_into_sql(sql, CTES).split() for sql in QUERIES]


before = [seen(), written(), injected()]
import json
from dbt.adapters.events.types import SQLQuery, NewConnection
from dbt.events.types import MainReportVersion
from dbt_common.events.event_manager_client import get_event_manager
from dbt_common.events.base_types import EventLevel
from dbt_common.events.functions import fire_event
from pipelines.dbt_runs.economies import _replace, economise

economise()
heard = []
get_event_manager().add_callback(lambda said: heard.append([said.info.name, said.info.level]))
query = SQLQuery(conn_name="warehouse", sql="select 1")
fire_event(query)
fire_event(NewConnection(conn_name="warehouse", conn_type="duckdb"), level=EventLevel.INFO)
fire_event(MainReportVersion(version="1", log_version=3))
try:
    _replace(query, "of_another_release", None)
    missing = ""
except AttributeError as error:
    missing = str(error)
after = [seen(), written(), injected()]
asked = [query.conn_name, query.sql]
told = {"before": before, "after": after, "heard": heard, "asked": asked, "missing": missing}
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, "-c", TOLD], capture_output=True, text=True, check=True, timeout=120
    )
    said: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return said


def test_debug_events_are_made_where_somebody_asks_and_heard_where_they_are_raised(
    told: dict[str, Any],
) -> None:
    assert told["heard"] == [["NewConnection", "info"], ["MainReportVersion", "info"]]
    assert told["asked"] == ["warehouse", "select 1"]
    assert "of_another_release" in told["missing"]


def test_what_a_node_sees_and_what_is_written_is_the_same_as_without(told: dict[str, Any]) -> None:
    (absent, names), written, injected = told["before"]
    assert told["after"] == told["before"]
    # a model's own project comes before all others
    assert absent is None
    assert ["a", "own"] in names
    assert ["b", "root"] in names
    assert ["c", "dbt"] in names
    assert json.loads(written) == {"a": [1, None, "é"], "b": {"c": 1.5}}
    assert " ".join(injected[0]).startswith(
        "with b as (select 'with'), c as (from b), a as (select"
    )
