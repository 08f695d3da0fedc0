{#
Customs clearance time (S8.7): its segments, its steps of time, and the cells it is counted in. A segment says of which
units there is one, where it starts and ends, and when it still runs; `part` says whom the stay waits for in it.
#}
{% macro clearance_segments() %}
    {% do return([
        {
            "name": "clearance",
            "part": "customs",
            "applies": "true",
            "start": "coalesce(clearance_started_at, open_since)",
            "end": "cleared_at",
            "open": "clearance_is_open",
        },
        {
            "name": "before_hold",
            "applies": "is_held",
            "start": "clearance_started_at",
            "end": "held_at",
            "open": "false",
        },
        {
            "name": "waiting_for_exam",
            "applies": "is_held",
            "start": "held_at",
            "end": "case when has_exam or is_called_off then exam_at else cleared_at end",
            "open": "clearance_is_open and not has_exam and not is_called_off",
        },
        {
            "name": "under_exam",
            "applies": "has_exam",
            "start": "exam_at",
            "end": "exam_done_at",
            "open": "clearance_is_open and is_exam_running",
        },
        {
            "name": "after_exam",
            "applies": "is_called_off or (has_exam and not (is_exam_running and clearance_is_open))",
            "start": "exam_done_at",
            "end": "cleared_at",
            "open": "clearance_is_open",
        },
        {
            "name": "landing",
            "part": "carrier and terminal",
            "applies": "true",
            "start": "arrived_at",
            "end": "discharged_at",
            "open": "is_awaiting_release and discharged_at is null",
        },
        {
            "name": "data_late",
            "part": "trade",
            "applies": "true",
            "start": "discharged_at",
            "end": "data_complete_at",
            "open": "is_awaiting_release and data_complete_at is null",
        },
        {
            "name": "pick_up",
            "part": "trade",
            "applies": "not is_awaiting_release",
            "start": "released_at",
            "end": "gated_out_at",
            "open": "gated_out_at is null",
        },
        {
            "name": "arrival_to_exit",
            "applies": "true",
            "start": "arrived_at",
            "end": "gated_out_at",
            "open": "gated_out_at is null",
        },
        {
            "name": "arrival_to_release",
            "applies": "true",
            "start": "arrived_at",
            "end": "released_at",
            "open": "is_awaiting_release",
        },
        {
            "name": "hold_to_exam_start",
            "applies": "has_recorded_exam or (is_held and is_awaiting_release and not is_called_off)",
            "start": "first_hold_placed_at",
            "end": "first_exam_started_at",
            "open": "not has_recorded_exam",
        },
        {
            "name": "exam_duration",
            "applies": "has_recorded_exam",
            "start": "first_exam_started_at",
            "end": "last_exam_ended_at",
            "open": "is_exam_running and is_awaiting_release",
        },
        {
            "name": "exam_end_to_release",
            "applies": "has_exam and not (is_exam_running and is_awaiting_release)",
            "start": "exam_ended_at",
            "end": "released_at",
            "open": "is_awaiting_release",
        },
    ]) %}
{% endmacro %}

{# Clearance starts when the container is off the vessel and all data for it are lodged. #}
{% macro clearance_start(discharged_at, data_complete_at) -%}
    case
        when {{ discharged_at }} is not null and {{ data_complete_at }} is not null
        then greatest({{ discharged_at }}, {{ data_complete_at }})
    end
{%- endmacro %}

{# Something is told of its way, but neither that it was released nor that it left. #}
{% macro is_awaiting_release(t, released_at) -%}
    {{ released_at }} is null
    and {{ t }}.gated_out_at is null
    and coalesce({{ t }}.discharged_at, {{ t }}.arrived_at) is not null
{%- endmacro %}

{# Seconds a segment took; what ended before it began (data lodged before the discharge) took none, and
what is not known stays so: `greatest` would make nought of it. #}
{% macro segment_seconds(segment) -%}
    {%- set seconds = "date_diff('second', " ~ segment.start ~ ", " ~ segment["end"] ~ ")" -%}
    case when {{ seconds }} < 0 then 0 else {{ seconds }} end
{%- endmacro %}

{% macro segment_state(segment) -%}
    case
        when {{ segment.start }} is not null and ({{ segment["end"] }}) is not null
        then 'finished'
        when ({{ segment.start }}) is not null and ({{ segment.open }})
        then 'open'
        else 'unknown'
    end
{%- endmacro %}

{#
Minutes of a duration on the steps on which durations are counted, always up: a minute to 6 hours, five minutes to 3
days, half an hour to 20 days, an hour beyond. "Half within 48 hours" so stays true.
#}
{% macro stepped_minutes(seconds) -%}
    cast(
        case
            when {{ seconds }} <= 21600
            then ceil({{ seconds }} / 60)
            when {{ seconds }} <= 259200
            then 5 * ceil({{ seconds }} / 300)
            when {{ seconds }} <= 1728000
            then 30 * ceil({{ seconds }} / 1800)
            else 60 * ceil({{ seconds }} / 3600)
        end as integer
    )
{%- endmacro %}

{# Number of what a duration is counted in: a unit, month, port, selection and partnership, and a segment. #}
{% macro clearance_stratum(segment) -%}
    hash(
        unit,
        origin,
        arrival_month,
        us_port_code,
        lane,
        exam_method,
        partner_status,
        '{{ segment.name }}'
    )
{%- endmacro %}

{#
Columns of the strata in every published cell: a period of one kind, a geography, and all units or one
value of one breakdown. By month, and away from the national figures, the breakdowns are counted for the clearance time
alone, and at a port not by month: the others would be nine tenths of the cells, with a handful of cases each.
#}
{% macro clearance_cells(relation, columns) %}
    {% set kinds = {
        "month": "left(cast(arrival_month as varchar), 7)",
        "season": "cast(season as varchar)",
        "fiscal_year": "'FY' || fiscal_year",
        "calendar_year": "'CY' || extract(year from arrival_month)",
    } %}
    {% set places = {
        "national": "'*'",
        "field_office": field_office_code("field_office"),
        "port": "us_port_code",
    } %}
    {% set breakdowns = ["lane", "exam_method", "partner_status"] %}
    {% for kind, period in kinds.items() %}
        {% set among = "is_in_season" if kind == "season" else "true" %}
        {% set is_last_kind = loop.last %}
        {% for geography, place in places.items() %}
            {% set is_last_place = loop.last %}
            {% for breakdown in ["all"] + breakdowns %}
                {% set value = "'*'" if breakdown == "all" else breakdown %}
                {% set is_fine = kind == "month" and geography == "port" %}
                {% set segments = "true" %}
                {% if breakdown != "all" and (geography != "national" or kind == "month") %}
                    {% set segments = "false" if is_fine else "segment = 'clearance'" %}
                {% endif %}
                select
                    unit,
                    origin,
                    '{{ kind }}' as period_kind,
                    {{ period }} as period,
                    '{{ geography }}' as geography,
                    {{ place }} as port_code,
                    segment,
                    '{{ breakdown }}' as breakdown,
                    {{ value }} as breakdown_value,
                    {{ columns }}
                from {{ relation }}
                where {{ among }} and {{ segments }}
                {% if columns != "stratum" %}
                    group by unit, origin, {{ period }}, {{ place }}, segment, {{ value }}
                {% endif %}
                {% if not (is_last_kind and is_last_place and loop.last) %}
                    union all
                {% endif %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
{% endmacro %}
