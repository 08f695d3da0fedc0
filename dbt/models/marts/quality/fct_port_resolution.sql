{% set sides = [
    ('us', 'port_of_unlading_text'),
    ('foreign', 'foreign_port_of_lading_text'),
    ('foreign', 'place_of_receipt_text'),
] %}

with
    texts as (
        {% for side, column in sides %}
            select origin, '{{ side }}' as side, {{ column }} as port_text
            from {{ ref("int_shipments") }}
            where {{ column }} is not null
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    counts as (
        select origin, side, port_text, count(*) as row_count
        from texts
        group by origin, side, port_text
    )

select
    c.origin,
    c.side,
    c.port_text,
    coalesce(r.method, 'unresolved') as method,
    r.score,
    r.port_code,
    p.port_name,
    c.row_count
from counts as c
left join
    {{ ref("stg_resolved__port_texts") }} as r on r.side = c.side and r.port_text = c.port_text
left join {{ ref("ports") }} as p on p.side = r.side and p.port_code = r.port_code
