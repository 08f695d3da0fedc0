"""The party model estimated from the names that stand in the warehouse, without any truth.

Writes nothing to the warehouse. What is estimated is described in docs/decisions; the shipped model
was made by this module. Scoring with a model belongs in ``linking``.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import duckdb

from models.resolution.party_model import PartyModel
from pipelines.parties.linking import splink_settings

if TYPE_CHECKING:
    from splink import Linker

SAMPLE = 2_500
"""Names drawn for u; all their pairs are compared, about 3.1 million."""
FOUND_BY_EXACT_RULE = 0.5
"""Share of the pairs of one party that agree in own words, trade and address; chosen."""
LEAST = {"m": 1e-4, "u": 1e-6}
"""Smallest m and u written: a level that nobody saw is rare, not impossible."""
_START = {
    "name": (0.02, 0.02, 0.26, 0.02, 0.68),
    "trade": (0.05, 0.95),
    "legal_form": (0.05, 0.95),
    "place": (0.02, 0.13, 0.05, 0.8),
}
# m by level from which estimation starts: most names of one party agree, or differ by one letter.
_NAMES = """
    select
        name_key as unique_id,
        true as is_changed,
        []::ubigint[] as search_keys,
        party,
        core,
        stem,
        trade,
        legal_form,
        addresses,
        cities,
        countries,
        addresses[1] as first_address,
        left(core, 3) as initial
    from resolved.party_names
    where origin = ?
    order by name_key
"""
_EXACT = "l.core = r.core and l.trade = r.trade and l.first_address = r.first_address"


def train(con: duckdb.DuckDBPyConnection, model: PartyModel, origin: str) -> PartyModel:
    """Estimate u, m and the prior of the model from the names of one origin.

    Parameters
    ----------
    con
        Connection to a warehouse in which names were resolved.
    model
        Where estimation starts from, and the threshold that is kept.
    origin
        Whose names.

    Returns
    -------
    PartyModel
        The same names give the same model: the sample is the names with the smallest keys.

    Raises
    ------
    ValueError
        If there are too few names to estimate from.

    Notes
    -----
    u is the share of each level among all pairs of the sample; so few of them are of one party
    that they are left in. m is estimated by expectation maximisation with u held: name, trade and
    legal form among pairs that share their first address and the first three letters of their
    own words, address among pairs with the same own words. Source of the model: Fellegi and
    Sunter, "A theory for record linkage" (1969).
    """
    import splink
    from splink import DuckDBAPI, block_on
    from splink.blocking_rule_library import CustomRule

    logging.getLogger("splink").setLevel(logging.ERROR)
    names = con.sql(_NAMES, params=[origin]).to_arrow_table()
    if names.num_rows < SAMPLE:
        raise ValueError(
            f"{names.num_rows} names of origin {origin}: expected {SAMPLE} or more; load more "
            "rows, or keep the shipped model"
        )
    with duckdb.connect() as memory:
        memory.register("names", names)
        memory.execute("create table names_to_train_on as from names")
        memory.execute(f"create table sampled as from names order by unique_id limit {SAMPLE}")
        settings = splink_settings(model)
        sampling = splink.Linker(
            "sampled", settings, db_api=DuckDBAPI(connection=memory), set_up_basic_logging=False
        )
        sampling.training.estimate_u_using_random_sampling(max_pairs=SAMPLE * SAMPLE)
        with_u = _estimated(_started(model), sampling, "u")
        linker = splink.Linker(
            "names_to_train_on",
            splink_settings(with_u),
            db_api=DuckDBAPI(connection=memory),
            set_up_basic_logging=False,
        )
        linker.training.estimate_probability_two_random_records_match(
            [
                CustomRule(
                    "l.core = r.core and l.trade = r.trade and l.first_address = r.first_address"
                )
            ],
            recall=FOUND_BY_EXACT_RULE,
        )
        for rule in (block_on("first_address", "initial"), block_on("core")):
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, fix_u_probabilities=True
            )
        prior = linker.misc.save_model_to_json()["probability_two_random_records_match"]
        return replace(
            _estimated(with_u, linker, "m"),
            prior=float(f"{prior:.3g}"),
            estimated_on=(
                f"{names.num_rows:,} distinct {origin} names: u of all pairs of {SAMPLE:,}, m by "
                "expectation maximisation (splink 4.0.17)"
            ),
        )


def _started(model: PartyModel) -> PartyModel:
    """Put m where estimation starts from."""
    return replace(
        model,
        comparisons=tuple(
            replace(
                comparison,
                levels=tuple(
                    replace(level, m=_START[comparison.name][level.level])
                    for level in comparison.levels
                ),
            )
            for comparison in model.comparisons
        ),
    )


def _estimated(model: PartyModel, linker: Linker, what: Literal["m", "u"]) -> PartyModel:
    """Read m or u of every level back from splink; a level nobody saw keeps what it had."""
    found = {
        comparison["output_column_name"]: [
            level for level in comparison["comparison_levels"] if not level.get("is_null_level")
        ]
        for comparison in linker.misc.save_model_to_json()["comparisons"]
    }
    made = []
    for comparison in model.comparisons:
        levels = []
        for level, given in zip(comparison.levels, found[comparison.name], strict=True):
            estimated = given.get(f"{what}_probability") or getattr(level, what)
            value = max(float(f"{estimated:.3g}"), LEAST[what])
            levels.append(replace(level, m=value) if what == "m" else replace(level, u=value))
        made.append(replace(comparison, levels=tuple(levels)))
    return replace(model, comparisons=tuple(made))
