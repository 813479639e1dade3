"""HTML of ours on a page of Gradio.

gr.HTML evaluates what it shows as a template in the browser, which our Content-Security-Policy forbids; gr.Markdown
shows HTML as it is, through its sanitiser.
"""

from __future__ import annotations

import re
from typing import Any

_BLANK = re.compile(r"(?<=\n)[ \t\r]*\n")


def html_block(gr: Any, first: str = "") -> Any:
    """A place on the page for HTML, with a plain text at first; what is put there goes through `in_one_block`."""
    return gr.Markdown(first, sanitize_html=True, latex_delimiters=[], padding=False, elem_classes="console-answer")


def in_one_block(html: str) -> str:
    """The HTML without blank lines, at which Markdown would begin to read text of policies as its own.

    Line breaks inside quotes stay line breaks.
    """
    return _BLANK.sub("&#10;\n", html.strip()) + "\n"
