-- A clock that still runs has run until here: the newest row of the feeds that would have told of
-- its end, at most the moment asked for.
with
    told as (
        {% for feed in ["manifest_events", "exams", "reviews"] %}
            select origin, max(known_at) as known_at
            from {{ source("raw", feed) }}
            group by origin
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select origin, least(max(known_at), timestamp '{{ var("as_known_at") }}') as known_until
from told
group by origin
