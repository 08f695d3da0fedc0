select term, position, said_in, means, tallyman_counts_as, never, source
from {{ ref("vocabulary") }}
