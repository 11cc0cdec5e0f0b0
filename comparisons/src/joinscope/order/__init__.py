"""Order: how two events of a recording relate, as far as its evidence goes."""

from joinscope.order.agreement import Disagreement, disagreements
from joinscope.order.events import proof
from joinscope.order.evidence import proved, relation
from joinscope.order.history import History
from joinscope.order.joining import Served, by_reap, reapers, served, workers
from joinscope.order.observed import seen
from joinscope.order.outputs import Outputs, outputs
from joinscope.order.story import roles, tell

__all__ = [
    "Disagreement",
    "History",
    "Outputs",
    "Served",
    "by_reap",
    "disagreements",
    "outputs",
    "proof",
    "proved",
    "reapers",
    "relation",
    "roles",
    "seen",
    "served",
    "tell",
    "workers",
]
