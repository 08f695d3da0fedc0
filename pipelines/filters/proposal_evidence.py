"""What a proposal would mean: exams by port, incidents caught and missed, statute, blind spots.

Asks what-if, the statute checks and the marts for the proposed points beside the current ones. The
points themselves come from ``pipelines.estimates``; nothing is decided here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from models.rules import RuleSet
from models.rules.findings import Finding, structural_findings
from models.rules.statute import statute_checks
from pipelines.editions import Edition
from pipelines.filters.patterns import seasons_with_traffic
from pipelines.filters.six_hours import doable_share, prompt_exams
from pipelines.filters.unanticipated import unanticipated
from pipelines.filters.what_if import what_if
from pipelines.filters.what_if_answer import WhatIfAnswer, WhatIfError, WhatIfQuestion

CURRENT, PROPOSED = "current", "proposed"


@dataclass(frozen=True)
class ProposalEvidence:
    """What stands beside a proposal of one origin.

    Attributes
    ----------
    workload : DataFrame
        Rows for ``weights`` ``current`` and ``proposed`` and each port with a selected container
        (``*`` for all): exams and hours a week with intervals, as of
        :func:`models.evaluation.workload.exam_workload`, and what can be done within six hours,
        as of :mod:`pipelines.filters.six_hours`; on ``tried_season``.
    incidents : DataFrame
        Incident containers of all earlier seasons with both scores at the threshold.
    findings : DataFrame
        ``kind`` (``statute``, ``structure``, ``unanticipated``), ``what``, ``subject``,
        ``severity``, ``containers``, ``of_containers``, ``message``.
    """

    workload: pd.DataFrame
    incidents: pd.DataFrame
    findings: pd.DataFrame


def proposal_evidence(
    edition: Edition,
    content: RuleSet,
    proposed: RuleSet,
    season: int,
    origin: str,
) -> ProposalEvidence:
    """Gather the evidence.

    Parameters
    ----------
    edition
        Marts, published or about to be.
    content
        The version refined.
    proposed
        The same rules under the proposed points.
    season
        Season proposed for: only earlier ones are looked at.
    origin
        ``real`` or ``synthetic``.

    Returns
    -------
    ProposalEvidence
        Empty tables where there is no earlier traffic or no threshold.

    Notes
    -----
    The workload is that of the newest earlier season, at the mandatory scores in force when it
    closed; the incidents are those of all earlier seasons, at the same scores.
    """
    seasons = [one for one in seasons_with_traffic(edition, origin) if one < season]
    points = {rule.id: rule.points for rule in proposed.rules}
    blind = unanticipated(edition, content, content.version, season, origin)
    findings = [blind.assign(kind="unanticipated", severity="")]
    if not seasons:
        return ProposalEvidence(pd.DataFrame(), pd.DataFrame(), findings[0])
    try:
        newest = _asked(edition, content, points, seasons[-1:], origin)
        every = _asked(edition, content, points, seasons, origin)
    except WhatIfError as error:
        told = Finding("no_threshold", None, "warning", str(error))
        findings.append(_finding_rows("structure", [told], content))
        return ProposalEvidence(pd.DataFrame(), pd.DataFrame(), _joined(findings))
    lowest = min(newest.thresholds.values())
    findings += [
        _finding_rows("statute", statute_checks(proposed, lowest), content),
        _finding_rows("structure", structural_findings(proposed), content),
    ]
    return ProposalEvidence(
        workload=_workload(edition, newest, seasons[-1], origin),
        incidents=_incidents(every),
        findings=_joined(findings),
    )


def _asked(
    edition: Edition,
    content: RuleSet,
    points: Mapping[str, int],
    seasons: list[int],
    origin: str,
) -> WhatIfAnswer:
    return what_if(
        edition,
        WhatIfQuestion(content, points=points, seasons=seasons, origin=origin, sample=0),
    )


def _workload(edition: Edition, answer: WhatIfAnswer, season: int, origin: str) -> pd.DataFrame:
    """Put exams, hours and the pace of the ports together, current and proposed."""
    prompt = prompt_exams(edition, season, origin)
    parts = []
    for weights, workload, selected in (
        (CURRENT, answer.workload_before, "selected_before"),
        (PROPOSED, answer.workload, "selected"),
    ):
        part = workload.merge(prompt, on="port_code", how="left")
        part = part.merge(doable_share(answer.weeks, selected, prompt), on="port_code", how="left")
        parts.append(part.assign(weights=weights, tried_season=season))
    both = pd.concat(parts, ignore_index=True)
    busy = set(both.loc[both["exams"] > 0, "port_code"]) | {"*"}
    return both[both["port_code"].isin(busy)].reset_index(drop=True)


def _incidents(answer: WhatIfAnswer) -> pd.DataFrame:
    """List the incident containers with both scores."""
    names = ["incident_id", "container_label", "container_trip_key", "is_scenario", "season"]
    names += ["port_code", "score_before", "score", "threshold", "was_caught", "is_caught"]
    rows = [[getattr(one, name) for name in names] for one in answer.incidents]
    return pd.DataFrame(rows, columns=names).astype({"score": "Int64", "score_before": "Int64"})


def _finding_rows(kind: str, found: Iterable[Finding], content: RuleSet) -> pd.DataFrame:
    """Give findings of rules as rows, a rule by its wording."""
    wording = {rule.id: rule.wording for rule in content.rules}
    rows = [
        {
            "kind": kind,
            "what": one.kind,
            "subject": wording.get(one.rule or "", one.rule or ""),
            "severity": one.severity,
            "containers": None,
            "of_containers": None,
            "message": one.message,
        }
        for one in found
    ]
    columns = ["kind", "what", "subject", "severity", "containers", "of_containers", "message"]
    return pd.DataFrame(rows, columns=columns)


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if not part.empty]
    return pd.concat(filled, ignore_index=True) if filled else parts[0]
