"""The command line of accounts."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from assistant.accounts.sessions import Sessions
from assistant.commands.users import users_app
from assistant.errors import BadSignIn, NotSignedIn
from assistant.requests.store.database import migrate, open_database
from assistant.settings import Settings
from ingest.releases import ReleaseStore
from tests.assistant.desk_by_hand import SECRET, Clock, accounts_at, filing_desk, quick_passwords

pytestmark = pytest.mark.integration  # each command migrates a database

RIGHT = "quatre chevaux blancs"


class Machine:
    """A data folder, its accounts, and the command line."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.engine = open_database(None, folder)
        migrate(self.engine)
        desk = filing_desk(Settings(data_dir=folder, secret_key=SECRET), self.engine, Clock())
        self.accounts = accounts_at(desk)
        self.sessions = Sessions(desk.store, desk.keys, desk.settings, Clock(), quick_passwords())
        for name, role in (("claire", "agent"), ("chatbot", "program")):
            self.accounts.add(name, role, ["tilleuls"])

    def run(self, *words, given=None):
        known = {"MESDROITS_DATA_DIR": str(self.folder), "MESDROITS_SECRET_KEY": SECRET, "LC_ALL": "en_GB.UTF-8"}
        return CliRunner().invoke(users_app, words, env=known, input=given)

    def does(self, *words, given=None):
        """What a command that succeeds prints."""
        result = self.run(*words, given=given)
        assert result.exit_code == 0, result.output
        return result.stdout


@pytest.fixture
def machine(tmp_path):
    machine = Machine(tmp_path)
    yield machine
    machine.engine.dispose()


class TestMakingAnAccount:
    def test_the_password_made_for_it_is_the_only_thing_on_standard_output(self, machine):
        password = machine.does("add", "zoe", "--role", "agent", "--all-insurers").strip()
        assert machine.sessions.sign_in("zoe", password).actor.role == "agent"

    def test_a_password_may_be_given_on_standard_input_and_is_not_printed(self, machine):
        result = machine.run(
            "add", "zoe", "--role", "dpo", "--all-insurers", "--password-stdin", given=f"{RIGHT}\n"
        )
        assert result.exit_code == 0
        assert RIGHT not in result.output
        assert machine.sessions.sign_in("zoe", RIGHT)

    @pytest.mark.parametrize("given", ["court\n", "\n", "", "motdepasse2026\n"])
    def test_a_password_that_will_not_do_makes_no_account(self, machine, given):
        result = machine.run("add", "zoe", "--role", "dpo", "--all-insurers", "--password-stdin", given=given)
        assert result.exit_code == 1
        assert "zoe" not in [one.name for one in machine.accounts.list()]

    @pytest.mark.parametrize("words", [["--role", "program"], ["--role", "evaluator", "--no-password"]])
    def test_programs_and_accounts_of_the_provider_get_no_password(self, machine, words):
        assert machine.does("add", "zoe", "--all-insurers", *words) == ""
        assert not machine.accounts.find("zoe").has_password

    def test_an_insurer_that_is_not_published_is_refused(self, machine):
        pointer = ReleaseStore(machine.folder).pointer("tilleuls")
        pointer.parent.mkdir(parents=True)
        pointer.write_text("r1")
        (pointer.parent / "r1").mkdir()
        good = machine.run("add", "zoe", "--role", "agent", "--insurer", "tilleuls")
        bad = machine.run("add", "max", "--role", "agent", "--insurer", "tileuls")
        assert (good.exit_code, bad.exit_code) == (0, 1)
        assert machine.accounts.named("zoe").insurers == frozenset({"tilleuls"})

    @pytest.mark.parametrize("role", ["agent", "supervisor", "dpo", "evaluator", "program"])
    def test_an_account_without_an_insurer_is_refused(self, machine, role):
        assert machine.run("add", "zoe", "--role", role).exit_code == 1

    def test_an_administrator_reaches_every_insurer(self, machine):
        machine.does("add", "zoe", "--role", "administrator")
        assert machine.accounts.named("zoe").insurers is None

    def test_a_name_in_use_keeps_its_password(self, machine):
        machine.accounts.set_password("claire", RIGHT)
        assert machine.run("add", "claire", "--role", "dpo", "--all-insurers").exit_code == 1
        assert machine.sessions.sign_in("claire", RIGHT)


class TestWhatOpensIt:
    def test_a_new_password_ends_sessions_and_the_one_before(self, machine):
        machine.accounts.set_password("claire", RIGHT)
        signed = machine.sessions.sign_in("claire", RIGHT)
        new = machine.does("password", "claire").strip()
        with pytest.raises(NotSignedIn):
            machine.sessions.current(signed.cookie)
        assert machine.sessions.sign_in("claire", new)
        with pytest.raises(BadSignIn):
            machine.sessions.sign_in("claire", RIGHT)

    @pytest.mark.parametrize("name", ["claire", "chatbot"])
    def test_a_key_is_the_only_thing_on_standard_output(self, machine, name):
        assert machine.accounts.signed_in(machine.does("key", name).strip()).name == name

    def test_a_program_gets_no_password(self, machine):
        assert machine.run("password", "chatbot").exit_code == 1

    def test_a_locked_account_is_shown_and_unlocked(self, machine):
        machine.accounts.set_password("claire", RIGHT)
        for _ in range(5):
            with pytest.raises(BadSignIn):
                machine.sessions.sign_in("claire", "x")
        listed = {one["name"]: one for one in json.loads(machine.does("list", "--json"))}
        assert listed["claire"]["locked_until"]
        machine.does("unlock", "claire")
        assert machine.sessions.sign_in("claire", RIGHT)

    def test_another_role_is_given(self, machine):
        machine.does("change", "claire", "--role", "supervisor", "--all-insurers")
        assert (machine.accounts.named("claire").role, machine.accounts.named("claire").insurers) == (
            "supervisor",
            None,
        )


class TestLooking:
    def test_a_revoked_account_stays_in_the_list(self, machine):
        machine.does("revoke", "claire")
        listed = {one["name"]: one for one in json.loads(machine.does("list", "--json"))}
        assert listed["claire"]["revoked_at"]
        assert not listed["chatbot"]["revoked_at"]
        assert "claire" in machine.does("list")
        assert machine.run("revoke", "claire").exit_code == 1

    def test_the_list_holds_no_hash(self, machine):
        machine.accounts.set_password("claire", RIGHT)
        machine.accounts.new_key("claire")
        assert "argon2" not in machine.does("list", "--json") + machine.does("list")
        assert "password, key" in machine.does("list")

    def test_what_happened_is_told_the_latest_first(self, machine):
        machine.accounts.new_key("claire")
        assert [one["what"] for one in json.loads(machine.does("events", "claire", "--json"))] == [
            "key_made",
            "made",
        ]
        assert "chatbot" in machine.does("events")
        assert "chatbot" not in machine.does("events", "claire")

    @pytest.mark.parametrize("command", ["password", "key", "unlock", "revoke"])
    def test_a_name_that_nobody_has_is_one_line(self, machine, command):
        result = machine.run(command, "nobody")
        assert result.exit_code == 1
        assert result.stderr.startswith("mesdroits: ")
        assert result.stdout == ""
