"""One answer as HTML: what it shows, in which language, and that nothing in a reply is ever markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import assistant.web
from assistant.catalogue import message
from assistant.reply import Channel, Identity, Notice, Reply
from assistant.web.answers.markup import (
    AnswerLinks,
    answer_html,
    failure_html,
    plain_text,
    question_html,
    spoken,
    unfinished_html,
)
from ingest.records import Place
from tests.web.hostile_text import PAYLOADS as HOSTILE
from tests.web.page_text import elements, texts
from tests.web.replies import HANDOFF, LAW, LINKS, NAMES, POLICY, TEXT, cited, hostile_reply, reply

WEB = Path(assistant.web.__file__).parent


def shown(one: Reply, language: str = "fr", **values: object) -> str:
    return str(answer_html(one, **{"language": language, "names": NAMES, "links": LINKS, **values}))


def fields(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the only form that posts there."""
    (opening,) = re.findall(f'<form[^>]* action="{action}"[^>]*>.*?</form>', html, re.DOTALL)
    return {one["name"]: one["value"] for one in elements(opening, "input", type="hidden")}


def test_a_marker_leads_to_its_passage_in_the_list():
    html = shown(reply())
    (link,) = [one for one in elements(html, "a") if one.get("class") == "marker"]
    assert texts(html, "div", id=link["href"].removeprefix("#")) != []


def test_the_ids_of_two_answers_on_a_page_are_different():
    ids = [set(re.findall(r' id="([^"]+)"', shown(reply(message_id=one)))) for one in ("m1", "m2")]
    assert ids[0] & ids[1] == set()


def test_a_passage_opens_in_place_with_its_section_and_the_text_around_it():
    html = shown(reply(citations=(POLICY,)))
    assert "Vos droits" in texts(html, "summary")[0]
    assert texts(html, "blockquote") == ["Pour toute demande, écrivez à dpo@example.org, par courrier simple."]
    assert texts(html, "mark") == ["écrivez à dpo@example.org"]


def test_a_passage_is_open_where_the_answer_does_not_show_it():
    html = shown(reply(answer="« écrivez à **dpo@example.org** » [1], sous un mois [2]"))
    assert ["open" in one for one in elements(html, "details") if "class" not in one] == [False, True]


def test_long_surroundings_are_cut_at_a_word_and_say_so():
    words = " ".join(f"mot{number}" for number in range(200))
    html = shown(reply(citations=(cited(1, "mot100 mot101", text=words),)))
    (context,) = texts(html, "blockquote")
    assert context.startswith("… mot")
    assert context.endswith(" …")
    assert len(context) < 600


def test_a_document_link_highlights_the_other_passages_cited_of_that_version():
    earlier = cited(1, "par courrier.")
    html = shown(reply(citations=(POLICY, cited(3, "La réponse"), LAW)), "en", also=(earlier, POLICY))
    link = next(one["href"] for one in elements(html, "a") if one["href"].startswith("/documents/bb"))
    query = parse_qs(urlsplit(link).query)
    start, end = (TEXT.index("par courrier.") + by for by in (0, len("par courrier.")))
    answer = TEXT.index("La réponse")
    assert query["also"] == [f"{answer}-{answer + 10}", f"{start}-{end}"]
    assert query["lang"] == ["en"]
    assert urlsplit(link)._replace(query="").geturl() == "/documents/bb/2017-10-01-abc#cited"


def test_a_document_link_highlights_twenty_other_passages_at_most():
    words = " ".join(f"mot{number}" for number in range(100, 150))
    many = tuple(cited(number, f"mot{number}", text=words) for number in range(100, 130))
    html = shown(reply(citations=many[:1]), also=many)
    (link,) = [one["href"] for one in elements(html, "a") if one["href"].startswith("/documents")]
    assert len(parse_qs(urlsplit(link).query)["also"]) == 20


def test_a_source_names_its_document_its_version_and_its_page():
    html = shown(reply(citations=(cited(1, "écrivez", places=(Place(0, page=4),)),)))
    (origin,) = texts(html, "p", **{"class": "origin"})
    assert origin.startswith("Politique de confidentialité – version du 1er octobre 2017, page 4")


