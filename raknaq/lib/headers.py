"""How the headers and codes of files are compared."""

import re

PLAIN = str.maketrans("åäöéü", "aaoeu")


def fold(text: str) -> str:
    """A header or code as it is compared: lower case, å ä ö as a a o, words joined by _."""
    return re.sub(r"[\s\-.]+", "_", text.strip().casefold().translate(PLAIN))
