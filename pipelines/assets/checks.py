"""Asset checks beside dbt's data tests: the loader's identity, intervals, the edition's bytes."""

import dagster as dg

from pipelines.assets.editions import EDITION
from pipelines.editions import EditionError, open_edition
from pipelines.partitions import WAREHOUSE_POOL
from pipelines.settings import Settings
from pipelines.stages import loading, publishing


@dg.asset_check(asset=["raw", "loads"], blocking=True, pool=WAREHOUSE_POOL)
def read_equals_loaded_plus_quarantined(
    settings: dg.ResourceParam[Settings],
) -> dg.AssetCheckResult:
    """Every row read was either loaded or quarantined, and the tables hold just those rows."""
    unbalanced = loading.unbalanced_loads(settings)
    return dg.AssetCheckResult(
        passed=not unbalanced,
        metadata={"unbalanced": dg.MetadataValue.json([list(row) for row in unbalanced[:20]])},
    )


@dg.asset_check(asset=["published", "measures"], blocking=True, pool=WAREHOUSE_POOL)
def rate_lies_in_its_interval(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Each published rate lies inside its interval and between nought and one."""
    outside = publishing.rates_outside_their_interval(settings)
    return dg.AssetCheckResult(passed=outside == 0, metadata={"rows": outside})


@dg.asset_check(asset=EDITION)
def bytes_are_as_published(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Compare the current edition's file with the hash in its manifest."""
    try:
        open_edition(settings.editions).verify()
    except EditionError as error:
        return dg.AssetCheckResult(passed=False, description=str(error))
    return dg.AssetCheckResult(passed=True)


CHECKS = [read_equals_loaded_plus_quarantined, rate_lies_in_its_interval, bytes_are_as_published]
