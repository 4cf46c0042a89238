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


# What a bound leaves out is told just when it bites: `bound bites at N - 1, unit, what was left out`, and not at N.
bites() { # limit unit left-out
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.code == "limit-reached") | .text] | length == 1 and
		(.[0] | startswith("'"$1"': the bound of ") and contains(" '"$2"' was reached, at least '"$3"' more"))'
	rm "$WORK/case.db"
}
holds_all() {
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.code == "limit-reached")] == []'
	rm "$WORK/case.db"
}
digest_of() { # word
	printf 'sha256:%s' "$(printf '%s' "$1" | sha256sum | cut -d' ' -f1)"
}

@test "log_marks: blobs that a collection marked beyond the bound are counted" {
	{
		printf 'team/app\nteam/app: marking manifest %s \n' "$(digest_of m)"
		for i in 1 2 3 2; do printf 'team/app: marking blob %s\n' "$(digest_of "$i")"; done
	} >"$WORK/gc.log"
	run "$SHERD" logs -q "$WORK/case.db" "$WORK/gc.log" --limit log_marks=2
	bites log_marks digests 1
	run "$SHERD" logs -q "$WORK/case.db" "$WORK/gc.log" --limit log_marks=3
	holds_all
}

@test "log_artifacts: rows of a database that others may refer to" {
	{
		printf 'COPY public.artifact (id, digest, push_time, repository_name) FROM stdin;\n'
		for i in 1 2 3; do printf '%s\t%s\t2026-11-23 18:46:58\tlibrary/app\n' "$i" "$(digest_of "$i")"; done
		printf '\\.\n'
	} >"$WORK/dump.sql"
	run "$SHERD" logs -q "$WORK/case.db" "$WORK/dump.sql" --limit log_artifacts=2
	bites log_artifacts rows 1
	run "$SHERD" logs -q "$WORK/case.db" "$WORK/dump.sql" --limit log_artifacts=3
	holds_all
}

# Three directories of z stand in b too, which is read first: whether z names them is asked for each.
@test "image_strays: directories that name another parent are looked up there, and the rest is told" {
	for tool in mkfs.ext4 debugfs; do
		command -v "$tool" >/dev/null || skip "$tool is not installed"
	done
	mkdir -p "$WORK/t/z/x1" "$WORK/t/z/x2" "$WORK/t/z/x3" "$WORK/t/b"
	truncate -s 8M "$WORK/disk.img"
	mkfs.ext4 -q -F -d "$WORK/t" "$WORK/disk.img"
	for i in 1 2 3; do debugfs -w -R "link /z/x$i /b/x$i" "$WORK/disk.img" 2>/dev/null; done
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.img" --limit image_strays=2
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.text | contains("both name it"))] | length == 2'
	bites image_strays directories 1
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.img" --limit image_strays=3
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.text | contains("both name it"))] | length == 3'
	holds_all
}

@test "configuration_events: a registry's configuration that goes on is told, other YAML is not" {
	"$SHERD" version --long | grep -q 'libyaml absent' && skip "built without libyaml"
	mkdir -p "$WORK/tree/docker/registry/v2/blobs" "$WORK/tree/etc"
	printf 'version: 0.1\nlog:\n  level: info\nstorage:\n  filesystem:\n    rootdirectory: /srv\n  delete:\n    enabled: true\n' >"$WORK/tree/etc/config.yml"
	run "$SHERD" examine -q "$WORK/case.db" "$WORK/tree" --limit configuration_events=12
	bites configuration_events values 1
	run "$SHERD" examine -q "$WORK/case.db" "$WORK/tree"
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.code == "registry-configuration" and (.text | contains("storage.delete.enabled")))] | length == 1'
	holds_all
	printf 'kind: other\nversion: 0.2\nlog:\n  level: info\nlist: [1, 2, 3, 4, 5, 6]\n' >"$WORK/tree/etc/config.yml"
	run "$SHERD" examine -q "$WORK/case.db" "$WORK/tree" --limit configuration_events=12
	holds_all
	# what may be a registry's is told, and nothing of its settings as long as no storage is seen
	printf 'version: 0.1\nlog:\n  level: info\nlist: [1, 2, 3, 4, 5, 6]\n' >"$WORK/tree/etc/config.yml"
	run "$SHERD" examine -q "$WORK/case.db" "$WORK/tree" --limit configuration_events=12
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.code == "registry-configuration")] == []'
	bites configuration_events values 1
}

