select arrival_month, requested_at, built_at from {{ source("raw", "rebuild_requests") }}
