#!/usr/bin/env bats
# Manifests whose bytes are taken away come back byte for byte, or not at all.
load cli_support

setup() {
	work=$BATS_TEST_TMPDIR
}

data_of() { # TREE DIGEST
	local hex=${2#sha256:}
	find "$1" -path "*/blobs/sha256/${hex:0:2}/$hex/data"
}

# Takes every manifest of the fixture away and examines what is left: $lost lists them.
without_manifests() { # FIXTURE
	"$FIXTURES/unpack" "$1" "$work/tree"
	cp -a "$work/tree" "$work/whole"
	jq -r '.images[] | select(.state == "intact") | .digest' "$FIXTURES/$1/truth.json" | sort -u >"$work/lost"
	[ -s "$work/lost" ]
	while read -r digest; do
		rm -r "$(dirname "$(data_of "$work/tree" "$digest")")"
	done <"$work/lost"
	"$SHERD" examine -q "$work/c.db" tree="$work/tree" >/dev/null || [ $? = 3 ]
	"$SHERD" images "$work/c.db" --json >"$work/images"
}

@test "every image of the live fixture comes back from its config and layers, indexes from their children" {
	without_manifests live
	jq -r 'select(.origin == "resynthesised") | .digest' "$work/images" | sort >"$work/back"
	# must come back: all but artifacts, whose configs tell nothing of their layers, and those that carry
	# annotations somebody gave (a signature, an attestation's reference written in an order of its own)
	jq -r '.images[] | select(.kind != "artifact") | .digest' "$FIXTURES/live/truth.json" | sort |
		while read -r digest; do
			grep -q '"annotations"' "$(data_of "$work/whole" "$digest")" || echo "$digest"
		done >"$work/must"
	[ "$(wc -l <"$work/must")" -ge 11 ]
	[ -z "$(comm -23 "$work/must" "$work/back")" ]
	[ -z "$(comm -13 "$work/lost" "$work/back")" ]
	while read -r digest; do
		"$SHERD" cat "$work/c.db" "$digest" | cmp - "$(data_of "$work/whole" "$digest")"
	done <"$work/back"
}

@test "what comes back is complete and proven, keeps its standing and names its recipe; its blob stays missing" {
	without_manifests live
	jq -e -s 'map(select(.origin == "resynthesised")) | length > 0 and all(.[];
		.grade == "proven" and .state == "missing" and .recipe != null and .completeness == "complete")' "$work/images"
	jq '[.images[] | {digest, standing}] | sort' "$FIXTURES/live/truth.json" >"$work/want"
	jq -s '[.[] | {digest, standing}] | sort' "$work/images" >"$work/got"
	same_json "standings" "$work/want" "$work/got"
	digest=$(jq -r 'select(.origin == "resynthesised") | .digest' "$work/images" | head -n 1)
	"$SHERD" show "$work/c.db" "$digest" | grep -q 'origin resynthesised (written anew as '
	[ "$("$SHERD" blobs "$work/c.db" --digest "$digest" --json | jq -r .state)" = missing ]
}

@test "a manifest of which a part is gone too does not come back, and nothing wrong is claimed" {
	without_manifests live
	config=$(jq -r '[.images[] | select(.config)][0].config' "$FIXTURES/live/truth.json")
	rm -r "$(dirname "$(data_of "$work/tree" "$config")")"
	rm -f "$work/c.db"
	"$SHERD" examine -q "$work/c.db" tree="$work/tree" >/dev/null || [ $? = 3 ]
	"$SHERD" images "$work/c.db" --json | jq -r 'select(.origin == "resynthesised") | .digest' | sort >"$work/back"
	jq -r --arg c "$config" '.images[] | select(.config != $c and (.config or .kind == "index")) | .digest' \
		"$FIXTURES/live/truth.json" | sort >"$work/may"
	[ -z "$(comm -23 "$work/back" "$work/may")" ]
	run "$SHERD" cat "$work/c.db" "$(jq -r --arg c "$config" '[.images[] | select(.config == $c)][0].digest' \
		"$FIXTURES/live/truth.json")"
	[ "$status" -ne 0 ]
}

@test "the same manifests come back whatever the number of workers, and resolve again finds the same" {
	without_manifests deletes
	"$SHERD" resolve -q "$work/c.db" -j 1 2>/dev/null || "$SHERD" resolve -q "$work/c.db" || [ $? = 3 ]
	"$SHERD" images "$work/c.db" --json | cmp - "$work/images"
}

