{#
Units. The release mixes long and short words for the same unit; an unknown unit gives null, never a guess.
Sources: 1 lb = 0.45359237 kg and 1 ft3 = 0.028316846592 m3, both exact (international yard and pound agreement, 1959).
#}
{% macro to_kilograms(amount, unit) -%}
    case
        upper(trim({{ unit }}))
        when 'KILOGRAMS'
        then {{ amount }}
        when 'KILOGRAM'
        then {{ amount }}
        when 'KG'
        then {{ amount }}
        when 'KGS'
        then {{ amount }}
        when 'K'
        then {{ amount }}
        when 'POUNDS'
        then {{ amount }} * 0.45359237
        when 'POUND'
        then {{ amount }} * 0.45359237
        when 'LBS'
        then {{ amount }} * 0.45359237
        when 'LB'
        then {{ amount }} * 0.45359237
        when 'L'
        then {{ amount }} * 0.45359237
        when 'METRIC TONS'
        then {{ amount }} * 1000
        when 'MT'
        then {{ amount }} * 1000
    end
{%- endmacro %}

{% macro to_cubic_metres(amount, unit) -%}
    case
        upper(trim({{ unit }}))
        when 'CUBIC METERS'
        then {{ amount }}
        when 'CUBIC METRES'
        then {{ amount }}
        when 'CM'
        then {{ amount }}
        when 'CBM'
        then {{ amount }}
        when 'M3'
        then {{ amount }}
        when 'CUBIC FEET'
        then {{ amount }} * 0.028316846592
        when 'CF'
        then {{ amount }} * 0.028316846592
        when 'CFT'
        then {{ amount }} * 0.028316846592
    end
{%- endmacro %}

{# Dimensions are written feet x 100 + inches: 4000 is 40 ft 00 in. #}
{% macro whole_feet(dimension) -%} cast(floor({{ dimension }} / 100) as integer) {%- endmacro %}
