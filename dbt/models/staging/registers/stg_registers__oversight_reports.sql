with oversight_reports as ({{ register_rows("oversight_reports", ["report"]) }})

select
    {{ clean_text("report") }} as report,
    {{ clean_text("title") }} as title,
    {{ clean_text("issued_by") }} as issued_by,
    as_of_date,
    as_of_precision,
    as_of_day,
    {{ clean_text("source") }} as source,
    origin,
    known_at,
    load_id,
    file_line
from oversight_reports
