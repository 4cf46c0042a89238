#!/usr/bin/env bats
# Logs of a real registry, beside the tree it left.
load cli_support

setup() {
	work=$BATS_TEST_TMPDIR
}

one_image() { # an OCI layout with one tiny image: $work/oci, its manifest's digest in $work/digest
	mkdir -p "$work/oci/blobs/sha256" "$work/root"
	echo abc >"$work/root/f"
	tar -C "$work/root" --mtime=@0 --owner=0 --group=0 -cf "$work/layer" f
	local diff layer config size
	diff=$(sha256sum <"$work/layer" | cut -c1-64)
	gzip -n "$work/layer"
	layer=$(put "$work/layer.gz")
	size=$(stat -c %s "$work/layer.gz")
	printf '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$diff" >"$work/config"
	config=$(put "$work/config")
	printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%d},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:%s","size":%d}]}' \
		"$config" "$(stat -c %s "$work/config")" "$layer" "$size" >"$work/manifest"
	echo "sha256:$(put "$work/manifest")" >"$work/digest"
	printf '{"imageLayoutVersion":"1.0.0"}' >"$work/oci/oci-layout"
	printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":%d,"annotations":{"org.opencontainers.image.ref.name":"x"}}]}' \
		"$(cat "$work/digest")" "$(stat -c %s "$work/manifest")" >"$work/oci/index.json"
}

put() { # FILE: into the layout; prints its hash
	local hash
	hash=$(sha256sum <"$1" | cut -c1-64)
	cp "$1" "$work/oci/blobs/sha256/$hash"
	echo "$hash"
}

serve() { # starts a registry over $work/tree on a free port
	port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	mkdir -p "$work/tree"
	printf 'version: 0.1\nstorage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}\nhttp: {addr: "127.0.0.1:%s"}\n' \
		"$work/tree" "$port" >"$work/config.yml"
	docker-registry serve "$work/config.yml" >"$work/access.log" 2>"$work/app.log" 3>&- &
	echo $! >"$work/pid"
	for _ in $(seq 200); do
		curl -s -o /dev/null "http://127.0.0.1:$port/v2/" && return 0
		sleep 0.05
	done
	return 1
}

teardown() {
	[ ! -e "$work/pid" ] || kill "$(cat "$work/pid")" 2>/dev/null || true
}

@test "a registry's logs name the tags a deletion took, and tie the deletion to its remnant" {
	command -v docker-registry >/dev/null || skip "docker-registry is not installed"
	command -v skopeo >/dev/null || skip "skopeo is not installed"
	one_image
	serve
	for tag in v1 v2; do
		skopeo copy -q --dest-tls-verify=false "oci:$work/oci:x" "docker://127.0.0.1:$port/log/app:$tag"
	done
	curl -sf -X DELETE "http://127.0.0.1:$port/v2/log/app/manifests/$(cat "$work/digest")"
	kill "$(cat "$work/pid")"
	rm "$work/pid"
	docker-registry garbage-collect -m "$work/config.yml" >"$work/gc.log" 2>"$work/gc.err"
	gzip "$work/access.log"
	"$SHERD" examine -q "$work/c.db" tree="$work/tree" >/dev/null
	[ -z "$("$SHERD" tags "$work/c.db" --json)" ]
	"$SHERD" logs -q "$work/c.db" "$work/access.log.gz" "$work/app.log" "$work/gc.log" "$work/gc.err" --json >"$work/logs"
	# the names come back, as deleted, with their line
	"$SHERD" tags "$work/c.db" --json >"$work/tags"
	[ "$(jq -r '[.repository, .tag, .standing] | join(" ")' "$work/tags")" = "$(printf 'log/app v1 deleted\nlog/app v2 deleted')" ]
	# the deletion: the log's event stands on the line and on the empty revision directory
	"$SHERD" timeline "$work/c.db" --json >"$work/lines"
	jq -e -s --arg d "$(cat "$work/digest")" 'map(select(.event == "manifest-delete" and .rule == "log-line"
		and .digest == $d and .address == "127.0.0.1")) | length > 0 and
		all(.[]; .because | length == 2 and (.[1].path | endswith($d | ltrimstr("sha256:"))))' "$work/lines"
	# swept blobs have the collector's line
	jq -r 'select(.event == "blob-swept") | .digest' "$work/lines" | sort -u >"$work/swept"
	jq -r 'select(.event == "gc-delete") | .digest' "$work/lines" | sort -u >"$work/said"
	[ -s "$work/swept" ]
	[ -z "$(comm -23 "$work/swept" "$work/said")" ]
	# every ground of a log event leads to its line in the unpacked file
	jq -c 'select(.rule == "log-line" and .source == "access.log.gz") | .because[0]' "$work/lines" | head -n 5 |
		while read -r ground; do
			zcat "$work/access.log.gz" | tail -c +$(($(jq .offset <<<"$ground") + 1)) |
				head -c "$(jq .length <<<"$ground")" | grep -q '"lab/\|/v2/' || exit 1
		done
	# the file's hash is the source's
	[ "$(jq -r 'select(.label == "app.log") | .digest' "$work/logs")" = "sha256:$(sha256sum <"$work/app.log" | cut -c1-64)" ]
	[ "$(jq -r 'select(.label == "access.log.gz") | .digest' "$work/logs")" = "sha256:$(sha256sum <"$work/access.log.gz" | cut -c1-64)" ]
}

