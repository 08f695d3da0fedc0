"""The process that holds dbt's modules and forks for each run; it tells in short lines of JSON.

Reading dbt's modules takes longer than some runs, and need not wait until there is something to
run. dbt's own JSON log writes out each of its thousands of events, shown or not; that took a tenth
of a build. Starting this process, asking it for runs and reading its lines belong in ``standby``.
"""

import json
import os
import sys
import traceback
from collections.abc import Mapping
from typing import Any, NoReturn

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
        write(line)


def write(line: Mapping[str, Any]) -> None:
    """Write a line at once."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def run(arguments: list[str]) -> int:
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
        write({"error": str(result.exception)})
    return 0 if result.success else 1


def run_to_the_end(arguments: list[str], environment: Mapping[str, str], folder: str) -> NoReturn:
    """Run dbt in this process and end it, whatever comes."""
    code = 1
    try:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        code = run(arguments)
    except BaseException:  # noqa: BLE001  the process ends here, with its last words
        traceback.print_exc()
    sys.stdout.flush()
    end_process(code)


def serve() -> None:
    """Fork a run for each line of standard input, until who asks is gone.

    A line says ``arguments``, ``environment`` and ``folder``; what is told of the run ends with
    ``ended``, its code.
    """
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            run_to_the_end(**asked)
        write({"started": child})
        _, status = os.waitpid(child, 0)
        write({"ended": os.waitstatus_to_exitcode(status)})


if __name__ == "__main__":
    serve()
