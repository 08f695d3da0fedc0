"""Writing the synthetic stream as a landing folder of origin synthetic.

What happens in the stream is `models/simulation`; loading the files belongs in `landing`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from models.rules import RuleSet
from models.simulation import ReferenceTables, SimulatedMonth, SimulationConfig, simulate
from pipelines.landing.declaration import DECLARATION
from pipelines.settings import get_settings
from pipelines.simulation.csv_files import PARTIAL, FileWritten, file_name, write_csv
from pipelines.simulation.reading import read_reference_tables, read_selection_rules
from pipelines.simulation.truth_files import TruthFiles, write_world_truth

DESCRIPTION = (
    "Synthetic national stream: ocean manifests in the layout of the public AMS release and agency"
    " feeds, with planted truth. No row describes real traffic. What the stream shows was put in"
    " (models/simulation/calibration.py) and is not a finding. Incidents whose number begins with"
    " SCENARIO- tell three real ones again with invented traffic (models/simulation/scenarios.py)."
)


@dataclass(frozen=True, slots=True)
class MonthWritten:
    """What was written of one month.

    Parameters
    ----------
    month : str
        YYYY-MM.
    season : int
    files, rows, bytes : int
        Files, records (headers not counted) and bytes in the landing folder.
    counts : dict of str to int
        What happened: trips, bills, exams, incidents, ...
    """

    month: str
    season: int
    files: int
    rows: int
    bytes: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class LandingWritten:
    """What was written of a stream.

    Parameters
    ----------
    folder, truth_folder : Path
    months : tuple of MonthWritten
    """

    folder: Path
    truth_folder: Path
    months: tuple[MonthWritten, ...]

    @property
    def files(self) -> int:
        """Number of files in the landing folder."""
        return sum(month.files for month in self.months)

    @property
    def rows(self) -> int:
        """Records in all files."""
        return sum(month.rows for month in self.months)

    @property
    def bytes(self) -> int:
        """Bytes of all files."""
        return sum(month.bytes for month in self.months)


class LandingFolderInUse(ValueError):  # noqa: N818  it is a decision, not a programming error
    """The folder holds something that the synthetic stream must not overwrite."""


def write_landing(
    config: SimulationConfig,
    folder: Path,
    truth_folder: Path,
    rule_sets: Mapping[str, RuleSet] | None = None,
    on_month: Callable[[MonthWritten], None] | None = None,
    reference: ReferenceTables | None = None,
) -> LandingWritten:
    """Simulate a stream and write it as a landing folder, replacing an earlier synthetic one.

    ``landing.yml`` is written last: a folder whose writing was interrupted cannot be loaded, and
    the next call replaces it.

    Parameters
    ----------
    config
        What is asked of the stream.
    folder
        Landing folder; its files lie in ``ams/<YYYY>`` and ``agency/<YYYY>``.
    truth_folder
        Where the planted truth goes, as Parquet; must not lie inside the landing folder.
    rule_sets
        By which the synthetic agency selects; the shipped ones by default.
    on_month
        Called after each month.
    reference
        Reference tables; the shipped ones by default.

    Returns
    -------
    LandingWritten

    Raises
    ------
    LandingFolderInUse
        If the folder holds files that are not an earlier synthetic stream, or the truth would lie
        inside it.
    """
    settings = get_settings()
    if rule_sets is None:
        rule_sets = read_selection_rules(settings.rulesets, settings.features_yml)
    if reference is None:
        reference = read_reference_tables(
            settings.reference, settings.rulesets, settings.features_yml
        )
    _make_room(folder, truth_folder)
    truth_folder.mkdir(parents=True, exist_ok=True)
    declared: dict[str, FileWritten] = {}
    months: list[MonthWritten] = []
    with TruthFiles(truth_folder) as truth:
        for month in simulate(config, reference, rule_sets):
            files = _write_month(folder, month)
            truth.add(month.truth)
            declared.update(files)
            months.append(_report(month, files))
            if on_month is not None:
                on_month(months[-1])
            # A national month is large: let it go before the next one is made.
            del month
    write_world_truth(config, rule_sets["human_smuggling"], truth_folder)
    _declare(folder, declared)
    return LandingWritten(folder, truth_folder, tuple(months))


def _make_room(folder: Path, truth_folder: Path) -> None:
    """Take away an earlier synthetic stream; refuse to touch anything else."""
    if truth_folder.resolve().is_relative_to(folder.resolve()):
        raise LandingFolderInUse(
            f"{truth_folder}: the planted truth would lie inside the landing folder {folder}; "
            "choose a folder outside it"
        )
    declaration, begun = folder / DECLARATION, folder / (DECLARATION + PARTIAL)
    if declaration.is_file():
        content = yaml.safe_load(declaration.read_text(encoding="utf-8")) or {}
        if content.get("origin") != "synthetic":
            raise LandingFolderInUse(
                f"{declaration}: got origin {content.get('origin')!r}, expected 'synthetic'; the "
                "stream replaces only a synthetic landing folder, so choose another folder"
            )
    elif not begun.is_file() and folder.is_dir() and any(folder.iterdir()):
        raise LandingFolderInUse(
            f"{folder}: holds files but no {DECLARATION}; the synthetic stream is written into an "
            "empty folder or over an earlier synthetic stream, so choose another folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    begun.write_text("origin: synthetic\n", encoding="utf-8")
    declaration.unlink(missing_ok=True)
    for part in ("ams", "agency"):
        for path in sorted((folder / part).glob("*/*__*.csv*")):
            path.unlink()


def _write_month(folder: Path, month: SimulatedMonth) -> dict[str, FileWritten]:
    """Write the tables of a month one after the other; a table without rows has no file."""
    files: dict[str, FileWritten] = {}
    for table in month.tables:
        content = month.tables[table]
        if content.num_rows:
            name = file_name(table, month.month, month.stamp)
            files[name] = write_csv(folder / name, content, month.dirt(table, content))
    return files


def _declare(folder: Path, files: Mapping[str, FileWritten]) -> None:
    content = {
        "origin": "synthetic",
        "name": "synthetic",  # wherever it is written or copied: one stream replaces another
        "description": DESCRIPTION,
        "files": {name: asdict(file) for name, file in sorted(files.items())},
    }
    partial = folder / (DECLARATION + PARTIAL)
    partial.write_text(yaml.safe_dump(content, sort_keys=False, width=100), encoding="utf-8")
    partial.rename(folder / DECLARATION)


def _report(month: SimulatedMonth, files: Mapping[str, FileWritten]) -> MonthWritten:
    return MonthWritten(
        month=str(month.month),
        season=month.season,
        files=len(files),
        rows=sum(file.rows for file in files.values()),
        bytes=sum(file.bytes for file in files.values()),
        counts=month.counts,
    )
