"""All traits compared, era by era, with what looking at many of them costs.

Holds the order of the steps from the marts' counts to the rows that are published. One trait alone
is in ``traits``, the rule for pairs in ``pairs``, the adjustment in ``multiplicity``.
"""

from collections.abc import Hashable, Iterator
from dataclasses import asdict, fields
from typing import Any

import pandas as pd

from models.commonalities.multiplicity import holm
from models.commonalities.pairs import carried_pairs
from models.commonalities.traits import (
    LESS_COMMON,
    MATCHED_AWAY,
    MINIMUM_INCIDENTS,
    MORE_COMMON,
    NO_TRAFFIC,
    NOT_ENOUGH,
    IncidentContainer,
    TraitComparison,
    compare_trait,
)

ALL_ERAS = "*"
SIGNIFICANCE = 0.05

BEFORE = "before discovery"
AFTER = "after discovery"
PARTLY_AFTER = "partly after discovery"

STRATUM = ["arrival_month", "loading_region", "us_port_group"]
_TRAIT = ["trait", "second_trait"]
_COLUMNS = [
    "origin", "era", "rank", "kind", "trait", "second_trait", "wording",
    *(field.name for field in fields(TraitComparison)),
    "incident_containers_unknown", "incident_containers_recorded_after", "recorded",
    "comparisons", "holm_p_value", "verdict", "note",
]  # fmt: skip


def commonality_table(strata: pd.DataFrame, incidents: pd.DataFrame) -> pd.DataFrame:
    """Compare every trait, and every pair that the data carry, the strongest first.

    Parameters
    ----------
    strata : DataFrame, one row per origin, stratum and trait or pair
        ``origin``, ``trait``, ``second_trait`` (null for a single one), ``wording``,
        ``arrival_month``, ``loading_region``, ``us_port_group``, ``traffic_with``,
        ``traffic_without``, ``incident_containers``.
    incidents : DataFrame, one row per incident container and trait or pair
        ``origin``, ``trait``, ``second_trait``, ``incident_id``, ``era`` (null: before the first),
        the columns of the stratum, ``has_trait`` (null: not known),
        ``is_recorded_before_discovery`` (null: not known).

    Returns
    -------
    DataFrame, one row per origin, era (``*``: all) and trait or pair
        ``rank`` (within origin and era, by the lower bound of the odds ratio), ``kind`` (trait or
        pair), the attributes of :class:`TraitComparison`, what was not used and why,
        ``comparisons`` (how many traits and pairs the origin and era compares),
        ``holm_p_value``, ``verdict`` and ``note``.

    Raises
    ------
    ValueError
        If the incident containers of a stratum are not as many as its counts say.

    Notes
    -----
    Every row compares within one origin. What was written up after the discovery, or not known to
    be recorded before it, is counted and not compared. A trait is called a commonality where Holm's
    p-value over all comparisons of the origin and era is below .05; intervals are per trait.
    """
    _check_same_run(strata, incidents)
    rows: list[dict[str, Any]] = []
    for origin, of_origin in incidents.reset_index(drop=True).groupby("origin"):
        counted = strata[strata["origin"] == origin]
        for era, of_era in _by_era(of_origin):
            rows.extend(
                {"origin": origin, "era": era, **row} for row in _compare_all(of_era, counted)
            )
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table = table.sort_values(
        ["origin", "era", "odds_ratio_low", "incidents_with", "trait", "second_trait"],
        ascending=[True, True, False, False, True, True],
        na_position="last",
        ignore_index=True,
    )
    table["rank"] = table.groupby(["origin", "era"]).cumcount() + 1
    return table


