"""Which files of a landing folder are data, and what their names say.

A name gives the table and the stamp. What the file holds belongs in ``survey``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from pipelines.landing.contracts import Contract
from pipelines.landing.declaration import DECLARATION, printable
from pipelines.landing.refusals import FileRefused, LandingRefused

FileFormat = Literal["csv", "csv.gz", "parquet", "edi"]
_FORMATS: dict[str, FileFormat] = {
    "csv": "csv",
    "csv.gz": "csv.gz",
    "parquet": "parquet",
    "edi": "edi",
}
_TOKENS = {
    "<table>": r"(?P<table>[a-z0-9_]+?)",
    "<feed>": r"(?P<feed>[a-z0-9_]+?)",
    "<YYYYMMDDhhmm>": r"(?P<stamp>\d{12})",
    "<YYYY>": r"\d{4}",
    "<MM>": r"\d{2}",
    "<n>": r"\d+",
    "[": "(?:",
    "]": ")?",
}


@dataclass(frozen=True)
class LandingFile:
    """A file whose name was recognised.

    Attributes
    ----------
    path
        Where it lies.
    name
        Path relative to the landing folder, with forward slashes.
    contract
        The table it belongs to.
    stamp
        Time in its name, UTC without zone: when the release was made.
    format
        How it is stored.
    """

    path: Path
    name: str
    contract: Contract
    stamp: datetime
    format: FileFormat


def list_files(folder: Path) -> list[Path]:
    """List the files of a landing folder that are meant to be loaded.

    Left alone: ``landing.yml``, hidden files and folders, ``*.partial`` (still being written) and
    Markdown documents. A link to a folder is listed, since nothing in it is read.

    Parameters
    ----------
    folder
        The landing folder; subfolders are read too.

    Returns
    -------
    list of Path
        Sorted by name.

    Raises
    ------
    LandingRefused
        If a subfolder declares an origin of its own.
    """
    files = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_linked_folder = path.is_symlink() and path.is_dir()
        if any(part.startswith(".") for part in parts):
            continue
        if not path.is_file() and not is_linked_folder:
            continue
        if path.name == DECLARATION and len(parts) > 1:
            raise LandingRefused.because(
                "A landing folder holds another landing folder",
                where=str(path),
                got=f"a second {DECLARATION} below {folder}",
                expected="one declaration for all the files of a folder",
                do="Load the inner folder by itself, and move it out of the outer one.",
            )
        if path.name != DECLARATION and path.suffix.lower() not in {".partial", ".md"}:
            files.append(path)
    return files


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """Turn a family's ``file_pattern`` into a regular expression.

    Examples
    --------
    >>> name = _expression("<feed>__<YYYY>__<YYYYMMDDhhmm>[_part_<n>].csv|.csv.gz")
    >>> name.fullmatch("exams__2005__200511010300_part_2.csv")["feed"]
    'exams'
    """
    body, endings = re.split(r"(?=\.(?:csv|edi))", pattern, maxsplit=1)
    pieces = re.split("(" + "|".join(map(re.escape, _TOKENS)) + ")", body)
    stem = "".join(_TOKENS.get(piece, re.escape(piece)) for piece in pieces)
    return re.compile(f"{stem}(?P<ending>{endings.replace('.', r'[.]')})")


def recognise(folder: Path, path: Path, contracts: Mapping[str, Contract]) -> LandingFile:
    """Read table and stamp from a file's name.

    Parameters
    ----------
    folder
        The landing folder.
    path
        A file below it.
    contracts
        Contracts by table name.

    Returns
    -------
    LandingFile
        What the name says.

    Raises
    ------
    FileRefused
        If no contract's files are named so, or the stamp is no time.
    """
    name = path.relative_to(folder).as_posix()
    if printable(name) != name:
        raise FileRefused.because(
            "The file's name cannot be written down",
            where=printable(name),
            got="bytes that are no UTF-8",
            expected="a name in UTF-8, its folders' names too",
            do="Rename it, then load again.",
        )
    if path.is_dir():
        raise FileRefused.because(
            "A link to a folder is not followed, so nothing in it was read",
            where=name,
            got=f"a link to {printable(str(path.resolve()))}",
            expected="files, and folders that lie in the landing folder",
            do="Load that folder by itself, or copy it here; or take the link out.",
        )
    patterns = {contract.family: contract.file_pattern for contract in contracts.values()}
    for family, pattern in patterns.items():
        match = _expression(pattern).fullmatch(path.name)
        if match is None:
            continue
        found = match.groupdict()
        contract = contracts.get(found.get("feed") or f"{family}_{found.get('table')}")
        stamp = _stamp(found["stamp"])
        if contract is not None and contract.family == family and stamp is not None:
            file_format = _FORMATS[found["ending"].lstrip(".")]
            return LandingFile(path, name, contract, stamp, file_format)
    raise FileRefused.because(
        "The file is not recognised by its name",
        where=name,
        got=path.name,
        expected=" or ".join(dict.fromkeys(patterns.values()))
        + ", stamp a time in UTC, table one of "
        + ", ".join(contracts),
        do="Rename it, or take it out of the landing folder.",
    )


def _stamp(digits: str) -> datetime | None:
    """Read a stamp; None where it is no time.

    Examples
    --------
    >>> _stamp("200510170300"), _stamp("200513170300")
    (datetime.datetime(2005, 10, 17, 3, 0), None)
    """
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M").replace(tzinfo=UTC).replace(tzinfo=None)
    except ValueError:
        return None
