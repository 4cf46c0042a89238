#!/usr/bin/env bats
# Deleted blobs and names out of packed disk images, as a user gets and checks them.

setup_file() {
	# shellcheck source=tests/support.bash
	. "$BATS_TEST_DIRNAME/support.bash"
	export WORK=$BATS_FILE_TMPDIR
	zstd -qdc "$FIXTURES/image-ext4/image.zst" >"$WORK/disk.img"
	zstd -qdc "$FIXTURES/image-gpt-lvm/image.zst" >"$WORK/lvm.img"
	sha256sum <"$WORK/disk.img" >"$WORK/before"
	"$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.img" >"$WORK/examined"
	cp "$WORK/case.db" "$WORK/examined.db"
	"$SHERD" recover -q "$WORK/case.db" >"$WORK/said"
}

setup() {
	. "$BATS_TEST_DIRNAME/support.bash"
	WORK=$BATS_FILE_TMPDIR
}

# The digest of runs on a raw image, by dd alone.
by_hand() { # image, runs as JSON
	jq -r '.[] | "\(.offset) \(.length)"' <<<"$2" | while read -r offset length; do
		dd if="$1" bs=65536 iflag=skip_bytes,count_bytes skip="$offset" count="$length" status=none
	done | sha256sum | sed 's/^\([0-9a-f]*\) .*/sha256:\1/'
}

@test "every recovered blob is checked by dd and sha256sum over its runs" {
	sherd blobs "$WORK/case.db" --state recovered --json
	[ "$(wc -l <"$out")" -gt 20 ]
	while read -r line; do
		runs=$(jq -c '.sources[] | select(.state == "recovered") | .runs' <<<"$line" | head -n 1)
		[ "$(by_hand "$WORK/disk.img" "$runs")" = "$(jq -r .digest <<<"$line")" ] || fail "$line"
	done <"$out"
	holds 'all(.sources | any(.recovered_by | length > 0))'
}

@test "examine carves nothing, and says which command does" {
	sed -n '/^What to do next/,$p' "$WORK/examined" | grep -q "^  sherd recover $WORK/case.db "
	"$FIXTURES/unpack" live "$BATS_TEST_TMPDIR/tree"
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/tree.db" "$BATS_TEST_TMPDIR/tree" >"$BATS_TEST_TMPDIR/said"
	sed -n '/^What to do next/,$p' "$BATS_TEST_TMPDIR/said" >"$BATS_TEST_TMPDIR/next"
	[ -s "$BATS_TEST_TMPDIR/next" ]
	! grep 'sherd recover' "$BATS_TEST_TMPDIR/next" || fail "a directory has no free space to carve"
}

@test "what the recipe deleted and the image still holds comes back, and nothing is called recovered that lives" {
	sherd blobs "$WORK/case.db" --state recovered --json
	jq -r .digest "$out" | sort >"$BATS_TEST_TMPDIR/got"
	jq -r 'select(.state == "deleted" and .bound) | .digest' "$FIXTURES/image-ext4/truth.jsonl" | sort >"$BATS_TEST_TMPDIR/want"
	jq -r 'select(.state == "live") | .digest' "$FIXTURES/image-ext4/truth.jsonl" | sort >"$BATS_TEST_TMPDIR/live"
	[ -s "$BATS_TEST_TMPDIR/want" ]
	[ -z "$(comm -13 "$BATS_TEST_TMPDIR/got" "$BATS_TEST_TMPDIR/want")" ]
	[ -z "$(comm -12 "$BATS_TEST_TMPDIR/got" "$BATS_TEST_TMPDIR/live")" ]
}

