-- A printing has no states: a corrected row of the same number takes its place, whatever it is as
-- of.
with
    oversight_figures as (
        select *, {{ as_of_day() }} as as_of_day
        from {{ source("raw", "oversight_figures") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("figure_id")]) }}
    )

select
    {{ clean_text("figure_id") }} as figure_id,
    {{ clean_text("quantity") }} as quantity,
    {{ clean_text("title") }} as title,
    {{ clean_text("unit") }} as unit,
    {{ clean_text("definition") }} as definition,
    {{ clean_text("definition_wording") }} as definition_wording,
    {{ clean_text("population") }} as population,
    value,
    qualifier,
    event_date,
    event_precision,
    as_of_date,
    as_of_precision,
    as_of_day,
    {{ clean_text("period") }} as period,
    {{ clean_text("part_of") }} as part_of,
    {{ clean_text("publisher") }} as publisher,
    {{ clean_text("report") }} as report,
    published_on,
    {{ clean_text("source") }} as source,
    {{ clean_text("note") }} as note,
    origin,
    known_at,
    load_id,
    file_line
from oversight_figures
