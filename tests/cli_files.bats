#!/usr/bin/env bats
# The files of an image: merged, hidden, found, given out, compared. The image is made here, by tar.
load cli_support

# Puts a file into the layout under its digest; prints "digest size".
put() { # FILE
	local hex
	hex=$(sha256sum <"$1" | cut -d' ' -f1)
	mkdir -p "$layout/blobs/sha256"
	cp "$1" "$layout/blobs/sha256/$hex"
	printf 'sha256:%s %s\n' "$hex" "$(stat -c %s "$1")"
}

layer_of() { # DIR -> "digest size"; uncompressed on standard layers, gzip for the second
	tar --sort=name --mtime=@1700000000 --owner=0 --group=0 --numeric-owner -C "$1" -cf "$work/layer.tar" .
	case $1 in */two) gzip -nf "$work/layer.tar" && put "$work/layer.tar.gz" ;; *) put "$work/layer.tar" ;; esac
}

manifest_of() { # NAME LAYER...
	local name=$1 list="" digest size config
	shift
	printf '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}' >"$work/config"
	read -r digest size < <(put "$work/config")
	config=$(jq -nc --arg d "$digest" --argjson s "$size" '{mediaType: "application/vnd.oci.image.config.v1+json", digest: $d, size: $s}')
	for l in "$@"; do
		read -r digest size <<<"$l"
		list+=$(jq -nc --arg d "$digest" --argjson s "$size" '{mediaType: "application/vnd.oci.image.layer.v1.tar", digest: $d, size: $s}')
	done
	jq -nc --argjson c "$config" --argjson l "$(jq -sc . <<<"$list")" \
		'{schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json", config: $c, layers: $l}' >"$work/$name.json"
	put "$work/$name.json"
}

setup_file() {
	export work=$BATS_FILE_TMPDIR layout=$BATS_FILE_TMPDIR/layout
	mkdir -p "$work"/{one,two,three,four}
	mkdir -p "$work/one"/{etc,app/sub,data,gone}
	printf 'root:base\n' >"$work/one/etc/passwd"
	printf 'a' >"$work/one/app/a"
	printf 'deep' >"$work/one/app/sub/deep"
	printf 'x' >"$work/one/data/x"
	printf 'was a directory' >"$work/one/gone/inside"
	ln "$work/one/app/a" "$work/one/app/hard"
	ln -s /etc/passwd "$work/one/app/soft"
	mkdir -p "$work/two"/{etc,app,data}
	printf 'root:second\n' >"$work/two/etc/passwd"
	: >"$work/two/app/.wh.a"
	: >"$work/two/app/.wh.sub"
	: >"$work/two/data/.wh..wh..opq"
	printf 'y' >"$work/two/data/y"
	printf 'now a file' >"$work/two/gone"
	mkdir -p "$work/three/app/sub"
	printf 'again' >"$work/three/app/sub/new"
	mkdir -p "$work/four/etc"
	printf 'root:fourth\n' >"$work/four/etc/passwd"
	one=$(layer_of "$work/one") two=$(layer_of "$work/two") three=$(layer_of "$work/three") four=$(layer_of "$work/four")
	all=$(manifest_of all "$one" "$two" "$three")
	other=$(manifest_of other "$one" "$four")
	printf '%s\n%s\n%s\n%s\n' "$one" "$two" "$three" "$four" | cut -d' ' -f1 >"$work/layers"
	jq -nc --arg a "${all% *}" --arg b "${other% *}" '{schemaVersion: 2, manifests: [
		{mediaType: "x", digest: $a, size: 1, annotations: {"org.opencontainers.image.ref.name": "all"}},
		{mediaType: "x", digest: $b, size: 1, annotations: {"org.opencontainers.image.ref.name": "other"}}]}' >"$layout/index.json"
	printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
	"$SHERD" examine -q "$work/c.db" img="$layout" >/dev/null || [ $? = 3 ]
}

layer() { # NUMBER
	sed -n "$1p" "$work/layers"
}

