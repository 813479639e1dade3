"""Words of WordprocessingML (ISO/IEC 29500) that reading a document needs."""

from __future__ import annotations

from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def name_of(element: Any) -> str:
    """The tag without its namespace; "" for what is not an element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Any, name: str) -> Any:
    """The first child `name` of the main namespace; None without one."""
    return element.find(f"{_W}{name}") if element is not None else None


def attribute(element: Any, name: str) -> str:
    """An attribute of the main namespace; "" without one."""
    return (element.get(f"{_W}{name}") or "") if element is not None else ""


def switched_on(properties: Any, name: str) -> bool | None:
    """Whether a property such as bold is on; None where nothing is said."""
    found = child(properties, name)
    if found is None:
        return None
    return attribute(found, "val") not in {"0", "false", "off", "none"}