@test "a text that names a digest makes it known; a line nobody understands is counted with a sample" {
	d=sha256:$(printf x | sha256sum | cut -c1-64)
	printf 'deployed reg.example/team/app@%s\nnothing here\n' "$d" >"$work/notes.txt"
	"$SHERD" logs -q "$work/c.db" "$work/notes.txt" --json >"$work/logs"
	jq -e '.mentions == 1 and .not_understood == 1 and .samples[0].line == 2' "$work/logs"
	[ "$("$SHERD" blobs "$work/c.db" --json | jq -r '[.digest, .state] | join(" ")')" = "$d missing" ]
	[ "$("$SHERD" timeline "$work/c.db" --json | jq -r '[.event, .digest] | join(" ")')" = "mention $d" ]
}

@test "what is no file is refused, and nothing is left behind" {
	run "$SHERD" logs -q "$work/c.db" "$work/absent"
	[ "$status" = 2 ]
	[ ! -e "$work/c.db" ]
	mkdir "$work/dir"
	run "$SHERD" logs -q "$work/c.db" "$work/dir"
	[ "$status" = 2 ]
}

line() { # SECOND METHOD PATH STATUS
	printf '10.0.0.1 - - [23/Nov/2026:18:51:%02d +0000] "%s /v2/team/app/%s HTTP/1.1" %d 0 "" "lab/1"\n' "$@"
}

@test "a directory gives its files by name, each a source; packed ones too, links and folders left out" {
	mkdir -p "$work/logs/old"
	line 1 PUT manifests/1.0 201 | gzip -n >"$work/logs/access.log.1.gz"
	line 2 PUT manifests/2.0 201 >"$work/logs/access.log"
	ln -s access.log "$work/logs/latest"
	run "$SHERD" logs "$work/c.db" "$work/logs/" --json --progress none
	[ "$status" = 0 ]
	grep -q 'what is no file in a directory of logs was left out' <<<"$output"
	grep '^{' <<<"$output" >"$work/json"
	[ "$(jq -r '.label, .lines' "$work/json" | paste -sd ' ')" = "logs/access.log 1 logs/access.log.1.gz 1" ]
	[ "$("$SHERD" timeline "$work/c.db" --json | jq -r 'select(.event == "tag-set") | [.source, .tag] | join(" ")' |
		paste -sd ,)" = "logs/access.log.1.gz 1.0,logs/access.log 2.0" ]
	"$SHERD" logs -q "$work/d.db" host="$work/logs" --json | jq -e -s '.[0].label == "host/access.log"'
	run "$SHERD" logs -q "$work/logs/in.db" "$work/logs"
	[ "$status" = 2 ]
}

@test "two copies of a log tell what the one lacks, within the time both cover" {
	for second in 1 2 3 4 5 6; do line $second DELETE manifests/$second 202; done >"$work/a.log"
	{
		sed -n '2,3p;5,6p' "$work/a.log"
		line 6 DELETE manifests/forged 202
		line 9 DELETE manifests/later 202
	} >"$work/b.log"
	"$SHERD" logs -q "$work/c.db" "$work/a.log" "$work/b.log" --json >"$work/json"
	jq -e -s '.[0].shares == [{with: "b.log", family: "access", from: "2026-11-23T18:51:02Z", until: "2026-11-23T18:51:06Z",
		both: 4, only_here: 1, only_there: 1}] and .[1].shares[0].with == "a.log"' "$work/json"
	rm "$work/c.db"
	"$SHERD" logs -q "$work/c.db" "$work/a.log" "$work/b.log" >"$work/text"
	grep -q '^a.log and b.log, access, .*: 4 lines in both, 1 only in a.log, 1 only in b.log$' "$work/text"
	# a log that goes on where the other ends is no copy
	rm "$work/c.db"
	line 7 DELETE manifests/7 202 >"$work/next.log"
	"$SHERD" logs -q "$work/c.db" "$work/a.log" "$work/next.log" --json | jq -e -s 'all(.[]; has("shares") | not)'
}

