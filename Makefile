# Every target sets up what it needs; nothing but Python 3.11 or newer, make and a package index is assumed.
PYTHON ?= python3
BIN := .venv/bin
LISTS ?=
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help install enrich refresh demo check test reliability lint types docs screenshots bench eval serve clean

help: ## Explain the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/run.stamp ## Make .venv with the program in it

enrich: .venv/run.stamp ## Enrich lists/*.md (or LISTS="a.md b.md") into db/papers.db and print a summary
	@$(BIN)/enrich run $(LISTS) || test $$? -eq 3

refresh: .venv/run.stamp ## Ask again for what is stale (in LISTS, or lists/*.md); see docs/automate.md
	@$(BIN)/enrich refresh $(LISTS) || { code=$$?; test $$code -eq 3 || exit $$code; \
		echo "Done, but not everybody could be asked; the next run asks for the rest."; }

demo: .venv/run.stamp ## Watch a whole online run against simulated services on this machine
	@$(BIN)/python -m tests.services.demo

check: lint types docs test reliability ## Everything that must pass before a commit

test: .venv/dev.stamp ## Run the whole test suite
	@$(BIN)/python -m pytest -n auto -q

reliability: .venv/dev.stamp ## Run lists through failing services, kill runs, ask silent hosts (a minute)
	@$(BIN)/python -m pytest -n auto -q -m slow

lint: .venv/dev.stamp ## Check style and formatting
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: .venv/dev.stamp ## Check the types, strictly
	@$(BIN)/mypy

docs: .venv/dev.stamp ## Check that the generated pages are current (write them with: make docs WRITE=1)
	@$(BIN)/python -m tools.schema $(if $(WRITE),,--check)
	@$(BIN)/python -m tools.commands $(if $(WRITE),,--check)
	@$(BIN)/python -m tools.settings $(if $(WRITE),,--check)
	@$(BIN)/python -m tools.lists $(if $(WRITE),,--check)

screenshots: .venv/dev.stamp ## Make docs/images anew, from a run against simulated services (needs Chromium)
	@$(BIN)/python -m tools.screenshots

bench: .venv/dev.stamp ## Measure speed and memory, and print the table
	@$(BIN)/python -m bench

eval: .venv/run.stamp ## Try the hard pairs, or score LISTS=folder against what is known of its papers
	@$(BIN)/enrich eval $(LISTS)

serve: .venv/run.stamp ## Browse the database: a site of its own beside Datasette, on this machine only
	@$(BIN)/enrich serve --port $(or $(PORT),8001)

clean: ## Remove what was built; your database and lists stay
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis db/catalogue.db
	find enrich tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps say what was installed; a changed pyproject.toml or constraints.txt installs again.
.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv

.venv/run.stamp: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing into .venv …"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[parquet,serve]'
	@touch $@

.venv/dev.stamp: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing into .venv …"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@ .venv/run.stamp
