{#
Holding the columns of a query against those a model's contract states. What dbt does for it is asked of the database
twice for each model: once for the query, once for the contract's own types written as a query.
#}
{#
A build that follows a green one with the same definitions has the same queries, and the table is made with the stated
columns and types in any case. Where names and types are spelled as DuckDB spells them nothing more is asked.
#}
{% macro get_assert_columns_equivalent(sql) %}
    {% if tests_changed_rows_only() %} {% do return("") %} {% endif %}
    {% set stated = [] %}
    {% for column in model.columns.values() %}
        {% do stated.append(column.name | lower ~ " " ~ column.data_type | upper) %}
    {% endfor %}
    {% set found = [] %}
    {% for column in get_column_schema_from_query(sql, config.get("sql_header", none)) %}
        {% do found.append(column.name | lower ~ " " ~ column.dtype) %}
    {% endfor %}
    {% if stated | sort != found | sort %}
        {% do return(assert_columns_equivalent(sql)) %}
    {% endif %}
{% endmacro %}
