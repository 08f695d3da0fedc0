{{ config(materialized="incremental") }}
-- Share of the weight before beyond which a change of weight is material (chosen).
{% set weight_tolerance = 0.05 %}

with
    clocks as (select * from {{ ref("int_filing_clocks") }} where {{ changed_months_filter() }}),

    accepted as (
        select *
        from {{ ref("stg_agency__manifest_events") }}
        where message_type = 'amendment' and {{ changed_messages_filter() }}
    ),

    ports as (
        select port_text, port_code
        from {{ ref("stg_resolved__port_texts") }}
        where side = 'foreign'
    ),

    -- what was filed otherwise but says the same is no change
    compared as (
        select
            m.*,
            {% for value in ["value_before", "value_after"] %}
                case
                    when m.amended_field in ('foreign_port_of_lading', 'place_of_receipt')
                    then coalesce({{ value }}_port.port_code, upper(m.{{ value }}))
                    when m.amended_field in ('container_number', 'seal_number')
                    then {{ clean_container_number("m." ~ value) }}
                    else {{ normalise_party_name("m." ~ value) }}
                end as comparable_{{ value }},
                try_cast(m.{{ value }} as double) as {{ value }}_kg {{ "," if not loop.last }}
            {% endfor %}
        from accepted as m
        left join ports as value_before_port on value_before_port.port_text = trim(m.value_before)
        left join ports as value_after_port on value_after_port.port_text = trim(m.value_after)
    )

select
    m.message_id,
    c.shipment_key,
    c.origin,
    c.arrival_month,
    c.us_port_code,
    m.container_number,
    m.received_at,
    m.amended_field,
    m.value_before,
    m.value_after,
    case
        when m.amended_field is null or coalesce(m.value_before, m.value_after) is null
        then null
        when m.amended_field = 'weight_kg'
        then
            case
                when m.value_before is null or m.value_after is null
                then true
                when m.value_after = m.value_before
                then false
                -- of a weight that cannot be read nobody knows how far it is from another
                else
                    abs(m.value_after_kg - m.value_before_kg)
                    > {{ weight_tolerance }} * abs(m.value_before_kg)
            end
        else m.comparable_value_after is distinct from m.comparable_value_before
    end as is_material,
    case
        when c.is_lading_known and m.received_at <= c.t0_at
        then 'before_t0'
        when m.received_at > c.t3_at
        then 'after_t3'
        when m.received_at > c.t2_at
        then 't2_t3'
        when m.received_at > c.t1_at and m.received_at <= c.t2_at
        then 't1_t2'
        when m.received_at > c.t0_at and m.received_at <= c.t1_at
        then 't0_t1'
    end as phase,
    -- a container whose lading nobody tells may have been laded before the others
    case when m.received_at > c.t0_at or c.is_lading_known then m.received_at > c.t0_at end
    or m.received_at > c.t1_at
    or m.received_at > c.t2_at as is_after_t0,
    m.received_at <= c.t2_at as is_by_t2
from clocks as c
inner join compared as m using (origin, shipment_key)
