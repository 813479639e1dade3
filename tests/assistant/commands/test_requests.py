"""The command line of requests: the queue in the name of an account, the audit trails, retention."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shutil

import pytest
from sqlalchemy import insert, select, text
from typer.testing import CliRunner

from assistant.commands.requests import requests_app
from assistant.requests.intake.form import RequestForm
from assistant.requests.store.database import migrate, open_database
from assistant.requests.store.tables import FeedbackRow
from assistant.settings import Settings
from tests.assistant.desk_by_hand import SECRET, Clock, accounts_at, filing_desk, form, give_up

pytestmark = pytest.mark.integration  # each test writes to a database or prints letters

UNKNOWN = "MD-0000-0000-0000-0000"


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A data folder with an empty, migrated database."""
    folder = tmp_path_factory.mktemp("migrated")
    engine = open_database(None, folder)
    migrate(engine)
    engine.dispose()
    return folder


class Machine:
    """A machine with a data folder, and its command line."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.engine = open_database(None, folder)
        settings = Settings(
            data_dir=folder, secret_key=SECRET, smtp_host="127.0.0.1", mail_from="droits@service.example"
        )
        self.desk = filing_desk(settings, self.engine, Clock())
        self.accounts = accounts_at(self.desk)
        for name, role, insurers in (
            ("claire", "agent", ["tilleuls"]),
            ("farid", "agent", ["fougeres"]),
            ("dpo", "dpo", ["tilleuls"]),
            ("root", "administrator", None),
        ):
            self.accounts.add(name, role, insurers)

    def filed(self, insurer="tilleuls", **changes):
        """The reference of a new request, filed on 5 March 2026."""
        return self.desk.file(RequestForm.model_validate(form(insurer, **changes)), "fr").request.reference

    def run(self, *words, given=None, **environment):
        """What a command answers."""
        known = {
            "MESDROITS_DATA_DIR": str(self.folder), "MESDROITS_SECRET_KEY": SECRET, "LC_ALL": "en_GB.UTF-8",
            "COLUMNS": "200", "MESDROITS_AGENT": None,
        }  # fmt: skip
        return CliRunner().invoke(requests_app, words, env=known | environment, input=given)

    def does(self, *words, **given):
        """What a command that succeeds prints."""
        result = self.run(*words, **given)
        assert result.exit_code == 0, result.output
        return result.stdout

    def fails(self, *words, **given):
        """What a command that fails says: one line."""
        result = self.run(*words, **given)
        assert result.exit_code == 1, result.output
        assert result.stdout == ""
        assert result.stderr.startswith("mesdroits: ")
        return result.stderr.removeprefix("mesdroits: ")


@pytest.fixture
def machine(migrated, tmp_path):
    folder = shutil.copytree(migrated, tmp_path / "data")
    machine = Machine(folder)
    yield machine
    machine.engine.dispose()


class TestTheQueue:
    def test_it_lists_what_is_within_the_accounts_reach(self, machine):
        ours, theirs = machine.filed(), machine.filed("fougeres")
        shown = machine.does("list", "--as", "claire")
        assert ours in shown
        assert theirs not in shown
        assert "2026-04-07" in shown

    def test_it_speaks_the_language_of_the_locale(self, machine):
        machine.filed()
        assert "Reçue" in machine.does("list", "--as", "claire", LC_ALL="fr_FR.UTF-8")
        assert "Reçue" not in machine.does("list", "--as", "claire")

    def test_programs_get_what_the_api_returns(self, machine):
        reference = machine.filed()
        (line,) = json.loads(machine.does("list", "--as", "claire", "--json"))["requests"]
        assert (line["reference"], line["overdue"]) == (reference, True)

    def test_filters_are_those_of_the_queue(self, machine):
        reference = machine.filed()
        assert reference in machine.does("list", "--as", "claire", "--type", "erasure", "--due", "overdue")
        assert reference not in machine.does("list", "--as", "claire", "--type", "access")

    def test_a_request_is_shown_whole(self, machine):
        reference = machine.filed()
        machine.does("assign", reference, "claire", "--as", "claire")
        shown = machine.does("show", reference, "--as", "claire")
        for word in (reference, "Chloé d’Aubigné", "dpo@tilleuls.fr", "assign", "Tout effacer", "to_insurer"):
            assert word in shown
        assert "Start work" in shown

    @pytest.mark.parametrize("words", [["show"], ["start"], ["close"], ["withdraw"]])
    def test_another_insurers_request_is_unknown(self, machine, words):
        reference = machine.filed()
        elsewhere = machine.fails(*words, reference, "--as", "farid")
        assert elsewhere == machine.fails(*words, UNKNOWN, "--as", "farid")

    def test_nobody_acts_under_a_name_that_is_no_account(self, machine):
        assert "nobody" in machine.fails("list", "--as", "nobody")
        machine.accounts.revoke("claire")
        assert "claire" in machine.fails("list", "--as", "claire")

    def test_a_command_without_a_name_does_nothing(self, machine):
        assert machine.run("list").exit_code == 2


class TestActions:
    @pytest.mark.parametrize(
        ("words", "state"),
        [
            (["assign", "claire"], "received"),
            (["start"], "in_progress"),
            (["ask-identity", "--doubt", "Deux adhérents portent ce nom."], "identity_requested"),
            (["identity-verified", "--method", "callback"], "received"),
            (["withdraw", "--note", "Au téléphone."], "withdrawn"),
            (["redirect", "--to", "Caisse primaire"], "redirected"),
        ],
    )
    def test_each_leads_where_it_says_in_the_name_of_the_account(self, machine, words, state):
        reference = machine.filed()
        assert reference in machine.does(words[0], reference, *words[1:], "--as", "claire")
        case = json.loads(machine.does("show", reference, "--as", "claire", "--json"))
        assert case["request"]["state"] == state
        assert case["trail"][-1]["actor"] == "claire"

    def test_a_request_is_marked_as_the_double_of_an_earlier_one(self, machine):
        earlier, reference = machine.filed(), machine.filed()
        machine.fails("duplicate", reference, "--of", UNKNOWN, "--as", "claire")
        machine.does("duplicate", reference, "--of", earlier, "--as", "claire")
        case = json.loads(machine.does("show", reference, "--as", "claire", "--json"))
        assert case["request"]["state"] == "duplicate"

    def test_a_request_is_brought_to_its_end(self, machine):
        reference = machine.filed()
        for words in (
            ["start"],
            ["ask-clarification", "--question", "Quelle période ?"],
            ["clarified", "--text", "L’année 2025."],
            ["answer", "--outcome", "satisfied"],
        ):
            machine.does(words[0], reference, *words[1:], "--as", "claire")
        assert "Clôturée" in machine.does("close", reference, "--as", "claire", LC_ALL="fr_FR.UTF-8")

    def test_a_refusal_by_an_agent_is_refused_and_recorded(self, machine):
        reference = machine.filed()
        machine.does("start", reference, "--as", "claire")
        refusal = ["--outcome", "refused", "--reasons", "Répétée.", "--remedies-stated"]
        machine.fails("answer", reference, *refusal, "--as", "claire")
        machine.does("answer", reference, *refusal, "--as", "dpo")
        trail = json.loads(machine.does("show", reference, "--as", "dpo", "--json"))["trail"]
        assert [one["to_state"] for one in trail] == ["received", "in_progress", "in_progress", "answered"]

    def test_what_is_not_due_is_refused_in_the_language_of_the_locale(self, machine):
        reference = machine.filed()
        french = machine.fails("close", reference, "--as", "claire", LC_ALL="fr_FR.UTF-8")
        assert french == "Cette demande est reçue, mais son traitement n’a pas encore commencé.\n"

    def test_an_extension_after_the_due_date_is_refused(self, machine):
        words = ["--reason", "number", "--justification", "Douze demandes.", "--informed-on", "2026-03-20"]
        assert "7 April 2026" in machine.fails("extend", machine.filed(), *words, "--as", "dpo")


class TestFiling:
    def test_a_form_that_is_none_is_refused_before_anything_is_loaded(self, machine):
        fault = machine.fails(
            "file", "-", "--as", "claire", given='{"insurer": "tilleuls", "nir": "2800275116001"}'
        )
        assert "nir" in fault
        assert "2800275116001" not in fault
        machine.fails("file", "-", "--as", "claire", given="{")

    @pytest.mark.integration
    def test_a_form_is_filed_with_a_published_policy(self, machine, data_dir):
        machine.accounts.add("mese", "agent", ["mese"])
        wanted = json.dumps(form("mese", received_through="phone"))
        printed = machine.does(
            "file", "-", "--as", "mese", "--key", "call-1", given=wanted,
            MESDROITS_DATA_DIR=str(data_dir), MESDROITS_REQUESTS_URL=f"sqlite:///{machine.engine.url.database}",
        )  # fmt: skip
        reference = printed.split()[0]
        case = json.loads(machine.does("show", reference, "--as", "mese", "--json"))
        assert (case["request"]["filed_by"], case["request"]["recipient"]["kind"]) == ("mese", "email")


class TestTheExport:
    def test_a_spreadsheet_gets_the_queue(self, machine):
        reference = machine.filed()
        text_ = machine.does("export", "--as", "claire")
        (row,) = csv.DictReader(io.StringIO(text_.removeprefix("\ufeff"), newline=""))
        assert (row["reference"], row["overdue"]) == (reference, "true")
        assert "Aubigné" not in text_

    def test_names_are_for_who_may_list_people(self, machine):
        machine.filed()
        machine.fails("export", "--personal", "--as", "claire")
        (row,) = json.loads(machine.does("export", "--personal", "--format", "json", "--as", "dpo"))["requests"]
        assert row["subject"] == "Chloé d’Aubigné"


class TestTheTrails:
    def test_heads_are_printed_to_be_kept_elsewhere_and_checked_later(self, machine):
        machine.filed()
        (head,) = machine.does("verify").split()
        assert re.fullmatch(r"tilleuls:1:[0-9a-f]{64}", head)
        machine.filed()  # recorded, and its likeness to the first one after it
        assert machine.does("verify", "--expect", head).startswith("tilleuls:3:")

    def test_an_edit_behind_the_services_back_is_found(self, machine):
        machine.filed()
        with machine.engine.begin() as connection:
            connection.execute(text("UPDATE audit SET actor = 'somebody'"))
        result = machine.run("verify")
        assert result.exit_code == 1
        assert "tilleuls:1: edited line" in result.stdout

    def test_a_head_that_is_not_in_the_trail_any_more_is_found(self, machine):
        machine.filed()
        result = machine.run("verify", "--expect", f"tilleuls:1:{'0' * 64}")
        assert (result.exit_code, "rolled back" in result.stdout) == (1, True)

    @pytest.mark.parametrize("head", ["tilleuls", "tilleuls:x:00", "tilleuls:1:", ":1:00"])
    def test_a_head_that_is_none_is_refused(self, machine, head):
        assert "insurer:number:mac" in machine.fails("verify", "--expect", head)


class TestUpkeep:
    def test_an_email_that_was_given_up_on_is_sent_again(self, machine):
        message = give_up(machine.desk, machine.filed())
        assert message in machine.does("undelivered", "--as", "claire")
        assert machine.does("undelivered", "--as", "farid", "--json").count("id") == 0
        machine.fails("send-again", message, "--as", "farid")
        machine.does("send-again", message, "--as", "claire")
        assert json.loads(machine.does("undelivered", "--as", "claire", "--json")) == {"messages": []}

    def test_without_a_mail_server_nothing_is_sent_and_that_is_said(self, machine):
        assert "smtp_host" in machine.fails("send")

    def test_the_database_is_brought_up_to_date(self, machine, tmp_path):
        machine.does("migrate", MESDROITS_REQUESTS_URL=f"sqlite:///{tmp_path / 'new.sqlite3'}")
        assert (tmp_path / "new.sqlite3").stat().st_size > 0


class TestRetention:
    @pytest.fixture
    def old(self, machine):
        """A request whose retention is over: closed on 5 March 2020."""
        reference = machine.filed()
        with machine.engine.begin() as connection:
            change = "UPDATE requests SET state = 'closed', purge_on = :day WHERE reference = :reference"
            connection.execute(text(change), {"day": dt.date(2025, 3, 5), "reference": reference})
        return reference

    def test_a_purge_says_first_what_would_go(self, machine, old):
        result = machine.run("purge", "--as", "root")
        assert (result.exit_code, result.stdout.split()) == (0, [old])
        assert "--yes" in result.stderr
        assert "Aubigné" in machine.does("show", old, "--as", "claire")

    def test_a_purge_that_is_meant_leaves_nothing_personal(self, machine, old):
        machine.filed()
        assert machine.does("purge", "--yes", "--as", "root").split() == [old]
        shown = machine.does("show", old, "--as", "claire")
        assert "Aubigné" not in shown
        assert "chloe@" not in shown

    def test_a_purge_takes_old_opinions_on_answers_with_it(self, machine):
        said = {"useful": True, "comment": "", "citations": [], "language": "fr", "outcome": "answered"}
        made = {"id": "o", "message": "m", "insurer": "tilleuls", "at": dt.datetime(2020, 3, 5, tzinfo=dt.UTC)}
        with machine.engine.begin() as connection:
            connection.execute(insert(FeedbackRow).values(**said, **made))
        machine.does("purge", "--yes", "--as", "root")
        with machine.engine.connect() as connection:
            assert connection.execute(select(FeedbackRow.id)).all() == []

    @pytest.mark.parametrize("name", ["claire", "dpo"])
    def test_only_an_administrator_purges(self, machine, old, name):
        machine.fails("purge", "--yes", "--as", name)
        assert "Aubigné" in machine.does("show", old, "--as", "claire")


class TestOnePerson:
    KNOWN = ("--email", "chloe@example.org", "--member-number", "12345678")

    def test_a_copy_holds_all_their_requests(self, machine):
        reference = machine.filed()
        (request,) = json.loads(machine.does("person", "export", *self.KNOWN, "--as", "dpo"))["requests"]
        assert request["reference"] == reference
        assert request["file"]["subject"]["email"] == "chloe@example.org"

    @pytest.mark.parametrize("words", [["export"], ["erase", "--reason", "Art. 17.", "--yes"]])
    def test_an_agent_neither_copies_nor_erases(self, machine, words):
        machine.filed()
        machine.fails("person", *words, *self.KNOWN, "--as", "claire")

    def test_an_erasure_says_first_what_would_go(self, machine):
        reference = machine.filed()
        machine.does("withdraw", reference, "--note", "Au téléphone.", "--as", "claire")
        words = ["person", "erase", *self.KNOWN, "--reason", "Art. 17.", "--as", "dpo"]
        assert machine.does(*words).split() == [reference]
        assert "Aubigné" in machine.does("show", reference, "--as", "claire")
        assert machine.does(*words, "--yes").split() == [reference]
        assert "Aubigné" not in machine.does("show", reference, "--as", "claire")

    def test_what_is_owed_an_answer_is_not_erased(self, machine):
        reference = machine.filed()
        words = ["person", "erase", *self.KNOWN, "--reason", "Art. 17.", "--yes", "--as", "dpo"]
        assert reference in machine.does(*words)
        assert "Aubigné" in machine.does("show", reference, "--as", "claire")

    def test_an_objection_to_marketing_is_found_by_the_contact(self, machine):
        channels = {"marketing_objection": {"channels": ["email"]}}
        machine.filed(types=["marketing_objection"], answers=channels, details="")
        asked = ["objections", "check", "--insurer", "tilleuls", "--channel", "email", "--as", "dpo"]
        assert machine.run(*asked, "Chloe@Example.org").exit_code == 2
        assert machine.run(*asked, "somebody@example.org").exit_code == 0
        machine.fails(*asked, "not an address")
        machine.fails("objections", "check", "x@y.fr", "--insurer", "fougeres", "--channel", "email", "--as", "dpo")


def test_the_account_can_be_named_once_in_the_environment(machine):
    reference = machine.filed()
    assert reference in machine.does("list", MESDROITS_AGENT="claire")
