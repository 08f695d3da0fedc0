{#
What the measure models say of themselves: config.meta.measure of each, a headline with its lines. A line inherits from
the headline whatever it does not say.
#}
{% macro measure_definitions() %}
    {% set definitions = [] %}
    {% if not execute %} {% do return(definitions) %} {% endif %}
    {% for node in graph.nodes.values() | selectattr("resource_type", "equalto", "model") | sort(attribute="name") %}
        {% set measure = node.config.meta.get("measure") %}
        {% if measure %}
            {% set headline = {"model": node.name} %}
            {% for key, value in measure.items() if key != "lines" %}
                {% do headline.update({key: value}) %}
            {% endfor %}
            {% if headline.get("formula") %} {% do definitions.append(headline) %} {% endif %}
            {% for line in measure.get("lines", []) %}
                {% set definition = headline.copy() %}
                {% do definition.update(line) %}
                {% do definitions.append(definition) %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% do return(definitions) %}
{% endmacro %}

{% macro string_literal(text) -%} {{ "'" ~ text | replace("'", "''") ~ "'" }} {%- endmacro %}
