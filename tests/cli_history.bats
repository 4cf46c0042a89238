#!/usr/bin/env bats
# A registry over time, and what is said of it: settings of a tag that later ones hide, repositories that are gone as a
# whole, first lines. Trees are made here, so that every time is known: second N of 2026-01-02 00:00 UTC.

setup() {
	. "$BATS_TEST_DIRNAME/support.bash"
	work=$BATS_TEST_TMPDIR a='' b='' c='' d=''
	for n in a b c d; do
		printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],"annotations":{"n":"%s"}}' "$n" >"$work/$n"
		printf -v "$n" %s "$(sha256sum <"$work/$n" | cut -d' ' -f1)"
	done
}

absent() { # PATTERN [FILE]: as grep finds none
	! grep -q "$@"
}

stamp() { # SECOND PATH...
	touch -d "2026-01-02T00:00:$1Z" "${@:2}"
}

blob() { # TREE NAME SECOND
	local dir=$work/$1/docker/registry/v2/blobs/sha256/${!2:0:2}/${!2}
	mkdir -p "$dir"
	cp "$work/$2" "$dir/data"
	stamp "$3" "$dir/data" "$dir" "$dir/.."
}

link() { # TREE REPOSITORY PLACE NAME SECOND: the link and its directory
	local dir=$work/$1/docker/registry/v2/repositories/$2/_manifests/$3
	mkdir -p "$dir"
	printf 'sha256:%s' "${!4}" >"$dir/link"
	stamp "$5" "$dir/link" "$dir"
}

set_tag() { # TREE REPOSITORY TAG NAME SECOND: the manifest is pushed and the tag set to it
	blob "$1" "$4" "$5"
	link "$1" "$2" "revisions/sha256/${!4}" "$4" "$5"
	link "$1" "$2" "tags/$3/index/sha256/${!4}" "$4" "$5"
	link "$1" "$2" "tags/$3/current" "$4" "$5"
}

# r:t was set to a at 10, to b at 20, to c at 30, to b again at 40
back_and_forth() { # TREE
	set_tag "$1" r t a 10
	set_tag "$1" r t b 20
	set_tag "$1" r t c 30
	link "$1" r "revisions/sha256/$b" b 40
	link "$1" r "tags/t/index/sha256/$b" b 40
	link "$1" r tags/t/current b 40
}

at_second() { # SECOND: digest and certainty of r:t
	"$SHERD" existed "$work/c.db" --at "2026-01-02T00:00:$1Z" --tag t --json | jq -r '"\(.digest) \(.certain)"'
}

until_of() { # NAME
	"$SHERD" tags "$work/c.db" --json | jq -r "select(.tag == \"t\" and .digest == \"sha256:${!1}\") | .until"
}

@test "a copy tells of a setting that a later one hides: it ends the target before it, and existed and at name it" {
	set_tag old r t a 10
	set_tag old r t b 20
	back_and_forth now
	"$SHERD" examine -q "$work/c.db" "now=$work/now" "old=$work/old" --copy-of old=now >/dev/null
	[ "$(until_of a)" = 2026-01-02T00:00:20.000000000Z ]
	[ "$(at_second 15)" = "sha256:$a true" ]
	[ "$(at_second 25)" = "sha256:$b false" ]
	[ "$(at_second 35)" = "sha256:$c true" ]
	[ "$(at_second 45)" = "sha256:$b true" ]
	"$SHERD" at "$work/c.db" 2026-01-02T00:00:25Z --json >"$work/at"
	jq -e -s --arg d "sha256:$b" 'length == 1 and .[0].digest == $d and .[0].grade == "inferred" and .[0].until == "2026-01-02T00:00:30.000000000Z" and .[0].because[0].source == "old"' "$work/at"
	# one line for each target, still
	[ "$("$SHERD" tags "$work/c.db" --json | wc -l)" -eq 3 ]
}

