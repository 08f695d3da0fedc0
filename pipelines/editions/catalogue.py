"""The catalogue an edition was counted with: each measure, its targets, and the vocabulary map.

Read as published and put into words; what a measure is stands beside its model in dbt, what its
targets are in the decision store.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pipelines.editions.published import Published, SelectionError, select

SENSITIVITY_WORDS = {"fouo": "for official use only", "les": "law enforcement sensitive"}
DIRECTION_WORDS = {"at_least": "at least", "at_most": "at most"}
FAMILIES = {
    "S8": "SAFE standard 8",
    "CLK": "Exam clocks",
    "INC": "Incidents",
    "A24": "24-hour rule",
    "AMD": "Amendments",
    "ENT": "Entry data",
    "ISF": "Security filing",
    "LANE": "Random lane",
    "TGT": "Targeting quality",
    "DRIFT": "Drift",
    "COM": "Commonalities",
    "SHIFT": "Port-shift watch",
}
"""What the first part of an id stands for, in the order they are told."""

ALL = "*"
SHIPPED = "system:shipped"
"""Who set what came with the platform's files; law and directive are its source."""


def read_catalogue(source: Published) -> list[dict[str, Any]]:
    """Read every measure line of an edition with the targets set for it.

    Parameters
    ----------
    source
        An edition.

    Returns
    -------
    list of dict
        Rows of ``marts.dim_measures`` by id; ``targets`` holds the rows of ``rules.targets``.

    Raises
    ------
    SelectionError
        If the edition is older than the catalogue.
    """
    with source.connect() as con:
        found = {
            f"{schema}.{table}.{column}"
            for schema, table, column in con.execute(
                "select schema_name, table_name, column_name from duckdb_columns()"
            ).fetchall()
        }
        if not {"marts.dim_measures.purpose", "rules.targets.measure"} <= found:
            raise SelectionError(
                f"{source.id} was published before measures had a catalogue with purposes and "
                "targets; choose a newer edition, or publish one: `tallyman refresh`."
            )
        measures = select(con, "from marts.dim_measures order by measure")
        targets = select(con, "from rules.targets order by measure, port_code, valid_from")
    return with_their_targets(measures, targets)


def with_their_targets(
    measures: Sequence[Mapping[str, Any]], targets: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Put to each measure the targets that name it; by family, then by id."""
    order = [*FAMILIES]
    found = [
        {**one, "targets": [row for row in targets if row["measure"] == one["measure"]]}
        for one in measures
    ]

    def rank(row: Mapping[str, Any]) -> tuple[int, str]:
        family = family_of(row["measure"])
        return (order.index(family) if family in order else len(order), row["measure"])

    return sorted(found, key=rank)


def family_of(measure: str) -> str:
    """Give the first part of an id.

    Examples
    --------
    >>> family_of("S8.3.pending"), family_of("INC")
    ('S8', 'INC')
    """
    return measure.split(".")[0]


def one_measure(catalogue: Sequence[Mapping[str, Any]], measure: str) -> Mapping[str, Any]:
    """Find one measure line.

    Parameters
    ----------
    catalogue
        As :func:`read_catalogue` gives it.
    measure
        Its id.

    Returns
    -------
    mapping
        Its row.

    Raises
    ------
    SelectionError
        If there is none by this id; names those that look like it.
    """
    for row in catalogue:
        if row["measure"] == measure:
            return row
    near = get_close_matches(measure, [str(row["measure"]) for row in catalogue], n=6)
    families = dict.fromkeys(family_of(str(row["measure"])) for row in catalogue)
    raise SelectionError(
        f"{measure!r} is no measure of the catalogue; "
        + (f"near to it are {', '.join(near)}" if near else f"they begin {', '.join(families)}")
        + ". `tallyman catalogue` lists them all."
    )


def capital(text: str) -> str:
    """Begin a sentence.

    Examples
    --------
    >>> capital("manifests are due")
    'Manifests are due'
    """
    return text[:1].upper() + text[1:]


def read_vocabulary(source: Published) -> list[dict[str, Any]]:
    """Read the vocabulary map: words for looking at cargo, whose they are, what counts as them."""
    with source.connect() as con:
        return select(con, "from marts.dim_vocabulary order by position")


def target_words(target: Mapping[str, Any]) -> str:
    """Say what a target asks for.

    Parameters
    ----------
    target
        With ``direction``, ``value`` and ``value_unit``.

    Returns
    -------
    str

    Examples
    --------
    >>> target_words({"direction": "at_least", "value": 1.0, "value_unit": "share"})
    'at least 100 %'
    >>> target_words({"direction": "at_most", "value": 0.0, "value_unit": "count"})
    'at most 0'
    >>> target_words({"direction": "at_most", "value": 6.0, "value_unit": "hours"})
    'at most 6 hours'
    """
    value, unit = float(target["value"]), target["value_unit"]
    written = f"{100 * value:.10g} %" if unit == "share" else f"{value:,.10g}"
    words = DIRECTION_WORDS[target["direction"]]
    return f"{words} {written}{' hours' if unit == 'hours' else ''}"


def target_setter(target: Mapping[str, Any]) -> str:
    """Say who set a target, and when.

    Examples
    --------
    >>> from datetime import datetime
    >>> target_setter({"set_by": "os:chief", "set_at": datetime(2006, 9, 1)})
    'set by os:chief on 2006-09-01'
    >>> target_setter({"set_by": "system:shipped", "set_at": datetime(2006, 9, 1)})
    'came with the platform, taken over on 2006-09-01'
    """
    day = f"{target['set_at']:%Y-%m-%d}"
    if target["set_by"] == SHIPPED:
        return f"came with the platform, taken over on {day}"
    return f"set by {target['set_by']} on {day}"


def target_scope(target: Mapping[str, Any]) -> str:
    """Say which figures a target is for.

    Parameters
    ----------
    target
        With ``unit``, ``port_code``, ``period_kind``, ``valid_from`` and ``valid_until``.

    Returns
    -------
    str

    Examples
    --------
    >>> target_scope({"unit": "shipment", "port_code": "*", "period_kind": "*",
    ...               "valid_from": "2002-12-02", "valid_until": None})
    'shipment, everywhere, periods that begin from 2002-12-02'
    >>> target_scope({"unit": "*", "port_code": "FO:Seattle", "period_kind": "month",
    ...               "valid_from": "2005-10-01", "valid_until": "2006-10-01"})
    'every unit, field office Seattle, months that begin from 2005-10-01 and before 2006-10-01'
    """
    unit = "every unit" if target["unit"] == ALL else target["unit"].replace("_", " ")
    port = str(target["port_code"])
    where = (
        "everywhere"
        if port == ALL
        else f"field office {port.removeprefix('FO:')}"
        if port.startswith("FO:")
        else f"port {port}"
    )
    kind = target["period_kind"]
    periods = "periods" if kind == ALL else f"{kind.replace('_', ' ')}s"
    until = f" and before {target['valid_until']}" if target["valid_until"] else ""
    return f"{unit}, {where}, {periods} that begin from {target['valid_from']}{until}"
