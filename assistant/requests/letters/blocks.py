"""What letters and receipts are made of: blocks of words, printed or as plain text."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.requests.records import Passage
from ingest.views import clean


@dataclass(frozen=True)
class Block:
    """A heading, a text, a list and a quotation, in this order, each left out if empty. A newline ends a line."""

    text: str = ""
    heading: str = ""
    items: tuple[str, ...] = ()
    quoted: str = ""
    quoted_language: str = ""
    """Of a quotation in another language than the rest; "" for the same."""

    def printed(self) -> dict[str, object]:
        """As the templates take it: lines as lists."""
        return {
            "heading": self.heading,
            "text": self.text.split("\n") if self.text else [],
            "items": [one.split("\n") for one in self.items],
            "quoted": self.quoted.split("\n") if self.quoted else [],
            "quoted_language": self.quoted_language,
        }

    def plain(self) -> str:
        """As plain text, its parts one below the other."""
        items = ("– " + one.replace("\n", "\n  ") for one in self.items)
        return "\n".join(part for part in (self.heading, self.text, *items, self.quoted) if part)


def quotation(lead: str, passage: Passage, language: str) -> Block:
    """A passage of a policy, word for word in reading form, introduced by `lead`."""
    foreign = "" if passage.language == language else passage.language
    return Block(lead, quoted=f"« {clean(passage.quote)} »", quoted_language=foreign)
