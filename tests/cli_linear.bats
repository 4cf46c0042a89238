#!/usr/bin/env bats
# Work grows with the evidence, not with its square: steps of SQLite and bytes copied are counted, never seconds.
load support

# The steps and the bytes of a command, in $1.
counted() { # file, command...
	local file=$1
	shift
	COUNT=$file LD_PRELOAD=$BATS_FILE_TMPDIR/countwork.so "$@" >/dev/null 2>&1 || [ $? = 3 ]
}

setup_file() {
	cc -shared -fPIC -O2 -fno-builtin -o "$BATS_FILE_TMPDIR/countwork.so" "$(dirname "$BATS_TEST_FILENAME")/tools/countwork.c" -ldl
}

can_count() {
	case $SHERD in *asan* | *tsan*) skip "a preloaded library and the sanitizers do not go together" ;; esac
}

# Twice the input, at most 2.5 times the work, three times in a row.
doubles() { # name, sizes: makes the tree of size $1 at ./tree
	local n i before=(0 0) now
	for n in $2; do
		rm -rf tree c.db
		"$1" "$n"
		counted scan "$SHERD" scan -q c.db tree
		counted resolve "$SHERD" resolve -q c.db
		mapfile -t now < <(paste scan resolve | awk '{ printf "%d\n", $1 + $2 }')
		for i in 0 1; do
			[ "${now[i]}" -gt 1000 ] || fail "$1 $n: nothing was counted"
			[ "${before[i]}" = 0 ] || [ $((now[i] * 10)) -le $((before[i] * 25)) ] || fail "$1 $n: ${now[*]} after ${before[*]}"
		done
		echo "$1 $n: ${now[0]} steps, ${now[1]} bytes" >&3
		before=("${now[@]}")
	done
}

references() {
	python3 - "$1" <<-'PY'
		import hashlib, json, os, sys
		v = "tree/docker/registry/v2"
		def blob(b):
		    h = hashlib.sha256(b).hexdigest()
		    os.makedirs(f"{v}/blobs/sha256/{h[:2]}/{h}")
		    open(f"{v}/blobs/sha256/{h[:2]}/{h}/data", "wb").write(b)
		    return h
		c, l = blob(b'{"rootfs":{"type":"layers","diff_ids":[]}}'), blob(b"layer")
		m = blob(json.dumps({"schemaVersion": 2, "config": {"digest": "sha256:" + c, "size": 43},
		    "layers": [{"digest": "sha256:" + l, "size": 5}] * int(sys.argv[1])}).encode())
		p = f"{v}/repositories/x/_manifests/revisions/sha256/{m}"
		os.makedirs(p)
		open(p + "/link", "w").write("sha256:" + m)
	PY
}

# One repository, every blob linked in it, and sessions whose bytes begin like all of them.
uploads() {
	python3 - "$1" <<-'PY'
		import hashlib, os, sys
		v = "tree/docker/registry/v2"
		def put(path, data):
		    os.makedirs(os.path.dirname(path))
		    open(path, "wb").write(data)
		for i in range(int(sys.argv[1])):
		    b = b"blob %d" % i
		    h = hashlib.sha256(b).hexdigest()
		    put(f"{v}/blobs/sha256/{h[:2]}/{h}/data", b)
		    put(f"{v}/repositories/r/_layers/sha256/{h}/link", b"sha256:" + h.encode())
		for k in range(5):
		    put(f"{v}/repositories/r/_uploads/0000000{k}-0000-4000-8000-000000000000/data", b"blob" if k else b"")
	PY
}

# Servers' directories and SQLite files, each with files beside them: none is looked for among all of the others.
databases() {
	mkdir -p tree
	sqlite3 one.db "CREATE TABLE IF NOT EXISTS t(a);"
	python3 - "$1" <<-'PY'
		import os, shutil, sys
		for i in range(int(sys.argv[1])):
		    os.makedirs(f"tree/d{i}/base/1")
		    os.makedirs(f"tree/d{i}/global")
		    for name, data in (("PG_VERSION", b"15\n"), ("global/pg_control", bytes(512)), ("base/1/2", b"2"), ("l.db-wal", b"3")):
		        open(f"tree/d{i}/{name}", "wb").write(data)
		    shutil.copy("one.db", f"tree/d{i}/l.db")
	PY
}

