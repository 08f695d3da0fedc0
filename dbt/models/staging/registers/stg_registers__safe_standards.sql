with safe_standards as ({{ register_rows("safe_standards", ["standard"]) }})

select
    {{ clean_text("standard") }} as standard,
    {{ clean_text("pillar") }} as pillar,
    standard_number,
    {{ clean_text("title") }} as title,
    {{ clean_text("asks_for") }} as asks_for,
    as_of_date,
    as_of_precision,
    as_of_day,
    {{ clean_text("source") }} as source,
    origin,
    known_at,
    load_id,
    file_line
from safe_standards
