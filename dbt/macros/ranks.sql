{# Orders of precedence: the smallest rank wins, and the name of a rank is read back. #}
{% macro lanes() %}
    {% do return(["random", "mandatory", "special_operation", "filter", "review", "discretion"]) %}
{% endmacro %}

{# Reasons of the exams contract, in order of the alphabet: an episode names all that hold, parted by semicolons. #}
{% macro selection_reasons() %}
    {% do return([
        "discretion",
        "filter",
        "host_request",
        "intelligence",
        "mandatory_score",
        "random",
        "review",
        "special_operation",
    ]) %}
{% endmacro %}

{% macro results() %}
    {% do return(["positive_security", "positive_other", "inconclusive", "pending", "negative"]) %}
{% endmacro %}

{% macro dispositions() %}
    {% do return([
        "examined",
        "mitigated_by_information",
        "waived_standard_exception",
        "waived_articulable_reason",
        "not_arrived",
        "seized_before_exam",
        "pending",
        "unknown",
    ]) %}
{% endmacro %}

{% macro rank_of(column, names) -%}
    case
        {{ column }} {%- for name in names %} when '{{ name }}' then {{ loop.index }}{% endfor %}
    end
{%- endmacro %}

{% macro name_of_rank(column, names) -%}
    case
        {{ column }} {%- for name in names %} when {{ loop.index }} then '{{ name }}'{% endfor %}
    end
{%- endmacro %}
