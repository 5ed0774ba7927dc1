# The list of verbs. Each does all the set-up it needs, on a machine with Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo serve test lint bench soak messages docs ledgers lock clean

help:  ## show this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "unionbooks needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …")'
	@echo "Setting up $(VENV) (once, about a minute) …" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY)  ## play a month of a small school union, from the bank statement to the package
	@$(BIN)/python tools/play_month.py

serve: $(READY)  ## open the example books of ledgers/ in Fava
	@$(BIN)/unionbooks -C ledgers serve

test: lint  ## run every test, with coverage
	@$(BIN)/python tools/browser.py
	@$(BIN)/pytest -n 2 --dist loadgroup --cov --cov-report=term

lint: $(READY)  ## check style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(READY)  ## measure against bean-check and others, as ratios in one run
	@$(BIN)/python tests/benchmarks/bench.py

soak: $(READY)  ## the long tests: kills, full disks, many writers, full fuzzing
	@$(BIN)/python tests/soak/kills.py --kills 2000
	@$(BIN)/python tests/soak/faults.py
	@$(BIN)/python tests/soak/writers.py --processes 8 --commits 50
	@$(BIN)/python tests/soak/full_disk.py
	@HYPOTHESIS_PROFILE=soak $(BIN)/pytest -q tests/fuzz

messages: $(READY)  ## build the Chinese catalog from its parts
	@$(BIN)/python tools/messages.py

docs: $(READY)  ## write the reference pages anew
	@$(BIN)/python tools/reference.py

ledgers: $(READY)  ## write the example books anew
	@$(BIN)/python tools/make_ledgers.py

lock: $(READY)  ## choose the dependencies' versions anew (needs uv)
	@uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-annotate --no-header --upgrade --output-file requirements.lock >/dev/null

clean:  ## remove what can be made again
	@rm -rf $(VENV) demo bench-data .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov
