{#
Which raw rows a staging model shows: those of loads that no later file of the same name corrected, known at the
moment asked for, and of several rows for one key the one known last.
#}
{#
A correction counts from the moment it was loaded: a replay of an earlier state still sees the rows it replaced, and does
not see its own, whatever receipt times they carry.
#}
{% macro is_current_load() -%}
    load_id in (
        select earlier.load_id
        from {{ source("raw", "loads") }} as earlier
        left join
            {{ source("raw", "loads") }} as later on earlier.superseded_by_load_id = later.load_id
        where
            (later.load_id is null or later.started_at > timestamp '{{ var("as_known_at") }}')
            and (
                earlier.supersedes_load_id is null
                or earlier.started_at <= timestamp '{{ var("as_known_at") }}'
            )
    )
    and known_at <= timestamp '{{ var("as_known_at") }}'
{%- endmacro %}

{% macro newest_row_per(keys) -%}
    qualify
        row_number() over (
            partition by {{ keys | join(", ") }}
            order by known_at desc, load_id desc, file_line desc
        )
        = 1
{%- endmacro %}
