#!/usr/bin/env bats
# --copy-of: two sources, one registry, one history. The trees are laid by hand, so that every time is known.
load support

setup() {
	work=$BATS_TEST_TMPDIR
	c=$work/c.db
}

dated() { # TIME FILE...
	local t=$1
	shift
	touch -d "2026-03-01T${t}Z" "$@"
}

image() { # WORD: a config of that word and a manifest over it, below $work/b; prints the manifest's hash
	local config manifest
	mkdir -p "$work/b"
	printf '{"architecture":"amd64","os":"linux","author":"%s","rootfs":{"type":"layers","diff_ids":[]}}' "$1" >"$work/b/config"
	config=$(sha256sum <"$work/b/config" | cut -c1-64)
	printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%d},"layers":[]}' \
		"$config" "$(stat -c %s "$work/b/config")" >"$work/b/manifest"
	manifest=$(sha256sum <"$work/b/manifest" | cut -c1-64)
	mv "$work/b/config" "$work/b/$config"
	mv "$work/b/manifest" "$work/b/$manifest"
	echo "$config" >"$work/b/config-of-$manifest"
	echo "$manifest"
}

push() { # TREE REPOSITORY HASH TIME
	local root=$1/docker/registry/v2 m=$1/docker/registry/v2/repositories/$2/_manifests h
	for h in "$3" "$(cat "$work/b/config-of-$3")"; do
		mkdir -p "$root/blobs/sha256/${h:0:2}/$h"
		cp "$work/b/$h" "$root/blobs/sha256/${h:0:2}/$h/data"
		dated "$4" "$root/blobs/sha256/${h:0:2}/$h/data" "$root/blobs/sha256/${h:0:2}"
	done
	mkdir -p "$m/revisions/sha256/$3" "$m/tags"
	printf 'sha256:%s' "$3" >"$m/revisions/sha256/$3/link"
	dated "$4" "$m/revisions/sha256/$3/link" "$m/revisions/sha256/$3" "$m/revisions/sha256"
}

name() { # TREE REPOSITORY TAG HASH TIME
	local t=$1/docker/registry/v2/repositories/$2/_manifests/tags
	mkdir -p "$t/$3/current" "$t/$3/index/sha256/$4"
	printf 'sha256:%s' "$4" | tee "$t/$3/current/link" >"$t/$3/index/sha256/$4/link"
	dated "$5" "$t/$3/current/link" "$t/$3/index/sha256/$4/link" "$t/$3/index/sha256" "$t"
}

delete() { # TREE REPOSITORY HASH TAG TIME: as the registry does by digest
	local m=$1/docker/registry/v2/repositories/$2/_manifests
	rm "$m/revisions/sha256/$3/link"
	rm -r "${m:?}/tags/$4"
	dated "$5" "$m/revisions/sha256/$3" "$m/tags"
}

# Monday's backup has keep and gone; the present lost gone at 10:30:00 and moved keep at 11:00:00.
two_trees() {
	a=$(image a) b=$(image b) g=$(image g)
	push "$work/old" shop/app "$a" 09:00:00.25
	name "$work/old" shop/app keep "$a" 09:00:00.5
	push "$work/old" shop/app "$g" 09:10:00.25
	name "$work/old" shop/app gone "$g" 09:10:00.5
	cp -a "$work/old" "$work/now"
	delete "$work/now" shop/app "$g" gone 10:30:00.125
	push "$work/now" shop/app "$b" 11:00:00.25
	name "$work/now" shop/app keep "$b" 11:00:00.5
}

@test "nothing is assumed: two registries, and the summary offers what would be one, by which measure" {
	two_trees
	sherd examine -q "$c" now="$work/now" old="$work/old"
	done_with 0
	# both have the entries of a and g; g's link is gone from the present, so one link has the same time
	grep -qx '  old agrees with now: 2 of its 2 revision entries stand there too (of 3), 1 with the same time' "$out"
	grep -q -- "sherd resolve $c --copy-of old=now$" "$out"
	sherd repos "$c" --json
	holds 'length == 2 and ([.[].standing] == ["live", "live"])'
	sherd tags "$c" --json
	holds '[.[] | select(.source == "old") | .standing] == ["current", "current"]'
	holds '[.[] | select(.standing == "deleted")] == []'
	sherd sources "$c" --json
	holds 'map(select(.label == "old"))[0] | (has("copy_of") | not) and .agrees_with[0].common == 2 and
		.agrees_with[0].stated == false and .agrees_with[0].source == "now"'
	sherd show "$c" shop/app:keep
	refused 'shop/app:keep is ambiguous'
}

