create table memory.{table} as
select container_trip_key, snapshot, cast({mask} as bigint) as hits
from intermediate.int_container_trip_features
