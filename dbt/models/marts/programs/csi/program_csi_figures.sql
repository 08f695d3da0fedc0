{{ config(materialized="view") }}
{% set trip_counts = {
    "trips": "true",
    "laded": "is_laded_at_csi_port",
    "laded_unknown": "is_laded_at_csi_port is null",
    "passed": "is_in_csi_port",
    "passed_unknown": "is_in_csi_port is null",
    "targeted": "is_targeted",
    "targeted_unknown": "is_targeted is null",
    "gap": "is_passed_untargeted",
    "gap_unknown": "is_passed_untargeted is null",
    "district": "is_laded_at_csi_port and coverage = 'district'",
    "two_ladings": "lading_count > 1",
    "high_risk": "is_high_risk and is_laded_at_csi_port",
    "requested": "is_high_risk and is_laded_at_csi_port and is_requested",
    "unrecorded": "is_high_risk and is_laded_at_csi_port and is_requested is null",
} %}
{% set request_counts = {
    "accepted": "decision = 'accepted'",
    "denied": "decision = 'denied'",
    "answered": "decision in ('accepted', 'denied')",
    "pending": "decision = 'pending'",
    "withdrawn": "decision = 'withdrawn'",
    "not_requested": "decision = 'not_requested'",
    "examined": "decision = 'accepted' and is_examined",
    "resolved": "decision = 'accepted' and is_examined and resolved_at is not null",
} %}
{% set referral_counts = {
    "unasked": "true",
    "referred": "closure <> 'not_referred'",
    "closed": "closure = 'examined_before_gate_out'",
    "late": "closure = 'examined_after_gate_out'",
    "left": "closure = 'left_unexamined'",
    "waiting": "closure = 'waiting'",
    "closure_unknown": "closure in ('not_known', 'not_in_manifest')",
} %}
{% set exam_counts = {
    "exams": "true",
    "standard": "is_accepted_as_standard",
    "standard_unknown": "is_accepted_as_standard is null",
    "physical": "exam_method in ('physical', 'image_and_physical')",
    "method_unknown": "exam_method is null",
} %}
{% set order_counts = {
    "under_rule": "is_first_of_trip and is_rule_in_force and finding not in ('order_alone', 'not_laded')",
    "laded_without": "is_first_of_trip and is_rule_in_force and finding = 'laded_without'",
    "laded_unknown": "is_first_of_trip and is_rule_in_force and finding = 'not_known'",
    "before_rule": "is_first_of_trip and not is_rule_in_force and finding = 'laded_without'",
    "orders": "order_id is not null",
} %}
{% set cubes = [
    ("trip_cube", "trips", "lading_month", trip_counts, {"national": "'*'", "host": "country_of_lading", "port": "lading_port"}),
    ("request_cube", "requests", "request_month", request_counts, {"national": "'*'", "host": "host_country", "specificity": "specificity"}),
    ("referral_cube", "referrals", "arrival_month", referral_counts, {"national": "'*'"}),
    ("exam_cube", "host_exams", "exam_month", exam_counts, {"national": "'*'", "host": "host_country"}),
    ("order_cube", "orders", "lading_month", order_counts, {"national": "'*'"}),
] %}

