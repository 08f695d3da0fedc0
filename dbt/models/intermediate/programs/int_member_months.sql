{{ config(materialized="table") }} {{ months_to_rebuild_with(["partner_codes", "trade_partners"]) }}
