"""The contacts of a policy are found however they are written, and those that are anybody's are not forbidden."""

import pytest

from eval.datasets.contacts import authority_text, contacts, foreign_contacts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Écrivez à dpo@fern.example.", ("dpo@fern.example",)),
        ("Voir https://www.fern-sante.fr/droits ou www.moss.fr.", ("fern-sante.fr", "moss.fr")),
        ("Tél. : 01 44 93 11 22 ou +33 1 44 93 11 33.", ("01 44 93 11 22", "+33 1 44 93 11 33")),
        ("SIREN 123 456 789.", ("123 456 789",)),
        ("DPO, 3 bis rue des Lilas – 75011 Paris", ("3 bis rue des Lilas", "75011 Paris")),
        ("6B avenue Joseph Rollo\n78320 La Verrière", ("6B avenue Joseph Rollo", "78320 La Verrière")),
        ("Au capital de 100 000 000 euros, immatriculée 1234 567 890.", ()),
        ("Nous gardons vos données 10 ans, article 6 du RGPD (2016/679).", ()),
        ("Inscrivez-vous sur www.bloctel.gouv.fr ou https://ec.europa.eu/rights.", ()),
    ],
)
def test_what_one_can_write_to_or_ring_is_found_and_nothing_else(text, found):
    assert contacts(text) == found


def test_a_contact_that_stands_twice_is_told_once():
    assert contacts("dpo@fern.example, encore dpo@fern.example") == ("dpo@fern.example",)


def test_only_what_the_insurer_asked_and_the_authority_do_not_show_is_foreign():
    texts = {
        "fern/policy": "Écrivez à dpo@fern.example.",
        "moss/policy": "Écrivez à dpo@moss.example, 3 rue des Lilas, ou à la CNIL, www.cnil.fr.",
        "moss/cookies": "Appelez le 01 44 93 11 22. Notre partenaire : dpo@fern.example.",
    }
    assert foreign_contacts(texts, "site = 'https://www.cnil.fr'", "fern", "moss") == (
        "dpo@moss.example",
        "3 rue des Lilas",
        "01 44 93 11 22",
    )
    assert foreign_contacts(texts, "", "moss", "fern") == ()


def test_a_corpus_without_the_law_has_no_text_on_the_authority(tmp_path):
    assert authority_text(tmp_path) == ""
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "authority.toml").write_text('site = "https://www.cnil.fr"')
    assert "cnil.fr" in authority_text(tmp_path)