@test "what time a class covers is judged by calendar months, as asked for" {
	{
		line 1 GET tags/list 200 | sed 's,23/Nov/2026,23/Sep/2026,'
		line 1 DELETE manifests/1 202
	} >"$work/a.log"
	"$SHERD" logs -q "$work/c.db" "$work/a.log" >"$work/text"
	grep -q '^api logs: 2026-09-23T18:51:01Z to 2026-11-23T18:51:01Z, largest hole 61.0 days; without --retention, 13 months are held against it: not covered$' "$work/text"
	rm "$work/c.db"
	"$SHERD" logs -q "$work/c.db" "$work/a.log" --retention gc=1,api=2 | grep -q '; --retention asks for 2 months: covered$'
	for bad in api api= api=0 api=x other=3 api=99999999999; do
		run "$SHERD" logs -q "$work/c.db" "$work/a.log" --retention "$bad"
		[ "$status" = 2 ]
	done
}

# Real logs: every step of the recipe that a server sees is told by some line, at the step's time, and no line
# is left over. Access lines have whole seconds.
@test "a registry's own logs: every push, pull, mount, deletion and sweep of the recipe, and every line understood" {
	truth=$FIXTURES/logged/truth.json
	tar -I zstd -xf "$FIXTURES/logged/logs.tar.zst" -C "$BATS_TEST_TMPDIR"
	examine_fixture logged
	"$SHERD" logs -q "$case_file" "$BATS_TEST_TMPDIR/registry.log" "$BATS_TEST_TMPDIR/gc.log" --json |
		jq -e -s 'all(.not_understood == 0 and .understood == .lines) and length == 2'
	"$SHERD" timeline "$case_file" --json | jq -c 'select(.source == "registry.log" or .source == "gc.log")' >"$BATS_TEST_TMPDIR/told"
	[ -s "$BATS_TEST_TMPDIR/told" ]
	jq -c '.steps | . as $all | to_entries[] | .value + {after: ($all[.key + 1].at // "9999")}
		| select(.op | IN("push", "pull", "mount", "delete-manifest", "delete-blob"))' "$truth" >"$BATS_TEST_TMPDIR/steps"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/steps")" -ge 18 ]
	jq -e -s --slurpfile told "$BATS_TEST_TMPDIR/told" '
		{push: ["push", "tag-set"], pull: ["pull"], mount: ["mount"], "delete-manifest": ["manifest-delete"],
			"delete-blob": ["blob-delete"]} as $words
		| map(. as $s | select([$told[] | select(.event as $e | $words[$s.op] | index($e))
			| select(.repository == $s.repository and .address == "127.0.0.1")
			| select(if $s.tag and ($s.op != "mount") then .tag == $s.tag else .digest == $s.digest end)
			| select(.time[0:19] >= $s.at[0:19] and .time[0:19] <= $s.after[0:19])] == []))
		| if . == [] then true else error("not told: \(.)") end' "$BATS_TEST_TMPDIR/steps"
	# swept: what the recipe stored and the tree no longer has
	jq -r '[.steps[] | select(.op == "blob" or .op == "push") | .digest] as $stored | [.blobs[], .images[] | select(.state == "missing") | .digest]
		| unique | map(select(. as $d | $stored | index($d)))[]' "$truth" | sort >"$BATS_TEST_TMPDIR/swept"
	[ -s "$BATS_TEST_TMPDIR/swept" ]
	jq -r 'select(.event == "gc-delete") | .digest' "$BATS_TEST_TMPDIR/told" | sort -u | diff "$BATS_TEST_TMPDIR/swept" -
	# a sweep stands on its line and on the shard's directory
	jq -e -s 'map(select(.event == "gc-delete")) | length > 0 and all(.because | map(.path) | any(test("blobs/sha256/[0-9a-f]{2}$")))' "$BATS_TEST_TMPDIR/told"
	# a deletion stands on its line and on the directory it left
	jq -e -s 'map(select(.event == "manifest-delete")) | length > 0 and all(.because | length == 2 and
		(map(.path) | any(test("revisions/sha256/[0-9a-f]{64}$"))))' "$BATS_TEST_TMPDIR/told"
}

