"""Issues while a file is taken through the steps: collected, grouped, put into words."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as value_of
from typing import Any

from django.utils.translation import gettext as _

from plans.imports.reasons import say
from plans.imports.speech import COMMAND, Speech
from plans.models import Issue

ERROR, WARNING = "error", "warning"
ALIKE = 1_000  # more issues of one kind than this are one issue with a count and samples
SAMPLES = 10
SHOWN = 200  # unknown values of one column
UNKNOWN_VALUE = {"code_unknown", "municipality_unknown", "county_unknown", "region_unknown"}


@dataclass(frozen=True)
class Found:
    """One problem: as `plans.models.Issue`, before it is stored. `place` is EWKT in EPSG:3006."""

    severity: str
    reason: str
    row: int | None = None
    field: str = ""
    value: str = ""
    facts: Mapping[str, Any] = value_of(default_factory=dict)
    count: int = 1
    place: str | None = None

    def text(self, speech: Speech = COMMAND) -> str:
        """The issue in words, with its row, or with the number of rows alike."""
        told = say(
            self.reason, self.facts, row=self.row, field=self.field, value=self.value,
            speech=speech,
        )  # fmt: skip
        if self.count == 1:
            return told
        rows = ", ".join(map(str, self.facts["rows"]))
        alike = {"count": self.count, "rows": rows, "text": told}
        return _("%(count)s rader, bland andra %(rows)s. Den första: %(text)s") % alike

    def severity_label(self) -> str:
        """ "Fel" or "Varning"."""
        return str(Issue.Severity(self.severity).label)


class Issues:
    """The issues of one run, in the order found.

    `headers` is canonical column name → header in the file, so that people read their own words.
    """

    def __init__(self) -> None:
        self.headers: Mapping[str, str] = {}
        self._alike: dict[tuple[str, str, str], list[Found]] = defaultdict(list)
        self._more: dict[tuple[str, str, str], int] = defaultdict(int)
        self._refused: set[int] = set()
        self._unknown: dict[str, Counter[str]] = defaultdict(Counter)
        self._allowed: dict[str, list[str]] = {}

    def add(
        self,
        severity: str,
        reason: str,
        *,
        row: int | None = None,
        field: str = "",
        value: object = "",
        facts: Mapping[str, Any] | None = None,
        place: str | None = None,
    ) -> None:
        """Add one problem. A row with an error is refused."""
        alike = (severity, reason, field)
        if reason in UNKNOWN_VALUE:
            self._unknown[field][str(value)] += 1
            self._allowed[field] = list((facts or {}).get("allowed", []))
        if severity == ERROR and row is not None:
            self._refused.add(row)
        if len(self._alike[alike]) > ALIKE:
            self._more[alike] += 1
            return
        told = dict(facts or {})
        if field in self.headers:
            told["header"] = self.headers[field]
        text = "" if value is None else str(value)
        self._alike[alike].append(
            Found(severity, reason, row, field, text[:500], told, place=place)
        )

    @property
    def refused(self) -> set[int]:
        """The rows with an error."""
        return self._refused

    def unknown_values(self) -> dict[str, dict[str, Any]]:
        """The values that no code answers to, by column.

        Per column: `values` as pairs with their number of rows, the most common first, and the
        codes that are `allowed` where the column has a closed list.
        """
        return {
            field: {
                "values": [list(pair) for pair in values.most_common(SHOWN)],
                "allowed": self._allowed[field],
            }
            for field, values in self._unknown.items()
        }

    @property
    def blocked(self) -> bool:
        """Whether there is any error."""
        return any(severity == ERROR for severity, _, _ in self._alike)

    def listed(self) -> list[Found]:
        """The issues: errors first, then by row; many alike as one with a count and samples."""
        listed = []
        for alike, found in self._alike.items():
            if len(found) <= ALIKE:
                listed += found
                continue
            first = found[0]
            rows = [issue.row for issue in found[:SAMPLES] if issue.row is not None]
            listed.append(
                Found(
                    first.severity,
                    first.reason,
                    None,
                    first.field,
                    first.value,
                    {**first.facts, "rows": rows},
                    count=len(found) + self._more[alike],
                )
            )
        return sorted(listed, key=lambda issue: (issue.severity, issue.row or 0))
