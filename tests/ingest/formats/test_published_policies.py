"""The five policies of the corpus, had their insurers published them in another format."""

import pytest

from ingest.outcomes import coverage
from tests.ingest.formats.files import BUILDERS, parsed_file, readings, statements
from tests.ingest.formats.published import parts_of

pytestmark = pytest.mark.integration

# The fonts that every PDF reader has are without Cyrillic letters, in which half of the MGEN policy is written.
CASES = [
    (insurer, name)
    for insurer in ("mese", "mgen", "mhr", "mieux-etre", "sem")
    for name in sorted(set(BUILDERS) - {"policy.md"})
    if insurer != "mgen" or not name.endswith(".pdf")
]


@pytest.mark.parametrize(("insurer", "name"), CASES)
def test_a_published_policy_gives_the_same_passages_and_facts_in_every_format(policies, insurer, name):
    published = policies[insurer]
    parts = parts_of(published)
    expected = parsed_file(BUILDERS["policy.md"](parts), "policy.md", published.document)
    found = parsed_file(BUILDERS[name](parts), name, published.document)
    assert readings(found) == readings(expected)
    assert statements(found) == statements(expected)
    assert coverage(found) == 1.0
