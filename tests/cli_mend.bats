#!/usr/bin/env bats
# Damaged blobs put right, each proven by its digest: bits, two copies joined, what follows cut off; and nothing false.
load support

setup() {
	work=$BATS_TEST_TMPDIR
	cd "$work" || exit
	mapfile -t names < <("$BATS_TEST_DIRNAME/support/damaged_registry.py" one two)
	manifest=${names[0]} config=${names[1]} layer=${names[2]}
	mkdir kept
	for d in "${names[@]}"; do cp "$(place one "$d")" "kept/${d#*:}"; done
}

place() { # REGISTRY DIGEST
	echo "$1/docker/registry/v2/blobs/sha256/${2:7:2}/${2#*:}/data"
}

damage() { # REGISTRY DIGEST WHAT...
	"$BATS_TEST_DIRNAME/support/damaged_registry.py" --damage "$(place "$1" "$2")" "${@:3}"
}

examined() { # [--limit NAME=N] SOURCE...: examine finds the damage, rebuild puts right what it can
	local limit=()
	case $1 in --limit) limit=("$1" "$2") && shift 2 ;; esac
	rm -rf c.db c.report
	"$SHERD" examine -q c.db "$@" || [ $? -eq 3 ]
	"$SHERD" rebuild -q "${limit[@]}" c.db >rebuilt || [ $? -eq 3 ]
}

blob() { # DIGEST
	"$SHERD" blobs c.db --json --digest "$1"
}

given() { # DIGEST
	"$SHERD" cat c.db "$1" | cmp - "kept/${1#*:}"
}

whole() {
	[ "$("$SHERD" images c.db --json --digest "$manifest" | jq -r .completeness)" = complete ]
}

@test "one bit of a manifest, of a config: given back, the image is complete, the state stays corrupt" {
	damage one "$manifest" bit:100.3
	rm -rf two
	"$SHERD" examine -q c.db one >said || [ $? -eq 3 ]
	grep -q '^  sherd rebuild c.db  .*damaged blobs put right' said
	! whole
	examined one
	blob "$manifest" | jq -e '.state == "corrupt" and .origin == "recovered" and .mended_from.how == "mended bits 100.3"
		and .mended_from.grade == "proven" and (.mended_from | has("other") | not)'
	given "$manifest"
	whole
	"$SHERD" images c.db --json | jq -e '.state == "corrupt" and .origin == "recovered" and .kind == "image" and (.layers | length) == 1'
	"$SHERD" findings c.db --json | jq -s -e '[.[] | select(.code == "blob-corrupt" and (.text | test("put right: .*100[.]3")))] | length == 1'
	cp "kept/${manifest#*:}" "$(place one "$manifest")"
	damage one "$config" bit:0.0
	examined one
	given "$config"
	whole
	"$SHERD" show c.db app:1 | grep -q 'COPY'
}

@test "two bits, near one another or not; three are not looked for" {
	damage one "$manifest" bit:100.3 bit:101.7
	examined one
	blob "$manifest" | jq -e '.mended_from.how == "mended bits 100.3 101.7"'
	given "$manifest"
	cp "kept/${config#*:}" "$(place one "$config")"
	damage one "$config" bit:5.1 bit:170.6
	examined one
	blob "$config" | jq -e '.mended_from.how == "mended bits 5.1 170.6"'
	given "$config"
	cp "kept/${config#*:}" "$(place one "$config")"
	damage one "$config" bit:5.1 bit:100.2 bit:170.6
	examined one
	blob "$config" | jq -e '.state == "corrupt" and (has("origin") | not)'
	run "$SHERD" cat c.db "$config"
	[ "$status" -ne 0 ]
}

