{# What each line of the incidents and of the exam clocks counts; see measure_lines.sql for how a line is read. #}
{% macro inc_lines() %}
    {% set lines = [] %}
    {% for id, place in {"INC": "united_states", "INC.abroad": "abroad"}.items() %}
        {% do lines.append({
            "id": id,
            "among": "unit = 'incident'",
            "counts": "found_in = '" ~ place ~ "'",
            "unknown": "found_in = 'unknown'",
        }) %}
    {% endfor %}
    {% for stage in interception_stages() %}
        {% do lines.append({
            "id": "INC.stage_" ~ stage,
            "among": "unit = 'incident'",
            "counts": "interception_stage = '" ~ stage ~ "'",
            "unknown": "interception_stage = 'unknown'",
        }) %}
    {% endfor %}
    {% do lines.append({
        "id": "INC.escape",
        "among": "unit = 'incident'",
        "counts": "has_escape",
        "unknown": "has_escape is null",
    }) %}
    {% do lines.append({
        "id": "INC.containers",
        "among": "unit = 'incident_container'",
        "counts": "is_told",
    }) %}
    {% for step in ladder_rungs() %}
        {% do lines.append({
            "id": "INC." ~ step["rung"],
            "among": "unit = 'incident_container'",
            "counts": step["column"],
            "unknown": step["column"] ~ " is null",
        }) %}
    {% endfor %}
    {% do return(lines) %}
{% endmacro %}

{% macro incident_flags() %}
    {% do return(
        ["found_in", "interception_stage", "has_escape", "is_told"]
        + ladder_rungs() | map(attribute="column") | list
    ) %}
{% endmacro %}

{#
The six-hour rule is of smuggling-filter hits; high-risk containers stand beside them. What was examined before it left
the vessel is no case of the rule and has a line of its own.
#}
{% macro clk_lines() %}
    {% set lines = [] %}
    {% for suffix, whose in {"": "is_smuggling_hit", ".high_risk": "is_high_risk"}.items() %}
        {% do lines.extend([
            {
                "id": "CLK.six_hour" ~ suffix,
                "among": whose ~ " and clock_state <> 'before_discharge'",
                "counts": "is_within_six_hours",
                "unknown": "is_within_six_hours is null",
            },
            {
                "id": "CLK.before_discharge" ~ suffix,
                "among": whose,
                "counts": "clock_state = 'before_discharge'",
                "unknown": "clock_state = 'unknown'",
            },
        ]) %}
    {% endfor %}
    {% do return(lines) %}
{% endmacro %}

{% macro clock_flags() %}
    {% do return(["is_high_risk", "is_smuggling_hit", "clock_state", "is_within_six_hours"]) %}
{% endmacro %}
