#!/usr/bin/env bats
# What an unfinished upload was becoming: a blob of the repository that begins with the bytes received.
load cli_support

setup() {
	work=$BATS_TEST_TMPDIR
	"$FIXTURES/unpack" live "$work/tree"
	# the recipe's own abandoned session goes: here is ours, in a repository whose layers are known
	find "$work/tree" -path '*/_uploads/*' -mindepth 1 -delete
	layer=$(jq -r '[.images[] | select(.repositories[]?.name == "team/app") | .layers[]?] | unique | .[0]' "$FIXTURES/live/truth.json")
	data=$(find "$work/tree" -path "*/${layer#sha256:}/data")
	size=$(stat -c %s "$data")
	session=$work/tree/docker/registry/v2/repositories/team/app/_uploads/0191d0c2-0000-4000-8000-000000000001
	mkdir -p "$session"
	head -c $((size * 2 / 3)) "$data" >"$session/data"
	printf '2026-03-05T06:07:08Z' >"$session/startedat"
}

becoming() { # SOURCE
	rm -f "$work/c.db"
	"$SHERD" examine -q "$work/c.db" s="$1" >/dev/null || [ $? = 3 ]
	"$SHERD" uploads "$work/c.db" --json | jq -r 'select(.repository == "team/app") | .becoming // "unknown"'
}

@test "the beginning of a blob names it, from a directory and from archives" {
	[ "$(becoming "$work/tree")" = "$layer" ]
	"$SHERD" uploads "$work/c.db" --json | jq -e -s --arg l "${layer#sha256:}" 'map(select(.repository == "team/app"))[0] |
		.size > 0 and .form == "gzip" and any(.because[]; .path | endswith($l + "/data"))'
	tar -C "$work/tree" -cf "$work/t.tar" .
	[ "$(becoming "$work/t.tar")" = "$layer" ]
	gzip -k "$work/t.tar"
	[ "$(becoming "$work/t.tar.gz")" = "$layer" ]
	tar -C "$work/tree" --zstd -cf "$work/t.tar.zst" .
	[ "$(becoming "$work/t.tar.zst")" = "$layer" ]
}

@test "other bytes of that length name nothing" {
	head -c 30 /dev/zero | dd of="$session/data" conv=notrunc status=none
	[ "$(becoming "$work/tree")" = unknown ]
}

@test "a beginning that several blobs share names none of them" {
	head -c 1 "$data" >"$session/data"
	[ "$(becoming "$work/tree")" = unknown ]
}

@test "a whole blob is named by its digest" {
	cp "$data" "$session/data"
	[ "$(becoming "$work/tree")" = "$layer" ]
}
