"""What a proposal may know: patterns, rules and staleness before 1 September.

Holds the SELECTs and the cut; what was recorded after it is taken off in ``recorded_later``. What
is made of them is in ``models.refinement``; the order of the steps is in ``proposals``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pandas as pd

from models.evaluation.port_rules import LOOK_BACK_SEASONS
from pipelines.estimates.recorded_later import LeftOut, as_known_before

SNAPSHOT = "T2"
"""Training looks at what was known of a container when it arrived."""

_CURRENT_VERSION = """
select version
from rules.rule_sets
where rule_set = $rule_set and is_current
order by list_contains(ports, '*') desc, version desc
limit 1
"""

_RULES = f"""
select
    version, bit, rule, wording, kind, points, sign, min_points, max_points, port_code, is_frozen
from rules.rules
where
    rule_set = $rule_set
    and version = ({_CURRENT_VERSION})
order by bit
"""  # noqa: S608 - a statement of this module

_PATTERNS = """
select
    season,
    hits,
    cast(sum(container_count) as bigint) as containers,
    cast(coalesce(sum(container_count) filter (
        where exam_method in ('physical', 'image_and_physical')), 0) as bigint
    ) as examined_physical,
    cast(coalesce(sum(container_count) filter (
        where exam_method = 'image'), 0) as bigint) as examined_image,
    cast(coalesce(sum(container_count) filter (
        where outcome = 'confirmed'), 0) as bigint) as confirmed,
    cast(coalesce(sum(container_count) filter (
        where outcome = 'lesser_positive'), 0) as bigint) as lesser
from marts.fct_patterns
where
    origin = $origin
    and rule_set = $rule_set
    and rule_set_version = $version
    and snapshot = $snapshot
    and is_in_season
    and season < $season
group by season, hits
order by season, hits
"""

_INCIDENT_PORTS = """
select distinct coalesce(c.loading_port_code, t.lading_port_code) as port_code
from marts.dim_incidents as d
inner join staging.stg_agency__incidents_first_known as f using (origin, incident_id)
inner join staging.stg_agency__incident_containers as c using (origin, incident_id)
left join intermediate.int_incident_trips as t using (origin, incident_id, container_label)
where
    d.origin = $origin
    and d.kind = 'stowaway'
    and not d.is_scenario
    and f.first_known_at < $known_before
    and d.discovered_on >= make_date($season - 1 - $stale_seasons, 10, 1)
