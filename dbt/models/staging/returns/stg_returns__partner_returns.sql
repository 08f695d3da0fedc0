-- A later return of the same country and period replaces the earlier one whole: a row that it no
-- longer has is gone.
with
    partner_returns as (
        select *
        from {{ source("raw", "partner_returns") }}
        where {{ is_current_load() }} and data_origin = origin
        qualify
            rank() over (
                partition by origin, country, period_kind, period
                order by known_at desc, load_id desc
            )
            = 1
    )

select
    record_type,
    {{ clean_text("country") }} as country,
    {{ clean_text("administration") }} as administration,
    period_kind,
    {{ clean_text("period") }} as period,
    prepared_at,
    exams_at_request_recorded,
    {{ clean_text("requested_by") }} as requested_by,
    {{ clean_text("port") }} as port,
    {{ clean_text("month") }} as month,
    requests_received,
    exams_made,
    {{ clean_text("measure") }} as measure,
    definition_version,
    unit,
    "view",
    numerator,
    denominator,
    n_unknown,
    value,
    low,
    high,
    origin,
    known_at,
    load_id,
    file_line
from partner_returns
