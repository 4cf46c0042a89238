#!/usr/bin/env bats
# Damaged layers that were made for lazy pulling (eStargz, zstd:chunked): what their tables of contents tell, what their own
# digests prove of their files, and nothing more. Truth is what the writer of the layer recorded.
load support

setup() {
	work=$BATS_TEST_TMPDIR
	cd "$work" || exit
}

made() { # KIND [plain], or estargz-of TABLE: the registry in r, its truth in truth
	rm -rf r c.db c.report
	"$BATS_TEST_DIRNAME/support/lazy_registry.py" "$1" r "${@:2}" >truth
	layer=$(jq -r .layer truth)
	data=r/docker/registry/v2/blobs/sha256/${layer:7:2}/${layer#*:}/data
}

damage() { # WHAT...
	"$BATS_TEST_DIRNAME/support/damaged_registry.py" --damage "$data" "$@"
}

examined() { # [OPTION...]
	"$SHERD" examine -q "$@" c.db r >said || [ $? -eq 3 ]
}

at() { # PATH CHUNK: where it begins in the blob
	jq ".files[\"$1\"].chunks[$2][0]" truth
}

files() {
	"$SHERD" files c.db --json app:1 | jq -s 'map(select(.path != "stargz.index.json"))'
}

# Every file of the truth is listed with the truth's digest and size, and nothing is called what it is not.
all_listed() {
	files >got
	jq -s -e '.[0].files as $t | (.[1] | map(select(.type == "file")) | map({key: .path, value: .}) | from_entries) as $g
		| ($t | keys) == ($g | keys) and all($t | keys[]; $g[.].sha256 == $t[.].sha256 and $g[.].size == $t[.].size)' truth got
}

@test "a hole in the middle: every file is named with its digest; a statement of the manifest's, proven where it was read" {
	for kind in estargz chunked; do
		made $kind
		damage "zero:$(($(at srv/large 1) + 100))+4096"
		examined
		all_listed
		eval "$(sed -n 's/^  \(sherd salvage c.db [^ ]*\) .*/\1/p' said | sed "s|^sherd|\"$SHERD\"|")" | grep -q '^part .* srv/large' # as it is printed
		jq -e 'all(.[]; .grade == (if .told_by == "toc" or .type != "file" then "stated" else "proven" end))
			and (map(select(.told_by == "toc") | .path) | index("srv/large"))' got
		jq -e '.[] | select(.path == "etc/hello") | .told_by == "damaged-bytes" and .grade == "proven"' got
		"$SHERD" files c.db app:1 >text
		grep -q "^f3 .*srv/large" text
		grep -q "^f  .*etc/hello" text
		grep -q "whose digest the manifest names" text
		"$SHERD" findings c.db --json | jq -s -e --argjson t "$(cat truth)" '[.[] | select(.code == "layer-catalogue")] | length == 1
			and .[0].severity == "info" and (.[0].text | contains($t.toc))
			and .[0].because[0].offset == $t.toc_at[0] and .[0].because[0].length == $t.toc_at[1]'
		"$SHERD" blobs c.db --json --digest "$layer" | jq -e '.state == "corrupt" and (has("origin") | not)'
		"$SHERD" images c.db --json | jq -e '.completeness == "partial"'
		"$SHERD" find c.db --json three | jq -e --arg l "$layer" '.digest == $l and (.images | length) == 1'
		# what is only named is not held
		jq -r '.files["srv/large"].sha256' truth >wanted
		"$SHERD" find c.db --wanted wanted --json | jq -e '.verdict == "named"'
	done
}