@test "stale_bytes: a qcow2 file with more clusters than are marked is told beside its note" {
	command -v qemu-img >/dev/null || skip "qemu-img is not installed"
	qemu-img create -q -f qcow2 "$WORK/disk.qcow2" 16M
	dd if=/dev/urandom of="$WORK/raw" bs=1M count=4 status=none
	qemu-img convert -f raw -O qcow2 "$WORK/raw" "$WORK/disk.qcow2"
	clusters=$(($(stat -c %s "$WORK/disk.qcow2") / 65536 + 1)) # a bit for each, and one byte more
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.qcow2" --limit stale_bytes=1
	bites stale_bytes bytes $((clusters / 8))
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.qcow2"
	holds_all
}

@test "map_bytes: a map file above the bound is refused by the option that raises it" {
	truncate -s 1M "$WORK/disk.img"
	printf '# Mapfile\n0x0 ? 1\n0x0 0x100000 +\n' >"$WORK/disk.map"
	size=$(wc -c <"$WORK/disk.map")
	run "$SHERD" scan -q "$WORK/case.db" "image:$WORK/disk.img,map=$WORK/disk.map" --limit map_bytes=$((size - 1))
	[[ $output == *"map_bytes"* ]] || fail "$output"
	rm -f "$WORK/case.db"
	run "$SHERD" scan -q "$WORK/case.db" "image:$WORK/disk.img,map=$WORK/disk.map" --limit map_bytes="$size"
	[[ $output != *"map_bytes"* ]] || fail "$output"
}

@test "image_parts: files of a split image" {
	for i in 1 2 3; do truncate -s 1M "$WORK/disk.00$i"; done
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.001" --limit image_parts=2
	bites image_parts files 1
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.001" --limit image_parts=3
	holds_all
}

# Two partitions that leave no gap but the one before the first.
disk_of_two() { # file
	truncate -s 8M "$1"
	printf 'label: dos\n1MiB,3MiB,83\n4MiB,4MiB,83\n' | sfdisk -q "$1"
}

@test "image_volumes: the image, its table, the gap before the partitions, and those" {
	disk_of_two "$WORK/disk.img"
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.img" --limit image_volumes=4
	bites image_volumes volumes 1
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.img" --limit image_volumes=5
	holds_all
}

@test "volume_depth: what lies in a partition is not looked at below the bound" {
	disk_of_two "$WORK/disk.img"
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.img" --limit volume_depth=1
	bites volume_depth levels 2
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.img" --limit volume_depth=2
	holds_all
}

@test "volume_places: a disk without a table is looked at in every MiB" {
	yes 'no file system' | head -c 8M >"$WORK/disk.img"
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.img" --limit volume_places=7
	bites volume_places places 1
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/disk.img" --limit volume_places=8
	holds_all
}

@test "disk_snapshots, stale_runs: what a qcow2 file keeps of earlier times" {
	qemu-img create -q -f qcow2 "$WORK/d.qcow2" 32M
	qemu-io -c 'write -P 1 0 64k' -c 'write -P 2 1M 64k' -c 'write -P 3 2M 64k' "$WORK/d.qcow2" >/dev/null
	qemu-img snapshot -c one "$WORK/d.qcow2"
	qemu-img snapshot -c two "$WORK/d.qcow2"
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/d.qcow2" --limit disk_snapshots=1
	bites disk_snapshots snapshots 1
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/d.qcow2" --limit disk_snapshots=2
	holds_all
	# written over, the first and the third cluster are the snapshots' alone: two ranges with one that lives between
	qemu-io -c 'write -P 4 0 64k' -c 'write -P 5 2M 64k' "$WORK/d.qcow2" >/dev/null
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/d.qcow2" --limit stale_runs=1
	bites stale_runs runs 1
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/d.qcow2"
	holds_all
}

