# Needs Python 3.11 or newer with pip, make and git; everything else comes from the lock file.
PYTHON ?= python3
UV := .tools/bin/uv
BIN := .venv/bin
TESTS ?= tests
WORKERS ?= auto
SECONDS ?= 600
PUBLISHED := 2031-03-14
export UV_PYTHON_DOWNLOADS := never
export OMP_NUM_THREADS := 1

.PHONY: help demo test fuzz check lint types imports codebook audit format bench clean
.DEFAULT_GOAL := help

help:  ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(UV):
	@echo "bringing uv into .tools (once)" >&2
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools uv

.venv/.runtime: $(UV) pyproject.toml uv.lock
	@echo "making the environment from the lock file" >&2
	@$(UV) sync --quiet --frozen --inexact --no-dev --python $(PYTHON)
	@touch $@

.venv/.dev: .venv/.runtime
	@$(UV) sync --quiet --frozen --inexact --all-extras --python $(PYTHON)
	@touch $@

demo: .venv/.runtime  ## code a bundled scan and show what comes out
	@$(BIN)/dateline code examples/scan.txt --published $(PUBLISHED)

test: .venv/.dev  ## run every test (TESTS=tests/cli for some)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(TESTS)

fuzz: .venv/.dev  ## throw damaged files at every reader for ten minutes of processor time (SECONDS=60 for one)
	@$(BIN)/python tests/fuzz.py --seconds $(SECONDS)

check: lint types imports codebook  ## run every linter

lint: .venv/.dev  ## style and formatting
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/ruff format --check src tests benchmarks

types: .venv/.dev  ## mypy, strict
	@$(BIN)/mypy

imports: .venv/.dev  ## the import contracts of the architecture
	@$(BIN)/lint-imports

codebook: .venv/.dev  ## faults of the packaged codebook
	@$(BIN)/dateline codebook check

audit: $(UV)  ## ask for known vulnerabilities of the locked packages (STRICT=1: fail where nobody can be asked)
	@UV=$(UV) .ci/audit $(if $(STRICT),--strict)

format: .venv/.dev  ## format the source
	@$(BIN)/ruff check --fix --quiet src tests benchmarks
	@$(BIN)/ruff format src tests benchmarks

bench: .venv/.dev  ## time the path against the bare parser, score the gold files; writes benchmarks/RESULTS.md
	@$(BIN)/python benchmarks/bench.py

clean:  ## remove what was made (not the tools)
	@rm -rf .venv .cache dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
