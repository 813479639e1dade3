"""Only a privacy policy in a declared language is ingested; the refusal says what the page is."""

from pathlib import Path

import pytest

from ingest.errors import CorpusError
from ingest.parsing.acceptance import check_kind

SALE = """Conditions générales de vente

Toute commande vaut acceptation des prix. Le paiement est exigible à la commande. La livraison a lieu sous
dix jours ; en cas de retard de livraison, l'acheteur obtient du vendeur le remboursement de sa commande.
L'acheteur dispose de quatorze jours pour exercer son droit de rétractation. Le remboursement du prix et des
frais de port suit la rétractation. Les produits bénéficient de la garantie de conformité et de la garantie
des vices cachés. Le vendeur garde la propriété des marchandises jusqu'au paiement du prix. Tout litige
relève du tribunal du lieu de livraison.

Le vendeur est responsable du traitement des données personnelles de l'acheteur, qui dispose d'un droit
d'accès et d'opposition ; la CNIL peut être saisie. Elles sont conservées trois ans. Les commandes livrées
par un tiers suivent les mêmes conditions de paiement, de livraison et de garantie que celles du vendeur
lui-même, sans frais de port.
"""
NOTICE = """Mentions légales

Éditeur du site : Mutuelle des Fougères, au capital social de 500 000 euros. Directeur de la publication :
Mme Dupont. Hébergeur du site : Nuage, 2 rue du Lac, Lyon. Propriété intellectuelle : les textes et les
images sont protégés par le droit d'auteur ; toute reproduction demande l'accord de l'éditeur du site. Les
liens hypertextes vers d'autres sites n'engagent pas l'éditeur du site. La création de liens hypertextes est
soumise à autorisation. Les marques et les logos sont déposés et leur usage est interdit sans accord écrit,
dans tous les pays et pour toute la durée de la protection par le droit d'auteur. Le droit français
s'applique, et les tribunaux de Lyon sont compétents pour en connaître.

Les informations recueillies sont traitées selon la politique de confidentialité. Chacun dispose d'un droit
d'accès et peut saisir la CNIL. Crédits : agence du Lac pour les images, agence du Pont pour les textes, les
plans et les cartes.
"""
RECIPE = "Battez les œufs, ajoutez la farine et le lait, laissez reposer la pâte une heure, faites cuire. " * 12
GERMAN = """Wir verarbeiten Ihre personenbezogenen Daten nur, soweit dies für den Vertrag erforderlich ist. Sie
haben das Recht auf Auskunft, auf Berichtigung und auf Löschung Ihrer Daten. Wenden Sie sich an unseren
Datenschutzbeauftragten. Die Daten werden nach dem Ende des Vertrages gelöscht, sobald keine gesetzliche
Pflicht zur Aufbewahrung mehr besteht.
"""
REFUSED = {
    "an error page": ("Erreur 404\n\nLa page demandée est introuvable.", "is an error page"),
    "a refused access": ("Access Denied\n\nYou don't have permission.", "is an error page"),
    "a consent wall": ("Nous et nos 800 partenaires stockons des cookies. Tout accepter", "is a consent wall"),
    "terms of sale": (SALE, "is a page of another kind, terms of sale"),
    "a legal notice": (NOTICE, "is a page of another kind, a legal notice"),
    "a recipe": (RECIPE, "is a page of another kind: it hardly speaks of personal data"),
    "another language": (GERMAN, r'is in another language \("de"\) than declared \(fr\)'),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_another_kind_of_page_is_refused_by_its_name(text, said):
    with pytest.raises(CorpusError, match=said):
        check_kind(text, ("fr",))


@pytest.mark.parametrize("text", ["", "Les dossiers fermés sont gardés cinq ans après la fin du contrat."])
def test_a_text_too_short_to_tell_is_accepted(text):
    check_kind(text, ("fr",))


def test_a_policy_in_a_declared_language_is_accepted():
    check_kind(GERMAN * 5, ("de",))


@pytest.mark.parametrize("insurer", ["mese", "mgen", "mhr", "mieux-etre", "sem"])
def test_the_policies_of_the_corpus_are_accepted(corpus_dir: Path, insurer):
    text = (corpus_dir / "policies" / insurer / "privacy-policy.txt").read_text(encoding="utf-8")
    check_kind(text, ("fr", "bg") if insurer == "mgen" else ("fr",))