def _by_era(incidents: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    yield ALL_ERAS, incidents
    for era, rows in incidents.groupby("era"):
        yield str(era), rows


def _compare_all(incidents: pd.DataFrame, strata: pd.DataFrame) -> list[dict[str, Any]]:
    """Compare the traits and pairs of one origin and era, and judge them together."""
    usable = _is_usable(incidents)
    here = strata.merge(incidents[STRATUM].drop_duplicates(), on=STRATUM)
    carried = carried_pairs(incidents[usable], here)
    traffic = _traffic(here)
    wording = dict(zip(_keys(strata), strata["wording"], strict=True))
    compared = []
    for (trait, second), rows in _named(incidents).groupby(_TRAIT):
        key = (str(trait), str(second))
        pair = key[1] or None
        if pair is not None and key not in carried:
            continue
        is_used = usable.loc[rows.index]
        containers = [
            IncidentContainer(str(row.incident_id), _stratum(row), bool(row.has_trait))
            for row in rows[is_used].itertuples()
        ]
        late = ~rows["is_recorded_before_discovery"].eq(True)  # noqa: FBT003
        compared.append(
            {
                "kind": "trait" if pair is None else "pair",
                "trait": trait,
                "second_trait": pair,
                "wording": wording[key],
                **asdict(compare_trait(containers, traffic.get(key, {}))),
                "incident_containers_unknown": int((rows["has_trait"].isna() & ~late).sum()),
                "incident_containers_recorded_after": int(late.sum()),
                "recorded": AFTER if late.all() else PARTLY_AFTER if late.any() else BEFORE,
            }
        )
    return _judge(compared)


def _judge(compared: list[dict[str, Any]]) -> list[dict[str, Any]]:
    p_values = [
        row["p_value"]
        if row["p_value"] is not None and row["incidents"] >= MINIMUM_INCIDENTS
        else float("nan")
        for row in compared
    ]
    comparisons = sum(p == p for p in p_values)
    for row, adjusted in zip(compared, holm(p_values), strict=True):
        row["comparisons"] = comparisons
        row["holm_p_value"] = None if pd.isna(adjusted) else float(adjusted)
        row["verdict"], row["note"] = _verdict(row)
    return compared


def _verdict(row: dict[str, Any]) -> tuple[str, str]:
    if row["recorded"] == AFTER:
        return NOT_ENOUGH, "written up after the discovery: marked, not compared, not trained on"
    if row["incident_containers"] == 0 and row["incident_containers_unmatched"] > 0:
        return NO_TRAFFIC, "no ordinary traffic of the same origin, ports and month"
    if row["incidents"] < MINIMUM_INCIDENTS:
        few = "1 incident" if row["incidents"] == 1 else f"{row['incidents']} incidents"
        return NOT_ENOUGH, f"{few}; at least {MINIMUM_INCIDENTS} are needed"
    if row["odds_ratio"] is None:
        return NOT_ENOUGH, MATCHED_AWAY
    if row["p_value"] >= SIGNIFICANCE:
        return NOT_ENOUGH, "the interval of the odds ratio includes 1"
    if row["holm_p_value"] >= SIGNIFICANCE:
        return NOT_ENOUGH, (
            f"alone its interval excludes 1; with {row['comparisons']} traits and pairs looked at "
            "that may be chance (Holm)"
        )
    alone = "would vanish if one incident were left out"
    note = alone if row["is_resting_on_one_incident"] else ""
    return (MORE_COMMON if row["odds_ratio"] > 1.0 else LESS_COMMON), note


def _is_usable(incidents: pd.DataFrame) -> pd.Series:
    """Known, and known to have been recorded before the discovery."""
    recorded = incidents["is_recorded_before_discovery"].eq(True).fillna(value=False)  # noqa: FBT003
    return (recorded & incidents["has_trait"].notna()).astype(bool)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Write a single trait's second trait as an empty text."""
    return rows.assign(second_trait=rows["second_trait"].astype(object).fillna(""))


def _keys(strata: pd.DataFrame) -> list[tuple[str, str]]:
    return list(_named(strata)[_TRAIT].astype(str).itertuples(index=False, name=None))


def _stratum(row: Any) -> Hashable:  # noqa: ANN401 - a row of itertuples
    return tuple(getattr(row, column) for column in STRATUM)


def _traffic(strata: pd.DataFrame) -> dict[tuple[str, str], dict[Hashable, tuple[int, int]]]:
    found: dict[tuple[str, str], dict[Hashable, tuple[int, int]]] = {}
    counts = strata[["traffic_with", "traffic_without"]].astype(int).itertuples(index=False)
    for key, row, (having, lacking) in zip(_keys(strata), strata.itertuples(), counts, strict=True):
        found.setdefault(key, {})[_stratum(row)] = (having, lacking)
    return found


def _check_same_run(strata: pd.DataFrame, incidents: pd.DataFrame) -> None:
    on = ["origin", *_TRAIT, *STRATUM]
    counted = _named(strata[strata["incident_containers"] > 0])
    stated = counted.set_index(on)["incident_containers"]
    listed = _named(incidents).groupby(on).size()
    both = pd.concat([stated, listed], axis=1, keys=["stated", "listed"]).fillna(0)
    differing = both[both["stated"] != both["listed"]]
    if not differing.empty:
        first = differing.iloc[0]
        origin, trait = differing.index[0][:2]
        raise ValueError(
            f"trait {trait!r} of origin {origin}: fct_trait_strata counts {first['stated']:.0f} "
            f"incident containers in a stratum, fct_trait_incidents lists {first['listed']:.0f}; "
            "build both marts from the same run"
        )
