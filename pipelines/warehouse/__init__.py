"""Building the warehouse from what was loaded.

Reading files into it belongs in ``landing``, opening its file in ``warehouse_file``, how dbt is
run in ``dbt_runs``, the ledger of builds in ``builds``.
"""

from pipelines.warehouse.building import (
    begin_build,
    build,
    build_that_stands,
    end_build,
    full_refresh_reason,
    register,
    resolve,
)
from pipelines.warehouse.report import BuildError, BuildPlan, BuildReport

__all__ = [
    "BuildError",
    "BuildPlan",
    "BuildReport",
    "begin_build",
    "build",
    "build_that_stands",
    "end_build",
    "full_refresh_reason",
    "register",
    "resolve",
]
