#!/usr/bin/env bats
# The lists as JSON Lines: fields, order, agreement with each other and with the bytes, filters; and their tables.

# shellcheck disable=SC2154 # set by support.bash

load support

setup_file() {
	export ROOT=$BATS_FILE_TMPDIR
	for name in live gc two-sources; do
		make_case "$name" "$ROOT/$name"
	done
	# two registries in one source, in which the same name stands for different images
	mkdir -p "$ROOT/both/tree"
	"$FIXTURES/unpack" deletes "$ROOT/both/tree/one"
	"$FIXTURES/unpack" two-sources "$ROOT/both/tree/two"
	"$SHERD" examine -q "$ROOT/both/case.db" "tree=$ROOT/both/tree" >/dev/null
}

# One list as a JSON array in $ROOT's place for this test.
array() { # fixture list [filter...]
	local name=$1 list=$2
	shift 2
	"$SHERD" "$list" "$ROOT/$name/case.db" --json "$@" | jq -s .
}

words() { # jq expression giving words, fixtures' list, allowed words...
	local expression=$1 list=$2 name
	shift 2
	for name in live gc two-sources; do
		array "$name" "$list" | jq -er --args "all(.[] | $expression; IN(\$ARGS.positional[]))" "$@" >/dev/null ||
			fail "$list of $name: $expression is none of $*"
	done
}

fields() { # list names...
	local list=$1 name
	shift
	for name in live gc two-sources; do
		array "$name" "$list" | jq -e --args 'all(.[]; . as $line | all($ARGS.positional[]; in($line)))' "$@" >/dev/null ||
			fail "$list of $name: a line lacks one of $*"
	done
}

@test "every line has the fields it promises" {
	fields images digest state kind standing completeness origin grade total_size repositories missing sources
	fields tags registry source repository tag standing grade because
	fields blobs digest kind state sources
	fields repos registry source name standing images tags bytes unique_bytes
	fields uploads registry source repository uuid because
	fields findings code severity subject text because
	fields sources label scan kind path digest registries items bytes coverage identity_before identity_after
}

@test "every word is one of its list" {
	words .kind images image index schema1 artifact unknown
	words .standing images tagged untagged deleted orphaned vanished
	words '.repositories[].standing' images tagged untagged deleted
	words .completeness images complete partial absent
	words .origin images stored recovered resynthesised none
	words .grade images proven stated recovered inferred
	words .state blobs intact recovered truncated empty corrupt unread foreign missing
	words '.sources[].state' blobs intact recovered truncated empty corrupt unread
	words .kind blobs manifest index config layer artifact signature unknown
	words .standing tags current overwritten deleted damaged
	words .standing repos live emptied named
	words .severity findings info notice warning error
}

@test "absent facts are left out, digests and times are written in one way" {
	for name in live gc two-sources; do
		for list in $lists; do
			array "$name" "$list" | jq -e '[.. | select(. == null or . == "")] | length == 0' >/dev/null ||
				fail "$list of $name holds null or empty text"
			array "$name" "$list" | jq -e '[.. | objects | .digest, .subject?, .observed_digest, .diff_id, .diff_id_claimed
				| strings | select(startswith("sha256:"))] | all(test("^sha256:[0-9a-f]{64}$"))' >/dev/null || fail "$list: digests"
			array "$name" "$list" | jq -e '[.. | objects | .from, .until, .deleted_at, .deleted_after, .deleted_before,
				.created, .started | strings] | all(test("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}([.][0-9]+)?Z$"))' >/dev/null ||
				fail "$list of $name: times"
		done
	done
}

@test "every conclusion names grounds that exist" {
	for name in live gc; do
		for list in tags uploads findings; do
			array "$name" "$list" | jq -e 'all(.because | length > 0 and all(.source and .path))' >/dev/null || fail "$list"
			array "$name" "$list" | jq -r '.[].because[].path' | sort -u | while read -r path; do
				[ -e "$ROOT/$name/tree/$path" ] || fail "$list of $name: no $path"
			done
		done
	done
}

@test "lines are sorted by content and the same in every locale and time zone" {
	for name in gc two-sources; do
		array "$name" images | jq -e '[.[].digest] | . == (sort | unique)' >/dev/null
		array "$name" blobs | jq -e '[.[].digest] | . == (sort | unique)' >/dev/null
		array "$name" sources | jq -e '[.[].label] | . == sort' >/dev/null
		array "$name" images | jq -e 'all(.missing == (.missing | sort | unique) and .sources == (.sources | sort | unique))' \
			>/dev/null
		array "$name" findings | jq -e '[.[].severity | {error: 0, warning: 1, notice: 2, info: 3}[.]] | . == sort' >/dev/null
		for list in summary $lists; do
			cmp <("$SHERD" "$list" "$ROOT/$name/case.db" --json) \
				<(LC_ALL=tr_TR.UTF-8 TZ=Asia/Tokyo "$SHERD" "$list" "$ROOT/$name/case.db" --json) || fail "$list"
		done
	done
}

