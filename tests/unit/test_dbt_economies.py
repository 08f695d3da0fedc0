"""What the economies leave of dbt's events; in a process of its own, for they replace functions."""

import json
import subprocess
import sys

TOLD = """
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
print(json.dumps({"heard": heard, "asked": [query.conn_name, query.sql], "missing": missing}))
"""


def test_debug_events_are_made_where_somebody_asks_and_heard_where_they_are_raised() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", TOLD], capture_output=True, text=True, check=True, timeout=120
    )
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["heard"] == [["NewConnection", "info"], ["MainReportVersion", "info"]]
    assert told["asked"] == ["warehouse", "select 1"]
    assert "of_another_release" in told["missing"]
