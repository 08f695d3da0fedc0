"""What an edition says of the traits of incidents: commonalities, their matching, sources' claims.

SELECTs on an edition and nothing else. Origins are never read together.
"""

from typing import Any

from pipelines.editions.published import Published, SelectionError, select

ALL_ERAS = "*"


def read_commonalities(
    edition: Published,
    origin: str,
    *,
    trait: str | None = None,
    era: str = ALL_ERAS,
    kind: str | None = None,
) -> list[dict[str, Any]]:
    """Read commonalities of one origin, the strongest first.

    Parameters
    ----------
    edition
        Where they are.
    origin
        ``real`` or ``synthetic``.
    trait
        Part of a trait's name or wording; pairs with it are read too.
    era
        Era of the loading ports; ``*`` for all together, ``all`` for each.
    kind
        ``trait`` or ``pair``; None for both.

    Returns
    -------
    list of dict
        Columns of ``published.commonalities``.

    Raises
    ------
    SelectionError
        If the era is not one of the edition's.
    """
    with edition.connect() as con:
        eras = [
            row["era"]
            for row in select(
                con,
                "select distinct era from published.commonalities where origin = ? order by 1",
                [origin],
            )
        ]
        if era != "all" and eras and era not in eras:
            raise SelectionError(
                f"era {era!r}: no incident of origin {origin} was compared in it; eras are "
                f"{', '.join(eras)} (* is all together)"
            )
        return select(
            con,
            """
            with
                eras as (
                    select era, min(discovered_on) as first_on
                    from marts.fct_incident_matches
                    where origin = $origin and era is not null
                    group by era
                )

            select c.*
            from published.commonalities as c
            left join eras as e using (era)
            where
                c.origin = $origin
                and $era in ('all', c.era)
                and ($kind is null or c.kind = $kind)
                and (
                    $trait is null
                    or contains(
                        lower(concat_ws(' ', c.trait, c.second_trait, c.wording)), lower($trait)
                    )
                )
            order by c.era <> '*', e.first_on, c.era, c."rank"
            """,
            {"origin": origin, "era": era, "trait": trait, "kind": kind},
        )


def read_matching(edition: Published, origin: str, era: str = ALL_ERAS) -> list[dict[str, Any]]:
    """Count how incidents were matched with traffic, a row per outcome of the matching.

    Parameters
    ----------
    edition, origin, era
        As for :func:`read_commonalities`.

    Returns
    -------
    list of dict
        ``match``, ``incidents``, ``incident_containers``, ``strata``, ``traffic_containers``
        (of the strata, each once), ``median_traffic`` per incident container.
    """
    with edition.connect() as con:
        return select(
            con,
            """
            with
                containers as (
                    from marts.fct_incident_matches
                    where origin = ? and (? in ('*', 'all') or era = ?)
                ),

                strata as (
                    select
                        match, arrival_month, loading_region, us_port_group,
                        any_value(traffic_containers) as traffic_containers
                    from containers
                    where arrival_month is not null
                    group by all
                ),

                totals as (
                    select
                        match, count(*) as strata,
                        sum(traffic_containers)::bigint as traffic_containers
                    from strata
                    group by match
                )

            select
                c.match,
                count(distinct c.incident_id) as incidents,
                count(c.container_label) as incident_containers,
                coalesce(any_value(t.strata), 0) as strata,
                coalesce(any_value(t.traffic_containers), 0) as traffic_containers,
                median(c.traffic_containers) as median_traffic
            from containers as c
            left join totals as t on t.match = c.match
            group by c.match
            order by c.match = 'matched' desc, c.match
            """,
            [origin, era, era],
        )


def read_claims(edition: Published, origin: str, era: str = ALL_ERAS) -> list[dict[str, Any]]:
    """Read what sources claim of each incident, a row per incident and attribute.

    Parameters
    ----------
    edition, origin, era
        As for :func:`read_commonalities`.

    Returns
    -------
    list of dict
        ``attribute``, ``claim_kind``, ``incident_id``, ``discovered_on``, ``era``, ``values_told``
        (side by side where sources differ), ``sources``, ``sources_differ``, ``first_known_at``,
        ``is_recorded_before_discovery``.
    """
    with edition.connect() as con:
        return select(
            con,
            """
            select
                attribute, claim_kind, incident_id, discovered_on, era,
                string_agg(distinct "value", ' | ' order by "value") as values_told,
                count(distinct source) as sources,
                count(distinct "value") > 1 as sources_differ,
                min(known_at) as first_known_at,
                bool_or(is_recorded_before_discovery) as is_recorded_before_discovery
            from marts.fct_incident_claims
            where origin = ? and (? in ('*', 'all') or era = ?)
            group by attribute, claim_kind, incident_id, discovered_on, era
            order by claim_kind desc, attribute, discovered_on, incident_id
            """,
            [origin, era, era],
        )


def read_claim_counts(edition: Published, origin: str, era: str = ALL_ERAS) -> list[dict[str, Any]]:
    """Count for each attribute in how many incidents a source tells it.

    Parameters
    ----------
    edition, origin, era
        As for :func:`read_commonalities`.

    Returns
    -------
    list of dict
        ``attribute``, ``claim_kind``, ``incidents_told``, ``incidents`` (all of the origin and
        era, told or not), ``incidents_sources_differ``, ``incidents_recorded_before``.
    """
    with edition.connect() as con:
        return select(
            con,
            """
            with
                incidents as (
                    select distinct incident_id
                    from marts.fct_incident_matches
                    where origin = ? and (? in ('*', 'all') or era = ?)
                ),

                told as (
                    select
                        attribute, claim_kind, incident_id,
                        count(distinct "value") > 1 as sources_differ,
                        bool_or(is_recorded_before_discovery) as is_recorded_before
                    from marts.fct_incident_claims
                    where origin = ?
                    group by all
                )

            select
                attribute,
                claim_kind,
                count(*) as incidents_told,
                (select count(*) from incidents) as incidents,
                count(*) filter (where sources_differ) as incidents_sources_differ,
                count(*) filter (where is_recorded_before) as incidents_recorded_before
            from told
            inner join incidents using (incident_id)
            group by all
            order by claim_kind desc, incidents_told desc, attribute
            """,
            [origin, era, era, origin],
        )
