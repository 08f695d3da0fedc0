{{ config(materialized="table") }}
{{ months_to_rebuild_with(["csi_ports", "csi_districts", "csi_targeting", "csi_requests"]) }}
