#!/usr/bin/env bats
# timeline, at and gc against what the recipes recorded.
load cli_support

setup_file() {
	for name in live deletes gc gc-m; do
		"$FIXTURES/unpack" $name "$BATS_FILE_TMPDIR/$name"
		"$SHERD" examine -q "$BATS_FILE_TMPDIR/$name.db" tree="$BATS_FILE_TMPDIR/$name" >/dev/null || [ $? = 3 ] # of gc-m a tag is broken
	done
}

setup() {
	here=$BATS_FILE_TMPDIR
	work=$BATS_TEST_TMPDIR
}

@test "every recorded deletion is one event, at the time the recipe knows" {
	for name in deletes gc; do
		jq '[.images[] | .digest as $d | .repositories[]? | select(.deleted_at_min)
			| {digest: $d, repository: .name, min: .deleted_at_min, max: .deleted_at_max}]
			| sort_by(.digest, .repository)' "$FIXTURES/$name/truth.json" >"$work/want"
		[ "$(jq length "$work/want")" -gt 0 ] || return 1
		"$SHERD" timeline "$here/$name.db" --json |
			jq -s '[.[] | select(.event == "manifest-delete") | {digest, repository, time}]
				| sort_by(.digest, .repository)' >"$work/got"
		jq 'map({digest, repository})' "$work/want" >"$work/want.names"
		jq 'map({digest, repository})' "$work/got" >"$work/got.names"
		same_json "deletions of $name" "$work/want.names" "$work/got.names"
		[ "$(jq -s '[.[0], .[1]] | transpose | map(select(.[1].time < .[0].min or .[1].time > .[0].max))
			| length' "$work/want" "$work/got")" = 0 ]
	done
}

@test "every event has its grounds, grade and rule; lines stand in the order of time" {
	for name in live deletes gc gc-m; do
		"$SHERD" timeline "$here/$name.db" --json >"$work/lines"
		[ "$(jq -s 'map(select((.because | length) == 0 or .grade == null or .rule == null)) | length' \
			"$work/lines")" = 0 ] || return 1
		jq -r '(.time // .before // .after // "~") | rtrimstr("Z")' "$work/lines" >"$work/times"
		LC_ALL=C sort -c "$work/times"
	done
}

@test "a collection is told by its sweeps; a tree without one tells of none" {
	[ "$("$SHERD" timeline "$here/gc.db" --json | jq -s 'map(select(.event == "gc-run")) | length')" = 1 ]
	[ "$("$SHERD" timeline "$here/live.db" --json | jq -s 'map(select(.event == "gc-run")) | length')" = 0 ]
	"$SHERD" timeline "$here/gc-m.db" --json | jq -r 'select(.event == "generation") | .text' >"$work/text"
	grep -q '^registry 2.x, collected with untagged removal' "$work/text"
}

@test "every swept blob the recipe knows is told as swept" {
	for name in gc gc-m; do
		jq -r '.blobs[] | select(.state == "missing") | .digest' "$FIXTURES/$name/truth.json" | sort >"$work/missing"
		"$SHERD" timeline "$here/$name.db" --json |
			jq -r 'select(.event == "blob-swept" or .event == "blob-unlinked" or .event == "manifest-delete"
				or .event == "revision-removed") | .digest' | sort -u >"$work/told"
		comm -23 "$work/missing" "$work/told" >"$work/untold"
		[ ! -s "$work/untold" ] || { cat "$work/untold"; return 1; }
	done
}

@test "at: far in the future the current tags, before the first push none" {
	for name in live deletes gc; do
		jq '[.tags[] | select(.standing == "current") | {repository, tag, digest}] | sort' \
			"$FIXTURES/$name/truth.json" >"$work/want"
		"$SHERD" at "$here/$name.db" 2099-01-01 --json |
			jq -s '[.[] | select(.standing == "current") | {repository, tag, digest}] | sort' >"$work/got"
		same_json "tags at the end of $name" "$work/want" "$work/got"
		[ "$("$SHERD" at "$here/$name.db" 1999-12-31T00:00:00Z)" = "no tag is known to name anything then" ]
	done
}

@test "at an instant between two settings a tag names the earlier target" {
	"$SHERD" tags "$here/live.db" --json | jq -c 'select(.standing == "overwritten" and .until)' | head -n 1 >"$work/tag"
	[ -s "$work/tag" ]
	"$SHERD" at "$here/live.db" "$(jq -r .from "$work/tag")" --repository "$(jq -r .repository "$work/tag")" \
		--tag "$(jq -r .tag "$work/tag")" --json | jq -c '{digest}' >"$work/got"
	[ "$(cat "$work/got")" = "$(jq -c '{digest}' "$work/tag")" ]
}

@test "--since and --until cut the timeline; a time that is none is refused" {
	"$SHERD" timeline "$here/live.db" --json --since 2099-01-01 >"$work/none"
	[ "$(jq -s 'map(select(.time or .before)) | length' "$work/none")" = 0 ]
	"$SHERD" timeline "$here/live.db" --json --until 2099-01-01 | jq -s length >"$work/all"
	[ "$(cat "$work/all")" -gt 10 ]
	run "$SHERD" at "$here/live.db" yesterday
	[ "$status" = 2 ]
}

