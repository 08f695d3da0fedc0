select *
from {{ ref("fct_measure_counts") }}
where numerator < 0 or n_unknown < 0 or numerator + n_unknown > denominator
