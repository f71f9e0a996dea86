# `make` alone lists what there is. Everything here calls scripts/ or swift; nothing needs an environment variable.

SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
PHASE := scripts/phase
ATTUNE := .build/release/attune
# The tests and the check build alike, so that neither makes the other build again.
STRICT := --explicit-target-dependency-import-check error

.DEFAULT_GOAL := help
.PHONY: help setup build quickstart test check bench format docs clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## check the toolchain and fetch libtorch; quick when it is all there
	@scripts/setup

build: setup ## build the attune program, optimised, into .build/release
	@$(PHASE) --quiet "release build" swift build -c release -debug-info-format none --product attune
	@echo "    $(ATTUNE) is ready"

quickstart: build ## fine-tune a real model on real data and show what it learned
	@$(PHASE) "model and data" scripts/fetch quickstart
	@$(PHASE) "quickstart" $(ATTUNE) quickstart

test: setup ## build and run all tests
	@$(PHASE) --quiet "test build" swift build --build-tests $(STRICT)
	@$(PHASE) "tests" swift test --disable-xctest $(STRICT)

check: setup ## format, warnings, sizes, forbidden words, imports, documents
	@scripts/check

bench: build ## measure speed, memory and the parts of a step on the quickstart's work
	@$(PHASE) "model and data" scripts/fetch quickstart
	@scripts/bench

format: ## put all Swift files into the project's format
	@swift format -i --recursive --parallel --configuration .swift-format Package.swift Sources Tests

docs: build ## write docs/COMMANDS.md from the program's own help, then check all documents
	@scripts/docs
	@scripts/check documents

clean: ## remove what was built; the cache outside this folder stays
	@rm -rf .build
