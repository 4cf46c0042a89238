#!/usr/bin/env bats
# Containers that disagree with themselves: copies of tables, counts, checksums, entries beyond the end. What is told,
# what is unread for it, and what qemu-img check says of the same file where it looks at all.

root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
MODE=${MODE:-release}
mediacat=$root/build/$MODE/tests/tools/mediacat

setup_file() {
	command -v qemu-img >/dev/null
	[ -x "$mediacat" ] || make -s -C "$root" MODE="$MODE" "build/$MODE/tests/tools/mediacat"
	cd "$BATS_FILE_TMPDIR" || return 1
	openssl enc -aes-128-ctr -K 00 -iv 00 -nosalt -in /dev/zero 2>/dev/null | head -c 8M >raw
	truncate -s 16M raw
	cat >hurt.py <<-'END'
		# hurt.py FILE FORMAT PLACE[=VALUE]...: numbers of FORMAT written over; a place may be @a+b: the number there, and b
		import struct, sys
		d = bytearray(open(sys.argv[1], "rb").read())
		form = sys.argv[2]
		def place(text):
		    if not text.startswith("@"):
		        return int(text, 0) % len(d)
		    inner, _, plus = text[1:].rpartition("+")
		    at = struct.unpack_from(form, d, place(inner))[0]
		    if form == ">Q":
		        at &= 0x00fffffffffffe00
		    return at * (512 if form == "<I" else 1) + int(plus, 0)
		for argument in sys.argv[3:]:
		    where, _, value = argument.partition("=")
		    struct.pack_into(form, d, place(where), int(value, 0))
		open(sys.argv[1], "wb").write(d)
	END
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return 1
}

hurt() {
	python3 hurt.py "$@"
}

says() { # pattern: of the last `run`
	grep -qE "$1" <<<"$output" || {
		echo "no \"$1\" in: $output"
		return 1
	}
}

unread() { # file want
	"$mediacat" unread "$1" >ranges
	[ "$(cat ranges)" = "$2" ] || {
		echo "unread: $(cat ranges), not $2"
		return 1
	}
}

# Everything that is not unread is as it was.
rest_same() { # file
	"$mediacat" unread "$1" >ranges
	"$mediacat" cat "$1" >got
	python3 - <<-'END'
		raw, got = open("raw", "rb").read(), open("got", "rb").read()[:16 << 20]
		bad = bytearray(len(raw))
		for line in open("ranges"):
		    at, n = map(int, line.split())
		    bad[at:at + n] = b"\1" * n
		assert all(bad[i] or raw[i:i + 512] == got[i:i + 512] for i in range(0, len(raw), 512))
	END
}

judged() { # status of qemu-img check: 0 nothing, 2 corrupt, 3 leaks
	local status=0
	qemu-img check -q "$1" >/dev/null 2>&1 || status=$?
	[ "$status" = "$2" ] || {
		echo "qemu-img check: $status, not $2"
		return 1
	}
}

@test "whole containers have nothing to tell" {
	for form in qcow2 'qcow2 -c' vmdk 'vmdk -o subformat=streamOptimized' vpc 'vpc -o subformat=fixed' vhdx; do
		# shellcheck disable=SC2086 # a list of words is meant
		qemu-img convert -f raw -O $form raw w.img
		run "$mediacat" info w.img
		[ "$status" = 0 ]
		! grep -qE '^note (tables|refcounts|grain_tables|blocks|footer|header|regions|log|size|damage)' <<<"$output" || {
			echo "$form: $output"
			false
		}
	done
}

