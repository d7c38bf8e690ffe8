# make site · make bundle · make test · make serve · make check · make dist · make lock · make wheelhouse
# Everything happens in .venv, which the first target makes; nothing else has to be typed or installed before.

# PYTHON=/path/to/python3 makes .venv with that one; WHEELHOUSE=folder installs from that folder alone, without a network.
# Both go to tools/ through the environment, so that any letter may stand in a path.
export PYTHON WHEELHOUSE
BIN := .venv/bin
KHUMUE := $(BIN)/python -m khumue
# Tests are shared by the processors, a file to each at a time, since those of a file use what one of them has made.
SHARED := -n auto --maxprocesses 4 --dist loadfile

.PHONY: site bundle serve test check dist lock golden benchmark pictures wheelhouse clean FORCE

site: .venv/site.done ## build the manual into site/
	@$(KHUMUE) build

bundle: site ## the built manual as archives for a server or a USB stick, in dist/
	@$(KHUMUE) bundle

serve: .venv/site.done ## show the manual, and follow every saved file
	@$(KHUMUE) serve

test: .venv/test.done ## everything that a change must keep true; ends within 15 minutes on 2 cores
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/oxlint overrides generator/editor/assets tests
	$(BIN)/pytest $(SHARED)

check: .venv/check.done ## the same, and the slow matrix: every page, one of each kind in Firefox, a kill at many moments of a build
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 -p khumue
	$(BIN)/oxlint overrides generator/editor/assets tests
	$(BIN)/pytest $(SHARED) --every

dist: .venv/site.done ## the program as a wheel in dist/, to be installed in any environment
	@tools/packages wheel

golden: .venv/test.done ## write the expected files anew (golden pages, JSON schema, messages); look at the difference before you commit
	$(BIN)/pytest --rewrite tests/test_pages.py tests/test_schema.py tests/test_bad_inputs.py tests/test_proof.py

benchmark: .venv/test.done ## measure, beside other builders in one run; docs/performance.md says what (BUILD="--pairs 4500" for a larger manual)
	@tools/packages install requirements-benchmark.lock
	$(BIN)/python benchmarks/build.py $(BUILD)
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/phone.py

lock: .venv/test.done ## renew the exact versions from pyproject.toml
	tools/lock

pictures: .venv/test.done ## take the pictures in docs/ anew, of a site built now
	@$(KHUMUE) build
	$(BIN)/python tools/pictures

wheelhouse: .venv/site.done ## gather every locked package, and khumue itself, to install on Windows and Linux without a network
	@tools/packages gather requirements-test.lock

clean:
	rm -rf .venv .cache site dist

.venv/made: FORCE
	@tools/venv

.venv/site.done: .venv/made requirements.lock pyproject.toml
	@tools/packages install requirements.lock
	@tools/require-pango $(BIN)/python
	@touch $@

.venv/check.done: .venv/test.done tests/ooxml/package-lock.json
	@tools/require-ooxml
	@tools/require-firefox
	@touch $@

.venv/test.done: .venv/site.done requirements-test.lock
	@tools/packages install requirements-test.lock
	@tools/require-pango $(BIN)/python 1
	@tools/require-chromium $(BIN)/python
	@tools/require-nginx
	@tools/require-java
	@touch $@
