"""Programs of an edition: which there are, their figures as of a day or a period, their tables.

Read as published and chosen; nothing is counted. How a figure is worded belongs in
``program_words``, what a program counts in ``dbt/models/marts/programs``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from pipelines.editions.program_choice import chosen, last_day
from pipelines.editions.published import Published, SelectionError, select

REPORT_NUMBER = re.compile(r"[A-Z]+-\d\d-\d+[A-Z]*")
KINDS = ("exceptions", "list", "matrix", "register")
"""Kinds of tables of a program, in the order they are shown."""


@dataclass(frozen=True)
class ProgramTable:
    """A table of a program that is listed row by row.

    Attributes
    ----------
    name, title, kind, description
        Its name in schema ``marts``, its heading, one of :data:`KINDS`, and what one row is.
    figures
        Ids, or beginnings of ids, of the figures whose rows it holds.
    columns
        Its columns in their order.
    rows
        Rows by origin, as of the day asked for; under no origin where it carries none.
    """

    name: str
    title: str
    kind: str
    description: str
    figures: tuple[str, ...]
    columns: tuple[str, ...]
    rows: dict[str, int]

    @property
    def row_count(self) -> int:
        """Rows of every origin."""
        return sum(self.rows.values())


@dataclass(frozen=True)
class Program:
    """A program as an edition tells of it.

    Attributes
    ----------
    name, title
        Its id and its name.
    figures
        Rows of ``published.program_figures`` that were chosen, by section.
    tables
        Its tables, by kind.
    """

    name: str
    title: str
    figures: tuple[dict[str, Any], ...]
    tables: tuple[ProgramTable, ...]

    @property
    def sections(self) -> tuple[str, ...]:
        """Headings of the figures, in order."""
        return tuple(dict.fromkeys(str(row["section"]) for row in self.figures))

    @property
    def origins(self) -> tuple[str, ...]:
        """Origins of its figures and rows."""
        found = {str(row["origin"]) for row in self.figures}
        return tuple(sorted(found.union(*(table.rows for table in self.tables)) - {""}))


def list_programs(source: Published) -> list[dict[str, Any]]:
    """List the programs of an edition.

    Parameters
    ----------
    source
        An edition.

    Returns
    -------
    list of dict
        ``program``, ``title``, how many ``figures`` (ids) and ``tables``, the ``exceptions`` (rows
        by origin) and which ``origins`` it has.

    Raises
    ------
    SelectionError
        If the edition is older than the programs.
    """
    with source.connect() as con:
        titles = _titles(con, source)
        return [
            {
                "program": name,
                "title": title,
                "figures": len({row["figure"] for row in rows}),
                "tables": len(tables),
                "exceptions": _exceptions(tables),
                "origins": Program(name, title, rows, tables).origins,
            }
            for name, title in titles.items()
            for rows, tables in [(_figures(con, name), _tables(con, name, None))]
        ]


def _exceptions(tables: Sequence[ProgramTable]) -> dict[str, int]:
    """Count the rows of exceptions of each origin that has any."""
    counted = Counter[str]()
    for one in tables:
        if one.kind == "exceptions":
            counted.update(one.rows)
    return {origin: rows for origin, rows in sorted(counted.items()) if rows}


def read_program(
    source: Published, name: str, *, as_of: date | None = None, period: str | None = None
) -> Program:
    """Read one program.

    Parameters
    ----------
    source
        An edition.
    name
        Id of the program.
    as_of
        Day of which figures and registers are asked; None for the newest.
    period
        Label of the one period of which figures are asked, such as ``2006``, ``FY2006`` or
        ``2006-04``; what stands as of a day is then shown as of its last day. None for each
        figure's newest.

    Returns
    -------
    Program
        With the figures of :func:`chosen`.

    Raises
    ------
    SelectionError
        If the edition has no such program, or the text is no period.
    """
    day = as_of if period is None else min(as_of or date.max, last_day(period))
    with source.connect() as con:
        titles = _titles(con, source)
        if name not in titles:
            raise SelectionError(
                f"{name!r} is no program of {source.id}; expected one of "
                f"{', '.join(titles) or 'none: it has no program'}. `tallyman programs list` "
                "lists them."
            )
        figures = chosen(_figures(con, name), as_of=day, period=period)
        return Program(name, titles[name], tuple(figures), _tables(con, name, day))


def every_figure(source: Published, name: str) -> tuple[dict[str, Any], ...]:
    """Read all rows of a program's figures, every period."""
    with source.connect() as con:
        return _figures(con, name)


