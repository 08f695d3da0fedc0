"""Two hand-made editions of one tiny program, and what a spreadsheet says read back.

The counts are written here row by row; the published figures are made from them by the product's
own step. `Cranes` is no program of the platform.
"""

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.editions import Edition, EditionManifest
from pipelines.editions.manifest import DATABASE_NAME
from pipelines.editions.store import file_sha256
from pipelines.estimates import estimate_program_figures

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Count = tuple[str, str, str, str, str, str, int | None, int | None, int | None, float | None]
"""Figure, unit, view, kind of period, period, subject, numerator, denominator, unknown, printed."""

REAL: tuple[Count, ...] = (
    ("CRANE.ports", "port", "as_of", "as_of", "2006-03-31", "*", 44, None, 0, None),
    ("CRANE.ports", "port", "as_of", "as_of", "2007-09-30", "*", 58, None, 0, None),
    ("CRANE.cover", "share", "as_of", "as_of", "2008-07-31", "*", None, None, None, 0.86),
    ("CRANE.staff", "officer", "as_of", "as_of", "2008-07-31", "*", None, None, None, None),
)
SYNTHETIC: tuple[Count, ...] = (
    ("CRANE.lifts.timely", "lift", "cohort", "season", "2005", "*", 30, 50, 10, None),
    ("CRANE.lifts.timely", "lift", "cohort", "season", "2006", "*", 12, 40, 0, None),
    ("CRANE.lifts.timely", "lift", "cohort", "season", "2006", "north_pier", 3, 15, 1, None),
)
SECOND = (*SYNTHETIC[:1], ("CRANE.lifts.timely", "lift", "cohort", "season", "2006", "*", 20, 40, 0,
                           None), *SYNTHETIC[2:])  # fmt: skip


def make_edition(
    folder: Path, number: int, synthetic: Sequence[Count], *, file_sha: str = "a1"
) -> Edition:
    """Make one edition whose figures are estimated from the counts given."""
    edition_folder = folder / f"{number:04d}"
    edition_folder.mkdir(parents=True)
    database = edition_folder / DATABASE_NAME
    with duckdb.connect(str(database)) as con:
        con.execute(
            """
            create schema raw; create schema marts; create schema reference;
            create table reference.ports (port_code varchar, port_name varchar);
            create table raw.loads (load_id bigint, landing_folder varchar, file_name varchar,
                table_name varchar, sha256 varchar, origin varchar, state varchar,
                superseded_by_load_id bigint);
            create table raw.builds (build_id bigint, started_at timestamp, state varchar,
                full_refresh_reason varchar, fingerprints varchar, months varchar);
            create table raw.lifts (origin varchar, known_at timestamp);
            create table raw.oversight_reports (origin varchar, known_at timestamp);
            insert into raw.lifts values ('synthetic', timestamp '2006-07-01');
            insert into raw.oversight_reports values ('synthetic', timestamp '2099-01-01');
            create table marts.dim_program_tables (program varchar, table_name varchar,
                title varchar, kind varchar, figures varchar, description varchar);
            insert into marts.dim_program_tables values
                ('cranes', 'program_cranes_figures', 'Cranes', 'figures', '', 'Figures.'),
                ('cranes', 'fct_cranes', 'Cranes on the register', 'register', 'CRANE.ports',
                    'One row per crane.'),
                ('cranes', 'fct_late_lifts', 'Late lifts: by pier', 'exceptions', 'CRANE.lifts',
                    'One row per lift that was late.');
            create table marts.fct_cranes (crane varchar, reach_m double, as_of_date date,
                as_of_precision varchar, as_of_day date, source varchar, origin varchar);
            insert into marts.fct_cranes values
                ('A', 50.25, date '2006-01-01', 'year', date '2006-12-31', 'GAO-08-187', 'real'),
                ('B', null, date '2008-07-01', 'month', date '2008-07-31', 'GAO-08-187', 'real');
            create table marts.fct_late_lifts (lift varchar, late_on timestamp, is_found boolean,
                season integer, box_count bigint, origin varchar);
            insert into marts.fct_late_lifts values
                ('L-1', timestamp '2006-02-03 04:05:06', true, 2006, 12345, 'synthetic');
            create table marts.dim_cited_reports (report varchar, title varchar,
                issued_by varchar, issued_on date, source varchar, origin varchar);
            insert into marts.dim_cited_reports values
                ('GAO-08-187', 'Examinations abroad', 'GAO', date '2008-01-25', '', 'real'),
                ('OIG-07-40', 'A review', 'OIG', date '2007-04-23', '', 'real');
            create table marts.fct_program_figures (program varchar, section varchar,
                figure varchar, title varchar, unit varchar, view varchar, period_kind varchar,
                period varchar, geography varchar, subject varchar, origin varchar,
                numerator bigint, denominator bigint, n_unknown bigint, published_value double,
                formula varchar, source varchar, note varchar);
            """
        )
        con.execute(
            "insert into raw.loads values (1, 'feed', 'lifts__2006__1.csv', 'lifts', ?, "
            "'synthetic', 'loaded', null)",
            [file_sha],
        )
        for origin, counts in (("real", REAL), ("synthetic", synthetic)):
            for figure, unit, view, kind, period, subject, num, den, unknown, printed in counts:
                con.execute(
                    "insert into marts.fct_program_figures values ('cranes', 'Lifting', ?, ?, ?, "
                    "?, ?, ?, 'pier', ?, ?, ?, ?, ?, ?, 'counted by hand', 'ours', null)",
                    [
                        figure, f"Title of {figure}", unit, view, kind, period, subject, origin,
                        num, den, unknown, printed,
                    ],
                )  # fmt: skip
        estimate_program_figures(con)
    manifest = EditionManifest(
        id=f"{number:04d}",
        created_at=datetime(2026, 1, number, 12, 30, 15, 500, tzinfo=UTC),
        code_version="0.1.0",
        build_id=number,
        origin_counts={"real": 2, "synthetic": 1},
        tables={"published.program_figures": len(REAL) + len(synthetic)},
        database_sha256=file_sha256(database),
    )
    manifest.write(edition_folder)
    return Edition(manifest.id, edition_folder, manifest)


