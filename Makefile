# `make` lists the targets. Every step is idempotent: stamp files under .cache/stamps remember what
# is done, and a changed lock or configuration file repeats the step that depends on it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

ROOT := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PYTEST := $(PY) -m pytest
# Two files of tests at a time, each worker with chains of its own.
SIDE_BY_SIDE := -n 2 --dist loadfile
STAMPS := .cache/stamps
CONTRACTS := $(shell find contracts -name '*.sol' 2>/dev/null)
BROWNIE_HOME := $(HOME)/.brownie
DATA ?= ../shared/data

# The compiler and the chains of this repository, whatever else is installed.
export PATH := $(ROOT)tools/bin:$(PATH)
export SOLCX_BINARY_PATH := $(ROOT)tools/solc
export PIP_DISABLE_PIP_VERSION_CHECK := 1

##@ Start here

.PHONY: help
help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z][a-z-]*:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: $(STAMPS)/package $(STAMPS)/node $(STAMPS)/networks ## Check the computer, install everything into this folder

.PHONY: build
build: $(STAMPS)/build ## Compile the contracts into build/

.PHONY: web
web: build ## Bundle the page that looks people up and checks the proofs, into build/web/
	node tools/web/build.mjs

.PHONY: demo
demo: setup build ## Run a pilot jurisdiction on a local chain and verify it
	$(BIN)/isonomia demo

##@ Check

.PHONY: lint
lint: setup ## Style, types and static analysis of Python, Solidity and the page
	$(PY) tools/check_compiler_settings.py
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	node node_modules/@biomejs/biome/bin/biome check --error-on-warnings
	node node_modules/solhint/solhint.js --disc --max-warnings 0 'contracts/**/*.sol'
	FOUNDRY_PROFILE=contracts $(BIN)/slither . --config-file slither.config.json

# Side by side: tests without a chain take one core, those with one wait for the node on the other.
.PHONY: test
test: lint build ## Lint, then every test on Ganache and on Anvil
	$(MAKE) -j2 test-offline test-chains

.PHONY: test-offline
test-offline: build ## Tests that need no chain
	$(PYTEST) -m "offline and not deep"

.PHONY: test-chains
test-chains:
	$(MAKE) test-ganache
	$(MAKE) test-anvil
	$(MAKE) test-foundry

.PHONY: test-ganache
test-ganache: build ## Tests that need a chain, with Ganache as the chain
	$(PYTEST) --chain ganache -m "not deep and not offline"

.PHONY: test-anvil
test-anvil: build ## Tests that need a chain, with Anvil as the chain
	$(PYTEST) --chain anvil -m "not deep and not offline" $(SIDE_BY_SIDE)

.PHONY: test-foundry
test-foundry: build ## The tests of the contracts written in Solidity: fuzz tests and invariants
	forge test

.PHONY: test-deep
test-deep: build ## The long campaigns: more examples, more steps, tests marked deep
	ISONOMIA_DEEP=1 $(PYTEST) --chain anvil -m ""
	FOUNDRY_PROFILE=deep forge test

.PHONY: coverage
coverage: coverage-solidity ## Line and branch coverage of the contracts and of the Python package
	$(BIN)/coverage run -m pytest --chain anvil
	$(BIN)/coverage report
	$(BIN)/coverage html --quiet

.PHONY: coverage-solidity
coverage-solidity: build ## The contracts alone; fails when one of them is not covered completely
	mkdir -p reports
	FOUNDRY_PROFILE=contracts forge coverage --ir-minimum --no-match-coverage '(node_modules|tests)/' \
	  --no-match-contract 'Invariants|Scale' \
	  --report summary --report lcov --report-file reports/solidity.lcov
	$(PY) tools/check_solidity_coverage.py reports/solidity.lcov

.PHONY: bench
bench: build ## Measure gas and throughput beside comparable systems
	$(PY) -m bench

.PHONY: season
season: build ## Redeem and settle 100,000 signed orders on Anvil, write bench/season.md
	$(PY) -m bench.season

.PHONY: bench-screen
bench-screen: setup ## Measure the screening on real participation in DATA, write bench/screening.md
	$(PY) -m bench.screening $(DATA)

