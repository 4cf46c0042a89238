#!/usr/bin/env bats
# A blob's own bytes again.
load cli_support

@test "cat gives bytes that hash to the digest, for every intact blob" {
	examine_fixture live
	"$SHERD" blobs "$case_file" --json --state intact | jq -r .digest >"$BATS_TEST_TMPDIR/all"
	[ -s "$BATS_TEST_TMPDIR/all" ]
	while read -r digest; do
		case $digest in sha256:*) tool=sha256sum ;; sha512:*) tool=sha512sum ;; esac
		[ "$("$SHERD" cat "$case_file" "$digest" | $tool | cut -d' ' -f1)" = "${digest#*:}" ]
	done <"$BATS_TEST_TMPDIR/all"
}

@test "cat of a damaged blob gives nothing and a fault" {
	examine_fixture blob-one-byte-short # one bit flipped would be put right: cli_mend.bats
	[ "$status_code" -eq 3 ]
	digest=$("$SHERD" blobs "$case_file" --json | jq -c 'select(.state == "corrupt" or .state == "truncated")' | jq -r .digest | head -n 1)
	"$SHERD" cat "$case_file" "$digest" >"$BATS_TEST_TMPDIR/bytes" 2>"$BATS_TEST_TMPDIR/err" && return 1
	[ ! -s "$BATS_TEST_TMPDIR/bytes" ]
	[ "$(wc -l <"$BATS_TEST_TMPDIR/err")" -eq 1 ]
}

@test "cat of an unknown digest is a usage error" {
	examine_fixture live
	run "$SHERD" cat "$case_file" 000000000000
	[ "$status" -eq 2 ]
}