class Workbook:
    """A spreadsheet read back: cells with their number formats, by sheet.

    Attributes
    ----------
    sheets
        Rows of cells by the name of the sheet; an empty cell is None.
    formats
        Number format of each cell, likewise.
    frozen
        Rows that stay in sight, by sheet.
    """

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self._read(archive)

    def _read(self, archive: zipfile.ZipFile) -> None:
        def part(name: str) -> ET.Element:
            return ET.fromstring(archive.read(f"xl/{name}"))

        texts = [
            "".join(node.text or "" for node in one.iter(f"{SPREADSHEET}t"))
            for one in part("sharedStrings.xml").iter(f"{SPREADSHEET}si")
        ]
        styles = part("styles.xml")
        codes = {
            one.attrib["numFmtId"]: one.attrib["formatCode"]
            for one in styles.iter(f"{SPREADSHEET}numFmt")
        }
        looks = styles.find(f"{SPREADSHEET}cellXfs")
        assert looks is not None
        by_style = [codes.get(one.attrib["numFmtId"], one.attrib["numFmtId"]) for one in looks]
        targets = {
            one.attrib["Id"]: one.attrib["Target"] for one in part("_rels/workbook.xml.rels")
        }
        self.sheets: dict[str, list[list[object]]] = {}
        self.formats: dict[str, list[list[str]]] = {}
        self.frozen: dict[str, int] = {}
        for sheet in part("workbook.xml").iter(f"{SPREADSHEET}sheet"):
            name = sheet.attrib["name"]
            content = part(targets[sheet.attrib[RELATION]])
            panes = [one.attrib.get("ySplit", "0") for one in content.iter(f"{SPREADSHEET}pane")]
            self.frozen[name] = int(panes[0]) if panes else 0
            cells = {one.attrib["r"]: one for one in content.iter(f"{SPREADSHEET}c")}
            rows = max((int(re.sub(r"\D", "", place)) for place in cells), default=0)
            width = max((_column(place) for place in cells), default=0)
            self.sheets[name] = [[None] * width for _ in range(rows)]
            self.formats[name] = [[""] * width for _ in range(rows)]
            for place, cell in cells.items():
                value = cell.find(f"{SPREADSHEET}v")
                row, column = int(re.sub(r"\D", "", place)) - 1, _column(place) - 1
                if value is not None and value.text is not None:
                    shared = cell.attrib.get("t") == "s"
                    said = texts[int(value.text)] if shared else float(value.text)
                    self.sheets[name][row][column] = said
                self.formats[name][row][column] = by_style[int(cell.attrib.get("s", "0"))]

    def records(self, name: str) -> list[dict[str, object]]:
        """Rows of a sheet under its headings."""
        head, *rows = self.sheets[name]
        return [dict(zip(map(str, head), row, strict=True)) for row in rows]

    def format_of(self, name: str, row: int, column: str) -> str:
        """Number format of a cell; rows count from the first under the headings."""
        return self.formats[name][row + 1][self.sheets[name][0].index(column)]


def _column(place: str) -> int:
    number = 0
    for letter in re.sub(r"\d", "", place):
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
