"""Each kind of fact is defined in the documentation, has a French label and a place in the report."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.kinds import FACT_KINDS
from ingest.labels import label, labels

DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "facts.md").read_text(encoding="utf-8")


def test_the_kinds_are_those_that_the_documentation_defines():
    assert set(FACT_KINDS) == set(re.findall(r"^\| `([a-z_]+)` \|", DOCUMENTATION, re.MULTILINE))


def test_each_kind_has_a_label_and_stands_once_in_the_report():
    assert set(labels()["kind"]) == set(FACT_KINDS)
    assert sorted(kind for kinds in labels()["kinds_of"].values() for kind in kinds) == sorted(FACT_KINDS)
    assert set(labels()["kinds_of"]) == set(labels()["theme"])


def test_only_kinds_are_expected_by_law():
    assert set(labels()["expected"]) <= set(FACT_KINDS)


def test_each_role_of_the_documentation_has_a_label():
    roles = re.findall(
        r"`(\w+)`", DOCUMENTATION[DOCUMENTATION.index("**Roles of contacts**") :].split("**Periods")[0]
    )
    assert {role for role in roles if role not in labels()["role"]} == set()


def test_each_right_and_each_basis_has_a_label():
    rows = [line for line in DOCUMENTATION.splitlines() if line.startswith(("| `right`", "| `legal_basis`"))]
    codes = {code for row in rows for code in re.findall(r"`([a-z_]+)`", row.split("|")[4])}
    assert codes
    assert codes <= set(labels()["normalised"])


def test_a_code_without_a_label_is_shown_readably():
    assert label("flaw", "upside_down") == "upside down"
