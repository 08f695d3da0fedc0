{# What each line of the measures of advance data counts; see measure_lines.sql for how a line is read. #}
{% macro a24_lines() %}
    {% set lines = [] %}
    {% for id, among in {"A24": "is_in_scope", "A24.frob": "is_frob"}.items() %}
        {% do lines.append({
            "id": id,
            "by": "lading_month",
            "among": among ~ " and not is_exempt_bulk",
            "counts": "is_filed_in_time",
            "unknown": "is_filed_in_time is null",
        }) %}
    {% endfor %}
    {% do return(lines) %}
{% endmacro %}

{% macro amd_lines() %}
    {% set lines = [
        {
            "id": "AMD",
            "among": "is_in_scope",
            "counts": "is_amended",
            "unknown": "is_amended is null",
        }
    ] %}
    {% for phase in ["t0_t1", "t1_t2", "t2_t3", "after_t3"] %}
        {% do lines.append({
            "id": "AMD." ~ phase,
            "among": "is_in_scope",
            "counts": "is_amended_" ~ phase,
            "unknown": "is_amended_" ~ phase ~ " is null",
        }) %}
    {% endfor %}
    {% do lines.append({
        "id": "AMD.score_changing",
        "among": "is_in_scope and is_amended_t0_t2",
        "counts": "is_score_changed",
        "unknown": "is_score_changed is null",
    }) %}
    {% do return(lines) %}
{% endmacro %}

{% macro ent_lines() %}
    {% set lines = [] %}
    {% for id, moment in {"ENT": "t2", "ENT.t0": "t0"}.items() %}
        {% do lines.append({
            "id": id,
            "among": "is_in_scope and is_scored_" ~ moment,
            "counts": "is_entry_linked_" ~ moment,
            "unknown": "is_entry_linked_" ~ moment ~ " is null",
        }) %}
    {% endfor %}
    {% do return(lines) %}
{% endmacro %}

{% macro isf_lines() %}
    {% set lines = [] %}
    {% for id, flag in isf_flags().items() %}
        {% do lines.append({
            "id": id,
            "by": "lading_month",
            "among": "true",
            "counts": flag,
            "unknown": flag ~ " is null",
        }) %}
    {% endfor %}
    {% do return(lines) %}
{% endmacro %}

{# Columns that the lines of ISF count, by line. #}
{% macro isf_flags() %}
    {% set flags = {
        "ISF": "is_complete_in_time",
        "ISF.complete": "is_complete",
        "ISF.timely": "is_in_time",
        "ISF.11_stow_plan": "is_plan_in_time",
        "ISF.12_status_message": "is_status_in_time",
    } %}
    {% for element in isf_elements() %}
        {% do flags.update({"ISF.%02d_%s" % (loop.index, element): "has_" ~ element}) %}
    {% endfor %}
    {% do return(flags) %}
{% endmacro %}
