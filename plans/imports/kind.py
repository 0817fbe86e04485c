"""What a kind of delivery is: its columns, how its rows find their records, what is checked.

A kind is data. `plans.imports.run` takes any kind through the same steps; the kinds of an app are
listed in its own `imports`, and all of them in `raknaq.kinds`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db import models

from plans.imports.values import Converter
from raknaq.lib.sql import statement


@dataclass(frozen=True)
class Column:
    """One column of the exchange format, under its canonical name.

    `headers` are the other headers accepted as the same. `stage` is the name of the staged value,
    the canonical one when empty. `case_matters` says that a mapping of values must be followed to
    the letter: q and Q are two.
    """

    name: str
    convert: Converter
    headers: tuple[str, ...] = ()
    required: bool = False
    sql_type: str = "text"
    stage: str = ""
    case_matters: bool = False

    @property
    def staged(self) -> str:
        return self.stage or self.name


@dataclass(frozen=True)
class Fact:
    """One column of a record as a file gives it.

    `value` is an SQL expression over the staged row `s`; `column` the canonical column that must
    be in the file for the fact to be given. An identity names the record: it is set once. A fact
    with `fill_only` is added where it is empty and never swapped for another; the keys of one that
    `adds` (JSON) are added to those that are there.
    """

    value: str
    column: str = ""
    identity: bool = False
    fill_only: bool = False
    adds: bool = False


EXTRA = Fact("nullif(s.extra, '{}')", adds=True)  # the unmapped columns of the row


def given(name: str, *, fill_only: bool = False) -> Fact:
    """The fact of a staged column of the same name."""
    return Fact(f"s.{name}", name, fill_only=fill_only)


def identity(value: str) -> Fact:
    """A part of the record's identity."""
    return Fact(value, identity=True)


@dataclass(frozen=True)
class Statement:
    """A step that runs one SQL file: it finds existing records or completes staged rows."""

    text: str


@dataclass(frozen=True)
class Check:
    """A step that runs one SQL file which returns issues.

    Its rows are (severity, reason, row, field, value, facts, place). `marks` says that it marks the
    staged rows too, of which few are expected.
    """

    text: str
    marks: bool = False


@dataclass(frozen=True)
class Agree:
    """A step that compares rows of one identity within the file; the first row wins.

    `identity` are staged columns. A difference in a column of `must` is an error with that
    reason; in another column of `facts` a warning with `reason`. Rows that differ in nothing
    are repetitions, told as warnings where `repeated` is set.
    """

    identity: tuple[str, ...]
    facts: tuple[str, ...]
    reason: str
    must: Mapping[str, str] = field(default_factory=dict)
    repeated: bool = False
    only: str = "true"


@dataclass(frozen=True)
class Merge:
    """A step that writes the staged rows into one table by the merging rules of exchange.md.

    `key` is the staged column that holds the record's primary key, filled by an earlier statement
    where the record exists; a new record gets its key here, one per distinct `identity`, unless
    the key is `natural` (a code). `facts` are the model's columns. `only` limits the rows. `also`
    are the keys of a later step for the same rows, whose record is new when this one's is: they
    are given in the same pass.
    """

    model: type[models.Model]
    key: str
    identity: tuple[str, ...]
    facts: Mapping[str, Fact]
    only: str = "true"
    natural: bool = False
    also: Mapping[str, type[models.Model]] = field(default_factory=dict)

    @property
    def is_new(self) -> str:
        return f"{self.key}_is_new"


Step = Statement | Check | Agree | Merge


@dataclass(frozen=True)
class Kind:
    """One kind of delivery.

    `work` are further staged columns (name → SQL type) that the steps fill. `shape` says what the
    geometry may be: "" none, "any" or "area"; `shape_required` whether each row needs one. `main`
    is the staged key of the records that the rows are counted by, with `<main>_is_new` beside it,
    or the keys, where a row has one of several. `counties` is an SQL expression over the staged row
    `s` for its county ('' for what all counties share), `left_county` for the county that a record
    is moved from. `extra` says that unmapped columns are kept with the row, `whole` that a delivery
    is the whole list of its counties, which is kept with the delivery, `statistics` that a table
    may have its years as columns (`raknaq.lib.files.spread`). `driver` is set where only files of
    one driver hold this kind, and they no other. Kinds with the same `lock` write the same records:
    one waits for the other within a county.
    """

    name: str
    columns: tuple[Column, ...]
    steps: tuple[Step, ...]
    main: str | tuple[str, ...]
    work: Mapping[str, str] = field(default_factory=dict)
    shape: str = ""
    shape_required: bool = False
    counties: str = "''"
    left_county: str = "NULL"
    extra: bool = False
    whole: bool = False
    driver: str = ""
    lock: str = ""
    statistics: bool = False

    def merges(self) -> list[Merge]:
        """The merging steps in order."""
        return [step for step in self.steps if isinstance(step, Merge)]


def sql_of(module_file: str) -> Callable[[str], str]:
    """A function from the name of an SQL file beside a module to its text."""
    return lambda name: statement(module_file, name)
