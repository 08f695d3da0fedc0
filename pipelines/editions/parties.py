"""What an edition says of parties: names, how each pair came about, how well names are joined.

SELECTs on an edition and nothing else. Joining names belongs in ``pipelines.parties``, merging and
splitting by hand in ``pipelines.decisions``.
"""

from __future__ import annotations

from typing import Any, Literal

from pipelines.editions.published import Published, SelectionError, select

Order = Literal["names", "bills", "weakest", "nearest"]
ORDERS: dict[Order, str] = {
    "names": "name_count desc, bill_count desc, party_id",
    "bills": "bill_count desc, party_id",
    "weakest": "weakest_tie_weight, party_id",
    "nearest": "nearest_miss_weight desc, party_id",
}
_ONLY: dict[Order, str] = {
    "names": "true",
    "bills": "true",
    "weakest": "weakest_tie_weight is not null",
    "nearest": "nearest_miss_weight is not null",
}


def read_parties(
    edition: Published, origin: str, order: Order = "names", limit: int | None = None
) -> list[dict[str, Any]]:
    """List parties.

    Parameters
    ----------
    edition
        Where they are.
    origin
        ``real`` or ``synthetic``.
    order : {'names', 'bills', 'weakest', 'nearest'}
        Most names, most bills, the least certain (weakest tie first; those of one name left out),
        or nearest to another party (heaviest pair that did not link first).
    limit
        How many; None for all.

    Returns
    -------
    list of dict
        Columns of ``marts.dim_parties``.
    """
    with edition.connect() as con:
        return select(
            con,
            f"from marts.dim_parties where origin = ? and {_ONLY[order]} "  # noqa: S608  own texts
            f"order by {ORDERS[order]} limit ?",
            [origin, limit if limit is not None else 1 << 40],
        )


def count_parties(edition: Published, origin: str) -> dict[str, Any]:
    """Count names, parties, and parties of more than one name."""
    with edition.connect() as con:
        return select(
            con,
            "select coalesce(sum(name_count), 0)::bigint as names, count(*) as parties, "
            "count(*) filter (name_count > 1) as of_several_names from marts.dim_parties "
            "where origin = ?",
            [origin],
        )[0]


def find_party(edition: Published, asked: str, origin: str) -> str:
    """Find a party by its id or one of its names.

    Parameters
    ----------
    edition, origin
        Where.
    asked
        Id (``P-…``), or a name, normalised or as filed.

    Returns
    -------
    str
        The id.

    Raises
    ------
    SelectionError
        If there is none.
    """
    with edition.connect() as con:
        found = select(
            con,
            "select party_id from marts.fct_party_names where origin = $origin and "
            "(party_id = $asked or party = nullif(trim(regexp_replace(upper($asked), "
            "'[^\\p{L}\\p{N}]+', ' ', 'g')), '')) limit 1",
            {"origin": origin, "asked": asked},
        )
    if not found:
        raise SelectionError(
            f"party {asked!r}, origin {origin}: neither an id nor a name in edition {edition.id}; "
            "`tallyman parties` lists parties, placeholders are none"
        )
    return str(found[0]["party_id"])


def read_names(edition: Published, party_id: str, origin: str) -> list[dict[str, Any]]:
    """List the names of a party, the most borne first: columns of ``marts.fct_party_names``."""
    with edition.connect() as con:
        return select(
            con,
            "from marts.fct_party_names where origin = ? and party_id = ? order by "
            "shipper_bill_count + consignee_bill_count + nvocc_bill_count desc, party",
            [origin, party_id],
        )


def read_pairs(edition: Published, party_id: str, origin: str) -> list[dict[str, Any]]:
    """List the compared pairs with a name of a party, heaviest first, each with its explanation.

    Parameters
    ----------
    edition, party_id, origin
        Which party, where.

    Returns
    -------
    list of dict
        ``party_l``, ``party_r``, ``match_weight``, ``is_one_party``, and ``steps``: ``step``,
        ``comparison``, ``title``, ``label``, ``weight``, from the weight before comparing on; the
        weights sum to the match weight.
    """
    with edition.connect() as con:
        return select(
            con,
            """
            with
                mine as (
                    select party from marts.fct_party_names where origin = $origin
                    and party_id = $party_id
                )

            select
                party_l, party_r, match_weight, is_one_party,
                list(
                    {step: step, comparison: comparison, title: title, label: label, weight: weight}
                    order by step
                ) as steps
            from marts.fct_party_pairs
            where origin = $origin and (party_l in (from mine) or party_r in (from mine))
            group by all
            order by match_weight desc, party_l, party_r
            """,
            {"origin": origin, "party_id": party_id},
        )


def read_evaluation(edition: Published) -> list[dict[str, Any]]:
    """Read precision and recall by threshold; empty where no duplicates were planted."""
    with edition.connect() as con:
        return select(con, "from published.party_evaluation order by basis desc, threshold, what")


def read_hand_decisions(edition: Published) -> list[dict[str, Any]]:
    """Read the hand decisions that the edition was built with, the last first."""
    with edition.connect() as con:
        return select(con, "from rules.party_decisions order by decision_id desc")


def read_changes(edition: Published, origin: str) -> list[dict[str, Any]]:
    """Read which names came to belong to another party, when and for what, the last first."""
    with edition.connect() as con:
        return select(
            con,
            "from marts.fct_party_changes where origin = ? order by recorded_at desc, party",
            [origin],
        )


def sides_of_split(
    edition: Published, party_id: str, origin: str, names: list[str]
) -> tuple[list[str], list[str]]:
    """Give the names that leave a party and those that stay.

    Parameters
    ----------
    edition, party_id, origin
        Which party, where.
    names
        Names that leave.

    Returns
    -------
    tuple of list of str

    Raises
    ------
    SelectionError
        If a name is not the party's, or none would stay.
    """
    its = [str(row["party"]) for row in read_names(edition, party_id, origin)]
    strange = [name for name in names if name not in its]
    stay = [name for name in its if name not in names]
    if strange or not names or not stay:
        told = f"not its name: {', '.join(strange)}" if strange else "no name would be left over"
        raise SelectionError(
            f"party {party_id}: {told}; it has {', '.join(its)}; name some of these, not all"
        )
    return names, stay


def sides_of_merge(
    edition: Published, party_id: str, other_id: str, origin: str
) -> tuple[list[str], list[str]]:
    """Give the names of two parties.

    Raises
    ------
    SelectionError
        If both are the same.
    """
    if party_id == other_id:
        raise SelectionError(f"party {party_id}: both are one party already; name two")
    mine, others = (
        [str(row["party"]) for row in read_names(edition, one, origin)]
        for one in (party_id, other_id)
    )
    return mine, others
