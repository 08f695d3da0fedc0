"""The season's proposal: fitted, tried on past seasons, evidenced, and put into the register.

Holds the order of the steps. Fitting belongs in ``estimates``, evidence and drafts in ``filters``.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import duckdb
import pandas as pd

from models.refinement import FilterWeightRefiner
from pipelines.builds import record_step
from pipelines.decisions import Version, os_person
from pipelines.editions.unpublished import open_unpublished
from pipelines.estimates import propose_weights
from pipelines.estimates.proposal_tables import write_beside_proposal
from pipelines.estimates.season_backtest import SeasonBacktestError, season_backtest
from pipelines.filters.desk import Desk, open_desk
from pipelines.filters.proposal_evidence import proposal_evidence
from pipelines.filters.proposed_drafts import Drafted, proposed_content, try_to_draft
from pipelines.progress import Progress, Silent
from pipelines.seasons import read_seasons
from pipelines.settings import Settings
from pipelines.stages.green_build import require_green_build
from pipelines.warehouse_file import open_warehouse

STEPS = 4


@dataclass(frozen=True)
class ProposalOutcome:
    """What came of proposing for a season.

    Attributes
    ----------
    season
        The season.
    proposed, refused
        How many origins got a proposal, and how many a refusal.
    drafts
        What became of each proposal in the register, by origin.
    """

    season: int
    proposed: int
    refused: int
    drafts: dict[str, Drafted] = field(default_factory=dict)

    def to_metadata(self) -> dict[str, int | str]:
        """Give what is told of a materialisation."""
        told: dict[str, int | str] = {
            "season": self.season,
            "proposed": self.proposed,
            "refused": self.refused,
        }
        drafts = "; ".join(f"{origin}: {one.message}" for origin, one in self.drafts.items())
        return {**told, "draft": drafts or "none"}


def propose(
    settings: Settings,
    season: int | None,
    progress: Progress | None = None,
    refiner: FilterWeightRefiner | None = None,
) -> ProposalOutcome:
    """Propose weights for a season and draft them, or record why not.

    Parameters
    ----------
    settings
        Paths of the installation.
    season
        Season proposed for; None for the one after the last with arrivals.
    progress
        Told what is done; None for silence.
    refiner
        Estimator to use; None takes its defaults.

    Returns
    -------
    ProposalOutcome

    Raises
    ------
    StageError
        If there is no green build to learn from.

    Notes
    -----
    The draft is that of the operating system's user, who may write it or not; a proposal without
    a draft stands in ``published`` all the same and says why.
    """
    told = progress or Silent()
    told.start("propose")
    desk = open_desk(settings)
    with open_warehouse(settings.warehouse) as con:
        require_green_build(con)
        chosen = season or _coming_season(con, settings)
        told.advance("weights", 0, STEPS)
        summary = propose_weights(con, chosen, refiner=refiner)
        points = _proposed_points(con)
        told.advance("past seasons", 1, STEPS)
        beside: dict[str, list[pd.DataFrame]] = defaultdict(list)
        for table, frame in _past_seasons(con, desk, summary, refiner):
            beside[table].append(frame)
    told.advance("exams and incidents", 2, STEPS)
    for table, frame in _evidence(settings, desk, summary, points):
        beside[table].append(frame)
    with open_warehouse(settings.warehouse) as con:
        write_beside_proposal(con, summary, beside)
        record_step(con, "proposed")
    told.advance("draft", 3, STEPS)
    person = os_person(desk.store)
    drafts = {
        str(row["origin"]): try_to_draft(desk, person, dict(row), points[row["origin"]])
        for _, row in summary[~summary["refused"].astype(bool)].iterrows()
    }
    made = int((~summary["refused"].astype(bool)).sum())
    outcome = ProposalOutcome(chosen, made, len(summary) - made, drafts)
    messages = "".join(f"; {one.message}" for one in drafts.values())
    told.end(
        f"season {chosen}: {made} proposed, {outcome.refused} refused with the reason{messages}"
    )
    return outcome


def coming_season(settings: Settings) -> int:
    """Name the season after the last one with arrivals: the one weights are needed for.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    int
        Fiscal year of the season.
    """
    with open_warehouse(settings.warehouse, read_only=True) as con:
        return _coming_season(con, settings)


def _coming_season(con: duckdb.DuckDBPyConnection, settings: Settings) -> int:
    row = con.execute(
        "select max(season) + 1 from marts.fct_measure_months where \"view\" = 'cohort'"
    ).fetchone()
    if row and row[0] is not None:
        return int(row[0])
    return read_seasons(settings.reference / "seasons.csv")[-1].season


def _proposed_points(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Read the proposed points by origin and rule; none where there was no rule to weigh."""
    found: dict[str, dict[str, int]] = {}
    for origin, rule, points in con.execute(
        "select origin, rule, proposed_points from published.proposal order by origin, bit"
    ).fetchall():
        found.setdefault(origin, {})[rule] = int(points)
    return found


def _base(desk: Desk, row: pd.Series) -> Version:
    """Look up the version a proposal starts from."""
    return desk.register.version(str(row["rule_set"]), int(row["version"]))


def _past_seasons(
    con: duckdb.DuckDBPyConnection,
    desk: Desk,
    summary: pd.DataFrame,
    refiner: FilterWeightRefiner | None,
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Try the method on the past seasons of each origin that has enough of them."""
    for _, row in summary[summary["containers"] > 0].iterrows():
        try:
            found = season_backtest(con, _base(desk, row).content, row["origin"], refiner=refiner)
        except SeasonBacktestError:
            continue
        key = {name: getattr(found, name) for name in ("origin", "rule_set", "version", "budget")}
        yield "season_backtest", _keyed(found.by_season, key)
        yield "moving_port", _keyed(found.moving_port, key)
        yield "left_out", _keyed(found.left_out, key)


def _evidence(
    settings: Settings,
    desk: Desk,
    summary: pd.DataFrame,
    points: dict[str, dict[str, int]],
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Gather what each origin's proposal would mean, refused or not."""
    marts = open_unpublished(settings.warehouse)
    for _, row in summary[summary["containers"] > 0].iterrows():
        base, origin, season = _base(desk, row), str(row["origin"]), int(row["season"])
        proposed = proposed_content(desk, base, points[origin])
        found = proposal_evidence(marts, base.content, proposed, season, origin)
        key = {"origin": origin, "season": season, "rule_set": base.rule_set}
        yield "proposal_workload", _keyed(found.workload, key)
        yield "proposal_incidents", _keyed(found.incidents, key)
        yield "proposal_findings", _keyed(found.findings, key)


def _keyed(frame: pd.DataFrame, key: Mapping[str, object]) -> pd.DataFrame:
    """Give every row the key of the proposal, where the frame has no such column of its own."""
    rows = [{**key, **row} for row in frame.to_dict("records")]
    return pd.DataFrame(rows)
