"""A saved page: its policy is kept whole, what is around it is left out and shown, nothing is invented."""

import pytest

from ingest.errors import CorpusError
from ingest.parsing.html import html_canonical


def page(body, head=""):
    return html_canonical(
        f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()
    )


def text(body):
    return page(body).text.strip()


SHOWN = {
    "headings": ("<h2>Vos <em>droits</em></h2><p>Oui.", "## Vos droits\n\nOui."),
    "a heading that opens by a button": ("<h3><button>Vos droits</button></h3>Oui.", "### Vos droits\n\nOui."),
    "a line break": ("<p>3 rue du Bois<br>69001 Lyon</p>", "3 rue du Bois\n69001 Lyon"),
    "two line breaks": ("<p>Un.<br><br>Deux.</p>", "Un.\n\nDeux."),
    "nested lists": ("<ul><li>un<ul><li>a</ul><li>deux</ul>", "- un\n  - a\n- deux"),
    "a numbered list": ("<ol start=3><li>un<li>deux</ol>", "3. un\n4. deux"),
    "a lettered list": ("<ol type=a><li>un<li>deux</ol>", "a) un\nb) deux"),
    "an item of two paragraphs": ("<ul><li><p>un</p><p>suite</p></ul>", "- un\n  suite"),
    "a term": ("<dl><dt>DPO</dt><dd>le délégué</dd></dl>", "**DPO** : le délégué"),
    "a short bold paragraph": ("<p><strong>Vos droits</strong></p>", "**Vos droits**"),
    "bold words": ("<p>Vos <b>droits</b> sont là</p>", "Vos droits sont là"),
    "a link": (
        '<a href="https://a.example/f (1)">le formulaire</a>',
        "[le formulaire](https://a.example/f%20%281%29)",
    ),
    "a link that says its target": ('<a href="https://www.a.example/">www.a.example</a>', "www.a.example"),
    "a mail link": ('<a href="mailto:dpo@a.example">le DPO</a>', "[le DPO](mailto:dpo@a.example)"),
    "a link inside the page": ('<a href="#droits">vos droits</a>', "vos droits"),
    "a script link": ('<a href="javascript:open()">vos choix</a>', "vos choix"),
    "a footnote call": ("La charte<sup>1</sup> le dit.", "La charte¹ le dit."),
    "an ordinal": ("le 1<sup>er</sup> mai", "le 1er mai"),
    "a line that looks like a heading": ("<p># 1</p>", "\\# 1"),
    "a no-break space": ("<p>Nous&nbsp;: oui</p>", "Nous\u00a0: oui"),
    "a section on cookies": (
        '<section id="cookies" class="cookies"><h2>Cookies</h2>13 mois</section>',
        "## Cookies\n\n13 mois",
    ),
    "a folded section": ('<div hidden style="display:none"><p>Vos droits</p></div>', "Vos droits"),
    "a form around the page": ("<form><p>Vos droits</p></form>", "Vos droits"),
}


@pytest.mark.parametrize(("body", "expected"), SHOWN.values(), ids=SHOWN)
def test_an_element_becomes_markdown(body, expected):
    assert text(body) == expected


def test_a_hidden_address_stays_hidden():
    hidden = 'class="__cf_email__" data-cfemail="5b3f"'
    link = f'<a href="/cdn-cgi/l/email-protection#5b3f" {hidden}>[email&#160;protected]</a>'
    assert text(f"<p>Écrivez à {link}.</p>") == "Écrivez à [email\u00a0protected]."


TABLES = {
    "a header": ("<tr><th>A<th>B<tr><td>1<td>2", "| A | B |\n| 1 | 2 |"),
    "a cell over two rows": ("<tr><td>A<td>B<tr><td rowspan=2>1<td>2<tr><td>3", "| A | B |\n| 1 | 2 |\n| 1 | 3 |"),
    "a cell over two columns": (
        "<tr><td colspan=2>A<tr><td>1<td>2<tr><td>3<td>4",
        "| A | A |\n| 1 | 2 |\n| 3 | 4 |",
    ),
    "a list in a cell": ("<tr><td>A<td>B<tr><td>1<td><ul><li>x<li>y</ul>", "| A | B |\n| 1 | • x • y |"),
    "a bar in a cell": ("<tr><td>A<td>B<tr><td>1|2<td>3", "| A | B |\n| 1¦2 | 3 |"),
    "layout in one column": ("<tr><td>Un.<tr><td>Deux.", "Un.\n\nDeux."),
    "layout in one row": ("<tr><td>Un.<td>Deux.", "Un.\n\nDeux."),
}