@test "qcow2: entries beyond the end, between clusters, named twice; counts beside uses" {
	qemu-img convert -f raw -O qcow2 raw q
	cp q whole
	hurt q '>Q' '@@40+0+8=0x8000000040000000' # cluster 1 lies beyond the end
	judged q 2
	run "$mediacat" info q
	says '^note tables: 1 entries point beyond the end'
	unread q '65536 65536'
	rest_same q
	cp whole q
	hurt q '>Q' '@@40+0+8=0x8000000000050200' # between clusters
	judged q 2
	run "$mediacat" info q
	says '^note tables: 1 entries point .* between clusters'
	unread q '65536 65536'
	cp whole q
	entry=$(python3 -c 'import struct; d = open("q", "rb").read(); l1 = struct.unpack_from(">Q", d, 40)[0]; l2 = struct.unpack_from(">Q", d, l1)[0] & 0xfffffffffffe00; print(struct.unpack_from(">Q", d, l2)[0])')
	hurt q '>Q' "@@40+0+8=$entry" # the same cluster twice: neither is believed
	judged q 2
	run "$mediacat" info q
	says '^note tables: 1 clusters are named twice'
	says '^note refcounts: 1 clusters are in use more often'
	unread q '0 131072'
	rest_same q
	cp whole q
	l1=$(python3 -c 'import struct; print(struct.unpack_from(">Q", open("q", "rb").read(), 40)[0])')
	hurt q '>Q' "@@40+0+16=$(printf %u $((l1 | 1 << 63)))" # where a table lies
	judged q 2
	run "$mediacat" info q
	says '^note tables: 1 clusters are named twice, or hold tables too'
	unread q '131072 65536'
	cp whole q
	hurt q '>Q' '@@48+0+0=0' # four clusters lose their counts
	judged q 2
	run "$mediacat" info q
	says '^note refcounts: 4 clusters are in use more often than they are counted'
	unread q ''
	cp whole q
	hurt q '>Q' '@40+0=0' # all of the disk by one entry of L1
	run "$mediacat" info q
	says '^note refcounts: [0-9]+ clusters are counted more often'
	cp whole q
	truncate -s 4M q
	judged q 2
	run "$mediacat" info q
	says '^note tables: [0-9]+ entries point beyond the end'
	rest_same q
}

@test "qcow2: an unclosed one may be behind with its counts, an internal snapshot shares clusters" {
	qemu-img convert -f raw -O qcow2 -o lazy_refcounts=on raw q
	hurt q '>Q' 72=1 '@@48+0+0=0'
	run "$mediacat" info q
	says '^note dirty'
	says '^note refcounts: 4 clusters are in use more often'
	qemu-img convert -f raw -O qcow2 raw s
	qemu-img snapshot -c one s
	qemu-io -c 'write -P 0x41 1M 64k' s >/dev/null
	qemu-img snapshot -c two s
	judged s 0
	run "$mediacat" info s
	! grep -qE '^note (tables|refcounts)' <<<"$output" || { echo "$output"; false; }
	says '^unread 0$'
}

@test "vmdk: grain tables beside their copies" {
	qemu-img convert -f raw -O vmdk raw v
	cp v whole
	cp whole v
	python3 - <<-'END'
		import struct
		d = bytearray(open("whole", "rb").read())
		copy, first = struct.unpack_from("<QQ", d, 0x30)
		table, other = (struct.unpack_from("<I", d, x * 512)[0] * 512 for x in (first, copy))
		assert d[table:table + 512] == d[other:other + 512]
		def lie(name, *changes):
		    b = bytearray(d)
		    for at, value in changes:
		        struct.pack_into("<I", b, at, value)
		    open(name, "wb").write(b)
		one, two = struct.unpack_from("<II", d, table)
		lie("beyond", (table + 4, 0x7fffff00))           # one copy is impossible: the other counts
		lie("differ", (table + 4, two + 1280))           # both are possible: unread
		lie("zero", (other + 4, 0))                      # so is nothing
		lie("twice", (table + 4, one), (other + 4, one)) # both copies name another's grain
		lie("gone", (first * 512, 0x7fffff00))           # a table that is not there
		lie("both", (first * 512, 0x7fffff00), (copy * 512, 0x7fffff00))
		lie("far", (68, 1))                              # grains begin behind the end, says the header
	END
	run "$mediacat" info far
	says '^note overhead: "?far"?: its header states that grains begin behind the end'
	! qemu-img info -f vmdk far >/dev/null 2>&1
	run "$mediacat" info whole
	! grep -q '^note overhead' <<<"$output"
	while read -r name range words; do
		run "$mediacat" info "$name"
		says "^note grain_tables: \"?$name\"?: $words"
		[ "$range" = - ] && range=
		unread "$name" "${range/+/ }"
		rest_same "$name"
	done <<-END
		beyond - 1 entries and their copies differ; the one
		differ 65536+65536 of 1 grains no table says
		zero 65536+65536 of 1 grains no table says
		twice 0+131072 2 entries name grains that others
		gone - 1 of 1 tables or their copies cannot be read
		both 0+16777216 1 of 1 tables or their copies cannot be read
	END
	head -c 4M whole >short.vmdk
	run "$mediacat" info short.vmdk
	says '^note grain_tables: short.vmdk: '
	rest_same short.vmdk
}

