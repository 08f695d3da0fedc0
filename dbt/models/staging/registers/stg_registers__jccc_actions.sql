with jccc_actions as ({{ register_rows("jccc_actions", ["action"]) }})

select
    action,
    {{ clean_text("title") }} as title,
    {{ clean_text("aim") }} as aim,
    {{ clean_text("state") }} as state,
    {{ clean_text("state_in_source") }} as state_in_source,
    completed_on,
    {{ clean_text("completed_precision") }} as completed_precision,
    {{ clean_text("also_told") }} as also_told,
    {{ clean_text("next_step") }} as next_step,
    next_on,
    {{ clean_text("next_precision") }} as next_precision,
    as_of_date,
    as_of_precision,
    as_of_day,
    {{ clean_text("source") }} as source,
    origin,
    known_at,
    load_id,
    file_line
from jccc_actions
