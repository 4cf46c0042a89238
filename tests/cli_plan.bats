#!/usr/bin/env bats
# plan: the four steps of a restoration, against a real docker-registry that holds other things; and check --plan.
load cli_support

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	SHERD=${SHERD:-$BATS_TEST_DIRNAME/../build/release/sherd}
	FIXTURES=${FIXTURES:-$BATS_TEST_DIRNAME/../fixtures}
	local name
	for name in deletes live image-ext4 two-sources two-sources/backup; do
		"$FIXTURES/unpack" "$name" "${name//\//-}"
	done
	"$SHERD" examine -q disk.db image-ext4/image.img >/dev/null
	"$SHERD" examine -q deletes.db deletes >/dev/null
	"$SHERD" examine -q two.db volume=two-sources backup=two-sources-backup >/dev/null
	# names that only deleted bytes tell are asked for
	make_plan disk.db disk.plan --deleted --tag infra/multi:latest --tag infra/model:a --tag infra/model:c
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return 1
	unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
	t=$BATS_TEST_TMPDIR
}

teardown() {
	[ -z "${REGISTRY_PID-}" ] || kill "$REGISTRY_PID" 2>/dev/null || true
}

# A plan and, beside its scripts, the bytes they need: a folder of blobs by digest, as an OCI layout has it.
make_plan() { # case folder arguments...
	local digest
	"$SHERD" plan "$1" "${@:3}" -o "$2" >"$2.out" || return 1
	mkdir -p "$2/bytes/blobs/sha256"
	while read -r digest; do
		"$SHERD" cat "$1" "$digest" >"$2/bytes/blobs/sha256/${digest#*:}"
	done < <(grep -oE 'sha256:[0-9a-f]{64}' "$2/steps.tsv" | sort -u)
}

# Serves ROOT on a free port: $HOST, $URL, $REGISTRY_PID, log in $t/registry.log.
serve() { # root [more yaml]
	local try port
	for try in 1 2 3 4 5 6 7 8; do
		port=$((20000 + RANDOM % 20000))
		HOST=127.0.0.1:$port URL=http://127.0.0.1:$port
		cat >"$t/registry.yml" <<-YAML
			version: 0.1
			log: {level: info}
			storage:
			  filesystem: {rootdirectory: $1}
			  delete: {enabled: true}
			  maintenance: {uploadpurging: {enabled: false}}
			http: {addr: "$HOST", secret: test}
			${2-}
		YAML
		docker-registry serve "$t/registry.yml" >"$t/registry.log" 2>&1 &
		REGISTRY_PID=$!
		for _ in $(seq 200); do
			kill -0 "$REGISTRY_PID" 2>/dev/null || break
			! curl -s -o /dev/null "$URL/v2/" || return 0
			sleep 0.05
		done
	done
	cat "$t/registry.log"
	return 1
}

stop() {
	kill "$REGISTRY_PID"
	wait "$REGISTRY_PID" || true
	unset REGISTRY_PID
}

# A program that passes its calls on and at the N-th one kills who called it, as a power cut would.
dying() { # program n
	mkdir -p "$t/dying"
	cat >"$t/dying/$1" <<-SH
		#!/bin/bash
		echo x >>"$t/calls"
		[ "\$(wc -l <"$t/calls")" -ne $2 ] || { kill -KILL \$PPID; exit 1; }
		exec $(command -v "$1") "\$@"
	SH
	chmod +x "$t/dying/$1"
}

digest_of() { # repository:tag
	skopeo inspect --raw --tls-verify=false "docker://$HOST/$1" | sha256sum | sed 's/ .*//; s/^/sha256:/'
}

# What stands under the three names is what stood there before the deletion, byte for byte.
all_back() {
	local n=0 repository tag want
	while IFS=$'\t' read -r repository want tag; do
		[ "$(digest_of "$repository:$tag")" = "$want" ] || { echo "$repository:$tag: $(digest_of "$repository:$tag"), not $want"; return 1; }
		skopeo copy -q --all --src-tls-verify=false "docker://$HOST/$repository:$tag" "dir:$t/pulled.$n"
		n=$((n + 1))
	done < <(awk -F '\t' '$1 == "tag" { print $3 "\t" $4 "\t" $8 }' disk.plan/steps.tsv)
	[ "$n" -eq 3 ]
	jq -e . "$FIXTURES/image-ext4/names.jsonl" >/dev/null
}

