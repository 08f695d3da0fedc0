"""The tables of a month's release, each made when it is asked for, and what waits for a later one.

A row recorded after the release is laid aside for the release it belongs to. What stands in the
tables is in `ams*.py` and `agency*.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import pyarrow as pa

from models.simulation import ams_bills, ams_lines, ams_parties
from models.simulation.agency_csi import csi_requests, csi_targeting, do_not_load_orders
from models.simulation.agency_ctpat_cases import partner_cases
from models.simulation.agency_ctpat_credits import partner_codes, score_credits
from models.simulation.agency_draws import random_draws
from models.simulation.agency_exams import exams, reviews
from models.simulation.agency_messages import Messages, port_calls
from models.simulation.agency_partners import trade_partners
from models.simulation.agency_recommendations import protocol_acknowledgements
from models.simulation.agency_returns import partner_returns, still_to_return
from models.simulation.agency_scanning import scans, terminal_calls
from models.simulation.agency_scanning_registers import scanning_registers
from models.simulation.agency_vessel_registers import vessel_registers
from models.simulation.agency_vessels import activities, targeter_hours, vessel_ratings
from models.simulation.ams_records import Records
from models.simulation.dirt import repeat_lines
from models.simulation.month import Month

AMS_TABLES: dict[str, Callable[[Month], pa.Table]] = {
    "ams_header": lambda month: ams_bills.header(month, month.records),
    "ams_billgen": lambda month: ams_bills.billgen(month, month.records),
    "ams_cargodesc": ams_lines.cargodesc,
    "ams_container": ams_lines.container,
    "ams_tariff": ams_lines.tariff,
    "ams_shipper": ams_parties.shipper,
    "ams_consignee": ams_parties.consignee,
    "ams_notifyparty": ams_parties.notifyparty,
    "ams_hazmat": ams_lines.hazmat,
    "ams_hazmatclass": ams_lines.hazmatclass,
    "ams_marksnumbers": ams_lines.marksnumbers,
}
RECORDED_AT = {
    "manifest_events": "received_at",
    "exams": "recorded_at",
    "random_draws": "recorded_at",
    "reviews": "recorded_at",
    "port_calls": "recorded_at",
    "trade_partners": "recorded_at",
    "partner_codes": "recorded_at",
    "score_credits": "recorded_at",
    "partner_notices": "recorded_at",
    "partner_duties": "recorded_at",
    "partner_actions": "recorded_at",
    "scans": "recorded_at",
    "terminal_calls": "recorded_at",
    "vessel_ratings": "recorded_at",
    "activities": "recorded_at",
    "targeter_hours": "recorded_at",
    "incidents": "recorded_at",
    "incident_containers": "recorded_at",
    "incident_events": "recorded_at",
    "notifications": "recorded_at",
    "csi_targeting": "recorded_at",
    "csi_requests": "recorded_at",
    "do_not_load_orders": "recorded_at",
    "protocol_acknowledgements": "recorded_at",
    "partner_returns": "prepared_at",
}
"""Agency feeds, and the column that says when a row became known."""

TABLES = (*AMS_TABLES, *RECORDED_AT)
"""Contract names of everything a month has."""


class MonthTables(Mapping[str, pa.Table]):
    """The tables of one month; each is made when it is asked for and not kept.

    A national month is large, so a writer should take one table after the other.

    Parameters
    ----------
    makers : mapping of str to callable
        Contract name to what makes the table.
    added : mapping of str to pyarrow.Table
        Rows that stand at the end of a table.
    """

    def __init__(
        self, makers: Mapping[str, Callable[[], pa.Table]], added: Mapping[str, pa.Table]
    ) -> None:
        self._makers, self._added = makers, added

    def __getitem__(self, name: str) -> pa.Table:
        """Make a table."""
        table = self._makers[name]()
        return _laid_below(table, self._added[name]) if name in self._added else table

    def drawn(self, name: str, table: pa.Table) -> pa.Table:
        """Give a table that was made here without the rows added to it."""
        n_added = self._added[name].num_rows if name in self._added else 0
        return table.slice(0, table.num_rows - n_added)

    def __iter__(self) -> Iterator[str]:
        """Give the contract names."""
        return iter(self._makers)

    def __len__(self) -> int:
        """Give the number of tables."""
        return len(self._makers)


@dataclass(frozen=True, slots=True)
class LaidAside:
    """Rows that wait for a later release.

    Parameters
    ----------
    ams, agency : dict of str to pyarrow.Table
        By contract name.
    requests : tuple of pyarrow.Table
        Requests to hosts that their returns have yet to tell of.
    """

    ams: dict[str, pa.Table] = field(default_factory=dict)
    agency: dict[str, pa.Table] = field(default_factory=dict)
    requests: tuple[pa.Table, ...] = ()


def line_up(
    month: Month,
    waiting: LaidAside,
    later: Records,
    incident_tables: Mapping[str, pa.Table],
    scenario_tables: Mapping[str, pa.Table],
) -> tuple[MonthTables, LaidAside]:
    """Line up the makers of a month's tables, and lay aside what belongs to a later release.

    Parameters
    ----------
    month : Month
    waiting : LaidAside
        What earlier months laid aside.
    later : Records
        Deletions for the next release.
    incident_tables : mapping of str to pyarrow.Table
        The incident feeds of the month.
    scenario_tables : mapping of str to pyarrow.Table
        Rows of the month's scenarios, all known by its release.

    Returns
    -------
    tables : MonthTables
    aside : LaidAside
    """
    messages = Messages(month)
    asked = csi_requests(month)
    requests = pa.concat_tables([*waiting.requests, asked])
    aside = LaidAside(
        ams={
            "ams_header": ams_bills.header(month, later),
            "ams_billgen": ams_bills.billgen(month, later),
        },
        agency={"manifest_events": messages.table(is_later=True)},
        requests=(still_to_return(month, requests),),
    )
    whole = {
        "exams": exams(month),
        "random_draws": random_draws(month),
        "reviews": reviews(month),
        "port_calls": port_calls(month),
        "trade_partners": trade_partners(month),
        "partner_codes": partner_codes(month),
        "score_credits": score_credits(month),
        **partner_cases(month, incident_tables),
        "scans": scans(month),
        "terminal_calls": terminal_calls(month),
        "vessel_ratings": vessel_ratings(month),
        "activities": activities(month),
        "targeter_hours": targeter_hours(month),
        **incident_tables,
        "csi_targeting": csi_targeting(month),
        "csi_requests": asked,
        "do_not_load_orders": do_not_load_orders(month),
        "protocol_acknowledgements": protocol_acknowledgements(month),
        "partner_returns": partner_returns(month, requests),
    }
    now: dict[str, pa.Table] = {}
    for name, table in whole.items():
        earlier = waiting.agency.get(name)
        joined = table if earlier is None else pa.concat_tables([earlier, table])
        is_due = joined[RECORDED_AT[name]].to_numpy() <= month.stamp
        now[name] = joined.filter(pa.array(is_due))
        aside.agency[name] = joined.filter(pa.array(~is_due))

    registers = scanning_registers(month) | vessel_registers(month)

    def ams(name: str) -> pa.Table:
        table = AMS_TABLES[name](month)
        if name in waiting.ams:
            table = pa.concat_tables([table, waiting.ams[name]])
        if not month.world.config.has_dirt:
            return table
        return repeat_lines(table, name, month.generator(f"repeats of {name}"))

    def manifest_events() -> pa.Table:
        table = messages.table(is_later=False)
        earlier = waiting.agency.get("manifest_events")
        return table if earlier is None else pa.concat_tables([earlier, table])

    makers: dict[str, Callable[[], pa.Table]] = {
        **{name: partial(ams, name) for name in AMS_TABLES},
        "manifest_events": manifest_events,
        **{name: partial(now.__getitem__, name) for name in whole},
        **{name: partial(registers.__getitem__, name) for name in registers},
    }
    return MonthTables(makers, scenario_tables), aside


def _laid_below(table: pa.Table, added: pa.Table) -> pa.Table:
    """Lay rows below a table whose pools may be larger, and their places wider."""
    columns = []
    for kind, column in zip(
        table.schema.types, added.unify_dictionaries().itercolumns(), strict=True
    ):
        whole = column.combine_chunks()
        if pa.types.is_dictionary(kind):
            places = whole.indices.cast(kind.index_type)
            whole = pa.DictionaryArray.from_arrays(places, whole.dictionary)
        columns.append(whole)
    return pa.concat_tables([table, pa.table(columns, schema=table.schema)])
