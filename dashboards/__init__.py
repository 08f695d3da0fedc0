"""Streamlit draws: pages over one published edition.

Nothing here counts, estimates or opens the warehouse.
"""
