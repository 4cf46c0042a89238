#!/usr/bin/env bats
# What breaks without a blob, and which blob would repair the most. Expected sets come from truth.json.
load cli_support

# Images of the truth that need digest $1 below them, through indexes too.
needing() { # DIGEST
	jq -r --arg d "$1" '.images as $all | def need($x): $all[] | select((.config == $x) or ((.layers // []) | index($x)) or
		((.manifests // []) | index($x))) | .digest; [need($d)] as $one | [$one[] | ., need(.)] | unique | .[]' "$FIXTURES/live/truth.json"
}

@test "images --needs lists what breaks; blobs --impact puts what repairs most first" {
	"$FIXTURES/unpack" live "$BATS_TEST_TMPDIR/tree"
	one=$(jq -r '[.images[] | select(.kind == "index")][0].manifests[0] as $m | .images[] | select(.digest == $m) | .layers[0]' "$FIXTURES/live/truth.json")
	shared=$(jq -r '[.images[].layers[]?] | group_by(.) | max_by(length) | .[0]' "$FIXTURES/live/truth.json")
	[ "$one" != "$shared" ]
	for digest in "$one" "$shared"; do
		rm -r "$(dirname "$(find "$BATS_TEST_TMPDIR/tree" -path "*/${digest#sha256:}/data")")"
	done
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/c.db" t="$BATS_TEST_TMPDIR/tree" >/dev/null || [ $? = 3 ]
	for digest in "$one" "$shared"; do
		needing "$digest" | sort >"$BATS_TEST_TMPDIR/want"
		[ -s "$BATS_TEST_TMPDIR/want" ]
		"$SHERD" images "$BATS_TEST_TMPDIR/c.db" --needs "$digest" --json | jq -r .digest | sort | diff "$BATS_TEST_TMPDIR/want" -
		"$SHERD" blobs "$BATS_TEST_TMPDIR/c.db" --impact --json >"$BATS_TEST_TMPDIR/impact"
		[ "$(jq -r --arg d "$digest" 'select(.digest == $d) | .breaks' "$BATS_TEST_TMPDIR/impact")" = "$(wc -l <"$BATS_TEST_TMPDIR/want")" ]
	done
	# each is all that those images lack which do not need the other too
	needing "$one" | sort >"$BATS_TEST_TMPDIR/a"
	needing "$shared" | sort >"$BATS_TEST_TMPDIR/b"
	[ "$(jq -r --arg d "$shared" 'select(.digest == $d) | .repairs' "$BATS_TEST_TMPDIR/impact")" = "$(comm -13 "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b" | wc -l)" ]
	[ "$(jq -r --arg d "$one" 'select(.digest == $d) | .repairs' "$BATS_TEST_TMPDIR/impact")" = "$(comm -23 "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b" | wc -l)" ]
	jq -e -s 'map(.repairs) | . == (sort | reverse) and .[0] > 0' "$BATS_TEST_TMPDIR/impact"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/impact")" = 2 ]
}

@test "a whole registry lacks nothing" {
	examine_fixture two-sources
	"$FIXTURES/unpack" live "$BATS_TEST_TMPDIR/live"
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/l.db" t="$BATS_TEST_TMPDIR/live" >/dev/null
	"$SHERD" blobs "$BATS_TEST_TMPDIR/l.db" --impact | grep -qx 'no image lacks anything'
}