@test "so does the directory of an index link that is older than the link, where the manifest was there by then" {
	back_and_forth now
	stamp 20 "$work/now/docker/registry/v2/repositories/r/_manifests/tags/t/index/sha256/$b"
	"$SHERD" examine -q "$work/c.db" "now=$work/now" >/dev/null
	[ "$(until_of a)" = 2026-01-02T00:00:20.000000000Z ]
	[ "$(at_second 25)" = "sha256:$b false" ]
	"$SHERD" timeline "$work/c.db" --all --json >"$work/lines"
	jq -e -s --arg d "sha256:$b" 'map(select(.event == "tag-set" and .digest == $d) | [.time[17:19], .rule, .grade]) ==
		[["20", "tag-index-made", "inferred"], ["40", "tag-index-link", "stated"]]' "$work/lines"
	# a directory from before the manifest is one that something else made
	rm "$work/c.db"
	stamp 10 "$work/now/docker/registry/v2/repositories/r/_manifests/tags/t/index/sha256/$b"
	"$SHERD" examine -q "$work/c.db" "now=$work/now" >/dev/null
	[ "$(until_of a)" = 2026-01-02T00:00:30.000000000Z ]
}

# gone/whole was pushed last, and removed with its directory at second 50.9
removed_whole() {
	set_tag now kept t a 10
	cp -a "$work/now" "$work/old"
	set_tag old gone/whole x b 30
	set_tag old gone/whole y c 30
	mkdir -p "$work/now/docker/registry/v2/repositories/gone"
	stamp 50.9 "$work/now/docker/registry/v2/repositories/gone"
}

@test "a repository removed with its directory: deleted before the directory above it changed, and no older tree" {
	removed_whole
	"$SHERD" examine "$work/c.db" "now=$work/now" "old=$work/old" --copy-of old=now >"$work/said"
	head -n 1 "$work/said" | grep -q '^Deleted, and restorable completely: gone/whole:x, gone/whole:y'
	# a bound from above is never rounded down
	grep -q '^  gone/whole:x  *after 2026-01-02T00:00:30Z, before 2026-01-02T00:00:51Z  *restorable completely' "$work/said"
	grep -q 'before.*00:00:51Z' "$work/c.report/report.html"
	"$SHERD" findings "$work/c.db" --json >"$work/findings"
	absent present-outdated "$work/findings"
	"$SHERD" tags "$work/c.db" --repository gone/whole --json >"$work/tags"
	jq -e -s 'length == 2 and all(.standing == "deleted" and .deleted_before == "2026-01-02T00:00:50.900000000Z" and
		(.because | map(select(.source == "now" and .path == "docker/registry/v2/repositories/gone")) | length == 1))' "$work/tags"
}

@test "a repository pushed after the last change of the directory that would hold it was never here: the tree is older" {
	removed_whole
	stamp 20 "$work/now/docker/registry/v2/repositories/gone"
	"$SHERD" examine -q "$work/c.db" "now=$work/now" "old=$work/old" --copy-of old=now >/dev/null
	"$SHERD" findings "$work/c.db" --json | grep -q present-outdated
	[ "$("$SHERD" tags "$work/c.db" --repository gone/whole --json | jq -r '"\(.standing) \(.source)"' | sort -u)" = 'current old' ]
}

@test "an empty directory among repositories is a removal, and nothing is not what was removed" {
	removed_whole
	"$SHERD" examine "$work/c.db" "now=$work/now" >"$work/said"
	[ "$(head -n 1 "$work/said")" = "No deleted image is known by name or digest. That something was removed, or is not here, these tell: runs of a collection: 0; emptied blob directories: 0; layer links without their blob: 0; other traces of a removal: 1. See sherd timeline $work/c.db --all" ]
	absent 'Nothing deleted was found' "$work/c.report/report.html"
	grep -q 'That something was removed, or is not here' "$work/c.report/report.html"
	"$SHERD" timeline "$work/c.db" --json >"$work/lines"
	jq -e -s 'map(select(.event == "repository-removed")) | length == 1 and .[0].repository == "gone" and .[0].grade == "inferred" and
		.[0].time == "2026-01-02T00:00:50.900000000Z"' "$work/lines"
	# with a file in it, or a directory, it is not empty
	for inside in README sub/_uploads; do
		rm -rf "$work/c.db" "$work/c.report"
		mkdir -p "$(dirname "$work/now/docker/registry/v2/repositories/gone/$inside")"
		touch "$work/now/docker/registry/v2/repositories/gone/$inside"
		mkdir -p "$work/now/docker/registry/v2/repositories/gone-not"
		touch "$work/now/docker/registry/v2/repositories/gone-not/f"
		"$SHERD" examine -q "$work/c.db" "now=$work/now" >/dev/null || [ $? -eq 3 ]
		[ -z "$("$SHERD" timeline "$work/c.db" --json | jq 'select(.event == "repository-removed")')" ]
	done
}

