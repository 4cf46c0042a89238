#!/usr/bin/env bats
# tests/run counts what ran: a skipped test is no passed one, a program that dies is a failed one.
load support

setup() {
	tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree/tests" "$tree/build/release/tests" "$tree/fixtures"
	cp "$BATS_TEST_DIRNAME/run" "$tree/tests/run"
}

program() { # NAME LINES...
	local name=$1
	shift
	{
		echo '#!/bin/sh'
		for line; do printf "echo '%s'\n" "$line"; done
	} >"$tree/build/release/tests/$name"
	chmod +x "$tree/build/release/tests/$name"
}

# Runs all: $last is the last line, $status the exit status.
counted() {
	status=0
	MODE=release "$tree/tests/run" >"$BATS_TEST_TMPDIR/out" 2>&1 || status=$?
	last=$(tail -n 1 "$BATS_TEST_TMPDIR/out")
}

@test "skips are not counted as passed" {
	program test_a '1..3' 'ok 1 - one' 'ok 2 - two # SKIP no tool' 'ok 3 three # skip no root'
	counted
	[ "$last" = '1 passed, 0 failed' ]
	grep -q '^2 skipped' "$BATS_TEST_TMPDIR/out"
}

@test "a program that skips all of itself is no failure, and nothing passed is no success" {
	program test_a '1..0 # skip nothing to ask'
	counted
	[ "$status" -ne 0 ]
	grep -q '^1 skipped' "$BATS_TEST_TMPDIR/out"
	program test_b '1..1' 'ok 1 - one'
	counted
	[ "$last" = '1 passed, 0 failed' ]
	[ "$status" -eq 0 ]
}

@test "a failure is one, and so is silence" {
	program test_a '1..2' 'ok 1 - one' 'not ok 2 - two'
	program test_b
	counted
	[ "$last" = '1 passed, 2 failed' ]
	[ "$status" -ne 0 ]
}
