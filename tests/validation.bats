#!/usr/bin/env bats
# The validation report: met by this program, not met by one that hides, invents, gives out wrong bytes or alters the
# evidence; both languages; its last line is the path.
load support

setup() {
	[ "${MODE:-release}" = release ] || skip "what is validated is the release build"
}

@test "a registry, a disk and damage: every requirement that they exercise is met, in both languages" {
	out=$BATS_TEST_TMPDIR/v
	"$root/tests/validation" -o "$out" gc image-ext4 blob-one-bit-flipped >"$BATS_TEST_TMPDIR/said" || fail "$(cat "$BATS_TEST_TMPDIR/said")"
	[ "$(tail -n 1 "$BATS_TEST_TMPDIR/said")" = "$out/validation.en.html" ]
	jq -e '.requirements | length == 12 and ([.[] | .expected > 0 and .observed == .expected and .false == 0] | all)' "$out/validation.json" >/dev/null ||
		fail "$(jq -c .requirements "$out/validation.json")"
	# what the recipes recorded, counted here anew: lost images and tags of the registry, blobs within the bound of the disk
	lost=$(jq '[.images[] | select(.standing == "orphaned" or .standing == "vanished" or any(.repositories[]?; .standing == "deleted"))] | length' "$FIXTURES/gc/truth.json")
	tags=$(jq '[.tags[] | select(.standing != "current")] | length' "$FIXTURES/gc/truth.json")
	disk=$(jq -s '[.[] | select(.state == "deleted" and .bound == true)] | length' "$FIXTURES/image-ext4/truth.jsonl")
	jq -e --argjson n $((lost + tags + disk)) '.requirements.R1.expected == $n' "$out/validation.json" >/dev/null
	for page in "$out"/validation.en.html "$out"/validation.ja.html; do
		xmllint --noout "$page"
		for n in 1 2 3 4 5 6 7 8 9 10 11 12; do grep -q "id=\"R$n\"" "$page"; done
		grep -q "$(sha256sum <"$SHERD" | cut -c 1-64)" "$page"
	done
	grep -q '見落とし' "$out/validation.ja.html"
	! grep -q 'NOT MET\|不適合' "$out"/validation.*.html
}

# A program that passes everything on, and lies in one thing.
liar() { # name, what it does instead of "$real" "$@"
	printf '#!/bin/bash\nreal=%q\n%s\nexec "$real" "$@"\n' "$SHERD" "$2" >"$BATS_TEST_TMPDIR/$1"
	chmod +x "$BATS_TEST_TMPDIR/$1"
	status=0
	SHERD=$BATS_TEST_TMPDIR/$1 "$root/tests/validation" -o "$BATS_TEST_TMPDIR/$1.d" gc >"$BATS_TEST_TMPDIR/$1.said" || status=$?
	[ "$status" = 1 ] || fail "$1 passed: $(cat "$BATS_TEST_TMPDIR/$1.said")"
}

unmet() { # liar requirement
	jq -e --arg r "$2" '.requirements[$r] | .observed < .expected' "$BATS_TEST_TMPDIR/$1.d/validation.json" >/dev/null ||
		fail "$2 did not catch $1: $(jq -c .requirements "$BATS_TEST_TMPDIR/$1.d/validation.json")"
}

@test "a program that hides an object, invents one, gives out what is not proven or touches the evidence does not pass" {
	# shellcheck disable=SC2016 # the programs' own variables
	liar hides 'if [ "$1" = images ]; then "$real" "$@" | sed "/vanished/d"; exit 0; fi'
	unmet hides R1
	# shellcheck disable=SC2016
	liar invents 'if [ "$1" = images ]; then "$real" "$@"; echo "{\"digest\":\"sha256:00\",\"standing\":\"vanished\",\"completeness\":\"absent\"}"; exit 0; fi'
	unmet invents R5
	# shellcheck disable=SC2016
	liar gives 'if [ "$1" = cat ]; then echo anything; exit 0; fi'
	unmet gives R4
	# shellcheck disable=SC2016
	liar touches 'if [ "$1" = examine ]; then for a; do case $a in tree=/*) touch "${a#tree=}/docker";; esac; done; fi'
	unmet touches R10
}
