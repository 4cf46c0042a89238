#!/usr/bin/env bats
# One image, one blob, one report: show, cat and report, with what they say when they cannot.

# shellcheck disable=SC2154,SC2016 # set by support.bash

load support

setup_file() {
	export ROOT=$BATS_FILE_TMPDIR
	for name in live gc two-sources blob-one-bit-flipped; do
		make_case "$name" "$ROOT/$name"
	done
	mkdir -p "$ROOT/both/tree"
	"$FIXTURES/unpack" deletes "$ROOT/both/tree/one"
	"$FIXTURES/unpack" two-sources "$ROOT/both/tree/two"
	"$SHERD" examine -q "$ROOT/both/case.db" "tree=$ROOT/both/tree" >/dev/null
}

truth() { # fixture jq-expression
	jq -er "$2" "$FIXTURES/$1/truth.json"
}

@test "an image is found by tag, by repository and digest, by digest and by its beginning" {
	want=$(truth live '[.tags[] | select(.repository == "team/app" and .tag == "latest" and .standing == "current")][0].digest')
	for way in team/app:latest "team/app@$want" "$want" "${want#sha256:}" "${want:0:20}" "${want:7:6}"; do
		sherd show "$ROOT/live/case.db" "$way" --json
		done_with 0
		holds "length == 1 and .[0].digest == \"$want\""
		sherd show "$ROOT/live/case.db" "$way"
		done_with 0
		grep -q "$want" "$out" || fail "$way: the digest is not shown whole"
	done
}

@test "what names no image is refused, and why" {
	for way in team/app:nope nowhere:latest ffffffffffff sha256:ffffffffffff team/app@sha256:ffffffffff 12345 sha256:1 '' : @ \
		team/app@ :latest 'zzzzzz' 'TEAM/APP:latest'; do
		sherd show "$ROOT/live/case.db" "$way"
		refused 'show:'
	done
}

@test "a tag that stands in two registries is ambiguous: status 2 with the candidates" {
	sherd show "$ROOT/both/case.db" shop/api:latest
	refused 'ambiguous'
	for tree in deletes two-sources; do
		digest=$(truth $tree '[.tags[] | select(.repository == "shop/api" and .tag == "latest" and .standing == "current")][0].digest')
		grep -q "$digest" "$err" || fail "candidate of $tree"
	done
	grep -q one/docker "$err" || fail "the first registry is not named"
	grep -q two/docker "$err" || fail "the second registry is not named"
	sherd show "$ROOT/both/case.db" "shop/api@$digest"
	done_with 0
}

@test "the beginning of several digests is ambiguous too" {
	# two revisions named alike but for their last digit: a mention is enough to know an image
	"$FIXTURES/unpack" live "$BATS_TEST_TMPDIR/tree"
	revisions=$BATS_TEST_TMPDIR/tree/docker/registry/v2/repositories/single/_manifests/revisions/sha256
	for end in a b; do
		hex=abcdef$(printf '%057d' 0)$end
		mkdir "$revisions/$hex"
		printf 'sha256:%s' "$hex" >"$revisions/$hex/link"
	done
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/case.db" "tree=$BATS_TEST_TMPDIR/tree" >/dev/null
	for command in show cat; do
		sherd "$command" "$BATS_TEST_TMPDIR/case.db" abcdef
		refused 'ambiguous'
		grep -q "${hex%b}a" "$err" || fail "first candidate"
		grep -q "$hex" "$err" || fail "second candidate"
	done
	sherd show "$BATS_TEST_TMPDIR/case.db" "$hex" --json
	done_with 0
	holds '.[0].state == "missing"'
	# tables never shorten two digests to the same text
	[ -z "$("$SHERD" blobs "$BATS_TEST_TMPDIR/case.db" | awk '{ print $1 }' | sort | uniq -d)" ] || fail "short digests"
}