@test "push-curl.sh: into a registry full of other things, killed half-way and run again, every digest equal" {
	cp -a live "$t/root"
	serve "$t/root"
	before=$(skopeo list-tags --tls-verify=false "docker://$HOST/shop/api" 2>/dev/null | sha256sum || true)
	dying curl 20
	PATH=$t/dying:$PATH run sh disk.plan/push-curl.sh "$URL"
	[ "$status" -eq 137 ]
	[ "$(wc -l <"$t/calls")" -eq 20 ]
	run sh disk.plan/push-curl.sh --verify "$URL"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	grep -q '^there ' <<<"$output"
	grep -q '^sent ' <<<"$output"
	all_back
	run sh disk.plan/push-curl.sh "$URL"
	[[ $output == *"18 there already, 0 sent, 0 mounted, 0 failed"* ]]
	[ "$before" = "$(skopeo list-tags --tls-verify=false "docker://$HOST/shop/api" 2>/dev/null | sha256sum || true)" ]
	grep -q sent disk.plan/push.log
}

@test "push-skopeo.sh: the same" {
	cp -a live "$t/root"
	serve "$t/root"
	dying skopeo 5
	PATH=$t/dying:$PATH run sh disk.plan/push-skopeo.sh "$URL"
	[ "$status" -eq 137 ]
	run sh disk.plan/push-skopeo.sh "$URL"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	all_back
	run sh disk.plan/push-skopeo.sh "$URL"
	[[ $output == *"3 there already, 0 sent, 0 failed"* ]]
}

@test "push-crane.sh: the layouts it hands over are whole (skopeo stands in for crane)" {
	mkdir -p "$t/bin" "$t/root"
	cat >"$t/bin/crane" <<-'SH'
		#!/bin/bash
		verb=$1
		shift
		[ "$1" != --insecure ] || shift
		case $verb in
		digest) skopeo inspect --raw --tls-verify=false "docker://$1" >"$TMPDIR/raw" 2>/dev/null || exit 1
			echo "sha256:$(sha256sum <"$TMPDIR/raw" | cut -d' ' -f1)" ;;
		push) skopeo copy -q --all --preserve-digests --dest-tls-verify=false "oci:$1" "docker://$2" ;;
		esac
	SH
	chmod +x "$t/bin/crane"
	serve "$t/root"
	PATH=$t/bin:$PATH TMPDIR=$t run sh disk.plan/push-crane.sh "$URL"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	all_back
}

@test "--dry-run of every script asks and sends nothing" {
	mkdir "$t/root"
	serve "$t/root"
	for script in push-curl.sh push-skopeo.sh; do
		run sh "disk.plan/$script" --dry-run "$URL"
		[ "$status" -eq 0 ]
		grep -q '^would ' <<<"$output"
	done
	! grep -qE '"(PUT|POST|PATCH|DELETE) ' "$t/registry.log"
	! grep -qE 'http.request.method=(PUT|POST|PATCH|DELETE)' "$t/registry.log"
	[ -z "$(find "$t/root" -type f)" ]
}

@test "a tag that names something else in the target is left alone, and moved only when asked" {
	mkdir "$t/root"
	serve "$t/root"
	sh disk.plan/push-curl.sh "$URL" >/dev/null
	want=$(awk -F '\t' '$1 == "tag" && $8 == "a" { print $4 }' disk.plan/steps.tsv)
	skopeo copy -q --src-tls-verify=false --dest-tls-verify=false "docker://$HOST/infra/model:c" "docker://$HOST/infra/model:a"
	other=$(digest_of infra/model:a)
	[ "$other" != "$want" ]
	for script in push-curl.sh push-skopeo.sh; do
		run sh "disk.plan/$script" "$URL"
		[ "$status" -eq 1 ]
		[[ $output == *"infra/model:a names $other there now; left alone"* ]]
		[ "$(digest_of infra/model:a)" = "$other" ]
	done
	sh disk.plan/push-curl.sh --move-tags "$URL" >/dev/null
	[ "$(digest_of infra/model:a)" = "$want" ]
}

@test "a password is asked for and given (basic authentication)" {
	mkdir "$t/root"
	# bcrypt of "pass\"word\\x"; the user has a blank and a quote
	if command -v htpasswd >/dev/null; then htpasswd -Bbn examiner 'pa"ss\word' >"$t/htpasswd"; else
		printf 'examiner:%s\n' "$(perl -e 'print crypt("pa\"ss\\word", "\$2b\$05\$abcdefghijklmnopqrstuu")')" >"$t/htpasswd"
	fi
	grep -q '^examiner:\$2' "$t/htpasswd" || skip "no bcrypt here"
	t_auth="auth: {htpasswd: {realm: x, path: $t/htpasswd}}"
	serve "$t/root" "$t_auth"
	run sh disk.plan/push-curl.sh "$URL"
	[ "$status" -eq 1 ]
	REGISTRY_USER=examiner REGISTRY_PASSWORD='pa"ss\word' run sh disk.plan/push-curl.sh "$URL"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	! grep -q 'ss.word' disk.plan/push.log
}

