"""The marts of the last build, read as an edition is before there is one.

What is asked of an edition can so be asked of what is about to become one, once and with the same
words. Nothing is published here, and pages never read it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.builds import last_build
from pipelines.editions.manifest import EditionManifest
from pipelines.editions.store import Edition, EditionError
from pipelines.warehouse_file import open_warehouse


@dataclass(frozen=True)
class UnpublishedMarts(Edition):
    """The warehouse in the place of an edition's file.

    Attributes
    ----------
    id, folder, manifest
        As of an edition that does not exist yet; the manifest names the build and nothing else.
    warehouse
        The DuckDB file.
    """

    warehouse: Path

    @property
    def database(self) -> Path:
        """The warehouse's DuckDB file."""
        return self.warehouse

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Open the warehouse for reading, waiting for whoever writes it."""
        return open_warehouse(self.warehouse, read_only=True)


def open_unpublished(warehouse: Path) -> UnpublishedMarts:
    """Open the marts of the last build.

    Parameters
    ----------
    warehouse
        The DuckDB file; nobody writes it while the marts are in use.

    Returns
    -------
    UnpublishedMarts

    Raises
    ------
    EditionError
        If nothing was built yet.
    """
    with open_warehouse(warehouse, read_only=True) as con:
        build = last_build(con)
    if build is None:
        raise EditionError(f"{warehouse} was never built. Type `tallyman build`.")
    manifest = EditionManifest(
        id="0000",
        created_at=datetime.now(UTC),
        code_version="",
        as_known_at=build.as_known_at,
        build_id=build.build_id,
        # Stands where answers are remembered by what the file held.
        database_sha256=f"build {build.build_id} at {warehouse.stat().st_mtime_ns}",
    )
    return UnpublishedMarts("0000", warehouse.parent, manifest, warehouse)
