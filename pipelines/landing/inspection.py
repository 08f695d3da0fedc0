"""What there is to do in a landing folder, and what the files' bytes say of it.

Files are hashed and surveyed in threads of their own, ahead of the loading. Whether a file is new
is decided in ``ledger``, loading is done in ``load``.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pipelines.landing.contracts import load_contracts
from pipelines.landing.declaration import Declaration, DeclaredFile, printable
from pipelines.landing.file_names import LandingFile, list_files, recognise
from pipelines.landing.ledger import Ledger
from pipelines.landing.refusals import FileRefused
from pipelines.landing.report import State
from pipelines.landing.survey import (
    Fingerprint,
    Survey,
    cannot_be_read,
    check_declared,
    fingerprint,
    survey,
)

_FILES_AHEAD = 500


@dataclass
class Entry:
    """One file of the folder, or one that landing.yml lists and that is not there.

    Attributes
    ----------
    name
        Path relative to the landing folder.
    file, declared
        What its name says, and what landing.yml says of it.
    found, surveyed
        What its bytes say; ``surveyed`` is None where the same bytes are loaded already.
    refusal, state
        Why it cannot be loaded, and the state to report then.
    """

    name: str
    file: LandingFile | None = None
    declared: DeclaredFile | None = None
    found: Fingerprint | None = None
    surveyed: Survey | None = None
    refusal: str | None = None
    state: State = "refused"


def list_entries(folder: Path, declaration: Declaration) -> list[Entry]:
    """List what there is to do.

    Parameters
    ----------
    folder
        The landing folder.
    declaration
        Its landing.yml.

    Returns
    -------
    list of Entry
        Recognised files by table, stamp and name, then the rest.
    """
    contracts = load_contracts()
    tables = list(contracts)
    recognised: list[tuple[LandingFile, Entry]] = []
    others: list[Entry] = []
    names = set()
    for path in list_files(folder):
        name = printable(path.relative_to(folder).as_posix())
        names |= {name, path.name}
        declared = declaration.files.get(name) or declaration.files.get(path.name)
        try:
            file = recognise(folder, path, contracts)
        except FileRefused as unknown:
            others.append(Entry(name, refusal=str(unknown), state="not_recognised"))
        else:
            recognised.append((file, Entry(name, file, declared)))
    for name in sorted({*declaration.files} - names):
        absent = FileRefused.because(
            "A file listed in landing.yml is not there",
            where=name,
            got="no such file",
            expected="every listed file",
            do="Copy it into the folder, or take it off the list; then load again.",
        )
        others.append(Entry(name, refusal=str(absent), state="missing"))
    recognised.sort(key=lambda e: (tables.index(e[0].contract.name), e[0].stamp, e[0].name))
    return [entry for _, entry in recognised] + others


def inspect_ahead(entries: Sequence[Entry], ledger: Ledger) -> Iterator[Entry]:
    """Hash and survey files while the database takes in those before them.

    Parameters
    ----------
    entries
        What there is to do.
    ledger
        The load ledger; a file whose bytes it knows is not surveyed.

    Yields
    ------
    Entry
        In the same order, filled.
    """
    with ThreadPoolExecutor(max_workers=2) as pool:
        pending: deque[Future[Entry]] = deque()
        waiting = iter(entries)
        for _ in entries:
            while len(pending) <= _FILES_AHEAD and (entry := next(waiting, None)) is not None:
                pending.append(pool.submit(_inspect, entry, ledger))
            yield pending.popleft().result()


def _inspect(entry: Entry, ledger: Ledger) -> Entry:
    """Read a file's bytes; its rows are left unread where the same bytes are loaded already."""
    if entry.file is not None:
        try:
            entry.found = fingerprint(entry.file)
            check_declared(entry.file, entry.found, entry.declared)
            if ledger.holder_of(entry.found.sha256) is None:
                entry.surveyed = survey(entry.file)
        except FileRefused as refusal:
            entry.refusal = str(refusal)
        except OSError as error:
            entry.refusal = str(cannot_be_read(entry.file, error))
    return entry