# What a collection of 2.x prints of one manifest, from its bytes.
marked() { # REPOSITORY DIGEST MANIFEST-FILE
	printf '%s\n%s: marking manifest %s \n' "$1" "$1" "$2"
	jq -r --arg r "$1" '.config, .layers[] | "\($r): marking blob \(.digest)"' "$3"
}

# A push as a notification with includereferences tells it.
notified() { # REPOSITORY DIGEST MANIFEST-FILE
	jq -c --arg r "$1" --arg d "$2" '{events: [{id: "1", timestamp: "2026-11-23T18:51:07.5Z", action: "push",
		target: {mediaType: (.mediaType // "application/vnd.oci.image.manifest.v1+json"), digest: $d, repository: $r,
			references: [.config, .layers[] | {mediaType, size, digest}]}}]}' "$3"
}

@test "a collection's log names the layer of which nothing else is left: its manifest comes back" {
	without_manifests live
	digest=$(jq -r '[.images[] | select(.kind == "image" and (.layers | length) == 2 and .standing == "tagged"
		and (.repositories | length) == 1)][0].digest' "$FIXTURES/live/truth.json")
	layer=$(jq -r '.layers[1].digest' "$(data_of "$work/whole" "$digest")")
	find "$work/tree" -depth -path "*/${layer#sha256:}*" -exec rm -r {} +
	rm -f "$work/c.db"
	"$SHERD" examine -q "$work/c.db" tree="$work/tree" >/dev/null || [ $? = 3 ]
	[ "$("$SHERD" images "$work/c.db" --digest "$digest" --json | jq -r .origin)" = none ]
	marked team/app "$digest" "$(data_of "$work/whole" "$digest")" >"$work/gc.log"
	"$SHERD" logs -q "$work/c.db" "$work/gc.log" --json >"$work/logs" || [ $? = 3 ]
	jq -e '.understood == .lines and .not_understood == 0' "$work/logs"
	"$SHERD" images "$work/c.db" --digest "$digest" --json >"$work/back"
	# its size is told by nothing: it was searched
	jq -e --argjson n "$(jq '.layers[1].size' "$(data_of "$work/whole" "$digest")")" \
		'.origin == "resynthesised" and .completeness == "partial" and .recipe_searched_size == $n' "$work/back"
	"$SHERD" cat "$work/c.db" "$digest" | cmp - "$(data_of "$work/whole" "$digest")"
	# a log that lies gives nothing
	marked team/app "$digest" "$(data_of "$work/whole" "$digest")" | tac >"$work/lie.log"
	rm "$work/c.db"
	"$SHERD" examine -q "$work/c.db" tree="$work/tree" >/dev/null || [ $? = 3 ]
	"$SHERD" logs -q "$work/c.db" "$work/lie.log" >/dev/null || [ $? = 3 ]
	[ "$("$SHERD" images "$work/c.db" --digest "$digest" --json | jq -r .origin)" = none ]
}

@test "a notification with its references gives back a chart, whose config tells nothing of its layers" {
	without_manifests live
	digest=$(jq -r '.images[] | select(.kind == "artifact" and .standing == "tagged") | .digest' "$FIXTURES/live/truth.json")
	[ "$(jq -r --arg d "$digest" 'select(.digest == $d) | .origin' "$work/images")" = none ]
	notified charts/web "$digest" "$(data_of "$work/whole" "$digest")" >"$work/events.json"
	"$SHERD" logs -q "$work/c.db" "$work/events.json" >/dev/null || [ $? = 3 ]
	"$SHERD" images "$work/c.db" --digest "$digest" --json |
		jq -e '.origin == "resynthesised" and .completeness == "complete" and .kind == "artifact"'
	"$SHERD" cat "$work/c.db" "$digest" | cmp - "$(data_of "$work/whole" "$digest")"
	"$SHERD" timeline "$work/c.db" --json | jq -e -s 'map(select(.event == "reference")) | length == 2'
}

@test "the search tells its cost, and the custody log keeps it" {
	without_manifests live
	"$SHERD" resolve "$work/c.db" 2>"$work/talk" || [ $? = 3 ]
	back=$(jq -r 'select(.origin == "resynthesised") | .digest' "$work/images" | wc -l)
	grep -Eq "$back of [0-9]+ lost manifests written anew; [0-9]+ candidates and [0-9]+ sizes tried" "$work/talk"
	"$SHERD" custody "$work/c.db" log --json | jq -e -s --argjson back "$back" '.[-1].entry | .act == "action.end" and
		.manifests_rebuilt == $back and .manifests_wanted >= $back and .candidates_tried > 0'
}
