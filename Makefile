# Needs make and Python 3.11 or newer; everything else is installed into .venv, which can be deleted at any time.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done)
DEMO ?= examples/us-2020-police-face-search.yaml
DEMO_DAY ?= 2020-06-01
CASES ?= ../shared/data/cases
LISTS ?= ../shared/data/lists
PAIRS ?= ../shared/data/pairs

# Tests start the program hundreds of times: what Python has compiled is kept, whatever the shell around says.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test lint docs reference bench clean

help: ## Say what each target does
	@grep -hE '^[a-z]+:.*## ' Makefile | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

demo: $(VENV)/.installed-run ## Review a documented transaction and show the memo
	@mkdir -p build
	@$(BIN)/duecare review $(DEMO) --known-at $(DEMO_DAY)
	@$(BIN)/duecare review $(DEMO) --known-at $(DEMO_DAY) --format html -o build/demo.html 2>/dev/null
	@echo
	@echo "The same memo as a page: build/demo.html"
	@echo "Run it yourself:         $(BIN)/duecare review $(DEMO) --known-at $(DEMO_DAY)"
	@echo "What to find out next:   $(BIN)/duecare questions $(DEMO) --known-at $(DEMO_DAY)"
	@echo "A tour of the rest:      docs/tutorial/first-review.md"

test: $(VENV)/.installed-dev ## Run every test; says which are skipped and why
	@scripts/system_packages
	$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

lint: $(VENV)/.installed-dev ## Check style, types and the floors between the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.installed-docs ## Build the documentation into site/
	$(BIN)/python scripts/write_reference.py --check
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "The documentation: site/index.html"

reference: $(VENV)/.installed-run ## Write again the reference pages that come from the rules
	$(BIN)/python scripts/write_reference.py

bench: $(VENV)/.installed-dev ## Run every benchmark; CASES, LISTS and PAIRS name folders of outside data
	@set -e; for file in benchmarks/*.py; do \
		echo "== $$file"; \
		case $$file in \
			*/backtest.py) if [ -d "$(CASES)" ]; then $(BIN)/python $$file --cases "$(CASES)"; \
				else echo "not run: no coded deals in $(CASES)"; fi ;; \
			*/screening.py) if [ -d "$(PAIRS)" ]; then $(BIN)/python $$file --lists "$(LISTS)" --pairs "$(PAIRS)"; \
				else echo "not run: no pairs in $(PAIRS)"; fi ;; \
			*/screening_*.py | */mangle.py) echo "parts of screening.py" ;; \
			*) $(BIN)/python $$file ;; \
		esac; \
	done

clean: ## Delete everything that these targets made
	rm -rf $(VENV) build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Duecare needs Python 3.11 or newer, and none was found. Name one: make PYTHON=..." >&2; exit 2; }
	$(PYTHON) -m venv --clear $(VENV)

# A stamp is written only when its installation has succeeded, and lives and dies with the environment it describes.
$(VENV)/.installed-run: EXTRAS =
$(VENV)/.installed-dev: EXTRAS = [dev]
$(VENV)/.installed-docs: EXTRAS = [docs]
$(VENV)/.installed-%: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".$(EXTRAS)"
	@touch $@