def test_the_law_stands_apart_from_the_policy():
    html = shown(reply())
    policy, law = texts(html, "div", **{"class": "layer policy"}), texts(html, "div", **{"class": "layer law"})
    assert "Politique de Mutuelle B&B" in policy[0]
    assert "Un mois." not in policy[0]
    assert "La loi" in law[0]
    assert "dpo@example.org" not in law[0]


def test_every_quote_in_an_english_answer_says_its_own_language():
    bulgarian = cited(2, "Вашите данни", language="bg", section="Раздел")
    text = "It says: “écrivez à **dpo@example.org**” [1] and “Вашите данни” [2]"
    html = shown(reply(language="en", answer=text, citations=(POLICY, bulgarian)))
    assert [one["lang"] for one in elements(html, "q")] == ["fr", "bg"]
    assert [one["lang"] for one in elements(html, "blockquote")] == ["fr", "bg"]
    assert [one["lang"] for one in elements(html, "span", **{"class": "section"})] == ["fr", "bg"]


def test_what_stands_around_an_answer_is_in_its_language_whatever_the_page_speaks():
    html = shown(reply(language="en"), "fr")
    assert elements(html, "article")[0]["lang"] == "en"
    assert texts(html, "h2") == ["Answer taken from the policy"]


def test_a_line_said_in_both_languages_is_marked_in_each():
    text = "Je comprends le français et l'anglais. Pouvez-vous poser votre question dans l'une de ces langues ?"
    english = "I understand French and English. Could you ask your question in one of them?"
    html = shown(reply(outcome="needs_clarification", answer=f"{text}\n{english}", citations=()))
    assert texts(html, "p", lang="en") == [english]


def test_lines_with_a_dash_become_a_list_and_a_quote_keeps_its_lines():
    part = "par e-mail ;\n\n- par courrier."
    html = shown(reply(answer=f"Voici :\n– d’abord « {part} » [1]\n– ensuite", citations=(cited(1, part),)))
    assert texts(html, "div", **{"class": "prose"})[0].startswith("Voici")
    assert len(texts(html.partition("<section")[0], "li")) == 2
    assert texts(html, "q") == [part]
    assert len(texts(html, "q")[0].split("\n")) == 3


def test_our_words_keep_an_e_mail_and_a_paragraph_on_their_line_and_a_quote_is_untouched():
    text = "Envoyez un e-mail (RGPD, article 12, § 3) : « par e-mail » [1]"
    html = shown(reply(answer=text, citations=(cited(1, "par e-mail"),)))
    assert "un e-mail (RGPD, article 12, §\u00a03)" in texts(html, "div", **{"class": "prose"})[0]
    assert texts(html, "q") == ["par e-mail"]


def test_a_rule_of_the_law_keeps_its_paragraph_on_one_line_and_its_characters():
    text = "# [fr] RGPD\n## [d] Délai\nUn mois (article 12, § 3).\n"
    rule = cited(1, "Un mois (article 12, § 3).", insurer="law", text=text, date=None)
    html = shown(reply(answer="La loi : « Un mois (article 12, § 3). » [1]", citations=(rule,)))
    assert texts(html, "q") == ["Un mois (article 12, § 3)."]
    assert "§ 3" in texts(html, "span", **{"class": "kept"})


def test_a_marker_without_a_passage_stays_text():
    html = shown(reply(answer="Rien [7].", citations=()))
    assert "Rien\u00a0[7]." in unescape(html)
    assert elements(html, "a") == []


def test_bold_and_italic_are_shown_without_their_asterisks():
    assert texts(shown(reply()), "strong")[0] == "dpo@example.org"


def test_the_address_of_a_site_is_a_link_without_the_full_stop_after_it():
    html = shown(reply(answer="Voir https://www.example.org/aide. Merci", citations=()))
    assert [one["href"] for one in elements(html, "a")] == ["https://www.example.org/aide"]


