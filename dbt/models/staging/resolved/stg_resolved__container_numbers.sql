-- Numbers filed with blanks or hyphens are the same number without; one good reading is enough.
select
    {{ clean_container_number("container_number") }} as container_number,
    bool_or(is_check_digit_valid) as is_check_digit_valid,
    min(reason) as reason
from {{ source("resolved", "container_numbers") }}
group by {{ clean_container_number("container_number") }}
