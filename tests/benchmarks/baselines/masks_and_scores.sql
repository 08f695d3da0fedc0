create table hits as
select trip, {columns}, {score} as score
from (select trip, {words} from bench.features)
