"""Names compared with splink: which pairs share a search key, how each comparison comes out.

The only module that knows splink, and it imports it when names are compared. Levels and weights
are `models.resolution.party_model`; which names are compared again belongs in ``filed_names``.
"""

from __future__ import annotations

import logging
from typing import Any

import duckdb
import pyarrow as pa

from models.resolution.party_model import COMPARISONS, NOT_STATED, PartyModel

KEPT_FROM = -6.0
"""Match weight in bits from which a pair is kept: far below the threshold, so that near misses can
be looked at and the threshold tried lower."""

PAIRS_TABLE = f"""
    create table if not exists resolved.party_pairs (
        name_key_l ubigint not null,
        name_key_r ubigint not null,
        {", ".join(f"{name}_level tinyint not null" for name in COMPARISONS)},
        match_weight double not null
    );
"""

# Names that share a key with a changed one, each with the keys it shares.
_TO_COMPARE = """
    with
        near_changed as (
            select distinct b.name_key
            from resolved.party_keys as a
            inner join resolved.party_keys as b using (search_key)
            where a.name_key in (select name_key from changed_names)
        ),

        near_keys as (
            select k.* from resolved.party_keys as k semi join near_changed using (name_key)
        ),

        shared_keys as (
            select name_key, search_key
            from near_keys
            where
                search_key in (
                    select search_key from near_keys group by search_key having count(*) > 1
                )
        )

    select
        n.name_key as unique_id,
        n.name_key in (select name_key from changed_names) as is_changed,
        list_sort(list(k.search_key)) as search_keys,
        n.party,
        n.core,
        n.stem,
        n.trade,
        n.legal_form,
        n.addresses,
        n.cities,
        n.countries
    from shared_keys as k
    inner join resolved.party_names as n using (name_key)
    group by all
    order by unique_id
"""


def link_changed(con: duckdb.DuckDBPyConnection, model: PartyModel) -> int:
    """Compare the names in ``changed_names`` with all names and keep the pairs.

    Parameters
    ----------
    con
        Writing connection to the warehouse, in a transaction; names and keys are up to date.
    model
        Levels and weights.

    Returns
    -------
    int
        Pairs kept.
    """
    names = con.sql(_TO_COMPARE).to_arrow_table()
    if names.num_rows < 2:
        return 0
    pairs = compare(names, model)
    con.register("compared_pairs", pairs)
    con.execute("insert into resolved.party_pairs by name from compared_pairs")
    con.unregister("compared_pairs")
    return int(pairs.num_rows)


def compare(names: pa.Table, model: PartyModel) -> pa.Table:
    """Compare names that share a search key, at least one of them changed.

    Parameters
    ----------
    names
        ``unique_id``, ``is_changed``, ``search_keys`` and the columns that comparisons read.
    model
        Levels and weights.

    Returns
    -------
    pyarrow.Table
        ``name_key_l``, ``name_key_r``, a level of each comparison, ``match_weight``: the pairs of
        weight ``KEPT_FROM`` or more.
    """
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.WARNING)
    with duckdb.connect() as memory:
        memory.register("names", names)
        memory.execute("create table party_names_to_compare as from names")
        linker = Linker(
            "party_names_to_compare",
            splink_settings(model),
            db_api=DuckDBAPI(connection=memory),
            set_up_basic_logging=False,
        )
        predicted = linker.inference.predict(threshold_match_weight=KEPT_FROM)
        levels = ", ".join(f"gamma_{name}::tinyint as {name}_level" for name in COMPARISONS)
        return memory.sql(
            f"select unique_id_l as name_key_l, unique_id_r as name_key_r, {levels}, match_weight "  # noqa: S608
            f"from {predicted.physical_name} order by all"
        ).to_arrow_table()


def splink_settings(model: PartyModel) -> dict[str, Any]:
    """Write the model as splink reads it.

    Parameters
    ----------
    model
        Levels and weights.

    Returns
    -------
    dict
        Settings with m and u of every level set.
    """
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": model.prior,
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
        "blocking_rules_to_generate_predictions": [
            {
                "blocking_rule": (
                    "l.search_keys = r.search_keys and (l.is_changed or r.is_changed)"
                ),
                "arrays_to_explode": ["search_keys"],
                "sql_dialect": "duckdb",
            }
        ],
        "comparisons": [
            {
                "output_column_name": comparison.name,
                "comparison_levels": [
                    {
                        "sql_condition": comparison.missing,
                        "label_for_charts": NOT_STATED,
                        "is_null_level": True,
                    },
                    *(
                        {
                            "sql_condition": level.condition or "ELSE",
                            "label_for_charts": level.label,
                            "m_probability": level.m,
                            "u_probability": level.u,
                        }
                        for level in comparison.levels
                    ),
                ],
            }
            for comparison in model.comparisons
        ],
    }
