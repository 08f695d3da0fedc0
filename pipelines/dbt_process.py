"""One run of dbt, told in short lines of JSON: the process that ``dbt_runs`` starts.

dbt's own JSON log writes out each of its thousands of events, shown or not; that took a tenth of a
build. Starting the process and reading its lines belongs in ``dbt_runs``.
"""

import gc
import json
import sys
from typing import Any

from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.cli.main import dbtRunner


def told(event: Any) -> dict[str, Any] | None:
    """Say what a line says of an event.

    Parameters
    ----------
    event
        One of dbt's events.

    Returns
    -------
    dict or None
        ``error``, what dbt said; or ``node`` that has ended and ``total`` of the run; None for
        any other event.
    """
    if event.info.level == "error":
        return {"error": event.info.msg.strip()}
    total = getattr(event.data, "total", 0) or getattr(event.data, "num_models", 0)
    if not total or event.info.name == "LogStartLine":
        return None
    return {"node": event.data.node_info.node_name, "total": int(total)}


def tell(event: Any) -> None:
    """Write the line of an event where it has one."""
    line = told(event)
    if line is not None:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def parse_once_for_all_warehouses() -> None:
    """Let a project parsed for one warehouse serve the next.

    dbt parses all anew where the connection differs from the one it parsed with, because a model
    could read it. No model of ours reads the warehouse's path, and parsing takes longer than
    building a small warehouse.
    """
    keys = DuckDBCredentials._connection_keys
    DuckDBCredentials._connection_keys = lambda self: tuple(  # type: ignore[method-assign]
        key
        for key in keys(self)  # type: ignore[no-untyped-call]
        if key != "path"
    )


def main(arguments: list[str]) -> int:
    """Run dbt; 0 where everything ended well.

    Parameters
    ----------
    arguments
        Arguments after ``dbt``.

    Returns
    -------
    int
        Code to exit with.
    """
    parse_once_for_all_warehouses()
    # the project is a large web of objects that live as long as the process: looking through it for
    # garbage again and again took a sixth of a day's build
    gc.disable()
    result = dbtRunner(callbacks=[tell]).invoke(["--log-level", "none", *arguments])
    if result.exception is not None:
        sys.stdout.write(json.dumps({"error": str(result.exception)}) + "\n")
    return 0 if result.success else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
