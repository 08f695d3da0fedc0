{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}

{{ measure_months(
    measure_relations(), changed_months_filter(months_model="int_months_to_rebuild")
) }}
