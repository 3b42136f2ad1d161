# The enrollment station. `make help` lists what can be made.
.DEFAULT_GOAL := help
.PHONY: help run test test-peers check mutants long draw bench screenshots setup setup-dev setup-peers lock format clean

VENV ?= .venv
export VENV
python := $(VENV)/bin/python
# Else each program that a test starts compiles the station anew.
unexport PYTHONDONTWRITEBYTECODE
# Of `make test`: one more than there are cores, since much of it is waiting.
WORKERS ?= $(shell expr $$(nproc) + 1)
# Exit status of the window where there is no display to show it on.
no_display := 69

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

run: setup ## Start the station with simulated devices and an embedded intake (all set-up included)
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
		$(python) -m ui; status=$$?; \
		[ $$status = $(no_display) ] || exit $$status; \
	fi; \
	echo "No display: running the scripted enrollment instead (docs/examples/enroll.toml)."; \
	exec $(python) -m station enroll --script docs/examples/enroll.toml --wait-receipt 60

test: setup-dev ## Run the whole test suite (all set-up included), in WORKERS processes
	@QT_QPA_PLATFORM=offscreen $(python) -m pytest -n $(WORKERS) --dist worksteal

test-peers: setup-peers ## Let programs that nobody here wrote judge our packets (Java, Maven and Node are installed)
	@QT_QPA_PLATFORM=offscreen $(python) -m pytest -m peers -rP --timeout 600 tests/peers

mutants: setup-dev ## Put each fault of mutants/table.toml into a copy: do the tests notice?
	@$(python) -m mutants

long: setup-dev ## What is too long for every run: all mutants, fuzz, 1,000 kills, each fault, 100 days, a crowd
	@$(python) -m mutants
	@$(python) -W error -m tests.fuzz --seconds 600
	@QT_QPA_PLATFORM=offscreen $(python) -m pytest -rP --long --timeout 7200 $(long_tests)

draw: setup-dev ## A short draw of the same, with its seeds; the tests' own draws are part of `make test`
	@$(python) -m mutants --draw 3
	@$(python) -W error -m tests.fuzz --seconds 30

long_tests := $(patsubst %,tests/e2e/test_%.py,outbox_crash resume_after_kill faults simulated_days files_that_say_no \
	intake_crowded load pieces headless slaps_of_shared_prints operators_day memory \
	records_by_service) tests/contract tests/unit \
	$(patsubst %,tests/ui/test_every_%_fits.py,page state sheet)

check: setup-dev ## Lint, types, import contracts, generated pages, length of modules
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(python) scripts/error_codes.py --check
	@$(python) scripts/adr_index.py --check
	@$(python) scripts/file_lengths.py
	@$(python) scripts/rights.py --check

bench: setup-dev ## Measure; write docs/benchmarks.md
	@QT_QPA_PLATFORM=offscreen $(python) -m benchmarks

screenshots: setup-dev ## Draw every page in three languages into build/screenshots
	@QT_QPA_PLATFORM=offscreen $(python) -m ui.screenshots

setup: ## Debian packages, virtual environment, face models
	@scripts/setup.sh

setup-dev: ## The same, and what tests and checks need
	@scripts/setup.sh --dev

setup-peers: setup-dev
	@scripts/setup.sh --peers

lock: setup-dev ## Resolve the dependencies anew and write requirements/*.lock
	@requirements/lock.sh

format: setup-dev ## Format the code
	@$(VENV)/bin/ruff check --fix . && $(VENV)/bin/ruff format .

clean: ## Remove what was built (not the virtual environment)
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks
