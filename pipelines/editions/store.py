"""Where editions lie and how one is opened: list, current, open.

Reading only. Making an edition belongs in ``publish``, comparing two in ``compare``.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.editions.manifest import DATABASE_NAME, MANIFEST_NAME, EditionManifest

POINTER_NAME = "current"


class EditionError(Exception):
    """An edition cannot be opened or published; the message says what to do."""


@dataclass(frozen=True)
class Edition:
    """One published edition.

    Attributes
    ----------
    id
        Four digits.
    folder
        Folder that holds the edition's files.
    manifest
        What it was made from.
    """

    id: str
    folder: Path
    manifest: EditionManifest

    @property
    def as_known_at(self) -> datetime | None:
        """The cut of its data; None means everything loaded by then."""
        return self.manifest.as_known_at

    @property
    def database(self) -> Path:
        """The edition's DuckDB file."""
        return self.folder / DATABASE_NAME

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Open the edition for reading.

        Returns
        -------
        duckdb.DuckDBPyConnection
            A read-only connection; any number of processes may hold one.
        """
        return duckdb.connect(str(self.database), read_only=True)

    def verify(self) -> None:
        """Check that the database file is the one that was published.

        Raises
        ------
        EditionError
            If the file's hash is not the one in the manifest.
        """
        found = file_sha256(self.database)
        if found != self.manifest.database_sha256:
            raise EditionError(
                f"{self.database}: sha256 {found}, expected {self.manifest.database_sha256} as "
                f"written in {MANIFEST_NAME}. The file changed after it was published: do not use "
                "its figures; publish again with `tallyman publish`."
            )


def file_sha256(path: Path) -> str:
    """Hash a file.

    Parameters
    ----------
    path
        File to read.

    Returns
    -------
    str
        SHA-256 in hexadecimal.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def list_editions(editions_dir: Path) -> list[Edition]:
    """List complete editions, oldest first.

    Parameters
    ----------
    editions_dir
        Parent folder of the editions.

    Returns
    -------
    list of Edition
        Unfinished folders (their name begins with a dot) are not editions.
    """
    return [
        Edition(folder.name, folder, EditionManifest.read(folder))
        for folder in edition_folders(editions_dir)
    ]


def edition_folders(editions_dir: Path) -> list[Path]:
    """List the folders of complete editions by number, without reading them."""
    if not editions_dir.is_dir():
        return []
    folders = [path for path in editions_dir.iterdir() if path.name.isdigit() and path.is_dir()]
    return sorted(folders, key=lambda path: int(path.name))


def current_id(editions_dir: Path) -> str | None:
    """Read the pointer.

    Parameters
    ----------
    editions_dir
        Parent folder of the editions.

    Returns
    -------
    str or None
        Id of the current edition; None where nothing was published yet.
    """
    pointer = editions_dir / POINTER_NAME
    return pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else None


def open_edition(editions_dir: Path, edition_id: str | None = None) -> Edition:
    """Open one edition.

    Parameters
    ----------
    editions_dir
        Parent folder of the editions.
    edition_id
        Id of the edition wanted; None for the current one. Leading zeros may be left out.

    Returns
    -------
    Edition
        The edition, ready to connect to.

    Raises
    ------
    EditionError
        If nothing was published yet, or there is no edition of that id.
    """
    wanted = current_id(editions_dir) if edition_id is None else edition_id.zfill(4)
    if wanted is None:
        raise EditionError(
            f"No edition in {editions_dir}: nothing was published yet. Type `tallyman refresh` "
            "to make one from the landing folders."
        )
    folder = editions_dir / wanted
    if not (folder / MANIFEST_NAME).is_file():
        have = ", ".join(path.name for path in edition_folders(editions_dir)) or "none"
        raise EditionError(
            f"No edition {wanted} in {editions_dir}; there is: {have}. "
            "`tallyman editions` lists them."
        )
    return Edition(wanted, folder, EditionManifest.read(folder))
