"""SCB's table of buildings as its web gives it, made small: MarkanvByggnadLnKnN.

The names, codes and layout are those of PxWeb's PX, JSON-stat 2, CSV and XLSX; the numbers are made
up. Type 1 is bostad, 2 industri; contents are the number of buildings and their ground.
"""

import csv
import json
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl

REGIONS = {"00": "Riket", "20": "Dalarnas län", "2080": "Falun"}
TYPES = {"1": "bostad", "2": "industri"}
CONTENTS = {"000000A1": "Antal byggnader", "000000A2": "Markyta, hektar"}
YEARS = ("2010", "2011")
TITLE = "Byggnader, antal och markyta efter region, byggnadstyp, tabellinnehåll och år"
SOURCE = f"SCB, {TITLE} (MarkanvByggnadLnKnN)"

# The numbers of buildings that differ from 100 more each time: by region, type and year.
Numbers = Mapping[tuple[str, str, str], str]
NUMBERS: Numbers = {
    ("20", "1", "2010"): "1000",
    ("20", "1", "2011"): "1010",
    ("20", "2", "2010"): "200",
    ("20", "2", "2011"): "..",
    ("2080", "1", "2010"): "300",
    ("2080", "1", "2011"): "303",
    ("2080", "2", "2010"): "0",
    ("2080", "2", "2011"): "41",
}


def _number(numbers: Numbers, region: str, kind: str, what: str, year: str) -> str:
    if what != "000000A1":
        return "7"
    return numbers.get((region, kind, year), "99999")


def write_px(path: Path, numbers: Numbers = NUMBERS, *, encoding: str = "iso-8859-15") -> Path:
    rows = [
        " ".join(
            f'"{n}"' if n == ".." else n
            for what, year in product(CONTENTS, YEARS)
            for n in [_number(numbers, region, kind, what, year)]
        )
        for region, kind in product(REGIONS, TYPES)
    ]

    def texts(values: Any) -> str:
        return ",".join(f'"{value}"' for value in values)

    half = len(TITLE) // 2
    lines = [
        'CHARSET="ANSI";', 'AXIS-VERSION="2013";', f'CODEPAGE="{encoding}";', 'LANGUAGE="sv";',
        'LANGUAGES="sv","en";', 'CREATION-DATE="20230515 08:00";', "DECIMALS=0;",
        'MATRIX="MarkanvByggnadLnKnN";', "COPYRIGHT=YES;", 'SUBJECT-CODE="MI";',
        'SUBJECT-AREA="Miljö; mark";',
        f'TITLE="{TITLE[:half]}"\n"{TITLE[half:]}";', 'TITLE[en]="Buildings";',
        'CONTENTS="Byggnader";', 'UNITS="antal";',
        'STUB="region","byggnadstyp";', 'HEADING="tabellinnehåll","år";',
        'STUB[en]="region","type of building";', 'HEADING[en]="observations","year";',
        'CONTVARIABLE="tabellinnehåll";',
        f'VALUES("region")={texts(f"{code} {name}" for code, name in REGIONS.items())};',
        f'VALUES("byggnadstyp")={texts(TYPES.values())};',
        f'VALUES("tabellinnehåll")={texts(CONTENTS.values())};',
        f'VALUES("år")={texts(YEARS)};', f'TIMEVAL("år")=TLIST(A1),{texts(YEARS)};',
        f'CODES("region")={texts(REGIONS)};', f'CODES("byggnadstyp")={texts(TYPES)};',
        f'CODES("tabellinnehåll")={texts(CONTENTS)};', f'CODES("år")={texts(YEARS)};',
        'MAP("region")="Alla";', 'UNITS("Antal byggnader")="antal";', 'DATASYMBOL2="..";',
        'LAST-UPDATED("Antal byggnader")="20230515 08:00";',
        'CONTACT("Antal byggnader")="A B, SCB# +46 010";', 'SOURCE="SCB";',
        'NOTEX="Samtliga år är reviderade; se dokumentationen.";',
        "DATA=", *rows, ";",
    ]  # fmt: skip
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def jsonstat(numbers: Numbers = NUMBERS, *, sparse: bool = False) -> dict[str, Any]:
    """The table as a JSON-stat 2.0 dataset."""
    sides = {"Region": ("region", REGIONS), "Byggnadstyp": ("byggnadstyp", TYPES),
             "ContentsCode": ("tabellinnehåll", CONTENTS),
             "Tid": ("år", dict(zip(YEARS, YEARS, strict=True)))}  # fmt: skip
    told = [_number(numbers, *place) for place in product(REGIONS, TYPES, CONTENTS, YEARS)]
    values = [None if n == ".." else int(n) for n in told]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": TITLE,
        "source": "SCB",
        "updated": "2023-05-15T06:00:00Z",
        "id": list(sides),
        "size": [len(values) for _, values in sides.values()],
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
        "dimension": {
            name: {
                "label": label,
                "category": {
                    "index": {code: n for n, code in enumerate(texts)},
                    "label": {
                        code: f"{code} {text}" if name == "Region" else text
                        for code, text in texts.items()
                    },
                },
            }
            for name, (label, texts) in sides.items()
        },
        "value": {str(n): v for n, v in enumerate(values) if v is not None} if sparse else values,
        "status": {str(n): ".." for n, text in enumerate(told) if text == ".."},
        "extension": {"px": {"tableid": "MarkanvByggnadLnKnN", "decimals": 0}},
    }