@test "what one repository lost and another holds is on the first line, where nothing else was deleted" {
	set_tag now r t a 10
	set_tag now r t b 20
	set_tag now other x a 10
	rm "$work/now/docker/registry/v2/repositories/r/_manifests/revisions/sha256/$a/link"
	"$SHERD" examine "$work/c.db" "now=$work/now" >"$work/said"
	[ "$(head -n 1 "$work/said")" = 'Deleted from a repository, and still held by another repository or tag: r:t (an earlier image)' ]
	absent '^Nothing deleted' "$work/said"
}

@test "a deleted image whose tag still names it is no earlier image of that tag" {
	set_tag now r t a 10
	rm "$work/now/docker/registry/v2/repositories/r/_manifests/revisions/sha256/$a/link"
	"$SHERD" examine "$work/c.db" "now=$work/now" >"$work/said" || [ $? -eq 3 ]
	[ "$(head -n 1 "$work/said")" = 'Deleted, and restorable completely: r:t (its tag is left)' ]
}

# a blob that expired with another: its layer link and their bytes went within one moment
expired() {
	set_tag now r t a 10
	mkdir -p "$work/now/docker/registry/v2/repositories/r/_layers/sha256/$b" "$work/now/docker/registry/v2/blobs/sha256/${b:0:2}" "$work/now/docker/registry/v2/blobs/sha256/${c:0:2}"
	stamp 40.0 "$work/now/docker/registry/v2/blobs/sha256/${c:0:2}"
	stamp 40.1 "$work/now/docker/registry/v2/repositories/r/_layers/sha256/$b"
	stamp 40.2 "$work/now/docker/registry/v2/blobs/sha256/${b:0:2}"
}

@test "what expired from a cache tells of no collection and of no release" {
	expired
	"$SHERD" examine -q "$work/c.db" "now=$work/now" >/dev/null
	"$SHERD" gc "$work/c.db" | grep -q 'registry 3.x: 1 layer links were removed with the blobs'
	printf '{"r@sha256:%s":{"Key":"r@sha256:%s","ExpiryData":"2026-01-09T00:00:10Z","EntryType":1}}' "$a" "$a" >"$work/now/scheduler-state.json"
	rm "$work/c.db"
	"$SHERD" examine -q "$work/c.db" "now=$work/now" >/dev/null
	"$SHERD" gc "$work/c.db" | absent 'registry 3.x:'
	"$SHERD" timeline "$work/c.db" --all --json >"$work/lines"
	jq -e -s 'map(select(.event == "blob-unlinked").text) == ["its link was removed and the registry no longer has its bytes: expired from the pull-through cache, or deleted and collected"]' "$work/lines"
}

