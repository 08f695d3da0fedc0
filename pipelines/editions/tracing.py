"""The rows behind one figure, checked against the figure before anyone sees them.

How the rows are spelled and hashed belongs in ``row_manifest``; which figure is meant belongs in
``selection``.
"""

from typing import Any

import duckdb

from pipelines.editions.published import Published, SelectionError, select
from pipelines.editions.row_manifest import (
    RowManifest,
    order_free_hash,
    relation_columns,
    rows_sql,
    sorted_keys_sha256,
)

UNIT_KEYS = {
    "shipment": ("carrier_code", "bill_number", "vessel_imo", "voyage_number"),
    "container_trip": ("container_number", "vessel_imo", "voyage_number", "us_port_code"),
}
"""What the parts of a row key are, in order; parts are joined by a vertical bar."""
DEFAULT_VIEW = "cohort"
"""View of a figure whose rows are listed without naming one."""


def rows_behind(
    edition: Published, figure: dict[str, Any], *, denominator: bool = False
) -> list[dict[str, Any]]:
    """List the rows that a figure counts.

    Parameters
    ----------
    edition
        Where the figure is.
    figure
        As :func:`one_figure` gives it.
    denominator
        List the rows of the denominator instead.

    Returns
    -------
    list of dict
        Row key, its parts, port and month of arrival; one mapping a row.

    Raises
    ------
    SelectionError
        If the rows are not as many as the figure says, or not those it was counted from.
    """
    return trace(edition, figure, denominator=denominator)[0]


def trace(
    edition: Published, figure: dict[str, Any], *, denominator: bool = False
) -> tuple[list[dict[str, Any]], RowManifest]:
    """List the rows that a figure counts, and what proves that they are the ones.

    Parameters
    ----------
    edition, figure, denominator
        As for :func:`rows_behind`.

    Returns
    -------
    tuple of list of dict and RowManifest
        The rows, and their count, hashes and SQL.

    Raises
    ------
    SelectionError
        If the rows are not as many as the figure says, or their hash is not the one stored with it;
        or if a denominator is asked of a pure count.
    """
    side = "denominator" if denominator else "numerator"
    if figure[side] is None:
        raise SelectionError(
            f"{figure['measure']} has no {side} here: it is a count, or its value is suppressed."
        )
    with edition.connect() as con:
        relation = _row_view(con, figure["measure"])
        sql = rows_sql(figure, relation, relation_columns(con, relation), side)
        rows = select(con, sql)
    keys = [str(row["row_key"]) for row in rows]
    found = {"rows": len(keys), "hash": order_free_hash(keys)}
    said = {"rows": figure[side], "hash": figure.get(f"{side}_hash") or found["hash"]}
    if found != said:
        raise SelectionError(
            f"{figure['measure']}: marts.{relation} lists {found['rows']} rows (hash "
            f"{found['hash']}), the figure says {said['rows']} (hash {said['hash']}). The edition "
            "contradicts itself: do not use the figure; build again."
        )
    manifest = RowManifest(
        edition=edition.id,
        measure=figure["measure"],
        definition_version=int(figure.get("definition_version") or 0),
        unit=figure["unit"],
        view=figure.get("view") or DEFAULT_VIEW,
        period_kind=figure["period_kind"],
        period=figure["period"],
        port=figure["port"],
        origin=figure["origin"],
        side=side,
        count=len(keys),
        order_free_hash=str(found["hash"]),
        sorted_keys_sha256=sorted_keys_sha256(keys),
        sql=sql,
    )
    return [row | _key_parts(row) for row in rows], manifest


def _row_view(con: duckdb.DuckDBPyConnection, measure: str) -> str:
    """Name the view that lists a measure's rows, from the measure's own metadata."""
    row = con.execute(
        "select model from marts.dim_measures where measure = ?", [measure]
    ).fetchone()
    if row is None:
        raise SelectionError(
            f"{measure} is published but marts.dim_measures names no view of its rows: the edition "
            "contradicts itself. Build and publish again."
        )
    return str(row[0])


def _key_parts(row: dict[str, Any]) -> dict[str, Any]:
    names = UNIT_KEYS.get(row["unit"], ())
    parts = row["row_key"].split("|")
    return dict(zip(names, parts, strict=True)) if len(names) == len(parts) else {}