# Images of one repository, each with a config that says the same word.
images() {
	python3 - "$1" <<-'PY'
		import hashlib, json, os, sys
		v = "tree/docker/registry/v2"
		def put(path, data):
		    os.makedirs(os.path.dirname(path))
		    open(path, "wb").write(data)
		def blob(b):
		    h = hashlib.sha256(b).hexdigest()
		    put(f"{v}/blobs/sha256/{h[:2]}/{h}/data", b)
		    return h
		for i in range(int(sys.argv[1])):
		    c = blob(json.dumps({"config": {"Labels": {"word": "searched", "n": str(i)}}, "rootfs": {"type": "layers", "diff_ids": []}}).encode())
		    m = blob(json.dumps({"schemaVersion": 2, "config": {"mediaType": "application/vnd.oci.image.config.v1+json",
		        "digest": "sha256:" + c, "size": 9}, "layers": []}).encode())
		    put(f"{v}/repositories/r/_manifests/revisions/sha256/{m}/link", b"sha256:" + m.encode())
		    put(f"{v}/repositories/r/_manifests/tags/t{i}/current/link", b"sha256:" + m.encode())
		    put(f"{v}/repositories/r/_manifests/tags/t{i}/index/sha256/{m}/link", b"sha256:" + m.encode())
	PY
}

# The steps of one command on a case of each size.
doubles_of() { # tree, sizes, command...: $c is the case
	local tree=$1 n i before=(0 0) now
	for n in $2; do
		rm -rf tree c.db
		"$tree" "$n"
		"$SHERD" scan -q c.db tree || [ $? = 3 ]
		"$SHERD" resolve -q c.db || [ $? = 3 ]
		counted steps "$SHERD" "${@:3}"
		mapfile -t now <steps
		for i in 0 1; do
			[ "${now[i]}" -gt 1000 ] || fail "$tree $n: nothing was counted"
			[ "${before[i]}" = 0 ] || [ $((now[i] * 10)) -le $((before[i] * 25)) ] || fail "$tree $n: ${now[*]} after ${before[*]}"
		done
		echo "${*:3} of $n: ${now[0]} steps, ${now[1]} bytes" >&3
		before=("${now[@]}")
	done
}

@test "twice the images with a label cost a search, lists and what a collection would take twice the work" {
	can_count
	cd "$BATS_TEST_TMPDIR"
	for verb in "find c.db searched" "images c.db --json" "tags c.db --json" "gc c.db" "findings c.db --json" "summary c.db --json"; do
		# shellcheck disable=SC2086
		doubles_of images "100 200 400 800" $verb
	done
}

@test "twice the images and tags of one repository cost twice the work" {
	can_count
	cd "$BATS_TEST_TMPDIR"
	doubles images "250 500 1000 2000"
}

@test "a manifest with twice the descriptors costs twice the work" {
	can_count
	cd "$BATS_TEST_TMPDIR"
	doubles references "4000 8000 16000 32000"
}

@test "twice the blobs beside unfinished uploads cost twice the work" {
	can_count
	cd "$BATS_TEST_TMPDIR"
	doubles uploads "500 1000 2000 4000"
}

@test "64 descriptors and 400 MB of memory are enough, and give the same" {
	case $SHERD in *asan* | *tsan*) skip "sanitizers reserve terabytes" ;; esac
	cd "$BATS_TEST_TMPDIR"
	uploads 1500
	"$SHERD" scan -q -j2 free.db s=tree
	(ulimit -v 400000 -n 64 && "$SHERD" scan -q -j2 bound.db s=tree)
	(ulimit -v 400000 -n 64 && "$SHERD" scan -q -j8 eight.db s=tree)
	for c in free bound eight; do
		"$SHERD" resolve -q $c.db
		"$SHERD" blobs $c.db --json >$c
	done
	[ "$(wc -l <free)" = 1500 ]
	diff free bound
	diff free eight
}

@test "a log of 150,000 digests that nothing else names is not kept in memory" {
	case $SHERD in *asan* | *tsan*) skip "sanitizers reserve terabytes" ;; esac
	cd "$BATS_TEST_TMPDIR"
	python3 -c 'import hashlib
for n in range(150000): print("2026-01-01T00:00:%02dZ pulled app@sha256:%s" % (n % 60, hashlib.sha256(b"%d" % n).hexdigest()))' >many.log
	(ulimit -v 135000 && "$SHERD" logs -q c.db many.log >said) # one kept event and node are 320 bytes: 48 MB more
	[ "$("$SHERD" blobs c.db --json | wc -l)" = 150000 ]
	[ "$("$SHERD" timeline c.db --all --json | wc -l)" = 150000 ]
}

