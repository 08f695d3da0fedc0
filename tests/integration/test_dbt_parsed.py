"""dbt reads the project once for all warehouses: what it has parsed is the same in each."""

import json
from pathlib import Path

from pipelines.dbt_runs.running import run_dbt
from pipelines.settings import Settings


def test_a_second_warehouse_starts_from_the_project_as_parsed_for_the_first(tmp_path: Path) -> None:
    first, second = (Settings(build=tmp_path / name) for name in ("first", "second"))
    for settings in (first, second):
        run_dbt(settings, ["parse"])
    times = json.loads((second.dbt_target / "perf_info.json").read_text(encoding="utf-8"))
    assert times["path_count"] > 0
    assert times["parsed_path_count"] == 0
    nodes = [
        json.loads((settings.dbt_target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
        for settings in (first, second)
    ]
    assert nodes[0].keys() == nodes[1].keys()
    assert nodes[0]
