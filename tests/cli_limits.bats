#!/usr/bin/env bats
# Bounds that tell themselves: what a search left out is a finding, and the option it names undoes it.

setup() {
	. "$BATS_TEST_DIRNAME/support.bash"
	WORK=$BATS_TEST_TMPDIR
}

# A raw disk without a file system: fifty digests of nothing, then the digest of a gzip stream, then the stream.
disk_of_mentions() { # file
	printf 'a stream that only a mention names\n' | gzip -n >"$WORK/stream.gz"
	stream=$(sha256sum <"$WORK/stream.gz" | cut -d' ' -f1)
	{
		for i in $(seq 50); do printf 'sha256:%s\n' "$(printf 'junk %s' "$i" | sha256sum | cut -d' ' -f1)"; done
		printf 'sha256:%s\n' "$stream"
	} >"$1"
	truncate -s 65536 "$1"
	cat "$WORK/stream.gz" >>"$1"
	truncate -s 1048576 "$1"
}

@test "a digest beyond the bound on mentions is told, and --limit finds its blob" {
	disk_of_mentions "$WORK/disk.img"
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.img"
	sherd recover "$WORK/case.db" --limit mentions=50
	[ "$status" -eq 3 ] || fail "status $status"
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.code == "limit-reached")] | length == 1 and all(.text | startswith("mentions: the bound of 50 digests was reached, at least 1 more"))'
	holds 'all(.because | length > 0)'
	sherd blobs "$WORK/case.db" --state recovered --json
	holds 'map(.digest) | index("sha256:'"$stream"'") == null'

	rm "$WORK/case.db"
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.img"
	sherd recover "$WORK/case.db" --limit mentions=51
	sherd blobs "$WORK/case.db" --state recovered --json
	holds 'map(.digest) == ["sha256:'"$stream"'"]'
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.code == "limit-reached")] == []'
}

@test "a bound that bites is told once, however often the command runs" {
	disk_of_mentions "$WORK/disk.img"
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.img"
	run "$SHERD" recover -q "$WORK/case.db" --limit mentions=50
	run "$SHERD" recover -q "$WORK/case.db" --limit mentions=50
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.code == "limit-reached")] | length == 1'
}

@test "--limit: unknown names, no number, more than a field holds are usage" {
	for value in nosuch=5 mentions= mentions=0 mentions=x mentions json_depth=4294967296; do
		run "$SHERD" recover "$WORK/none.db" --limit "$value"
		[ "$status" -eq 2 ] || fail "$value: status $status"
	done
	[ ! -e "$WORK/none.db" ]
}

@test "every bound is in the manual with its value, and in the record of a scan" {
	"$SHERD" help limits | sed -nE 's/^  ([a-z_]+) +([0-9]+) ([a-z]+)$/\1 \2 \3/p' | sort >"$WORK/help"
	sed -nE '/^\.Sh BOUNDS/,/^\.El/s/^\.It Va ([a-z_]+) Pq ([0-9]+) ([a-z]+)$/\1 \2 \3/p' "$BATS_TEST_DIRNAME/../man/sherd.1" |
		sort >"$WORK/manual"
	[ "$(wc -l <"$WORK/help")" -gt 20 ]
	diff "$WORK/help" "$WORK/manual"
	mkdir "$WORK/empty"
	run "$SHERD" scan -q "$WORK/case.db" "$WORK/empty" --limit json_depth=77
	sqlite3 -readonly "$WORK/case.db" "SELECT e.key || ' ' || e.value FROM scan, json_each(limits) e" | sort >"$WORK/kept"
	diff <(cut -d' ' -f1,2 "$WORK/help" | sed 's/^json_depth .*/json_depth 77/') "$WORK/kept"
}

# Forty images lack one layer: each of the forty manifests is a ground.
@test "all grounds of a finding are kept, forty as well as one" {
	root=$WORK/tree/docker/registry/v2
	blob() { # file
		d=$(sha256sum <"$1" | cut -d' ' -f1)
		mkdir -p "$root/blobs/sha256/${d:0:2}/$d" && cp "$1" "$root/blobs/sha256/${d:0:2}/$d/data"
	}
	gone=$(printf gone | sha256sum | cut -d' ' -f1)
	for i in $(seq 40); do
		printf '{"architecture":"amd64","os":"linux","author":"%s","rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$i" "$gone" >"$WORK/c"
		blob "$WORK/c" && c=$d
		printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:%s","size":4}]}' \
			"$c" "$(wc -c <"$WORK/c")" "$gone" >"$WORK/m"
		blob "$WORK/m"
		for link in "revisions/sha256/$d" "tags/t$i/current" "tags/t$i/index/sha256/$d"; do
			mkdir -p "$root/repositories/r/_manifests/$link" && printf 'sha256:%s' "$d" >"$root/repositories/r/_manifests/$link/link"
		done
	done
	run "$SHERD" examine -q "$WORK/case.db" "$WORK/tree"
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.code == "blob-missing" and .subject == "sha256:'"$gone"'")] | length == 1 and all(.because | map(.path) | unique | length == 40)'
}

# Of each file system the dead things its own metadata tells of: with room for one, the rest is counted and told.
@test "dead things beyond the bound are told, on every file system that tells of some" {
	for made in ext4:dead_things xfs:dead_things btrfs:dead_items; do
		fs=${made%%:*} bound=${made##*:}
		"$BATS_TEST_DIRNAME/../fixtures/unpack" "image-$fs" "$WORK/$fs" >/dev/null
		run "$SHERD" scan -q "$WORK/$fs.db" "image:$WORK/$fs/image.img"
		sherd recover "$WORK/$fs.db" --limit "$bound=1"
		[ "$status" -eq 3 ] || fail "$fs: status $status"
		sherd findings "$WORK/$fs.db" --json
		holds '[.[] | select(.code == "limit-reached" and (.text | startswith("'"$bound"': the bound of 1 ")))] | length == 1'
		rm -r "$WORK/$fs" "$WORK/$fs.db"
	done
}

# A directory is read up to the bound and called damaged, never cut in silence.
@test "a directory of more blocks than the bound is told" {
	truncate -s 16M "$WORK/ext.img"
	mkdir "$WORK/from"
	for i in $(seq 100); do : >"$WORK/from/a-file-with-a-name-of-some-length-$i"; done
	mke2fs -q -F -b 1024 -t ext4 -d "$WORK/from" "$WORK/ext.img"
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/ext.img" --limit dir_blocks=2
	[ "$status" -eq 3 ] || fail "status $status"
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.code == "limit-reached" and (.text | startswith("dir_blocks: the bound of 2 blocks")))] | length == 1'
	holds '[.[] | select(.code == "filesystem-damaged" and .text == "more blocks than the limit of 2")] | map(.subject) | sort == ["", "lost+found"]'
	rm "$WORK/case.db"
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/ext.img"
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.code == "limit-reached" or .code == "filesystem-damaged")] == []'
}
