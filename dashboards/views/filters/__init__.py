"""The filter pages, one short file each."""
