create table {table} as
select *
from read_csv(
    {files},
    columns = {columns},
    auto_detect = false,
    header = true,
    delim = ',',
    quote = '"',
    escape = '"',
    ignore_errors = true
)
