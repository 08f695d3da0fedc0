{#
Incremental strategies. `changed_months` replaces the months that int_changed_months lists, or the model that config
meta `changed_months` names; `changed_voyages` the voyages that int_changed_voyages lists. Both delete by the list, not
by the new rows, so a month or voyage that lost its last row is emptied too.
#}
{% macro get_incremental_changed_months_sql(arg_dict) %}
    {% set months_model = config.get("meta", {}).get("changed_months", "int_changed_months") %}
    {% set months = month_literals(changed_months(months_model)) %}
    {% do return(replace_rows_sql(arg_dict, "arrival_month in (" ~ months ~ ")")) %}
{% endmacro %}

{% macro get_incremental_changed_voyages_sql(arg_dict) %}
    {% set voyages = ref("int_changed_voyages") %}
    {% do return(
        replace_rows_sql(
            arg_dict, "(origin, voyage_key) in (select origin, voyage_key from " ~ voyages ~ ")"
        )
    ) %}
{% endmacro %}

{% macro replace_rows_sql(arg_dict, condition) %}
    {% set target = arg_dict["target_relation"] %}
    {% set columns = get_quoted_csv(arg_dict["dest_columns"] | map(attribute="name")) %}
    {% do return(
        "delete from " ~ target ~ " where " ~ condition ~ ";\n"
        ~ "insert into " ~ target ~ " (" ~ columns ~ ")\n"
        ~ "select " ~ columns ~ " from " ~ arg_dict["temp_relation"]
    ) %}
{% endmacro %}
