"""The report is one page and one Markdown file: whole, readable by everybody, and nothing of a run acts in it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html as parser
from markdown_it import MarkdownIt

from assistant.reply import Generation
from eval.report.stages import STAGES
from eval.report.writing import inert, write_report
from tests.eval.report.small_runs import HOSTILE, SENTENCE, case, cited, found, lost_everywhere, reply, view

pytestmark = pytest.mark.integration


@pytest.fixture
def written(tmp_path):
    """Writes the report on a run and reads both files."""

    def write(run):
        page, text = tmp_path / "report.html", tmp_path / "report.md"
        write_report(run, page, text)
        return page.read_text(encoding="utf-8"), text.read_text(encoding="utf-8")

    return write


def hostile():
    """A lost case whose every text tries to act."""
    asked = case(
        '"><b id=x>',
        question=HOSTILE,
        facts=((HOSTILE,),),
        topic=HOSTILE,
        insurer=HOSTILE,
        register=HOSTILE,
        history=(HOSTILE,),
        forbidden=(HOSTILE,),
    )
    passages = tuple(replace(one, text=HOSTILE, section=HOSTILE, document=HOSTILE) for one in found(*asked.gold))
    quotes = tuple(replace(one, quote=HOSTILE, section=HOSTILE) for one in cited(*asked.gold))
    decision = {"topic": HOSTILE, "reason": HOSTILE, "outside": 0.1, "missing": 0.1}
    seen = reply(asked.id, answer=HOSTILE, citations=quotes, retrieved=passages, decision=decision, error=HOSTILE)
    run = view((asked, replace(seen, language=HOSTILE)), about_itself=HOSTILE)
    return replace(run, quotes={asked.id: (HOSTILE,)})


def words(page):
    return " ".join(parser.fromstring(page).find("body").text_content().split())


def rendered(text):
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


def test_every_section_is_there_in_order(written):
    headings = [one.text_content() for one in parser.fromstring(written(lost_everywhere())[0]).iter("h2")]
    assert headings == [
        "Headline figures",
        "What to fix first",
        "Where it is right and where not",
        "Plots",
        "Every lost case",
        "To repeat the run",
    ]


def test_what_the_language_model_did_has_its_section_where_there_was_one(written):
    made = Generation("openai:<b>", 2, {"negation": 1}, None, 300.0, 800, 50)
    page, text = written(view((case(), reply(generation=made))))
    (section,) = parser.fromstring(page).xpath("//section[@aria-labelledby='model']")
    shown = [" ".join(row.itertext()) for row in section.xpath(".//tbody/tr")]
    assert shown[0] == "Model openai:<b>"
    assert "Sentences shown 2 of 3" in shown
    assert "| Sentences shown | 2 of 3 |" in text
    assert "#model" in parser.fromstring(page).xpath("//nav//a/@href")


@pytest.mark.parametrize(
    ("split", "said"),
    [
        ("development", "Development split: it may have been used to choose settings."),
        ("test", "Test split: nothing may be chosen by it; look for what to mend in the development split."),
        ("all", "Whole data set: where it has splits, these are both"),
    ],
)
def test_the_split_is_stated_before_any_figure(written, split, said):
    page, text = written(lost_everywhere(split=split))
    for shown in (words(page), text.replace("*", "")):
        assert said in shown
        assert shown.index(said) < shown.index("Headline figures", shown.index(said))


def test_every_lost_case_is_listed_below_its_stage(written):
    page, text = written(lost_everywhere())
    tree = parser.fromstring(page)
    assert len(tree.xpath("//details[@class='case']")) == len(STAGES)
    for stage in STAGES:
        (group,) = tree.xpath(f"//div[@data-group][h3/@id='stage-{stage.id}']")
        assert [one.text_content().split(" · ")[0] for one in group.find_class("id")] == [stage.id]
        assert re.search(rf"^- {re.escape(inert(stage.id))} \(", text, re.MULTILINE)


def test_a_lost_case_shows_what_was_expected_and_what_came_back(written):
    tree = parser.fromstring(written(lost_everywhere())[0])
    (sheet,) = tree.xpath("//div[h3/@id='stage-quoting']//details[@class='case']")
    shown = " ".join(" ".join(sheet.itertext()).split())
    assert f"Gold “{SENTENCE}”" in shown
    assert "missing five years / 5 years" in shown
    assert "Answer “We use cookies on the site.” [1]" in shown
    assert "evidence of retention (0.90)" in shown
    assert "how long data is kept: 0.90; cookies and other trackers: 0.10; outside the subject: 0.05" in shown
    ranks = sheet.xpath(".//table")[1].xpath(".//tbody/tr")
    assert [[cell.text_content() for cell in row][:3] for row in ranks] == [
        ["1", "1.000", "gold"],
        ["2", "0.500", "no"],
    ]


def test_a_failed_case_says_why(written):
    page, _ = written(lost_everywhere())
    assert "error no reply within 60 s" in words(page)
    assert "of which 1 got no reply" in words(page)


def test_what_to_fix_first_gives_the_reasons_for_no_reply(written):
    page, text = written(lost_everywhere())
    assert "Why cases got no reply: no reply within 60 s (1 case)" in words(page)
    assert "- no reply within 60 s (1 case)" in text
    assert "Why cases got no reply" not in words(written(view((case(), reply())))[0])


def test_topics_stand_with_their_ids_in_code_style(written):
    page, text = written(lost_everywhere())
    coded = [one for one in parser.fromstring(page).iter("th", "h4") if one.find("code") is not None]
    names = {" ".join(one.text_content().split()) for one in coded}
    assert {"how long data is kept retention", "How long data is kept retention (1)"} <= names
    assert "| how long data is kept (retention) |" in text


def test_the_links_to_topics_and_the_heat_map_are_folded(written):
    tree = parser.fromstring(written(lost_everywhere())[0])
    assert [one.getparent().tag for one in tree.find_class("toc")] == ["details"]
    assert [one.getparent().getparent().tag for one in tree.find_class("heat")] == ["details"]


def test_cells_of_few_cases_are_grey(written):
    tree = parser.fromstring(written(lost_everywhere())[0])
    grounds = {cell.text: cell.get("class") for cell in tree.xpath("//table[@class='heat']//td")}
    assert grounds["0 of 1"] == "few"
    assert grounds["3 of 14"] == "h1"


def test_hostile_text_is_shown_and_does_nothing(written):
    page, _ = written(hostile())
    tree = parser.fromstring(page)
    assert words(page).count('<script>alert("x")</script>') > 10
    assert len(list(tree.iter("script"))) == 1
    assert "alert(" not in next(tree.iter("script")).text
    assert list(tree.iter("b", "img", "iframe")) == []


def test_nothing_is_loaded_from_anywhere(written):
    for run in (hostile(), lost_everywhere()):
        tree = parser.fromstring(written(run)[0])
        sources = tree.xpath("//@src | //@srcset | //link/@href | //@action | //@data | //@poster")
        assert [one for one in sources if not one.startswith("data:")] == []
        assert [one for one in tree.xpath("//@href") if not one.startswith(("#", "data:"))] == []
        assert not re.search(r"@import|url\((?!#)", "".join(tree.xpath("//style/text() | //@style")))


def test_hostile_text_does_nothing_in_markdown_either(written):
    _, text = written(hostile())
    tree = parser.fromstring(rendered(text))
    assert list(tree.iter("script", "img", "a")) == []
    assert "alert(" in tree.text_content()
    rows = tree.xpath("//table[1]//tr")
    assert {len(row) for row in rows} == {6}


def test_every_table_of_the_markdown_is_whole(written):
    tree = parser.fromstring(rendered(written(lost_everywhere())[1]))
    tables = tree.xpath("//table")
    assert len(tables) == 9
    for table in tables:
        assert len({len(row) for row in table.iter("tr")}) == 1


def test_both_files_give_the_same_headline(written):
    page, text = written(lost_everywhere())
    tree = parser.fromstring(page)
    rows = tree.xpath("//h2[@id='headline']/..//table//tr[td]")
    html_figures = [
        (row.xpath(".//summary")[0].text, *[cell.text.replace("\u00a0", " ") for cell in row.iter("td")])
        for row in rows
    ]
    lines = text[text.index("## Headline") : text.index("## What to fix")].splitlines()
    cells = [[cell.strip().replace("\\", "") for cell in line.strip("|").split(" | ")] for line in lines]
    assert [tuple(row[:5]) for row in cells if len(row) == 6][1:] == html_figures


def test_headings_are_in_order_and_links_lead_somewhere(written):
    tree = parser.fromstring(written(lost_everywhere())[0])
    levels = [int(one.tag[1]) for one in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {one[1:] for one in tree.xpath("//a/@href")} <= set(ids)


def test_tables_have_captions_scopes_and_a_box_of_their_own_to_scroll_in(written):
    tree = parser.fromstring(written(lost_everywhere())[0])
    for table in tree.iter("table"):
        assert table.find("caption").text
        assert all(head.get("scope") for head in table.iter("th"))
        box = table.getparent()
        assert (box.get("class"), box.get("tabindex"), box.get("role")) == ("scroll", "0", "region")


def test_a_run_without_losses_says_so(written):
    page, text = written(view((case(), reply())))
    assert "No case was lost." in words(page)
    assert "No case was lost." in text
    assert "There is none." in text
    assert list(parser.fromstring(page).iter("script")) == []


def test_a_run_that_asks_for_passages_only_is_reported(written):
    asked = case(outcome=None, topic=None, facts=(), register="")
    passages = [(replace(asked, id="a"), reply("a", answer="", citations=(), decision={}, understanding={}))]
    missed = (replace(asked, id="b"), replace(passages[0][1], case="b", retrieved=()))
    page, text = written(view(*passages, missed))
    assert "| Hit rate \\@5 | 50.0 % |" in text
    assert "1 of 1 lost case (100.0 %): the passage that answers was not among the first 5." in words(page)
    assert "so their plots are left out" in words(page)


def test_the_run_can_be_repeated_from_the_report(written):
    page, text = written(lost_everywhere(split="test"))
    for shown in (words(page), text.replace("\\", "")):
        assert "mesdroits eval run --dataset 'csv:my file.csv'" in shown
        assert "c0ffee" * 10 in shown
        assert "system.settings.retrieval.refuse_above" in shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a | b", "a \\| b"),
        ("two\n# lines", "two \\# lines"),
        ("see http://x.example", "see http\\://x.example"),
        ("www.x.example", "www\\.x.example"),
        ("dpo@x.example", "dpo\\@x.example"),
        ("back\\slash", "back\\\\slash"),
        (12, "12"),
    ],
)
def test_markdown_in_a_value_is_escaped(value, shown):
    assert inert(value) == shown