@test "vmdk: a descriptor that breaks off, or lacks a number that every writer gives, is damaged" {
	qemu-img convert -f raw -O vmdk raw v
	python3 - <<-'END'
		d = open("v", "rb").read()
		at = d.find(b"# Disk")
		def lie(name, old, new):
		    assert len(old) == len(new) and d.count(old) == 1
		    open(name, "wb").write(d.replace(old, new))
		lie("broken", b"Extent desc", b"Ext\0nt desc")
		lie("own", b"\nCID=", b"\nCID=x"[:4] + b"\0")
		lie("parent", b"parentCID=", b"parentXID=")
	END
	run "$mediacat" info v
	! grep -q '^note descriptor' <<<"$output"
	for name in broken own parent; do
		run "$mediacat" info "$name"
		says '^note descriptor: the descriptor lacks its own number'
	done
	for name in own parent; do
		! qemu-img info -f vmdk "$name" >/dev/null 2>&1
	done
}

@test "vmdk: a directory that names one table for ever takes time with its file, not with what it claims" {
	python3 - <<-'END'
		import struct
		size = 1 << 20
		d = bytearray(size)
		d[:4] = b"KDMV"
		tables = size // 4 - 1024
		struct.pack_into("<IIQQQQIQQQ", d, 4, 1, 1, tables * 4096 * 8, 8, 0, 0, 4096, 0, 8, 64)
		d[73:77] = b"\n \r\n"
		for i in range(tables):
		    struct.pack_into("<I", d, 4096 + 4 * i, 8) if 4096 + 4 * i + 4 <= size else None
		open("many", "wb").write(d)
	END
	run bash -c "ulimit -t 10; exec '$mediacat' info many"
	[ "$status" -eq 0 ] || { echo "status $status"; false; }
	says '^note grain_tables: '
}

