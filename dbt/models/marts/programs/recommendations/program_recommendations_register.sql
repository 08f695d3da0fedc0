-- Every state of a recommendation that a report states; the newest as of a day is the one that
-- holds then.
select
    origin::varchar as origin,
    recommendation_id::varchar as recommendation_id,
    kind::varchar as kind,
    report::varchar as report,
    number::integer as number,
    summary::varchar as summary,
    addressee::varchar as addressee,
    status_stated::varchar as status_stated,
    evidence_wanted::varchar as evidence_wanted,
    issued_on::date as issued_on,
    due_on::date as due_on,
    response::varchar as response,
    analysis::varchar as analysis,
    addressed_regions::varchar as addressed_regions,
    source::varchar as source,
    response_source::varchar as response_source,
    note::varchar as note,
    as_of_date::date as as_of_date,
    as_of_precision::varchar as as_of_precision,
    as_of_day::date as as_of_day
from {{ ref("stg_registers__recommendations") }}
