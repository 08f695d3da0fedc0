"""The command that writes generated documentation: the measure catalogue and dbt's own pages.

What a measure is stands in the YAML beside its model; this only writes it out.
"""

import typer

from pipelines.console import StageProgress, results
from pipelines.settings import get_settings

CATALOGUE_HEAD = """# Measures

Written by `tallyman docs` from the metadata beside each dbt model; edit it there. Rates are
numerator / (denominator - unknown) with an exact interval; no percentage is given where fewer than
20 are known.
"""


def docs() -> None:
    """Write the measure catalogue and dbt's documentation.

    Reads the dbt project. Writes docs/measures.md and build/dbt/static_index.html.

    Example: `tallyman docs`
    """
    from pipelines.dbt_manifest import ensure_manifest
    from pipelines.dbt_runs import run_dbt
    from pipelines.estimates import measure_catalogue

    settings, progress = get_settings(), StageProgress()
    progress.start("docs")
    manifest = ensure_manifest(settings)
    page = settings.home / "docs" / "measures.md"
    catalogue = measure_catalogue(manifest).to_dict("records")
    page.write_text(
        catalogue_page([{str(k): v for k, v in row.items()} for row in catalogue]), encoding="utf-8"
    )
    run_dbt(settings, ["docs", "generate", "--static", "--empty-catalog", "--no-compile"])
    progress.end(f"{len(catalogue)} measures")
    for path in (page, settings.dbt_target / "static_index.html"):
        if not path.is_file():
            raise typer.Exit(1)
        results().print(str(path), soft_wrap=True)


def catalogue_page(measures: list[dict[str, object]]) -> str:
    r"""Write the catalogue as a page of Markdown.

    Parameters
    ----------
    measures
        Rows of :func:`pipelines.estimates.measure_catalogue`.

    Returns
    -------
    str
        One table, a row per measure line.

    Examples
    --------
    >>> row = {"measure": "S8.3", "title": "High-risk examined", "unit": "shipment",
    ...        "formula": "a | b", "denominator_label": "high-risk", "source": "G 1816",
    ...        "definition_version": 1, "sensitivity": "fouo", "model": "measure_s8_3"}
    >>> print(catalogue_page([row]).splitlines()[-1])
    | S8.3 | High-risk examined | shipment | a \| b | high-risk | G 1816 | 1 | fouo |
    """
    fields = (
        "measure", "title", "unit", "formula", "denominator_label", "source",
        "definition_version", "sensitivity",
    )  # fmt: skip
    headings = (
        "measure", "what", "unit", "counted", "of", "source", "definition", "sensitivity"
    )  # fmt: skip
    lines = [_line(headings), _line(["---"] * len(headings))]
    lines += [_line([_cell(row[name]) for name in fields]) for row in measures]
    return CATALOGUE_HEAD + "\n" + "\n".join(lines) + "\n"


def _line(cells: "tuple[str, ...] | list[str]") -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_cell(one) for one in value)
    if value is None or value != value:
        return ""
    return " ".join(str(value).split()).replace("|", "\\|")