with
    asked as (
        select origin, container_trip_key, bool_or(decision <> 'not_requested') as is_requested
        from {{ ref("fct_csi_requests") }}
        group by origin, container_trip_key
    ),

    trips as (
        select
            t.*,
            a.is_requested,
            coalesce(p.port_name || ', ' || p.country_code, t.lading_port_code) as lading_port
        from {{ ref("fct_csi_trips") }} as t
        left join asked as a using (origin, container_trip_key)
        left join {{ ref("ports") }} as p on p.port_code = t.lading_port_code and p.side = 'foreign'
    ),

    requests as (
        select *, specific_reason_count || ' of 3' as specificity from {{ ref("fct_csi_requests") }}
    ),

    referrals as (
        select *, {{ month_of("coalesce(arrival_date, requested_at)") }} as arrival_month
        from {{ ref("fct_csi_referrals") }}
    ),

    host_exams as (
        select *, {{ month_of("coalesce(exam_ended_at, requested_at)") }} as exam_month
        from {{ ref("fct_csi_requests") }}
        where is_examined
    ),

    orders as (select * from {{ ref("fct_csi_do_not_load") }}),

    {% for cube, relation, month, counts, geographies in cubes %}
        {{ cube }}_months as (
            select
                origin,
                {{ month }} as month,
                {%- for geography, subject in geographies.items() if geography != "national" %}
                    {{ subject }},
                {%- endfor %}
                {%- for name, condition in counts.items() %}
                    count(*) filter (
                        where {{ condition }}
                    ) as n_{{ name }}{{ "," if not loop.last }}
                {%- endfor %}
            from {{ relation }}
            group by all
        ),

        {{ cube }}_placed as (
            select
                m.*,
                k.period_kind,
                {{ csi_period("k.period_kind", "m.month") }} as period,
                g.geography,
                case
                    g.geography
                    {%- for geography, subject in geographies.items() %}
                        when '{{ geography }}'
                        then {{ "m." if geography != "national" }}{{ subject }}
                    {%- endfor %}
                end as subject
            from {{ cube }}_months as m
            cross join (values ('month'), ('season'), ('fiscal_year'), ('all')) as k(period_kind)
            cross join
                (
                    values
                        {%- for geography in geographies %}
                            ('{{ geography }}'){{ "," if not loop.last }}
                        {%- endfor %}
                ) as g(geography)
            where
                (k.period_kind <> 'season' or {{ is_in_season("m.month") }})
                -- a place has too few for a month of its own
                and (k.period_kind in ('season', 'all') or g.geography = 'national')
        ),

        {{ cube }} as (
            select
                origin,
                period_kind,
                period,
                geography,
                subject,
                {%- for name in counts %}
                    sum(n_{{ name }}) as n_{{ name }}{{ "," if not loop.last }}
                {%- endfor %}
            from {{ cube }}_placed
            where subject is not null
            group by origin, period_kind, period, geography, subject
        ),
    {% endfor %}

    arrangements as (select * from {{ ref("stg_registers__csi_arrangements") }}),

    arrangement_states as (
        select d.kind, d.as_of_day as day, a.state
        from (select distinct kind, as_of_day from arrangements) as d
        inner join arrangements as a on a.kind = d.kind and a.as_of_day <= d.as_of_day
        qualify
            row_number() over (
                partition by d.kind, d.as_of_day, a.place order by a.as_of_day desc, a.known_at desc
            )
            = 1
    ),

    ports as (select * from {{ ref("stg_registers__csi_ports") }} where origin = 'real'),

    port_days as (
        select
            d.day,
            count(distinct p.port_code) as n_ports,
            count(distinct p.port_code) filter (where p.coverage = 'district') as n_district
        from
            (
                select operational_on as day
                from ports
                union
                select operational_until
                from ports
                where operational_until is not null
            ) as d
        inner join ports as p on {{ is_in_csi_on("d.day", port="p") }}
        group by d.day
    ),

    standing as (
        select 'CSI.ports.covered' as figure, day, n_ports as numerator
        from port_days
        union all
        select 'CSI.ports.of_district' as figure, day, n_district as numerator
        from port_days
        union all
        select
            'CSI.feeder_pilots' as figure,
            day,
            count(*) filter (where state <> 'planned') as numerator
        from arrangement_states
        where kind = 'feeder_pilot'
        group by day
        union all
        select 'CSI.reciprocity' as figure, day, count(*) as numerator
        from arrangement_states
        where kind = 'reciprocity'
        group by day
    ),

    counted as (
        {% for figure in csi_figures() if figure.cube %}
            select
                '{{ figure.id }}' as figure,
                '{{ figure.view }}' as "view",
                period_kind,
                period,
                geography,
                subject,
                origin,
                n_{{ figure.numerator }} as numerator,
                {{ "n_" ~ figure.denominator if figure.denominator else "null" }} as denominator,
                {{ "n_" ~ figure.unknown if figure.unknown else "0" }} as n_unknown
            from {{ figure.cube }}
            where
                geography in ({{ "'" ~ figure.geographies | join("', '") ~ "'" }})
                {%- if figure.denominator %} and n_{{ figure.denominator }} > 0 {%- endif %}
                {%- if figure.is_of_all %} and period_kind = 'all' {%- endif %}
                {%- if figure.is_some %} and n_{{ figure.numerator }} > 0 {%- endif %}
            union all
        {% endfor %}
        select
            figure,
            'as_of' as "view",
            'as_of' as period_kind,
            cast(day as varchar) as period,
            'national' as geography,
            '*' as subject,
            'real' as origin,
            numerator,
            null as denominator,
            0 as n_unknown
        from standing
    ),

    figures as (
        {% for figure in csi_figures() %}
            select
                '{{ figure.id }}' as figure,
                '{{ figure.section }}' as section,
                '{{ figure.title }}' as title,
                '{{ figure.unit }}' as unit,
                '{{ figure.formula }}' as formula,
                '{{ figure.source }}' as source,
                {{ "'" ~ figure.note ~ "'" if figure.note else "null" }} as note
                {{ "union all" if not loop.last }}
        {% endfor %}
    )

select
    'csi' as program,
    f.section,
    c.figure,
    f.title,
    f.unit,
    c."view",
    c.period_kind,
    c.period,
    c.geography,
    c.subject,
    c.origin,
    cast(c.numerator as bigint) as numerator,
    cast(c.denominator as bigint) as denominator,
    cast(c.n_unknown as bigint) as n_unknown,
    cast(null as double) as published_value,
    f.formula,
    f.source,
    f.note
from counted as c
inner join figures as f using (figure)
