{{ config(materialized="view") }}

with
    filings as ({{ filing_units("lading_month") }})

    {{ measure_rows([
        {
            'id': 'A24',
            'among': 'is_in_scope and not is_exempt_bulk',
            'counts': 'is_filed_in_time',
            'unknown': 'is_filed_in_time is null',
        },
        {
            'id': 'A24.frob',
            'among': 'is_frob and not is_exempt_bulk',
            'counts': 'is_filed_in_time',
            'unknown': 'is_filed_in_time is null',
        },
    ], 'filings', 'cohort_month') }}