@test "images that come back before a collection cost no bytes: manifests alone, blobs are there or mounted" {
	cp -a deletes "$t/root"
	make_plan deletes.db "$t/plan"
	[ "$(jq .move.bytes "$t/plan/plan.json")" = 0 ]
	rm -rf "$t/plan/bytes/blobs/sha256"
	mkdir "$t/plan/bytes/blobs/sha256"
	for digest in $(awk -F '\t' '$1 == "manifest" { print $4 }' "$t/plan/steps.tsv"); do
		"$SHERD" cat deletes.db "$digest" >"$t/plan/bytes/blobs/sha256/${digest#*:}"
	done
	serve "$t/root"
	run sh "$t/plan/push-curl.sh" --verify "$URL"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	! grep -qE '^sent .*bytes' <<<"$output"
}

@test "a blob is mounted from a repository of the target that links it" {
	cp -a deletes "$t/root"
	"$SHERD" plan deletes.db --as shop/new:1="$(jq -r '.images[] | select(any(.repositories[]?; .name == "shop/old")).digest' \
		"$FIXTURES/deletes/truth.json")" --as x/y:z=5dcc6c3ab87f -o "$t/plan" >/dev/null
	[ "$(awk -F '\t' '$3 == "shop/new" && $1 == "blob" && $7 != "shop/old"' "$t/plan/steps.tsv")" = "" ]
	mkdir -p "$t/plan/bytes/blobs/sha256"
	for digest in $(awk -F '\t' '$1 == "manifest" { print $4 }' "$t/plan/steps.tsv"); do
		"$SHERD" cat deletes.db "$digest" >"$t/plan/bytes/blobs/sha256/${digest#*:}"
	done
	serve "$t/root"
	run sh "$t/plan/push-curl.sh" "$URL"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	grep -q '^mounted   shop/new .* from shop/old' <<<"$output"
	digest_of x/y:z | grep -q ^sha256:5dcc6c3ab87f
}