@pytest.mark.parametrize(("rows", "expected"), TABLES.values(), ids=TABLES)
def test_a_table_has_one_line_a_row(rows, expected):
    assert text(f"<table>{rows}</table>") == expected


AROUND = {
    "a menu": ("<nav><ul><li><a href=/a>Accueil</a></ul></nav>", "navigation", "Accueil"),
    "a menu by its name": ('<div class="main-menu"><a href=/a>Accueil</a></div>', "navigation", "Accueil"),
    "the head of the site": ('<header class="top">Espace adhérent</header>', "navigation", "Espace adhérent"),
    "a cookie banner": ('<div id="cookie-banner">Nos cookies</div>', "banner", "Nos cookies"),
    "a consent tool": ('<div id="didomi-host"><p>Nos partenaires</p></div>', "banner", "Nos partenaires"),
    "a cookie dialogue": ("<div role=dialog>Des cookies ?</div>", "banner", "Des cookies ?"),
    "a footer": ("<footer>© 2025</footer>", "footer", "© 2025"),
    "what a reader without scripts sees": (
        "<noscript>Activez les scripts</noscript>",
        "script",
        "Activez les scripts",
    ),
    "a button": ("<button>Imprimer</button>", "other", "Imprimer"),
    "a picture": ('<img alt="Le siège">', "other", "Le siège"),
}
POLICY = "<p>Vous pouvez exercer vos droits par courrier, à l'adresse de la mutuelle.</p>"


@pytest.mark.parametrize(("around", "kind", "words"), AROUND.values(), ids=AROUND)
def test_what_is_around_the_policy_is_left_out_and_shown(around, kind, words):
    read = page(f"<h1>Politique</h1>{around}{POLICY}")
    assert [(one.kind, one.text) for one in read.left_out] == [(kind, words)]
    assert words not in read.text
    assert "exercer vos droits" in read.text


NAMED = {
    "sharing": '<section id="partage-des-donnees">{}</section>',
    "third parties": '<section id="share-with-third-parties">{}</section>',
    "social networks": '<div id="social-networks">{}</div>',
    "a newsletter": '<section id="newsletter">{}</section>',
    "one class of two": '<section class="section partage">{}</section>',
    "a state": '<div class="menu-open">{}</div>',
    "a CNIL box": '<div class="cnil-box">{}</div>',
    "a GDPR notice": '<div class="rgpd-notice">{}</div>',
    "a GDPR bar": '<div id="rgpd-bar">{}</div>',
    "a cookie notice": '<div class="cookies-notice">{}</div>',
    "consent": '<div class="consentement-message">{}</div>',
    "an alert": '<div class="alert-message cnil">{}</div>',
    "cookies with a link": '<section id="cookies">{} Vous pouvez <a href="/choix">les refuser</a>.</section>',
    "a modal part": '<div class="cookie-modal"><h2>Cookies</h2>{}</div>',
}
PART = "<p>Ces données sont gardées 13 mois.</p>"


@pytest.mark.parametrize("element", NAMED.values(), ids=NAMED)
@pytest.mark.parametrize("part", [PART, f"<h2>Vos données</h2>{PART}"], ids=["bare", "headed"])
def test_a_part_of_the_policy_is_kept_whatever_its_name(element, part):
    read = page(f"<main><h1>Politique</h1>{POLICY * 3}{element.format(part)}</main>")
    assert "gardées 13 mois" in read.text
    assert read.left_out == ()


LINKS = "".join(f"<a href=/{word}>{word}</a>" for word in ("Facebook", "LinkedIn", "Courriel"))


@pytest.mark.parametrize("name", ["share-buttons", "social", "menu_list", "siteNav top"])
def test_links_are_navigation_by_any_part_of_their_name(name):
    read = page(f'<main><h1>Politique</h1>{POLICY}<div class="{name}"><h3>Suivre</h3>{LINKS}</div></main>')
    assert [one.kind for one in read.left_out] == ["navigation"]


@pytest.mark.parametrize("choice", ["<button>Refuser</button>", "<a>Refuser</a>", "<a href='#'>Refuser</a>"])
def test_a_cookie_notice_that_asks_for_a_choice_is_a_banner(choice):
    read = page(f'<div class="cookie-notice">Nos cookies {choice}</div><h1>Politique</h1>{POLICY}')
    assert [(one.kind, one.text) for one in read.left_out] == [("banner", "Nos cookies Refuser")]


