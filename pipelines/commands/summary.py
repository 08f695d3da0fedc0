"""What ``refresh`` prints when it is done.

Everything is read from the edition as published; nothing is computed here.
"""

from math import isinf, isnan
from typing import Any

import duckdb
from rich.markup import escape

from pipelines.commands.figure_tables import print_figures
from pipelines.commands.proposal_figures import print_proposal, read_proposal
from pipelines.console import count, heading, note, results, table
from pipelines.editions import Edition
from pipelines.editions.selection import FigureFilter, last_season, read_figures, select

STRONGEST = 3


def print_summary(edition: Edition) -> None:
    """Print what an edition says, from rows read to what to type next.

    Parameters
    ----------
    edition
        The edition just published.
    """
    with edition.connect() as con:
        loads = _loads_by_table(con)
        commonalities = _strongest_commonalities(con)
        proposal = read_proposal(con)
        clearance = _clearance_times(con)
    _print_loads(loads)
    season = last_season(edition)
    figures = read_figures(edition, FigureFilter(period=season, port="*", view="cohort"))
    print_figures(headlines(figures), f"season {season}, all ports")
    _print_clearance(clearance)
    _print_commonalities(commonalities)
    print_proposal(proposal)
    _print_next(edition)


def headlines(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep the measures of the standard; leave out lines that only part one of them further.

    Parameters
    ----------
    figures
        Figures of one period and port.

    Returns
    -------
    list of dict
        ``S8.4.any`` stays, since no line S8.4 stands above it; ``S8.3.pending`` goes.
    """
    names = {row["measure"] for row in figures}
    return [row for row in figures if row["measure"].rpartition(".")[0] not in names]


def _loads_by_table(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return select(
        con,
        "select origin, table_name, count(*) as files, sum(rows_read)::bigint as rows_read, "
        "sum(rows_loaded)::bigint as rows_loaded, sum(rows_quarantined)::bigint as quarantined "
        "from raw.loads where state = 'loaded' group by all order by origin, table_name",
    )


def _print_loads(loads: list[dict[str, Any]]) -> None:
    for origin in sorted({row["origin"] for row in loads}):
        made = table(
            "Rows read = rows loaded + rows quarantined",
            ["source table", "#files", "#read", "", "#loaded", "", "#quarantined"],
            origins=[origin],
        )
        for row in loads:
            if row["origin"] == origin:
                holds = row["rows_read"] == row["rows_loaded"] + row["quarantined"]
                made.add_row(
                    row["table_name"],
                    count(row["files"]),
                    count(row["rows_read"]),
                    "=" if holds else "[bold red]≠[/]",
                    count(row["rows_loaded"]),
                    "+",
                    count(row["quarantined"]),
                )
        results().print(made)


def _strongest_commonalities(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return select(
        con,
        "select * from published.commonalities where odds_ratio is not null and era = '*' "
        "qualify row_number() over (partition by origin order by rank) <= ? order by origin, rank",
        [STRONGEST],
    )


def _print_commonalities(found: list[dict[str, Any]]) -> None:
    if not found:
        results().print("Commonalities: no incident has comparison traffic of its own origin.\n")
    for origin in sorted({row["origin"] for row in found}):
        made = table(
            f"The {STRONGEST} strongest commonalities of incident containers",
            ["trait", "#incident", "#ordinary", "#odds ratio", "#95 % interval"],
            origins=[origin],
        )
        for row in found:
            if row["origin"] == origin:
                alone = "\n[yellow]rests on one incident[/]"
                made.add_row(
                    escape(row["wording"]) + (alone if row["is_resting_on_one_incident"] else ""),
                    f"{row['incident_containers_with']} of {row['incident_containers']}",
                    f"{count(row['traffic_with'])} of {count(row['traffic_containers'])}",
                    _ratio(row["odds_ratio"]),
                    f"{_ratio(row['odds_ratio_low'])} to {_ratio(row['odds_ratio_high'])}",
                )
        results().print(made)


def _clearance_times(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return select(
        con,
        "select * from published.clearance_times where unit = 'container_trip' "
        "and segment = 'clearance' and breakdown = 'all' "
        "and port_code = '*' and period_kind = 'season' "
        "qualify period = max(period) over (partition by origin) order by origin",
    )


def _print_clearance(found: list[dict[str, Any]]) -> None:
    for row in found:
        counts = (count(row[name]) for name in ("n", "n_open", "n_unknown"))
        results().print(
            heading(
                f"S8.7 Customs clearance of container trips, season {row['period']}, all ports",
                [row["origin"]],
            )
        )
        results().print(
            note(
                f"median [bold]{_hours(row['median_hours'])}[/], three quarters within "
                f"{_hours(row['p75_hours'])}, nine tenths within {_hours(row['p90_hours'])}\n"
                "finished {}, still open {}, unknown {}\n".format(*counts)
            )
        )


def _hours(value: float | None) -> str:
    return "not yet known" if value is None else f"{value:.0f} h"


def _ratio(value: float | None) -> str:
    if value is None or isnan(value):
        return "–"
    return "∞" if isinf(value) else f"{value:.1f}"


def _print_next(edition: Edition) -> None:
    console = results()
    console.print(f"Edition [bold]{edition.id}[/] lies in [bold]{edition.folder}[/]\n")
    console.print("[bold]What to type next[/]")
    for command, what in (
        ("make dashboard", "the pages, on this edition"),
        (_trace_command(edition), "the rows behind a figure"),
        ("tallyman quarantine", "rows not loaded, and why"),
        ("tallyman measures --port all", "the same, port by port"),
        ("make dagster", "the graph that just ran"),
    ):
        console.print(f"  [cyan]{command:<62}[/] [dim]{what}[/]")


def _trace_command(edition: Edition) -> str:
    """Spell a trace of the largest monthly count of examinations at one port."""
    with edition.connect() as con:
        largest = select(
            con,
            "select * from published.measures where measure = 'S8.3' and period_kind = 'month' "
            "and unit = 'container_trip' and geography = 'port' and \"view\" = 'cohort' "
            "order by numerator desc, period desc, port_code limit 1",
        )
    for row in largest:
        return f"tallyman trace S8.3 --period {row['period']} --port {row['port_code']}"
    return "tallyman trace S8.3"
