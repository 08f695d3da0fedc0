{# A rung of the ladder is reached where its event comes before the discovery; without a discovery row nothing is known. #}
{% macro comes_before_discovery(event_sequence, discovered_sequence="e.discovered_sequence") -%}
    case
        when {{ discovered_sequence }} is not null
        then coalesce({{ event_sequence }} < {{ discovered_sequence }}, false)
    end
{%- endmacro %}
