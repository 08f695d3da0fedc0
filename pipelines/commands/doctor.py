"""The doctor: what an installation needs, what was found, and what to do where it is wanting.

It looks and repairs nothing.
"""

import importlib.metadata
import os
import platform
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import typer

from pipelines.commands.options import Json
from pipelines.console import results, table, write_json
from pipelines.settings import Settings, get_settings

State = Literal["ok", "warning", "wrong"]
MARKS: dict[State, str] = {
    "ok": "[green]✓[/]",
    "warning": "[yellow]![/]",
    "wrong": "[red]✗[/]",
}
NEEDED_GIGABYTES = 5.0
"""Room for landing files, warehouse and editions at the default size."""


@dataclass(frozen=True)
class Finding:
    """What one look gave.

    Attributes
    ----------
    what
        Thing looked at.
    state
        ``ok``; ``warning`` where something is only missing for a part; ``wrong`` where the
        platform cannot do its work.
    found
        What was found.
    advice
        What to do; empty where nothing is.
    """

    what: str
    state: State
    found: str
    advice: str = ""


def doctor(as_json: Json = False) -> None:
    """Say what is missing or wrong on this machine and what to do about it.

    Reads the installation, the decision store, the warehouse, landing folders and editions. Writes
    nothing. Ends with
    code 1 where something is wrong; a warning leaves it at 0.

    Example: `tallyman doctor`
    """
    findings = examine(get_settings())
    if as_json:
        write_json([asdict(finding) for finding in findings])
    else:
        made = table("Doctor", ["", "what", "found", "what to do"])
        for finding in findings:
            made.add_row(MARKS[finding.state], finding.what, finding.found, finding.advice)
        results().print(made)
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(1)


def examine(settings: Settings) -> list[Finding]:
    """Look at everything the platform needs.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    list of Finding
        In the order in which one would repair.
    """
    looks: list[Callable[[Settings], Finding]] = [
        _python,
        _lock,
        _disk,
        _chromium,
        _landing,
        _manifest,
        _decisions,
        _warehouse,
        _edition,
    ]
    return [look(settings) for look in looks]


def locked_versions(lock: str) -> dict[str, str]:
    r"""Read the pinned versions of a hashed lock.

    Parameters
    ----------
    lock
        Text of ``requirements.lock``.

    Returns
    -------
    dict of str to str
        Version by distribution.

    Examples
    --------
    >>> locked_versions("duckdb==2.0.0 \\\n    --hash=sha256:00\nrich==15.0.0 \\\n")
    {'duckdb': '2.0.0', 'rich': '15.0.0'}
    """
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", lock, re.MULTILINE))


def _python(settings: Settings) -> Finding:  # noqa: ARG001  every look takes the settings
    version = platform.python_version()
    if sys.version_info[:2] == (3, 11):
        return Finding("Python", "ok", version)
    return Finding("Python", "wrong", version, "Python 3.11 is needed: `make setup PYTHON=…`")


def _lock(settings: Settings) -> Finding:
    path = settings.home / "requirements.lock"
    if not path.is_file():
        return Finding("lock", "warning", f"no {path}", "run from a checkout")
    pins = locked_versions(path.read_text(encoding="utf-8"))
    installed = {
        re.sub(r"[-_.]+", "-", one.metadata["Name"]).lower(): one.version
        for one in importlib.metadata.distributions()
    }
    off = [
        f"{name} {installed.get(name, 'missing')}, locked {pin}"
        for name, pin in pins.items()
        if installed.get(name) != pin
    ]
    if not off:
        return Finding("lock", "ok", f"{len(pins)} packages as locked")
    return Finding("lock", "wrong", f"{len(off)} differ: {'; '.join(off[:3])}", "`make setup`")


def _disk(settings: Settings) -> Finding:
    folder = settings.build
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 1e9
    found = f"{free:.0f} GB free at {folder}"
    if not os.access(folder, os.W_OK):
        return Finding("disk", "wrong", f"{folder} is not writable", "set TALLYMAN_BUILD")
    if free >= NEEDED_GIGABYTES:
        return Finding("disk", "ok", found)
    advice = f"{NEEDED_GIGABYTES:.0f} GB serve the default size: free some or set TALLYMAN_BUILD"
    return Finding("disk", "warning", found, advice)


