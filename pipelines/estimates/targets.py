"""The target beside each figure: which of those that were set is its own.

Holds the choice only. Who may set a target is ``decisions``; that it outlasts a build is
``rulesets``; whether a figure reaches it is the reader's to see.
"""

import duckdb
import numpy as np
import pandas as pd

from pipelines.periods import period_bounds

TARGET_COLUMNS = {
    "target": "double",
    "target_unit": "varchar",
    "target_direction": "varchar",
    "target_set_by": "varchar",
    "target_set_at": "timestamp",
    "target_source": "varchar",
}
"""Columns of a figure that say what it is held against; null where nothing was set."""

_TAKEN_FROM = {
    "target": "value",
    "target_unit": "value_unit",
    "target_direction": "direction",
    "target_set_by": "set_by",
    "target_set_at": "set_at",
    "target_source": "source",
}
_WHERE = ("port_code", "unit", "period_kind")


def read_targets(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Read what was registered of targets.

    Parameters
    ----------
    con
        Connection to a warehouse or an edition.

    Returns
    -------
    DataFrame
        Rows of ``rules.targets``; empty where it was registered before there were any.
    """
    known = con.execute(
        "select count(*) from duckdb_tables() where schema_name = 'rules' "
        "and table_name = 'targets' and database_name = current_database()"
    ).fetchone()
    if not known or not known[0]:
        columns = ["measure", *_WHERE, "valid_from", "valid_until", *_TAKEN_FROM.values()]
        return pd.DataFrame(columns=columns)
    return con.execute("from rules.targets order by target_id").df()


def with_targets(figures: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Write beside each figure the target it is held against.

    Parameters
    ----------
    figures
        With ``measure``, ``unit``, ``port_code``, ``period_kind``, ``period`` and ``denominator``.
    targets
        Rows of :func:`read_targets`.

    Returns
    -------
    DataFrame
        The figures with the columns of ``TARGET_COLUMNS``.

    Notes
    -----
    A target holds for periods that begin while it is valid, so that no figure is judged by what
    was not yet set for its first day. Of several the one that names the port counts, then the one
    that names the unit, then the kind of period, then the one valid from the later day. A share is
    no target of a pure count, and hours are none of a figure at all: they are of its clock.
    """
    labels = figures[["period_kind", "period"]].drop_duplicates().itertuples(index=False)
    begins = {(kind, period): period_bounds(kind, period)[0] for kind, period in labels}
    keys = zip(figures["period_kind"], figures["period"], strict=True)
    first_day = pd.Series([begins[key] for key in keys], figures.index, "datetime64[us]")
    ranked = _by_rank(targets[targets["value_unit"] != "hours"])
    chosen = np.full(len(figures), -1)
    for position, target in enumerate(ranked.to_dict("records")):
        held = (figures["measure"] == target["measure"]) & (
            first_day >= pd.Timestamp(target["valid_from"])
        )
        for column in _WHERE:
            if target[column] != "*":
                held &= figures[column] == target[column]
        if not pd.isna(target["valid_until"]):
            held &= first_day < pd.Timestamp(target["valid_until"])
        if target["value_unit"] == "share":
            held &= figures["denominator"].notna()
        chosen[held.to_numpy()] = position
    own = ranked.reindex(chosen).set_axis(figures.index)
    return figures.assign(**{name: own[taken] for name, taken in _TAKEN_FROM.items()})


def _by_rank(targets: pd.DataFrame) -> pd.DataFrame:
    """Order targets so that of those for the same figure the last one counts."""
    names = [f"names_{column}" for column in _WHERE]
    ranked = targets.assign(
        **{name: targets[column] != "*" for name, column in zip(names, _WHERE, strict=True)}
    )
    return ranked.sort_values([*names, "valid_from"], kind="stable", ignore_index=True)