@test "two settings of a tag in one second are two events; a line that names no target joins the only one" {
	set_tag now r t a 10.2
	set_tag now r t b 10.7
	set_tag now r u c 20
	printf '10.0.0.1 - - [02/Jan/2026:00:00:20 +0000] "PUT /v2/r/manifests/u HTTP/1.1" 201 0 "" "x/1"\n' >"$work/access.log"
	"$SHERD" examine -q "$work/c.db" "now=$work/now" "$work/access.log" >/dev/null
	"$SHERD" timeline "$work/c.db" >"$work/said"
	[ "$(awk '$2 == "tag-set" { print $3, $4 }' "$work/said")" = "r:t ${a:0:12}
r:t ${b:0:12}
r:u ${c:0:12}" ]
	grep -q "tag-set .* r:u .* 10.0.0.1" "$work/said"
}

@test "times of a copy in an archive are compared as far as the archive keeps them" {
	set_tag now r t a 10.25
	set_tag now r u b 20.5
	tar -C "$work" -cf "$work/old.tar" now
	link now r "revisions/sha256/$b" b 40
	"$SHERD" examine "$work/c.db" "now=$work/now" "old=$work/old.tar" --copy-of old=now >"$work/said"
	grep -q '^  old is stated to be a copy of now: 2 of its 2 revision entries stand there too (of 2), 1 with the same time$' "$work/said"
}

@test "a member that is cut off is read as far as it goes; it stands in the archive once" {
	set_tag now r t a 10
	tar -C "$work" --sort=name -cf "$work/whole.tar" now
	at=$(grep -aboF "$(cat "$work/a")" "$work/whole.tar" | head -n 1 | cut -d: -f1)
	head -c $((at + 40)) "$work/whole.tar" >"$work/cut.tar"
	"$SHERD" examine -q "$work/c.db" "$work/cut.tar" >/dev/null || [ $? -eq 3 ]
	"$SHERD" findings "$work/c.db" --json >"$work/findings"
	grep -q container-damaged "$work/findings"
	absent tar-duplicate-member "$work/findings"
	jq -e -s --arg d "$a" 'map(select(.code == "blob-unread" and (.because[0].path | contains($d)))) | length == 1' "$work/findings"
}

@test "a tag that a copy has with a damaged link, and the present has not, is a deleted tag without digest" {
	set_tag now r t a 10
	cp -a "$work/now" "$work/old"
	set_tag old r lost b 20
	set_tag old r lost c 30
	printf 'sha256:' >"$work/old/docker/registry/v2/repositories/r/_manifests/tags/lost/current/link"
	"$SHERD" examine "$work/c.db" "now=$work/now" "old=$work/old" --copy-of old=now >"$work/said" || [ $? -eq 3 ]
	grep -q '^Deleted, and not known which image it was: r:lost (digest unknown)' "$work/said"
	"$SHERD" tags "$work/c.db" --tag lost --json >"$work/tags"
	jq -e -s --arg b "sha256:$b" --arg c "sha256:$c" 'map([.digest, .standing]) | sort == ([[$b, "overwritten"], [$c, "overwritten"], [null, "deleted"]] | sort)' "$work/tags"
	jq -e -s 'map(select(.standing == "deleted") | .because[0].path | endswith("tags/lost/current/link")) == [true]' "$work/tags"
}

put_text() { # TREE TEXT: a blob; prints its hash
	local h
	h=$(printf %s "$2" | sha256sum | cut -d' ' -f1)
	mkdir -p "$work/$1/docker/registry/v2/blobs/sha256/${h:0:2}/$h"
	printf %s "$2" >"$work/$1/docker/registry/v2/blobs/sha256/${h:0:2}/$h/data"
	echo "$h"
}

# An image of one layer (a tar of $1) whose config claims the diff_id $2, of media type $3: prints the manifest's hash
image_claiming() { # TEXT DIFF_ID TYPE
	local layer config
	mkdir -p "$work/$1"
	echo "$1" >"$work/$1/f"
	tar -C "$work/$1" --mtime=@0 --owner=0 --group=0 -cf "$work/layer" f
	layer=$(sha256sum <"$work/layer" | cut -d' ' -f1)
	mkdir -p "$work/now/docker/registry/v2/blobs/sha256/${layer:0:2}/$layer"
	cp "$work/layer" "$work/now/docker/registry/v2/blobs/sha256/${layer:0:2}/$layer/data"
	config=$(printf '{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":["%s"]}}' "${2:-sha512:$(sha512sum <"$work/layer" | cut -d' ' -f1)}")
	put_text now "$config" >/dev/null
	put_text now "$(printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%d},"layers":[{"mediaType":"%s","digest":"sha256:%s","size":%d}]}' \
		"$(printf %s "$config" | sha256sum | cut -d' ' -f1)" "${#config}" "$3" "$layer" "$(stat -c %s "$work/layer")")"
}

@test "a layer is another than its config names only where the two were compared" {
	other=sha256:$(printf other | sha256sum | cut -d' ' -f1)
	type=application/vnd.oci.image.layer.v1.tar
	right=$(image_claiming one '' "$type")
	apart=$(image_claiming two "$other" "$type+encrypted")
	wrong=$(image_claiming three "$other" "$type")
	for m in right apart wrong; do
		link now "r/$m" "revisions/sha256/${!m}" "$m" 10
	done
	"$SHERD" examine -q "$work/c.db" "now=$work/now" >/dev/null || [ $? -eq 3 ]
	for m in right apart; do
		"$SHERD" show "$work/c.db" "sha256:${!m}" >"$work/shown"
		absent 'not the layer the config names' "$work/shown"
		grep -q '(diff_id of the config not compared)' "$work/shown"
	done
	"$SHERD" show "$work/c.db" "sha256:$wrong" | grep -q '(not the layer the config names)'
	[ "$("$SHERD" findings "$work/c.db" --json | jq -r 'select(.code == "diff-id-mismatch") | .code')" = diff-id-mismatch ]
	[ "$(grep -o 'not the layer the config names' "$work/c.report/annex.html" | wc -l)" -le 1 ]
}

@test "what signs an image is the manifest of its signature, not the payload in it" {
	set_tag now r t a 10
	payload=$(printf '{"critical":{"identity":{"docker-reference":"r"},"image":{"docker-manifest-digest":"sha256:%s"},"type":"cosign container image signature"},"optional":null}' "$a")
	config='{"architecture":"","os":"","rootfs":{"type":"layers","diff_ids":[]}}'
	p=$(put_text now "$payload")
	m=$(put_text now "$(printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%d},"layers":[{"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","digest":"sha256:%s","size":%d}]}' \
		"$(put_text now "$config")" "${#config}" "$p" "${#payload}")")
	link now r "revisions/sha256/$m" m 20
	link now r "tags/sha256-$a.sig/index/sha256/$m" m 20
	link now r "tags/sha256-$a.sig/current" m 20
	"$SHERD" examine -q "$work/c.db" "now=$work/now" >/dev/null || [ $? -eq 3 ]
	"$SHERD" show "$work/c.db" r:t --json | jq -e --arg m "sha256:$m" '.referrers == [{"digest": $m, "relation": "signed", "kind": .referrers[0].kind, "standing": "tagged"}]'
}

@test "logs of a registry that is not here: lists that have none of its tags say where they are" {
	printf '10.0.0.1 - - [02/Jan/2026:00:00:20 +0000] "PUT /v2/r/manifests/%s HTTP/1.1" 201 0 "" "x/1"\n' u v >"$work/access.log"
	"$SHERD" logs -q "$work/c.db" "$work/access.log" >/dev/null
	line="logs name 2 tags of a registry that is not in this case: sherd timeline $work/c.db"
	for list in tags repos "at 2026-01-02T00:00:30Z" "existed --at 2026-01-02T00:00:30Z"; do
		read -r verb rest <<<"$list"
		# shellcheck disable=SC2086 # words of a command line
		"$SHERD" $verb "$work/c.db" $rest >"$work/said" 2>&1
		grep -qxF "$line" "$work/said"
	done
	"$SHERD" summary "$work/c.db" | grep -qxF "$line"
	# a registry that the logs speak of has them among its own
	set_tag now r t a 10
	"$SHERD" examine -q "$work/c.db" "now=$work/now" >/dev/null
	"$SHERD" summary "$work/c.db" | absent 'logs name'
}

@test "a tag's directory in lost+found shows no deletion: what is not beside it is damage" {
	cd "$BATS_TEST_TMPDIR"
	"$FIXTURES/unpack" live lf/live
	mkdir -p lf/lost+found
	cp -r lf/live/docker/registry/v2/repositories/single/_manifests/tags/zstd 'lf/lost+found/#123'
	"$SHERD" examine -q c.db lf >out
	head -n 1 out | grep -q '^Nothing deleted was found'
	! grep -qi 'deleted from' out
	"$SHERD" tags c.db --json | jq -e -s '[.[] | select(.tag == "#123")] | length == 1 and .[0].standing == "current"'
	"$SHERD" images c.db --json | jq -e -s 'all(.[].repositories[]; .standing != "deleted" or .only_named)'
	"$SHERD" images c.db --json | jq -e -s 'all(.[].repositories[]; has("deleted_at") or has("deleted_after") or has("deleted_before") | not)'
}
