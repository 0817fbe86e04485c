"""How the figures must be read: the text is about the figures that stand beside it."""

from typing import Any

import pytest

from inventory.indicator import figures, method
from inventory.indicator.reading import best_year, how_to_read
from inventory.indicator.words import status_words
from inventory.models import InventoryScope
from tests.factories import (
    day,
    deliver_monuments,
    make_check,
    make_decision,
    make_monument,
    make_object,
    make_scope,
    make_user,
    mark,
    review,
)

pytestmark = pytest.mark.django_db


def told(part: str, year: int, **how: Any) -> dict[str, str]:
    rule = method(f"{part}/1")
    shown = figures(part=part, years=[year], series=[rule.published_series], **how)
    return dict(how_to_read(shown, rule))


def dalarna() -> None:
    make_scope("20")
    decision = make_decision(in_force_from=day("2000-05-01"))
    review(decision)
    mark(make_object(), decision)


def test_the_numbers_are_those_of_the_year() -> None:
    dalarna()
    make_decision(in_force_from=day("2011-01-01"))
    unread = "Beslut som inte är genomgångna"
    assert told("q", 2010)[unread].startswith("Alla beslut som är listade är genomgångna.")
    assert told("q", 2011)[unread].startswith("1 listat beslut är inte genomgånget.")
    assert "Inga planer är listade för 20 av 21 län." in told("q", 2010)[unread]
    scope = told("q", 2010)["Län och omfattning"]
    assert scope.startswith("1 av 21 län har en publicerbar siffra för 2010. Dalarnas län: planer")
    assert told("q", 2011)["Län och omfattning"] == (
        "Inget län har en publicerbar siffra för 2011."
    )


def test_the_scope_is_told_with_kinds_and_days() -> None:
    dalarna()
    scope = told("q", 2010, counties=["20"])
    assert scope["Län och omfattning"] == (
        "Dalarnas län har en publicerbar siffra för 2010. Dalarnas län: planer som fick laga "
        "kraft från och med 1987-01-01, listade till och med 2012-12-31."
    )
    kinds = (
        "Detaljplan, områdesbestämmelser, stadsplan, byggnadsplan, avstyckningsplan, generalplan."
    )
    assert scope["Plantyper som ingår"] == kinds
    InventoryScope.objects.update(kinds=["detaljplan"])
    assert told("q", 2010)["Plantyper som ingår"] == f"{kinds} Dalarnas län: Detaljplan."


def test_the_share_that_is_checked_stands_beside_the_figure() -> None:
    dalarna()
    heading = "Kollegial granskning"
    assert told("q", 2010, counties=["20"])[heading].startswith("Ej kollegialt granskad")
    author, checker = make_user(), make_user()
    for verdict in ("approved", "corrected", "sent_back", ""):
        decision = make_decision(in_force_from=day("2005-05-01"))
        reading = review(decision, "nothing_found", reader=author, read_by=author.username)
        make_check(reading, checker, verdict)
    text = told("q", 2010, counties=["20"])[heading]
    assert text.startswith("2 av 5 genomgångna beslut (40,00\N{NARROW NO-BREAK SPACE}%) är")
    assert "Resten är ej kollegialt granskade." in text
    assert told("q", 2004, counties=["20"])[heading].startswith("Ej kollegialt granskad")
    assert told("q", 2010, counties=["03"])[heading] == "Inga beslut är genomgångna."
    assert heading not in told("b", 2010)


def test_nothing_listed_is_said() -> None:
    assert told("q", 2010)["Beslut som inte är genomgångna"] == "Inga planer är listade."


def test_byggnadsminnen_have_texts_of_their_own() -> None:
    for buildings in (3, None):
        make_monument(buildings=buildings)
    make_monument("03", buildings=None)  # nobody has delivered that county whole
    deliver_monuments("20")
    text = told("b", 2010)
    assert "plan" not in text["Vad siffran är"]
    assert text["Län och omfattning"] == (
        "1 av 21 län har en publicerbar siffra för 2010: Dalarnas län."
    )
    assert "För 1 byggnadsminne är antalet byggnader okänt" in text["Byggnadsminnen och byggnader"]
    assert "q-märkt" in text["Andelen"]
    county = told("b", 2010, counties=["20"])["Byggnadsminnen och byggnader"]
    assert "Antal byggnadsminnen: 2." in county


def test_the_best_year_has_most_publishable_figures() -> None:
    dalarna()
    rule = method("q/1")
    counted = figures(years=[2009, 2012, 2013], series=[rule.published_series])
    assert best_year(counted, [2009, 2012, 2013]) == 2012


def test_too_many_unavailable_has_words_of_its_own() -> None:
    dalarna()
    review(make_decision(in_force_from=day("2005-01-01")), "unavailable")
    for level in ("county", "municipality"):
        counted = figures(years=[2004, 2005], series=["registered"], level=level, counties=["20"])
        words = {(figure.year, status_words(figure)) for figure in counted}
        assert words == {
            (2004, "Genomgången"),
            (2005, "Genomgången, men för många handlingar saknas"),
        }
    make_decision(in_force_from=day("2005-02-01"), municipality_id="2081")
    [figure] = figures(years=[2005], series=["registered"], counties=["20"])
    assert status_words(figure) == "Genomgång pågår"