@test "a clock offset is applied only from a recorded check, and the line's own time stays" {
	tar -I zstd -xf "$FIXTURES/logged/logs.tar.zst" -C "$BATS_TEST_TMPDIR"
	examine_fixture logged
	"$SHERD" logs -q "$case_file" "$BATS_TEST_TMPDIR/registry.log" "$BATS_TEST_TMPDIR/gc.log" >/dev/null
	of() { "$SHERD" timeline "$case_file" --json | jq -c --arg s "$1" 'select(.source == $s and .time) | [.time, .event, .digest, .tag]' | sort; }
	of registry.log >"$BATS_TEST_TMPDIR/before"
	of gc.log >"$BATS_TEST_TMPDIR/gc-before"
	sqlite3 "$case_file" "SELECT id, raw_time, time FROM log_event" >"$BATS_TEST_TMPDIR/raw"
	run "$SHERD" custody "$case_file" clock host_time=x reference_time=y reference_source=NTP offset=soon method=m by=B source_label=registry.log
	[ "$status" = 2 ]
	"$SHERD" custody "$case_file" clock host_time=2026-11-24T12:00:03.5Z reference_time=2026-11-24T12:00:00Z reference_source=NTP \
		offset=3.5 method=compared by=B source_label=registry.log
	"$SHERD" resolve -q "$case_file" || [ $? = 3 ]
	of registry.log >"$BATS_TEST_TMPDIR/after"
	[ -s "$BATS_TEST_TMPDIR/before" ]
	jq -r '.[0]' "$BATS_TEST_TMPDIR/before" | while read -r t; do date -u -d "$t - 3.5 seconds" +%s.%N; done | sort >"$BATS_TEST_TMPDIR/want"
	jq -r '.[0]' "$BATS_TEST_TMPDIR/after" | while read -r t; do date -u -d "$t" +%s.%N; done | sort >"$BATS_TEST_TMPDIR/got"
	diff "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got"
	of gc.log | diff "$BATS_TEST_TMPDIR/gc-before" -
	sqlite3 "$case_file" "SELECT id, raw_time, time FROM log_event" | diff "$BATS_TEST_TMPDIR/raw" -
	"$SHERD" timeline "$case_file" --json | jq -e -s 'map(select(.source == "registry.log" and .time)) | all(.text | test("time corrected by -3.500 s \\(clock check, custody entry [0-9]+\\)"))'
}

# A JSON document of 6,000 notifications on one line; a line of 20 MB with digests at its ends and across the pieces
# it is read in; a packed log that inflates beyond the bound.
@test "what a log holds is read whole, or the finding log-cut tells what was not" {
	cd "$BATS_TEST_TMPDIR"
	python3 - <<-'PY'
		import gzip, hashlib, json
		name = lambda i: "sha256:" + hashlib.sha256(b"%d" % i).hexdigest()
		events = [{"id": str(i), "timestamp": "2026-11-26T10:00:00Z", "action": "push", "target": {
		    "mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": name(i), "repository": "a/b", "tag": "t%d" % i}}
		    for i in range(6000)]
		open("many.json", "w").write(json.dumps({"events": events}) + "\n")
		with open("long.txt", "w") as f:
		    f.write("x " + name(1) + " ")
		    for i in range(300):
		        f.write("y" * 65500 + " " + name(100 + i) + " ")
		    f.write("end " + name(2) + "\nshort " + name(3) + "\n")
		with gzip.open("bomb.gz", "wb", 9) as f:
		    for i in range(100):
		        f.write(b"short\n" * 160000)
	PY
	"$SHERD" logs -q one.db many.json >out
	[ "$(sqlite3 one.db "SELECT count(*) FROM log_event WHERE event='push'")" = 6000 ]
	run "$SHERD" logs -q two.db long.txt
	[ "$status" = 3 ]
	[[ $output == *"not read, or not as a whole"* ]]
	[ "$(sqlite3 two.db "SELECT count(DISTINCT digest) FROM log_event WHERE event='mention'")" = 303 ]
	[ "$(sqlite3 two.db "SELECT count(*) FROM log_event WHERE event='mention'")" = 303 ]
	"$SHERD" findings two.db --json | jq -e -s 'map(select(.code == "log-cut")) | length == 1 and (.[0].because | length > 0)'
	run "$SHERD" logs -q three.db bomb.gz
	[ "$status" = 3 ]
	"$SHERD" findings three.db --json | jq -e -s 'any(.code == "log-cut" and (.text | test("what follows was not read")))'
}

