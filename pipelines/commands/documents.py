"""The command that writes generated documentation: the measure catalogue and dbt's own pages.

What a measure is stands in the YAML beside its model; this only writes it out.
"""

import csv
from typing import Any

import typer

from pipelines.console import StageProgress, results
from pipelines.settings import Settings, get_settings


def docs() -> None:
    """Write the measure catalogue and dbt's documentation.

    Reads the dbt project. Writes docs/measures.md and build/dbt/static_index.html.

    Example: `tallyman docs`
    """
    from pipelines.dbt_runs.running import run_dbt

    settings, progress = get_settings(), StageProgress()
    progress.start("docs")
    page = settings.home / "docs" / "measures.md"
    text, lines = catalogue_of_the_project(settings)
    page.write_text(text, encoding="utf-8")
    run_dbt(settings, ["docs", "generate", "--static", "--empty-catalog", "--no-compile"])
    progress.end(f"{lines} measure lines")
    for path in (page, settings.dbt_target / "static_index.html"):
        if not path.is_file():
            raise typer.Exit(1)
        results().print(str(path), soft_wrap=True)


def catalogue_of_the_project(settings: Settings) -> tuple[str, int]:
    """Write the catalogue of the project as it stands, without any edition.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    tuple of str, int
        The page, and how many measure lines it tells of.
    """
    from pipelines.commands.measures_page import measures_page
    from pipelines.dbt_runs.manifest import ensure_manifest
    from pipelines.editions.catalogue import with_their_targets
    from pipelines.estimates import measure_catalogue
    from pipelines.rulesets.shipped import TARGETS_FILE, read_targets

    rows = measure_catalogue(ensure_manifest(settings)).to_dict("records")
    measures: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in rows]
    targets = [vars(one) for one in read_targets(settings.rulesets / TARGETS_FILE)]
    with (settings.reference / "vocabulary.csv").open(encoding="utf-8", newline="") as file:
        vocabulary = list(csv.DictReader(file))
    return measures_page(with_their_targets(measures, targets), vocabulary), len(measures)
