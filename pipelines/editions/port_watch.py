"""What an edition says of ports of lading that newly rise, and the containers behind a rise.

SELECTs on an edition and nothing else; z is worked out in ``models.evaluation.port_shift``.
"""

from typing import Any

from pipelines.editions.published import Published, SelectionError, select


def read_seasons(edition: Published, origin: str) -> list[int]:
    """List the seasons that were watched, the newest first."""
    with edition.connect() as con:
        rows = select(
            con,
            "select distinct season from published.port_shift where origin = ? order by 1 desc",
            [origin],
        )
    return [int(row["season"]) for row in rows]


def read_watch(
    edition: Published, origin: str, season: int, *, state: str | None = None
) -> list[dict[str, Any]]:
    """Read the ports and traits watched in a season, month by month and as a whole.

    Parameters
    ----------
    edition
        Where they are.
    origin, season
        Whose, and which.
    state
        ``rising``, ``no clear rise`` or ``not enough evidence``; None for all.

    Returns
    -------
    list of dict
        Columns of ``published.port_shift``; the season first, then its months, in each the largest
        z first.
    """
    with edition.connect() as con:
        return select(
            con,
            "from published.port_shift where origin = ? and season = ? "
            "and (? is null or state = ?) "
            "order by period_kind desc, period, z desc nulls last, lading_port_code, rule",
            [origin, season, state, state],
        )


def read_periods(edition: Published, origin: str, season: int) -> list[dict[str, Any]]:
    """Count for each period of a season what was looked at.

    Parameters
    ----------
    edition, origin, season
        As for :func:`read_watch`.

    Returns
    -------
    list of dict
        ``period_kind``, ``period``, ``ports``, ``traits``, ``compared`` (with enough evidence),
        ``not_enough``, ``z_needed``, ``expected_false_alarms``, ``rising``.
    """
    with edition.connect() as con:
        return select(
            con,
            """
            select
                period_kind,
                period,
                count(distinct lading_port_code) as ports,
                count(distinct rule) as traits,
                any_value(compared) as compared,
                count(*) filter (where state = 'not enough evidence') as not_enough,
                any_value(z_needed) as z_needed,
                any_value(expected_false_alarms) as expected_false_alarms,
                count(*) filter (where state = 'rising') as rising
            from published.port_shift
            where origin = ? and season = ?
            group by period_kind, period
            order by period_kind desc, period
            """,
            [origin, season],
        )


def containers_behind(
    edition: Published, origin: str, port: str, rule: str, period: str
) -> list[dict[str, Any]]:
    """List the containers that a row of the watch counts as having the trait.

    Parameters
    ----------
    edition
        Where the row is.
    origin, port, rule, period
        Which: Schedule K code of the port of lading, id of the rule, month or season.

    Returns
    -------
    list of dict
        ``container_trip_key``, ``arrival_month``, ``arrival_date``, ``us_port_code``, one mapping a
        container trip.

    Raises
    ------
    SelectionError
        If there is no such row, or its containers are not as many as it says.
    """
    with edition.connect() as con:
        rows = select(
            con,
            "select w.season, w.containers_with, r.expression_sql "
            "from published.port_shift as w inner join rules.rules as r on r.rule_set = w.rule_set "
            "and r.version = w.rule_set_version and r.rule = w.rule "
            "where w.origin = ? and w.lading_port_code = ? and w.rule = ? and w.period = ?",
            [origin, port, rule, period],
        )
        if len(rows) != 1:
            raise SelectionError(
                f"port {port}, trait {rule}, period {period}, origin {origin}: not watched in "
                f"edition {edition.id}; `tallyman ports watch` lists what is"
            )
        watched = rows[0]
        # The condition comes from the rule set as it was compiled and published, not from a reader.
        found = select(
            con,
            f"""
            with
                watched as (
                    select period
                    from published.port_shift
                    where
                        origin = $origin and lading_port_code = $port and rule = $rule
                        and season = $season and period_kind = 'month'
                        and $period in (period, season::varchar)
                ),

                having_it as (
                    select origin, container_trip_key
                    from marts.fct_container_trip_features
                    where snapshot = 'T2' and is_manifest_known and {watched["expression_sql"]}
                )

            select t.container_trip_key, t.arrival_month, t.arrival_date, t.us_port_code
            from marts.fct_container_trips as t
            inner join having_it using (origin, container_trip_key)
            inner join watched as w on w.period = strftime(t.arrival_month, '%Y-%m')
            where
                t.origin = $origin and t.lading_port_code = $port
                and t.is_in_season and t.is_in_scope
            order by t.arrival_date, t.container_trip_key
            """,  # noqa: S608
            {
                "origin": origin,
                "port": port,
                "rule": rule,
                "season": watched["season"],
                "period": period,
            },
        )
    if len(found) != watched["containers_with"]:
        raise SelectionError(
            f"port {port}, trait {rule}, period {period}: the watch counts "
            f"{watched['containers_with']} containers, {len(found)} are in edition {edition.id}; "
            "publish again from one build"
        )
    return found