@test "vmdk of ESX: one table without a copy; an entry outside or twice is unread, as qemu-img reads the rest" {
	python3 - <<-'END'
		import struct
		raw = open("raw", "rb").read()
		grain, per = 128, 4096 # sectors; entries of a table
		tables = -(-(len(raw) // 512) // (grain * per))
		def made(name, *lies):
		    head = struct.pack("<4s10I", b"COWD", 1, 3, len(raw) // 512, grain, 4, tables, 0, 100, 16, 63)
		    words = b"# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\n" # which QEMU looks for
		    d, data, at = bytearray((head.ljust(512, b"\0") + words).ljust(2048, b"\0")), bytearray(), 5 + 32 * tables
		    d += struct.pack("<%dI" % tables, *[5 + 32 * i for i in range(tables)]).ljust(512, b"\0")
		    entries = []
		    for i in range(0, len(raw), grain * 512):
		        piece = raw[i:i + grain * 512]
		        entries.append(0 if not any(piece) else at + len(data) // 512)
		        data += piece if any(piece) else b""
		    for i, value in lies:
		        entries[i] = entries[value[0]] if isinstance(value, tuple) else value
		    d += struct.pack("<%dI" % len(entries), *entries).ljust(16384 * tables, b"\0")
		    open(name, "wb").write(d + data)
		made("esx")
		made("esx-beyond", (1, 0x7fffff00))
		made("esx-twice", (1, (0,)))
	END
	qemu-img convert -f vmdk -O raw esx judged # what the format is, by another reader
	cmp raw judged
	run "$mediacat" info esx
	! grep -q '^note grain_tables' <<<"$output" || { echo "$output"; false; }
	unread esx ''
	rest_same esx
	unread esx-beyond '65536 65536'
	rest_same esx-beyond
	unread esx-twice '0 131072'
	rest_same esx-twice
	run "$mediacat" info esx-twice
	says '^note grain_tables: esx-twice: 2 entries name grains that others'
}

@test "vmdk: a packed grain says which one it is, and has a checksum" {
	qemu-img convert -f raw -O vmdk -o subformat=streamOptimized raw v
	python3 - <<-'END'
		import struct
		d = bytearray(open("v", "rb").read())
		at = 0
		while not (struct.unpack_from("<QI", d, at)[0] == 128 and 60000 < struct.unpack_from("<QI", d, at)[1] < 70000):
		    at += 512
		b = bytearray(d)
		b[at + 1000] ^= 1
		open("flipped", "wb").write(b)
		b = bytearray(d)
		struct.pack_into("<Q", b, at, 256)
		open("other", "wb").write(b)
	END
	for name in flipped other; do
		unread $name '65536 65536'
		rest_same $name
	done
}

@test "vhd: footer and copy, checksums, entries outside and twice" {
	qemu-img convert -f raw -O vpc -o force_size=on raw v
	cp v whole
	python3 - <<-'END'
		import struct
		d = open("whole", "rb").read()
		table = struct.unpack_from(">Q", d, 512 + 16)[0]
		def lie(name, *changes, cut=None):
		    b = bytearray(d)
		    for at, data in changes:
		        b[at:at + len(data)] = data
		    open(name, "wb").write(b[:cut])
		lie("tail", (len(d) - 488, b"\1"))
		lie("head", (24, b"\1"))
		lie("none", (24, b"\1"), (len(d) - 488, b"\1"))
		lie("header", (512 + 28, b"\1"))
		lie("outside", (table + 4, struct.pack(">I", 0x00ffff00)))
		lie("inside", (table + 4, struct.pack(">I", 1)))
		lie("twice", (table + 4, d[table:table + 4]))
		lie("cut", cut=5 << 20)
	END
	while read -r name range words; do
		run "$mediacat" info "$name"
		says "^note $words"
		[ "$range" = - ] && range=
		unread "$name" "${range/+/ }"
		rest_same "$name"
	done <<-END
		tail - footer: it is missing or damaged at the end
		head - footer: its copy at the start of the file is missing or damaged
		none - footer: its checksum fails, and no copy
		header - header: its checksum fails
		outside 2097152+2097152 blocks: of 8 entries 1 point outside
		inside 2097152+2097152 blocks: of 8 entries 1 point outside
		twice 0+4194304 blocks: of 8 entries 0 point outside the data, 2 at what others have too
	END
	run "$mediacat" info cut
	says '^note footer: it is missing or damaged at the end'
	says '^note blocks: of 8 entries [1-9] point outside'
	rest_same cut
	qemu-img convert -f raw -O vpc -o subformat=fixed,force_size=on raw f
	head -c 4M f >short
	tail -c 512 f >>short
	run "$mediacat" info short
	says "^note size: the file has 4194304 of the disk's 16777216 bytes"
	unread short '4194304 12582912'
}

@test "vhdx: headers, regions, states, entries outside and twice, a log that was not written back" {
	qemu-img convert -f raw -O vhdx -o block_size=1M raw v
	PYTHONPATH=$root/tests python3 -B - <<-'END'
		import struct, sys
		from lie_spots import little_sum
		d = open("v", "rb").read()
		for i in range(2):
		    at = 0x30010 + 32 * i
		    if d[at] == 0x66:
		        table = struct.unpack_from("<Q", d, at + 16)[0]
		def lie(name, *changes, cut=None):
		    b = bytearray(d)
		    for at, data in changes:
		        b[at:at + len(data)] = data
		    open(name, "wb").write(b[:cut])
		one = struct.unpack_from("<Q", d, table)[0]
		def headers(name, at, data): # in both, their checksums made right again
		    changes = []
		    for place in (65536, 131072):
		        b = bytearray(d[place:place + 4096])
		        b[at:at + len(data)] = data
		        little_sum(4)(b)
		        changes.append((place, b))
		    lie(name, *changes)
		headers("logversion", 64, b"\1")
		headers("version", 66, b"\2")
		headers("logplace", 72, struct.pack("<Q", 70000))
		lie("empty", (table, bytes(8 * 16)))
		lie("head", (65536 + 3000, b"\1"))
		lie("heads", (65536 + 3000, b"\1"), (131072 + 3000, b"\1"))
		lie("region", (0x30000 + 5000, b"\1"))
		lie("outside", (table + 8, struct.pack("<Q", 1 << 40 | 6)))
		lie("twice", (table + 8, struct.pack("<Q", one)))
		lie("state", (table + 8, struct.pack("<Q", one & ~7 | 5)))
		lie("partial", (table + 8, struct.pack("<Q", struct.unpack_from("<Q", d, table + 8)[0] | 7)))
	END
	while read -r name range words; do
		run "$mediacat" info "$name"
		says "^note $words"
		[ "$range" = - ] && range=
		unread "$name" "${range/+/ }"
		rest_same "$name"
	done <<-END
		head - header: of its two headers only number 2 is sound
		region - regions: of its two region tables only number 2 is sound
		outside 1048576+1048576 blocks: of 16 entries 1 point outside
		twice 0+2097152 blocks: of 16 entries 0 point outside the data, 2 at what
		state 1048576+1048576 blocks: of 16 entries .* 1 are in no known state
		partial 1048576+1048576 blocks: of 16 entries .* 1 are in no known state
	END
	for name in logversion version logplace; do
		run "$mediacat" info "$name"
		says '^note header: the header that counts states a version, or a log'
		! qemu-img info "$name" >/dev/null 2>&1
	done
	run "$mediacat" info empty # every entry became zero: a disk of zeros, and room for what it was
	says '^note blocks: there is room for [0-9]+ blocks'
	run "$mediacat" info v
	! grep -q '^note header' <<<"$output"
	run "$mediacat" info heads
	[ "$status" = 1 ]
	says 'neither of whose headers is sound'
}

sherd() {
	"${SHERD:-$root/build/$MODE/sherd}" "$@"
}

@test "packed clusters under a journal that do not unpack are told, by scan and recover alike" {
	zstd -qdf --long=27 --sparse "$root/fixtures/image-ext4-used/image.zst" -o used.img
	qemu-img convert -c -f raw -O qcow2 used.img packed.qcow2
	python3 - <<-'END'
		import struct
		d = bytearray(open("packed.qcow2", "rb").read())
		l2 = struct.unpack_from(">Q", d, struct.unpack_from(">Q", d, 40)[0])[0] & 0x00fffffffffffe00
		for k in range(48, 128): # blocks 768 to 2047 of the journal, which begins at block 298
		    e = struct.unpack_from(">Q", d, l2 + 8 * k)[0]
		    if e >> 62 & 1:
		        at = e & (1 << 54) - 1
		        d[at:at + 4] = b"\xff" * 4
		open("packed.qcow2", "wb").write(d)
	END
	judged packed.qcow2 0
	mkdir case
	run sherd examine -q case/c.db "image:$PWD/packed.qcow2"
	[ "$status" = 3 ]
	run sherd recover -q case/c.db --effort metadata
	[ "$status" = 3 ]
	run sherd findings case/c.db --full
	says 'image-unread .* [0-9]+ bytes in 1 places could not be read when they were asked for, the first at byte 3145728'
}

@test "a chain in another folder is one source: examined, recovered, its files recorded one by one" {
	[ -f used.img ] || zstd -qdf --long=27 --sparse "$root/fixtures/image-ext4-used/image.zst" -o used.img
	mkdir -p away one two
	mv used.img away/base.raw
	qemu-img create -q -f qcow2 -b base.raw -F raw away/mid.qcow2
	qemu-img create -q -f qcow2 -b mid.qcow2 -F qcow2 away/top.qcow2
	for which in one:away/top.qcow2 two:away/base.raw; do
		run sherd examine -q "${which%%:*}/c.db" "s=image:$PWD/${which#*:}"
		[ "$status" = 0 ]
		sherd recover -q "${which%%:*}/c.db" --effort metadata >/dev/null
		sherd images "${which%%:*}/c.db" --json >"${which%%:*}/images"
		sherd tags "${which%%:*}/c.db" --json >"${which%%:*}/tags"
	done
	diff one/images two/images
	diff one/tags two/tags
	run sherd findings one/c.db --full
	says 'file 1: top.qcow2, [0-9]+ bytes, sha256:'"$(sha256sum <away/top.qcow2 | cut -c 1-64)"
	says 'file 2: mid.qcow2, [0-9]+ bytes, sha256:'"$(sha256sum <away/mid.qcow2 | cut -c 1-64)"
	says 'file 3: base.raw, 67108864 bytes, sha256:'"$(sha256sum <away/base.raw | cut -c 1-64)"
	rm away/base.raw
	run sherd examine -q one/lost.db "image:$PWD/away/top.qcow2"
	[ "$status" = 3 ]
	run sherd findings one/lost.db --full
	says 'image-unread .* parent: "base.raw": No such file or directory; what only it has is unread'
	[ "$(grep -cE 'manifest-deleted|shard-swept|blob-missing' <<<"$output")" = 0 ]
}