@test "a file of the target that holds other bytes is named: a push would not replace it" {
	cp -a deletes "$t/root"
	hex=$(jq -r '.images[] | select(any(.repositories[]?; .name == "shop/old")).config' "$FIXTURES/deletes/truth.json")
	hex=${hex#sha256:}
	file=docker/registry/v2/blobs/sha256/${hex:0:2}/$hex/data
	cp "$t/root/$file" "$t/good"
	printf 'other' >"$t/root/$file"
	"$SHERD" examine -q "$t/c.db" now="$t/root" then=deletes >/dev/null || true
	make_plan "$t/c.db" "$t/plan" --repository shop/old --deleted
	[ "$(jq -r --arg d "sha256:$hex" '.blobs[] | select(.digest == $d) | .damaged_in_target' "$t/plan/plan.json")" = "$file" ]
	serve "$t/root"
	run sh "$t/plan/push-curl.sh" "$URL"
	[ "$status" -eq 1 ]
	[[ $output == *"sha256:$hex stands in the registry with 5 bytes"* ]]
	# the command the runbook gives for it, pasted
	ROOT=$t/root bash -c "$(sed -n 's/^mv -n/mv -n/p' "$t/plan/runbook.en.md")"
	[ -f "$t/root/$file.damaged" ]
	stop
	serve "$t/root"
	run sh "$t/plan/push-curl.sh" --verify "$URL"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	cmp "$t/good" "$t/root/$file"
}

# Every tag and revision link of a tree is in another, the same bytes.
same_links() { # tree other
	local link n=0
	while read -r link; do
		cmp "$1/docker/registry/v2/repositories/$link" "$2/docker/registry/v2/repositories/$link" || return 1
		n=$((n + 1))
	done < <(cd "$1/docker/registry/v2/repositories" && find . -path '*/_manifests/revisions/*/link' -o -path '*/_manifests/tags/*/current/link')
	[ "$n" -gt 15 ]
}

@test "every kind there is - lists, a chart, a signature, referrers, zstd, tags in many repositories - into an empty registry" {
	mkdir -p "$t/empty/docker/registry/v2/blobs" "$t/empty/docker/registry/v2/repositories"
	"$SHERD" examine -q "$t/c.db" now="$t/empty" then=live >/dev/null
	make_plan "$t/c.db" "$t/plan" --all-complete
	for script in push-curl.sh push-skopeo.sh; do
		cp -a "$t/empty" "$t/$script.root"
		serve "$t/$script.root"
		run sh "$t/plan/$script" "$URL"
		[ "$status" -eq 0 ] || { echo "$output"; return 1; }
		stop
		same_links live "$t/$script.root"
		run "$SHERD" check -q "$t/c.db" "after-$script=$t/$script.root" --plan "$t/plan/plan.json"
		[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	done
}

@test "schema 1 as it is stored goes by the tree alone: scripts say so, and the rest arrives" {
	"$FIXTURES/unpack" schema1 "$t/old"
	mkdir -p "$t/root/docker/registry/v2/blobs" "$t/root/docker/registry/v2/repositories"
	"$SHERD" examine -q "$t/c.db" now="$t/root" then="$t/old" >/dev/null
	make_plan "$t/c.db" "$t/plan" --all-complete
	grep -q '^left' "$t/plan/steps.tsv"
	serve "$t/root" 'compatibility: {schema1: {enabled: true}}'
	run sh "$t/plan/push-curl.sh" "$URL"
	[ "$status" -eq 0 ]
	grep -q '^left  *old/app sha256:' <<<"$output"
	stop
	run "$SHERD" check -q "$t/c.db" after="$t/root" --plan "$t/plan/plan.json"
	[ "$status" -eq 5 ]
	sh "$t/plan/copy-tree.sh" "$t/old" "$t/root" >/dev/null
	run "$SHERD" check -q "$t/c.db" after="$t/root" --plan "$t/plan/plan.json"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
}

@test "copy-tree.sh: the volume of a stopped registry gets what is not there, and nothing is replaced" {
	mkdir "$t/tree" "$t/root"
	serve "$t/tree"
	sh disk.plan/push-curl.sh "$URL" >/dev/null
	stop
	cp -a live/. "$t/root"
	run sh disk.plan/copy-tree.sh --dry-run "$t/tree" "$t/root"
	[ "$status" -eq 0 ]
	diff -r live "$t/root"
	run sh disk.plan/copy-tree.sh "$t/tree" "$t/root"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	# at no moment a name before its bytes: tags' current links were the last files written
	last=$(tail -n 1 disk.plan/copy.log)
	[[ $last == *current/link ]]
	serve "$t/root"
	all_back
	stop
	link=$(find "$t/root" -path '*infra/model/_manifests/tags/a/current/link')
	printf 'sha256:0000000000000000000000000000000000000000000000000000000000000000' >"$link"
	run sh disk.plan/copy-tree.sh "$t/tree" "$t/root"
	[ "$status" -eq 1 ]
	[[ $output == *"DIFFERS"*"tags/a/current/link"* ]]
	grep -q '^sha256:0000' "$link"
}

# ---- what is planned -----------------------------------------------------------------------------------------------

@test "order: parts before what names them, an index after its children, tags last, most needed first" {
	python3 - disk.plan/plan.json <<'PY'
import json, sys
p = json.load(open(sys.argv[1]))
images = {i["digest"]: i for i in p["images"]}
seen, last = set(), 0
for s in p["steps"]:
    assert s["group"] >= last, "groups are not in order"
    if s["group"] != last:
        seen, tagged = set(), False
    last = s["group"]
    assert not (tagged and s["do"] != "tag"), "something after a tag"
    tagged = s["do"] == "tag"
    if s["do"] == "manifest" and images.get(s["digest"], {}).get("kind") == "index":
        assert any(images.get(d, {}).get("kind") == "image" for d in seen), "index before its children"
    if s["do"] == "manifest":
        assert seen, "a manifest before its parts"
    seen.add(s["digest"])
order = sorted((i for i in p["images"] if "order" in i), key=lambda i: i["order"])
keys = [(-i["needed_by_standing"], -i["needed_by_others"]) for i in order]
assert keys == sorted(keys), keys
assert order and [i["order"] for i in order] == list(range(1, len(order) + 1))
PY
}

@test "a layer that two deleted images share: the images that share it come before one that shares nothing" {
	make_plan two.db "$t/plan"
	python3 - "$t/plan/plan.json" <<'PY'
import json, sys
from collections import Counter
p = json.load(open(sys.argv[1]))
there = {b["digest"] for b in p["blobs"] if b["in_target"]}
groups = {}
for s in p["steps"]:
    groups.setdefault(s["group"], []).append(s)
need = Counter()
for g in groups.values():
    for d in {s["digest"] for s in g}:
        need[d] += 1
score = [max([need[s["digest"]] - 1 for s in groups[g] if s["digest"] not in there] or [0]) for g in sorted(groups)]
assert score == sorted(score, reverse=True), score
moved = {s["digest"]: s["size"] for s in p["steps"] if s["digest"] not in there}
assert p["move"] == {"blobs": len(moved), "bytes": sum(moved.values()),
                     "unique_bytes": sum({s["digest"]: s["size"] for s in p["steps"]}.values())}, p["move"]
PY
	# in_target is what lies in the tree, hashed by somebody else
	jq -r '.blobs[] | select(.in_target).digest' "$t/plan/plan.json" | sort >"$t/said"
	find two-sources -path '*/blobs/*' -name data -exec sha256sum {} + | sed 's/ .*//; s/^/sha256:/' | sort -u >"$t/lie"
	[ -z "$(comm -23 "$t/said" "$t/lie")" ]
	jq -r '.blobs[] | select(.in_target | not).digest' "$t/plan/plan.json" | sort >"$t/not"
	[ -z "$(comm -12 "$t/not" "$t/lie")" ]
	[ -s "$t/not" ]
}

@test "the runbook says how to stop, and what the next run would take, as gc computes it" {
	"$SHERD" plan deletes.db -o "$t/plan" >"$t/out"
	[[ $(head -n 1 "$t/out") == "STOP GARBAGE COLLECTION"* ]]
	n=$("$SHERD" gc deletes.db | awk '$1 == "2.x" && $2 != "-m" { print $4, $5 }')
	grep -q "^| 2.x | ${n% *} | ${n#* } |" "$t/plan/runbook.en.md"
	grep -q "^| 2.x | ${n% *} | ${n#* } |" "$t/plan/runbook.ja.md"
	grep -q 'STOP GARBAGE COLLECTION' "$t/plan/runbook.en.md"
	grep -q 'ガベージコレクションを停止すること' "$t/plan/runbook.ja.md"
	grep -q 'system/gc/schedule' "$t/plan/runbook.ja.html"
}

@test "a configuration file in the sources is named with what it says" {
	mkdir -p "$t/host/etc/docker/registry" "$t/host/data"
	cp -a deletes/. "$t/host/data"
	cat >"$t/host/etc/docker/registry/config.yml" <<-YAML
		version: 0.1
		storage:
		  delete: {enabled: true}
		  filesystem: {rootdirectory: "/data/it's here"}
		  maintenance: {readonly: {enabled: false}}
		http: {addr: ":5000"}
	YAML
	"$SHERD" examine -q "$t/c.db" "$t/host" >/dev/null
	"$SHERD" plan "$t/c.db" -o "$t/plan" >/dev/null
	grep -q 'etc/docker/registry/config.yml' "$t/plan/runbook.ja.md"
	grep -q 'storage.maintenance.readonly.enabled: false' "$t/plan/runbook.en.md"
	eval "$(grep '^ROOT=' "$t/plan/runbook.en.md")"
	[ "$ROOT" = "/data/it's here" ]
}

@test "both languages and both forms give the same commands" {
	for f in en ja; do
		sed -n '/^```sh$/,/^```$/p' "disk.plan/runbook.$f.md" | sed 's/ --lang ja$//' >"$t/$f.md"
		python3 - "disk.plan/runbook.$f.html" <<'PY' | sed 's/ --lang ja$//' >"$t/$f.html"
import html, re, sys
print("".join("```sh\n" + html.unescape(x) + "```\n" for x in re.findall(r"<pre>(.*?)</pre>", open(sys.argv[1]).read(), re.S)), end="")
PY
		cmp "$t/$f.md" "$t/$f.html"
	done
	cmp "$t/en.md" "$t/ja.md"
	! grep -v '^storage:\|^ \|^```' "$t/en.md" | bash -n 2>&1 | grep .
	xmllint --html --noout disk.plan/runbook.ja.html
	! grep -vE '^```|^[A-Z]+=' disk.plan/runbook.ja.md | sed -n '/^```sh$/,/^```$/!p' | grep -E '[a-z]{3,} [a-z]{3,} [a-z]{3,} [a-z]{3,}'
}

@test "usage: a password in the target, a folder that is there, a folder beneath a source, nothing to do" {
	for url in 'http://me:secret@host' 'ftp://host' 'http://' 'http://h/$(id)' "http://h/'"; do
		run "$SHERD" plan deletes.db --target "$url" -o "$t/p"
		[ "$status" -eq 2 ] || { echo "$url"; return 1; }
		[ ! -e "$t/p" ]
	done
	run "$SHERD" plan deletes.db -o disk.plan
	[ "$status" -eq 2 ]
	[[ $output == *"not empty"* ]]
	run "$SHERD" plan deletes.db -o deletes/plan
	[ "$status" -eq 2 ]
	[ ! -e deletes/plan ]
	run "$SHERD" plan deletes.db
	[ "$status" -eq 2 ]
	"$SHERD" examine -q "$t/live.db" live >/dev/null
	run "$SHERD" plan "$t/live.db" -o "$t/p"
	[ "$status" -eq 2 ]
	[[ $output == *"no image of this case was deleted"* ]]
	[ -z "$(find "$t" -name '*.part-*')" ]
}

@test "the custody log keeps the plan's files by hash" {
	"$SHERD" custody disk.db log --json | grep output.written | tail -n 1 >"$t/entry"
	for f in plan.json push-curl.sh runbook.ja.html; do
		grep -q "$(sha256sum <"disk.plan/$f" | cut -d' ' -f1)" "$t/entry"
	done
	"$SHERD" verify disk.db >/dev/null
}

@test "images that come back without a tag are told: a collection with -m would take them again" {
	"$SHERD" plan deletes.db -o "$t/plan" >/dev/null
	n=$(awk -F '\t' '$1 == "manifest" { print $2 }' "$t/plan/steps.tsv" | sort -u | wc -l)
	! grep -q '^tag' "$t/plan/steps.tsv"
	grep -q "$n of them come back without a tag" "$t/plan/runbook.en.md"
	grep -q "${n}件は、タグなしで復元される" "$t/plan/runbook.ja.html"
	! grep -q 'without a tag: a collection' disk.plan/runbook.en.md
}

@test "the runbook's own commands, pasted: export, push, read the log, check; and the way by the tree" {
	"$SHERD" help export >/dev/null 2>&1 || skip "this build has no export"
	mkdir -p "$t/bin" "$t/it's here/root"
	ln -s "$SHERD" "$t/bin/sherd"
	cp disk.db "$t/it's here/case.db"
	cp -a live/. "$t/it's here/root"
	serve "$t/it's here/root"
	"$SHERD" plan "$t/it's here/case.db" --deleted --tag infra/multi:latest --tag infra/model:a --tag infra/model:c --target "$URL" -o "$t/it's here/plan" >/dev/null
	sed -n '/^```sh$/,/^```$/p' "$t/it's here/plan/runbook.en.md" >"$t/all"
	{
		grep -E '^(CASE|PLAN|TARGET)=' "$t/all"
		printf 'ROOT="%s"\nset -e\n' "$t/it's here/root"
		grep '^sherd export .*"oci:' "$t/all"
		grep '^sh .*push-curl.sh.*--verify' "$t/all"
	} >"$t/push.sh"
	PATH=$t/bin:$PATH run bash "$t/push.sh"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	all_back
	cp "$t/registry.log" "$t/it's here/plan/target.log"
	stop
	{
		grep -E '^(CASE|PLAN|TARGET)=' "$t/all"
		printf 'ROOT="%s"\nset -e\n' "$t/it's here/root"
		grep '^sherd logs' "$t/all"
		grep '^sherd check .*plan.json"$' "$t/all"
	} >"$t/check.sh"
	PATH=$t/bin:$PATH run bash "$t/check.sh"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	[[ $output == *"everything planned is there"* ]]
	cp -a live "$t/volume"
	{
		grep -E '^(CASE|PLAN|TARGET)=' "$t/all"
		printf 'ROOT="%s"\nset -e\n' "$t/volume"
		grep '^sherd export .*"registry:' "$t/all"
		grep '^sh .*copy-tree.sh" "' "$t/all"
	} >"$t/tree.sh"
	PATH=$t/bin:$PATH run bash "$t/tree.sh"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	serve "$t/volume"
	all_back
}

# ---- hostile names --------------------------------------------------------------------------------------------------

@test "names that would act in a shell are seen and never run; no registry's name leads out of it" {
	hostile=$'we\'ird $(touch pwned) `touch pwned`\n"; touch pwned; #'
	mkdir -p "$t/$hostile"
	cp -a deletes "$t/$hostile/tree"
	base="$t/$hostile/tree/docker/registry/v2/repositories"
	digest=$(jq -r '.images[] | select(any(.repositories[]?; .name == "shop/old")).digest' "$FIXTURES/deletes/truth.json")
	every=$(python3 -c 'import sys; sys.stdout.buffer.write(bytes(b for b in range(1, 256) if b != 47))' | base64 -w 0)
	for name in '$(touch pwned)' '`touch pwned`' "a'b" $'new\nline' '..;touch pwned' '-rf' "$(base64 -d <<<"$every" | head -c 250)"; do
		mkdir -p "$base/$name/_manifests/revisions/sha256/${digest#*:}" "$base/$name/_manifests/tags/$name/current" "$base/$name/_layers"
	done
	(cd "$t" && "$SHERD" examine -q "$hostile/c.db" "$hostile/tree" >/dev/null) || true
	(cd "$t" && "$SHERD" plan "$hostile/c.db" -o "$hostile/plan" >out)
	plan="$t/$hostile/plan"
	[ -f "$plan/steps.tsv" ]
	# what scripts read holds names a registry takes and nothing else
	! LC_ALL=C grep -vE $'^(sherd-plan-1|target\thttps?://[A-Za-z0-9.:-]+|(blob|manifest|tag)\t[0-9]+\t[a-z0-9._/-]+\tsha256:[0-9a-f]{64}\t[0-9]+\t[A-Za-z0-9./+-]+\t[a-z0-9._/-]+\t[A-Za-z0-9_.-]+)$' "$plan/steps.tsv"
	grep -q shop/old "$plan/steps.tsv"
	# the variables, pasted into bash, are the paths themselves
	cd "$t"
	for lang in en ja; do
		sed -n '/^```sh$/,/^```$/p' "$plan/runbook.$lang.md" | grep -E '^(CASE|PLAN|TARGET|ROOT)=' >vars
		[ "$(wc -l <vars)" -eq 4 ]
		bash -c '. ./vars; printf %s "$CASE"' >said
		printf %s "$t/$hostile/c.db" | cmp - said
		bash -c '. ./vars; printf %s "$ROOT"' >said
		grep -q tree said
	done
	python3 - "$plan/plan.json" <<'PY'
import json, sys
p = json.load(open(sys.argv[1]))
assert all(r.islower() and not set(r) & set("$`'\n;") for i in p["images"] for r in i["repositories"])
PY
	[ -z "$(find "$t" -name pwned)" ]
	! LC_ALL=C grep -nP '[\x00-\x08\x0b-\x1f\x7f]' "$plan"/runbook.*.md "$plan"/runbook.*.html
}

# ---- check --plan ---------------------------------------------------------------------------------------------------

# A volume that was restored by its plan, the log of it read: $t/c.db, $t/root, $t/plan.
restored() {
	cp -a deletes "$t/root"
	cp -a deletes "$t/was"
	"$SHERD" examine -q "$t/c.db" volume="$t/was" >/dev/null
	# shellcheck disable=SC2046 # digests
	make_plan "$t/c.db" "$t/plan" $("$SHERD" images "$t/c.db" --standing deleted --json | jq -r .digest) --as shop/old:back="$(jq -r \
		'.images[] | select(any(.repositories[]?; .name == "shop/old")).digest' "$FIXTURES/deletes/truth.json")"
	serve "$t/root"
	sh "$t/plan/push-curl.sh" "$URL" >/dev/null
	stop
	"$SHERD" logs -q "$t/c.db" "$t/registry.log" >/dev/null
}

@test "check --plan: all of it arrived, tied to the log, and the baseline of the healthy state from the same run" {
	restored
	openssl genpkey -algorithm ed25519 -out "$t/k.pem" 2>/dev/null
	chmod 600 "$t/k.pem"
	run "$SHERD" check -q "$t/c.db" after="$t/root" --plan "$t/plan/plan.json" --present after \
		--write-baseline "$t/healthy.json" --key "$t/k.pem"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	n=$(jq '[.steps[].group] | unique | length' "$t/plan/plan.json")
	s=$(jq '.steps | length' "$t/plan/plan.json")
	[[ $output == *"$n of $n images arrived, $s of $s steps"* ]]
	[[ $output == *"everything planned is there"*"nothing else came, changed or went"* ]]
	# every manifest and tag that was sent stands in the registry's log
	[ "$("$SHERD" check -q "$t/c.db" after="$t/root" --plan "$t/plan/plan.json" --json | tail -n 1 | jq .steps_logged)" -ge "$n" ]
	jq -e '.tags[] | select(.repository == "shop/old" and .tag == "back")' "$t/healthy.json" >/dev/null
	[ -f "$t/healthy.json.sig" ]
	run "$SHERD" check -q "$t/c.db" after="$t/root" --plan "$t/plan/plan.json" --lang ja
	[[ $output == *"計画したものはすべて"* ]]
}

@test "check --plan: missing, changed, extra and gone, each for what was done" {
	restored
	v2=$t/root/docker/registry/v2
	old=$(jq -r '.images[] | select(any(.repositories[]?; .name == "shop/old")) | .digest, .config' "$FIXTURES/deletes/truth.json")
	image=$(head -n 1 <<<"$old") config=$(tail -n 1 <<<"$old")
	other=$(jq -r '.images[] | select(any(.tags[]?; .tag == "keep") or any(.repositories[]?; .name == "shop/api" and .standing == "tagged")).digest' \
		"$FIXTURES/deletes/truth.json" | head -n 1)
	# changed: the tag given back names something else; and a blob of it holds other bytes
	printf %s "$other" >"$v2/repositories/shop/old/_manifests/tags/back/current/link"
	chmod u+w "$v2/blobs/sha256/${config:7:2}/${config:7}/data"
	printf x >>"$v2/blobs/sha256/${config:7:2}/${config:7}/data"
	# missing: a revision of another repository
	gone=$(awk -F '\t' '$1 == "manifest" && $3 == "shop/multi" { print $4; exit }' "$t/plan/steps.tsv")
	rm "$v2/repositories/shop/multi/_manifests/revisions/sha256/${gone:7}/link"
	# extra: a tag nobody planned; gone: one that stood
	mkdir -p "$v2/repositories/shop/api/_manifests/tags/new/current"
	printf %s "$other" >"$v2/repositories/shop/api/_manifests/tags/new/current/link"
	rm -r "$v2/repositories/shop/api/_manifests/tags/keep"
	run "$SHERD" check -q "$t/c.db" after="$t/root" --plan "$t/plan/plan.json" --json
	[ "$status" -eq 5 ]
	grep '"verdict"' <<<"$output" | grep -v '"group"' | jq -r '[.verdict, .what, .repository // "", .tag // "", .digest, .why // ""] | join(" ")' | sort >"$t/got"
	sort >"$t/want" <<-END
		changed blob shop/old  $config the file of that name holds other bytes
		changed tag shop/old back $image names
		extra tag shop/api new $other 
		gone tag shop/api keep $(cat deletes/docker/registry/v2/repositories/shop/api/_manifests/tags/keep/current/link) 
		missing manifest shop/multi  $gone the repository does not link it
	END
	diff "$t/want" "$t/got"
	run "$SHERD" check -q "$t/c.db" after="$t/root" --plan "$t/plan/plan.json" --lang ja
	for word in 変更 不足 余分 消失; do [[ $output == *"$word"* ]]; done
}

@test "check --plan before anything was pushed: all of it is missing" {
	cp -a deletes "$t/root"
	"$SHERD" examine -q "$t/c.db" volume="$t/root" >/dev/null
	"$SHERD" plan "$t/c.db" -o "$t/plan" >/dev/null
	run "$SHERD" check -q "$t/c.db" after="$t/root" --plan "$t/plan/plan.json"
	[ "$status" -eq 5 ]
	[[ $output == *"0 of 5 images arrived"* ]]
	[[ $output != *"everything planned"* ]]
}

@test "a plan that the case did not write is refused before anything is read" {
	"$SHERD" examine -q "$t/c.db" deletes >/dev/null
	"$SHERD" plan "$t/c.db" -o "$t/plan" >/dev/null
	sed 's/shop/SHOP/' "$t/plan/plan.json" >"$t/edited.json"
	head -c 1000 "$t/plan/plan.json" >"$t/short.json"
	python3 -c 'print("[" * 100000)' >"$t/deep.json"
	printf '{"plan":"sherd-plan-1","steps":[{"do":"tag","repository":"../../etc","digest":"x","tag":"$(id)"}]}' >"$t/hostile.json"
	scans=$(sqlite3 "$t/c.db" 'SELECT count(*) FROM scan')
	for f in edited short deep hostile; do
		run "$SHERD" check -q "$t/c.db" after=deletes --plan "$t/$f.json"
		[ "$status" -eq 5 ] || { echo "$f: $status $output"; return 1; }
		[[ $output == "FAILED  plan: "* ]]
	done
	run "$SHERD" check -q "$t/c.db" after=deletes --plan "$t/none.json"
	[ "$status" -eq 2 ]
	[ "$(sqlite3 "$t/c.db" 'SELECT count(*) FROM scan')" = "$scans" ]
}

@test "the same case gives the same plan, whatever the time zone and locale" {
	cp disk.db "$t/a.db"
	cp disk.db "$t/b.db"
	(cd "$t" && SOURCE_DATE_EPOCH=1790000000 "$SHERD" plan a.db --deleted -o x >/dev/null)
	(cd "$t" && mv x first && cp b.db a.db && TZ=Asia/Tokyo LC_ALL=C SOURCE_DATE_EPOCH=1790000000 "$SHERD" plan a.db --deleted -o x >/dev/null)
	diff -r "$t/first" "$t/x"
}