@test "deleted tags come back with their digests, and none that the recipe did not set" {
	sherd tags "$WORK/case.db" --json
	jq -r 'select(.grade == "recovered" or .grade == "inferred") | "\(.repository) \(.tag) \(.digest)"' "$out" | sort >"$BATS_TEST_TMPDIR/got"
	jq -r 'select(.what == "tag") | "\(.repository) \(.tag) \(.digest)"' "$FIXTURES/image-ext4/names.jsonl" | sort >"$BATS_TEST_TMPDIR/want"
	[ -s "$BATS_TEST_TMPDIR/got" ]
	[ -z "$(comm -23 "$BATS_TEST_TMPDIR/got" "$BATS_TEST_TMPDIR/want")" ] || fail "$(cat "$BATS_TEST_TMPDIR/got")"
	holds 'all(.because | length > 0)'
}

@test "no deletion ends before it begins: a death told in whole seconds bounds by the second's end" {
	sherd tags "$WORK/case.db" --json
	sherd_tags=$out
	jq -es 'def s: (.[:19] + "Z" | fromdateiso8601) + (.[19:-1] | if . == "" then 0 else "0" + . | tonumber end);
		map(select(.deleted_after and .deleted_before)) | all((.deleted_after | s) <= (.deleted_before | s))' "$sherd_tags"
	sherd images "$WORK/case.db" --json
	jq -es 'def s: (.[:19] + "Z" | fromdateiso8601) + (.[19:-1] | if . == "" then 0 else "0" + . | tonumber end);
		[.[].repositories[]? | select(.deleted_after and .deleted_before)] | all((.deleted_after | s) <= (.deleted_before | s))' "$out"
}

@test "the places that a recovered tag names as its grounds hold its name, its target's, or what its link said" {
	sherd tags "$WORK/case.db" --json
	jq -r 'select(.grade == "recovered" or .grade == "inferred") | . as $t | .because[] | select(.path == null) |
		"\(.offset) \(.length) \($t.tag) \($t.digest)"' "$out" >"$BATS_TEST_TMPDIR/places"
	[ -s "$BATS_TEST_TMPDIR/places" ]
	while read -r offset length tag digest; do
		[ "$length" -ne 160 ] || continue # an inode
		text=$(dd if="$WORK/disk.img" bs=1 skip="$offset" count="$length" status=none)
		[ "$text" = "$tag" ] || [ "$text" = "${digest#sha256:}" ] || [ "$text" = "$digest" ] || fail "at $offset: $text"
	done <"$BATS_TEST_TMPDIR/places"
}

@test "cat gives recovered bytes, digest-checked" {
	digest=$("$SHERD" blobs "$WORK/case.db" --state recovered --json | jq -r 'select(.kind == "layer") | .digest' | head -n 1)
	[ "sha256:$("$SHERD" cat "$WORK/case.db" "$digest" | sha256sum | cut -d' ' -f1)" = "$digest" ]
}

@test "a second run finds nothing new and draws the same conclusions" {
	cp "$WORK/case.db" "$BATS_TEST_TMPDIR/again.db"
	sherd recover -q --json "$BATS_TEST_TMPDIR/again.db"
	done_with 0
	holds '.[0].blobs == 0'
	for list in images tags blobs timeline findings; do
		cmp <("$SHERD" $list "$WORK/case.db" --json) <("$SHERD" $list "$BATS_TEST_TMPDIR/again.db" --json)
	done
}

@test "one worker or four: the same" {
	for jobs in 1 4; do
		cp "$WORK/examined.db" "$BATS_TEST_TMPDIR/$jobs.db"
		"$SHERD" recover -q -j$jobs "$BATS_TEST_TMPDIR/$jobs.db" >/dev/null
	done
	for list in images tags blobs timeline findings; do
		cmp <("$SHERD" $list "$BATS_TEST_TMPDIR/1.db" --json) <("$SHERD" $list "$BATS_TEST_TMPDIR/4.db" --json)
	done
}

