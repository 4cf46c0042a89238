#!/usr/bin/env bats
# tests/fuzz/run: a fuzzer that fails makes the whole run fail, and the others still run.

load support

@test "a fuzzer that fails fails the run; the others are run all the same" {
	cd "$BATS_TEST_TMPDIR"
	printf '#!/bin/sh\necho "ERROR: found one"; exit 77\n' >fuzz_bad
	printf '#!/bin/sh\necho "stat: fine"; touch ran\n' >fuzz_good
	chmod +x fuzz_bad fuzz_good
	run "$root/tests/fuzz/run" 1 ./fuzz_bad ./fuzz_good
	[ "$status" = 1 ]
	[ -f ran ]
	[[ $output == *"ERROR: found one"* ]]
	[[ $output == *"failed: ./fuzz_bad"* ]]
	run "$root/tests/fuzz/run" 1 ./fuzz_good
	[ "$status" = 0 ]
}