@test "puzzle_steps: a stream in pieces that was given up is told" {
	seq 1 40000 | gzip -n >"$WORK/s.gz"
	named=$(sha256sum <"$WORK/s.gz" | cut -d' ' -f1) size=$(stat -c %s "$WORK/s.gz")
	{
		head -c 40960 "$WORK/s.gz"
		yes 'between the pieces' | head -c 49152
		tail -c +40961 "$WORK/s.gz"
	} >"$WORK/disk.img"
	truncate -s 1M "$WORK/disk.img"
	root=$WORK/tree/docker/registry/v2
	printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":9},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:%s","size":%s}]}' \
		"$(digest_of config)" "$named" "$size" >"$WORK/m"
	m=$(sha256sum <"$WORK/m" | cut -d' ' -f1)
	mkdir -p "$root/blobs/sha256/${m:0:2}/$m" "$root/repositories/app/_manifests/revisions/sha256/$m"
	cp "$WORK/m" "$root/blobs/sha256/${m:0:2}/$m/data"
	printf 'sha256:%s' "$m" >"$root/repositories/app/_manifests/revisions/sha256/$m/link"
	run "$SHERD" examine -q "$WORK/case.db" "$WORK/tree" "image:$WORK/disk.img"
	run "$SHERD" recover -q "$WORK/case.db" --limit puzzle_steps=4
	bites puzzle_steps steps 1
	run "$SHERD" examine -q "$WORK/case.db" "$WORK/tree" "image:$WORK/disk.img"
	run "$SHERD" recover -q "$WORK/case.db"
	holds_all
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

# A directory is read up to the bound, which is told and no damage.
@test "a directory of more blocks than the bound is told" {
	truncate -s 16M "$WORK/ext.img"
	mkdir "$WORK/from"
	for i in $(seq 100); do : >"$WORK/from/a-file-with-a-name-of-some-length-$i"; done
	mke2fs -q -F -b 1024 -t ext4 -d "$WORK/from" "$WORK/ext.img"
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/ext.img" --limit dir_blocks=2
	[ "$status" -eq 3 ] || fail "status $status"
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.code == "limit-reached" and (.text | startswith("dir_blocks: the bound of 2 blocks")))] | length == 1'
	holds '[.[] | select(.code == "unreadable" and .text == "more blocks than the limit of 2")] | map(.subject) | sort == ["", "lost+found"]'
	holds '[.[] | select(.code == "filesystem-damaged")] == []'
	rm "$WORK/case.db"
	run "$SHERD" examine -q "$WORK/case.db" "image:$WORK/ext.img"
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.code == "limit-reached" or .code == "filesystem-damaged")] == []'
}

# Each byte of a page that is no table's may be asked of each table: a schema of many tables must not multiply without end.
@test "free pages of an SQLite file with many tables: what the bound leaves out is told, and nothing is with room for it" {
	cd "$BATS_TEST_TMPDIR"
	mkdir t
	python3 - t/gitea.db <<-'PY'
		import sqlite3, sys
		c = sqlite3.connect(sys.argv[1])
		c.execute("PRAGMA secure_delete=0")
		c.execute("CREATE TABLE package(id INTEGER PRIMARY KEY, owner_id INTEGER, type TEXT, name TEXT, lower_name TEXT)")
		c.execute("CREATE TABLE package_version(id INTEGER PRIMARY KEY, package_id INTEGER, lower_version TEXT, metadata_json TEXT)")
		for i in range(100):
		    c.execute("CREATE TABLE t%d(a INTEGER, b INTEGER, c INTEGER)" % i)
		c.execute("CREATE TABLE junk(a INTEGER, b INTEGER, c INTEGER)")
		c.executemany("INSERT INTO junk VALUES(?,?,?)", [(i, i % 7, 300) for i in range(6000)])
		c.commit()
		c.execute("DROP TABLE junk")
		c.commit()
	PY
	status=0
	"$SHERD" scan -q few.db t --limit lite_steps=100000 || status=$?
	[ "$status" -eq 3 ]
	"$SHERD" resolve -q few.db || [ $? -eq 3 ]
	"$SHERD" findings few.db --json | jq -es 'map(select(.code == "limit-reached" and (.text | startswith("lite_steps:")))) | length == 1'
	"$SHERD" scan -q many.db t || [ $? -eq 3 ]
	"$SHERD" resolve -q many.db || [ $? -eq 3 ]
	"$SHERD" findings many.db --json | jq -es 'all(.code != "limit-reached")'
}