def _chromium(settings: Settings) -> Finding:  # noqa: ARG001  every look takes the settings
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path:
        return Finding("Chromium", "ok", path)
    return Finding(
        "Chromium",
        "warning",
        "not installed: browser tests are skipped",
        "`apt-get install -y chromium`",
    )


def _landing(settings: Settings) -> Finding:
    from pipelines.stages.loading import landing_folders

    folders = landing_folders(settings)
    undeclared = [folder for folder in folders if not (folder / "landing.yml").is_file()]
    if undeclared:
        return Finding(
            "landing",
            "wrong",
            f"{undeclared[0]} does not declare its origin",
            "write `origin: real` or `origin: synthetic` into its landing.yml",
        )
    names = ", ".join(folder.name for folder in folders)
    if set(folders) <= {settings.incident_history, settings.registers}:
        return Finding("landing", "warning", f"only {names}", "`tallyman simulate` writes a stream")
    return Finding("landing", "ok", names)


def _manifest(settings: Settings) -> Finding:
    from pipelines.dbt_runs.manifest import is_manifest_fresh

    manifest = settings.dbt_target / "manifest.json"
    if is_manifest_fresh(settings):
        return Finding("dbt project", "ok", "parsed")
    found = "changed since it was parsed" if manifest.is_file() else "not parsed yet"
    return Finding("dbt project", "warning", found, "`tallyman build` parses it")


def _decisions(settings: Settings) -> Finding:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import SQLAlchemyError

    from pipelines.decisions import DecisionStore, audit

    what, url = "decision store", make_url(settings.decisions_url)
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return Finding(what, "warning", f"none yet at {shown}", "`tallyman build` makes it")
    store = DecisionStore(settings.decisions_url)
    try:
        if not store.is_current():
            return Finding(what, "warning", f"{shown}: older schema", "the next build upgrades it")
        broken = audit.verify(store)
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        return Finding(what, "wrong", f"{shown}: {reason}", "start its server, or mend the address")
    finally:
        store.close()
    if broken:
        found = f"audit entry {broken} is not as it was written"
        return Finding(what, "wrong", found, "compare with a backup; somebody changed the file")
    return Finding(what, "ok", f"{shown}; every seal of its audit log holds")


def _warehouse(settings: Settings) -> Finding:
    import duckdb

    from pipelines.builds import last_build
    from pipelines.warehouse_file import WarehouseError, with_lock_retry

    path = settings.warehouse
    if not path.is_file():
        return Finding("warehouse", "warning", "nothing loaded yet", "`tallyman refresh`")
    try:
        con = with_lock_retry(lambda: duckdb.connect(str(path), read_only=True), path, 1.0)
    except WarehouseError as error:
        return Finding("warehouse", "warning", str(error).split(",")[0], "wait for it to end")
    except duckdb.Error as error:
        return Finding(
            "warehouse",
            "wrong",
            str(error).split("\n")[0],
            f"move {path} away and `tallyman refresh`: it is made again from the landing folders",
        )
    with con:
        build = last_build(con)
    size = f"{path.stat().st_size / 1e6:.0f} MB"
    if build is None:
        return Finding("warehouse", "warning", f"{size}, never built", "`tallyman build`")
    if build.state != "green":
        return Finding(
            "warehouse", "wrong", f"build {build.build_id} is {build.state}", "`tallyman build`"
        )
    return Finding("warehouse", "ok", f"{size}, build {build.build_id} green")


def _edition(settings: Settings) -> Finding:
    from pipelines.editions import EditionError, open_edition

    try:
        edition = open_edition(settings.editions)
        edition.verify()
    except EditionError as error:
        state: State = "wrong" if _has_any(settings.editions) else "warning"
        return Finding("edition", state, str(error).split(":")[0], "`tallyman refresh`")
    return Finding("edition", "ok", f"{edition.id} of {edition.manifest.created_at:%Y-%m-%d}")


def _has_any(editions: Path) -> bool:
    return any(editions.glob("[0-9]*"))
