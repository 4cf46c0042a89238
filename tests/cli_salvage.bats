#!/usr/bin/env bats
# Damaged layers that were made for lazy pulling (eStargz, zstd:chunked): what their tables of contents tell, what their own
# digests prove of their files, and nothing more. Truth is what the writer of the layer recorded.
load support

setup() {
	work=$BATS_TEST_TMPDIR
	cd "$work" || exit
}

made() { # KIND [plain]: the registry in r, its truth in truth
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

@test "a hole in the middle: every file is named with its digest; proven by the manifest's annotation" {
	for kind in estargz chunked; do
		made $kind
		damage "zero:$(($(at srv/large 1) + 100))+4096"
		examined
		all_listed
		jq -e 'all(.[]; .grade == "proven") and (map(select(.told_by == "toc") | .path) | index("srv/large"))' got
		jq -e '.[] | select(.path == "etc/hello") | .told_by == "damaged-bytes"' got
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

@test "without the annotation the table is a statement; an intact layer is listed from its bytes" {
	for kind in estargz chunked; do
		made $kind plain
		examined
		files | jq -e 'all(.[]; has("grade") | not) and length == 8'
		! "$SHERD" findings c.db --json | grep -q layer-catalogue
		damage "zero:$(($(at srv/large 0) + 10))+100"
		rm -rf c.db c.report
		examined
		all_listed
		jq -e 'all(.[]; .grade == "stated")' got
		"$SHERD" files c.db app:1 | grep -q "table of contents.*(stated)"
	done
}

@test "a lost beginning: the table alone names the files" {
	made estargz
	damage zero:0+4096
	examined
	all_listed
	jq -e 'all(.[]; .told_by == "toc" and .grade == "proven")' got
}

@test "a cut layer has no table any more: what was read is listed, and that there may be more is told" {
	made estargz
	damage "cut:$(($(at srv/two 0) - 10))"
	examined
	files | jq -e 'map(.path) | index("etc/hello") and (index("srv/three") | not)'
	"$SHERD" files c.db app:1 | grep -q "whether there are more nothing tells"
	"$SHERD" files c.db app:1 --lang ja | grep -q "記載"
}

@test "tables that lie: refused or bounded, never believed beyond what they are" {
	for table in '' '[]' '{"entries":1}' '{"entries":[],"entries":[]}' '{"version":1,"entries":[{"name":"a","type":"reg"}' \
		"{\"entries\":$(printf '[%.0s' $(seq 3000))$(printf ']%.0s' $(seq 3000))}"; do
		printf '%s' "$table" >table
		rm -rf r c.db c.report
		"$BATS_TEST_DIRNAME/support/lazy_registry.py" estargz-of r table >truth
		layer=$(jq -r .layer truth)
		data=r/docker/registry/v2/blobs/sha256/${layer:7:2}/${layer#*:}/data
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
	"$BATS_TEST_DIRNAME/support/lazy_registry.py" estargz-of r table >truth
	layer=$(jq -r .layer truth)
	data=r/docker/registry/v2/blobs/sha256/${layer:7:2}/${layer#*:}/data
	damage "zero:$(($(at srv/one 0) + 10))+100"
	rm -rf c.db c.report
	examined
	files | jq -e 'map(select(.told_by == "toc" and .type == "file") | .path) == ["../../etc/passwd", "a\u0000b\u001b[31m", "twice", "twice"]'
	! "$SHERD" files c.db app:1 | grep -q $'\e'
	"$SHERD" findings c.db --json | jq -s -e 'any(.[]; .code == "layer-catalogue" and (.text | startswith("6 entries")))'
}

@test "a table of 200,000 entries: within its bounds, in linear time" {
	python3 -c 'import json
print(json.dumps({"version": 1, "entries": [{"name": f"d/{i}", "type": "reg", "size": 1, "offset": i} for i in range(200000)]}))' >table
	"$BATS_TEST_DIRNAME/support/lazy_registry.py" estargz-of r table >truth
	layer=$(jq -r .layer truth)
	data=r/docker/registry/v2/blobs/sha256/${layer:7:2}/${layer#*:}/data
	damage "zero:$(($(at srv/one 0) + 10))+100"
	examined --limit toc_bytes=300000
	"$SHERD" findings c.db --json | jq -s -e 'any(.[]; .code == "layer-catalogue" and (.text | contains("cannot be read")))'
	rm -rf c.db c.report
	(ulimit -v 2000000; "$SHERD" scan -q c.db r) || [ $? -eq 3 ]
	"$SHERD" resolve -q c.db || [ $? -eq 3 ]
	[ "$(files | jq 'map(select(.told_by == "toc")) | length')" -eq 200000 ]
}
