"""Answers cut into statements, as the product and as language models write them."""

from eval.metrics.statements import Statement, statements, without_markers


def test_each_line_with_its_quote_is_a_statement():
    assert statements("La politique dit : « Cinq ans. » [1]\nElle dit aussi : « Dix ans. » [2]") == [
        Statement("La politique dit :", ("Cinq ans.",), (1,)),
        Statement("Elle dit aussi :", ("Dix ans.",), (2,)),
    ]


def test_a_quote_of_several_lines_and_sentences_is_never_cut():
    quote = "8.1. Les données :\n\n  • Cinq ans. Puis effacées.\n  • Trois ans."
    assert statements(f"La politique dit : « {quote} » [1]") == [Statement("La politique dit :", (quote,), (1,))]


def test_a_cited_quote_is_found_whatever_marks_it_holds():
    quote = "le droit « à l'oubli » et un guillemet seul » ici"
    assert statements(f"Dit : « {quote} » [1]", [quote]) == [Statement("Dit :", (quote,), (1,))]


def test_nested_marks_belong_to_the_outer_quote():
    assert statements("Says: “the “right” to object” [1]")[0].quoted == ("the “right” to object",)


def test_a_mark_that_is_never_closed_opens_no_quote():
    assert statements("Un « guillemet seul [1]") == [Statement("Un « guillemet seul", (), (1,))]


def test_sentences_keep_the_markers_after_their_full_stop():
    assert statements("Data is kept 5 years. [1][2] It is then erased [3, 4]. Bye") == [
        Statement("Data is kept 5 years.", (), (1, 2)),
        Statement("It is then erased .", (), (3, 4)),
        Statement("Bye"),
    ]


def test_a_line_of_markers_belongs_to_the_line_before():
    assert statements("Data is kept 5 years.\n[1]") == [Statement("Data is kept 5 years.", (), (1,))]


def test_a_title_ends_no_sentence():
    assert [one.wording for one in statements("Écrivez à M. Dupont. Merci")] == ["Écrivez à M. Dupont.", "Merci"]


def test_a_line_with_a_colon_borrows_the_markers_of_its_list():
    found = statements("Under 30 days, the policy gives:\n1. by post [1]\n– by phone [2]\nBye [3]")
    assert found == [
        Statement("Under 30 days, the policy gives:", borrowed=(1, 2)),
        Statement("by post", (), (1,)),
        Statement("by phone", (), (2,)),
        Statement("Bye", (), (3,)),
    ]


def test_a_line_with_a_colon_and_no_list_borrows_the_markers_of_the_next_line():
    assert statements("The policy says:\nFive years [1]\nMore [2]")[0].borrowed == (1,)


def test_blank_lines_state_nothing():
    assert statements("\n \n") == []


def test_markers_are_no_part_of_what_is_read():
    assert without_markers("Cinq ans [1] [2, 3] [sic]") == "Cinq ans   [sic]"


def test_signs_that_stand_for_quotes_inside_mean_nothing_in_an_answer():
    bullet = "\uf0b7"
    assert statements(f"{bullet} Dit : « {bullet} Cinq ans » [1] [{'9' * 5000}]")[0] == Statement(
        f"Dit : [{'9' * 5000}]", (f"{bullet} Cinq ans",), (1,)
    )
