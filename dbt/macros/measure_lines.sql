{#
What each line of SAFE standard 8 counts, by measure: the one place it is said. `among` is whom a line counts among,
`counts` what it counts, `unknown` where the answer is not known; all in columns of the relation that stands with the
lines in measure_relations(). A line of the activity view counts events by their own date: it names the column of that
month, and has no denominator. What the lines are called and where they come from is the YAML of their model.
#}
{% macro s8_1a_lines() %}
    {% do return([
        {
            "id": "S8.1a",
            "among": "is_in_scope",
            "counts": "is_screened",
            "unknown": "is_screened is null",
        },
        {
            "id": "S8.1a.frob",
            "among": "is_frob",
            "counts": "is_screened",
            "unknown": "is_screened is null",
        },
    ]) %}
{% endmacro %}

{% macro s8_1b_lines() %}
    {% set screened = "is_in_scope and is_screened" %}
    {% do return([
        {
            "id": "S8.1b",
            "among": screened,
            "counts": "is_reviewed",
            "unknown": "is_reviewed is null",
        },
        {
            "id": "S8.1b.review_band",
            "among": screened ~ " and is_in_review_band",
            "counts": "is_reviewed",
            "unknown": "is_reviewed is null",
        },
        {
            "id": "S8.1b",
            "view": "activity", "by": "first_review_month",
            "among": screened ~ " and unit = 'container_trip'",
            "counts": "is_reviewed",
            "unknown": "is_reviewed is null",
        },
    ]) %}
{% endmacro %}

{#
Among all in scope: a unit that was not screened has no score, and standard 5 then makes it high-risk. Where it is not
known whether it was screened in time, that route is not known either. The seven lines from only_i to all_three part
S8.2 by the routes on record.
#}
{% macro s8_2_lines() %}
    {% set routes = {
        "i": "is_high_risk_information",
        "ii": "is_high_risk_intelligence",
        "iii": "is_high_risk_score",
    } %}
    {% set parts = {
        "only_i": ["i"],
        "only_ii": ["ii"],
        "only_iii": ["iii"],
        "i_and_ii": ["i", "ii"],
        "i_and_iii": ["i", "iii"],
        "ii_and_iii": ["ii", "iii"],
        "all_three": ["i", "ii", "iii"],
    } %}
    {% set route_count %}
    cast(is_high_risk_information as integer)
    + cast(is_high_risk_intelligence as integer)
    + cast(is_high_risk_score as integer)
    {% endset %}
    {% set lines = [
        {"id": "S8.2", "counts": "is_high_risk", "unknown": "is_screened is null and not is_high_risk"},
        {
            "id": "S8.2.i",
            "counts": routes["i"],
            "unknown": "is_screened is null and not is_high_risk_information",
        },
        {
            "id": "S8.2.ii",
            "counts": routes["ii"],
            "unknown": "not is_intelligence_known and not is_high_risk_intelligence",
        },
        {"id": "S8.2.iii", "counts": routes["iii"]},
        {"id": "S8.2.overlap", "counts": route_count ~ " > 1"},
        {
            "id": "S8.2.fixed",
            "counts": "is_high_risk_fixed_threshold",
            "unknown": "is_screened is null and not is_high_risk_fixed_threshold",
        },
        {"id": "S8.2.unscored", "counts": "not is_scored_t2", "unknown": "is_screened is null"},
    ] %}
    {% for part, names in parts.items() %}
        {% set conditions = [] %}
        {% for route, flag in routes.items() %}
            {% do conditions.append(flag if route in names else "not " ~ flag) %}
        {% endfor %}
        {% do lines.append({
            "id": "S8.2." ~ part,
            "counts": conditions | join(" and "),
            "unknown": "is_screened is null and not is_high_risk" if part == "only_i" else "false",
        }) %}
    {% endfor %}
    {% for line in lines %} {% do line.update({"among": "is_in_scope"}) %} {% endfor %}
    {% do return(lines) %}
{% endmacro %}

{% macro s8_3_lines() %}
    {% set high_risk = "is_in_scope and is_high_risk" %}
    {% set lines = [
        {
            "id": "S8.3",
            "among": high_risk,
            "counts": "disposition = 'examined'",
            "unknown": "disposition = 'unknown'",
        },
        {
            "id": "S8.3.other_method",
            "among": high_risk ~ " and is_examined",
            "counts": "method_class = 'other'",
        },
    ] %}
    {% for disposition in dispositions() if disposition != "examined" %}
        {% do lines.append({
            "id": "S8.3." ~ disposition,
            "among": high_risk,
            "counts": "disposition = '" ~ disposition ~ "'",
            "unknown": "false" if disposition == "unknown" else "disposition = 'unknown'",
        }) %}
    {% endfor %}
    {% do return(lines) %}
{% endmacro %}

{% macro s8_3_container_lines() %}
    {% do return([{
            "id": "S8.3.containers",
            "among": "true",
            "counts": "is_examined",
            "unknown": "not is_examined and not are_exams_known",
        }]) %}
{% endmacro %}

{# Methods: of the examined high-risk units, and of the completed episodes of high-risk containers by month of their end. #}
{% macro s8_4_lines() %}
    {% do return(method_lines({"S8.4.any": "has_image", "S8.4.only": "method_class = 'image_only'"})) %}
{% endmacro %}

{% macro s8_5_lines() %}
    {% set both = "method_class = 'image_and_physical'" %}
    {% do return(method_lines({
        "S8.5": both,
        "S8.5.two_place": both ~ " and is_two_place",
        "S8.5.mixed_box": both ~ " and is_mixed_box",
    })) %}
{% endmacro %}

{% macro s8_6_lines() %}
    {% set physical_only = "method_class = 'physical_only'" %}
    {% do return(method_lines({
        "S8.6": physical_only,
        "S8.6.limited": physical_only ~ " and is_physical_limited",
    })) %}
{% endmacro %}

{% macro method_lines(counted) %}
    {% set lines = [] %}
    {% for id, counts in counted.items() %}
        {% set among = "is_in_scope and is_high_risk and is_examined" %}
        {% do lines.append({
            "id": id,
            "among": among ~ (" and unit = 'shipment'" if id == "S8.5.mixed_box" else ""),
            "counts": counts,
        }) %}
    {% endfor %}
    {% do return(lines) %}
{% endmacro %}

{# Lines that stand in both views with one condition; a two-place exam is two episodes and none of these. #}
{% macro exam_activity_lines(measure) %}
    {% set cohort = s8_4_lines() + s8_5_lines() + s8_6_lines() %}
    {% set lines = [] %}
    {% if measure == "S8.3" %} {% do lines.append({"id": "S8.3", "counts": "true"}) %} {% endif %}
    {% for line in cohort if line["id"] not in ["S8.5.two_place", "S8.5.mixed_box"] %}
        {% if line["id"].startswith(measure) %}
            {% do lines.append({"id": line["id"], "counts": line["counts"]}) %}
        {% endif %}
    {% endfor %}
    {% for line in lines %}
        {% do line.update({"among": "is_in_scope and is_high_risk", "view": "activity", "by": "end_month"}) %}
    {% endfor %}
    {% do return(lines) %}
{% endmacro %}

{% macro s8_7_lines() %}
    {% set cleared = {
        "id": "S8.7",
        "among": "is_in_scope",
        "counts": "is_clearance_finished",
        "unknown": "not is_clearance_finished and not clearance_is_open",
    } %}
    {% set by_release = cleared.copy() %}
    {% do by_release.update({
        "view": "activity", "by": "release_month",
        "among": "is_in_scope and unit = 'container_trip'",
    }) %}
    {% do return([cleared, by_release]) %}
{% endmacro %}

{#
Among the episodes of containers in scope, those on no manifest with them. What was examined on bills that were all
withdrawn, empty or to remain on board is in no cohort: it stands in one line of its own, whatever its result, so that
the results and that line are all completed episodes.
#}
{% macro s8_8_lines() %}
    {% set finished = "result in ('positive_security', 'positive_other', 'negative')" %}
    {% set positive = "result in ('positive_security', 'positive_other')" %}
    {% set counted = "is_in_scope and " ~ finished %}
    {% set lines = [{"id": "S8.8", "among": counted, "counts": positive}] %}
    {% for result in results() %}
        {% do lines.append({
            "id": "S8.8." ~ result,
            "among": "is_in_scope",
            "counts": "result = '" ~ result ~ "'",
            "unknown": "result is null",
        }) %}
    {% endfor %}
    {% do lines.append({
        "id": "S8.8.unmanifested",
        "among": counted ~ " and not is_manifested",
        "counts": positive,
    }) %}
    {% do lines.append({
        "id": "S8.8.out_of_scope",
        "among": "not is_in_scope",
        "counts": positive,
        "unknown": "not coalesce(" ~ finished ~ ", false)",
    }) %}
    {% for line in lines[:] %}
        {% set by_end = line.copy() %}
        {% do by_end.update({"view": "activity", "by": "end_month"}) %}
        {% do lines.append(by_end) %}
    {% endfor %}
    {% for lane in lanes() %}
        {% do lines.append({
            "id": "S8.8.lane_" ~ lane,
            "among": counted ~ " and lane = '" ~ lane ~ "'",
            "counts": positive,
        }) %}
    {% endfor %}
    {% for reason in selection_reasons() %}
        {% do lines.append({
            "id": "S8.8.reason_" ~ reason,
            "among": counted ~ " and list_contains(split(selection_reasons, ';'), '" ~ reason ~ "')",
            "counts": positive,
        }) %}
        {% do lines.append({
            "id": "S8.8.only_" ~ reason,
            "among": counted ~ " and selection_reasons = '" ~ reason ~ "'",
            "counts": positive,
        }) %}
    {% endfor %}
    {% do return(lines) %}
{% endmacro %}

{# An incident found otherwise is no positive of an exam: it stands beside them. #}
{% macro s8_8_found_otherwise_lines() %}
    {% do return([
        {
            "id": "S8.8.found_otherwise",
            "among": "is_incident and unit = 'container_trip'",
            "counts": "not is_found_by_exam",
            "unknown": "is_found_by_exam is null",
        }
    ]) %}
{% endmacro %}

{% macro s8_9_lines() %}
    {% do return([
        {
            "id": "S8.9",
            "among": "is_in_scope and is_high_risk and has_left_facility is not false",
            "counts": "has_left_facility and is_examined_before_gate_out",
            "unknown": "(has_left_facility is null or is_examined_before_gate_out is null)",
        }
    ]) %}
{% endmacro %}
