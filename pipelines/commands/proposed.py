"""Commands that look at the method: backtest season by season, model card.

They draw what ``pipelines.estimates`` and ``pipelines.editions`` say and compute nothing.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from pipelines.commands.filters.acting import Origin, Seasons, desk, season_list
from pipelines.commands.filters.frames import draw_frame
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import count, interval, messages, note, percent, results, write_json

if TYPE_CHECKING:
    from pipelines.estimates.season_backtest import SeasonBacktest

RULE_SET = "human_smuggling"


def backtest(
    seasons: Seasons = None,
    budget: Annotated[
        float, typer.Option(help="Share of a season's containers examined.", min=0.0001, max=1.0)
    ] = 0.05,
    moving_port: Annotated[
        bool, typer.Option("--moving-port", help="Hide or move the port the incidents came from.")
    ] = False,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """Try the method season by season: what its proposals would have found.

    Every past season is proposed for from the seasons before it alone, beside the current points
    and those with stale ports expired. `tallyman filters backtest` measures one stored version
    instead. Reads an edition. Writes nothing.

    Example: `tallyman backtest --moving-port`
    """
    from pipelines.estimates.season_backtest import season_backtest
    from pipelines.estimates.training import current_version
    from pipelines.filters.answers import as_plain
    from pipelines.filters.patterns import seasons_with_traffic

    at, opened = desk(), edition_of(edition)
    wanted = (
        None if seasons == "all" else season_list(seasons, seasons_with_traffic(opened, origin))
    )
    with opened.connect() as con:
        version = current_version(con, RULE_SET)
        if version is None:
            raise typer.BadParameter(f"edition {opened.id} has no rule set {RULE_SET}")
        content = at.register.version(RULE_SET, version).content
        found = season_backtest(con, content, origin, seasons=wanted, budget=budget)
    if as_json:
        write_json(as_plain(found))
        return
    _print_backtest(found, moving_port)


def _print_backtest(found: "SeasonBacktest", moving_port: bool) -> None:
    title = f"{found.rule_set} v{found.version}: {percent(found.budget)} of each season examined"
    by_season = found.by_season.assign(
        season=[
            _group_words(str(group), season)
            for group, season in zip(
                found.by_season["grouped_by"], found.by_season["season"], strict=True
            )
        ],
        interval=_intervals(found.by_season),
        new_port=[
            f"{one:.1f} of {all_}" if all_ else "none there"
            for one, all_ in zip(
                found.by_season["new_port_found"],
                found.by_season["new_port_positives"],
                strict=True,
            )
        ],
        verdict=_verdicts(found.by_season),
    )
    columns = {
        "season": "season",
        "weights": "weights",
        "found": "#found",
        "positives": "#of incidents",
        "recall": "#recall",
        "interval": "95 % interval",
        "new_port": "#new port",
        "verdict": "proposal",
    }
    draw_frame(title, by_season, columns, origins=[found.origin], shares=["recall"])
    switches = ", ".join(map(str, found.switches)) or "none"
    results().print(
        note(
            f"Seasons in which the main loading port was new: {switches}. Confirmed incidents "
            "favour the weights of their day; a share is given from 20 incidents on.\n"
        )
    )
    if moving_port:
        shown = found.moving_port.assign(interval=_intervals(found.moving_port))
        columns = {
            "weights": "weights",
            "place": "laded at",
            "found": "#found",
            "incidents": "#of incidents",
            "lost": "#lost",
            "recall": "#recall",
            "interval": "95 % interval",
        }
        title = "The same incidents laded elsewhere"
        draw_frame(title, shown, columns, origins=[found.origin], shares=["recall"])
        results().print(
            note("Only rules on ports are judged anew; lost: found as laded, not found there.\n")
        )
    else:
        results().print(note("--moving-port hides or moves the port the incidents came from."))
    columns = {
        "by": "left out",
        "left_out": "which",
        "containers": "#containers",
        "found_current": "#found today",
        "found_with": "#fitted with it",
        "found_without": "#fitted without it",
        "differing_rules": "rules that come out otherwise",
    }
    title = "Fitted without one incident, or one port of lading"
    moved = found.left_out[
        (found.left_out["largest_difference_points"] > 0) | (found.left_out["by"] == "port")
    ]
    draw_frame(title, moved, columns, origins=[found.origin])
    alone = int((found.left_out["by"] == "incident").sum())
    changed = int((moved["by"] == "incident").sum())
    results().print(
        note(f"{changed} of {count(alone)} incidents left out one by one change a weight.")
    )


def _group_words(group: str, season: Any) -> str:
    words = {"all": "all", "switch": "port switched", "no_switch": "port as before"}
    return words.get(group, f"{season}")


def _intervals(frame: Any) -> list[str]:
    return [
        str(note_) if value != value else interval(low, high)
        for value, low, high, note_ in zip(
            frame["recall"], frame["recall_low"], frame["recall_high"], frame["note"], strict=True
        )
    ]


def _verdicts(frame: Any) -> list[str]:
    return [
        ""
        if group != "season" or weights != "proposal"
        else "refused"
        if refused
        else f"{changes} weight{'' if changes == 1 else 's'}"
        for group, weights, refused, changes in zip(
            frame["grouped_by"],
            frame["weights"],
            frame["is_refused"],
            frame["changes"],
            strict=True,
        )
    ]


def model_card(
    season: Annotated[
        int | None, typer.Option(help="Refuse a card that is for another season.")
    ] = None,
    origin: Origin = "synthetic",
    html: Annotated[Path | None, typer.Option(help="Write the card as one HTML file here.")] = None,
    edition: EditionId = None,
    as_json: Json = False,
) -> None:
    """Show the model card of an edition's proposal: data, assumptions, fit, past seasons.

    Reads an edition. Writes only the file that is asked for. The cards also lie in the edition's
    folder.

    Example: `tallyman model-card --html card.html`
    """
    from pipelines.editions.model_cards import card_html, card_of, read_cards

    opened = edition_of(edition)
    with opened.connect() as con:
        card = card_of(read_cards(con), origin, season)
    if html is not None:
        html.write_text(card_html(card, opened.id, opened.manifest.code_version), encoding="utf-8")
        messages().print(f"The card lies in {escape(str(html))}")
    if as_json:
        write_json(card)
        return
    _print_card(card)


def _print_card(card: dict[str, Any]) -> None:
    from pipelines.editions.card_words import gain_words

    training, fit = card["training"], card["fit"]
    verdict = "[yellow]Refused:[/]" if card["refused"] else "[green]Proposed:[/]"
    lines = [
        f"[bold]{card['rule_set']} v{card['version']}[/], season {card['season']}, "
        f"{card['origin']}",
        f"{verdict} {escape(card['reason'])}",
        f"seasons {', '.join(map(str, training['seasons'])) or 'none'}, known before "
        f"{training['known_before']}; {count(training['containers'])} container trips in "
        f"{count(training['patterns'])} patterns",
        f"{count(training['confirmed'])} confirmed incident containers, "
        f"{count(training['lesser'])} lesser positives; recorded after the cut and left out: "
        f"{count(training['confirmed_left_out'])} and {count(training['exams_left_out'])} with an "
        f"exam event; recorded after the discovery and left out: "
        f"{count(training.get('confirmed_written_afterwards', 0))}",
    ]
    if fit:
        lines.append(
            f"kappa {fit['kappa']:.4f}, tau {fit['tau']:g}, rho {fit['rho']:g}, predictive gain "
            f"{gain_words(card)}"
        )
    for row in card["assumptions"]["sensitivity"]:
        outcome = "refused" if row["is_refused"] else "proposed"
        differing = escape(row["differing_rules"]) or "no rule otherwise"
        lines.append(f"  surfacing {row['surfacing']:.2f}: {outcome}, {differing}")
    lines.append(f"data {training['data_sha256'] or '–'}, code {card['code_sha256']}")
    for line in lines:
        results().print(note(line))
    results().print(note("[dim]--json and --html give the whole card.[/]"))