@test "the merged view is what a container sees; what is hidden names the layer that hides it" {
	"$SHERD" files "$work/c.db" img:all --json >"$work/files"
	jq -r 'select((has("hidden_by") or has("whiteout")) | not) | select(.type != "dir") | .path' "$work/files" >"$work/seen"
	diff "$work/seen" - <<-END
		app/hard
		app/soft
		app/sub/new
		data/y
		etc/passwd
		gone
	END
	jq -r 'select(has("hidden_by") and .type != "dir") | "\(.path) \(.layer) \(.hidden_by)"' "$work/files" >"$work/hidden"
	diff "$work/hidden" - <<-END
		app/a $(layer 1) $(layer 2)
		app/sub/deep $(layer 1) $(layer 2)
		data/x $(layer 1) $(layer 2)
		etc/passwd $(layer 1) $(layer 2)
		gone/inside $(layer 1) $(layer 2)
	END
	[ "$(jq -r 'select(has("whiteout")) | "\(.path) \(.whiteout)"' "$work/files")" = "$(printf '%s\n' \
		'app/.wh.a file' 'app/.wh.sub file' 'data/.wh..wh..opq opaque')" ]
	jq -e -s --arg sha "$(printf 'root:second\n' | sha256sum | cut -d' ' -f1)" 'map(select(.path == "etc/passwd" and
		.layer == "'"$(layer 2)"'"))[0] | .size == 12 and .uid == 0 and .mtime == "2023-11-14T22:13:20Z" and
		.type == "file" and .mode == "0644" and .sha256 == $sha' "$work/files"
	jq -e -s 'map(select(.path == "app/soft"))[0] | .type == "symlink" and .link == "/etc/passwd"' "$work/files"
}

@test "a path limits the list to itself and what lies beneath" {
	[ "$("$SHERD" files "$work/c.db" img:all /app/sub --json | jq -r .path | sort -u)" = "$(printf 'app/sub\napp/sub/deep\napp/sub/new')" ]
	"$SHERD" files "$work/c.db" img:all ./etc/passwd/ | grep -q 'etc/passwd$'
	"$SHERD" files "$work/c.db" img:all /no/such | grep -qx 'no such file'
}

@test "a file's bytes come out of the layer that holds the visible one, hard links followed" {
	[ "$("$SHERD" cat "$work/c.db" img:all /etc/passwd)" = root:second ]
	[ "$("$SHERD" cat "$work/c.db" img:other etc/passwd)" = root:fourth ]
	[ "$("$SHERD" cat "$work/c.db" img:all app/hard)" = a ]
	run "$SHERD" cat "$work/c.db" img:all app/a
	[ "$status" = 1 ]
	[[ "$output" == *"no such file"* ]]
	run "$SHERD" cat "$work/c.db" img:all app/soft
	[ "$status" = 1 ]
	[[ "$output" == *"symbolic link"* ]]
	run "$SHERD" cat "$work/c.db" img:all app
	[ "$status" = 1 ]
}

@test "a layer that no longer matches its digest gives no file" {
	cp -a "$layout" "$work/changed"
	"$SHERD" examine -q "$work/changed.db" img="$work/changed" >/dev/null || [ $? = 3 ]
	path=$work/changed/blobs/sha256/$(layer 4 | cut -d: -f2)
	printf 'X' | dd of="$path" bs=1 seek=1030 conv=notrunc status=none
	run "$SHERD" cat "$work/changed.db" img:other etc/passwd
	[ "$status" = 1 ]
	[[ "$output" == *"no longer match"* ]]
	[[ "$output" != *"root"* ]]
}

@test "a missing layer is told beside the files that are known" {
	cp -a "$layout" "$work/less"
	rm "$work/less/blobs/sha256/$(layer 2 | cut -d: -f2)"
	"$SHERD" examine -q "$work/less.db" img="$work/less" >/dev/null || [ $? = 3 ]
	"$SHERD" files "$work/less.db" img:all >"$work/out"
	grep -qF "the files of layer 2, $(layer 2), are not known (missing)" "$work/out"
	grep -q 'app/sub/deep$' "$work/out"
}

@test "find finds paths in every layer, with the images that use it" {
	"$SHERD" find "$work/c.db" SUB/NEW --json >"$work/hits"
	[ "$(jq -r '"\(.what) \(.text) \(.digest) \(.images | length)"' "$work/hits")" = "file app/sub/new $(layer 3) 1" ]
	[ "$("$SHERD" find "$work/c.db" 'etc/passw?' --json | jq -r .digest | sort)" = "$(printf '%s\n' "$(layer 1)" "$(layer 2)" "$(layer 4)" | sort)" ]
}

@test "two images differ in layers and files; one with itself in nothing" {
	"$SHERD" diff "$work/c.db" img:all img:other --json >"$work/diff"
	[ "$(jq -r 'select(has("path") | not) | "\(.change) \(.position) \(.layer)"' "$work/diff")" = "$(printf '%s\n' \
		"vanished 1 $(layer 2)" "vanished 2 $(layer 3)" "appeared 1 $(layer 4)")" ]
	jq -r 'select(has("path") and .type != "dir") | "\(.change) \(.path)"' "$work/diff" | diff - <(printf '%s\n' 'appeared app/a' \
		'appeared app/sub/deep' 'vanished app/sub/new' 'appeared data/x' 'vanished data/y' \
		'changed etc/passwd' 'appeared gone/inside')
	"$SHERD" diff "$work/c.db" img:all img:all | grep -qx 'no layer and no file differs'
}