@test "two registries that share nothing are offered as nothing" {
	a=$(image a) b=$(image b)
	push "$work/one" x/y "$a" 09:00:00
	push "$work/two" x/y "$b" 09:00:00
	sherd examine -q "$c" one="$work/one" two="$work/two"
	! grep -q 'copy-of\|agrees' "$out" || fail "offered without reason"
	sherd sources "$c" --json
	holds 'all(has("agrees_with") | not)'
}

@test "a copy: one registry, one history, standings of the present" {
	two_trees
	sherd examine -q "$c" now="$work/now" old="$work/old" --copy-of old=now
	done_with 0
	grep -q '; 1 registry, ' "$out" || fail "not counted as one"
	grep -q '^  old is stated to be a copy of now: ' "$out" || fail "not said"
	sherd repos "$c" --json
	holds 'length == 1 and .[0].source == "now" and .[0].tags == 1 and .[0].images == 2'
	sherd tags "$c" --json
	holds '[.[] | [.tag, .standing, .digest, .from, .until // "-", .deleted_at // "-", .source]] | sort == ([
		["keep", "current", $b, "2026-03-01T11:00:00.500000000Z", "-", "-", "now"],
		["keep", "overwritten", $a, "2026-03-01T09:00:00.500000000Z", "2026-03-01T11:00:00.500000000Z", "-", "now"],
		["gone", "deleted", $g, "2026-03-01T09:10:00.500000000Z", "2026-03-01T10:30:00.125000000Z",
			"2026-03-01T10:30:00.125000000Z", "now"]] | sort)' \
		--arg a "sha256:$a" --arg b "sha256:$b" --arg g "sha256:$g"
	holds 'map(select(.tag == "gone"))[0].because | map(.source) | unique == ["now", "old"]'
	for x in 09:05:00,keep=$a 09:20:00,keep=$a,gone=$g 10:45:00,keep=$a 12:00:00,keep=$b; do
		sherd at "$c" "2026-03-01T${x%%,*}Z" --json
		[ "$(jq -r '"\(.tag)=\(.digest | ltrimstr("sha256:"))"' "$out" | sort)" = "$(echo "${x#*,}" | tr , '\n' | sort)" ] ||
			fail "at ${x%%,*}"
	done
	sherd images "$c" --json
	holds 'map(select(.digest == $g))[0] | .standing == "orphaned" and .completeness == "complete" and
		([.repositories[] | [.name, .source, .standing, .deleted_at]] ==
			[["shop/app", "now", "deleted", "2026-03-01T10:30:00.125000000Z"]])' --arg g "sha256:$g"
	# what both trees tell of one push is one event, with both as grounds
	sherd timeline "$c" --json
	holds '[.[] | select(.event == "push" and .digest == $a)] | length == 1 and (.[0].because | map(.source) | unique == ["now", "old"])' \
		--arg a "sha256:$a"
	sherd show "$c" shop/app:keep --json
	holds '.[0].digest == $b' --arg b "sha256:$b"
}

@test "the statement is kept, logged, holds over a resolve, and can be taken back" {
	two_trees
	sherd scan -q "$c" now="$work/now" old="$work/old" --copy-of old=now
	sherd resolve -q "$c"
	sherd sources "$c" --json
	holds '[.[] | [.label, .copy_of // "-", .copy_of_run // 0]] == [["now", "-", 0], ["old", "now", 1]]'
	sherd custody "$c" log --json
	holds '[.[].entry | select(.act == "copy.stated") | [.source, .original, .run]] == [["old", "now", 1]]'
	sherd repos "$c" --json
	holds 'length == 1'
	grep -q 'old is stated to be a copy of now' <("$SHERD" summary "$c") || fail "not in the summary"
	"$SHERD" report -q "$c" -o "$work/r" && grep -q 'is stated by the user to be another or older copy' "$work/r/annex.html"
	sherd tags "$c" --json
	cp "$out" "$work/before"
	sherd resolve -q "$c"
	sherd tags "$c" --json
	cmp "$out" "$work/before"
	sherd resolve -q "$c" --copy-of old=
	sherd repos "$c" --json
	holds 'length == 2'
	sherd custody "$c" log --json
	holds '[.[].entry | select(.act == "copy.taken-back")] | length == 1'
	"$SHERD" verify "$c" >/dev/null
}

@test "a statement that cannot be is refused" {
	two_trees
	sherd examine -q "$c" now="$work/now" old="$work/old" --copy-of old=nobody
	refused 'no source labelled nobody'
	sherd examine -q "$c" now="$work/now" old="$work/old" --copy-of old
	refused 'it takes LABEL=LABEL'
	sherd examine -q "$c" now="$work/now" old="$work/old" --copy-of old=old
	refused 'no copy of itself'
	sherd scan -q "$c" now="$work/now" old="$work/old" --copy-of old=now
	sherd resolve -q "$c" --copy-of now=old
	refused 'the second is stated to be a copy of the first'
	sherd tags "$c" --copy-of old=now
	refused 'not an option of this command'
}

@test "a chain of backups: what only the oldest has, and what only the younger has" {
	two_trees
	local x y
	x=$(image x) y=$(image y)
	cp -a "$work/old" "$work/older"
	push "$work/older" shop/app "$x" 08:00:00
	name "$work/older" shop/app gone "$x" 08:00:00.5 # then named g
	dated 09:10:00.25 "$work/older/docker/registry/v2/repositories/shop/app/_manifests/revisions/sha256"
	printf 'sha256:%s' "$g" >"$work/older/docker/registry/v2/repositories/shop/app/_manifests/tags/gone/current/link"
	dated 09:10:00.5 "$work/older/docker/registry/v2/repositories/shop/app/_manifests/tags/gone/current/link"
	push "$work/old" shop/app "$y" 09:20:00
	name "$work/old" shop/app late "$y" 09:20:00.5
	sherd examine -q "$c" now="$work/now" old="$work/old" older="$work/older" --copy-of older=old --copy-of old=now
	sherd repos "$c" --json
	holds 'length == 1'
	sherd tags "$c" --json
	holds '[.[] | select(.tag == "gone") | [.digest, .standing, .until]] | sort == ([
		[$x, "overwritten", "2026-03-01T09:10:00.500000000Z"], [$g, "deleted", "2026-03-01T10:30:00.125000000Z"]] | sort)' \
		--arg x "sha256:$x" --arg g "sha256:$g"
	# nobody saw late go: after it was set
	holds '[.[] | select(.tag == "late") | [.standing, .deleted_at // "-", .from]] == [["deleted", "-", "2026-03-01T09:20:00.500000000Z"]]'
}