@pytest.mark.parametrize("outcome", ["answered", "policy_silent", "out_of_scope", "needs_clarification"])
def test_each_outcome_has_its_own_words_icon_and_colour(outcome):
    html = shown(reply(outcome=outcome))
    others = [shown(reply(outcome=one)) for one in ("answered", "policy_silent", "out_of_scope") if one != outcome]
    assert all(texts(html, "h2") != texts(other, "h2") for other in others)
    assert f'href="#i-{outcome}"' in html
    assert elements(html, "article")[0]["class"] == f"answer {outcome}"


def test_what_must_be_known_before_acting_stands_out_from_the_other_notices():
    notices = (Notice("conflict", "Deux adresses."), Notice("undated", "Sans date."))
    html = shown(reply(notices=notices))
    assert texts(html, "p", **{"class": "alert"}) == ["Deux adresses."]
    assert texts(html, "li", **{"class": "note undated"}) == ["Sans date."]


GENERATED = Notice("generated", "Écrit par une machine.")
SUMMARY = "Écrivez au délégué. [1] Il répond en un mois. [1] [2]"


def summarised(answer: str) -> list[str]:
    """What stands in the frame of what a machine wrote."""
    return texts(shown(reply(answer=answer, notices=(GENERATED,))), "div", **{"class": "summary"})


def test_a_machine_s_summary_stands_in_a_frame_that_says_so():
    (frame,) = summarised(f"{SUMMARY}\n{reply().answer}")
    assert frame.replace("\u00a0", " ") == f"{SUMMARY}Écrit par une machine."


def test_a_summary_stands_alone_in_its_frame_wherever_it_stands_in_the_answer():
    quotes = reply().answer
    (frame,) = summarised(f"{quotes}\n{SUMMARY}\nLes coordonnées :\n– par courrier [1]")
    assert "«" not in frame
    assert "coordonnées" not in frame


def test_a_machine_s_sentence_that_is_the_policy_s_own_stands_in_the_frame_too():
    said = reply().citations[0].quote.text
    (frame,) = summarised(f"{said} [1]\n{reply().answer}")
    assert frame.replace("\u00a0", " ").startswith(f"{said.replace('*', '')} [1]")


def test_a_machine_that_wrote_nothing_that_can_be_framed_is_still_named():
    assert summarised(reply().answer) == ["Écrit par une machine."]


def test_what_a_machine_wrote_is_said_once_and_beside_its_words():
    html = shown(reply(answer=SUMMARY, notices=(GENERATED, Notice("undated", "Sans date."))))
    assert html.count("Écrit par une machine.") == 1
    assert texts(html, "li", **{"class": "note undated"}) == ["Sans date."]


def test_no_frame_stands_around_what_no_machine_wrote():
    assert 'summary"' not in shown(reply(answer=SUMMARY))


def test_each_marker_of_a_machine_s_sentence_leads_to_its_passage():
    html = shown(reply(answer=SUMMARY, notices=(GENERATED,)))
    assert [one["href"] for one in elements(html, "a") if "marker" in (one.get("class") or "")] == [
        "#source-m1-1",
        "#source-m1-1",
        "#source-m1-2",
    ]


def test_an_unfinished_answer_has_markers_that_lead_nowhere():
    assert texts(unfinished_html(SUMMARY, "fr"), "span", **{"class": "marker"}) == ["[1]", "[1]", "[2]"]


@pytest.mark.parametrize(("language", "label"), [("fr", "Traduction automatique"), ("en", "Machine translation")])
def test_a_machine_s_translation_stands_apart_from_its_quote_and_in_the_reader_s_language(language, label):
    quote = cited(1, "Вашите данни се пазят една година.", language="bg")
    gloss = message(language, "answer.gloss", text="Un an. <b>")
    html = shown(
        reply(answer=f"Elle dit : « {quote.quote.text} » [1] {gloss}", citations=(quote,), language=language)
    )
    assert texts(html, "q", lang="bg") == [quote.quote.text]
    (shown_gloss,) = texts(html, "span", **{"class": "gloss", "lang": language})
    assert shown_gloss.startswith(label)
    assert shown_gloss.endswith("Un an. <b>")
    assert "<b>" not in html


