#!/usr/bin/env bats
# "STOP GARBAGE COLLECTION": said first, by gc, summary, examine and check, exactly when a collection would take blobs
# of deleted images. Expected numbers are computed from what the recipes recorded, not from our output.
load cli_support

setup_file() {
	export BATS_TMPDIR
	cd "$BATS_FILE_TMPDIR" || return 1
	local name
	for name in deletes live gc; do
		"${FIXTURES:-$BATS_TEST_DIRNAME/../fixtures}/unpack" "$name" "$name"
		"${SHERD:-$BATS_TEST_DIRNAME/../build/release/sherd}" examine -q "$name.db" "$name" >"$name.out" || [ $? = 3 ]
	done
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return 1
}

# What deleted images would lose. A collector keeps each revision and what its document names, and (2.x) looks no
# further: the parts of an index's child that was deleted by itself go, though the index still lists it.
expected() { # fixture
	python3 - "$FIXTURES/$1/truth.json" <<'PY'
import json, sys
truth = json.load(open(sys.argv[1]))
own = {i["digest"]: [i["digest"]] + ([i["config"]] if i.get("config") else []) + (i.get("layers") or []) + (i.get("manifests") or [])
       for i in truth["images"]}
def below(d):
    return {d}.union(*[below(x) if x in own and x != d else {x} for x in own[d]])
def where(i, deleted):
    return any((r["standing"] == "deleted") == deleted for r in i.get("repositories") or [])
held = {b["digest"] for b in truth["blobs"] if b["state"] == "intact"}
kept = {x for i in truth["images"] if where(i, False) for x in own[i["digest"]]}
lose = [below(i["digest"]) & held - kept for i in truth["images"] if where(i, True)]
print(len(set().union(*lose)), len([x for x in lose if x]))
PY
}

@test "the number of blobs and images is that of the recipe's truth" {
	want=$(expected deletes)
	got=$("$SHERD" summary deletes.db --json | jq -r '"\(.collection.blobs) \(.collection.images)"')
	[ "$want" = "$got" ] || { echo "want $want got $got"; return 1; }
	[ "${want%% *}" -gt 0 ]
}

@test "gc and check begin with it, names and all; summary and examine after what was deleted" {
	read -r blobs images < <(expected deletes)
	n="$blobs blobs of $images deleted images"
	cp deletes.db mine.db
	for text in "$("$SHERD" gc deletes.db)" "$("$SHERD" summary deletes.db)" "$(cat deletes.out)" \
		"$("$SHERD" check -q mine.db deletes)"; do
		[[ $(grep -v "^Deleted, and " <<<"$text" | head -n 1) == "STOP GARBAGE COLLECTION: $n go with the next run"* ]] || { echo "$text"; return 1; }
		grep -q '^  shop/old@' <<<"$text"
		# latest still names an image, which loses nothing: the one that goes was its target before
		grep -q '^  shop/api:latest (an earlier image)  3 blobs$' <<<"$text"
	done
}

@test "nothing is said when nothing was deleted, and nothing when the collection has run" {
	for name in live gc; do
		for verb in gc summary; do
			run "$SHERD" "$verb" "$name.db"
			[ "$status" -eq 0 ]
			[[ $output != *STOP* ]]
		done
		[ "$("$SHERD" summary "$name.db" --json | jq .collection.blobs)" = 0 ]
	done
}

@test "a scan of some repositories says nothing: what refers from others is not in the case" {
	"$SHERD" examine -q scoped.db deletes --only shop/old >scoped.out || true
	[ "$("$SHERD" images scoped.db --standing deleted --json | wc -l)" -gt 0 ]
	! grep -q STOP scoped.out
	run "$SHERD" gc scoped.db
	[[ $output != *STOP* ]]
}

@test "a blob that a standing image shares is not counted" {
	# shop/api:keep is pushed again under another name in the recipe's own manner: a revision link keeps its blobs
	cp -a deletes shared
	hex=$(jq -r '.images[] | select(any(.repositories[]?; .name == "shop/old" and .standing == "deleted")).digest' \
		"$FIXTURES/deletes/truth.json")
	mkdir -p "shared/docker/registry/v2/repositories/shop/again/_manifests/revisions/sha256/${hex#sha256:}" \
		shared/docker/registry/v2/repositories/shop/again/_layers
	printf %s "$hex" >"shared/docker/registry/v2/repositories/shop/again/_manifests/revisions/sha256/${hex#sha256:}/link"
	"$SHERD" examine -q shared.db shared >/dev/null || true
	run "$SHERD" gc shared.db
	[[ $output == STOP* ]]
	[[ $output != *shop/old* ]]
}

@test "a manifest that the collector cannot read ends its run: nothing would go, nothing is said" {
	cp -a deletes broken
	hex=$(jq -r '.images[] | select(any(.repositories[]?; .standing == "tagged")).digest' "$FIXTURES/deletes/truth.json" | head -n 1)
	hex=${hex#sha256:}
	chmod u+w "broken/docker/registry/v2/blobs/sha256/${hex:0:2}/$hex/data"
	printf 'no manifest' >"broken/docker/registry/v2/blobs/sha256/${hex:0:2}/$hex/data"
	"$SHERD" examine -q broken.db broken >/dev/null || true
	run "$SHERD" gc broken.db
	[[ $output == *"nothing is removed"* ]]
	[[ $output != *STOP* ]]
}
