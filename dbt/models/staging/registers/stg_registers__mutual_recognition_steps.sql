with
    mutual_recognition_steps as (
        {{ register_rows("mutual_recognition_steps", ["partner", "step"]) }}
    )

select
    {{ clean_text("partner") }} as partner,
    {{ clean_text("step") }} as step,
    {{ clean_text("state") }} as state,
    happened_on,
    {{ clean_text("happened_precision") }} as happened_precision,
    expected_by,
    {{ clean_text("expected_precision") }} as expected_precision,
    {{ clean_text("fact") }} as fact,
    as_of_date,
    as_of_precision,
    as_of_day,
    {{ clean_text("source") }} as source,
    origin,
    known_at,
    load_id,
    file_line
from mutual_recognition_steps