@test "show of an image, and of the layer itself, lead to the files of a damaged layer; of others nothing is said of tables" {
	for kind in estargz chunked; do
		made $kind
		examined
		! "$SHERD" show c.db app:1 | grep -q 'table of contents' || false
		damage "zero:$(($(at srv/large 1) + 100))+4096"
		rm -rf c.db c.report
		examined
		names=$(jq '.files | length' truth)
		"$SHERD" show c.db app:1 >text
		grep -q "own table of contents .*, whose digest the manifest names, names $names files (stated)" text || { cat text; false; }
		"$SHERD" show c.db app:1 --lang ja | grep -q "一覧表.*${names}個のファイルを示す（記録あり）"
		"$SHERD" show c.db app:1 --json | jq -e --argjson n "$names" '.missing_objects[0].catalogue | .files == $n and .grade == "stated" and (.format | length > 3)'
		eval "$(sed -n 's/^ *\(sherd salvage c.db [^ ]*\) .*/\1/p' text | sed "s|^sherd|\"$SHERD\"|")" | grep -q '^part .* srv/large' # as it is printed
		"$SHERD" salvage c.db "$layer" --lang ja >ja
		grep -q '^状態  *サイズ  *確認済み  パス$' ja
		grep -q '^一部 .* srv/large$' ja
		! grep -qE '^(whole|part|lost|STATE)' ja || false
		[ "$(head -n 6 ja | grep -c '  [^ ]*$')" -eq 6 ]
		! "$SHERD" show c.db "$layer" 2>told || false
		eval "$(sed -n 's/.*\(sherd salvage c.db [^ ]*\)$/\1/p' told | sed "s|^sherd|\"$SHERD\"|")" | grep -q '^part .* srv/large'
	done
	made estargz plain
	damage "zero:$(($(at srv/large 0) + 10))+100"
	examined
	"$SHERD" show c.db app:1 | grep -q 'no manifest names the table (inferred)'
	"$SHERD" show c.db app:1 --json | jq -e '.missing_objects[0].catalogue.grade == "inferred"'
}

@test "without the annotation the table is a statement; an intact layer is listed from its bytes" {
	for kind in estargz chunked; do
		made $kind plain
		examined
		files | jq -e 'all(.[]; has("grade") | not) and length == 8'
		[ "$("$SHERD" findings c.db --json | grep -c layer-catalogue)" -eq 0 ]
		damage "zero:$(($(at srv/large 0) + 10))+100"
		rm -rf c.db c.report
		examined
		all_listed
		jq -e 'all(.[]; .grade == "inferred")' got
		"$SHERD" files c.db app:1 | grep -q "table of contents.*(inferred)"
	done
}

@test "a lost beginning: the table alone names the files" {
	made estargz
	damage zero:0+4096
	examined
	all_listed
	jq -e 'all(.[]; .told_by == "toc" and .grade == "stated")' got
}

@test "a cut layer has no table any more: what was read is listed, and that there may be more is told" {
	made estargz
	damage "cut:$(($(at srv/two 0) - 10))"
	examined
	files | jq -e 'map(.path) | index("etc/hello") and (index("srv/three") | not)'
	"$SHERD" files c.db app:1 | grep -q "whether there are more nothing tells"
	"$SHERD" files c.db app:1 --lang ja | grep -q "推定"
}