BARE = {
    "before a list": ("<ul>Vous pouvez :<li>écrire</ul>", "Vous pouvez :\n\n- écrire"),
    "after an item": ("<ul><li>un</li>suite<li>deux</ul>", "- un\n  suite\n- deux"),
    "beside items": ("<ul><b>Vous pouvez</b> choisir<li>un</ul>", "Vous pouvez choisir\n- un"),
    "in a table": (
        "<table>Durées<tr><td>A<td>B</tr>en mois<tr><td>1<td>2</table>",
        "Durées\n\nen mois\n\n| A | B |\n| 1 | 2 |",
    ),
    "in a row": ("<table><tr>Durées<td>A<td>B<tr><td>1<td>2</table>", "Durées\n\n| A | B |\n| 1 | 2 |"),
}


@pytest.mark.parametrize(("body", "expected"), BARE.values(), ids=BARE)
def test_text_outside_the_elements_of_a_list_or_a_table_is_kept(body, expected):
    assert text(body) == expected


def test_bare_text_beside_the_main_part_is_shown():
    read = page(f"Bienvenue<main>{POLICY}</main>À bientôt")
    assert [(one.kind, one.text) for one in read.left_out] == [("other", "Bienvenue"), ("other", "À bientôt")]


UNSEEN = {
    "a template": "<template><p>13 mois</p></template>",
    "an object": "<object data=a.pdf>13 mois<script>f()</script></object>",
    "a drawing": "<svg><style>a{}</style><title>icône</title><text>13 <tspan>mois</tspan></text></svg>",
}


@pytest.mark.parametrize("element", UNSEEN.values(), ids=UNSEEN)
def test_words_that_a_page_does_not_lay_out_are_shown(element):
    assert [(one.kind, one.text) for one in page(POLICY + element).left_out] == [("other", "13 mois")]


def test_the_main_part_of_the_page_is_the_policy():
    read = page(f"<div>Bienvenue</div><main>{POLICY}</main><div>Appelez-nous</div>")
    assert "Bienvenue" not in read.text
    assert [(one.kind, one.text) for one in read.left_out] == [("other", "Bienvenue"), ("other", "Appelez-nous")]


def test_a_main_part_without_the_policy_is_not_preferred():
    assert "exercer vos droits" in text(f"<main>Bienvenue</main><div>{POLICY}</div>")


def test_what_holds_half_of_the_page_is_never_left_out_for_its_name():
    assert "exercer vos droits" in text(f'<div class="sidebar">{POLICY}</div>')


def test_each_part_knows_the_anchor_above():
    read = page("<h2 id=a>A</h2><p>un</p><h2><a name=b></a>B</h2><p>deux</p>")
    assert [(read.text[one.start], one.anchor) for one in read.places] == [("#", "a"), ("#", "b")]


def test_relative_links_are_completed_where_the_page_says_its_address():
    read = page('<a href="/dpo">le DPO</a>', '<link rel="canonical" href="https://a.example/vie-privee">')
    assert read.text == "[le DPO](https://a.example/dpo)\n"


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_the_declared_encoding_is_honoured(encoding):
    raw = f'<html><head><meta charset="{encoding}"></head><body><p>Données traitées</p></body></html>'
    assert html_canonical(raw.encode(encoding)).text == "Données traitées\n"


def test_an_undeclared_windows_page_is_read():
    assert html_canonical("<html><p>Données – « oui »</p></html>".encode("cp1252")).text == "Données – « oui »\n"


REFUSED = {
    "an error page": ("<title>404 Not Found</title><h1>Oups</h1>", "is an error page"),
    "a check of the visitor": ("<title>Just a moment...</title><p>Checking your browser</p>", "is an error page"),
    "a consent wall": (
        '<div id="cookie-wall"><button>Tout accepter</button>Des cookies</div>',
        "is a consent wall",
    ),
    "endless nesting": ("<div>" * 5000 + "a", "nests its elements too deeply"),
}


@pytest.mark.parametrize(("body", "said"), REFUSED.values(), ids=REFUSED)
def test_a_page_without_a_policy_is_refused(body, said):
    with pytest.raises(CorpusError, match=said):
        html_canonical(f"<html>{body}</html>".encode())
