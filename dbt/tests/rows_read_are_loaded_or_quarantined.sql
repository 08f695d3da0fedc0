-- Of every file each row read is either loaded or in quarantine.
select load_id, file_name, table_name, rows_read, rows_loaded, rows_quarantined
from {{ ref("stg_loads__loads") }}
where state = 'loaded' and rows_read is distinct from rows_loaded + rows_quarantined
