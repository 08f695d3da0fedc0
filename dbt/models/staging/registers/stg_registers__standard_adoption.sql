with standard_adoption as ({{ register_rows("standard_adoption", ["subject", "step"]) }})

select
    {{ clean_text("subject") }} as subject,
    {{ clean_text("step") }} as step,
    member_count,
    is_approximate,
    {{ clean_text("fact") }} as fact,
    as_of_date,
    as_of_precision,
    as_of_day,
    {{ clean_text("source") }} as source,
    origin,
    known_at,
    load_id,
    file_line
from standard_adoption
