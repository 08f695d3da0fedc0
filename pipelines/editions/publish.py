"""Publishing: the warehouse's marts and figures copied into a new immutable edition.

Nothing is counted or estimated here: tables are copied as they stand, and beside them the bridges
to definitions that the edition before still had (``bridge``). Whether they may be
published is asked of the ledgers (last build green, figures and proposal of that build).
"""

import fcntl
import os
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import duckdb

from pipelines.builds import Build, last_build
from pipelines.editions.bridge import write_bridges
from pipelines.editions.contents import (
    copy_published_relations,
    definition_versions,
    inputs,
    origin_counts,
    row_counts,
    rule_sets,
)
from pipelines.editions.manifest import DATABASE_NAME, EditionManifest
from pipelines.editions.model_cards import write_cards
from pipelines.editions.store import (
    POINTER_NAME,
    Edition,
    EditionError,
    edition_folders,
    file_sha256,
    open_edition,
)
from pipelines.warehouse_file import with_lock_retry


def publish(warehouse: Path, editions_dir: Path, *, home: Path | None = None) -> Edition:
    """Publish the warehouse as a new edition and make it the current one.

    The edition is written under a name that begins with a dot, forced to disk, renamed and only
    then pointed to. A reader of an older edition is not disturbed; a kill at any moment leaves
    either no new edition or a whole one.

    Parameters
    ----------
    warehouse
        DuckDB file of the warehouse; no other process may be writing it.
    editions_dir
        Parent folder of the editions.
    home
        Checkout whose commit is named as the code version; None leaves the commit out.

    Returns
    -------
    Edition
        The new edition.

    Raises
    ------
    EditionError
        If the last build was not green, if loads wait for a build, or if figures or proposal
        do not belong to the last build.
    """
    editions_dir.mkdir(parents=True, exist_ok=True)
    with _one_publisher(editions_dir), duckdb.connect() as con:
        _attach(con, warehouse)
        build = _publishable_build(con)
        _remove_unfinished(editions_dir)
        edition_id = _next_id(editions_dir)
        partial = editions_dir / f".{edition_id}.partial"
        partial.mkdir()
        database = partial / DATABASE_NAME
        con.execute(f"attach '{database}' as edition")
        copy_published_relations(con)
        folders = edition_folders(editions_dir)
        previous = open_edition(editions_dir, folders[-1].name) if folders else None
        write_bridges(con, previous, build.as_known_at)
        code = code_version(home)
        cards = write_cards(con, partial, edition_id, code)
        con.execute("use memory; detach edition")
        tables = row_counts(database)
        manifest = EditionManifest(
            id=edition_id,
            created_at=datetime.now(UTC),
            code_version=code,
            as_known_at=build.as_known_at,
            build_id=build.build_id,
            origin_counts=origin_counts(con),
            inputs=inputs(con),
            rule_sets=rule_sets(con),
            definition_versions=definition_versions(con),
            tables=tables,
            database_sha256=file_sha256(database),
        )
        manifest_path = manifest.write(partial)
        _seal(partial, [database, manifest_path, *cards])
        folder = editions_dir / edition_id
        partial.rename(folder)
        _fsync(editions_dir)
        _point_to(editions_dir, edition_id)
    return Edition(edition_id, folder, manifest)


def code_version(home: Path | None) -> str:
    """Name the code: the package's version and, in a checkout, its commit.

    Parameters
    ----------
    home
        The checkout; None, or a folder without a repository, leaves the commit out.

    Returns
    -------
    str
        Such as ``0.1.0+1f2e3d4c5b6a`` or ``0.1.0+1f2e3d4c5b6a.modified``.
    """
    package = version("tallyman")
    git = shutil.which("git")
    if home is None or git is None or not (home / ".git").exists():
        return package

    def answer(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  fixed program, fixed arguments
            [git, "-C", str(home), *arguments], capture_output=True, text=True, check=False
        )

    commit = answer("rev-parse", "--short=12", "HEAD")
    if commit.returncode != 0:
        return package
    modified = ".modified" if answer("status", "--porcelain").stdout.strip() else ""
    return f"{package}+{commit.stdout.strip()}{modified}"


@contextmanager
def _one_publisher(editions_dir: Path) -> Iterator[None]:
    """Hold the publishing lock; it falls with the process, so a kill leaves none behind."""
    with (editions_dir / ".lock").open("w", encoding="utf-8") as lock:
        deadline = time.monotonic() + 30
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise EditionError(
                        f"{editions_dir}: another process has been publishing for 30 seconds. "
                        "Wait for it to end, then publish again."
                    ) from None
                time.sleep(0.2)
        yield


def _attach(con: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    if not warehouse.is_file():
        raise EditionError(
            f"{warehouse} does not exist: there is nothing to publish. "
            "Type `tallyman refresh` to load, build and publish."
        )
    with_lock_retry(
        lambda: con.execute(f"attach '{warehouse}' as warehouse (read_only)"), warehouse
    )


def _publishable_build(con: duckdb.DuckDBPyConnection) -> Build:
    build = last_build(con, catalog="warehouse")
    if build is None:
        raise EditionError(
            "Publishing is blocked: the warehouse was never built. Type `tallyman build`."
        )
    if build.state != "green":
        detail = f": {build.message}" if build.message else ""
        raise EditionError(
            f"Publishing is blocked: build {build.build_id} of {build.started_at:%Y-%m-%d %H:%M} "
            f"is {build.state}, expected green{detail}. Repair what failed and type "
            "`tallyman build`; the current edition stays as it is."
        )
    waiting = con.execute(
        "select file_name from warehouse.raw.loads where state = 'loaded' and built_at is null "
        "order by load_id"
    ).fetchall()
    if waiting:
        raise EditionError(
            f"Publishing is blocked: {len(waiting)} loaded file(s) are not in build "
            f"{build.build_id} (first: {waiting[0][0]}). Type `tallyman build`."
        )
    for done_at, what, command in (
        (build.estimated_at, "measures and commonalities were", "build"),
        (build.proposed_at, "the weight proposal was", "propose"),
    ):
        if done_at is None:
            raise EditionError(
                f"Publishing is blocked: {what} not computed from build {build.build_id}. "
                f"Type `tallyman {command}`."
            )
    return build


def _remove_unfinished(editions_dir: Path) -> None:
    for left in editions_dir.glob(".*.partial"):
        shutil.rmtree(left)
    (editions_dir / f".{POINTER_NAME}.new").unlink(missing_ok=True)


def _next_id(editions_dir: Path) -> str:
    folders = edition_folders(editions_dir)
    return f"{int(folders[-1].name) + 1 if folders else 1:04d}"


def _seal(folder: Path, files: list[Path]) -> None:
    for path in files:
        _fsync(path)
        path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    _fsync(folder)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _point_to(editions_dir: Path, edition_id: str) -> None:
    fresh = editions_dir / f".{POINTER_NAME}.new"
    fresh.write_text(f"{edition_id}\n", encoding="utf-8")
    _fsync(fresh)
    fresh.replace(editions_dir / POINTER_NAME)
    _fsync(editions_dir)
