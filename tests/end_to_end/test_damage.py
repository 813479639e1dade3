"""A damaged policy is answered from, quoted as published, and the member is told what is wrong with it."""

from __future__ import annotations

import pytest

from assistant.settings import Settings
from assistant.wiring import build_engine
from ingest.build import ingest

pytestmark = pytest.mark.integration

MANIFEST = """
[[insurer]]
id = "lisiere"
name = "Mutuelle de la Lisière"
legal_name = "Mutuelle de la Lisière"
[[insurer.document]]
id = "privacy-policy"
title = "Politique de confidentialité"
file = "policy.txt"
languages = ["fr"]
date = 2023-05-01
origin = "invented"
"""
POLICY = """1. Vos droits

Vous disposez d'un droit d'accès, de rectification et d'effacement de vos données personnelles. Pour exercer vos
droits, écrivez à [email\u00a0protected] ou à Mutuelle de la Lisière, 4 rue des Ormes, 35000 Rennes.

2. DurÃ©e de conservation

Vos donnÃ©es de santÃ© sont conservÃ©es deux ans aprÃ¨s la rÃ©siliation de votre contrat.

3. Vos cookies

Le site dépose des cookies de mesure d'audience, que vous pouvez refuser dans le bandeau.
"""


@pytest.fixture(scope="module")
def damaged(embedder, tmp_path_factory):
    corpus, folder = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("data")
    (corpus / "insurers.toml").write_text(MANIFEST, encoding="utf-8")
    (corpus / "policy.txt").write_text(POLICY, encoding="utf-8")
    assert not ingest(corpus, folder, embedder).failed
    return build_engine(Settings(data_dir=folder), embedder)


def codes(reply):
    return {notice.code for notice in reply.notices}


def test_a_masked_address_is_said_to_be_masked_and_never_made_up(damaged):
    reply = damaged.ask("lisiere", "comment exercer mes droits ?", None)
    assert reply.outcome == "answered"
    assert "4 rue des Ormes" in reply.answer
    assert "@" not in reply.answer
    assert "hidden_email" in codes(reply)


def test_a_passage_in_a_wrong_encoding_is_found_and_quoted_as_published(damaged):
    reply = damaged.ask("lisiere", "combien de temps gardez-vous mes données de santé ?", None)
    assert reply.outcome == "answered"
    assert "conservÃ©es deux ans aprÃ¨s la rÃ©siliation" in reply.answer
    assert "damaged_text" in codes(reply)


def test_a_sound_passage_of_the_same_policy_has_no_such_notice(damaged):
    reply = damaged.ask("lisiere", "puis-je refuser les cookies ?", None)
    assert reply.outcome == "answered"
    assert not {"hidden_email", "damaged_text"} & codes(reply)
