"""dbt's own command line with the economies: what Dagster starts where it would start ``dbt``.

Runs that this package starts and reads itself go through ``process``.
"""

import sys

from dbt.cli.main import cli

from pipelines.dbt_runs.economies import economise, end_process


def main() -> None:
    """Run dbt with the arguments given and end with its code."""
    economise()
    code = 0
    try:
        cli()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    end_process(code)


if __name__ == "__main__":
    main()
