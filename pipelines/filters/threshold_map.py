"""The counterfactual threshold map: the thresholds that would have selected past incidents.

For every incident container of the traffic: its score, the thresholds in force then and before, the
highest threshold that selects it and what that costs in exams a season. The arithmetic is
``models.evaluation.threshold_cost``. Incidents without traffic, the real ones, have no place on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.evaluation.threshold_cost import PortCurve, ThresholdCost, port_curve
from models.rules import RuleSet
from models.rules.scoring import score_hits
from pipelines.editions import Edition
from pipelines.filters.answers import Answer
from pipelines.filters.incidents import IncidentContainer, incident_containers, stacked_masks
from pipelines.filters.patterns import counted_patterns
from pipelines.filters.thresholds import (
    ThresholdRow,
    end_of_season,
    succession_at,
    threshold_history,
)


@dataclass(frozen=True)
class MapRow(Answer):
    """One incident container at one port.

    Attributes
    ----------
    container : IncidentContainer
        The container.
    port_code
        Port the thresholds and exams are of: its own, or one it might have come to.
    is_own_port
        Whether it did come there.
    score, highest_threshold
        Its points on arrival, and the highest threshold that still selects it, the same number;
        None where no manifest was known, so that no threshold selects it.
    in_force, before : ThresholdRow or None
        The threshold in force at the port when it arrived, and the one before that.
    is_held_in_force, is_held_before
        Whether its score reaches them; None without such a threshold.
    season
        Season whose traffic the exams are counted on.
    cost : ThresholdCost or None
        Exams of the season at the port under the highest threshold that selects it, instead of
        the one in force.
    cost_instead_of_before : ThresholdCost or None
        The same, instead of the threshold before.
    """

    container: IncidentContainer
    port_code: str
    is_own_port: bool
    score: int | None
    highest_threshold: int | None
    in_force: ThresholdRow | None
    before: ThresholdRow | None
    is_held_in_force: bool | None
    is_held_before: bool | None
    season: int
    cost: ThresholdCost | None
    cost_instead_of_before: ThresholdCost | None


@dataclass(frozen=True)
class ThresholdMap(Answer):
    """The map of one version of a rule set.

    Attributes
    ----------
    edition, origin, rule_set, version, labelled
        What was scored; scores are illustrative where ``labelled`` says so.
    rows : tuple of MapRow
        By day of discovery, incident, container and port.
    """

    edition: str
    origin: str
    rule_set: str
    version: int
    labelled: str
    rows: tuple[MapRow, ...]


def threshold_map(
    edition: Edition,
    rule_set: RuleSet,
    *,
    season: int | None = None,
    ports: Sequence[str] = (),
    origin: str = "synthetic",
) -> ThresholdMap:
    """Map the thresholds that select past incident containers.

    Parameters
    ----------
    edition
        Where the incidents, the traffic and the thresholds are.
    rule_set
        The version that scores, stored or not.
    season
        Count exams on this season; None for the season each container arrived in.
    ports
        Further ports to show every container at, as if it had come there.
    origin
        ``synthetic`` or ``real`` traffic.

    Returns
    -------
    ThresholdMap
    """
    containers = incident_containers(edition, (rule_set,), origin)
    history = threshold_history(edition, rule_set.rule_set)
    seasons = sorted({season or one.season for one in containers})
    curves = _Curves(edition, rule_set, origin, seasons)
    masks = stacked_masks(containers)
    scored = iter(score_hits(masks, rule_set.points).tolist())
    rows = []
    for one in containers:
        score = next(scored) if one.words is not None else None
        for port in dict.fromkeys((one.port_code, *ports)):
            curve = curves.at(port, season or one.season)
            rows.append(_row(one, port, score, season or one.season, history, curve))
    return ThresholdMap(
        edition=edition.id,
        origin=origin,
        rule_set=rule_set.rule_set,
        version=rule_set.version,
        labelled=rule_set.labelled,
        rows=tuple(rows),
    )


class _Curves:
    """Exams by threshold of each port and season, made once."""

    def __init__(
        self, edition: Edition, rule_set: RuleSet, origin: str, seasons: Sequence[int]
    ) -> None:
        self._traffic = counted_patterns(edition, rule_set, origin=origin, seasons=seasons).traffic
        self._scores = score_hits(self._traffic.masks, rule_set.points)
        self._made: dict[tuple[str, int], PortCurve] = {}

    def at(self, port: str, season: int) -> PortCurve:
        key = (port, season)
        if key not in self._made:
            self._made[key] = port_curve(self._traffic, self._scores, port, season)
        return self._made[key]


def _row(
    one: IncidentContainer,
    port: str,
    score: int | None,
    season: int,
    history: list[ThresholdRow],
    curve: PortCurve,
) -> MapRow:
    in_force, before = _then_and_before(history, port, one)
    return MapRow(
        container=one,
        port_code=port,
        is_own_port=port == one.port_code,
        score=score,
        highest_threshold=score,
        in_force=in_force,
        before=before,
        is_held_in_force=_is_held(score, in_force),
        is_held_before=_is_held(score, before),
        season=season,
        cost=_cost(curve, score, in_force),
        cost_instead_of_before=_cost(curve, score, before),
    )


def _then_and_before(
    history: list[ThresholdRow], port: str, one: IncidentContainer
) -> tuple[ThresholdRow | None, ThresholdRow | None]:
    """Thresholds of the port when the container arrived, and until then."""
    moment = one.arrived_at or end_of_season(one.season)
    begun = [row for since, row in succession_at(history, port) if since <= moment]
    if not begun:
        return None, None
    return begun[-1], begun[-2] if len(begun) > 1 else None


def _is_held(score: int | None, row: ThresholdRow | None) -> bool | None:
    return None if row is None else score is not None and score >= row.mandatory


def _cost(curve: PortCurve, score: int | None, row: ThresholdRow | None) -> ThresholdCost | None:
    return None if score is None or row is None else curve.cost(score, row.mandatory)