@test "gc tells the four rules, and lists with --full" {
	"$SHERD" gc "$here/deletes.db" >"$work/short"
	for rules in '2.x ' '2.x -m' '3.x ' '3.x -m'; do
		grep -q "^  $rules" "$work/short"
	done
	"$SHERD" gc "$here/deletes.db" --full | grep -c '^    blob ' >"$work/full"
	"$SHERD" gc "$here/deletes.db" --json | jq -s 'map(select(.removes == "blob")) | length' >"$work/json"
	[ "$(cat "$work/full")" = "$(cat "$work/json")" ]
}

@test "a cache's schedule tells when each thing was first fetched, within the recipe's clock" {
	examine_fixture cache
	state=$(find "$tree" -name scheduler-state.json)
	# the file's own expiry less seven days, by date(1), against the recipe's steps
	jq -r '.[] | "\(.Key) \(.ExpiryData)"' "$state" | while read -r key expiry; do
		printf '%s %s\n' "$key" "$(date -u -d "$expiry - 168 hours" +%Y-%m-%dT%H:%M:%S.%NZ)"
	done | sort >"$BATS_TEST_TMPDIR/want"
	[ -s "$BATS_TEST_TMPDIR/want" ]
	"$SHERD" timeline "$case_file" --json | jq -r 'select(.event == "cache-fetch") | "\(.repository)@\(.digest) \(.time)"' |
		sort >"$BATS_TEST_TMPDIR/got"
	diff "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got"
	first=$(jq -r '[.steps[].at] | min' "$FIXTURES/cache/truth.json")
	last=$(jq -r '[.steps[].at] | max' "$FIXTURES/cache/truth.json")
	awk -v a="$first" -v b="$last" '$2 < a || $2 > b { bad = 1 } END { exit bad }' "$BATS_TEST_TMPDIR/got"
}

@test "an empty revision directory whose schedule runs on was not left by expiry" {
	examine_fixture cache
	digest=$(jq -r '.[] | select(.EntryType == 1) | .Key' "$(find "$tree" -name scheduler-state.json)" | head -n 1 | cut -d@ -f2)
	link=$(find "$tree" -path "*/revisions/sha256/${digest#sha256:}/link" | head -n 1)
	rm "$link"
	rm "$case_file"
	# removed on the day of the recipe: a week later it would be an expiry
	touch -d "$(jq -r '[.steps[].at] | max' "$FIXTURES/cache/truth.json")" "$(dirname "$link")"
	"$SHERD" examine -q "$case_file" cache="$tree" >/dev/null || [ $? = 3 ]
	"$SHERD" timeline "$case_file" --json | jq -e --arg d "$digest" -s 'map(select(.event == "manifest-delete" and .digest == $d)) |
		length == 1 and (.[0].text | test("not by expiry")) and .[0].grade == "inferred"'
}

# Times of the recipe's step, and one event of that word whose time lies within.
step() { # FIXTURE OP [REPOSITORY]
	jq -c --arg op "$2" --arg r "${3-}" '[.steps | to_entries[] | select(.value.op == $op and ($r == "" or .value.repository == $r))][0] as $s
		| {at: $s.value.at, digest: $s.value.digest, until: (.steps[$s.key + 1].at // "9999")}' "$FIXTURES/$1/truth.json"
}

@test "hands at the file system, cut and refused uploads, pushes without end: each told, none as sure as it is not" {
	examine_fixture residue
	"$SHERD" timeline "$case_file" --json >"$BATS_TEST_TMPDIR/events"
	told() { jq -e -s --argjson s "$1" "map(select($2)) | length == 1" "$BATS_TEST_TMPDIR/events"; }
	told "$(step residue remove-revision)" '.event == "revision-removed" and .digest == $s.digest and .grade == "inferred"'
	told "$(step residue unlink-revision)" '.event == "manifest-delete" and .digest == $s.digest and .grade == "inferred" and
		.time >= $s.at and .time <= $s.until and (.text | test("by hand"))'
	told "$(step residue unlink-revision)" '.event == "tag-dangling" and .digest == $s.digest'
	told '{}' '.event == "push-unfinished" and .repository == "team/unfinished"'
	jq -c '.uploads[]' "$FIXTURES/residue/truth.json" | while read -r upload; do
		told "$upload" '.event == "upload-data" and .digest == $s.digest and .repository == $s.repository'
	done
	"$SHERD" uploads "$case_file" --json | jq -e -s 'map(select(has("becoming"))) | length == 1'
}

@test "a ghost push is told as a push after the sweep, within the recipe's clock" {
	examine_fixture ghost
	"$SHERD" timeline "$case_file" --json | jq -e -s --argjson s "$(step ghost ghost-push)" --argjson g "$(step ghost gc)" '
		(map(select(.event == "ghost-push")) | length == 1 and .[0].digest == $s.digest) and
		(map(select(.event == "push" and .digest == $s.digest)) | length == 1 and .[0].time >= $s.at and .[0].time <= $s.until) and
		(map(select(.event == "gc-run")) | length == 1) and
		(map(select(.event == "sweep")) | length > 0 and all(.time >= $g.at and .time <= $g.until)) and
		(map(select(.event == "blob-swept" and .digest == $s.digest)) | length == 0)'
}
