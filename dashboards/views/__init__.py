"""One short file a page: it asks ``queries``, hands frames to ``charts`` and lays them out."""
