"""Starting dbt, hearing what ends as it ends, and reading its results.

dbt runs in a process of its own. In this process it would keep the warehouse open after the run
and so shut out the connections of the steps that follow; its start-up costs the same either way.
The process belongs in ``standby``, what it is told by variables in ``environment``.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.dbt_runs.environment import dbt_environment
from pipelines.dbt_runs.standby import dbt_to_itself
from pipelines.settings import Settings

OnNode = Callable[[str, int, int], None]
"""Called with what was just done, how many are done and how many there are."""


class DbtError(Exception):
    """dbt could not run or parse at all; the message carries what it said."""


@dataclass(frozen=True)
class DbtNode:
    """What became of one model, seed or test.

    Attributes
    ----------
    unique_id
        dbt's name of it, such as ``test.tallyman.unique_int_shipments_shipment_key``.
    status
        ``success``, ``pass``, ``warn``, ``fail``, ``error`` or ``skipped``.
    message
        What dbt said; None where it had nothing to say.
    seconds
        Execution time.
    """

    unique_id: str
    status: str
    message: str | None
    seconds: float

    @property
    def kind(self) -> str:
        """``model``, ``seed`` or ``test``."""
        return self.unique_id.split(".", 1)[0]

    @property
    def name(self) -> str:
        """Name without project and hash."""
        return self.unique_id.split(".")[2]


def dbt_executable() -> Path:
    """Locate the dbt of this installation, ``command``.

    Returns
    -------
    Path
        The script beside the running interpreter.

    Raises
    ------
    DbtError
        If it is not installed there.
    """
    path = Path(sys.executable).parent / "tallyman-dbt"
    if not path.is_file():
        raise DbtError(f"{path} does not exist; type `make setup` to install it.")
    return path


def build_arguments(
    *,
    full_refresh: bool = False,
    as_known_at: datetime | None = None,
    standing: Sequence[str] | None = None,
) -> list[str]:
    """Spell the ``dbt build`` of the warehouse: seeds, models and data tests, no unit tests.

    Parameters
    ----------
    full_refresh
        Replace every month.
    as_known_at
        Cut of the data, UTC; None means everything loaded.
    standing
        Tables and tests to leave as they stand, with all seeds and views; None where everything is
        built and tested.

    Returns
    -------
    list of str
        Arguments after ``dbt``.

    Examples
    --------
    >>> build_arguments(full_refresh=True)
    ['build', '--exclude-resource-type', 'unit_test', '--full-refresh']
    """
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    if standing is not None:
        arguments += ["--exclude-resource-type", "seed"]
        # one argument: Dagster reads no more than that of what is to be left out
        arguments += ["--exclude", " ".join(["config.materialized:view", *standing])]
        # else a test that reads a view would go with it
        arguments += ["--indirect-selection", "empty"]
    if full_refresh:
        arguments.append("--full-refresh")
    if as_known_at is not None:
        cut = as_known_at.isoformat(sep=" ", timespec="seconds")
        arguments += ["--vars", json.dumps({"as_known_at": cut})]
    return arguments


def run_dbt(
    settings: Settings,
    arguments: list[str],
    on_node: OnNode | None = None,
    *,
    kept_from: int | None = None,
) -> list[DbtNode]:
    """Run dbt and return what became of every node.

    Parameters
    ----------
    settings
        Paths of the installation.
    arguments
        Arguments after ``dbt``.
    on_node
        Called as each node ends.
    kept_from
        As for ``dbt_environment``.

    Returns
    -------
    list of DbtNode
        In dbt's order; empty for commands that run no node.

    Raises
    ------
    DbtError
        If dbt ended before it ran a node (a parse or connection error).
    """
    results = settings.dbt_target / "run_results.json"
    results.unlink(missing_ok=True)
    settings.dbt_target.mkdir(parents=True, exist_ok=True)
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    said: list[str] = []
    done = 0
    parsed = settings.dbt_target / settings.dbt_parsed.name
    if not parsed.exists() and settings.dbt_parsed.exists():
        arguments = [*arguments, "--partial-parse-file-path", str(settings.dbt_parsed)]
    environment = os.environ | dbt_environment(settings, kept_from)
    with dbt_to_itself() as dbt:
        with closing(dbt.lines(arguments, environment, settings.dbt_project)) as lines:
            for line in lines:
                if "error" in line:
                    said.append(line["error"])
                elif on_node is not None:
                    done += 1
                    on_node(line["node"], done, line["total"])
        code = dbt.code
    if parsed.exists() and _is_newer(parsed, settings.dbt_parsed):
        _keep_parsed(parsed, settings.dbt_parsed)
    nodes = read_results(results)
    if code != 0 and not any(node.status in {"fail", "error"} for node in nodes):
        raise DbtError(
            f"dbt {arguments[0]} ended with code {code} before it ran a node:\n"
            + ("\n".join(said) or "it said nothing; `tallyman doctor` may know more.")
        )
    return nodes


def read_results(path: Path) -> list[DbtNode]:
    """Read ``run_results.json``.

    Parameters
    ----------
    path
        The file; it may be missing.

    Returns
    -------
    list of DbtNode
        Empty where the file is missing.
    """
    if not path.is_file():
        return []
    return [
        DbtNode(one["unique_id"], str(one["status"]), one["message"], float(one["execution_time"]))
        for one in json.loads(path.read_text(encoding="utf-8"))["results"]
    ]


def _is_newer(parsed: Path, kept: Path) -> bool:
    """Say whether dbt parsed something since what is kept; it writes nothing where it did not."""
    return not kept.exists() or parsed.stat().st_mtime > kept.stat().st_mtime


def _keep_parsed(parsed: Path, kept: Path) -> None:
    """Keep what was parsed for other builds, where the project's folder can be written to."""
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{os.getpid()}")
        shutil.copyfile(parsed, fresh)
        fresh.replace(kept)
