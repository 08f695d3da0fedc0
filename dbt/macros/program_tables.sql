{#
What the models of a program say of themselves: config.meta with `program`, `title` and `kind`. `figures` names the figures
whose rows a table lists, each by its id or by the beginning of several ids.
#}
{% macro program_tables() %}
    {% set found = [] %}
    {% if not execute %} {% do return(found) %} {% endif %}
    {% for node in graph.nodes.values() | selectattr("resource_type", "equalto", "model") | sort(attribute="name") %}
        {% set meta = node.config.meta %}
        {% if meta.get("program") %}
            {% if not meta.get("title") or meta.get("kind") not in ["figures", "list", "exceptions", "matrix", "register"] %}
                {% do exceptions.raise_compiler_error(
                    node.name
                    ~ ": meta names a program but not its title and a kind of figures, list, exceptions, matrix or register"
                ) %}
            {% endif %}
            {% do found.append({
                "program": meta["program"],
                "table": node.name,
                "title": meta["title"],
                "kind": meta["kind"],
                "figures": meta.get("figures", []) | join(" "),
                "description": node.description | trim,
            }) %}
        {% endif %}
    {% endfor %}
    {% do return(found) %}
{% endmacro %}
