"""The command ``tallyman lane``: what the lane says, how good targeting is, what a plan costs.

It draws what an edition says; the arithmetic of a plan is ``pipelines.filters.lane_plan``.
"""

from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer
from rich.markup import escape

from pipelines.commands.filters.acting import Origin
from pipelines.commands.filters.frames import draw_frame
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import count, interval, messages, note, percent, results, table, write_json

if TYPE_CHECKING:
    from pipelines.editions import Edition

app = typer.Typer(name="lane", rich_markup_mode="markdown")

Period = Annotated[
    str | None,
    typer.Option(help="2006-04 (month, all ports only), 2006 (season), FY2006, CY2006."),
]
Port = Annotated[str, typer.Option(help="Schedule D code; * for all ports together.")]

OUTCOME_WORDS = {
    "any_discrepancy": "any discrepancy",
    "security": "security positive",
    "person": "person (stowaway)",
}


@app.callback(invoke_without_command=True)
def lane(
    context: typer.Context,
    period: Period = None,
    port: Port = "*",
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """Say what the random lane says of all discharged containers, and how good targeting is.

    Reads an edition. Writes nothing. Without --period the last season.

    Example: `tallyman lane --period 2006 --port 2704`
    """
    if context.invoked_subcommand is not None:
        return
    opened = edition_of(edition)
    found = read_lane(opened, period, port, origin)
    if as_json:
        write_json(found)
        return
    if not found["random_lane"]:
        messages().print(
            f"Edition {opened.id} has no discharged {origin} container at port {port} in period "
            f"{period or '(any season)'}."
        )
        return
    where = f"period {found['period']}, {'all ports' if port == '*' else f'port {port}'}"
    _print_lane(found["random_lane"], where, origin)
    _print_quality(found["targeting_quality"], where, origin)


def read_lane(edition: "Edition", period: str | None, port: str, origin: str) -> dict[str, Any]:
    """Read the random lane and the quality of targeting of one period and port.

    Parameters
    ----------
    edition
        Where they are.
    period
        Label of the period; None for the last season.
    port, origin
        Whose.

    Returns
    -------
    dict
        ``edition``, ``period`` and the rows of ``random_lane`` and ``targeting_quality``.
    """
    from pipelines.editions.selection import select

    with edition.connect() as con:
        chosen = (
            period
            or select(
                con,
                "select max(period) as period from published.random_lane "
                "where period_kind = 'season' and origin = ?",
                [origin],
            )[0]["period"]
        )
        asked = [origin, chosen, port]
        condition = "where origin = ? and upper(period) = upper(?) and port_code = ?"
        return {
            "edition": edition.id,
            "period": chosen,
            "random_lane": select(
                con,
                f"from published.random_lane {condition} order by outcome",  # noqa: S608
                asked,
            ),
            "targeting_quality": select(
                con,
                f"from published.targeting_quality {condition} "  # noqa: S608
                "order by measure, outcome, reason, basis, rule_set",
                asked,
            ),
        }


def _print_lane(rows: list[dict[str, Any]], where: str, origin: str) -> None:
    first = rows[0]
    results().print(
        note(
            f"{count(first['frame_trips'])} containers discharged, "
            f"{count(first['draws_in_frame'])} drawn, {count(first['responded'])} examined; no "
            f"response: {count(first['refused'])} refused, {count(first['substituted'])} "
            f"substituted, {count(first['not_examined'])} let go, {count(first['pending'])} "
            f"pending, {count(first['no_record'])} without a record. "
            f"{count(first['targeted_draws'])} of the draws were also targeted and stay random."
        )
    )
    made = table(
        f"Random lane, {where}",
        ["outcome", "#hits", "#rate", "#95 % interval", "#containers", "#if no response", "says"],
        origins=[origin],
    )
    for row in rows:
        made.add_row(
            OUTCOME_WORDS[row["outcome"]],
            count(row["hits"]),
            percent(row["value"]),
            interval(row["low"], row["high"]),
            count(row["containers"]),
            interval(row["value_unknown_low"], row["value_unknown_high"]),
            escape(row["verdict"]),
        )
    results().print(made)
    for row in rows:
        if row["note"]:
            results().print(
                note(f"[bold]{OUTCOME_WORDS[row['outcome']]}[/]: {escape(row['note'])}")
            )


def _print_quality(rows: list[dict[str, Any]], where: str, origin: str) -> None:
    frame = pd.DataFrame(rows)
    if frame.empty:
        return
    frame = frame.assign(outcome=frame["outcome"].map(OUTCOME_WORDS).fillna(frame["outcome"]))
    rates = frame[(frame["measure"] == "hit_rate") & (frame["outcome"] == "any discrepancy")]
    columns = {"reason": "reason", "basis": "basis", "numerator": "#positive"}
    columns |= {"denominator": "#finished", "n_unknown": "#unsettled", "value": "#hit rate"}
    columns |= {"low": "#from", "high": "#to", "verdict": "says"}
    counts = ["numerator", "denominator"]
    draw_frame(
        f"Hit rate by reason, any discrepancy, {where}",
        rates.astype(dict.fromkeys(counts, "Int64")),
        columns,
        origins=[origin],
        shares=["value", "low", "high"],
    )
    columns = {"outcome": "outcome", "numerator": "#inside", "outside": "#outside"}
    columns |= {"value": "#share", "low": "#from", "high": "#to", "verdict": "says"}
    shares = frame[frame["measure"] == "detection_share"]
    draw_frame(
        f"Detection share of the targeted, {where}",
        shares.astype({"numerator": "Int64"}),
        columns,
        origins=[origin],
        shares=["value", "low", "high"],
    )
    lifts = frame[frame["measure"] == "lift"]
    if not lifts.empty:
        by_lane = lifts["reason"] == "random"
        lifts = lifts.assign(
            what=lifts["outcome"].mask(by_lane, "in random draws"),
            budget=lifts["budget"].astype("Int64").map(count),
            denominator=lifts["denominator"].astype("Int64").map(count),
        )
        columns = {"rule_set": "score", "what": "what was found", "budget": "#exams"}
        columns |= {"denominator": "#found", "numerator": "#in budget", "expected": "#by chance"}
        columns |= {"value": "#lift", "low": "#from", "high": "#to"}
        draw_frame(f"Lift at each port's exams a week, {where}", lifts, columns, origins=[origin])


@app.command()
def drift(
    month: Annotated[str | None, typer.Option(help="2006-04. Without it the last month.")] = None,
    port_of_lading: Annotated[
        str, typer.Option(help="Schedule K code; * for all ports together, all for each.")
    ] = "*",
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """List drift of features and scores: a month against the same month of the year before.

    Reads an edition. Writes nothing.

    Example: `tallyman lane drift --month 2006-04`
    """
    from pipelines.editions.selection import select

    with edition_of(edition).connect() as con:
        rows = select(
            con,
            "from published.drift where origin = ? and month = coalesce(?, (select max(month) "
            "from published.drift where origin = ?)) and ? in ('all', lading_port_code) "
            "order by psi desc nulls last, feature",
            [origin, month, origin, port_of_lading],
        )
    if as_json:
        write_json(rows)
        return
    made = table(
        f"Drift of {rows[0]['month']} against {rows[0]['before_month']}" if rows else "Drift: none",
        ["what", "port of lading", "#before", "#now", "#PSI", "#by chance", "reading"],
        origins=[origin],
    )
    for row in rows:
        what = row["feature"]
        if row["rule_set"]:
            what = f"score of {row['rule_set']} v{row['rule_set_version']}"
        made.add_row(
            what,
            row["lading_port_code"],
            count(row["reference_count"]),
            count(row["current_count"]),
            "–" if row["psi"] is None else f"{row['psi']:.3f}",
            "–" if row["by_chance"] is None else f"{row['by_chance']:.3f}",
            row["reading"],
        )
    results().print(made)


@app.command()
def plan(
    rate: Annotated[
        list[float] | None, typer.Option(help="Rate to plan for, 0.01 for 1 %; repeat for several.")
    ] = None,
    power: Annotated[
        float | None, typer.Option(help="Wanted probability to see at least one case.")
    ] = None,
    precision: Annotated[
        float | None, typer.Option(help="Wanted half width of the interval, 0.002 for 0.2 points.")
    ] = None,
    season: Annotated[int | None, typer.Option(help="Season whose traffic; the last.")] = None,
    port: Port = "*",
    sensitivity: Annotated[
        float, typer.Option(help="Share of what is there that the exam finds.")
    ] = 1.0,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """Plan the lane: how many draws a rate needs at a port, with which probability.

    Reads an edition. Writes nothing. Without --rate 5 %, 1 %, 0.1 % and the known rate of
    incidents; without an aim a power of 95 % and a precision of a fifth of the rate.

    Example: `tallyman lane plan --rate 0.01 --precision 0.002 --port 2704`
    """
    from pipelines.filters.lane_plan import plan_random_lane

    found = plan_random_lane(
        edition_of(edition), rates=rate or (), power=power, precision=precision, season=season,
        port=port, origin=origin, sensitivity=sensitivity,
    )  # fmt: skip
    if as_json:
        write_json(found.to_dict())
        return
    results().print(
        note(
            f"Season {found.season}: {count(found.frame)} containers discharged, "
            f"{found.draws_per_week:,.1f} draws a week with probability "
            f"{percent(found.probability)}; known rate of incidents {percent(found.known_rate)}."
        )
    )
    made = table(
        f"Draws needed, {'all ports' if port == '*' else f'port {port}'}",
        ["#rate", "aim", "#draws", "#a week", "#probability", "#seasons at today's"],
        origins=[origin],
    )
    for one in found.plans:
        aim = f"see one, {one.power:.0%}" if one.power else f"± {percent(one.precision)}"
        made.add_row(
            f"{100 * one.rate:.3g} %" if one.rate >= 1e-5 else f"1 in {1 / one.rate:,.0f}",
            aim,
            count(one.draws),
            f"{one.draws_per_week:,.1f}",
            "more than there are" if one.probability is None else percent(one.probability),
            "–" if one.periods is None else f"{one.periods:,.1f}",
        )
    results().print(made)