"""

_INCIDENT_COUNTS = """
select d.origin, count(*) as incidents
from marts.dim_incidents as d
inner join staging.stg_agency__incidents_first_known as f using (origin, incident_id)
where d.kind = 'stowaway' and not d.is_scenario and f.first_known_at < $known_before
group by d.origin
"""

_ORIGINS = """
select distinct origin
from marts.fct_patterns
where rule_set = $rule_set
union
select distinct origin from marts.dim_incidents
order by origin
"""


@dataclass(frozen=True)
class Training:
    """Patterns and rules of one origin, as known before the cut.

    Attributes
    ----------
    patterns, rules
        Frames for ``FilterWeightRefiner.fit``; ``rules`` carries ``wording`` and ``bit`` too.
    version
        Version of the rule set.
    known_before
        The cut, UTC.
    left_out
        What was recorded too late, counted.
    """

    patterns: pd.DataFrame
    rules: pd.DataFrame
    version: int
    known_before: datetime
    left_out: LeftOut


def cut_of(season: int) -> datetime:
    """Give the moment before which everything trained on was known.

    Parameters
    ----------
    season
        The season proposed for; it opens on 1 October of the year before its label.

    Returns
    -------
    datetime
        1 September before it opens, UTC.

    Examples
    --------
    >>> cut_of(2006)
    datetime.datetime(2005, 9, 1, 0, 0)
    """
    return datetime(season - 1, 9, 1)  # noqa: DTZ001 - the warehouse keeps UTC without a zone


def read_origins(con: duckdb.DuckDBPyConnection, rule_set: str) -> list[str]:
    """List the origins that have traffic or incidents."""
    return [origin for (origin,) in con.execute(_ORIGINS, {"rule_set": rule_set}).fetchall()]


def read_incident_counts(con: duckdb.DuckDBPyConnection, season: int) -> dict[str, int]:
    """Count the stowaway incidents recorded before the cut, by origin."""
    found = con.execute(_INCIDENT_COUNTS, {"known_before": cut_of(season)}).fetchall()
    return {origin: int(count) for origin, count in found}


def read_training(
    con: duckdb.DuckDBPyConnection, season: int, rule_set: str, origin: str
) -> Training:
    """Read what a proposal for a season may know.

    Parameters
    ----------
    con
        Connection to a built warehouse.
    season
        The season proposed for; only earlier ones are trained on.
    rule_set
        The filter; its current version is read, that of all ports before one of some.
    origin
        ``real`` or ``synthetic``, never both.

    Returns
    -------
    Training

    Raises
    ------
    ValueError
        If the rule set is not registered.

    Notes
    -----
    Incidents first recorded after the cut count as not known; a row corrected later was known
    when it was first recorded, since that it is an incident does not change. An exam event counts
    from the newest row it has: what an earlier row said of its result is not read, so an event
    corrected after the cut counts as not known, and exam counts and lesser positives are those of
    the events known before it. An incident container whose state on arrival was recorded after its
    discovery is in no pattern: what was learnt from it may have been written into it. A port rule
    is stale when no incident of the last two seasons was laded at its port and none of those
    seasons' confirmed incidents hit the rule.
    """
    rules = con.execute(_RULES, {"rule_set": rule_set}).df()
    if rules.empty:
        known = con.execute("select distinct rule_set from rules.rules order by 1").fetchall()
        raise ValueError(
            f"rule set {rule_set!r} is not registered; known are "
            f"{', '.join(name for (name,) in known) or 'none'}"
        )
    version = int(rules["version"].iloc[0])
    known_before = cut_of(season)
    key = {
        "origin": origin,
        "rule_set": rule_set,
        "version": version,
        "snapshot": SNAPSHOT,
        "season": season,
    }
    patterns = read_patterns(con, key)
    patterns, left_out = as_known_before(con, patterns, key, known_before)
    ports = con.execute(
        _INCIDENT_PORTS,
        {
            "origin": origin,
            "known_before": known_before,
            "season": season,
            "stale_seasons": LOOK_BACK_SEASONS,
        },
    ).fetchall()
    rules["stale"] = _is_stale(rules, patterns, season, {port for (port,) in ports})
    return Training(
        patterns=patterns,
        rules=rules,
        version=version,
        known_before=known_before,
        left_out=left_out,
    )


def read_patterns(con: duckdb.DuckDBPyConnection, key: Mapping[str, object]) -> pd.DataFrame:
    """Read the patterns of the seasons before one, with everything a build knows of them.

    Parameters
    ----------
    con
        Connection to a warehouse or an edition.
    key
        ``origin``, ``rule_set``, ``version``, ``snapshot`` and ``season``.

    Returns
    -------
    DataFrame
        For ``FilterWeightRefiner.fit``.
    """
    return con.execute(_PATTERNS, dict(key)).df()


def current_version(con: duckdb.DuckDBPyConnection, rule_set: str) -> int | None:
    """Give the version that is refined: the current one, that of all ports before one of some."""
    found = con.execute(_CURRENT_VERSION, {"rule_set": rule_set}).fetchone()
    return int(found[0]) if found else None


def _is_stale(
    rules: pd.DataFrame, patterns: pd.DataFrame, season: int, incident_ports: set[str]
) -> list[bool]:
    recent = patterns[
        (patterns["season"] >= season - LOOK_BACK_SEASONS) & (patterns["confirmed"] > 0)
    ]
    masks = recent["hits"].to_numpy()
    return [
        kind == "port_identity"
        and port_code not in incident_ports
        and not bool(((masks >> bit) & 1).any())
        for bit, kind, port_code in zip(
            rules["bit"].tolist(), rules["kind"], rules["port_code"], strict=True
        )
    ]
