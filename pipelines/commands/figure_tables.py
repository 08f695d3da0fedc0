"""Drawing figures of measures on the terminal.

Tables only: which figures are drawn belongs in ``reading``.
"""

from typing import TYPE_CHECKING, Any

from rich.markup import escape

from pipelines.console import count, heading, interval, percent, results, table

if TYPE_CHECKING:
    from pipelines.editions.row_manifest import RowManifest

LISTED_ROWS = 25
TARGET_SIGNS = {"at_least": "≥", "at_most": "≤"}


def print_figures(figures: list[dict[str, Any]], scope: str) -> None:
    """Draw figures, one table an origin, unit and view: none of them mixes.

    Parameters
    ----------
    figures
        As :func:`pipelines.editions.selection.read_figures` gives them.
    scope
        Period and geography in words, for the titles.
    """
    from pipelines.editions.program_words import unit_words

    groups = sorted({(row["origin"], row["unit"], row["view"]) for row in figures})
    for origin, unit, view in groups:
        shown = [
            row
            for row in figures
            if (row["origin"], row["unit"], row["view"]) == (origin, unit, view)
        ]
        states = {row["state"] for row in shown}
        said = f"all {states.pop()}" if len(states) == 1 and None not in states else None
        has_target = any(row["target"] is not None for row in shown)
        seen = "" if view == "cohort" else f", {view} view: by the date of the event"
        results().print(heading(f"Measures by {unit_words(unit, 2)}, {scope}{seen}", [origin]))
        made = table(
            "",
            [
                "measure",
                "#count of known",
                "#value",
                "#95 % interval",
                "#unknown",
                *([] if said else ["state"]),
                *(["target"] if has_target else []),
            ],
        )
        made.columns[0].overflow = "fold"
        made.caption, made.caption_justify = said, "left"
        for row in shown:
            made.add_row(
                *figure_cells(row),
                *([] if said else [row["state"] or "–"]),
                *([target_cell(row)] if has_target else []),
            )
        results().print(made)


def figure_cells(row: dict[str, Any]) -> list[str]:
    """Write one figure as the cells of a table: a share is of those of which the answer is known.

    Examples
    --------
    >>> share = {"measure": "S8.2", "title": "Opened or imaged", "port": "*", "port_name": None}
    >>> share |= {"numerator": 3, "denominator": 50, "n_unknown": 10, "value": 0.075}
    >>> figure_cells(share | {"low": 0.015, "high": 0.204, "note": None})
    ['[bold]S8.2[/] Opened or imaged', '3 of 40', '7.5 %', '1.5 to 20.4', '10']
    """
    is_share = row["denominator"] is not None
    where = "" if row["port"] == "*" else f" · {row['port_name'] or row['port']}"
    counted = count(row["numerator"])
    if is_share:
        counted += f" of {count(row['denominator'] - row['n_unknown'])}"
    if is_share and row["value"] is None:
        value = f"[dim]{escape(row['note'])}[/]".replace("fewer than ", "n < ")
    else:
        value = percent(row["value"]) if is_share else count(row["value"])
    return [
        f"[bold]{row['measure']}[/] {escape(row['title'] + where)}",
        counted,
        value,
        interval(row["low"], row["high"], is_share=is_share),
        count(row["n_unknown"]),
    ]


def target_cell(row: dict[str, Any]) -> str:
    """Write what a figure is held against, who set it and when; a dash where nothing was set.

    Examples
    --------
    >>> target_cell({"target": None})
    '–'
    """
    if row["target"] is None:
        return "–"
    sign = TARGET_SIGNS.get(row["target_direction"] or "", row["target_direction"] or "")
    value = percent(row["target"]) if row["target_unit"] == "share" else f"{row['target']:,g}"
    day = f", {row['target_set_at']:%Y-%m-%d}" if row["target_set_at"] else ""
    return escape(f"{sign} {value} · {row['target_set_by'] or 'unknown'}{day}")


def scope_words(period: str | None, port: str | None) -> str:
    """Word which period and geography were asked for.

    Examples
    --------
    >>> scope_words("2006-04", "2704")
    'period 2006-04, port 2704'
    >>> scope_words("CY2006", "*"), scope_words("all", "Seattle")
    ('period CY2006, all ports together', 'all periods, field office Seattle')
    """
    periods = "all periods" if period == "all" else f"period {period}"
    ports = {"*": "all ports together", "all": "each port and field office", None: "all ports"}
    if port in ports:
        return f"{periods}, {ports[port]}"
    office = port.removeprefix("FO:") if port else ""
    return f"{periods}, {'port' if office[:1].isdigit() else 'field office'} {office}"


def print_trace(rows: list[dict[str, Any]], proof: "RowManifest") -> None:
    """Draw the rows behind a figure and what proves them.

    Parameters
    ----------
    rows
        As :func:`pipelines.editions.tracing.trace` gives them; none draws the proof alone.
    proof
        Their manifest.
    """
    if rows:
        made = table(
            f"{count(len(rows))} rows in the {proof.side}",
            ["row", "arrived", "port"],
            origins=[proof.origin],
        )
        for row in rows[:LISTED_ROWS]:
            arrived = f"{row['arrival_month']:%Y-%m}"
            made.add_row(escape(row["row_key"]), arrived, row["us_port_code"])
        results().print(made)
        if len(rows) > LISTED_ROWS:
            results().print(
                f"[dim]… and {count(len(rows) - LISTED_ROWS)} more; --json lists all.[/]"
            )
    results().print(
        f"Row manifest: {proof.measure} (definition version {proof.definition_version}), edition "
        f"{proof.edition}, {proof.side}: [bold]{count(proof.count)}[/] rows, as printed\n"
        f"  order-free hash    {proof.order_free_hash}\n"
        f"  SHA-256, sorted    {proof.sorted_keys_sha256}\n"
        "  [dim]--sql prints the SELECT that lists them[/]",
        soft_wrap=True,
    )
