"""matplotlib figures as SVG that can stand in a page: no clash of ids, colours of the page, a title for readers."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

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
_ALONE = {INK: "#1c1c1c", QUIET: "#dcdcdc", FIRST: "#0b5cad", SECOND: "#b3541e"}
"""Their colours in a picture that stands alone, on white."""
_SVG = "{http://www.w3.org/2000/svg}"


def drawn(name: str, title: str, draw: Callable[[Axes], None]) -> Markup:
    """The SVG element of a plot. `name` opens every id in it; `title` says in words what is to be seen."""

    def one_plot(figure: Figure) -> None:
        axes = figure.add_subplot()
        axes.grid(True)
        axes.set_axisbelow(True)
        draw(axes)

    return _inline(_picture(name, (5.6, 3.4), one_plot, transparent=True), name, title)


def picture(name: str, title: str, size: tuple[float, float], draw: Callable[[Figure], None]) -> bytes:
    """The file of a picture of `size` inches that stands alone, the same bytes for the same drawing."""
    content = _picture(name, size, draw, transparent=False, Title=title)
    for colour, seen in _ALONE.items():
        content = content.replace(colour.encode(), seen.encode())
    return content


def _picture(
    name: str, size: tuple[float, float], draw: Callable[[Figure], None], *, transparent: bool, **about: str
) -> bytes:
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context({**_STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure)
        file = BytesIO()
        figure.savefig(file, format="svg", transparent=transparent, metadata={"Date": None, **about})
    return file.getvalue()


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