.PHONY: bench-replay
bench-replay: build ## Measure plain and fast replays of histories, write bench/replay.md
	$(PY) -m bench.replay

##@ Maintain

.PHONY: format
format: setup ## Rewrite the sources of Python and of the page in the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	node node_modules/@biomejs/biome/bin/biome check --write

.PHONY: chain
chain: $(STAMPS)/node ## Run the persistent local chain (network isonomia-local), state in .chain/
	ganache --server.port 8600 --chain.chainId 71337 --chain.hardfork shanghai \
	  --database.dbPath .chain --wallet.seed isonomia --wallet.defaultBalance 1000000

.PHONY: lock
lock: ## Resolve requirements/*.in and package.json again and rewrite the locks
	python=$$(tools/check_toolchain.sh); $$python -m venv .cache/lock
	.cache/lock/bin/pip install --quiet --require-hashes -r requirements/lock.txt
	uv="$(ROOT).cache/lock/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --upgrade"; \
	$$uv requirements/dev.in -o requirements/dev.txt; \
	$$uv requirements/runtime.in -c requirements/dev.txt -o requirements/runtime.txt; \
	$$uv requirements/build.in -c requirements/dev.txt -o requirements/build.txt; \
	$$uv requirements/lock.in -o requirements/lock.txt
	npm update --package-lock-only

.PHONY: clean
clean: ## Remove build results and reports; keep the environments
	rm -rf build out cache reports htmlcov .coverage .hypothesis .mypy_cache .pytest_cache \
	  .ruff_cache $(STAMPS)/build
	find contracts isonomia scripts tests tools bench -name __pycache__ -prune \
	  -exec rm -rf {} + 2>/dev/null || true

.PHONY: distclean
distclean: clean ## Remove the environments too
	rm -rf .venv node_modules .cache *.egg-info

# ---- the steps behind the targets ----------------------------------------------------------------

$(STAMPS)/toolchain: tools/check_toolchain.sh
	@mkdir -p $(@D)
	@tools/check_toolchain.sh > $@

# Brownie 1.22 is installed as source: the compiled modules of its wheel reject valid input (a
# default network, `networks import FILE true`, a state machine) and break deployments on live
# networks, each with a TypeError.
$(STAMPS)/python: requirements/build.txt requirements/dev.txt $(STAMPS)/toolchain
	"$$(cat $(STAMPS)/toolchain)" -m venv $(VENV)
	$(PY) -m pip install --quiet --require-hashes -r requirements/build.txt
	BROWNIE_NOCOMPILE=1 $(PY) -m pip install --quiet --require-hashes --no-build-isolation \
	  --no-binary eth-brownie -r requirements/dev.txt
	@$(PY) -c 'import brownie._config as c; assert c.__file__.endswith(".py"), c.__file__' || { \
	  echo "eth-brownie is installed in its compiled form: run pip cache remove eth_brownie," \
	    "make distclean and make setup" >&2; exit 1; }
	@touch $@

$(STAMPS)/package: pyproject.toml requirements/runtime.in tools/site/isonomia_environment.py $(STAMPS)/python
	$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@printf '%s\nimport isonomia_environment\n' "$(ROOT)tools/site" \
	  > "$$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/isonomia-tools.pth"
	@touch $@

$(STAMPS)/node: package-lock.json .npmrc $(STAMPS)/toolchain
	npm ci --no-fund --no-audit --loglevel=error
	@node tools/web/chromium.mjs > /dev/null
	@touch $@

# Again when the list changed, or when this user's Brownie has not got it.
$(STAMPS)/networks: scripts/config/networks.yaml $(STAMPS)/package $(if $(shell grep -s isonomia-local $(BROWNIE_HOME)/network-config.yaml),,networks-missing)
	$(BIN)/brownie networks import scripts/config/networks.yaml true > /dev/null
	@touch $@

.PHONY: networks-missing
networks-missing:

$(STAMPS)/build: $(CONTRACTS) foundry.toml brownie-config.yaml tools/solc/solc-v0.8.37 $(STAMPS)/package $(STAMPS)/node $(STAMPS)/networks
	$(PY) -m isonomia.build
	@touch $@
