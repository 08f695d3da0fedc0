"""The measure catalogue: what the dbt models say of the measures they count.

A measure is defined once, beside its SQL; this reads it and adds nothing.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

CATALOGUE_COLUMNS = [
    "measure",
    "title",
    "unit",
    "views",
    "purpose",
    "formula",
    "denominator_label",
    "source",
    "owner_role",
    "direction",
    "traps",
    "known_limits",
    "definition_version",
    "sensitivity",
    "counted_in",
    "counted_where",
    "model",
]
REQUIRED = (
    "id",
    "title",
    "unit",
    "purpose",
    "formula",
    "source",
    "owner_role",
    "traps",
    "definition_version",
    "sensitivity",
)
IN_MEASURES = {"views": "cohort", "counted_in": "published.measures"}
"""What a definition need not say."""


def measure_catalogue(manifest_json_path: Path) -> pd.DataFrame:
    """Read the measures of a dbt manifest.

    Parameters
    ----------
    manifest_json_path
        ``manifest.json`` as dbt writes it into its target folder.

    Returns
    -------
    DataFrame, one row per measure line
        The columns of ``CATALOGUE_COLUMNS``; ordered by measure.

    Raises
    ------
    FileNotFoundError
        If there is no manifest.
    ValueError
        If a measure lacks a field or two carry the same id; names model and measure.

    Notes
    -----
    ``config.meta.measure`` of a model is either a list of measures, or one headline with ``lines``
    that inherit from it whatever they do not say; a headline without a formula only lends.
    ``marts.dim_measures`` reads the same by the macro ``measure_definitions``.
    """
    if not manifest_json_path.is_file():
        raise FileNotFoundError(
            f"{manifest_json_path}: no dbt manifest; run `tallyman build` (or `dbt parse`) first"
        )
    manifest = json.loads(manifest_json_path.read_text(encoding="utf-8"))
    rows = []
    for node in manifest["nodes"].values():
        if node.get("resource_type") != "model":
            continue
        for line in _lines(node.get("config", {}).get("meta", {}).get("measure")):
            missing = [name for name in REQUIRED if not str(line.get(name) or "").strip()]
            if missing:
                raise ValueError(
                    f"model {node['name']}, measure {line.get('id', '(no id)')}: meta.measure "
                    f"lacks {', '.join(missing)}; write it in the YAML beside the model"
                )
            told = {key: _plain(value) for key, value in line.items()}
            where = {"counted_where": f"measure = '{line['id']}'"}
            rows.append(
                {**where, **IN_MEASURES, **told, "measure": line["id"], "model": node["name"]}
            )
    catalogue = pd.DataFrame(rows, columns=CATALOGUE_COLUMNS).sort_values(
        "measure", ignore_index=True
    )
    twice = catalogue[catalogue["measure"].duplicated(keep=False)]
    if not twice.empty:
        raise ValueError(
            f"measure {twice['measure'].iloc[0]} is defined in {', '.join(twice['model'])}; "
            "define it once"
        )
    return catalogue


def _plain(value: Any) -> Any:  # noqa: ANN401 - plain data of a YAML file
    return value.strip() if isinstance(value, str) else value


def _lines(meta: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - plain data of a YAML file
    if not meta:
        return
    if isinstance(meta, list):
        yield from meta
        return
    headline = {key: value for key, value in meta.items() if key != "lines"}
    if headline.get("formula"):
        yield headline
    for line in meta.get("lines", []):
        yield {**headline, **line}
