"""Writing a pack: a folder with the page, the workbook, and a manifest with their hashes.

What it says is in ``contents``; the folder is written beside and then put in its place, so that
nobody finds half a pack.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from pipelines.editions.store import Edition, file_sha256, list_editions
from pipelines.packs.contents import PackContents, read_contents
from pipelines.packs.page import pack_html
from pipelines.packs.plots import plots
from pipelines.packs.workbook import write_workbook

PAGE_NAME = "index.html"
PACK_MANIFEST = "manifest.json"


class PackError(Exception):
    """A pack cannot be written; the message says what to do."""


@dataclass(frozen=True)
class PackWritten:
    """A pack that was written.

    Attributes
    ----------
    folder
        Where it lies.
    files
        Its files.
    contents
        What it says.
    """

    folder: Path
    files: tuple[Path, ...]
    contents: PackContents


def write_pack(
    edition: Edition, editions_dir: Path, name: str, out: Path, period: str | None = None
) -> PackWritten:
    """Write the review pack of a program from one edition.

    Parameters
    ----------
    edition
        The edition.
    editions_dir
        Parent folder of the editions; those before it are looked at for restatements alone.
    name
        Id of the program.
    out
        Parent folder of the pack; the pack itself is a folder named by program, period and
        edition. One that stands there from before is replaced.
    period
        Label of the period of which counted figures are asked; None for the newest of each.

    Returns
    -------
    PackWritten

    Raises
    ------
    PackError
        If something that is no pack lies where the pack is to be written.
    pipelines.editions.EditionError
        If the edition's file is not the one that was published.
    pipelines.editions.published.SelectionError
        If the edition has no such program, or the text is no period.
    """
    before = [one for one in list_editions(editions_dir) if int(one.id) < int(edition.id)]
    contents = read_contents(edition, before, name, period)
    folder = out / contents.name
    if folder.exists() and not (folder / PACK_MANIFEST).is_file():
        raise PackError(
            f"{folder} is no pack: got something without {PACK_MANIFEST}, expected an earlier pack "
            "or nothing. Move it away, or give another folder with --out."
        )
    partial = out / f".{contents.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        drawn = plots(contents.series, contents.program.figures)
        workbook = f"{contents.name}.xlsx"
        (partial / PAGE_NAME).write_text(pack_html(contents, drawn), encoding="utf-8")
        write_workbook(contents, drawn, partial / workbook)
        _write_manifest(contents, partial, [PAGE_NAME, workbook])
        if folder.exists():
            shutil.rmtree(folder)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return PackWritten(folder, tuple(sorted(folder.iterdir())), contents)


def _write_manifest(contents: PackContents, folder: Path, names: list[str]) -> None:
    files = {
        name: {
            "sha256": file_sha256(folder / name),
            "bytes": (folder / name).stat().st_size,
        }
        for name in names
    }
    text = json.dumps(contents.manifest() | {"files": files}, indent=2, ensure_ascii=False)
    (folder / PACK_MANIFEST).write_text(f"{text}\n", encoding="utf-8")
