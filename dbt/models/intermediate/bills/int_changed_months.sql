-- Found in three ways: what the loads since the last green build speak of; bills, exam events and
-- reviews whose month, port or standing differs from the tables of the build before (both months
-- count); months that an earlier build found and that never became green.
{% set shipments_before = table_before_this_build("int_shipments") %}
{% set exams_before = table_before_this_build("int_exam_events") %}
{% set reviews_before = table_before_this_build("int_reviews") %}
{% set months_before = table_before_this_build("int_changed_months") %}
{% set is_full_build = flags.FULL_REFRESH or shipments_before is none %}

with
    records as (select * from {{ ref("int_bill_records") }}),

    arrivals as (select * from {{ ref("int_vessel_arrivals") }}),

    superseded as (select * from {{ ref("int_superseded_bills") }}),

    pending as (select * from {{ ref("stg_loads__pending_keys") }}),

    loads as (select * from {{ ref("stg_loads__loads") }}),

    changed_voyages as (select * from {{ ref("int_changed_voyages") }}),

    requests as (
        select arrival_month from {{ ref("stg_loads__rebuild_requests") }} where built_at is null
    ),

    exams as (select * from {{ ref("int_dated_exams") }}),

    reviews as (
        select
            reviews.origin,
            reviews.review_id,
            reviews.load_id,
            coalesce(arrivals.arrival_month, {{ month_of("reviews.occurred_at") }}) as arrival_month
        from {{ ref("stg_agency__reviews") }} as reviews
        left join arrivals using (origin, vessel_imo, voyage_number, us_port_code)
    ),

    {% if is_full_build -%}
        found as (
            select arrival_month, 'full build' as reason
            from records
            union
            select arrival_month, 'full build'
            from exams
            union
            select arrival_month, 'full build'
            from reviews
        )
    {%- else -%}
        by_load as (
            select distinct records.arrival_month, pending.load_id
            from records
            inner join
                pending
                on records.origin = pending.origin
                and records.identifier = pending.identifier
            union
            select distinct records.arrival_month, pending.load_id
            from records
            inner join
                pending
                on records.origin = pending.origin
                and records.shipment_key = pending.shipment_key
            union
            select distinct records.arrival_month, pending.load_id
            from records
            inner join
                pending
                on records.origin = pending.origin
                and records.vessel_imo = pending.vessel_imo
                and records.voyage_number = pending.voyage_number
            -- a message speaks of its bill; of others where it moves the arrival (moved_bills)
            where pending.table_name <> 'manifest_events'
        ),

        bills_before as (
            select *
            from {{ shipments_before }}
            where (origin, voyage_key) in (select origin, voyage_key from changed_voyages)
        ),

        bills_now as (
            select
                * replace (
                    is_withdrawn
                    or (origin, shipment_key)
                    in (select origin, shipment_key from superseded) as is_withdrawn
                )
            from records
            where
                is_current
                and (origin, voyage_key) in (select origin, voyage_key from changed_voyages)
        ),

        moved_bills as (
            select bills_now.arrival_month as month_now, bills_before.arrival_month as month_before
            from bills_now
            full outer join
                bills_before
                on bills_now.origin = bills_before.origin
                and bills_now.shipment_key = bills_before.shipment_key
            where
                (
                    bills_now.identifier,
                    bills_now.arrival_month,
                    bills_now.arrival_date,
                    bills_now.arrived_at,
                    bills_now.arrived_by,
                    bills_now.us_port_code,
                    bills_now.lading_port_code,
                    bills_now.place_of_receipt,
                    bills_now.is_withdrawn,
                    bills_now.has_house_bills
                ) is distinct from (
                    bills_before.identifier,
                    bills_before.arrival_month,
                    bills_before.arrival_date,
                    bills_before.arrived_at,
                    bills_before.arrived_by,
                    bills_before.us_port_code,
                    bills_before.lading_port_code,
                    bills_before.place_of_receipt,
                    bills_before.is_withdrawn,
                    bills_before.has_house_bills
                )
            -- an amended record on another voyage withdraws a bill, or its going brings one back
            union all
            select superseded.arrival_month, bills_before.arrival_month
            from superseded
            full outer join
                (
                    select origin, shipment_key, superseded_by, arrival_month
                    from {{ shipments_before }}
                    where superseded_by is not null
                ) as bills_before using (origin, shipment_key)
            where superseded.superseded_by is distinct from bills_before.superseded_by
        ),

        {% if exams_before -%}
            moved_exams as (
                select exams.arrival_month as month_now, events_before.arrival_month as month_before
                from exams
                full outer join {{ exams_before }} as events_before using (origin, exam_event_id)
                where
                    (exams.arrival_month, exams.load_id)
                    is distinct from (events_before.arrival_month, events_before.load_id)
            ),
        {%- endif %}

        {% if reviews_before -%}
            moved_reviews as (
                select
                    reviews.arrival_month as month_now, records_before.arrival_month as month_before
                from reviews
                full outer join {{ reviews_before }} as records_before using (origin, review_id)
                where
                    (reviews.arrival_month, reviews.load_id)
                    is distinct from (records_before.arrival_month, records_before.load_id)
            ),
        {%- endif %}

        found as (
            select
                by_load.arrival_month,
                'new rows: '
                || string_agg(distinct loads.table_name, ', ' order by loads.table_name) as reason
            from by_load
            inner join loads on by_load.load_id = loads.load_id
            group by by_load.arrival_month
            union
            select arrival_month, 'asked for'
            from requests
            {%- for noun in ["bills"] + (["exams"] if exams_before else []) + (
            ["reviews"] if reviews_before else []
        ) %}
                union
                select month_now, '{{ noun }} new or changed'
                from moved_{{ noun }}
                where month_now is not null
                union
                select month_before, '{{ noun }} changed or gone'
                from moved_{{ noun }}
                where month_before is not null
            {%- endfor %}
            {%- if months_before %}
                union
                select arrival_month, 'found by an earlier build that was not green'
                from {{ months_before }}
                where
                    found_at > timestamp '{{ last_green_build_at() }}'
                    or found_at >= (
                        select min(finished_at)
                        from loads
                        where state = 'loaded' and built_at is null
                    )
            {%- endif %}
        )
    {%- endif %}

select
    arrival_month,
    string_agg(distinct reason, '; ' order by reason) as reason,
    cast(current_timestamp as timestamp) as found_at
from found
group by arrival_month