@test "examine, scan and check take a log among their sources; what is nothing is refused before a case is made" {
	sh "$FIXTURES/unpack" live "$work/vol"
	line 10 PUT manifests/v9 201 >"$work/access.log"
	gzip -k "$work/access.log"
	"$SHERD" examine -q "$work/c.db" now="$work/vol" "$work/access.log" packed="$work/access.log.gz" >"$work/screen"
	[ "$("$SHERD" sources "$work/c.db" --json | jq -r '[.label, .kind] | join(" ")')" = "access.log log
now dir
packed log" ]
	"$SHERD" timeline "$work/c.db" --all --json | jq -se 'any(.event == "tag-set" and .tag == "v9" and .address == "10.0.0.1")' >/dev/null
	"$SHERD" scan -q "$work/s.db" "$work/access.log"
	"$SHERD" resolve -q "$work/s.db" || [ $? = 3 ]
	"$SHERD" timeline "$work/s.db" --all --json | jq -se 'any(.tag == "v9")' >/dev/null
	line 11 PUT manifests/v10 201 >>"$work/access.log"
	"$SHERD" check -q "$work/c.db" now="$work/vol" "$work/access.log" >"$work/screen"
	"$SHERD" timeline "$work/c.db" --all --json | jq -se 'any(.tag == "v10")' >/dev/null
	# text where a file system leaves its first bytes to others does not make a log of a disk
	"$FIXTURES/unpack" image-ext4 "$work/disk"
	yes 'nothing but a log' | head -c 1024 | dd of="$work/disk/image.img" conv=notrunc status=none
	"$SHERD" examine -q "$work/d.db" "$work/disk/image.img" >"$work/screen" || [ $? = 3 ]
	[ "$("$SHERD" sources "$work/d.db" --json | jq -r .kind)" = image ]
	[ "$("$SHERD" repos "$work/d.db" | wc -l)" -gt 1 ]
	printf 'PK\003\004' >"$work/a.zip"
	: >"$work/empty"
	for x in a.zip empty; do
		run "$SHERD" examine -q "$work/n.db" now="$work/vol" "$work/$x"
		[ "$status" = 2 ]
		[ ! -e "$work/n.db" ]
	done
}

@test "what a pull-through cache removes because its time has run out is no collection" {
	digest=$(printf '%064d' 7)
	said() { # MESSAGE
		printf 'time="2026-11-30T14:05:50.928775547Z" level=info msg="%s" go.version=go1.19.8 instance.id=da301a7c-feb6-400b-9328-6518076b1351 version=2.8.2+ds1\n' "$1"
	}
	gone="Deleting blob: /docker/registry/v2/blobs/sha256/00/$digest"
	{
		said 'Starting upload purge in 36m0s'
		said 'Starting cached object TTL expiration scheduler...'
		said "$gone"
	} >"$work/cache.log"
	"$SHERD" logs "$work/cache.db" "$work/cache.log" --json 2>/dev/null | jq -se 'all(.collections == [])'
	"$SHERD" timeline "$work/cache.db" --all --json |
		jq -se --arg d "sha256:$digest" 'all(.event != "gc-delete" and .event != "gc-run") and any(.digest == $d and (.text | contains("Deleting blob")))'
	# the same registry started later as none of a cache, and its collector's own log
	{
		cat "$work/cache.log"
		said 'Starting upload purge in 12m0s'
		said "$gone"
	} >"$work/later.log"
	said "$gone" >"$work/gc.log"
	for log in later gc; do
		"$SHERD" logs "$work/$log.db" "$work/$log.log" --json 2>/dev/null | jq -se 'any(.collections | length == 1)' || fail "$log"
	done
}

@test "a tag that only refused requests name is not said to have been there" {
	mkdir -p "$work/tree/docker/registry/v2/repositories/x/y/_manifests/tags" "$work/tree/docker/registry/v2/blobs"
	cat >"$work/refused.log" <<-'END'
	10.0.0.9 - - [01/Mar/2026:12:40:00 +0000] "GET /v2/shop/app/manifests/pulled HTTP/1.1" 200 543 "" "docker/24"
	10.0.0.9 - - [01/Mar/2026:12:41:00 +0000] "GET /v2/shop/app/manifests/absent HTTP/1.1" 404 0 "" "docker/24"
	END
	"$SHERD" examine -q "$work/refused.db" "t=$work/tree" "log=$work/refused.log" >/dev/null
	"$SHERD" show "$work/refused.db" shop/app:absent >"$work/absent"
	grep -q 'only requests that failed name it: that it ever was there is not shown' "$work/absent"
	run grep -q 'the manifest it named' "$work/absent"
	[ "$status" -eq 1 ]
	"$SHERD" show "$work/refused.db" shop/app:pulled | grep -q 'known only from logs, which do not tell the manifest it named'
}
