select {hits}
from intermediate.int_container_trip_features
