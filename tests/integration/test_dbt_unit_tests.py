"""dbt's own unit tests, which stand beside the models, hold on a built warehouse."""

from pipelines.dbt_runs.running import run_dbt
from pipelines.settings import Settings

WITH_CASES_OR_WINDOWS = {
    "fct_container_trips",
    "fct_incident_ladder",
    "int_container_trip_states",
    "int_exam_episodes",
    "int_shipments",
}
"""Models whose logic is tested row by row beside them; a rename must not lose their tests."""


def test_every_dbt_unit_test_passes(small_world_copy: Settings) -> None:
    # A built warehouse is needed: dbt reads the columns of a model's inputs from it.
    nodes = run_dbt(small_world_copy, ["test", "--select", "test_type:unit"])

    assert [(node.name, node.status, node.message) for node in nodes if node.status != "pass"] == []
    assert len(nodes) >= 40
    names = {node.name for node in nodes}
    untested = {
        model for model in WITH_CASES_OR_WINDOWS if not any(model in name for name in names)
    }
    assert untested == set()