def table_rows(
    source: Published, table: ProgramTable, *, as_of: date | None = None, limit: int | None = None
) -> list[dict[str, Any]]:
    """List the rows of one of a program's tables.

    Parameters
    ----------
    source
        The edition it is in.
    table
        Of :func:`read_program`.
    as_of
        Day by which rows must be stated, where the table says as of when they are.
    limit
        Rows at most; None for all.

    Returns
    -------
    list of dict
        In the order of its columns.
    """
    some = "" if limit is None else f" limit {limit}"
    with source.connect() as con:
        return select(
            con,
            f'from marts."{table.name}" where {_stated_by(table.columns)} '  # noqa: S608  own names
            f"order by all{some}",
            {"day": as_of or date.max},
        )


def cited_reports(source: Published, texts: Iterable[str]) -> list[dict[str, Any]]:
    """List the reports that some sources name by their numbers.

    Parameters
    ----------
    source
        An edition.
    texts
        Sources of figures and rows, such as ``GAO-08-187, lines 1344-1345``.

    Returns
    -------
    list of dict
        ``report``, ``title``, ``issued_by`` and ``issued_on``, by number.
    """
    named = set(REPORT_NUMBER.findall("\n".join(texts)))
    with source.connect() as con:
        return select(
            con,
            "select report, title, issued_by, issued_on from marts.dim_cited_reports "
            "where report in (select unnest($named)) and origin = 'real' order by report",
            {"named": sorted(named)},
        )


def one_table(program: Program, name: str) -> ProgramTable:
    """Find a table of a program by its name.

    Raises
    ------
    SelectionError
        If the program has none of this name; names those it has.
    """
    for table in program.tables:
        if table.name == name:
            return table
    have = ", ".join(table.name for table in program.tables) or "none"
    raise SelectionError(f"{name!r} is no table of program {program.name}; it has {have}.")


def _titles(con: duckdb.DuckDBPyConnection, source: Published) -> dict[str, str]:
    known = con.execute(
        "select count(*) from duckdb_tables() where schema_name = 'marts' "
        "and table_name = 'dim_program_tables'"
    ).fetchone()
    if not known or not known[0]:
        raise SelectionError(
            f"{source.id} was published before there were programs; choose a newer edition, or "
            "publish one: `tallyman refresh`."
        )
    return dict(
        con.execute(
            "select program, title from marts.dim_program_tables where kind = 'figures' "
            "order by program"
        ).fetchall()
    )


def _figures(con: duckdb.DuckDBPyConnection, name: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        select(
            con,
            "from published.program_figures where program = ? order by section, figure, "
            "origin, subject = '*' desc, geography, subject, period_kind, period",
            [name],
        )
    )


def _tables(
    con: duckdb.DuckDBPyConnection, name: str, as_of: date | None
) -> tuple[ProgramTable, ...]:
    described = select(
        con,
        "from marts.dim_program_tables where program = ? and kind <> 'figures' order by table_name",
        [name],
    )
    tables = []
    for row in described:
        columns = tuple(
            column
            for (column,) in con.execute(
                "select column_name from duckdb_columns() where schema_name = 'marts' "
                "and table_name = ? order by column_index",
                [row["table_name"]],
            ).fetchall()
        )
        origin = "origin" if "origin" in columns else "''"
        counted = con.execute(
            f'select {origin}, count(*) from marts."{row["table_name"]}" '  # noqa: S608  own names
            f"where {_stated_by(columns)} group by 1 order by 1",
            {"day": as_of or date.max},
        ).fetchall()
        tables.append(
            ProgramTable(
                row["table_name"], row["title"], row["kind"], row["description"],
                tuple(row["figures"].split()), columns, dict(counted),
            )
        )  # fmt: skip
    return tuple(sorted(tables, key=lambda table: KINDS.index(table.kind)))


def _stated_by(columns: Sequence[str]) -> str:
    """Write the condition that a row was stated by ``$day``."""
    if "as_of_day" in columns:
        return "coalesce(as_of_day, $day) <= $day"
    if "as_of_date" in columns:
        return "coalesce(as_of_date, $day) <= $day"
    return "$day is not null"
