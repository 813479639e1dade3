"""The facts of the five policies against those that careful readers, blind to the rules, found."""

from __future__ import annotations

import pytest

from eval.extraction import compared, differences, listing, table, totals
from tests.conftest import CORPUS, ROOT

GOLD = ROOT / "tests" / "ingest" / "gold"
PROMISED = frozenset(
    {
        "email",
        "hidden_email",
        "phone",
        "web",
        "form",
        "member_area",
        "address",
        "controller",
        "siren",
        "identity",
        "response_time",
        "right",
        "exclusion",
        "retention",
        "cookie_period",
        "recipient",
        "transfer",
        "authority",
        "version_date",
    }
)


@pytest.fixture(scope="module")
def found():
    return compared(GOLD, CORPUS / "policies", ("fr", "bg"))


def test_contacts_dates_periods_recipients_transfers_and_rights_are_those_that_readers_find(found):
    score = totals(found, PROMISED)["all"]
    assert score.expected >= 150
    assert score.recall >= 0.98, "\n".join(differences(found))
    assert score.precision >= 0.98, "\n".join(differences(found))


@pytest.mark.parametrize(
    "kind", ["address", "email", "retention", "transfer", "version_date", "right", "recipient"]
)
def test_no_kind_hides_behind_the_others(found, kind):
    score = totals(found, frozenset({kind}))[kind]
    assert min(score.recall, score.precision) >= 0.95, "\n".join(differences(found))


def test_the_table_names_every_kind_with_its_figures(found):
    lines = list(table(totals(found, frozenset({"address"}))))
    assert lines[0].startswith("| kind | expected |")
    assert lines[2].startswith("| address | 12 | ")
    assert lines[-1].startswith("| all | 12 | ")


def test_every_expected_mention_has_its_line(found):
    lines = list(listing(found, frozenset({"transfer"})))
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| sem", "| sem"]
    assert lines[2].endswith("| Maroc | Maroc (MA) |")


def test_what_differs_is_shown_in_the_words_of_the_policy(found):
    for line in differences(found):
        assert line.startswith("- ")
        assert "«" in line
