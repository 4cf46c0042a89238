#!/usr/bin/env bats
# rebuild: a layer whose bytes are nowhere, compressed anew from its tar. Digests and sizes of Go's gzip are what Go 1.19.8
# made of `support/lost_layer.py --tar` (tests/rebuild/golden.go gzip LEVEL even); others come from the programs themselves.
load support

GO1='sha256:86797852cf716f155621b4976937a6411630ed6f6364933c4798d489163a9203 115367'
GO6='sha256:54a2794f23a208241c3d6d097cbf68705c86df3b7499813dba9e353a9bf0a08d 109268'
GO9='sha256:a7d99d6dd1ca49ad76abc550f94aa08e5a748b444c20154d06a440d650d7a9ec 109093'

setup() {
	work=$BATS_TEST_TMPDIR
	cd "$work" || exit
}

tree() { # DIGEST SIZE [OPTION...]: ./reg and ./saved
	rm -rf reg saved
	"$BATS_TEST_DIRNAME/support/lost_layer.py" "$work" "$@"
}

resolved() {
	rm -f c.db
	"$SHERD" scan -q c.db reg saved || [ $? -eq 3 ]
	"$SHERD" resolve -q c.db || [ $? -eq 3 ]
}

rebuilt() { # [OPTION...]: how many
	"$SHERD" rebuild -q --json "$@" c.db >counts || [ $? -eq 3 ]
	jq .rebuilt counts
}

sum() {
	sha256sum "$@" | cut -c1-64
}

