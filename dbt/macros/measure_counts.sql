{#
Counting all lines at once. Each relation is read once: its rows are counted by month, port and whatever its lines ask
of a row, and every line is then a sum over these few patterns. Long lists of lines so cost what one group by costs.
#}
{# Relations that measures count, the columns their lines ask, and the lines. #}
{% macro measure_relations() %}
    {% do return([
        {
            "relation": "measure_units",
            "flags": unit_flags(),
            "lines": s8_1a_lines() + s8_1b_lines() + s8_2_lines() + s8_3_lines() + s8_4_lines()
            + s8_5_lines() + s8_6_lines() + s8_7_lines() + s8_8_found_otherwise_lines()
            + s8_9_lines(),
        },
        {
            "relation": "fct_high_risk_containers",
            "flags": ["is_examined", "are_exams_known"],
            "lines": s8_3_container_lines(),
        },
        {
            "relation": "measure_episodes",
            "flags": episode_flags(),
            "lines": exam_activity_lines("S8.3") + exam_activity_lines("S8.4")
            + exam_activity_lines("S8.5") + exam_activity_lines("S8.6") + s8_8_lines(),
        },
        {
            "relation": "measure_filings",
            "flags": filing_flags(),
            "lines": a24_lines() + amd_lines() + ent_lines(),
        },
        {
            "relation": "measure_isf_filings",
            "flags": isf_flags().values() | list,
            "lines": isf_lines(),
        },
    ]) %}
{% endmacro %}

{% macro unit_flags() %}
    {% do return([
        "is_in_scope",
        "is_frob",
        "is_scored_t2",
        "is_in_review_band",
        "is_screened",
        "is_reviewed",
        "is_high_risk_information",
        "is_high_risk_intelligence",
        "is_intelligence_known",
        "is_high_risk_score",
        "is_high_risk",
        "is_high_risk_fixed_threshold",
        "is_examined",
        "method_class",
        "has_image",
        "is_two_place",
        "is_mixed_box",
        "is_physical_limited",
        "disposition",
        "is_clearance_finished",
        "clearance_is_open",
        "has_left_facility",
        "is_examined_before_gate_out",
        "is_incident",
        "is_found_by_exam",
    ]) %}
{% endmacro %}

{% macro episode_flags() %}
    {% do return([
        "is_manifested",
        "is_in_scope",
        "is_high_risk",
        "method_class",
        "has_image",
        "is_physical_limited",
        "selection_reasons",
        "lane",
        "result",
    ]) %}
{% endmacro %}

{% macro filing_flags() %}
    {% do return([
        "is_in_scope",
        "is_frob",
        "is_exempt_bulk",
        "is_scored_t0",
        "is_scored_t2",
        "is_filed_in_time",
        "is_amended",
        "is_amended_t0_t1",
        "is_amended_t1_t2",
        "is_amended_t2_t3",
        "is_amended_after_t3",
        "is_amended_t0_t2",
        "is_score_changed",
        "is_entry_linked_t0",
        "is_entry_linked_t2",
    ]) %}
{% endmacro %}

{# Every line of some relations, counted by unit, view, origin, port, month of arrival and month counted by. #}
{% macro measure_months(relations, rows="true") %}
    with
        {% for one in relations %}
            {{ measure_counts(one["relation"], one["flags"], one["lines"], rows) }},
        {% endfor %}

        counts as (
            {% for one in relations %}
                select * from {{ one["relation"] }}_counts {{ "union all" if not loop.last }}
            {% endfor %}
        )

    select
        measure,
        unit,
        "view",
        origin,
        us_port_code,
        arrival_month,
        cohort_month,
        {{ season_of("cohort_month") }} as season,
        {{ is_in_season("cohort_month") }} as is_in_season,
        {{ fiscal_year_of("cohort_month") }} as fiscal_year,
        cast(coalesce(numerator, 0) as bigint) as numerator,
        cast(denominator as bigint) as denominator,
        cast(coalesce(n_unknown, 0) as bigint) as n_unknown,
        {{ sum_of_hashes("coalesce(numerator_hash, 0)") }} as numerator_hash,
        {{ sum_of_hashes("denominator_hash") }} as denominator_hash
    from counts
{% endmacro %}

{#
Common table expressions that count the lines of one relation. The last is `<relation>_counts`: one row per line, unit,
origin, port, month of arrival and month counted by. `rows` says which rows of the relation are read.
#}
{% macro measure_counts(relation, flags, lines, rows="true") %}
    {% set by_month = {} %}
    {% set month_columns = [] %}
    {% for line in lines %}
        {% do by_month.setdefault(line_month(line), []).append(line) %}
        {% if line.get("by") and line["by"] not in month_columns %}
            {% do month_columns.append(line["by"]) %}
        {% endif %}
    {% endfor %}

    {{ relation }}_patterns as materialized(
        select
            unit,
            origin,
            us_port_code,
            arrival_month,
            {% for column in month_columns + flags %} {{ column }}, {% endfor %}
            count(*) as row_count,
            sum(row_key_hash) as key_hash
        from {{ ref(relation) }}
        where {{ rows }}
        group by all
    ),

    {% for month, counted in by_month.items() %}
        {{ relation }}_by_month_{{ loop.index }} as materialized(
            select
                unit,
                origin,
                us_port_code,
                arrival_month,
                {{ month }} as cohort_month,
                {% for line in counted %}
                    {{ line_sums(line, loop.index) }}{{ "," if not loop.last }}
                {% endfor %}
            from {{ relation }}_patterns
            group by unit, origin, us_port_code, arrival_month, {{ month }}
        ),
    {% endfor %}

    {{ relation }}_counts as (
        {% for month, counted in by_month.items() %}
            {% set wide = relation ~ "_by_month_" ~ loop.index %}
            {% for line in counted %}
                select
                    '{{ line["id"] }}' as measure,
                    unit,
                    '{{ line.get("view", "cohort") }}' as "view",
                    origin,
                    us_port_code,
                    arrival_month,
                    cohort_month,
                    numerator_{{ loop.index }} as numerator,
                    {{ "null" if is_activity(line) else "among_" ~ loop.index }} as denominator,
                    unknown_{{ loop.index }} as n_unknown,
                    numerator_hash_{{ loop.index }} as numerator_hash,
                    {{ "null" if is_activity(line) else "among_hash_" ~ loop.index }}
                    as denominator_hash
                from {{ wide }}
                where among_{{ loop.index }} > 0
                {% if not loop.last %}
                    union all
                {% endif %}
            {% endfor %}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )
{% endmacro %}

{# The sums of one line over the patterns, as columns numbered like the line. #}
{% macro line_sums(line, number) %}
    {% set among = line_among(line) %}
    {% set counted = among ~ " and " ~ line_counts(line) %}
    sum(row_count) filter (where {{ among }}) as among_{{ number }},
    sum(key_hash) filter (where {{ among }}) as among_hash_{{ number }},
    sum(row_count) filter (where {{ counted }}) as numerator_{{ number }},
    sum(key_hash) filter (where {{ counted }}) as numerator_hash_{{ number }},
    sum(row_count) filter (
        where {{ among }} and {{ line_is_unknown(line) }}
    ) as unknown_{{ number }}
{% endmacro %}

{#
The hash that proves which rows a figure counts: of a key the last eight bytes of its MD5, little-endian; of many keys
their sum modulo 2^64, which no order of rows changes and which months and ports add up to. It stands in the facts,
because it costs more than all the counting. `tallyman trace` works it out again from the keys it lists
(pipelines/editions/row_manifest.py).
#}
{% macro row_key_hash(key) -%} md5_number_lower({{ key }}) {%- endmacro %}

{% macro sum_of_hashes(total) -%}
    cast({{ total }} % 18446744073709551616 as ubigint)
{%- endmacro %}
