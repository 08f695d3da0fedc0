-- Every figure of the nation is the sum over its field offices, and over its ports; so are the
-- hashes.
with
    totals as (
        select
            measure,
            unit,
            "view",
            period_kind,
            period,
            origin,
            geography,
            sum(numerator) as numerator,
            sum(denominator) as denominator,
            sum(n_unknown) as n_unknown,
            {{ sum_of_hashes("sum(cast(numerator_hash as hugeint))") }} as numerator_hash
        from {{ ref("fct_measure_counts") }}
        group by measure, unit, "view", period_kind, period, origin, geography
    )

select n.*, p.geography as part, p.numerator as of_parts
from totals as n
left join
    totals as p
    on p.geography <> 'national'
    and (p.measure, p.unit, p."view", p.period_kind, p.period, p.origin)
    = (n.measure, n.unit, n."view", n.period_kind, n.period, n.origin)
where
    n.geography = 'national'
    and (p.numerator, p.denominator, p.n_unknown, p.numerator_hash)
    is distinct from (n.numerator, n.denominator, n.n_unknown, n.numerator_hash)
