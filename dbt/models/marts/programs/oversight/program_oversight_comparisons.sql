{#
Published figures beside our own, both of origin real; synthetic rows are never held against a report. Ours are the
incidents known one by one; of everything else no real data is loaded here.
#}
with
    printed as (
        select
            origin,
            quantity,
            min(title) as title,
            min(unit) as unit,
            value,
            qualifier,
            min(published_on) as as_of_day,
            string_agg(source, '; ' order by figure_id) as source
        from {{ ref("stg_registers__oversight_figures") }}
        where origin = 'real' and value is not null
        group by origin, quantity, value, qualifier
    ),

    ours as (
        select
            case
                what
                when 'discovered in the United States'
                then 'incidents.us'
                when 'intercepted abroad'
                then 'incidents.abroad'
                when 'discovered at Los Angeles/Long Beach'
                then 'incidents.lalb'
                when 'discovered at Seattle/Tacoma'
                then 'incidents.seattle'
            end as quantity,
            itemised_count as our_value,
            'incidents known one by one; the others are known as a total alone' as our_note
        from {{ ref("fct_incident_reconciliation") }}
        where origin = 'real'
        union all
        select
            case
                incident_id
                when 'OIG-2005-01'
                then 'incident.2005_01.apprehended'
                when 'OIG-2005-04'
                then 'incident.2005_04.apprehended'
                when 'OIG-2006-04'
                then 'incident.2006_04.apprehended'
            end as quantity,
            persons_detained_count as our_value,
            'persons detained, of the incident as registered' as our_note
        from {{ ref("dim_incidents") }}
        where origin = 'real'
        union all
        select
            'incident.2005_04.escaped' as quantity,
            persons_escaped_count as our_value,
            'persons escaped, of the incident as registered' as our_note
        from {{ ref("dim_incidents") }}
        where origin = 'real' and incident_id = 'OIG-2005-04'
    )

select
    p.origin::varchar as origin,
    p.quantity::varchar as quantity,
    p.title::varchar as title,
    p.unit::varchar as unit,
    p.value::double as published_value,
    p.qualifier::varchar as qualifier,
    p.source::varchar as source,
    o.our_value::double as our_value,
    (o.our_value - p.value)::double as difference,
    case
        when o.our_value is null
        then 'no real data loaded'
        when o.our_value = p.value
        then 'equal'
        else 'different'
    end::varchar as comparison,
    o.our_note::varchar as note,
    p.as_of_day::date as as_of_day
from printed as p
left join ours as o using (quantity)
