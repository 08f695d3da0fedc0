{#
Traits that incident containers are compared on: the yes-or-no columns of the feature vocabulary, and the conditions of
the current rule sets of all ports. The same condition in two rule sets is one trait; a rule that only names a column
lends the column its wording. What cannot be told stays unknown.
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
                "sql": known_or_unknown(rule["expression_sql"]),
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

{#
Smuggling-like traits whose share is watched by port of lading: the rules of the human smuggling filter of all ports that
speak of the container and, by their sign, for smuggling. What cannot be told stays unknown.
#}
{% macro smuggling_traits() %}
    {% set versions = ref("stg_rules__versions") %}
    {% set rules = ref("stg_rules__rules") %}
    {% set found = [] %}
    {% if not execute or not load_relation(rules) %} {% do return(found) %} {% endif %}
    {% for row in run_query(
        "select r.rule_set, r.version, r.rule, r.wording, r.expression_sql from "
        ~ rules
        ~ " as r inner join "
        ~ versions
        ~ " as v using (rule_set, version) where v.rule_set = 'human_smuggling' and v.is_current"
        ~ " and list_contains(v.ports, '*') and r.kind = 'trait' and r.sign = 1"
        ~ " order by r.version, r.bit"
    ).rows %}
        {% do found.append({
            "rule_set": row["rule_set"],
            "version": row["version"] | int,
            "rule": row["rule"],
            "wording": row["wording"],
            "sql": known_or_unknown(row["expression_sql"]),
        }) %}
    {% endfor %}
    {% do return(found) %}
{% endmacro %}

{#
A rule's condition without the last step of its SQL, which lets what cannot be told not hit: a share is of those of which
it can be told.
#}
{% macro known_or_unknown(expression_sql) %}
    {% set head, tail = "COALESCE(", ", FALSE)" %}
    {% if expression_sql[: head | length] == head and expression_sql[-(tail | length) :] == tail %}
        {% do return(expression_sql[head | length : -(tail | length)]) %}
    {% endif %}
    {% do return("(" ~ expression_sql ~ ")") %}
{% endmacro %}
