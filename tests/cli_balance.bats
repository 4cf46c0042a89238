#!/usr/bin/env bats
# Two things, apart: what the registry still has, and what we have. And the page's timeline, cut by weight.
load support

setup() {
	work=$BATS_TEST_TMPDIR
	c=$work/c.db
}

put() { # TREE TEXT: a blob; prints its hash
	local h d
	h=$(printf %s "$2" | sha256sum | cut -c1-64)
	d=$1/docker/registry/v2/blobs/sha256/${h:0:2}/$h
	mkdir -p "$d"
	printf %s "$2" >"$d/data"
	echo "$h"
}

revision() { # TREE REPOSITORY HASH
	local d=$1/docker/registry/v2/repositories/$2/_manifests/revisions/sha256/$3
	mkdir -p "$d"
	printf 'sha256:%s' "$3" >"$d/link"
}

manifest() { # TREE CONFIG-TEXT: an image of that config without layers; prints "MANIFEST CONFIG"
	local config m
	config=$(put "$1" "$2")
	m=$(put "$1" "$(printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%d},"layers":[]}' \
		"$config" "${#2}")")
	echo "$m $config"
}

drop() { # TREE HASH
	rm -r "$1/docker/registry/v2/blobs/sha256/${2:0:2}/$2"
}

# Held: a whole in the registry; b without its config, which the backup has; d without its config, which nobody has.
# Not held: e, whose manifest and config only the backup has.
balance() {
	read -r a _ <<<"$(manifest "$work/now" '{"os":"linux","architecture":"a","rootfs":{"type":"layers","diff_ids":[]}}')"
	read -r b bc <<<"$(manifest "$work/now" '{"os":"linux","architecture":"b","rootfs":{"type":"layers","diff_ids":[]}}')"
	read -r d dc <<<"$(manifest "$work/now" '{"os":"linux","architecture":"d","rootfs":{"type":"layers","diff_ids":[]}}')"
	revision "$work/now" x/y "$a"
	revision "$work/now" x/y "$b"
	revision "$work/now" x/y "$d"
	cp -a "$work/now" "$work/old"
	read -r e _ <<<"$(manifest "$work/old" '{"os":"linux","architecture":"e","rootfs":{"type":"layers","diff_ids":[]}}')"
	revision "$work/old" x/y "$e"
	drop "$work/now" "$bc"
	drop "$work/now" "$dc"
	drop "$work/old" "$dc"
}

said() { # the page's text, one line
	sed 's/<[^>]*>//g' "$work/c.report/report.html" | tr -s '\n ' ' '
}

@test "page one, the summary and the section of missing blobs tell the same, and tell two things apart" {
	balance
	sherd examine -q "$c" now="$work/now" old="$work/old" --copy-of old=now
	# here: manifests a b d, configs a; elsewhere: configs of b and e, manifest e; nowhere: the config of d
	grep -q '  the registry has 4 of them intact; from elsewhere, 3 more' "$out"
	grep -q '  of the tagged and untagged, the registry itself has 1 whole; 1 more are whole with bytes from elsewhere' "$out"
	sherd summary "$c" --json
	holds '.[0] | [.blobs_in_registry, .blobs_only_elsewhere, .blobs_nowhere, .held_whole_in_registry, .held_whole_with_elsewhere] == [4, 3, 1, 1, 1]'
	said >"$work/page"
	grep -q 'Of 8 blobs, the registry has 4 intact, and we have 3 more from elsewhere; 0 are damaged, and of 1 neither the registry nor we have any bytes\.' "$work/page"
	grep -q '3 are still held by a repository; the registry itself has every byte of 1\.' "$work/page"
	grep -q 'Of 1 more that it holds, the registry lacks bytes which we have from elsewhere' "$work/page"
	grep -q 'Of 1 that it holds, neither the registry nor we have every byte\.' "$work/page"
	grep -q 'No repository of the registry holds 1 of them any more\.' "$work/page"
	grep -q 'What we have of these is another matter: 1 whole' "$work/page"
	# one row, the config of d
	section=$(sed -n '/id="blobs"/,/<\/section>/p' "$work/c.report/annex.html")
	grep -q "$dc" <<<"$section"
	! grep -q "$bc" <<<"$section" || fail "what the backup has is called missing"
	"$SHERD" report -q "$c" -o "$work/ja" --lang ja
	sed 's/<[^>]*>//g' "$work/ja/report.html" | tr -d '\n' >"$work/page-ja"
	grep -q 'ブロブ8件のうち、レジストリが完全な状態で有するものは4件、本調査で他から得たものは3件である。0件は破損しており、1件はレジストリにも本調査で得たデータにも存在しない。' "$work/page-ja"
	grep -q '保持しているもののうち1件は、レジストリに欠けているデータを本調査で他から得ている' "$work/page-ja"
}

@test "what was written anew is not called lost" {
	read -r m config <<<"$(manifest "$work/now" '{"architecture":"amd64","config":{},"created":"2026-03-01T09:00:00Z","history":[],"os":"linux","rootfs":{"type":"layers","diff_ids":[]}}')"
	revision "$work/now" x/y "$m"
	drop "$work/now" "$m"
	sherd examine -q "$c" now="$work/now"
	sherd images "$c" --json
	[ "$(jq -r .origin "$out")" = resynthesised ] || skip "this style is not among those written anew"
	sherd summary "$c" --json
	holds '.[0] | [.blobs_in_registry, .blobs_only_elsewhere, .blobs_nowhere] == [1, 1, 0]'
	said | grep -q 'the registry has 1 intact, and we have 1 more from elsewhere; 0 are damaged, and of 0 neither'
	sherd findings "$c" --json
	holds 'map(select(.code == "manifest-missing"))[0].text | endswith("they were written anew and proven by their digest")'
}

@test "the timeline of the page is cut by weight, never by time, says what it left out, and has who" {
	local x
	x=$(printf 'a%.0s' $(seq 64))
	for i in $(seq 10 49) $(seq 10 49) $(seq 10 49) $(seq 10 49) $(seq 10 49) $(seq 10 49); do
		printf '10.0.0.1 - - [01/Mar/2026:09:%s:00 +0000] "PUT /v2/x/y/manifests/t%s HTTP/1.1" 201 0 "-" "d"\n' "$i" "$i"
	done >"$work/access.log"
	printf '10.0.0.9 - eve [02/Mar/2026:23:59:00 +0000] "DELETE /v2/x/y/manifests/sha256:%s HTTP/1.1" 202 0 "-" "curl/8"\n' "$x" \
		>>"$work/access.log"
	sherd logs -q "$c" "$work/access.log"
	"$SHERD" report -q "$c" -o "$work/c.report"
	section=$(sed -n '/id="timeline"/,/<\/section>/p' "$work/c.report/annex.html")
	grep -q 'eve' <<<"$section" || fail "the last event, a deletion, is not there with who did it"
	# 240 pushes, each a push and a tag set, and the deletion: 481 events, 50 shown, 431 left out; tags weigh more than pushes
	text=$(sed 's/<[^>]*>//g' <<<"$section" | tr '\n' ' ')
	grep -q 'There are 481 events; the 50 that weigh most are shown' <<<"$text" || fail "$text"
	grep -qE 'Left out, by kind:.*push 240.*tag-set 191|Left out, by kind:.*tag-set 191.*push 240' <<<"$text" || fail "counts: $text"
}
