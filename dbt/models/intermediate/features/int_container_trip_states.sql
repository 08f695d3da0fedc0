{{ config(materialized="incremental", meta={"changed_months": "int_months_to_restate"}) }}
{% set amended_fields = [
    "weight_kg", "description_text", "shipper_name", "consignee_name", "place_of_receipt",
] %}

with
    trips as (
        select
            container_trip_key,
            origin,
            container_number,
            arrival_date,
            arrival_month,
            fiscal_year,
            is_in_season,
            is_in_scope,
            is_empty,
            lading_port_code,
            container_length_ft,
            filed_at,
            laded_at,
            arrived_by
        from {{ ref("int_container_trips") }}
        where {{ changed_months_filter(months_model="int_months_to_restate") }}
    ),

    -- T0: 24 hours before lading; T2: arrival, or the end of the day where only the date is known
    moments as (
        select
            origin,
            container_trip_key,
            filed_at,
            'T0' as snapshot,
            laded_at - interval 24 hour as snapshot_at
        from trips
        union all
        select origin, container_trip_key, filed_at, 'T2' as snapshot, arrived_by as snapshot_at
        from trips
    ),

    snapshots as (
        select
            origin,
            container_trip_key,
            snapshot,
            snapshot_at,
            case
                when snapshot = 'T0'
                then coalesce(filed_at <= snapshot_at, false)
                else coalesce(filed_at <= snapshot_at, true)
            end as is_manifest_known
        from moments
    ),

    hazmat as (
        select distinct origin, identifier, container_number
        from {{ ref("stg_ams__hazmat") }}
        where {{ changed_identifiers_filter(months_model="int_months_to_restate") }}
    ),

    bridge as (
        select *
        from {{ ref("int_consignments") }}
        where {{ changed_months_filter(months_model="int_months_to_restate") }}
    ),

    shipments as (
        select *
        from {{ ref("int_shipments") }}
        where {{ changed_months_filter(months_model="int_months_to_restate") }}
    ),

    consignments as (
        select
            t.container_trip_key,
            t.container_number,
            t.origin,
            t.arrival_date,
            c.shipment_key,
            c.filed_at,
            s.carrier_code,
            s.bill_kind,
            s.weight_kg as bill_weight_kg,
            s.place_of_receipt,
            s.shipper_party,
            s.consignee_party,
            c.weight_share_kg,
            c.tariff_weight_kg,
            c.commodity_chapter,
            c.description_text,
            c.seal_missing,
            h.identifier is not null as has_hazmat
        from trips as t
        inner join bridge as c using (origin, container_trip_key)
        inner join shipments as s using (origin, shipment_key)
        left join
            hazmat as h
            on h.origin = s.origin
            and h.identifier = s.identifier
            and h.container_number = t.container_number
    ),

    accepted as (
        select *
        from {{ ref("stg_agency__manifest_events") }}
        where {{ changed_messages_filter(months_model="int_months_to_restate") }}
    ),

    messages as (
        select
            c.origin,
            c.container_trip_key,
            c.shipment_key,
            m.message_id,
            m.message_type,
            m.received_at,
            m.entry_linked,
            m.amended_field,
            m.value_before
        from consignments as c
        inner join
            accepted as m
            on m.origin = c.origin
            and m.shipment_key = c.shipment_key
            and coalesce(m.container_number, c.container_number) = c.container_number
        where m.message_type = 'amendment' or m.entry_linked is not null
    ),

    message_counts as (
        select
            s.origin,
            s.container_trip_key,
            s.snapshot,
            count(*) filter (where m.message_type = 'amendment') as amendment_count,
            bool_or(m.entry_linked) as is_entry_linked
        from snapshots as s
        inner join messages as m using (origin, container_trip_key)
        where m.received_at <= s.snapshot_at
        group by s.origin, s.container_trip_key, s.snapshot
    ),

    -- the first amendment of a field after the snapshot says what stood there at the snapshot
    undone_amendments as (
        select
            s.origin,
            s.container_trip_key,
            s.snapshot,
            m.shipment_key,
            m.amended_field,
            m.value_before
        from snapshots as s
        inner join messages as m using (origin, container_trip_key)
        where m.message_type = 'amendment' and m.received_at > s.snapshot_at
        qualify
            row_number() over (
                partition by
                    s.origin, s.container_trip_key, s.snapshot, m.shipment_key, m.amended_field
                order by m.received_at, m.message_id
            )
            = 1
    ),

    undone as (
        select
            origin,
            container_trip_key,
            snapshot,
            shipment_key,
            {% for field in amended_fields %}
                bool_or(amended_field = '{{ field }}') as is_{{ field }}_undone,
                max(case when amended_field = '{{ field }}' then value_before end) as {{ field }}
                {%- if not loop.last %},{% endif %}
            {% endfor %}
        from undone_amendments
        group by origin, container_trip_key, snapshot, shipment_key
    ),

    placeholders as (
        select distinct {{ normalise_party_name("normalised_name") }} as party_name
        from {{ ref("placeholder_parties") }}
    ),

    undone_resolved as (
        select
            u.*,
            {% for role in ["shipper", "consignee"] %}
                {% set name = normalise_party_name("u." ~ role ~ "_name") %}
                case
                    when {{ is_named_party(name, role ~ "_placeholder.party_name") }}
                    then {{ name }}
                end as {{ role }}_party,
            {% endfor %}
            p.unlocode as place_of_receipt_unlocode
        from undone as u
        {% for role in ["shipper", "consignee"] %}
            left join
                placeholders as {{ role }}_placeholder
                on {{ role }}_placeholder.party_name
                = {{ normalise_party_name("u." ~ role ~ "_name") }}
        {% endfor %}
        left join
            {{ ref("stg_resolved__port_texts") }} as x
            on x.port_text = trim(u.place_of_receipt)
            and x.side = 'foreign'
        left join {{ ref("ports") }} as p on p.port_code = x.port_code and p.side = x.side
    ),

    bills as (
        select
            s.container_trip_key,
            s.snapshot,
            c.shipment_key,
            c.origin,
            c.arrival_date,
            c.carrier_code,
            c.bill_kind,
            case
                when u.is_weight_kg_undone
                then
                    c.weight_share_kg
                    / nullif(c.bill_weight_kg, 0)
                    * try_cast(u.weight_kg as double)
                else c.weight_share_kg
            end as weight_kg,
            c.tariff_weight_kg,
            c.commodity_chapter,
            case
                when u.is_description_text_undone then u.description_text else c.description_text
            end as description_text,
            case
                when u.is_place_of_receipt_undone
                then u.place_of_receipt_unlocode
                else c.place_of_receipt
            end as place_of_receipt,
            case
                when u.is_shipper_name_undone then u.shipper_party else c.shipper_party
            end as shipper_party,
            case
                when u.is_consignee_name_undone then u.consignee_party else c.consignee_party
            end as consignee_party,
            c.seal_missing,
            c.has_hazmat
        from snapshots as s
        inner join consignments as c using (origin, container_trip_key)
        left join undone_resolved as u using (origin, container_trip_key, snapshot, shipment_key)
        -- of several bills those filed by then
        where s.is_manifest_known and coalesce(c.filed_at <= s.snapshot_at, s.snapshot = 'T2')
    ),

    bills_ordered as (
        select
            b.*,
            -- the greatest of these names the heaviest bill; the key settles ties
            lpad(cast(cast(round(coalesce(b.weight_kg, 0)) as bigint) as varchar), 12, '0')
            || b.shipment_key as weight_order,
            lpad(
                cast(
                    cast(round(coalesce(b.tariff_weight_kg, b.weight_kg, 0)) as bigint) as varchar
                ),
                12,
                '0'
            )
            || b.shipment_key as line_weight_order,
            b.weight_kg is not null and b.tariff_weight_kg is not null as has_both_weights,
            b.shipper_party is not null
            and coalesce(shipper.first_arrival_date >= b.arrival_date, true) as is_new_shipper,
            b.consignee_party is not null
            and coalesce(consignee.first_arrival_date >= b.arrival_date, true) as is_new_consignee,
            length(trim(coalesce(b.description_text, ''))) >= 3
            and unusable.description_text is null as has_usable_description
        from bills as b
        left join
            {{ ref("unusable_descriptions") }} as unusable
            on unusable.description_text = upper(trim(b.description_text))
        left join
            {{ ref("int_party_first_seen") }} as shipper
            on shipper.party_role = 'shipper'
            and shipper.party = b.shipper_party
            and shipper.origin = b.origin
        left join
            {{ ref("int_party_first_seen") }} as consignee
            on consignee.party_role = 'consignee'
            and consignee.party = b.consignee_party
            and consignee.origin = b.origin
    ),

    contents as (
        select
            origin,
            container_trip_key,
            snapshot,
            max_by(place_of_receipt, weight_order) filter (
                where place_of_receipt is not null
            ) as place_of_receipt,
            max_by(carrier_code, weight_order) as carrier_code,
            bool_or(bill_kind = 'house') as is_nvocc_house_bill,
            bool_or(is_new_consignee) as is_first_time_consignee,
            bool_or(is_new_shipper) as is_first_time_shipper,
            bool_or(consignee_party is not null) as has_named_consignee,
            bool_or(shipper_party is null or consignee_party is null) as is_placeholder_party,
            bool_or(
                shipper_party is null and consignee_party is null and not has_usable_description
            ) as is_information_inadequate,
            max_by(commodity_chapter, line_weight_order) filter (
                where commodity_chapter is not null
            ) as commodity_chapter,
            max(length(description_text)) as description_length,
            sum(weight_kg) as weight_kg,
            abs(
                sum(weight_kg) filter (where has_both_weights)
                - sum(tariff_weight_kg) filter (where has_both_weights)
            )
            / nullif(sum(weight_kg) filter (where has_both_weights), 0) as weight_mismatch_share,
            bool_and(seal_missing) as is_seal_missing,
            bool_or(has_hazmat) as has_hazmat
        from bills_ordered
        group by origin, container_trip_key, snapshot
    )

select
    t.container_trip_key,
    s.snapshot,
    t.origin,
    t.arrival_month,
    t.fiscal_year,
    t.is_in_season,
    t.is_in_scope,
    t.lading_port_code,
    t.container_length_ft,
    s.snapshot_at,
    s.is_manifest_known,
    c.place_of_receipt,
    c.carrier_code,
    c.is_nvocc_house_bill,
    c.is_first_time_consignee,
    c.is_first_time_shipper,
    c.has_named_consignee,
    c.is_placeholder_party,
    c.is_information_inadequate,
    c.commodity_chapter,
    cast(c.description_length as integer) as description_length,
    c.weight_kg,
    c.weight_mismatch_share,
    case
        when s.is_manifest_known then cast(coalesce(m.amendment_count, 0) as integer)
    end as amendment_count,
    case when s.is_manifest_known then m.is_entry_linked end as is_entry_linked,
    case when t.is_empty then false else c.is_seal_missing end as is_seal_missing,
    c.has_hazmat
from trips as t
inner join snapshots as s using (origin, container_trip_key)
left join contents as c using (origin, container_trip_key, snapshot)
left join message_counts as m using (origin, container_trip_key, snapshot)