@test "two copies of a layer, damaged at different places: holes, noise, a bit, an end that is gone" {
	damage one "$layer" zero:4096+4096 bit:60000.1
	damage two "$layer" zero:100000+512 noise:150000+700
	examined one two
	blob "$layer" | jq -e '.state == "corrupt" and .origin == "recovered" and (.mended_from.how | startswith("mended join "))
		and .mended_from.bytes != .mended_from.other'
	given "$layer"
	whole
	"$SHERD" files c.db app:1 | grep -q etc/hello
	"$SHERD" cat c.db app:1 /etc/hello | head -1 | grep -qx hello
	rm -rf oci
	"$SHERD" export -q c.db app:1 oci:oci
	cmp "oci/blobs/sha256/${layer#*:}" "kept/${layer#*:}"
	cp "kept/${layer#*:}" "$(place one "$layer")"
	cp "kept/${layer#*:}" "$(place two "$layer")"
	damage one "$layer" cut:120000
	damage two "$layer" zero:100000+512 bit:7.2
	examined one two
	given "$layer"
}

@test "a copy that bytes follow is cut" {
	damage one "$layer" more:1000
	examined one
	blob "$layer" | jq -e '.mended_from.how == "mended cut"'
	given "$layer"
	whole
}

@test "the same place damaged in both gives nothing; nor do two blobs of the same length" {
	damage one "$layer" zero:4096+4096
	damage two "$layer" zero:6000+4096
	examined one two
	blob "$layer" | jq -e '.state == "corrupt" and (has("origin") | not)'
	[ "$("$SHERD" images c.db --json --digest "$manifest" | jq -r .completeness)" = partial ]
	cp "kept/${layer#*:}" "$(place two "$layer")"
	damage two "$layer" noise:0+180000
	examined one two
	blob "$layer" | jq -e 'has("origin") | not'
}

@test "how a blob was put right is told of every scan of it, until it is sound" {
	damage one "$config" bit:5.1
	examined one=one
	for again in first second; do
		"$SHERD" findings c.db --json | jq -s -e 'map(select(.code == "blob-corrupt")) | length == 1 and (.[0].text | endswith("by its digest: 5.1"))' ||
			fail "$again"
		"$SHERD" examine -q c.db one=one || [ $? -eq 3 ]
	done
	cp "kept/${config#*:}" "$(place one "$config")"
	"$SHERD" examine -q c.db one=one
	"$SHERD" findings c.db --json | jq -s -e 'all(.code != "blob-corrupt")'
}

@test "found again by rebuild and resolve; gone with the copy it is made of" {
	damage one "$layer" zero:4096+4096
	damage two "$layer" zero:100000+512
	rm -f c.db
	"$SHERD" scan -q c.db one two || [ $? -eq 3 ]
	"$SHERD" rebuild -q --json c.db >counts || [ $? -eq 3 ]
	jq -e '.mended == 1 and .damaged == 1' counts
	given "$layer"
	"$SHERD" rebuild -q --json c.db >counts || [ $? -eq 3 ]
	jq -e '.mended == 0 and .damaged == 0 and .mended_before == 1' counts
	"$SHERD" resolve -q c.db || [ $? -eq 3 ]
	whole
	damage two "$layer" zero:5000+100
	run "$SHERD" cat c.db "$layer"
	[ "$status" -ne 0 ]
	"$SHERD" scan -q c.db two || [ $? -eq 3 ]
	"$SHERD" resolve -q c.db || [ $? -eq 3 ]
	blob "$layer" | jq -e 'has("origin") | not'
}

@test "bounds that bite are told" {
	damage one "$layer" zero:4096+4096
	damage two "$layer" zero:100000+512
	examined --limit mend_bytes=1000 one two
	"$SHERD" findings c.db --json | jq -s -e '[.[] | select(.code == "limit-reached" and (.text | test("mend_bytes")))] | length == 1'
	blob "$layer" | jq -e 'has("origin") | not'
	examined --limit mend_places=1 one two
	"$SHERD" findings c.db --json | jq -s -e '[.[] | select(.code == "limit-reached" and (.text | test("mend_places")))] | length == 1'
	damage one "$config" bit:5.1 bit:170.6
	examined --limit mend_bits=1000 one
	"$SHERD" findings c.db --json | jq -s -e '[.[] | select(.code == "limit-reached" and (.text | test("mend_bits")))] | length == 1'
}
