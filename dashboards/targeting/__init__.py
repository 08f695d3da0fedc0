"""What the pages on evidence and proposal share: commonalities, ports, parties, weights.

A page itself is in ``views/targeting``; filters in use have pages and a room of their own.
"""
