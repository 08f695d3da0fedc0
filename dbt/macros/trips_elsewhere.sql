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
