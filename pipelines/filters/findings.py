"""What is said of a version when it is submitted: structure, traffic, statute.

Gathers the findings of ``models.rules`` with the figures of an edition; whether a submission is
refused for them is decided in the decision store.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from models.rules import RuleSet
from models.rules.findings import structural_findings, traffic_findings
from models.rules.scoring import score_hits
from models.rules.statute import statute_checks
from pipelines.editions import Edition
from pipelines.filters.answers import as_plain
from pipelines.filters.patterns import counted_patterns, seasons_with_traffic
from pipelines.filters.thresholds import ALL_PORTS


def submission_evidence(
    edition: Edition,
    rule_set: RuleSet,
    thresholds: Mapping[str, int],
    *,
    seasons: Sequence[int] | None = None,
    ports: Sequence[str] | None = None,
    origin: str = "synthetic",
) -> dict[str, Any]:
    """Examine a version before it is submitted.

    Parameters
    ----------
    edition
        Traffic to try it on.
    rule_set
        The version.
    thresholds : mapping of str to int
        Mandatory thresholds it is to be used with, by port; '*' for the ports not named. The
        statute is checked against the lowest of them, where a credit weighs most.
    seasons
        Seasons to try it on; None for the newest with traffic.
    ports
        Ports it is for; None for all.
    origin
        ``synthetic`` or ``real`` traffic.

    Returns
    -------
    dict
        Plain data: ``findings`` and ``statute``, each a list of kind, rule, severity and message,
        and ``traffic``: edition, origin, seasons, ports, containers, patterns, selected, hits by
        rule and the thresholds used.

    Raises
    ------
    ValueError
        If no threshold is given for '*' and a port has none of its own.
    """
    if ALL_PORTS not in thresholds and not set(ports or (ALL_PORTS,)) <= set(thresholds):
        raise ValueError(
            f"{rule_set.rule_set} version {rule_set.version}: thresholds for "
            f"{', '.join(thresholds) or 'no port'}; give one for '{ALL_PORTS}' or for each port"
        )
    tried = tuple(seasons or seasons_with_traffic(edition, origin)[-1:])
    counted = counted_patterns(edition, rule_set, origin=origin, seasons=tried, ports=ports)
    traffic = counted.traffic
    containers = int(traffic.count.sum())
    limits = [thresholds.get(port, thresholds.get(ALL_PORTS, 0)) for port in traffic.ports]
    selected = traffic.selected_rows(score_hits(traffic.masks, rule_set.points), limits)
    findings = (
        *structural_findings(rule_set),
        *traffic_findings(rule_set, containers, counted.hits_per_rule, counted.overlap),
    )
    hits = zip((rule.id for rule in rule_set.rules), counted.hits_per_rule.tolist(), strict=True)
    plain: dict[str, Any] = as_plain(
        {
            "findings": findings,
            "statute": statute_checks(rule_set, min(thresholds.values())),
            "traffic": {
                "edition": edition.id,
                "origin": origin,
                "seasons": tried,
                "ports": traffic.ports,
                "containers": containers,
                "patterns": traffic.n_patterns,
                "selected": int(traffic.count[selected].sum()),
                "hits": dict(hits),
                "thresholds": dict(thresholds),
            },
        }
    )
    return plain
