{{ config(materialized="view") }}

-- Every condition at every port: what nobody states is unknown, never absent.
with
    ports as (
        select origin, port_code, min(port_name) as port_name
        from {{ ref("stg_registers__scanning_ports") }}
        group by origin, port_code
    ),

    conditions as (
        select condition_number, condition_text, needed_count, source
        from
            {{ ref("stg_registers__scanning_conditions") }}
            {{ current_as_of(["condition_number"]) }}
    ),

    evidence as (
        select *
        from
            {{ ref("stg_registers__scanning_evidence") }}
            {{ current_as_of(["port_code", "condition_number"]) }}
    ),

    cells as (
        select
            p.origin,
            p.port_code,
            p.port_name,
            c.condition_number,
            c.condition_text,
            c.needed_count,
            coalesce(e.evidence_state, 'unknown') as evidence_state,
            e.evidence,
            e.as_of_date as evidence_as_of,
            e.source as evidence_source,
            c.source as condition_source
        from ports as p
        cross join conditions as c
        left join
            evidence as e
            on p.origin = e.origin
            and p.port_code = e.port_code
            and c.condition_number = e.condition_number
    ),

    counted as (
        select
            *,
            count(*) filter (where evidence_state = 'present') over port as present_count,
            count(*) filter (where evidence_state = 'unknown') over port as unknown_count
        from cells
        window port as (partition by origin, port_code)
    )

select
    origin,
    port_code,
    port_name,
    condition_number,
    condition_text,
    evidence_state,
    evidence,
    evidence_as_of,
    evidence_source,
    condition_source,
    cast(present_count as integer) as present_count,
    cast(unknown_count as integer) as unknown_count,
    needed_count,
    case
        when present_count >= needed_count
        then 'conditions met'
        when present_count + unknown_count < needed_count
        then 'conditions not met'
        else 'not decided'
    end as checklist_result
from counted
