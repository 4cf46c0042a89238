#!/usr/bin/env bats
# find: text of names, labels and history; digests of a file against the case.
load cli_support

setup_file() {
	"$FIXTURES/unpack" gc "$BATS_FILE_TMPDIR/gc"
	"$SHERD" examine -q "$BATS_FILE_TMPDIR/gc.db" tree="$BATS_FILE_TMPDIR/gc" >/dev/null
	"$FIXTURES/unpack" live "$BATS_FILE_TMPDIR/live"
	"$SHERD" examine -q "$BATS_FILE_TMPDIR/live.db" tree="$BATS_FILE_TMPDIR/live" >/dev/null
}

setup() {
	here=$BATS_FILE_TMPDIR
	work=$BATS_TEST_TMPDIR
}

@test "every recorded repository and tag is found by its name, in whatever case" {
	jq -r '.tags[] | "\(.repository):\(.tag)"' "$FIXTURES/live/truth.json" | sort -u >"$work/names"
	while read -r name; do
		"$SHERD" find "$here/live.db" "${name^^}" --json | jq -e -s --arg n "$name" 'any(.what == "tag" and .text == $n)' >/dev/null ||
			{ echo "$name"; return 1; }
	done <"$work/names"
}

@test "a step of history leads to the images that have it" {
	# from the config itself, not from our reading of it
	config=$(jq -r '[.images[] | select(.config)][0].config' "$FIXTURES/live/truth.json")
	hex=${config#sha256:}
	step=$(jq -r '[.history[]?.created_by | select(. != null)][0]' "$here/live/docker/registry/v2/blobs/sha256/${hex:0:2}/$hex/data")
	[ "$step" != null ]
	jq -r --arg c "$config" '.images[] | select(.config == $c) | .digest' "$FIXTURES/live/truth.json" | sort >"$work/want"
	"$SHERD" find "$here/live.db" "$step" --json |
		jq -r --arg c "$config" 'select(.what == "history" and .digest == $c) | .images[]' | sort -u >"$work/got"
	comm -23 "$work/want" "$work/got" >"$work/lacking"
	[ ! -s "$work/lacking" ]
}

@test "what a pattern means literally is found literally, what nobody has is not" {
	[ "$("$SHERD" find "$here/live.db" '100%_no')" = "nothing found" ]
	[ -z "$("$SHERD" find "$here/live.db" 'x' --json | jq 'select(.text | ascii_downcase | contains("x") | not)')" ]
	run "$SHERD" find "$here/live.db" ''
	[ "$status" = 2 ]
	run "$SHERD" find "$here/live.db"
	[ "$status" = 2 ]
}

@test "--wanted: intact, recoverable, named, unknown" {
	none=$(printf nothing | sha256sum | cut -c1-64)
	jq -r '.blobs[] | "\(.digest) \(.state)"' "$FIXTURES/gc/truth.json" | grep -E ' (intact|missing)$' >"$work/known"
	{
		cut -d' ' -f1 "$work/known" | sed 's/.*/seen: "&",/'
		echo "$none"
	} >"$work/wanted"
	"$SHERD" find "$here/gc.db" --wanted "$work/wanted" --json | jq -r '"\(.digest) \(.verdict)"' >"$work/got"
	{
		sed 's/missing$/named/' "$work/known"
		echo "sha256:$none unknown"
	} >"$work/want"
	cmp "$work/want" "$work/got"
	"$SHERD" find "$here/gc.db" --wanted - <"$work/wanted" | grep -c ' named ' >"$work/n"
	[ "$(cat "$work/n")" = "$(grep -c ' missing$' "$work/known")" ]
}

@test "tags --candidates: names that are only said, with the bytes that say so; none that a tag proves" {
	"$SHERD" tags "$here/live.db" --candidates --json >"$work/names"
	# cosign's payload in the fixture names the repository of the signed image
	[ -s "$work/names" ]
	jq -e -s 'all(.candidate and .grade == "inferred" and (.because[0].pointer | startswith("/")))' "$work/names"
	jq -c '[.name, .because[0].path, .because[0].pointer]' "$work/names" | while read -r line; do
		name=$(jq -r '.[0]' <<<"$line")
		grep -q -F "${name%%:*}" "$here/live/$(jq -r '.[1]' <<<"$line")" || { echo "$line"; return 1; }
	done
	jq -r '.name' "$work/names" | sort -u >"$work/said"
	jq -r '.tags[] | "\(.repository):\(.tag)"' "$FIXTURES/live/truth.json" | sort -u >"$work/tags"
	"$SHERD" tags "$here/live.db" --json | jq -e -s 'all(has("candidate") | not)'
}

@test "names other stores give are candidates, with the file that gives them" {
	mkdir -p "$work/host/image/overlay2"
	id=sha256:$(printf x | sha256sum | cut -d' ' -f1)
	known=sha256:$(printf y | sha256sum | cut -d' ' -f1)
	jq -nc --arg id "$id" --arg known "$known" '{Repositories: {"h:5000/app": {"h:5000/app:1": $id, ("h:5000/app@" + $known): $id}}}' \
		>"$work/host/image/overlay2/repositories.json"
	"$SHERD" examine -q "$work/host.db" h="$work/host" >/dev/null
	"$SHERD" tags "$work/host.db" --candidates --json >"$work/said"
	jq -e -s --arg id "$id" --arg known "$known" 'map([.name, .digest, .rule, .because[0].path]) | sort ==
		([["h:5000/app:1", $id, "store-image-id", "image/overlay2/repositories.json"],
		["h:5000/app", $known, "store-known", "image/overlay2/repositories.json"]] | sort)' "$work/said"
}

# One layer with two files, an annotation on its descriptor, and a file beside the storage.
laid() { # DIR
	python3 - "$1" <<'P'
import hashlib, io, json, os, sys, tarfile
top = sys.argv[1]
sha = lambda b: hashlib.sha256(b).hexdigest()
def blob(b):
    os.makedirs(top + "/blobs/sha256", exist_ok=True)
    with open(f"{top}/blobs/sha256/{sha(b)}", "wb") as f: f.write(b)
    return {"digest": "sha256:" + sha(b), "size": len(b)}
tar = io.BytesIO()
with tarfile.open(fileobj=tar, mode="w") as t:
    for name, data in (("etc/key", b"a key"), ("bin/tool", b"a tool")):
        entry = tarfile.TarInfo(name); entry.size = len(data); t.addfile(entry, io.BytesIO(data))
layer = dict(blob(tar.getvalue()), mediaType="application/vnd.oci.image.layer.v1.tar",
             annotations={"org.example.origin": "deposit", "org.example.base": "sha256:" + sha(b"a base")})
config = dict(blob(json.dumps({"rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}}).encode()), mediaType="application/vnd.oci.image.config.v1+json")
manifest = dict(blob(json.dumps({"schemaVersion": 2, "config": config, "layers": [layer]}).encode()), mediaType="application/vnd.oci.image.manifest.v1+json")
with open(top + "/index.json", "w") as f: json.dump({"schemaVersion": 2, "manifests": [manifest]}, f)
with open(top + "/oci-layout", "w") as f: f.write('{"imageLayoutVersion":"1.0.0"}')
with open(top + "/note.txt", "w") as f: f.write("beside")
P
}

hash_of() { printf %s "$1" | sha256sum | cut -c1-64; }

@test "annotations of layers and files by their SHA-256 are found" {
	laid "$work/l"
	"$SHERD" examine -q "$work/c.db" "$work/l" >/dev/null
	"$SHERD" find "$work/c.db" deposit --json | jq -e 'select(.what == "annotation") | .images | length == 1' >/dev/null
	hex=$(hash_of 'a key')
	[ "$("$SHERD" find "$work/c.db" "${hex:0:12}" --json | jq -r .text)" = etc/key ]
	[ "$("$SHERD" find "$work/c.db" "sha256:${hex^^}" --json | jq -r .text)" = etc/key ]
	[ "$("$SHERD" find "$work/c.db" "${hex:0:7}")" = "nothing found" ]
}

@test "--wanted: files inside layers and beside the storage count, what annotations say is named" {
	laid "$work/l"
	"$SHERD" examine -q "$work/c.db" "$work/l" >/dev/null
	for word in 'a tool' 'a base' beside nothing; do hash_of "$word"; done >"$work/wanted"
	"$SHERD" find "$work/c.db" --wanted "$work/wanted" --json | jq -r '"\(.verdict) \(.file)"' >"$work/got"
	printf '%s\n' 'intact bin/tool' 'named null' 'intact note.txt' 'unknown null' | diff - "$work/got"
}
