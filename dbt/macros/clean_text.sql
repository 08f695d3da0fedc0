{#
Text as filed, made comparable: blanks, codes, container numbers, party names, HS numbers.
#}
{% macro clean_text(column) -%} nullif(trim({{ column }}), '') {%- endmacro %}

{% macro clean_code(column) -%} nullif(upper(trim({{ column }})), '') {%- endmacro %}

{# Equipment numbers are filed with blanks and hyphens: 'cbhu 883399-9' is CBHU8833999. #}
{% macro clean_container_number(column) -%}
    nullif(upper(replace(replace({{ column }}, ' ', ''), '-', '')), '')
{%- endmacro %}

{# Upper case, every run of other characters than letters and digits one blank. #}
{% macro normalise_party_name(column) -%}
    nullif(trim(regexp_replace(upper({{ column }}), '[^\p{L}\p{N}]+', ' ', 'g')), '')
{%- endmacro %}

{# Two-digit HS chapter of a number with or without dots; null outside 01 to 97 or under four digits. #}
{% macro hs_chapter(column) -%}
    case
        when
            length(replace({{ column }}, '.', '')) >= 4
            and left({{ column }}, 2) between '01' and '97'
            and left({{ column }}, 2) similar to '[0-9][0-9]'
        then left({{ column }}, 2)
    end
{%- endmacro %}

{# A name that names somebody: not missing, not a listed placeholder, not an order bill ("TO THE ORDER OF ..."). #}
{% macro is_named_party(normalised_name, listed_placeholder) -%}
    (
        {{ normalised_name }} is not null
        and {{ listed_placeholder }} is null
        and {{ normalised_name }} not like 'TO ORDER%'
        and {{ normalised_name }} not like 'TO THE ORDER%'
    )
{%- endmacro %}