@test "what a copy got after the present's last change is no deletion" {
	two_trees
	local n
	n=$(image n)
	cp -a "$work/now" "$work/later"
	push "$work/later" shop/app "$n" 12:00:00
	name "$work/later" shop/app fresh "$n" 12:00:00.5
	name "$work/later" shop/app keep "$n" 12:30:00
	sherd examine -q "$c" now="$work/now" later="$work/later" --copy-of later=now
	sherd images "$c" --json
	holds 'map(select(.digest == $n))[0] | .standing == "orphaned" and
		[.repositories[] | [.source, .standing]] == [["later", "tagged"]]' --arg n "sha256:$n"
	sherd tags "$c" --json
	holds '[.[] | select(.tag == "fresh") | [.source, .standing]] == [["later", "current"]]'
	holds '[.[] | select(.digest == $b) | [.tag, .standing, .until]] == [["keep", "current", "2026-03-01T12:30:00.000000000Z"]]' --arg b "sha256:$b"
	sherd findings "$c" --json
	holds '[.[] | select(.code == "present-outdated" and (.because | all(.source == "later" or .source == "now")))] | length == 2'
}

@test "a later log line ends an earlier interval; the standing stays the present's" {
	two_trees
	local d=sha256:$(printf 0%.0s $(seq 63))7
	cat >"$work/log" <<-END
	time="2026-03-01T12:00:00Z" level=info msg="response completed" http.request.method=PUT http.request.uri=/v2/shop/app/manifests/keep http.response.status=201 vars.name=shop/app vars.reference=keep http.response.written=0 go.version=go1.19
	{"events":[{"id":"1","timestamp":"2026-03-01T12:00:00Z","action":"push","target":{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"$d","repository":"shop/app","tag":"keep","size":5},"request":{"id":"r","addr":"10.0.0.9:1","method":"PUT"},"actor":{"name":"eve"}}]}
	{"events":[{"id":"2","timestamp":"2026-03-01T13:00:00Z","action":"delete","target":{"digest":"$d","repository":"shop/app"},"request":{"id":"s","addr":"10.0.0.9:1","method":"DELETE"},"actor":{"name":"eve"}}]}
	END
	sherd examine -q "$c" now="$work/now"
	sherd logs -q "$c" log="$work/log"
	sherd tags "$c" --json
	holds '[.[] | select(.digest == $b) | [.standing, .until]] == [["current", "2026-03-01T12:00:00Z"]]' --arg b "sha256:$b"
	holds '[.[] | select(.digest == $d) | [.standing, .from, .until]] == [["overwritten", "2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z"]]' --arg d "$d"
	holds 'map(select(.digest == $b))[0].because | map(.source) | unique == ["log", "now"]' --arg b "sha256:$b"
	sherd at "$c" 2026-03-01T12:30:00Z --json
	holds '[.[].digest] == [$d]' --arg d "$d"
	sherd at "$c" 2026-03-01T14:00:00Z --json
	holds '. == []'
	sherd findings "$c" --json
	holds '[.[] | select(.code == "present-outdated")] | length == 1'
}

