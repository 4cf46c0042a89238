#!/usr/bin/env bats
# What logs teach: deletions with who and when, collections with what they took, and what only they know of.
load support

setup() {
	work=$BATS_TEST_TMPDIR
	c=$work/c.db
}

digest() { # CHARACTER
	printf 'sha256:'
	printf "$1%.0s" $(seq 64)
}

line() { # TIME METHOD PATH STATUS [AGENT [HOST]]: as a proxy writes it
	printf '%s - - [01/Mar/2026:%s +0000] "%s /v2/%s HTTP/1.1" %s 0 "-" "%s"\n' "${6:-10.0.0.5}" "$1" "$2" "$3" "$4" "${5:-docker/24}"
}

@test "logs ends with what it taught: each deletion once, with who and when" {
	{
		line 10:00:00 DELETE "shop/app/manifests/$(digest a)" 202
		line 11:00:00 DELETE "shop/app/manifests/$(digest b)" 404
		line 12:00:00 DELETE "shop/app/manifests/v1" 202 curl/8 10.0.0.6
	} >"$work/access.log"
	printf '{"events":[{"id":"1","timestamp":"2026-03-01T10:00:00.5Z","action":"delete","target":{"digest":"%s","repository":"shop/app"},"request":{"addr":"10.0.0.5:7"},"actor":{"name":"eve"}}]}\n' \
		"$(digest a)" >"$work/notify.log"
	sherd logs -q "$c" access="$work/access.log" notify="$work/notify.log"
	done_with 0
	# the two lines of 10:00 are one deletion, of eve from 10.0.0.5; what was refused is none
	grep -qx '2 deletions told' "$out"
	grep -qE '^  2026-03-01T10:00:00Z +manifest-delete +shop/app +aaaaaaaaaaaa +eve, 10\.0\.0\.5' "$out" || fail "eve"
	grep -qE '^  2026-03-01T12:00:00Z +tag-delete +shop/app:v1 +- +10\.0\.0\.6 +access$' "$out" || fail "the tag"
	[ "$(tail -n 1 "$out")" = '0 collections told' ]
	sherd logs -q "$c" access="$work/access.log" --json
	holds 'map(select(.label == "access"))[0].deletions | map([.event, .tag // .digest, .address]) == [
		["manifest-delete", $a, "10.0.0.5"], ["tag-delete", "v1", "10.0.0.6"]]' --arg a "$(digest a)"
}

@test "logs ends with collections and what each took; a dry run took nothing" {
	mark() { printf 'shop/app\nshop/app: marking manifest %s \nshop/app: marking blob %s\n' "$(digest a)" "$(digest b)"; }
	{
		mark
		printf '\n2 blobs marked, 1 blobs and 0 manifests eligible for deletion\nblob eligible for deletion: %s\n' "$(digest d)"
		mark
		printf '\n2 blobs marked, 2 blobs and 0 manifests eligible for deletion\n'
		for x in d e; do
			printf 'blob eligible for deletion: %s\ntime="2026-03-01T03:00:00Z" level=info msg="Deleting blob: /docker/registry/v2/blobs/sha256/%s/%s" go.version=go1.19.8\n' \
				"$(digest $x)" "$x$x" "$(digest $x | cut -c8-)"
		done
	} >"$work/gc.log"
	sherd logs -q "$c" gc="$work/gc.log" --json
	done_with 0
	holds '.[0].collections | map([.blobs, .took // []]) == [[0, []], [2, [$d, $e]]]' --arg d "$(digest d)" --arg e "$(digest e)"
	sherd logs -q "$c" gc="$work/gc.log"
	grep -qx '2 collections told' "$out"
	grep -q 'took nothing, 1 found eligible' "$out"
	grep -q 'took 2 blobs and 0 manifests out of repositories; ' "$out"
	grep -q 'dddddddddddd eeeeeeeeeeee' "$out"
}

@test "manifests that are found eligible while others are marked are of the same collection" {
	{
		printf 'shop/app\nshop/app: marking manifest %s \nshop/old\nmanifest eligible for deletion: %s\n' "$(digest a)" "$(digest d)"
		printf 'shop/web\nshop/web: marking manifest %s \nshop/web: marking blob %s\n' "$(digest b)" "$(digest c)"
		printf 'time="2026-03-01T03:00:00Z" level=info msg="deleting manifest: /docker/registry/v2/repositories/shop/old/_manifests/revisions/sha256/%s" go.version=go1.19.8\n' \
			"$(digest d | cut -c8-)"
		printf '\n3 blobs marked, 1 blobs and 1 manifests eligible for deletion\nblob eligible for deletion: %s\n' "$(digest d)"
		printf 'time="2026-03-01T03:00:01Z" level=info msg="Deleting blob: /docker/registry/v2/blobs/sha256/dd/%s" go.version=go1.19.8\n' \
			"$(digest d | cut -c8-)"
	} >"$work/gc.log"
	sherd logs -q "$c" gc="$work/gc.log" --json
	done_with 0
	holds '.[0].collections | map([.blobs, .manifests, .marked]) == [[1, 1, 3]]'
}

