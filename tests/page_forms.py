"""The forms of a page, with what a browser would send of each as the page stands."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"button", "submit", "image", "reset", "file"}  # inputs that send nothing by themselves
Attributes = list[tuple[str, str | None]]


@dataclass
class PageForm:
    """One form: where it is sent ("" is its page), how, and its fields."""

    action: str
    method: str
    sent: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


def forms_of(page: str) -> list[PageForm]:
    """The forms of an HTML page, in its order."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def form_to(page: str, address: str, own: str) -> PageForm:
    """The one form that is posted to the address, on a page of its own address.

    Raises ValueError where there is none, or several.
    """
    posted = [form for form in forms_of(page) if form.method == "post"]
    found = [form for form in posted if (form.action or own) == address]
    if len(found) != 1:
        raise ValueError(f"{len(found)} forms of {own} are posted to {address}")
    return found[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.open: PageForm | None = None
        self.templates = 0
        self.choice = ""
        self.options: list[tuple[bool, str]] = []
        self.area = ""
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        told = {name: value or "" for name, value in attrs}
        name = told.get("name", "")
        if tag == "template":
            self.templates += 1
        elif tag == "form":
            self.open = PageForm(told.get("action", ""), told.get("method", "get").lower())
            self.forms.append(self.open)
        elif self.open is None or self.templates:
            return
        elif tag == "select":
            self.choice, self.options = name, []
        elif tag == "option":
            self.options.append(("selected" in told, told.get("value", "")))
        elif tag == "textarea":
            self.area, self.text = name, []
        elif tag == "input" and name and told.get("type", "text") not in TYPED:
            ticks = told.get("type") in ("checkbox", "radio")
            if not ticks or "checked" in told:
                self.open.add(name, told.get("value", "on" if ticks else ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.templates -= 1
        elif tag == "form":
            self.open = None
        elif self.open is None:
            return
        elif tag == "select" and self.choice:
            chosen = [value for selected, value in self.options if selected]
            for value in chosen or [value for _selected, value in self.options[:1]]:
                self.open.add(self.choice, value)
            self.choice = ""
        elif tag == "textarea" and self.area:
            self.open.add(self.area, "".join(self.text).removeprefix("\n"))
            self.area = ""
