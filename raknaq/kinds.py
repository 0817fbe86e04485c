"""Every kind of delivery by its name: where command, page and job get it."""

from inventory.imports import KINDS as RECORDED
from plans.imports.kind import Kind
from plans.imports.kinds import KINDS as DECIDED

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*DECIDED, *RECORDED)}
