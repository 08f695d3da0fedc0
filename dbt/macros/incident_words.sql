{# The rungs of the detection ladder in order: what an event row calls them, and what the ladder calls them. #}
{% macro ladder_rungs() %}
    {% do return([
        {"rung": "scored", "event": "scored_at_or_above_threshold", "column": "scored_at_or_above_threshold_before_discovery"},
        {"rung": "reviewed", "event": "reviewed", "column": "reviewed_before_discovery"},
        {"rung": "held", "event": "hold_placed", "column": "held_before_discovery"},
        {"rung": "exam_started", "event": "exam_started", "column": "exam_started_before_discovery"},
        {"rung": "found_by_exam", "event": "discovered", "column": "found_by_exam"},
    ]) %}
{% endmacro %}

{# How far the containers of an incident had come, in order, with words for it; unknown is none of them. #}
{% macro interception_stages() %}
    {% do return({
        "before_lading": "before lading",
        "at_sea": "at sea",
        "before_discharge": "before discharge",
        "terminal": "at the terminal",
        "after_gate_out": "after gate-out",
    }) %}
{% endmacro %}

{# Where an incident was discovered; unknown is neither. #}
{% macro discovery_places() %}
    {% do return({"united_states": "in the United States", "abroad": "abroad"}) %}
{% endmacro %}
