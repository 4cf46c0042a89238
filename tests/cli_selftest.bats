#!/usr/bin/env bats
# Known answers on this machine: they hold, the same everywhere; what must fail does; nothing is left behind.
load support

@test "every answer is the recorded one, and the controls fail as they must" {
	"$SHERD" selftest >"$BATS_TEST_TMPDIR/out"
	! grep '^FAILED' "$BATS_TEST_TMPDIR/out"
	grep -q '^ok      control: one byte flipped' "$BATS_TEST_TMPDIR/out"
	grep -q '^ok      control: archive cut off' "$BATS_TEST_TMPDIR/out"
	# the numbers are those of the recipes' records, and the executable is this one
	for name in deletes gc live; do
		for key in images tags blobs findings; do
			n=$(jq ".$key | length" "$FIXTURES/$name/truth.json")
			grep -qF "ok      $name: $key: expected $n, found $n as recorded, $n in all" "$BATS_TEST_TMPDIR/out"
		done
	done
	grep -q "^executable $(sha256sum <"$SHERD" | cut -c 1-64)" "$BATS_TEST_TMPDIR/out"
	grep -q "^evidence   $(for name in deletes gc live; do cat "$FIXTURES/$name/tree.tar.zst" "$FIXTURES/$name/truth.json"; done | sha256sum | cut -c 1-64)" "$BATS_TEST_TMPDIR/out"
}

@test "another place, zone and locale: the same result; nothing is left in TMPDIR" {
	mkdir "$BATS_TEST_TMPDIR/t"
	one=$("$SHERD" selftest --json | tail -n 1 | jq -r .result_sha256)
	two=$(cd / && TMPDIR=$BATS_TEST_TMPDIR/t TZ=Asia/Tokyo LC_ALL=ja_JP.UTF-8 "$SHERD" selftest --json | tail -n 1 | jq -r .result_sha256)
	[ "$one" = "$two" ]
	[ -z "$(ls -A "$BATS_TEST_TMPDIR/t")" ]
	run env TMPDIR="$BATS_TEST_TMPDIR/none" "$SHERD" selftest
	[ "$status" = 1 ]
	[[ $output == *TMPDIR* ]]
}

@test "with a case the result is one entry of its log, and in its report" {
	db=$BATS_TEST_TMPDIR/c.db
	"$SHERD" custody "$db" open case_no=1 organisation=O requesting_party=P authority_kind=audit authority_ref=R scope_text=S
	"$SHERD" selftest "$db" --json >"$BATS_TEST_TMPDIR/out"
	result=$(tail -n 1 "$BATS_TEST_TMPDIR/out" | jq -r .result_sha256)
	[ "$("$SHERD" custody "$db" log --json | jq -r .entry.act | paste -sd' ')" = 'case.open tool.validated' ]
	"$SHERD" custody "$db" log --json | tail -n 1 | jq -e --arg r "$result" '.entry | .failed == 0 and .result_sha256 == $r and .tool.name == "sherd"'
	"$SHERD" verify "$db" | grep -q '^ok      tables'
	"$SHERD" report "$db" -q -o "$BATS_TEST_TMPDIR/r" >/dev/null
	grep -q "$result" "$BATS_TEST_TMPDIR/r/annex.html"
	run "$SHERD" selftest "$BATS_TEST_TMPDIR/absent.db"
	[ "$status" = 1 ]
}
