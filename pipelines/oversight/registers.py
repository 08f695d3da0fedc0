"""The registers of recommendations and duties, as an edition holds them on a day.

Evidence and closings are the decision store's; how the two together stand is `standing.py`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from models.commonalities.traits import MORE_COMMON
from models.recommendations import Element, card_element
from pipelines.decisions import NotFound, OpenRecommendation
from pipelines.editions.published import Published, SelectionError, select

RECOMMENDATION = "recommendation"
CARDS_FOR = "commonality"
"""Evidence that must contain elements of this kind must contain the edition's cards too."""


@dataclass(frozen=True)
class Registers:
    """What reports recommend and make due, as of a day.

    Attributes
    ----------
    edition : str
        Where it was read.
    as_of : datetime.date
        The day.
    recommendations, none_made : list of dict
        Rows of ``program_recommendations_register``, the newest state of each as of the day; and
        those of reports that recommend nothing.
    contents : mapping of str to list of dict
        By recommendation: rows of ``program_recommendations_contents``.
    duties : list of dict
        Rows of ``program_recommendations_duties``.
    awareness : list of dict
        Figures of ``published.program_figures`` on who knows which protocol.
    """

    edition: str
    as_of: date
    recommendations: list[dict[str, Any]]
    none_made: list[dict[str, Any]]
    contents: Mapping[str, list[dict[str, Any]]]
    duties: list[dict[str, Any]]
    awareness: list[dict[str, Any]]


def read_registers(edition: Published, as_of: date) -> Registers:
    """Read the registers of an edition.

    Parameters
    ----------
    edition
        Where they are.
    as_of
        The day: of each row its newest state by then; what is first told of later is left out.

    Returns
    -------
    Registers

    Raises
    ------
    SelectionError
        If the edition is older than the registers.
    """
    with edition.connect() as con:
        _require_registers(con, edition)
        rows = _newest(con, "register", ["recommendation_id"], as_of)
        contents: dict[str, list[dict[str, Any]]] = {}
        for row in _newest(con, "contents", ["recommendation_id", "element"], as_of):
            contents.setdefault(str(row["recommendation_id"]), []).append(row)
        return Registers(
            edition.id,
            as_of,
            [row for row in rows if row["kind"] == RECOMMENDATION],
            [row for row in rows if row["kind"] != RECOMMENDATION],
            contents,
            _newest(con, "duties", ["duty_id"], as_of),
            select(
                con,
                "from published.program_figures where starts_with(figure, 'REC.awareness.') "
                "order by origin, figure, subject = '*' desc, subject",
            ),
        )


def recommendation_of(registers: Registers, recommendation_id: str) -> dict[str, Any]:
    """Find a recommendation.

    Raises
    ------
    NotFound
        If the register has none of this id as of the day; names those it has.
    """
    for row in registers.recommendations:
        if row["recommendation_id"] == recommendation_id:
            return row
    have = ", ".join(str(row["recommendation_id"]) for row in registers.recommendations)
    raise NotFound(
        f"recommendation {recommendation_id!r}: not in the register of edition "
        f"{registers.edition} as of {registers.as_of}; it has {have or 'none'}"
    )


def asked_for(
    edition: Published,
    registers: Registers,
    recommendation_id: str,
    reference: Path,
    origin: str,
) -> OpenRecommendation:
    """Work out what the evidence for a recommendation must contain, and who must have received it.

    Parameters
    ----------
    edition
        Whose commonality cards count.
    registers
        Its registers.
    recommendation_id
        Which.
    reference
        Folder of the register of ports.
    origin
        Origin of the cards, ``real`` or ``synthetic``.

    Returns
    -------
    OpenRecommendation
        With the elements the report names and, where these are commonalities, those of the cards
        that the edition holds for established, over all eras.
    """
    row = recommendation_of(registers, recommendation_id)
    contents = registers.contents.get(recommendation_id, [])
    elements = [
        Element(one["element"], one["element_kind"], one["words"], one["source"])
        for one in contents
    ]
    held_against = f"{len(elements)} elements of {row['report']}"
    if any(one.kind == CARDS_FOR for one in elements):
        cards = _cards(edition, origin)
        elements += [card_element(one, f"card, edition {edition.id}, {origin}") for one in cards]
        held_against += (
            f" and {len(cards)} established commonality card{'' if len(cards) == 1 else 's'} of "
            f"edition {edition.id} ({origin})"
        )
    return OpenRecommendation(
        recommendation_id,
        str(row["status_stated"]),
        tuple(elements),
        tuple(addressed_ports(reference, row["addressed_regions"])),
        held_against,
    )


def addressed_ports(reference: Path, regions: str | None) -> dict[str, str]:
    """Give the U.S. seaports of some regions.

    Parameters
    ----------
    reference
        Folder of ``ports.csv``.
    regions
        Names parted by semicolons; None for no port.

    Returns
    -------
    dict of str to str
        Name by Schedule D code, by code.
    """
    wanted = {name.strip() for name in (regions or "").split(";")} - {""}
    with (reference / "ports.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["port_code"]: row["port_name"]
            for row in csv.DictReader(lines)
            if row["side"] == "us" and row["is_seaport"] == "true" and row["region"] in wanted
        }


def _cards(edition: Published, origin: str) -> list[str]:
    with edition.connect() as con:
        rows = con.execute(
            "select wording from published.commonalities where origin = ? and era = '*' "
            "and kind = 'trait' and verdict = ? order by rank",
            [origin, MORE_COMMON],
        ).fetchall()
    return [wording for (wording,) in rows]


def _newest(
    con: duckdb.DuckDBPyConnection, register: str, keys: list[str], as_of: date
) -> list[dict[str, Any]]:
    """Read of each row of a register the newest state as of a day, in the order of its keys."""
    table, key = f"marts.program_recommendations_{register}", ", ".join(keys)
    return select(
        con,
        f"from {table} where as_of_day <= ? qualify row_number() over (partition by origin, {key} "  # noqa: S608  own names
        f"order by as_of_day desc, as_of_date desc) = 1 order by {key}, origin",
        [as_of],
    )


def _require_registers(con: duckdb.DuckDBPyConnection, edition: Published) -> None:
    known = con.execute(
        "select count(*) from duckdb_tables() where schema_name = 'marts' "
        "and table_name = 'program_recommendations_register'"
    ).fetchone()
    if not known or not known[0]:
        raise SelectionError(
            f"{edition.id} was published before there was a register of recommendations; choose a "
            "newer edition, or publish one: `tallyman refresh`."
        )