@test "Go's gzip of levels 1, 6 and 9, found, given out, exported; the image is complete and the blob stays missing" {
	for lost in "$GO1" "$GO6" "$GO9"; do
		tree ${lost% *} ${lost#* }
		resolved
		[ "$("$SHERD" images c.db --json | jq -r .completeness)" = partial ]
		[ "$(rebuilt)" = 1 ]
		"$SHERD" cat c.db ${lost% *} >out
		[ "sha256:$(sum out)" = "${lost% *}" ]
		"$SHERD" images c.db --json | jq -e '.completeness == "complete" and (.missing | length) == 1'
		"$SHERD" blobs c.db --json --digest ${lost% *} | jq -e --arg tar "sha256:$(sum saved/layer.tar)" \
			'.state == "missing" and .origin == "recompressed" and .rebuilt_from.grade == "proven"
			and .rebuilt_from.tar == $tar and .rebuilt_from.diff_id == $tar and (.rebuilt_from.encoder | startswith("go-gzip-"))'
		rm -rf oci
		"$SHERD" export -q c.db app:1 oci:oci
		[ "sha256:$(sum oci/blobs/sha256/$(cut -d: -f2 <<<"${lost% *}"))" = "${lost% *}" ]
	done
}

@test "zlib and zstd, by their own programs here" {
	"$BATS_TEST_DIRNAME/support/lost_layer.py" --tar >tar
	python3 -c 'import sys, zlib; c = zlib.compressobj(6, 8, 31); d = open("tar", "rb").read()
sys.stdout.buffer.write(c.compress(d) + c.flush())' >packed
	tree "sha256:$(sum packed)" "$(stat -c %s packed)"
	resolved
	[ "$(rebuilt)" = 1 ]
	"$SHERD" blobs c.db --json --state missing | jq -e '.rebuilt_from.encoder == "zlib-6"'
	zstd -q -3 -c tar >packed
	tree "sha256:$(sum packed)" "$(stat -c %s packed)" --type application/vnd.oci.image.layer.v1.tar+zstd
	resolved
	[ "$(rebuilt)" = 1 ]
	"$SHERD" cat c.db "sha256:$(sum packed)" | cmp - packed
}

@test "what intact layers of the repository show is tried first, and kept as a toolmark" {
	base64 -d <<<"H4sIAAAAAAAA/wEAAP//AAAAAAAAAAA=" >empty.gz # Go's of no bytes
	tree $GO6 --intact empty.gz
	resolved
	[ "$(rebuilt)" = 1 ]
	[ "$(jq .tried counts)" = 1 ]
}

@test "the same again: a second run, a resolve, any number of threads" {
	tree $GO9
	resolved
	cp c.db one.db
	[ "$(rebuilt -j 1)" = 1 ]
	sqlite3 c.db 'SELECT digest, tar, encoder, size, inflated FROM rebuilt' >one
	[ "$(rebuilt)" = 0 ]
	[ "$(jq .before counts)" = 1 ]
	"$SHERD" resolve -q c.db || [ $? -eq 3 ]
	[ "$("$SHERD" images c.db --json | jq -r .completeness)" = complete ]
	mv one.db c.db
	[ "$(rebuilt -j 7)" = 1 ]
	sqlite3 c.db 'SELECT digest, tar, encoder, size, inflated FROM rebuilt' | diff one -
}

@test "without a manifest or a size: what configs of the repository claim is tried" {
	tree $GO1 --no-manifest
	resolved
	[ "$(rebuilt)" = 1 ]
	"$SHERD" cat c.db ${GO1% *} | sha256sum | grep -q "^$(cut -d: -f2 <<<"${GO1% *}")"
}

@test "nothing false: another digest, another tar, a tar that changed since" {
	tree "sha256:54a2794f23a208241c3d6d097cbf68705c86df3b7499813dba9e353a9bf0a08e" 109268
	resolved
	[ "$(rebuilt)" = 0 ]
	"$SHERD" images c.db --json | jq -e '.completeness == "partial"'
	tree $GO6 --damage
	resolved
	[ "$(rebuilt)" = 0 ]
	[ "$(jq .tars counts)" = 0 ]
	tree $GO6
	resolved
	[ "$(rebuilt)" = 1 ]
	printf x | dd of=saved/layer.tar bs=1 seek=4000 conv=notrunc status=none
	run "$SHERD" cat c.db ${GO6% *}
	[ "$status" -ne 0 ]
}

@test "a tar that no scan that counts holds any more gives nothing" {
	tree $GO6
	resolved
	[ "$(rebuilt)" = 1 ]
	rm saved/layer.tar
	"$SHERD" scan -q c.db saved || [ $? -eq 3 ]
	"$SHERD" resolve -q c.db || [ $? -eq 3 ]
	"$SHERD" images c.db --json | jq -e '.completeness == "partial"'
	"$SHERD" blobs c.db --json --state missing | jq -e 'has("origin") | not'
}

@test "a bound that bites is told" {
	tree $GO9
	resolved
	"$SHERD" rebuild -q --limit rebuild_bytes=1000 c.db >text || [ $? -eq 3 ]
	grep -q 'a bound left out' text
	grep -q '^0 of 1 lost layers' text
	! grep -q 'origin recompressed' text || { cat text; return 1; } # nothing was: no way to it is told
}

@test "--with: a filter that is given; what it wrote is only hashed, and the log names it by its hash" {
	"$BATS_TEST_DIRNAME/support/lost_layer.py" --tar >tar
	gzip -n -6 <tar >packed
	tree "sha256:$(sum packed)" "$(stat -c %s packed)"
	resolved
	[ "$(rebuilt)" = 0 ]
	[ "$(rebuilt --with 'gzip -n -6')" = 1 ]
	[ "$(jq .spent counts)" = "$(stat -c %s tar)" ]
	"$SHERD" images c.db --json | jq -e '.completeness == "complete"'
	"$SHERD" blobs c.db --json --state missing | jq -e '.rebuilt_from.encoder == "program"'
	sqlite3 c.db "SELECT program FROM rebuilt" | grep -q "^sha256:$(sum "$(readlink -f "$(command -v gzip)")") .*gzip -n -6$"
	"$SHERD" custody c.db log --json | grep -q "1 of 1 lost layers compressed anew by sha256:"
	run "$SHERD" cat c.db "sha256:$(sum packed)"
	[ "$status" -ne 0 ]
	[[ $output == *"gzip -n -6"* ]]
	"$SHERD" cat c.db --with 'gzip -n -6' "sha256:$(sum packed)" | cmp - packed
}

@test "--with: programs that lie, do not end, do not read, are none, or write files" {
	tree $GO6
	resolved
	printf '#!/bin/sh\ncat\nexit 1\n' >fails
	printf '#!/bin/sh\nexec cat /dev/zero\n' >endless
	printf '#!/bin/sh\nexit 0\n' >nothing
	printf '#!/bin/sh\ncat >%s/written\n' "$work" >writes
	chmod +x fails endless nothing writes
	for program in "$work/fails" "$work/endless" "$work/nothing" "$work/writes" /bin/cat; do
		[ "$(rebuilt --with "$program")" = 0 ]
	done
	[ ! -s written ]
	"$SHERD" images c.db --json | jq -e '.completeness == "partial"'
	run "$SHERD" rebuild c.db --with "$work/nosuch"
	[ "$status" -eq 2 ]
	run "$SHERD" rebuild c.db --with ''
	[ "$status" -eq 2 ]
}

@test "which programs compressed the layers of a repository, in the report; two of them under the uppermost layers are told as an inference" {
	"$BATS_TEST_DIRNAME/support/damaged_registry.py" --tools reg 6 6 9 pgzip
	mkdir saved
	resolved
	[ "$(rebuilt)" = 0 ]
	"$SHERD" findings c.db --json | jq -s -e 'map(select(.code == "tool-changed")) | length == 1 and (.[0] | .severity == "info" and .subject == "app"
		and (.text | test("zlib-6 \\(2\\), pgzip-or-go-before-1.8 \\(1\\), zlib-9 \\(1\\); inferred")) and (.because | length) == 3)'
	"$SHERD" report -q c.db -o out --format html
	grep -q 'Programs that compressed layers' out/annex.html
	grep -q 'podman, skopeo, buildah, umoci' out/annex.html
	rm -rf reg
	"$BATS_TEST_DIRNAME/support/damaged_registry.py" --tools reg 6 6 7 # levels whose heads are alike count as one
	resolved
	[ "$(rebuilt)" = 0 ]
	"$SHERD" blobs c.db --json | jq -s -e 'map(.compressor // empty) | sort == ["zlib-6", "zlib-6", "zlib-7"]'
	"$SHERD" findings c.db --json | jq -s -e 'map(select(.code == "tool-changed")) | length == 0'
}