@test "tables that lie: refused or bounded, never believed beyond what they are" {
	for table in '' '[]' '{"entries":1}' '{"entries":[],"entries":[]}' '{"version":1,"entries":[{"name":"a","type":"reg"}' \
		"{\"entries\":$(printf '[%.0s' $(seq 3000))$(printf ']%.0s' $(seq 3000))}"; do
		printf '%s' "$table" >table
		made estargz-of table
		damage "zero:$(($(at srv/one 0) + 10))+100"
		examined
		files | jq -e 'map(select(.told_by == "toc")) == []'
	done
	cat >table <<-'END'
	{"entries":[{"name":"../../etc/passwd","type":"reg","size":9223372036854775807,"offset":9223372036854775807},
	{"name":"a\u0000b\u001b[31m","type":"reg","size":18446744073709551616},{"name":"a\u0000b\u001b[31m","type":"reg","size":1},
	{"name":"twice","type":"reg","size":1},{"name":"twice","type":"reg","size":2},{"name":"","type":"dir"},{"name":7,"type":"dir"},
	{"name":"neg","type":"reg","size":-1},{"name":"odd","type":"door"},{"name":"srv/one","type":"reg","digest":"sha256:zz"}]}
	END
	made estargz-of table
	damage "zero:$(($(at srv/one 0) + 10))+100"
	rm -rf c.db c.report
	examined
	files | jq -e 'map(select(.told_by == "toc" and .type == "file") | .path) == ["../../etc/passwd", "a\u0000b\u001b[31m", "twice", "twice"]'
	[ "$("$SHERD" files c.db app:1 | grep -c $'\e')" -eq 0 ]
	"$SHERD" findings c.db --json | jq -s -e 'any(.[]; .code == "layer-catalogue" and (.text | endswith("left out: 6")))'
}

@test "what is no layer, and a layer that breaks off, keep little of their ends in memory" {
	python3 - <<-'END'
	import gzip, hashlib, os
	for n in range(4):
	    bytes_ = (b"" if n % 2 else gzip.compress(os.urandom(1 << 20))[:1 << 19]) + os.urandom(48 << 20)
	    d = hashlib.sha256(bytes_).hexdigest()
	    os.makedirs(f"r/docker/registry/v2/blobs/sha256/{d[:2]}/{d}")
	    with open(f"r/docker/registry/v2/blobs/sha256/{d[:2]}/{d}/data", "wb") as f:
	        f.write(bytes_)
	os.makedirs("r/docker/registry/v2/repositories/app/_layers")
	END
	python3 - "$SHERD" <<-'END'
	import resource, subprocess, sys
	done = subprocess.run([sys.argv[1], "scan", "-q", "-j4", "c.db", "r"])
	assert done.returncode == 3  # two break off
	used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
	assert "/asan/" in sys.argv[1] or "/tsan/" in sys.argv[1] or used < 120000, used
	END
}

