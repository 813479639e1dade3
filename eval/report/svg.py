"""matplotlib figures as SVG that can stand in a page: no clash of ids, colours of the page, a title for readers."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, QUIET, FIRST, SECOND = "#010101", "#020202", "#030303", "#040404"
"""What is drawn in these colours takes those of the page, light or dark."""
_VARIABLES = {INK: "var(--ink)", QUIET: "var(--line)", FIRST: "var(--accent)", SECOND: "var(--second)"}
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 11,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": QUIET,
    "legend.frameon": False,
}
_SVG = "{http://www.w3.org/2000/svg}"


def drawn(name: str, title: str, draw: Callable[[Axes], None]) -> Markup:
    """The SVG element of a plot. `name` opens every id in it; `title` says in words what is to be seen."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context({**_STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=(5.6, 3.4), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        axes.grid(True)
        axes.set_axisbelow(True)
        draw(axes)
        file = BytesIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    return _inline(file.getvalue(), name, title)


def _inline(content: bytes, name: str, title: str) -> Markup:
    from lxml import etree

    root = etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_blank_text=True))
    for part in root.xpath("//*[local-name()='metadata' or local-name()='style']"):
        part.getparent().remove(part)  # rules in a plot would hold for the whole page
    for part in list(root.iter(f"{_SVG}*")):
        part.tag = etree.QName(part).localname
        for key, value in list(part.attrib.items()):
            del part.attrib[key]
            part.set(etree.QName(key).localname, _of_page(etree.QName(key).localname, value, name))
    heading = etree.Element("title", id=f"{name}-title")
    heading.text = title
    root.insert(0, heading)
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    root.attrib.update({"role": "img", "aria-labelledby": f"{name}-title", "stroke-linejoin": "round"})
    etree.cleanup_namespaces(root)
    return Markup(etree.tostring(root, encoding="unicode"))


def _of_page(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key == "href" and value.startswith("#"):
        return f"#{name}-{value[1:]}"
    value = value.replace("url(#", f"url(#{name}-")
    for colour, variable in _VARIABLES.items():
        value = value.replace(colour, variable)
    return value
