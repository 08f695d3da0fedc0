create table scores as
select trip, {score} as score
from bench.features
