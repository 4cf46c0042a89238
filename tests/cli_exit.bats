#!/usr/bin/env bats
# Exit statuses, and what stands on stdout and stderr.
load cli_support

@test "0: nothing is wrong, and deletion is no damage" {
	for name in live deletes gc; do
		examine_fixture $name
		[ "$status_code" -eq 0 ]
	done
}

@test "3: damage, also of scan and resolve alone; lists stay 0" {
	for name in blob-one-bit-flipped blob-one-byte-short blob-emptied link-empty json-duplicate-keys; do
		examine_fixture $name
		[ "$status_code" -eq 3 ]
		run "$SHERD" resolve -q "$case_file"
		[ "$status" -eq 3 ]
		run "$SHERD" findings "$case_file"
		[ "$status" -eq 0 ]
	done
}

@test "1: a case that is absent, none of ours, or a directory" {
	echo text >"$BATS_TEST_TMPDIR/text"
	sqlite3 "$BATS_TEST_TMPDIR/other.db" 'create table t(a)'
	for path in "$BATS_TEST_TMPDIR/absent.db" "$BATS_TEST_TMPDIR/text" "$BATS_TEST_TMPDIR/other.db" \
		"$BATS_TEST_TMPDIR"; do
		run "$SHERD" summary "$path"
		[ "$status" -eq 1 ]
		[ "$(printf '%s\n' "$output" | wc -l)" -eq 1 ]
	done
	[ ! -e "$BATS_TEST_TMPDIR/absent.db" ]
}

@test "2: a case beneath a source" {
	"$FIXTURES/unpack" live "$BATS_TEST_TMPDIR/t"
	run "$SHERD" examine "$BATS_TEST_TMPDIR/t/case.db" "$BATS_TEST_TMPDIR/t"
	[ "$status" -eq 2 ]
	[ ! -e "$BATS_TEST_TMPDIR/t/case.db" ]
}

@test "1: a full disk is told, not hidden" {
	[ -w /dev/full ] || skip "no /dev/full here"
	examine_fixture live
	run bash -c "'$SHERD' images '$case_file' --json >/dev/full"
	[ "$status" -eq 1 ]
	[[ $output == *stdout* ]]
}

@test "a reader that goes away ends it quietly" {
	examine_fixture live
	run bash -c "set -o pipefail; { '$SHERD' blobs '$case_file' --json 2>&3; echo \$? >&3; } 3>&1 >&4 4>&- | cat" 4> >(true)
	[[ $output == 0 ]]
}

@test "examine ends with the summary and names the report; -q keeps stderr silent" {
	examine_fixture live
	grep -q '^What to do next' "$BATS_TEST_TMPDIR/live.out"
	grep -q "^Report: .*live.report/report.html$" "$BATS_TEST_TMPDIR/live.out"
	[ ! -s "$BATS_TEST_TMPDIR/live.err" ]
}

@test "progress as JSON lines on stderr" {
	"$FIXTURES/unpack" live "$BATS_TEST_TMPDIR/t"
	"$SHERD" scan "$BATS_TEST_TMPDIR/c.db" "$BATS_TEST_TMPDIR/t" --progress json 2>"$BATS_TEST_TMPDIR/err"
	jq -e -s 'length > 0 and all(.phase and (.items | type) == "number")' "$BATS_TEST_TMPDIR/err"
}

@test "a locale changes nothing" {
	examine_fixture live
	LC_ALL=C "$SHERD" images "$case_file" >"$BATS_TEST_TMPDIR/a"
	LC_ALL=ja_JP.UTF-8 TZ=Asia/Tokyo "$SHERD" images "$case_file" >"$BATS_TEST_TMPDIR/b"
	diff "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
}
