"""From landing folders to raw tables: which folders there are, loading them, checking the load.

How a file is read belongs in ``landing``; writing the synthetic stream belongs in ``simulation``.
"""

from collections.abc import Sequence
from itertools import count
from pathlib import Path

from models.simulation import SimulationConfig
from pipelines.landing import (
    FileOutcome,
    Imbalance,
    LoadReport,
    create_raw_tables,
    load_contracts,
    load_folder,
    reconcile,
)
from pipelines.progress import Progress, Silent
from pipelines.settings import Settings
from pipelines.simulation import (
    LandingWritten,
    read_reference_tables,
    read_selection_rules,
    write_landing,
)
from pipelines.warehouse_file import open_warehouse


def simulate(
    settings: Settings,
    config: SimulationConfig,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> LandingWritten:
    """Write the synthetic stream as a landing folder, and the planted truth apart from it.

    Parameters
    ----------
    settings
        Paths of the installation.
    config
        What is asked of the stream.
    folder
        Landing folder; None for the installation's own.
    progress
        Told what is done; None for silence.

    Returns
    -------
    LandingWritten
        What was written, month by month.

    Raises
    ------
    pipelines.simulation.LandingFolderInUse
        If the folder holds anything but an earlier synthetic stream.
    """
    told = progress or Silent()
    told.start("simulate")
    months = 12 * (config.last_season - config.first_season + 1)
    done = count(1)
    written = write_landing(
        config,
        folder or settings.synthetic_landing,
        settings.truth,
        rule_sets=read_selection_rules(settings.rulesets, settings.features_yml),
        reference=read_reference_tables(
            settings.reference, settings.rulesets, settings.features_yml
        ),
        on_month=lambda month: told.advance(month.month, next(done), months),
    )
    told.end(
        f"{written.files:,} files, {written.rows:,} rows, {written.bytes / 1e6:,.0f} MB, all "
        f"synthetic, in {written.folder}"
    )
    return written


def landing_folders(settings: Settings) -> list[Path]:
    """List the landing folders: those under the landing root, the incident history, the registers.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    list of Path
        A folder that declares no origin is listed too, so that it is refused aloud.
    """
    root = settings.landing
    dropped = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    shipped = (settings.incident_history, settings.registers)
    return [*dropped, *(folder for folder in shipped if folder.is_dir())]


def load(
    settings: Settings, folders: Sequence[str] = (), progress: Progress | None = None
) -> list[LoadReport]:
    """Load the new files of landing folders, folder by folder.

    Parameters
    ----------
    settings
        Paths of the installation.
    folders
        Landing folders; empty for all of :func:`landing_folders`.
    progress
        Told what is done; None for silence.

    Returns
    -------
    list of LoadReport
        One a folder.

    Raises
    ------
    pipelines.landing.LandingRefused
        If a folder declares no origin.
    """
    told = progress or Silent()
    told.start("load")

    def on_file(outcome: FileOutcome, done: int, total: int) -> None:
        told.advance(outcome.file_name, done, total)

    with open_warehouse(settings.warehouse) as con:
        create_raw_tables(con)
        reports = [
            load_folder(con, Path(folder), on_file=on_file)
            for folder in folders or landing_folders(settings)
        ]
    told.end(load_summary(reports))
    return reports


def load_summary(reports: Sequence[LoadReport]) -> str:
    """Say in one line what was loaded.

    Parameters
    ----------
    reports
        As :func:`load` gives them.

    Returns
    -------
    str
        New files and rows, and what was not loaded.
    """
    new = sum(len(report.new) for report in reports)
    known = sum(len(report.no_op) for report in reports)
    refused = sum(len(report.refused) for report in reports)
    read, loaded, quarantined = (
        sum(getattr(report, name) for report in reports)
        for name in ("rows_read", "rows_loaded", "rows_quarantined")
    )
    return (
        f"{new:,} new files, {loaded:,} new rows ({read:,} read = {loaded:,} loaded + "
        f"{quarantined:,} quarantined); {known:,} files known, {refused:,} refused"
    )


def raw_counts(settings: Settings) -> dict[str, dict[str, int]]:
    """Count the rows of the raw tables that loads fill.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    dict of str to dict
        ``rows`` by table; the two ledgers among them.
    """
    names = [*load_contracts(), "loads", "quarantine"]
    union = " union all ".join(
        f"select '{name}', count(*) from raw.{name}"  # noqa: S608  names of contracts
        for name in names
    )
    with open_warehouse(settings.warehouse, read_only=True) as con:
        return {name: {"rows": int(rows)} for name, rows in con.execute(union).fetchall()}


def unbalanced_loads(settings: Settings) -> list[Imbalance]:
    """List loads whose rows read are not the rows loaded and quarantined, or not in the tables.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    list of Imbalance
        Any one blocks everything after the load.
    """
    with open_warehouse(settings.warehouse, read_only=True) as con:
        return reconcile(con)
