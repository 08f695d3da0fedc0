with recommendations as ({{ register_rows("recommendations", ["recommendation_id"]) }})

select
    {{ clean_text("recommendation_id") }} as recommendation_id,
    kind,
    {{ clean_text("report") }} as report,
    number,
    {{ clean_text("summary") }} as summary,
    {{ clean_text("addressee") }} as addressee,
    {{ clean_text("addressed_regions") }} as addressed_regions,
    issued_on,
    due_on,
    status_stated,
    {{ clean_text("response") }} as response,
    {{ clean_text("analysis") }} as analysis,
    {{ clean_text("evidence_wanted") }} as evidence_wanted,
    {{ clean_text("source") }} as source,
    {{ clean_text("response_source") }} as response_source,
    {{ clean_text("note") }} as note,
    as_of_date,
    as_of_precision,
    as_of_day,
    origin,
    known_at,
    load_id,
    file_line
from recommendations
