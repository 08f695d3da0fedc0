{% set built = table_before_this_build("fct_built_versions", "marts") %}

{% if built %}
    select coalesce(n.rule_set, b.rule_set) as rule_set, coalesce(n.version, b.version) as version
    from {{ ref("stg_rules__versions") }} as n
    full outer join {{ built }} as b on b.rule_set = n.rule_set and b.version = n.version
    where n.stamp is distinct from b.stamp
{% else %} select rule_set, version from {{ ref("stg_rules__versions") }}
{% endif %}
