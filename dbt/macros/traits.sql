{#
Traits that incident containers are compared on: the yes-or-no columns of the feature vocabulary, and the conditions of
the current rule sets of all ports. The same condition in two rule sets is one trait; a rule that only names a column
lends the column its wording. A condition that cannot be told does not hold; a column that is unknown stays unknown.
#}
{% macro traits() %}
    {% set rule_sets = registered_rule_sets() %}
    {% set found = [] %}
    {% if not execute %} {% do return(found) %} {% endif %}
    {% set conditions = {} %}
    {% for rule_set in rule_sets if rule_set["is_current"] and "*" in rule_set["ports"] %}
        {% for rule in rule_set["rules"] if rule["expression"] not in conditions %}
            {% do conditions.update({rule["expression"]: {
                "trait": rule_set["rule_set"] ~ "." ~ rule["rule"],
                "wording": rule["wording"],
                "sql": "(" ~ rule["expression_sql"] ~ ")",
            }}) %}
        {% endfor %}
    {% endfor %}
    {% set features = graph.nodes["model.tallyman.int_container_trip_features"] %}
    {% for column in features.columns.values() %}
        {% if column.config.meta.get("vocabulary") and column.data_type == "boolean" %}
            {% set rule = conditions.pop(column.name, none) %}
            {% do found.append({
                "trait": column.name,
                "wording": rule["wording"] if rule else column.description,
                "sql": column.name,
            }) %}
        {% endif %}
    {% endfor %}
    {% do found.extend(conditions.values()) %}
    {% do return(found) %}
{% endmacro %}
