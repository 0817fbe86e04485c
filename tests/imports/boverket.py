"""A release of Boverket's catalogue as the live service gives it, made small or full size.

Keys and the way they are left out are those of
https://api.boverket.se/planbestammelsekatalogen/release/full/platt/aktuell;
the entries are made up after real ones.
"""

import json
import uuid
from pathlib import Path
from typing import Any

CULTURE = "4f1f43f1-9c5c-4f51-8d4f-000000000001"
NUISANCE = "4f1f43f1-9c5c-4f51-8d4f-000000000002"
USE = "4f1f43f1-9c5c-4f51-8d4f-000000000003"
OLD = "4f1f43f1-9c5c-4f51-8d4f-000000000004"
DEMOLITION = "4f1f43f1-9c5c-4f51-8d4f-000000000005"

ENTRIES: list[dict[str, Any]] = [
    {
        "id": CULTURE.upper(), "bestammelsekod": "DP_KM_Eg_SkyddKulturvarden_Byggnad ",
        "bestammelsetyp": "Egenskapsbestämmelse", "anvandningsform": "Kvartersmark",
        "kategori": " Skydd av  Kulturvärden", "underkategori": "Byggnad", "beteckning": "q# ",
        "bestammelseformulering": "[bebyggelseområde:text] ska bevaras.\n",
        "geometrityp": "Yta/Volym", "borjargalla": "2020-10-01", "tolkningsbestammelse": False,
        "ersatter": f"{OLD}, {USE}", "farg": "Brun", "huvudmannaskap": [],
    },
    {
        "id": NUISANCE, "bestammelsekod": "DP_KM_Eg_Skydd_Storning",
        "bestammelsetyp": "Egenskapsbestämmelse", "anvandningsform": "Kvartersmark",
        "kategori": "Skydd mot störningar", "beteckning": "m#",
        "bestammelseformulering": "Bullerplank ska uppföras.", "borjargalla": "2020-10-01",
    },
    {
        "id": USE, "bestammelsekod": "DP_AP_Anv_SKYDD", "bestammelsetyp": "Användningsbestämmelse",
        "anvandningsform": "Allmän plats", "anvandningsslag": "SKYDD", "beteckning": "SKYDD",
        "bestammelseformulering": "Skyddsområde", "borjargalla": "2015-01-01",
        "slutargalla": "2020-09-30", "ersattsav": CULTURE,
    },
    {
        "id": OLD, "bestammelsetyp": "Äldre bestämmelse", "beteckning": "K",
        "bestammelseformulering": "Kulturreservat", "borjargalla": "1949-01-01",
        "slutargalla": "1987-06-30", "motsvarasavidag": f"{CULTURE},{DEMOLITION}",
        "tolkningsbestammelse": True,
    },
    {
        "id": DEMOLITION, "bestammelsekod": "DP_KM_Eg_Rivningsforbud",
        "bestammelsetyp": "Egenskapsbestämmelse", "kategori": "RIVNINGSFÖRBUD", "beteckning": "r#",
        "bestammelseformulering": "Byggnaden får inte rivas.", "borjargalla": "2020-10-01",
    },
]  # fmt: skip


def release(name: str, published: str, entries: list[dict[str, Any]] | None = None) -> Any:
    """A release as the service answers."""
    return {
        "id": 7,
        "namn": name,
        "publicerad": f"{published}T00:00:00+01:00",
        "typ": "full",
        "url": "https://www.boverket.se/planbestammelsekatalogen",
        "bestammelser": ENTRIES if entries is None else entries,
    }


def write_release(path: Path, told: Any) -> Path:
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return path


def full_size() -> list[dict[str, Any]]:
    """As many entries as the catalogue has since 1949, about as long: 13 MB."""
    return [
        {
            **ENTRIES[n % len(ENTRIES)],
            "id": str(uuid.UUID(int=n + 1)),
            "allmannarad": "Så här långa är råden. " * 130,
        }
        for n in range(3_707)
    ]