@test "efforts build on one another" {
	before=0
	for effort in metadata carve all; do
		cp "$WORK/examined.db" "$BATS_TEST_TMPDIR/e.db"
		"$SHERD" recover -q --effort $effort "$BATS_TEST_TMPDIR/e.db" >/dev/null
		now=$("$SHERD" blobs "$BATS_TEST_TMPDIR/e.db" --state recovered --json | wc -l)
		[ "$now" -ge "$before" ]
		before=$now
	done
	sherd recover --effort everything "$WORK/case.db"
	refused 'effort'
}

@test "the image is as it was" {
	[ "$(sha256sum <"$WORK/disk.img")" = "$(cat "$WORK/before")" ]
	ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e trace=openat,open,creat,rename,unlink,mkdir -o "$BATS_TEST_TMPDIR/trace" \
		"$SHERD" examine -q "$BATS_TEST_TMPDIR/t.db" "image:$WORK/disk.img" >/dev/null
	grep -q disk.img "$BATS_TEST_TMPDIR/trace"
	! grep disk.img "$BATS_TEST_TMPDIR/trace" | grep -E 'O_(WRONLY|RDWR|CREAT|TRUNC)'
}

@test "sources shows the tree of volumes, and paths begin with the volume's name" {
	sherd examine -q "$BATS_TEST_TMPDIR/l.db" "image:$WORK/lvm.img"
	done_with 0
	sherd sources "$BATS_TEST_TMPDIR/l.db"
	grep -qE '^ +registry-data +[0-9]{10} +[0-9]{10} +[0-9]{10} +logical-volume' "$out"
	sherd sources "$BATS_TEST_TMPDIR/l.db" --json
	holds '.[0].volumes | any(.kind == "partition" and .scheme == "gpt") and any(.kind == "logical-volume" and .fs == "ext4" and .prefix == "registry-data")'
	holds '.[0].registries == ["registry-data/docker/registry/v2"]'
}

@test "what touches an unread area of a ddrescue map is unread, with the place" {
	blob=$("$SHERD" blobs "$WORK/examined.db" --state intact --json | jq -c 'select(.size > 3000)' | head -n 1)
	at=$(jq '.sources[0].runs[0].offset' <<<"$blob")
	size=$(stat -c %s "$WORK/disk.img")
	printf '0x0 + 1\n0x0 0x%x +\n0x%x 0x200 -\n0x%x 0x%x +\n' "$at" "$at" $((at + 512)) $((size - at - 512)) >"$BATS_TEST_TMPDIR/map"
	sherd examine -q "$BATS_TEST_TMPDIR/m.db" "image:$WORK/disk.img,map=$BATS_TEST_TMPDIR/map"
	[ "$status" -eq 3 ]
	sherd blobs "$BATS_TEST_TMPDIR/m.db" --state unread --json
	holds 'length == 1 and .[0].digest == $d and (.[0].sources[0].unread | contains($at))' \
		--arg d "$(jq -r .digest <<<"$blob")" --arg at "$at"
	sherd findings "$BATS_TEST_TMPDIR/m.db" --json
	holds 'any(.code == "image-unread") and any(.code == "blob-unread")'
	sherd verify "$BATS_TEST_TMPDIR/m.db" --sources
	grep -q 'ok      sources' "$out"
}

@test "a case without images says so" {
	"$FIXTURES/unpack" gc "$BATS_TEST_TMPDIR/tree"
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/d.db" "$BATS_TEST_TMPDIR/tree" >/dev/null
	sherd recover -q "$BATS_TEST_TMPDIR/d.db"
	done_with 0
	grep -q 'no disk image in this case' "$out"
}

@test "a scope keeps out what it does not name" {
	sherd examine -q --only team/app "$BATS_TEST_TMPDIR/s.db" "image:$WORK/disk.img"
	sherd recover -q "$BATS_TEST_TMPDIR/s.db"
	[ "$(sqlite3 "$BATS_TEST_TMPDIR/s.db" 'SELECT count(*) FROM dead_entry')" -eq 0 ]
	sherd repos "$BATS_TEST_TMPDIR/s.db" --json
	holds 'all(.name == "team/app")'
}
