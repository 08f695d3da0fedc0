-- What the loads speak of that no green build has taken in yet. Rows of the loads they correct
-- count too, though no other staging model shows them: what a correction dropped must leave its
-- month.
with
    loads as (select * from {{ source("raw", "loads") }}),

    pending as (
        select load_id
        from loads
        where built_at is null
        union
        select corrected.load_id
        from loads as corrected
        inner join loads as correction on corrected.superseded_by_load_id = correction.load_id
        where correction.built_at is null
    ),

    bill_records as (
        {%- set tables = [
            "ams_header", "ams_billgen", "ams_cargodesc", "ams_container", "ams_tariff", "ams_shipper",
            "ams_consignee", "ams_notifyparty", "ams_hazmat", "ams_hazmatclass", "ams_marksnumbers",
        ] %}
        {%- for table in tables %}
            select distinct '{{ table }}' as table_name, load_id, origin, identifier
            from {{ source("raw", table) }}
            where load_id in (select load_id from pending) {{ "union all" if not loop.last }}
        {%- endfor %}
    ),

    messages as (
        select distinct
            'manifest_events' as table_name,
            load_id,
            origin,
            {{ shipment_key(
                clean_code("carrier_code"), clean_code("bill_number"),
                clean_code("vessel_imo"), clean_code("voyage_number"),
            ) }} as shipment_key
        from {{ source("raw", "manifest_events") }}
        where load_id in (select load_id from pending)
    ),

    voyages as (
        {%- set tables = [
            "manifest_events", "port_calls", "isf_filings", "discharge_tally", "stow_plan_positions",
        ] %}
        {%- for table in tables %}
            select distinct
                '{{ table }}' as table_name,
                load_id,
                origin,
                {{ clean_code("vessel_imo") }} as vessel_imo,
                {{ clean_code("voyage_number") }} as voyage_number
            from {{ source("raw", table) }}
            where load_id in (select load_id from pending) {{ "union all" if not loop.last }}
        {%- endfor %}
    )

select
    table_name,
    load_id,
    origin,
    identifier,
    cast(null as varchar) as shipment_key,
    cast(null as varchar) as vessel_imo,
    cast(null as varchar) as voyage_number
from bill_records
union all
select table_name, load_id, origin, null, shipment_key, null, null
from messages
union all
select table_name, load_id, origin, null, null, vessel_imo, voyage_number
from voyages
