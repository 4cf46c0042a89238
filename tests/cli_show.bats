#!/usr/bin/env bats
# One image as a tree, and how an IMAGE argument is understood.
load cli_support

setup_file() {
	for name in live gc; do
		"$FIXTURES/unpack" $name "$BATS_FILE_TMPDIR/$name"
		"$SHERD" examine -q "$BATS_FILE_TMPDIR/$name.db" tree="$BATS_FILE_TMPDIR/$name" >/dev/null
	done
}

setup() {
	case_file=$BATS_FILE_TMPDIR/live.db
	gone=$BATS_FILE_TMPDIR/gc.db
	truth=$FIXTURES/live/truth.json
	name=$(jq -r '[.tags[] | select(.standing == "current")][0] | "\(.repository):\(.tag)"' "$truth")
	digest=$(jq -r '[.tags[] | select(.standing == "current")][0].digest' "$truth")
}

@test "every form of IMAGE names the same image" {
	hex=${digest#sha256:}
	for image in "$name" "${name%:*}@$digest" "$digest" "${hex:0:12}" "sha256:${hex:0:12}"; do
		[ "$("$SHERD" show "$case_file" "$image" --json | jq -r .digest)" = "$digest" ]
	done
}

@test "what names nothing, too little or several is status 2" {
	for image in no/such:tag 0000000000000000 abcde nonsense ''; do
		run "$SHERD" show "$case_file" "$image"
		[ "$status" -eq 2 ]
		[ "$(printf '%s\n' "$output" | wc -l)" -eq 1 ]
	done
}

@test "an ambiguous tag is told with its candidates" {
	"$FIXTURES/unpack" live "$BATS_TEST_TMPDIR/a"
	"$FIXTURES/unpack" gc "$BATS_TEST_TMPDIR/a/second"
	one=$BATS_TEST_TMPDIR/a/docker/registry/v2/repositories/x/_manifests/tags/t/current
	two=$BATS_TEST_TMPDIR/a/second/docker/registry/v2/repositories/x/_manifests/tags/t/current
	mkdir -p "$one" "$two"
	first=$(jq -r '.images[0].digest' "$truth")
	second=$(jq -r '.images[0].digest' "$FIXTURES/gc/truth.json")
	[ "$first" != "$second" ]
	printf '%s' "$first" >"$one/link"
	printf '%s' "$second" >"$two/link"
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/two.db" "$BATS_TEST_TMPDIR/a" >/dev/null || [ $? -eq 3 ]
	run "$SHERD" show "$BATS_TEST_TMPDIR/two.db" x:t
	[ "$status" -eq 2 ]
	[[ $output == *"$first"* ]]
	[[ $output == *"$second"* ]]
}

@test "a digest that is no image is said to be a blob" {
	layer=$(jq -r '[.blobs[] | select(.kind == "layer")][0].digest' "$truth")
	run "$SHERD" show "$case_file" "$layer"
	[ "$status" -eq 2 ]
	[[ $output == *layer* ]]
}

@test "history stands beside the layers it made" {
	image=$(jq -r '[.images[] | select(.kind == "image" and (.layers | length) > 1)][0].digest' "$truth")
	"$SHERD" show "$case_file" "$image" --json | jq -e 'if .history_aligned then
		[.history[] | select(.layer) | .layer] == [.layers[].digest] else true end'
}

@test "what is missing is named whole, with where else it may be" {
	image=$(jq -r '[.images[] | select(.completeness == "partial")][0].digest' "$FIXTURES/gc/truth.json")
	"$SHERD" show "$gone" "$image" >"$BATS_TEST_TMPDIR/out"
	jq -r --arg d "$image" '.images[] | select(.digest == $d) | .missing[]' "$FIXTURES/gc/truth.json" |
		while read -r digest; do grep -q "$digest" "$BATS_TEST_TMPDIR/out"; done
	"$SHERD" show "$gone" "$image" --json | jq -e '[.missing_objects[].digest] == .missing
		and all(.missing_objects[]; .where | type == "array")'
}

@test "credentials are masked unless revealed" {
	tree=$BATS_TEST_TMPDIR/t
	"$FIXTURES/unpack" live "$tree"
	put() { # file: stores it as a blob, prints its digest
		local hex
		hex=$(sha256sum <"$1" | cut -d' ' -f1)
		mkdir -p "$tree/docker/registry/v2/blobs/sha256/${hex:0:2}/$hex"
		cp "$1" "$tree/docker/registry/v2/blobs/sha256/${hex:0:2}/$hex/data"
		echo "sha256:$hex"
	}
	cat >"$BATS_TEST_TMPDIR/config" <<-'END'
		{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/bin","DB_PASSWORD=hunter2"],
		"Labels":{"api.token":"opensesame","note":"plain"}},"rootfs":{"type":"layers","diff_ids":[]},
		"history":[{"created_by":"ARG URL=https://bob:swordfish@example.org/x","empty_layer":true}]}
	END
	config=$(put "$BATS_TEST_TMPDIR/config")
	printf '{"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%d},"layers":[]}' \
		application/vnd.oci.image.manifest.v1+json application/vnd.oci.image.config.v1+json \
		"$config" "$(wc -c <"$BATS_TEST_TMPDIR/config")" >"$BATS_TEST_TMPDIR/manifest"
	manifest=$(put "$BATS_TEST_TMPDIR/manifest")
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/c.db" "$tree" >/dev/null
	for text in "$("$SHERD" show "$BATS_TEST_TMPDIR/c.db" "$manifest")" \
		"$("$SHERD" show "$BATS_TEST_TMPDIR/c.db" "$manifest" --json)" \
		"$(cat "$BATS_TEST_TMPDIR/c.report/annex.html")"; do
		[[ $text == *masked* ]]
		[[ $text == *plain* ]]
		for secret in hunter2 opensesame swordfish; do [[ $text != *$secret* ]]; done
	done
	run "$SHERD" show "$BATS_TEST_TMPDIR/c.db" "$manifest" --reveal
	for secret in hunter2 opensesame swordfish; do [[ $output == *$secret* ]]; done
}