@test "the summary counts what the lists hold" {
	for name in live gc two-sources; do
		sherd summary "$ROOT/$name/case.db" --json
		done_with 0
		for pair in standing:images completeness:images state:blobs severity:findings; do
			key=${pair%:*} list=${pair#*:}
			holds ".[0].$key | with_entries(select(.value > 0)) == (\$lines | group_by(.$key)
				| map({(.[0].$key): length}) | add // {})" --argjson lines "$(array "$name" "$list")"
		done
		holds '.[0].bytes_read > 0 and (.[0].seconds | type == "number") and (.[0].sources | length > 0)'
		holds '.[0].standing | keys | sort == (["tagged","untagged","deleted","orphaned","vanished"] | sort)'
	done
}

@test "images, blobs and the files they come from agree" {
	for name in live gc; do
		array "$name" blobs >"$BATS_TEST_TMPDIR/blobs"
		array "$name" images >"$BATS_TEST_TMPDIR/images"
		jq -en --slurpfile b "$BATS_TEST_TMPDIR/blobs" --slurpfile i "$BATS_TEST_TMPDIR/images" \
			'($b[0] | map({(.digest): .}) | add) as $blob | $i[0] | all(.[]; . as $image
			| ([.config, .layers[]?, .manifests[]?] | map(select(. != null))
				| all(.state == $blob[.digest].state and ($blob[.digest].referenced_by | index($image.digest) != null)))
			and .state == $blob[.digest].state
			and (.missing | all($blob[.].state | IN("intact", "recovered") | not)))' >/dev/null || fail "$name"
		jq -r '.[] | .digest as $d | .sources[] | select(.state == "intact") | "\($d[7:])  \(.path)"' \
			"$BATS_TEST_TMPDIR/blobs" >"$BATS_TEST_TMPDIR/sums"
		(cd "$ROOT/$name/tree" && sha256sum -c --quiet "$BATS_TEST_TMPDIR/sums") || fail "$name: bytes"
		[ "$(wc -l <"$BATS_TEST_TMPDIR/sums")" -eq "$(find "$ROOT/$name/tree" -path '*/blobs/*/data' | wc -l)" ] ||
			fail "$name: not every data file is a blob's copy"
	done
}

@test "a diff id is the digest of the inflated bytes" {
	array live blobs | jq -r '.[] | select(.diff_id) | "\(.diff_id[7:]) \(.sources[0].path)"' >"$BATS_TEST_TMPDIR/layers"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/layers")" -gt 5 ]
	while read -r diff_id path; do
		case $(file -b --mime-type "$ROOT/live/tree/$path") in
		application/gzip) tool="zcat" ;;
		application/zstd) tool='zstd -qdc' ;;
		*) tool="cat" ;;
		esac
		[ "$($tool <"$ROOT/live/tree/$path" | sha256sum | cut -d' ' -f1)" = "$diff_id" ] || fail "$path"
	done <"$BATS_TEST_TMPDIR/layers"
}

# A filtered list is exactly those lines of the whole that a jq expression picks.
picks() { # fixture list expression filters...
	local name=$1 list=$2 expression=$3
	shift 3
	array "$name" "$list" "$@" >"$BATS_TEST_TMPDIR/got"
	array "$name" "$list" | jq "map(select($expression))" | cmp - "$BATS_TEST_TMPDIR/got" || fail "$list $*: not what $expression picks"
}

@test "filters pick lines of the whole list, and go together" {
	digest=$(array gc images | jq -r 'map(select(.standing == "vanished"))[0].digest')
	picks gc images 'any(.repositories[]; .name == "shop/api")' --repository shop/api
	picks gc images ".digest == \"$digest\"" --digest "$digest"
	picks gc images ".digest == \"$digest\"" --digest "${digest:7:14}"
	picks gc images '.completeness == "partial"' --completeness partial
	picks gc images '.state == "missing"' --state missing
	picks gc images '.standing == "tagged" and .completeness == "partial"' --standing tagged --completeness=partial
	picks gc images 'any(.tags[]?; .tag == "keep")' --tag keep
	picks gc tags '.repository == "shop/api" and .tag == "latest"' --repository shop/api --tag latest
	picks gc tags '.standing == "overwritten"' --standing overwritten
	picks gc blobs '.state == "missing"' --state missing
	picks gc blobs '.digest | startswith("sha256:0")' --digest 0
	picks gc repos '.standing == "emptied"' --standing emptied
	picks gc findings '.severity | IN("notice", "warning", "error")' --severity notice
	picks live uploads '.repository == "single"' --repository single
	picks live uploads '.started >= "2000"' --since 2000-01-01
	picks live uploads '.started < "2000"' --until 2000-01-01
	picks two-sources blobs 'any(.sources[]; .label == "backup")' --source backup
	picks two-sources sources '.label == "backup"' --source backup
	picks both tags '.registry == "two/docker/registry/v2"' --registry two/docker/registry/v2
	picks both repos '.registry == "one/docker/registry/v2"' --registry one/docker/registry/v2
}