@test "a table of 200,000 entries: within its bounds, in linear time" {
	python3 -c 'import json
print(json.dumps({"version": 1, "entries": [{"name": f"d/{i}", "type": "reg", "size": 1, "offset": i} for i in range(200000)]}))' >table
	made estargz-of table
	damage "zero:$(($(at srv/one 0) + 10))+100"
	examined --limit toc_bytes=300000
	"$SHERD" findings c.db --json | jq -s -e 'any(.[]; .code == "layer-catalogue" and (.text | contains("cannot be read")))'
	rm -rf c.db c.report
	# sanitizers reserve terabytes
	(case $SHERD in */asan/* | */tsan/*) ;; *) ulimit -v 2000000 ;; esac; "$SHERD" scan -q c.db r) || [ $? -eq 3 ]
	"$SHERD" resolve -q c.db || [ $? -eq 3 ]
	[ "$(files | jq 'map(select(.told_by == "toc")) | length')" -eq 200000 ]
}

salvaged() {
	"$SHERD" salvage c.db "$layer" --json | jq -s .
}

@test "salvage: files are whole, part or lost as the damage has it, and are given by their digest" {
	for kind in estargz chunked; do
		made $kind
		damage "zero:$(($(at srv/large 1) + 100))+4096" "zero:$(($(at srv/two 0) + 50))+20"
		examined
		salvaged >got
		jq -e 'length == 6 and all(.[]; .grade == (if .state == "whole" then "proven" else "stated" end))' got
		jq -e '[.[] | select(.state == "whole") | .path] == ["etc/hello", "etc/empty", "srv/one", "srv/three"]' got
		jq -e '.[] | select(.path == "srv/large") | .state == "part" and .chunks == 4 and .chunks_proven == 3
			and .proven == 3 * 65536 + 777 - 65536' got
		jq -e '.[] | select(.path == "srv/two") | .state == "lost" and .proven == 0' got
		for f in etc/hello etc/empty srv/one srv/three; do
			"$SHERD" salvage c.db "${layer:7:12}" "/$f" | sha256sum | grep -q "^$(jq -r ".files[\"$f\"].sha256" truth)"
		done
		for f in srv/large srv/two nowhere; do
			run "$SHERD" salvage c.db "$layer" "$f"
			[ "$status" -eq 1 ]
		done
		"$SHERD" salvage c.db "$layer" | grep -q "^4 of 6 files of $layer are whole"
		"$SHERD" salvage c.db "$layer" | grep -q "stays damaged"
		"$SHERD" blobs c.db --json --digest "$layer" | jq -e '.state == "corrupt" and (has("origin") | not)'
	done
}

@test "salvage: two damaged copies fill one another's holes; the larger file comes out of both" {
	made estargz
	cp -r r r2
	damage "zero:$(($(at srv/large 1) + 100))+4096" "zero:$(($(at srv/two 0) + 50))+20"
	"$BATS_TEST_DIRNAME/support/damaged_registry.py" --damage "r2${data#r}" "zero:$(($(at srv/large 2) + 100))+4096" "zero:$(at srv/one 0)+9" \
		"zero:$(($(at srv/two 0) + 90))+20"
	"$SHERD" scan -q c.db r r2 || [ $? -eq 3 ]
	"$SHERD" resolve -q c.db || [ $? -eq 3 ]
	salvaged | jq -e '[.[] | select(.state != "whole") | .path] == ["srv/two"]'
	"$SHERD" salvage c.db "$layer" srv/large | sha256sum | grep -q "^$(jq -r '.files["srv/large"].sha256' truth)"
}

@test "salvage: without the annotation a statement; a whole layer is refused; the bound is told; without its table a layer is read as any gzip" {
	made estargz plain
	examined
	run "$SHERD" salvage c.db "$layer"
	[ "$status" -eq 2 ]
	damage "zero:$(($(at srv/two 0) + 50))+20"
	rm -rf c.db c.report
	examined
	salvaged | jq -e 'all(.[]; .grade == "inferred")'
	"$SHERD" salvage c.db "$layer" | grep -q "what the table states"
	"$SHERD" salvage c.db "$layer" --lang ja | grep -q "一覧表の記載"
	run "$SHERD" salvage c.db "$layer" --limit salvage_bytes=1000
	[ "$status" -eq 3 ]
	[[ $output == *salvage_bytes* ]]
	damage "cut:$(($(at srv/two 0) - 10))"
	rm -rf c.db c.report
	examined
	"$SHERD" salvage c.db "$layer" --json | jq -s . >got
	jq -s -e '.[0].files as $t | .[1] | map(select(.state == "unbroken")) | map(.path) == ["etc/hello", "etc/empty", "srv/one", "srv/large"]
		and all(.[]; .sha256_read == $t[.path].sha256 and .grade == "inferred")' truth got
}

@test "salvage: tables that lie prove nothing: places beyond the blob, chunks in circles, sizes of 2^63, other bytes' digests" {
	hello=$(printf 'hello\n%.0s' {1..900} | sha256sum | cut -c1-64)
	made estargz
	one=$(at srv/one 0)
	cat >table <<-END
	{"entries":[{"name":"beyond","type":"reg","size":5400,"offset":99999999,"digest":"sha256:$hello"},
	{"name":"huge","type":"reg","size":9223372036854775807,"offset":0,"digest":"sha256:$hello"},
	{"name":"circle","type":"reg","size":100,"offset":0,"chunkSize":50,"chunkDigest":"sha256:$hello"},
	{"name":"circle","type":"chunk","offset":0,"chunkOffset":0,"chunkSize":50,"chunkDigest":"sha256:$hello"},
	{"name":"inner","type":"reg","size":5400,"offset":0,"innerOffset":9223372036854775807,"digest":"sha256:$hello"},
	{"name":"zeros","type":"reg","size":100,"chunkType":"zeros","chunkSize":100},
	{"name":"other","type":"reg","size":40000,"offset":$one,"digest":"sha256:$hello"},
	{"name":"stray","type":"chunk","offset":0,"chunkSize":1},
	{"name":"none","type":"reg","size":40000,"offset":$one}]}
	END
	rm -rf r
	made estargz-of table
	damage "zero:$(($(at srv/two 0) + 10))+100"
	rm -rf c.db c.report
	examined
	salvaged | jq -e 'length == 7 and all(.[]; .state == "lost" and .proven == 0)'
	for f in circle zeros other none; do
		run "$SHERD" salvage c.db "$layer" $f
		[ "$status" -eq 1 ]
	done
}

@test "a zstd:chunked layer that skopeo wrote, damaged: the other files are whole, byte for byte" {
	command -v skopeo >/dev/null || skip "no skopeo"
	mkdir -p tree/etc one
	for i in 1 2 3; do head -c 100000 /dev/urandom >tree/etc/f$i; done
	tar -C tree -cf layer.tar etc
	python3 - <<-'END'
	import hashlib, json, os
	os.makedirs("one/blobs/sha256")
	def put(b, kind):
	    d = hashlib.sha256(b).hexdigest()
	    open("one/blobs/sha256/" + d, "wb").write(b)
	    return {"mediaType": "application/vnd.oci.image." + kind, "digest": "sha256:" + d, "size": len(b)}
	layer = put(open("layer.tar", "rb").read(), "layer.v1.tar")
	config = put(json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers",
	    "diff_ids": [layer["digest"]]}, "history": [{"created_by": "x"}]}).encode(), "config.v1+json")
	manifest = put(json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config,
	    "layers": [layer]}).encode(), "manifest.v1+json")
	manifest["annotations"] = {"org.opencontainers.image.ref.name": "a"}
	json.dump({"schemaVersion": 2, "manifests": [manifest]}, open("one/index.json", "w"))
	json.dump({"imageLayoutVersion": "1.0.0"}, open("one/oci-layout", "w"))
	END
	skopeo copy --insecure-policy --dest-compress --dest-compress-format zstd:chunked oci:one:a oci:two:a >/dev/null 2>&1 ||
		skip "this skopeo writes no zstd:chunked"
	manifest=$(jq -r '.manifests[0].digest' two/index.json)
	layer=$(jq -r '.layers[0].digest' "two/blobs/sha256/${manifest#*:}")
	"$BATS_TEST_DIRNAME/support/damaged_registry.py" --damage "two/blobs/sha256/${layer#*:}" zero:150000+512
	"$SHERD" scan -q c.db two || [ $? -eq 3 ]
	"$SHERD" resolve -q c.db || [ $? -eq 3 ]
	salvaged | jq -e '[.[] | select(.state == "whole")] | length == 2'
	for f in $(salvaged | jq -r '.[] | select(.state == "whole") | .path'); do
		"$SHERD" salvage c.db "$layer" "$f" | cmp - "tree/$f"
	done
	"$SHERD" files c.db "$manifest" --json | jq -s -e 'all(.[]; .grade == (if .told_by == "toc" or .type != "file" then "stated" else "proven" end)) and ([.[] | select(.type == "file")] | length) == 3'
}

@test "salvage: chunks that are there and are not the file that the table names are no whole file" {
	made estargz
	python3 - "$data" "$(jq .toc_at[0] truth)" >table <<-'END'
	import gzip, io, json, sys, tarfile, zlib
	at = int(sys.argv[2])
	plain = zlib.decompressobj(31).decompress(open(sys.argv[1], "rb").read()[at:])
	table = json.load(tarfile.open(fileobj=io.BytesIO(plain)).extractfile("stargz.index.json"))
	for e in table["entries"]:
	    if e["name"] == "srv/large" and "digest" in e:
	        e["digest"] = "sha256:" + "7" * 64
	print(json.dumps(table))
	END
	made estargz-of table
	damage "zero:$(($(at srv/two 0) + 50))+20"
	examined
	salvaged >got
	jq -e '.[] | select(.path == "srv/large") | .state == "part" and .chunks == 4 and .chunks_proven == 4 and (has("sha256") | not)' got
	jq -e --slurpfile t truth '.[] | select(.path == "srv/one") | .state == "whole" and .sha256 == $t[0].files["srv/one"].sha256' got
	run "$SHERD" salvage c.db "$layer" srv/large
	[ "$status" -eq 1 ]
}

broken() { # HOW WHAT...: an ordinary layer without a table, damaged, and what is told of it
	rm -rf r c.db c.report
	"$BATS_TEST_DIRNAME/support/broken_layer.py" r "$1" >truth
	layer=$(jq -r .layer truth)
	data=r/docker/registry/v2/blobs/sha256/${layer:7:2}/${layer#*:}/data
	damage "${@:2}"
	"$SHERD" scan -q c.db r || [ $? -eq 3 ]
	"$SHERD" resolve -q c.db || [ $? -eq 3 ]
	"$SHERD" salvage c.db "$layer" --json | jq -s . >got
}

# Of the files that are called unbroken all but N are the truth's, and no name is invented.
true_but() { # N
	jq -s -e --argjson n "$1" '.[0].files as $t | .[1] | (map(select($t[.path] == null or $t[.path].size != .size)) | length) == 0
		and (map(select(.state == "unbroken" and .sha256_read != $t[.path].sha256)) | length) <= $n
		and all(.[]; .grade == "inferred" and (has("table") | not) and (.state == "unbroken") == has("sha256_read"))' truth got
}

@test "a gzip layer without a table: what lies before a hole and behind the next flush is read, and is what was written" {
	for how in flushed members; do
		broken $how zero:200000+4096
		true_but 0
		# by the recipe: files that end before the last place before the hole, or begin behind the first place after it,
		# from which nothing refers back
		jq -s -e '.[0] as $t | ([$t.flush[] | select(.[0] <= 200000)] | last) as $a | ([$t.flush[] | select(.[0] >= 204096)] | first) as $b
			| (.[1] | map(select(.state == "unbroken") | .path)) as $got
			| [$t.files | to_entries[] | select(.value.at[1] <= $a[1] or .value.at[0] >= $b[1]) | .key] | length > 300 and . - $got == []' truth got
		jq -e '(map(select(.after_break)) | length > 200) and (map(select(.after_break | not)) | length > 20)' got
	done
	"$SHERD" summary c.db >said
	eval "$(sed -n 's/^  \(sherd salvage c.db [^ ]*\)    files .* can still be read; nothing proves them$/\1/p' said | sed "s|^sherd|\"$SHERD\"|")" >text # as it is printed
	grep -q "can be read without a gap. Nothing proves that their bytes are what was written" text
	grep -q "the archive cannot be followed" text
	"$SHERD" blobs c.db --json --digest "$layer" | jq -e '.state == "corrupt"'
}

@test "the head of the stream is lost: it is entered at the next block" {
	broken flushed zero:0+4096
	true_but 0
	jq -e 'length > 300 and all(.[]; .after_break)' got
}

@test "a megabyte of zeros from a member's end on is a hole, no padding" {
	"$BATS_TEST_DIRNAME/support/broken_layer.py" r members >truth
	broken members "zero:$(jq '.flush[1][0]' truth)+1200000"
	true_but 0
	# by the recipe: members that begin behind the hole
	jq -s -e '.[0] as $t | ([$t.flush[] | select(.[0] >= $t.flush[1][0] + 1200000)] | first) as $b
		| (.[1] | map(select(.state == "unbroken") | .path)) as $got
		| [$t.files | to_entries[] | select(.value.at[0] >= $b[1]) | .key] | length > 20 and . - $got == []' truth got
}

@test "stored blocks, two holes, noise: nothing that is called unbroken is anything else; a cut says so" {
	broken stored zero:500000+4096
	true_but 0
	jq -e 'length > 350' got
	broken flushed zero:200000+512 noise:900000+30000
	true_but 0
	jq -e 'map(select(.state == "unbroken")) | length > 300' got
	broken plain cut:400000
	true_but 0
	"$SHERD" salvage c.db "$layer" >text
	grep -q "breaks off before its end" text
	[ "$(grep -c '^part' text)" -le 1 ]
}

@test "a bit within a stored block: every file is there, one is changed, and the checksum says so" {
	broken stored bit:300000.3
	jq -e 'length == 400' got
	true_but 1
	"$SHERD" salvage c.db "$layer" >text
	grep -q "CRC-32" text
	! grep -q "cannot be followed" text
}

@test "bytes of an unbroken file leave only with --unproven, and are those; a file in part never" {
	broken flushed zero:200000+4096
	path=$(jq -r 'map(select(.state == "unbroken" and .after_break))[5].path' got)
	run "$SHERD" salvage c.db "$layer" "$path"
	[ "$status" -ne 0 ]
	[[ $output == *"nothing proves"*"--unproven"* ]]
	"$SHERD" salvage c.db "$layer" "$path" --unproven 2>&1 >/dev/null | grep -q "no digest proves its bytes"
	[ "$("$SHERD" salvage c.db "$layer" "$path" --unproven | sha256sum | cut -c1-64)" = "$(jq -r --arg p "$path" '.files[$p].sha256' truth)" ]
	part=$(jq -r 'map(select(.state == "part"))[0].path' got)
	run "$SHERD" salvage c.db "$layer" "$part" --unproven
	[ "$status" -ne 0 ]
	[[ $output == *"not all of it"* ]]
	run "$SHERD" salvage c.db "$layer" srv/none --unproven
	[ "$status" -ne 0 ]
}

@test "what cannot be entered is refused; the bounds end the search and say so" {
	broken flushed noise:0+2000000
	run "$SHERD" salvage c.db "$layer"
	[ "$status" -ne 0 ]
	[[ $output == *"table of contents"* ]]
	broken flushed zero:200000+4096
	run "$SHERD" salvage c.db "$layer" --limit salvage_trial=1
	[ "$status" -eq 3 ]
	[[ $output == *salvage_trial* ]]
	run "$SHERD" salvage c.db "$layer" --limit salvage_bytes=100000
	[ "$status" -eq 3 ]
	[[ $output == *salvage_bytes* ]]
	run "$SHERD" salvage c.db "$layer" --limit layer_entries=10
	[ "$status" -eq 3 ]
	[[ $output == *"layer_entries left"* ]]
	broken flushed zero:0+4096
	run "$SHERD" salvage c.db "$layer" --limit salvage_trial=1
	[ "$status" -eq 1 ]
	[[ $output == *"salvage_trial or salvage_bytes ended"* ]]
}

@test "heads of members without an end, by the million, cost no more than the limit" {
	"$BATS_TEST_DIRNAME/support/broken_layer.py" r flushed >truth
	layer=$(jq -r .layer truth)
	data=r/docker/registry/v2/blobs/sha256/${layer:7:2}/${layer#*:}/data
	python3 -c 'import sys; sys.stdout.buffer.write(b"\x1f\x8b\x08\x08" * (4 << 20))' >"$data" # each with a name that never ends
	"$SHERD" scan -q c.db r || [ $? -eq 3 ]
	"$SHERD" resolve -q c.db || [ $? -eq 3 ]
	(
		ulimit -t 60 # it took hours
		run "$SHERD" salvage c.db "$layer"
		[ "$status" -eq 1 ]
	)
}
