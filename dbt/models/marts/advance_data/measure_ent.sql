{{ config(materialized="view") }}

with
    filings as ({{ filing_units("arrival_month") }})

    {{ measure_rows([
        {
            'id': 'ENT',
            'among': 'is_in_scope and is_scored_t2',
            'counts': 'is_entry_linked_t2',
            'unknown': 'is_entry_linked_t2 is null',
        },
        {
            'id': 'ENT.t0',
            'among': 'is_in_scope and is_scored_t0',
            'counts': 'is_entry_linked_t0',
            'unknown': 'is_entry_linked_t0 is null',
        },
    ], 'filings', 'cohort_month') }}