# Manifests that name the same thousand layers are a few bytes of a compressed archive each, and a thousand rows of the case.
@test "what documents of a compressed archive may name is bounded by its size, told, and the option raises it" {
	python3 - "$WORK/l.tar" 20 1000 <<-'PY'
		import hashlib, io, json, sys, tarfile
		out, manifests, layers = tarfile.open(sys.argv[1], "w"), int(sys.argv[2]), int(sys.argv[3])
		def put(path, data):
		    member = tarfile.TarInfo("docker/registry/v2/" + path)
		    member.size, member.mtime = len(data), 1700000000
		    out.addfile(member, io.BytesIO(data))
		names = json.dumps([{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": f"sha256:{i:064x}", "size": 5} for i in range(1, layers)])
		for i in range(manifests):
		    data = ('{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":'
		            '"application/vnd.oci.image.config.v1+json","digest":"sha256:%064x","size":2},"layers":%s}' % (10**9 + i, names)).encode()
		    name = hashlib.sha256(data).hexdigest()
		    put(f"blobs/sha256/{name[:2]}/{name}/data", data)
		    put(f"repositories/a/_manifests/revisions/sha256/{name}/link", b"sha256:" + name.encode())
		out.close()
	PY
	gzip -9n <"$WORK/l.tar" >"$WORK/l.tgz"
	free=$(($(stat -c %s "$WORK/l.tgz") / 32))
	# twenty documents of a thousand descriptors: the bound holds seven of them, then all
	run "$SHERD" scan -q "$WORK/few.db" "$WORK/l.tgz" --limit references=$((7999 - free))
	[ "$(sqlite3 "$WORK/few.db" "SELECT count(*) FROM reference")" = 7000 ]
	run "$SHERD" resolve -q "$WORK/few.db"
	[ "$status" -eq 3 ]
	sherd findings "$WORK/few.db" --json
	holds '[.[] | select(.code == "limit-reached") | .text] | length == 1 and (.[0] | startswith("references: ") and contains("13000"))'
	holds '[.[] | select(.code == "document-too-large")] | length == 13'
	sherd images "$WORK/few.db" --json
	holds '[.[] | select(.completeness == "complete")] == []'
	run "$SHERD" scan -q "$WORK/all.db" "$WORK/l.tgz" --limit references=$((20000 - free))
	[ "$(sqlite3 "$WORK/all.db" "SELECT count(*) FROM reference")" = 20000 ]
	# each byte of a plain archive lies there: no bound
	run "$SHERD" scan -q "$WORK/plain.db" "$WORK/l.tar" --limit references=1
	[ "$(sqlite3 "$WORK/plain.db" "SELECT count(*) FROM reference")" = 20000 ]
}

# A frame that wants 32 MiB to be decoded lies in free space, and nothing names it.
@test "what nothing names is decoded up to inflate_memory, and a frame beyond it is told" {
	python3 - "$WORK/tar" <<-'PY'
		import io, sys, tarfile
		with tarfile.open(sys.argv[1], mode="w") as out:
		    info = tarfile.TarInfo("a")
		    info.size = 40 << 20
		    out.addfile(info, io.BytesIO(b"abcdefgh" * (5 << 20)))
	PY
	truncate -s 1M "$WORK/disk.img"
	zstd -qc -3 --long=25 <"$WORK/tar" >"$WORK/frame"
	dd if="$WORK/frame" of="$WORK/disk.img" bs=4096 seek=16 conv=notrunc status=none
	local digest
	digest=sha256:$(sha256sum <"$WORK/frame" | cut -d' ' -f1)
	run "$SHERD" scan -q "$WORK/case.db" "image:$WORK/disk.img"
	run "$SHERD" recover -q "$WORK/case.db" --effort all
	sherd blobs "$WORK/case.db" --json
	holds 'map(select(.digest == "'"$digest"'")) | length == 1 and .[0].state == "recovered"'
	rm "$WORK/case.db"
	run "$SHERD" scan -q "$WORK/case.db" "image:$WORK/disk.img"
	run "$SHERD" recover -q "$WORK/case.db" --effort all --limit inflate_memory=8388608
	sherd blobs "$WORK/case.db" --json
	holds '. == []'
	sherd findings "$WORK/case.db" --json
	holds '[.[] | select(.code == "limit-reached" and (.text | startswith("inflate_memory: the bound of 8388608 bytes")))] | length == 1'
}
