"""Questions about filters, answered from one edition and the decision store.

Commands and pages ask here: what-if, threshold map, backtest, shadow, replay, submission evidence,
special operations, lanes, life cycle, adoption. Each answer is a frozen record with a JSON form
(``answers``). Deciding is ``pipelines.decisions``, counting is ``dbt/``, estimating is ``models``.
"""
