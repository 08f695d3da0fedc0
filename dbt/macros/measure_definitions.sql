{#
What the measure models say of themselves: config.meta.measure of each, a headline with its lines. A line inherits from
the headline whatever it does not say. Where it says neither, a line is of the cohort view, and its figures stand in
published.measures under its id.
#}
{% macro measure_definitions() %}
    {% set definitions = [] %}
    {% if not execute %} {% do return(definitions) %} {% endif %}
    {% for node in graph.nodes.values() | selectattr("resource_type", "equalto", "model") | sort(attribute="name") %}
        {% set measure = node.config.meta.get("measure") %}
        {% if measure %}
            {% set headline = {"model": node.name, "views": "cohort", "counted_in": "published.measures"} %}
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
    {% for definition in definitions if not definition.get("counted_where") %}
        {% do definition.update({"counted_where": "measure = '" ~ definition["id"] ~ "'"}) %}
    {% endfor %}
    {% do return(definitions) %}
{% endmacro %}

{% macro string_literal(text) -%} {{ "'" ~ text | replace("'", "''") ~ "'" }} {%- endmacro %}