put_line() { # TIME TAG: what a registry's access log says of a push, which names no digest
	printf '10.0.0.9 - - [01/Mar/2026:%s +0000] "PUT /v2/shop/app/manifests/%s HTTP/1.1" 201 0 "" "skopeo/1.9.3"\n' "$1" "$2"
}

@test "a log's line that names no digest tells of the target set in that second, or of one that is not known" {
	two_trees
	put_line 09:10:00 gone >"$work/log"
	# the deletion too: to the second, where the remains have the file system's time
	printf '10.0.0.9 - - [01/Mar/2026:10:30:00 +0000] "DELETE /v2/shop/app/manifests/sha256:%s HTTP/1.1" 202 0 "" "curl/8"\n' "$g" >>"$work/log"
	sherd examine -q "$c" now="$work/now" old="$work/old" log="$work/log" --copy-of old=now
	done_with 0
	sherd tags "$c" --json
	holds '[.[] | select(.tag == "gone") | [.standing, .digest, .until, .deleted_at]] ==
		[["deleted", $g, "2026-03-01T10:30:00.125000000Z", "2026-03-01T10:30:00.125000000Z"]]' \
		--arg g "sha256:$g"
	holds 'map(select(.tag == "gone"))[0].because | map(.source) | unique == ["log", "now", "old"]'
	holds 'map(select(.tag == "gone"))[0].because | map(select(.source == "log")) | length == 2'
	put_line 09:20:00 gone >"$work/log" # set once more: what to is not known, and that one was deleted
	sherd examine -q "$c" log="$work/log"
	sherd tags "$c" --json
	holds '[.[] | select(.tag == "gone") | [.standing, .digest // "-", .from]] | sort == ([
		["deleted", "-", "2026-03-01T09:20:00Z"], ["overwritten", $g, "2026-03-01T09:10:00.500000000Z"]] | sort)' \
		--arg g "sha256:$g"
}