@test "the object of an image holds its whole line of the list" {
	for name in live gc two-sources; do
		"$SHERD" images "$ROOT/$name/case.db" --json >"$BATS_TEST_TMPDIR/lines"
		while IFS= read -r line; do
			sherd show "$ROOT/$name/case.db" "$(jq -r .digest <<<"$line")" --json
			done_with 0
			holds 'length == 1 and (.[0] as $got | $line | to_entries | all(.key as $k | $got | has($k)))
				and (.[0] | {digest, standing, completeness, missing, subject}) == ($line | {digest, standing, completeness, missing, subject})
				and ([.[0].layers[]?.digest] == [$line.layers[]?.digest])' --argjson line "$line"
		done <"$BATS_TEST_TMPDIR/lines"
	done
}

@test "history stands beside the layers, steps without a layer too" {
	digest=$(truth live '[.tags[] | select(.repository == "team/app" and .tag == "latest" and .standing == "current")][0].digest')
	config=$(truth live ".images[] | select(.digest == \"$digest\").config")
	sherd show "$ROOT/live/case.db" "$digest" --json
	jq -c '[.. | objects | select(has("history")).history][0]' "$out" >"$BATS_TEST_TMPDIR/got"
	data=$ROOT/live/tree/docker/registry/v2/blobs/sha256/${config:7:2}/${config#sha256:}/data
	[ "$(jq '.history | length' "$data")" -gt 0 ]
	[ "$(jq length "$BATS_TEST_TMPDIR/got")" = "$(jq '.history | length' "$data")" ] || fail "steps"
	cmp <(jq -c '[.[] | .created_by]' "$BATS_TEST_TMPDIR/got") <(jq -c '[.history[] | .created_by]' "$data") || fail "created_by"
	# every step that makes a layer names it, in order
	cmp <(jq -c '[.[] | .layer // .digest // empty]' "$BATS_TEST_TMPDIR/got") \
		<(truth live ".images[] | select(.digest == \"$digest\").layers | tojson") || fail "layers"
	sherd show "$ROOT/live/case.db" "$digest"
	jq -r '.history[] | .created_by // empty' "$data" | while read -r step; do
		grep -qF "${step:0:20}" "$out" || fail "step not shown: $step"
	done
}

@test "what an image lacks is named, with where else it might be" {
	digest=$(truth gc '[.images[] | select(.standing == "tagged" and .completeness == "partial")][0].digest')
	sherd show "$ROOT/gc/case.db" "$digest"
	done_with 0
	truth gc ".images[] | select(.digest == \"$digest\").missing[]" | while read -r missing; do
		grep -q "${missing:7:12}" "$out" || fail "$missing"
	done
	sherd show "$ROOT/two-sources/case.db" shop/old:1
	done_with 0
	grep -q backup "$out" || fail "the source that still has it is not named"
}

@test "every intact blob comes out byte for byte, by digest or its beginning" {
	for name in live two-sources; do
		"$SHERD" blobs "$ROOT/$name/case.db" --json | jq -r 'select(.state == "intact").digest' >"$BATS_TEST_TMPDIR/blobs"
		[ -s "$BATS_TEST_TMPDIR/blobs" ]
		while read -r digest; do
			for way in "$digest" "${digest:7:14}"; do
				sherd cat "$ROOT/$name/case.db" "$way"
				done_with 0
				[ "sha256:$(sha256sum <"$out" | cut -d' ' -f1)" = "$digest" ] || fail "$digest"
			done
		done <"$BATS_TEST_TMPDIR/blobs"
	done
}

@test "bytes that do not match are never given out as the blob" {
	digest=$(jq -r 'select(.blob).blob' "$FIXTURES/blob-one-byte-short/expect")
	make_case blob-one-byte-short "$BATS_TEST_TMPDIR/short" # one bit flipped is put right: cli_mend.bats
	sherd cat "$BATS_TEST_TMPDIR/short/case.db" "$digest"
	[ "$status" -eq 1 ] || fail "status $status"
	[ ! -s "$out" ] || fail "bytes were given out"
	grep -q "$digest" "$err" || fail "no reason"
	missing=$(truth gc '[.blobs[] | select(.state == "missing")][0].digest')
	sherd cat "$ROOT/gc/case.db" "$missing"
	[ "$status" -eq 1 ] || fail "status $status"
	[ ! -s "$out" ]
	[ "$(wc -l <"$err")" -eq 1 ]
	for way in 12345 zzzzzz ffffffffffff ''; do
		sherd cat "$ROOT/gc/case.db" "$way"
		refused 'cat:'
	done
}

@test "a blob that changed since it was read is not given out" {
	cp -a "$ROOT/live" "$BATS_TEST_TMPDIR/live"
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/live/again.db" "tree=$BATS_TEST_TMPDIR/live/tree" >/dev/null
	line=$("$SHERD" blobs "$BATS_TEST_TMPDIR/live/again.db" --json | jq -c 'select(.kind == "layer" and .size > 600)' | head -n 1)
	digest=$(jq -r .digest <<<"$line")
	file=$BATS_TEST_TMPDIR/live/tree/$(jq -r '.sources[0].path' <<<"$line")
	printf 'X' | dd of="$file" bs=1 seek=100 conv=notrunc status=none
	sherd cat "$BATS_TEST_TMPDIR/live/again.db" "$digest"
	[ "$status" -eq 1 ] || [ "$status" -eq 4 ] || fail "status $status"
	[ "sha256:$(sha256sum <"$out" | cut -d' ' -f1)" != "$digest" ]
	[ -s "$err" ] || fail "no word about it"
}

@test "examine ends with 3 when evidence is damaged and with 0 when it is only deleted" {
	[ "$(cat "$ROOT/live/status")" -eq 0 ]
	[ "$(cat "$ROOT/gc/status")" -eq 0 ]
	[ "$(cat "$ROOT/two-sources/status")" -eq 0 ]
	[ "$(cat "$ROOT/blob-one-bit-flipped/status")" -eq 3 ]
	sherd resolve "$ROOT/blob-one-bit-flipped/case.db" -q
	[ "$status" -eq 3 ] || fail "resolve: $status"
	for list in $lists; do
		sherd "$list" "$ROOT/blob-one-bit-flipped/case.db"
		done_with 0
	done
}

@test "resolve gives the same conclusions however often it runs" {
	cp "$ROOT/two-sources/case.db" "$BATS_TEST_TMPDIR/case.db"
	for _ in 1 2; do
		sherd resolve "$BATS_TEST_TMPDIR/case.db" -q
		[ "$status" -eq 0 ]
		for list in images tags blobs repos uploads findings; do
			cmp <("$SHERD" "$list" "$ROOT/two-sources/case.db" --json) <("$SHERD" "$list" "$BATS_TEST_TMPDIR/case.db" --json)
		done
	done
	sherd resolve "$BATS_TEST_TMPDIR/case.db" -q --present backup
	[ "$status" -eq 0 ]
	! cmp -s <("$SHERD" images "$ROOT/two-sources/case.db" --json) <("$SHERD" images "$BATS_TEST_TMPDIR/case.db" --json) ||
		fail "another present changed nothing"
	sherd resolve "$BATS_TEST_TMPDIR/case.db" -q --present nobody
	refused nobody
}

@test "the report stands where it was asked for, and is replaced as a whole" {
	sherd report "$ROOT/live/case.db" -o "$BATS_TEST_TMPDIR/r" --format html,json
	done_with 0
	[ -s "$BATS_TEST_TMPDIR/r/report.html" ]
	jq -e . "$BATS_TEST_TMPDIR/r/report.json" >/dev/null
	(cd "$BATS_TEST_TMPDIR/r" && sha256sum -c --quiet MANIFEST.sha256) || fail "hashes"
	sherd report "$ROOT/gc/case.db" -o "$BATS_TEST_TMPDIR/r"
	done_with 0
	[ "$(find "$BATS_TEST_TMPDIR" -maxdepth 1 -type d | wc -l)" -eq 2 ] || fail "something is left beside the report"
	mkdir "$BATS_TEST_TMPDIR/mine"
	echo precious >"$BATS_TEST_TMPDIR/mine/file"
	sherd report "$ROOT/gc/case.db" -o "$BATS_TEST_TMPDIR/mine"
	refused mine
	[ "$(cat "$BATS_TEST_TMPDIR/mine/file")" = precious ]
}

@test "the page refers to nothing outside itself" {
	html=$ROOT/two-sources/case.report/annex.html
	! grep -oiE '(src|href)="?(https?:)?//[^" >]*' "$html" || fail "external reference"
	! grep -qiE '<link[^>]*href|@import|url\((https?:)?//' "$html" || fail "external style"
	jq -r '.images[].digest' "$FIXTURES/two-sources/truth.json" | while read -r digest; do
		grep -q "${digest:7:12}" "$html" || fail "$digest is not in the report"
	done
}

@test "ntfs: bytes beyond the initialised size are zeros, whatever lies there" {
	cd "$BATS_TEST_TMPDIR"
	head -c 65536 /dev/zero | tr '\0' s >stale
	for size in 0 4096 10000; do
		truncate -s 8M n.img
		mkntfs -q -F n.img >/dev/null 2>&1
		ntfscp -q n.img stale data
		python3 - "$size" <<'P'
import struct, sys
with open("n.img", "r+b") as f:
    disk, name, done = f.read(), "data".encode("utf-16le"), 0
    for record in range(0, len(disk), 1024):
        if disk[record:record + 4] != b"FILE" or name not in disk[record:record + 1024]:
            continue
        at = record + struct.unpack_from("<H", disk, record + 20)[0]
        while struct.unpack_from("<I", disk, at)[0] != 0xFFFFFFFF:
            kind, length, away = struct.unpack_from("<IIB", disk, at)
            if kind == 0x80 and away and struct.unpack_from("<Q", disk, at + 48)[0] == 65536:
                f.seek(at + 56)
                f.write(struct.pack("<Q", int(sys.argv[1])))
                done += 1
            at += length
assert done == 1
P
		rm -f c.db n.img.sum
		want=$({ head -c "$size" stale; head -c $((65536 - size)) /dev/zero; } | sha256sum | cut -d' ' -f1)
		# the leak is libstdc++'s reserve for exceptions, which libtsk brings and unloading leaves behind
		ASAN_OPTIONS=detect_leaks=0 "$SHERD" scan -q c.db image:n.img >/dev/null || [ $? = 3 ]
		[ "$(sqlite3 c.db "SELECT sha256 FROM item WHERE path='data'")" = "sha256:$want" ]
		rm n.img
	done
}

@test "a part whose place on the disk cannot be read is not said to be lacking; one that is gone is" {
	command -v debugfs >/dev/null || skip "debugfs is not installed"
	cd "$BATS_TEST_TMPDIR"
	"$FIXTURES/unpack" image-ext4 disk
	"$SHERD" examine -q whole.db disk/image.img >/dev/null
	[ "$("$SHERD" findings whole.db --json | jq -s 'map(select(.code == "tagged-image-incomplete")) | length')" = 0 ]
	layer=$("$SHERD" images whole.db --json --standing tagged | jq -rs 'map(select(.layers | length > 0))[0].layers[0].digest')
	data=$("$SHERD" blobs whole.db --json --digest "$layer" | jq -r '.sources[0].path')
	cp disk/image.img gone.img
	debugfs -w -R "clri /$(dirname "$(dirname "$data")")" disk/image.img 2>/dev/null
	debugfs -w -R "rm /$data" gone.img 2>/dev/null
	"$SHERD" examine -q unread.db disk/image.img >/dev/null || [ $? = 3 ]
	"$SHERD" findings unread.db --json | jq -se 'any(.code == "filesystem-damaged") and all(.code != "tagged-image-incomplete")'
	"$SHERD" findings unread.db --json --digest "$layer" | jq -se 'any(.code == "blob-missing" and (.text | test("could not be read")))'
	# bytes that deleted traces give back mend no registry
	"$SHERD" examine -q gone.db gone.img >/dev/null || [ $? = 3 ]
	"$SHERD" findings gone.db --json --digest "$layer" | jq -se 'any(.code == "tagged-image-incomplete")'
}
