"""What nothing in the data anticipates: where a filter learned from past incidents is blind.

Holds counts of traffic that no incident speaks for. It weighs nothing and proposes nothing.
"""

import pandas as pd

from models.rules import RuleSet
from pipelines.editions import Edition
from pipelines.editions.selection import select
from pipelines.filters.masks import COUNTED_PORT, SNAPSHOT

COLUMNS = ["what", "subject", "containers", "of_containers", "message"]
NAMED_PORTS = 10

_TRIPS = """
select
    t.season,
    coalesce(t.lading_port_code, 'unresolved') as lading_port,
    {counted_port} as us_port,
    t.is_incident,
    h.hits
from marts.fct_container_trips as t
left join
    marts.fct_rule_hits as h
    on h.origin = t.origin
    and h.container_trip_key = t.container_trip_key
    and h.rule_set = ?
    and h.rule_set_version = ?
    and h.snapshot = ?
where t.origin = ? and t.is_in_scope and t.is_in_season and t.season < ?
"""


def unanticipated(
    edition: Edition, rule_set: RuleSet, version: int, season: int, origin: str
) -> pd.DataFrame:
    """Count the traffic of past seasons that no past incident speaks for.

    Parameters
    ----------
    edition
        Where traffic and incidents are.
    rule_set, version
        The filter and the version of it whose masks are stored.
    season
        Season proposed for; only earlier ones are looked at.
    origin
        ``real`` or ``synthetic``.

    Returns
    -------
    DataFrame
        ``what``: ``rule`` (hit by traffic, by no incident), ``loading_port`` (the
        ten busiest ports of lading without an incident; their sum as subject ``*``),
        ``new_port`` (ports of lading with traffic in the newest season alone), ``us_port`` (ports
        of discharge without an incident, as subject ``*``), ``unresolved_port``, ``no_manifest``
        (nothing to judge on arrival), ``new_pattern`` (rule patterns of the newest season that no
        earlier season had). ``subject``, ``containers`` of ``of_containers`` container trips, and
        ``message`` in words. Empty without traffic.
    """
    with edition.connect() as con:
        parameters = [rule_set.rule_set, version, SNAPSHOT, origin, season]
        trips = pd.DataFrame(
            select(
                con,
                f"with trips as ({_TRIPS.format(counted_port=COUNTED_PORT)}) "  # noqa: S608
                "select *, count(*) as containers from trips group by all",
                parameters,
            )
        )
    if trips.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = [
        *_rules_without_incident(trips, rule_set),
        *_loading_ports(trips),
        *_us_ports(trips),
        *_unseen(trips),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rules_without_incident(trips: pd.DataFrame, rule_set: RuleSet) -> list[list[object]]:
    """Name the rules that traffic hits and no incident container ever hit."""
    judged = trips.dropna(subset=["hits"])
    masks, total = judged["hits"].astype("int64"), int(judged["containers"].sum())
    rows: list[list[object]] = []
    for bit, rule in enumerate(rule_set.rules):
        hit = judged[(masks // 2**bit) % 2 == 1]
        if not hit.empty and not hit["is_incident"].any():
            told = "no incident ever hit it: its points rest on judgement alone"
            rows.append(["rule", rule.wording, int(hit["containers"].sum()), total, told])
    return rows


def _loading_ports(trips: pd.DataFrame) -> list[list[object]]:
    """Name the busiest ports of lading without an incident, and count all of them."""
    known = trips[trips["lading_port"] != "unresolved"]
    total = int(trips["containers"].sum())
    by_port = known.groupby("lading_port").agg(
        containers=("containers", "sum"), hit=("is_incident", "any")
    )
    quiet = by_port[~by_port["hit"]].sort_values("containers", ascending=False)
    told = "no incident was ever laded there"
    rows: list[list[object]] = [
        ["loading_port", str(port), int(containers), total, told]
        for port, containers in quiet["containers"].head(NAMED_PORTS).items()
    ]
    everything = f"{len(quiet)} of {len(by_port)} ports of lading with traffic had no incident"
    rows.append(["loading_port", "*", int(quiet["containers"].sum()), total, everything])
    newest = trips["season"].max()
    earlier = set(known.loc[known["season"] < newest, "lading_port"])
    fresh = known[(known["season"] == newest) & ~known["lading_port"].isin(earlier)]
    if earlier and not fresh.empty:
        names = ", ".join(sorted(fresh["lading_port"].unique())[:NAMED_PORTS])
        told = f"first traffic in season {newest}: {names}"
        of_season = int(trips.loc[trips["season"] == newest, "containers"].sum())
        rows.append(["new_port", "*", int(fresh["containers"].sum()), of_season, told])
    return rows


def _us_ports(trips: pd.DataFrame) -> list[list[object]]:
    """Count the U.S. ports with traffic and no incident."""
    by_port = trips.groupby("us_port").agg(
        containers=("containers", "sum"), hit=("is_incident", "any")
    )
    quiet = by_port[~by_port["hit"]]
    told = f"{len(quiet)} of {len(by_port)} U.S. ports with traffic had no incident"
    total = int(trips["containers"].sum())
    return [["us_port", "*", int(quiet["containers"].sum()), total, told]]


def _unseen(trips: pd.DataFrame) -> list[list[object]]:
    """Count what cannot be told: ports unresolved, manifests missing, patterns never seen."""
    total = int(trips["containers"].sum())
    unresolved = int(trips.loc[trips["lading_port"] == "unresolved", "containers"].sum())
    blind = int(trips.loc[trips["hits"].isna(), "containers"].sum())
    newest = trips["season"].max()
    judged = trips.dropna(subset=["hits"])
    last, before = (judged[judged["season"] == newest], judged[judged["season"] < newest])
    unseen = last[~last["hits"].isin(before["hits"])]
    rows: list[list[object]] = [
        ["unresolved_port", "*", unresolved, total, "port of lading not resolved: no port rule"],
        ["no_manifest", "*", blind, total, "no manifest known on arrival: no rule can judge it"],
    ]
    if not before.empty:
        told = f"rule patterns of season {newest} that no earlier season had"
        counts = int(unseen["containers"].sum()), int(last["containers"].sum())
        rows.append(["new_pattern", "*", *counts, told])
    return rows
