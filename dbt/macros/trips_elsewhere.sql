{#
A record that names a container, vessel, voyage and U.S. port where no bill stands: it may have been amended to another
port since. Where one standing trip of that container, vessel and voyage is left (in the same month, where records are
read month by month), it is that. The CTE `elsewhere`, for a query that has the CTEs `trips` and `records`, of which
`ids` are the key.
#}
{% macro trips_recorded_at_another_port(records, ids, in_same_month=true) -%}
    standing_trips as (select * from trips where bill_count > 0),

    nowhere as (
        select * from {{ records }} anti join standing_trips using (origin, container_trip_key)
    ),

    elsewhere as (
        select
            nowhere.origin,
            {%- for id in ids %} nowhere.{{ id }}, {%- endfor %}
            min(t.container_trip_key) as container_trip_key,
            min(t.us_port_code) as us_port_code
        from nowhere
        inner join
            standing_trips as t using (
                origin,
                container_number,
                vessel_imo,
                voyage_number {{- ", arrival_month" if in_same_month }}
            )
        group by nowhere.origin {%- for id in ids %}, nowhere.{{ id }} {%- endfor %}
        having count(*) = 1
    )
{%- endmacro %}

{#
The rows of a feed as the CTE `name`, each with the key and port of the trip it is about now. `trips` are all container
trips.
#}
{% macro records_where_bills_stand(name, relation, id) -%}
    recorded as (select * from {{ relation }}),

    trips as (select * from {{ ref("fct_container_trips") }}),

    {{ trips_recorded_at_another_port("recorded", [id], in_same_month=false) }},

    {{ name }} as (
        select
            recorded.* replace (
                coalesce(e.container_trip_key, recorded.container_trip_key) as container_trip_key,
                coalesce(e.us_port_code, recorded.us_port_code) as us_port_code
            )
        from recorded
        left join elsewhere as e using (origin, {{ id }})
    )
{%- endmacro %}
