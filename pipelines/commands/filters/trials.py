"""Commands that try a version on traffic with outcomes: backtest, shadow. They change nothing."""

from typing import Annotated, Any

import pandas as pd
import typer

from pipelines.commands.filters.acting import (
    Name,
    Number,
    Origin,
    Ports,
    Seasons,
    desk,
    draft_of,
    season_list,
)
from pipelines.commands.filters.frames import draw_frame
from pipelines.commands.filters.register import moment
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import count, results, write_json


def backtest(
    rule_set: Name,
    version: Number = None,
    seasons: Seasons = "all",
    port: Ports = None,
    budget: Annotated[
        float | None,
        typer.Option(min=0.000001, max=1, help="Exam budget as a share; else what was examined."),
    ] = None,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """Measure a version on past seasons with their outcomes, beside the version in force.

    Reads an edition and the decision store. Writes nothing.

    Example: `tallyman filters backtest human_smuggling --version 2 --seasons 2001-2006`
    """
    from pipelines.filters.backtest import backtest_version
    from pipelines.filters.patterns import seasons_with_traffic

    at, opened = desk(), edition_of(edition)
    found = backtest_version(
        opened,
        at.register,
        rule_set,
        draft_of(at, rule_set, version).version,
        origin=origin,
        seasons=season_list(seasons, seasons_with_traffic(opened, origin)),
        ports=port,
        budget_share=budget,
    )
    if as_json:
        write_json(found.to_dict())
        return
    figures = found.figures
    beside = f" beside version {found.live_version} in force" if found.live_version else ""
    title = f"{rule_set} version {found.version}{beside}"
    columns = {
        "version": "version",
        "season": "season",
        "selected": "#selected",
        "positives": "#positives",
        "positives_selected": "#selected",
        "precision": "#precision",
        "recall": "#recall",
        "lift": "#lift at budget",
        "note": "note",
    }
    shown = figures[figures["grouped_by"].isin(["all", "season"])]
    shares = ["precision", "recall"]
    draw_frame(title, _whole_seasons(shown), columns, origins=[origin], shares=shares)
    if found.hindsight_seasons:
        listed = ", ".join(map(str, found.hindsight_seasons))
        results().print(
            f"[dim]Written after seasons {listed}: what it learned there is no proof.[/]"
        )
    results().print(f"[dim]Budget {found.budget_share:.2%} of the containers; --json has ports.[/]")


def _whole_seasons(frame: pd.DataFrame) -> pd.DataFrame:
    """Write seasons as names; the row over all of them as 'all'."""
    named: Any = frame["season"].map(lambda season: "all" if pd.isna(season) else f"{season:.0f}")
    return frame.assign(season=named)


def shadow(
    rule_set: Name,
    version: Number = None,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """Compare a version in shadow with the one that was live, container by container.

    A shadow is begun with `tallyman filters shadows begin`. Reads an edition and the decision
    store. Writes nothing.

    Example: `tallyman filters shadow human_smuggling --version 2`
    """
    from pipelines.filters.shadow import shadow_report

    at, opened = desk(), edition_of(edition)
    number = draft_of(at, rule_set, version).version
    found = shadow_report(opened, at.register, rule_set, number, origin=origin)
    if as_json:
        write_json(found.to_dict())
        return
    results().print(
        f"[bold]{rule_set} version {number}[/] in shadow, {found.state}, "
        f"{moment(found.starts_at)} to {moment(found.ends_at)} UTC, beside version "
        f"{', '.join(map(str, found.live_versions)) or '–'}; {count(found.containers)} trips"
    )
    sides = {"both": "#both", "live_only": "#live only", "shadow_only": "#shadow only"}
    sides["neither"] = "#neither"
    draw_frame("By outcome", found.outcomes, {"outcome": "outcome"} | sides, origins=[origin])
    draw_frame(
        "By rule",
        found.rules,
        {"rule": "rule", "outcome": "outcome", "live_hits": "#live", "shadow_hits": "#shadow"},
        origins=[origin],
    )
