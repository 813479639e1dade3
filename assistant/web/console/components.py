"""Components that several tabs of the console have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.web.console.backstage import Backstage


def question_fields(gr: Any, back: Backstage) -> tuple[Any, Any]:
    """The insurer and the question that is put to it, side by side in the row that is open."""
    t = back.word()
    insurer = gr.Dropdown([], label=t("asking.insurer"), scale=2, min_width=200)
    question = gr.Textbox(
        label=t("asking.question"), placeholder=t("asking.example"), max_lines=4, scale=6, min_width=300
    )
    return insurer, question


def row_list(gr: Any, headers: Sequence[str], widths: Sequence[str], height: int) -> Any:
    """A list of which one row is chosen; `height` is in pixels, beyond which it scrolls."""
    return gr.Dataframe(
        headers=list(headers),
        datatype="str",
        interactive=False,
        wrap=True,
        show_label=False,
        max_height=height,
        column_widths=list(widths),
        buttons=[],
        elem_classes="desk-rows",
    )
