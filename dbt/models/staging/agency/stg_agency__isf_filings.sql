{% set texts = [
    "seller",
    "buyer",
    "importer_of_record_number",
    "consignee_number",
    "manufacturer",
    "ship_to_party",
    "stuffing_location",
    "consolidator",
] %}

with
    isf_filings as (
        select *
        from {{ source("raw", "isf_filings") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("filing_id")]) }}
    ),

    cleaned as (
        select
            {{ clean_text("filing_id") }} as filing_id,
            filing_type,
            received_at,
            case
                when filing_type = 'importer'
                then
                    {{ shipment_key(clean_code("carrier_code"), clean_code("bill_number"), clean_code("vessel_imo"), clean_code("voyage_number")) }}
            end as shipment_key,
            {{ clean_code("vessel_imo") }} as vessel_imo,
            {{ clean_code("voyage_number") }} as voyage_number,
            {{ clean_container_number("container_number") }} as container_number,
            entered_at,
            {% for text in texts %} {{ clean_text(text) }} as {{ text }}, {% endfor %}
            case
                when regexp_full_match(country_of_origin, '\s*[A-Za-z]{2}\s*(;\s*[A-Za-z]{2}\s*)*')
                then {{ clean_code("country_of_origin") }}
            end as country_of_origin,
            case
                when
                    list_min(
                        list_transform(
                            string_split(hts_number, ';'),
                            lambda part:length(regexp_replace(part, '[^0-9]', '', 'g'))
                        )
                    )
                    >= 6
                then {{ clean_text("hts_number") }}
            end as hts_number,
            origin,
            known_at,
            load_id,
            file_line
        from isf_filings
    )

select
    *,
    {% for element in isf_elements() %}
        cast({{ element }} is not null as integer){{ " +" if not loop.last }}
    {% endfor %} as element_count
from cleaned