def write_jsonstat(path: Path, numbers: Numbers = NUMBERS, *, sparse: bool = False) -> Path:
    path.write_text(json.dumps(jsonstat(numbers, sparse=sparse), ensure_ascii=False))
    return path


def wide(numbers: Numbers = NUMBERS) -> list[list[str | None]]:
    """The rows of the table with a column per contents and year."""
    return [
        [f"{region} {REGIONS[region]}", TYPES[kind],
         *(_number(numbers, region, kind, *column) for column in product(CONTENTS, YEARS))]
        for region, kind in product(REGIONS, TYPES)
    ]  # fmt: skip


def write_csv_wide(path: Path, numbers: Numbers = NUMBERS, *, delimiter: str = ",") -> Path:
    """Kommaavgränsad med rubrik: the title, an empty line, the header."""
    header = ["region", "byggnadstyp",
              *(f"{CONTENTS[what]} {year}" for what, year in product(CONTENTS, YEARS))]  # fmt: skip
    with path.open("w", newline="", encoding="latin-1") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([[f"{TITLE}"], [], header, *wide(numbers)])
    return path


def write_csv_long(path: Path, numbers: Numbers = NUMBERS) -> Path:
    """Relationstabell: a row per region, type and year."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(["region", "byggnadstyp", "år", *CONTENTS.values()])
        for region, kind, year in product(REGIONS, TYPES, YEARS):
            what = [_number(numbers, region, kind, what, year) for what in CONTENTS]
            writer.writerow([f"{region} {REGIONS[region]}", TYPES[kind], year, *what])
    return path


def write_xlsx(path: Path, numbers: Numbers = NUMBERS, *, codes: bool = False) -> Path:
    """Excel: title, two lines of header, stubs written once, notes below."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    blank = [None] * (3 if codes else 2)
    sheet.append([TITLE])
    sheet.append([])
    sheet.append([*blank, *(text for what in CONTENTS.values() for text in (what, None))])
    sheet.append([*blank, *YEARS * len(CONTENTS)])
    before = None
    for region, *rest in wide(numbers):
        assert region is not None
        stub = region.split(" ", 1) if codes else [region]
        shown = stub if region != before else [None] * len(stub)
        cells = [int(cell) if cell and cell.isdecimal() else cell for cell in rest]
        sheet.append([*shown, *cells])
        before = region
    sheet.append([])
    for text in ("Samtliga år är reviderade 2023", "", "Senaste uppdatering:", "20230515 08:00",
                 "", "Källa:", "SCB", "", "Kontaktperson:", "A B, SCB", "010"):  # fmt: skip
        sheet.append([text or None])
    book.save(path)
    return path