def test_a_person_to_talk_to_is_named():
    html = shown(reply(notices=(Notice("human_contact", "Pour parler à une personne : 01 02 03."),)))
    assert texts(html, "li", **{"class": "note human_contact"}) == ["Pour parler à une personne\u00a0: 01 02 03."]


def test_the_way_to_a_request_names_right_article_channels_and_date():
    block = texts(shown(reply(handoff=HANDOFF)), "section", **{"class": "handoff"})[0]
    for part in ("Droit d’accès", "RGPD, article 15", "Par e-mail", "dpo@example.org", "22 décembre 2026"):
        assert part in block


def test_the_request_form_gets_the_fields_of_the_address_and_the_members_own_words():
    html = shown(reply(handoff=HANDOFF), said="Mon père est mort")
    assert fields(html, "/requests/new") == {
        "insurer": "bb",
        "type": "access",
        "lang": "fr",
        "role": "heir",
        "said": "Mon père est mort",
    }


def test_there_is_no_request_button_where_nothing_can_be_filed():
    html = shown(reply(handoff=replace(HANDOFF, url=None)))
    assert elements(html, "form", **{"class": "prepare"}) == []


def test_several_rights_are_each_named_with_their_article():
    both = replace(HANDOFF, request_types=("access", "erasure"), basis=("article 15", "article 17"))
    block = texts(shown(reply(handoff=both)), "section", **{"class": "handoff"})[0]
    assert "Droit d’accès – article 15" in block
    assert "Droit à l’effacement – article 17" in block


@pytest.mark.parametrize(
    ("kind", "value", "address"),
    [
        ("email", "dpo@example.org", "mailto:dpo@example.org"),
        ("phone", "01 23 45 67 89", "tel:0123456789"),
        ("form", "www.example.org/contact", "https://www.example.org/contact"),
        ("form", "http://example.org", "http://example.org"),
        ("form", "votre espace adhérent", None),
        ("form", "javascript:alert(1)", None),
        ("email", "a@b?subject=x", None),
        ("post", "https://example.org", None),
    ],
)
def test_a_channel_is_a_link_where_its_value_is_one_without_doubt(kind, value, address):
    block = replace(HANDOFF, channels=(Channel(kind, value, 9),), identity=Identity(None, "", None))
    links = [one["href"] for one in elements(shown(reply(handoff=block, answer="", citations=())), "a")]
    assert links == ([address] if address else [])


def test_suggestions_are_buttons_that_ask_in_the_same_conversation():
    html = shown(reply(suggestions=("Qui contacter ?",)), "en")
    (button,) = elements(html, "button", name="question")
    assert button["value"] == "Qui contacter ?"
    assert fields(html, "/chat/bb") == {"conversation_id": "c1", "lang": "en"}


def test_suggestions_are_text_where_nothing_can_be_asked():
    html = shown(reply(suggestions=("Qui contacter ?",)), links=AnswerLinks())
    assert elements(html, "form") == []
    assert "Qui contacter\u00a0?" in html


def test_the_choice_of_an_insurer_puts_the_same_question_again():
    unclear = reply(outcome="needs_clarification", insurer=None, citations=(), suggestions=tuple(NAMES.values()))
    html = shown(unclear, said="Mes droits ?")
    assert [one["value"] for one in elements(html, "button", name="insurer")] == ["bb", "cc"]
    assert elements(html, "button", name="question") == []
    assert fields(html, "/chat/bb") == {"question": "Mes droits ?", "conversation_id": "c1", "lang": "fr"}


def test_feedback_is_a_plain_form_about_this_message():
    html = shown(reply())
    assert fields(html, "/chat/bb/feedback") == {"message_id": "m1", "conversation_id": "c1", "lang": "fr"}
    assert [one["value"] for one in elements(html, "input", name="useful")] == ["true", "false"]
    assert {one["name"] for one in elements(html, "select") + elements(html, "textarea")} == {"reason", "comment"}


