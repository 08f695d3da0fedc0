-- Incidents, containers and persons are three units: never added, never one for another.
with
    incidents as (
        select
            *,
            {{ season_of("discovered_on") }} as season,
            {{ is_in_season("discovered_on") }} as is_in_season
        from {{ ref("dim_incidents") }}
        where kind = 'stowaway' and not is_scenario
    ),

    periods as (
        select *, 'all' as period_kind, 'all' as period
        from incidents
        union all
        select *, 'season', cast(season as varchar)
        from incidents
        where is_in_season
        union all
        select *, 'fiscal_year', 'FY' || season
        from incidents
        where season is not null
        union all
        select *, 'calendar_year', 'CY' || extract(year from discovered_on)
        from incidents
        where discovered_on is not null
    ),

    -- what each incident adds to a count; null where its source does not say
    parts as (
        select
            origin,
            period_kind,
            period,
            unnest(
                [
                    {'unit':'incident', 'what':'known', 'number':1},
                    {% for place, words in discovery_places().items() %}
                        {
                            'unit':'incident',
                            'what':'discovered {{ words }}',
                            'number': case
                                when found_in <> 'unknown'
                                then cast(found_in = '{{ place }}' as integer)
                            end
                        },
                    {% endfor %}
                    {% for stage, words in interception_stages().items() %}
                        {
                            'unit':'incident',
                            'what':'stopped {{ words }}',
                            'number': case
                                when interception_stage <> 'unknown'
                                then cast(interception_stage = '{{ stage }}' as integer)
                            end
                        },
                    {% endfor %}
                    {
                        'unit':'incident',
                        'what':'with an escape',
                        'number':cast(persons_escaped_count > 0 as integer)
                    },
                    {
                        'unit':'container',
                        'what':'told one by one',
                        'number':cast(itemised_container_count as integer)
                    },
                    {% for fate in ["known", "detained", "escaped", "dead"] %}
                        {'unit':'person', 'what':'{{ fate }}', 'number':persons_{{ fate }}_count},
                    {% endfor %}
                    {
                        'unit':'person',
                        'what':'known, where the escapes are told',
                        'number': case
                            when persons_escaped_count is not null then persons_known_count
                        end
                    },
                    {
                        'unit':'person',
                        'what':'escaped, of those known',
                        'number': case
                            when persons_known_count is not null then persons_escaped_count
                        end
                    }
                ]
            ) as part
        from periods
    )

select
    origin,
    period_kind,
    period,
    part.unit as unit,
    part.what as what,
    cast(coalesce(sum(part.number), 0) as bigint) as number,
    count(*) as incident_count,
    count(*) filter (where part.number is null) as incident_unknown_count
from parts
group by origin, period_kind, period, part.unit, part.what
