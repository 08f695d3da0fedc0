{% set built = table_before_this_build("fct_built_months", "marts") %}
{% set trips_before = table_before_this_build("fct_container_trips", "marts") %}
{% set rules_before = table_before_this_build("fct_built_rules", "marts") %}

with
    restated as (select arrival_month, reason from {{ ref("int_months_to_restate") }}),

    baselines as (
        {% for stamp, reason in [
            ('commodity_stamp', 'the usual weight of a commodity in the season before changed'),
            ('port_stamp', 'a port of lading is hit, near a hit or rising by what earlier seasons now say'),
        ] %}
            select s.arrival_month, '{{ reason }}' as reason
            from {{ ref("int_baseline_stamps") }} as s
            {% if built %}
                left join {{ built }} as b on b.arrival_month = s.arrival_month
                where b.{{ stamp }} is distinct from s.{{ stamp }}
            {% endif %}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    incidents_now as (
        select
            origin,
            container_trip_key,
            min(arrival_month) as arrival_month,
            bool_or(found_by = 'exam') as is_found_by_exam
        from {{ ref("int_incident_trips") }}
        where is_scenario is not true
        group by origin, container_trip_key
    ),

    incidents as (
        {% if trips_before %}
            select
                coalesce(n.arrival_month, b.arrival_month) as arrival_month,
                'an incident was reported, or is told otherwise' as reason
            from incidents_now as n
            full outer join
                (
                    select origin, container_trip_key, arrival_month, is_found_by_exam
                    from {{ trips_before }}
                    where is_incident
                ) as b using (origin, container_trip_key)
            where
                (n.arrival_month, n.is_found_by_exam)
                is distinct from (b.arrival_month, b.is_found_by_exam)
        {% else %}select arrival_month, 'an incident was reported' as reason from incidents_now
        {% endif %}
    ),

    rules as (
        {% if rules_before %}
            select
                coalesce(n.arrival_month, b.arrival_month) as arrival_month,
                case
                    when b.in_force is null
                    then 'in force: ' || n.in_force
                    else 'no longer in force: ' || b.in_force
                end as reason
            from {{ ref("int_month_rules") }} as n
            full outer join {{ rules_before }} as b using (arrival_month, in_force)
            where n.in_force is null or b.in_force is null
        {% else %}select arrival_month, in_force as reason from {{ ref("int_month_rules") }}
        {% endif %}
    )

select arrival_month, reason
from restated
union
select arrival_month, reason
from baselines
where arrival_month not in (select arrival_month from restated)
union
select arrival_month, reason
from incidents
where arrival_month not in (select arrival_month from restated)
union
select arrival_month, reason
from rules
where arrival_month not in (select arrival_month from restated)