def test_nothing_is_shared_unless_the_member_ticks_it_and_the_form_says_what_is_kept():
    html = shown(reply())
    (share,) = elements(html, "input", name="share")
    assert "checked" not in share
    assert "ni votre question ni votre commentaire" in texts(html, "p", id=share["aria-describedby"])[0]


@pytest.mark.parametrize(
    ("one", "links"), [(reply(), AnswerLinks()), (reply(outcome="needs_clarification"), LINKS)]
)
def test_no_feedback_is_asked_for_where_there_is_nowhere_to_send_it_or_no_answer_yet(one, links):
    assert elements(shown(one, links=links), "details", **{"class": "feedback"}) == []


def test_copy_and_print_wait_for_the_script():
    buttons = elements(shown(reply()), "button", type="button")
    assert [{"data-copy", "data-print"} & set(one) for one in buttons] == [{"data-copy"}, {"data-print"}]
    assert all("hidden" in one for one in buttons)


def test_documents_and_requests_open_elsewhere_only_where_leaving_loses_the_conversation():
    stays, leaves = (shown(reply(handoff=HANDOFF), links=AnswerLinks(target=target)) for target in (None, "_blank"))
    assert "target=" not in stays
    assert elements(leaves, "form", target="_blank") != []
    assert "(nouvel onglet)" in leaves


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_in_a_reply_is_markup(hostile):
    html = shown(hostile_reply(hostile), said=hostile, names={"bb": hostile, hostile: hostile}) + str(
        question_html(hostile, "fr") + failure_html(hostile, "fr")
    )
    harmless = shown(hostile_reply("https://x.org"), names={"bb": "x"}) + str(failure_html("x", "fr"))
    ours = _Markup(f"{harmless}<strong><em><p class>{shown(reply(handoff=HANDOFF))}").found
    assert _Markup(html).found <= ours


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_link_of_an_answer_runs_script_or_posts_elsewhere(hostile):
    html = shown(hostile_reply(hostile), said=hostile, names={"bb": hostile})
    schemes = {urlsplit(one["href"]).scheme for one in elements(html, "a")}
    assert schemes <= {"", "https", "http", "mailto", "tel"}
    assert not any(one["href"].startswith("//") for one in elements(html, "a"))
    assert {one["action"] for one in elements(html, "form")} <= {"/requests/new", "/chat/bb", "/chat/bb/feedback"}


def test_the_member_s_question_and_a_failure_are_shown_as_text():
    assert texts(str(question_html("1 < 2\nligne", "en")), "span", **{"class": "said"}) == ["1 < 2\nligne"]
    assert "La réponse n’a pas pu être donnée" in texts(str(failure_html("Trop de questions.", "fr")), "h2")[0]


def test_what_a_machine_wrote_is_announced_as_such():
    assert spoken(reply(notices=(GENERATED,)), "fr").endswith("Écrit par une machine.")


def test_what_is_announced_is_the_outcome_and_the_answer_without_markers():
    assert spoken(reply(notices=(Notice("conflict", "Vérifiez."),)), "en") == (
        "Réponse tirée de la politique. "
        "La politique dit : « écrivez à dpo@example.org » La loi : « Un mois. » Vérifiez."
    )


def test_the_text_to_copy_ends_with_its_numbered_sources():
    assert plain_text(reply(notices=(Notice("information", "Information."),)), "fr", NAMES) == (
        "La politique dit : « écrivez à dpo@example.org » [1]\nLa loi : « Un mois. » [2]\n\n"
        "Information.\n\n"
        "Passages cités\n"
        "[1] Politique de Mutuelle B&B – Vos droits – Politique de confidentialité – version du 1er octobre 2017\n"
        "[2] La loi – RGPD, article 12"
    )


class _Markup(HTMLParser):
    """Every tag with each name of an attribute it has, as a browser splits them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, ""), *((tag, name) for name, _ in attrs)}
