"""The stages between landing and edition as plain functions, told how far they are.

The command line and the Dagster assets call the same ones. When they run belongs in ``assets``;
each stage's work belongs in the module it calls.
"""