@test "a list whose reader has enough ends there" {
	can_count
	cd "$BATS_TEST_TMPDIR"
	uploads 2000
	"$SHERD" scan -q c.db s=tree
	"$SHERD" resolve -q c.db
	counted whole "$SHERD" blobs c.db --json
	COUNT=begun LD_PRELOAD=$BATS_FILE_TMPDIR/countwork.so "$SHERD" blobs c.db --json | head -n 1 >first
	[ -s first ]
	[ "$(head -n 1 begun)" -gt 1000 ]
	[ $(($(head -n 1 begun) * 2)) -lt "$(head -n 1 whole)" ] || fail "$(head -n 1 begun) steps for a line, $(head -n 1 whole) for all"
}

@test "directories of database servers and SQLite files: work doubles with them" {
	can_count
	cd "$BATS_TEST_TMPDIR"
	doubles databases "50 100 200 400"
}

# Digests that somebody chose: half of their digits are the same. Tables that such digests fill grow no slower for it.
@test "60,000 digests chosen to begin alike cost about what 60,000 others do, in logs and in links" {
	cd "$BATS_TEST_TMPDIR"
	python3 - "$SHERD" <<-'PY'
		import os, random, resource, subprocess, sys
		r = random.Random(7)
		def cost(*argv):
		    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
		    done = subprocess.run([sys.argv[1], *argv], stdout=subprocess.DEVNULL)
		    assert done.returncode in (0, 3), argv
		    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
		def log(name, digits):
		    with open(name, "w") as f:
		        for i in range(60000):
		            f.write('time="2025-01-01T00:00:00Z" level=info msg="response completed" http.request.method=GET '
		                    f'http.request.uri="/v2/a/manifests/sha256:{digits(i)}" http.response.status=200\n')
		def links(name, digits):
		    for i in range(4000):
		        d = digits(i)
		        os.makedirs(f"{name}/docker/registry/v2/repositories/r/_layers/sha256/{d}")
		        with open(f"{name}/docker/registry/v2/repositories/r/_layers/sha256/{d}/link", "w") as f:
		            f.write("sha256:" + d)
		alike, other = lambda i: f"{'0123456789abcdef' * 2}{i:032x}", lambda i: f"{r.getrandbits(256):064x}"
		for what, make, verb in (("log", log, "logs"), ("links", links, "examine")):
		    make(what + ".other", other)
		    make(what + ".alike", alike)
		    costs = [cost(verb, "-q", f"{what}.{k}.db", f"{what}.{k}") for k in ("other", "alike")]
		    print(what, costs)
		    most = 4 if "/asan/" in sys.argv[1] or "/tsan/" in sys.argv[1] else 2  # a sanitizer's memcmp goes byte by byte
		    assert costs[1] < most * costs[0] + 0.2, (what, costs)
	PY
}

# Roots of one source, as a thousand snapshots are: each with shards that collections emptied, and links they took.
@test "twice the roots with traces of collections cost twice the work" {
	cd "$BATS_TEST_TMPDIR"
	python3 - "$SHERD" <<-'PY'
		import hashlib, os, resource, subprocess, sys
		def make(name, roots):
		    for r in range(roots):
		        v = f"{name}/r{r}/docker/registry/v2"
		        for i in range(64):
		            os.makedirs(f"{v}/blobs/sha256/{i:02x}")
		            os.utime(f"{v}/blobs/sha256/{i:02x}", (1700000000 + i * 100,) * 2)
		        for i in range(400):
		            p = f"{v}/repositories/x/_layers/sha256/{hashlib.sha256(b'%d' % i).hexdigest()}"
		            os.makedirs(p)
		            os.utime(p, (1700000000 + i % 64 * 100,) * 2)
		def cost(*argv):
		    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
		    done = subprocess.run([sys.argv[1], *argv], stdout=subprocess.DEVNULL)
		    assert done.returncode in (0, 3), argv
		    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
		costs = []
		for roots in (8, 16):
		    make(f"t{roots}", roots)
		    cost("scan", "-q", f"t{roots}.db", f"t{roots}")
		    costs.append(cost("resolve", "-q", f"t{roots}.db"))
		print(costs)
		assert costs[1] < 3 * costs[0] + 0.1, costs
	PY
}
