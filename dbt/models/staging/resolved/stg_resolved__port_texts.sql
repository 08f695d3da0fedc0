select port_text, side, port_code, method, score, from {{ source("resolved", "port_texts") }}
