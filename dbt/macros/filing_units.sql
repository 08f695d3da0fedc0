{#
Bills with what the measures of advance data ask of them, placed in the cohort of one month column: of lading or of
arrival. Period columns are those of the cohort; arrival_month stays, because builds replace months of arrival.
#}
{% macro filing_units(cohort_month, relation="fct_advance_filings") %}
    select
        * exclude (us_port_code),
        'shipment' as unit,
        shipment_key as row_key,
        {{ counted_port("us_port_code") }} as us_port_code,
        {{ cohort_month }} as cohort_month,
        {{ season_of(cohort_month) }} as season,
        {{ is_in_season(cohort_month) }} as is_in_season,
        {{ fiscal_year_of(cohort_month) }} as fiscal_year
    from {{ ref(relation) }}
{% endmacro %}