@test "bounds of time take instants of every precision, on the right side" {
	from=$(array live tags | jq -r '[.[].from] | sort | .[5]')
	picks live tags "[.from, .until, .deleted_at] | any(. != null and . >= \"$from\")" --since "$from"
	picks live tags "[.from, .until, .deleted_at] | any(. != null and . <= \"$from\")" --until "$from"
	picks live tags true --since "${from%%T*}" --until 2999-12-31
	picks live tags false --since 2999-12-31
	for bad in yesterday 2026-13-01 2026-11-24T10 ''; do
		sherd tags "$ROOT/live/case.db" --since "$bad"
		refused 'since'
	done
}

@test "a filter that a list cannot apply is refused by its name, so is a word that is none" {
	for pair in summary:tag images:severity tags:state blobs:standing blobs:tag repos:digest uploads:standing \
		findings:standing sources:digest blobs:since; do
		sherd "${pair%:*}" "$ROOT/live/case.db" "--${pair#*:}" 2026-01-01
		refused "--${pair#*:}"
	done
	for pair in images:standing images:completeness blobs:state findings:severity tags:standing repos:standing; do
		sherd "${pair%:*}" "$ROOT/live/case.db" "--${pair#*:}" nonsense
		refused "--${pair#*:}"
	done
	sherd images "$ROOT/live/case.db" --digest xyz
	refused '--digest'
}

@test "tables have a header, a row for every line, and columns that stand under each other" {
	for name in live gc two-sources; do
		for list in $lists; do
			for more in '' --full; do
				# shellcheck disable=SC2086
				sherd "$list" "$ROOT/$name/case.db" $more
				done_with 0
				# like findings are folded from the fifth on, and the line says how many: with --full each stands
				[ "$list$more" = findings ] ||
					[ "$(wc -l <"$out")" -eq $((1 + $(array "$name" "$list" | jq length))) ] || fail "$list: rows"
				[ "$list$more" != findings ] ||
					[ "$(($(awk '{ n += match($0, /and [0-9]+ more like these/) ? substr($0, RSTART + 4) + 0 : 1 } END { print n }' "$out")))" -eq $((1 + $(array "$name" "$list" | jq length))) ] ||
					fail "$list: rows and those folded"
				head -n1 "$out" | grep -qE '^[A-Z]' || fail "$list: no header"
				# the second column begins where its title does
				at=$(head -n1 "$out" | grep -ob '  [A-Z]' | head -n1 | cut -d: -f1)
				[ "$list" = sources ] || awk -v at="$at" 'NR > 1 && substr($0, at + 1, 2) != "  " && substr($0, at + 2, 1) != " " { exit 1 }' "$out" ||
					fail "$list: columns"
			done
		done
	done
	sherd images "$ROOT/live/case.db" --repository nowhere
	done_with 0
}

@test "short digests tell all digests of the case apart; --full gives them whole" {
	for name in live gc; do
		"$SHERD" blobs "$ROOT/$name/case.db" | awk 'NR > 1 { print $1 }' >"$BATS_TEST_TMPDIR/short"
		"$SHERD" blobs "$ROOT/$name/case.db" --full | awk 'NR > 1 { print $1 }' >"$BATS_TEST_TMPDIR/whole"
		[ -z "$(sort "$BATS_TEST_TMPDIR/short" | uniq -d)" ]
		! grep -vE '^[0-9a-f]{12,64}$' "$BATS_TEST_TMPDIR/short" || fail "short"
		cmp "$BATS_TEST_TMPDIR/whole" <(array "$name" blobs | jq -r '.[].digest')
		cmp "$BATS_TEST_TMPDIR/short" <(cut -c8-19 "$BATS_TEST_TMPDIR/whole")
	done
}

@test "people see which registry a name belongs to when there are several" {
	for list in tags repos; do
		sherd "$list" "$ROOT/both/case.db"
		done_with 0
		grep -q 'one/docker/registry/v2' "$out" || fail "$list"
		grep -q 'two/docker/registry/v2' "$out" || fail "$list"
	done
}
