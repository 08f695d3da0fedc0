{# Name and sector of a member of the trade partnership, as the register told them last. #}
{% macro member_as_last_told() -%}
    max_by(party_name, (valid_from, known_at)) as party_name,
    max_by(sector, (valid_from, known_at)) as sector
{%- endmacro %}
