"""One run of dbt, told in short lines of JSON: the process that ``running`` starts.

dbt's own JSON log writes out each of its thousands of events, shown or not; that took a tenth of a
build. Starting the process and reading its lines belongs in ``running``.
"""

import json
import sys
from typing import Any

from dbt.cli.main import dbtRunner

from pipelines.dbt_runs.economies import economise, end_process


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
    economise()
    result = dbtRunner(callbacks=[tell]).invoke(["--log-level", "none", *arguments])
    if result.exception is not None:
        sys.stdout.write(json.dumps({"error": str(result.exception)}) + "\n")
    return 0 if result.success else 1


if __name__ == "__main__":
    exit_code = main(sys.argv[1:])
    sys.stdout.flush()
    end_process(exit_code)