@test "the status of logs speaks of the logs alone" {
	"$FIXTURES/unpack" blob-one-bit-flipped "$work/tree"
	line 10:00:00 GET "x/y/manifests/$(digest a)" 200 >"$work/access.log"
	sherd examine -q "$c" tree="$work/tree"
	[ "$status" -eq 3 ]
	sherd logs -q "$c" "$work/access.log"
	done_with 0
	printf 'nothing but noise %s' "$(head -c 3000000 /dev/zero | tr '\0' x)" >"$work/long.log"
	sherd logs -q "$c" "$work/long.log"
	[ "$status" -eq 3 ] || fail "a log that was not read whole is no success"
}

@test "an image only logs know: its parts by the session that pushed it, graded" {
	local m=$(digest a)
	{
		line 09:00:00 PUT "shop/app/blobs/uploads/u0?digest=$(digest f)" 201 # another image, before
		line 09:00:01 PUT "shop/app/manifests/$(digest 9)" 201
		line 10:00:00 HEAD "shop/app/blobs/$(digest b)" 404
		line 10:00:01 PUT "shop/app/blobs/uploads/u1?digest=$(digest b)" 201
		line 10:00:02 HEAD "shop/app/blobs/$(digest c)" 200
		line 10:00:02 PUT "shop/app/blobs/uploads/u2?digest=$(digest e)" 201 podman/4 # another client
		line 10:00:03 POST "shop/app/blobs/uploads/?mount=$(digest d)&from=shop/base" 201
		line 10:00:04 PUT "shop/app/manifests/$m" 201
	} >"$work/access.log"
	sherd logs -q "$c" "$work/access.log"
	sherd show "$c" "$m" --json
	holds '.[0].logged.parts | map([.digest, .rule, .grade]) == [
		[$b, "uploaded-before-manifest", "inferred"], [$c, "found-before-manifest", "inferred"],
		[$d, "mounted-before-manifest", "inferred"]]' --arg b "$(digest b)" --arg c "$(digest c)" --arg d "$(digest d)"
	holds '.[0].logged.parts | all(.because | length == 2)'
	sherd show "$c" "$m"
	grep -q 'What logs tell' "$out"
	grep -q 'inferred: its client uploaded it before it put the manifest' "$out"
	# nothing of it is said of completeness
	holds_absent=$("$SHERD" images "$c" --json | jq -r --arg m "$m" 'select(.digest == $m) | .completeness')
	[ "$holds_absent" = absent ]
}

@test "a tag whose manifest no log names leads to its parts, and to the manifest fetched right after it" {
	{
		line 10:00:00 PUT "shop/app/blobs/uploads/u1?digest=$(digest b)" 201
		line 10:00:01 PUT shop/app/manifests/v9 201
		line 11:00:00 GET shop/app/manifests/v9 200 containerd/1.7 10.0.0.7
		line 11:00:01 GET "shop/app/manifests/$(digest a)" 200 containerd/1.7 10.0.0.7
		line 11:00:02 GET "shop/app/blobs/$(digest c)" 200 containerd/1.7 10.0.0.7
	} >"$work/access.log"
	sherd logs -q "$c" "$work/access.log"
	sherd show "$c" shop/app:v9 --json
	done_with 0
	holds '.[0] | .repository == "shop/app" and .tag == "v9" and (has("digest") | not)'
	holds '.[0].logged.parts | map([.kind, .digest, .rule]) == [
		["manifest", $a, "fetched-by-digest-after-tag"], ["blob", $b, "uploaded-before-manifest"]]' \
		--arg a "$(digest a)" --arg b "$(digest b)"
	sherd show "$c" "$(digest a)" --json
	holds '.[0].logged.parts | map([.digest, .rule]) == [[$c, "fetched-after-manifest"]]' --arg c "$(digest c)"
	sherd show "$c" shop/app:v10
	refused 'no image shop/app:v10'
}

@test "a request that failed, a pause of hours and another repository lend no parts" {
	{
		line 01:00:00 PUT "shop/app/blobs/uploads/u1?digest=$(digest b)" 201 # hours before
		line 10:00:00 PUT "shop/other/blobs/uploads/u2?digest=$(digest c)" 201
		line 10:00:01 PUT "shop/app/blobs/uploads/u3?digest=$(digest d)" 400
		line 10:00:02 PUT "shop/app/manifests/$(digest a)" 201
	} >"$work/access.log"
	sherd logs -q "$c" "$work/access.log"
	sherd show "$c" "$(digest a)" --json
	holds '.[0].logged.parts == []'
}

@test "the logs of the real registry: the session's parts are those the collector marked" {
	mkdir "$work/logs"
	tar -C "$work/logs" --zstd -xf "$FIXTURES/logged/logs.tar.zst"
	sherd logs -q "$c" "$work/logs/registry.log" "$work/logs/gc.log"
	# tag keep was pushed once and kept by the collection: what truth.json says of its image
	truth=$FIXTURES/logged/truth.json
	keep=$(jq -r '.tags[] | select(.tag == "keep") | .digest' "$truth")
	jq -r --arg d "$keep" '.images[] | select(.digest == $d) | .config, .layers[]' "$truth" | sort -u >"$work/want"
	"$SHERD" show "$c" shop/api:keep --json | jq -r '.logged.parts[] | select(.rule | endswith("before-manifest")) | .digest' |
		sort -u | cmp - "$work/want"
	"$SHERD" show "$c" "$keep" --json | jq -r '.logged.parts[] | select(.rule == "marked-with-manifest") | .digest' |
		sort -u | cmp - "$work/want"
}
