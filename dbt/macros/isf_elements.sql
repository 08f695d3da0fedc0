{#
Importer Security Filing ("10+2"): its ten importer elements, and the day from which it was required. Interim final rule of
25 November 2008, 73 FR 71730: in force from 26 January 2009. Before that day no bill was required to have one.
#}
{% macro isf_elements() %}
    {% do return([
        "seller", "buyer", "importer_of_record_number", "consignee_number", "manufacturer",
        "ship_to_party", "country_of_origin", "hts_number", "stuffing_location", "consolidator",
    ]) %}
{% endmacro %}

{% macro isf_in_force_from() -%} date '2009-01-26' {%- endmacro %}
