-- Counted whole at every build: a discharge whose six hours have run out, or an incident told
-- otherwise, changes a month in which no manifest changed.
{% set counted = [
    {"relation": "measure_incidents", "flags": incident_flags(), "lines": inc_lines()},
    {"relation": "measure_clocks", "flags": clock_flags(), "lines": clk_lines()},
] %}

{{ measure_months(counted) }}
