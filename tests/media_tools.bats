#!/usr/bin/env bats
# Containers made by the tools that people use hold the same bytes for us: qemu-img, ewfacquire, split, sgdisk, lvm2.
# The reader is tests/tools/mediacat.c.

root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
MODE=${MODE:-release}
mediacat=$root/build/$MODE/tests/tools/mediacat

setup_file() {
	command -v qemu-img ewfacquire sgdisk mkfs.ext4 >/dev/null
	[ -x "$mediacat" ] || make -s -C "$root" MODE="$MODE" "build/$MODE/tests/tools/mediacat"
	cd "$BATS_FILE_TMPDIR" || return 1
	# text, noise, a hole between and behind
	truncate -s 24M raw
	mkfs.ext4 -q -F raw
	tar -C "$root" -cf - man tests | dd of=raw bs=1M seek=6 conv=notrunc status=none
	openssl enc -aes-128-ctr -K 00 -iv 00 -nosalt -in /dev/zero 2>/dev/null | head -c 2345678 |
		dd of=raw bs=1M seek=16 conv=notrunc status=none
	head -c 23M raw | sha256sum >sum
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return 1
}

has() { # library
	"$mediacat" libraries | grep -q "$1"
}

# The device's first 23 MiB are those of the raw file: some containers round its size up.
same_bytes() { # file
	"$mediacat" cat "$1" >got
	head -c 23M got | sha256sum | diff - sum
}

says() { # pattern: of the last `run`
	grep -qE "$1" <<<"$output" || {
		echo "no \"$1\" in: $output"
		return 1
	}
}

@test "qcow2: both versions, deflate and zstd, every cluster size, extended L2, metadata set aside" {
	while read -r options; do
		# shellcheck disable=SC2086 # a list of words is meant
		qemu-img convert -f raw -O qcow2 $options raw q.img
		same_bytes q.img || { echo "with $options"; false; }
		run "$mediacat" info q.img
		says '^kind qcow2$'
		says '^unread 0$'
		says '^hole [1-9]'
		rm q.img
	done <<-'END'
		-o compat=0.10
		-o compat=1.1
		-c
		-c -o compat=0.10
		-c -o compression_type=zstd
		-c -o cluster_size=2M,compression_type=zstd
		-o cluster_size=512
		-c -o cluster_size=512
		-c -o cluster_size=4k
		-o cluster_size=2M
		-o extended_l2=on,cluster_size=32k
		-c -o extended_l2=on
		-o preallocation=metadata
	END
}

@test "qcow2: what only an internal snapshot names follows the disk" {
	qemu-img convert -f raw -O qcow2 raw s.qcow2
	run "$mediacat" info s.qcow2
	says '^extra 0$'
	qemu-img snapshot -c 'before <gc>' s.qcow2
	qemu-io -c 'write -P 0x41 16M 2M' s.qcow2 >/dev/null
	run "$mediacat" info s.qcow2
	says '^note snapshot: before <gc>, made 20'
	"$mediacat" extra s.qcow2 >extra.bytes
	# the clusters lie in the file as they were written: one after the other
	dd if=raw bs=1M skip=16 count=2 of=old status=none
	python3 -c 'import sys; sys.exit(open("old", "rb").read() not in open("extra.bytes", "rb").read())'
	"$mediacat" cat s.qcow2 | tail -c +16777217 | head -c 2M | tr -d A | cmp - /dev/null
	run "$mediacat" volumes s.qcow2
	says 'stale \[stale\]'
}

# What the chain's top holds is what qemu-img makes of it.
same_as_converted() { # file
	qemu-img convert -O raw "$1" flat.raw
	"$mediacat" cat "$1" | head -c "$(stat -c %s flat.raw)" | cmp - flat.raw
}

@test "qcow2: a chain of backing files beside it is followed, raw at its bottom, larger above" {
	qemu-img create -q -f qcow2 -b raw -F raw one.qcow2
	qemu-io -c 'write -P 0x41 4M 1M' one.qcow2 >/dev/null
	qemu-img create -q -f qcow2 -b one.qcow2 -F qcow2 two.qcow2 40M
	qemu-io -c 'write -P 0x42 4500k 1M' -c 'write -z 16M 1M' -c 'write -P 0x43 30M 64k' two.qcow2 >/dev/null
	qemu-img create -q -f qcow2 -o extended_l2=on -b two.qcow2 -F qcow2 three.qcow2
	qemu-io -c 'write -P 0x44 5M 2k' three.qcow2 >/dev/null
	same_as_converted three.qcow2
	run "$mediacat" info three.qcow2
	says '^unread 0$'
	says '^hole [1-9]'
	[ "$(grep -c '^file ' <<<"$output")" = 4 ]
	says '^note parent: "two.qcow2" beside it was read'
}

@test "qcow2: a backing file of another place, a missing one, a link, a loop: unread, and told by name" {
	qemu-img create -q -f qcow2 -b raw -F raw over.qcow2
	qemu-io -c 'write -P 0x41 4M 1M' over.qcow2 >/dev/null
	cp over.qcow2 kept.qcow2
	while read -r name words; do
		cp kept.qcow2 over.qcow2
		qemu-img rebase -u -f qcow2 -F raw -b "$name" over.qcow2
		run "$mediacat" info over.qcow2
		[ "$status" = 0 ]
		says '^data 1048576$'
		says '^unread 24117248$'
		says "^note parent: \"$name\": $words; what only it has is unread"
	done <<-END
		/etc/hostname no plain name beside this file
		sub/raw no plain name beside this file
		../raw no plain name beside this file
		gone.raw No such file or directory
	END
	ln -s /etc/hostname link.raw
	mkdir folder.raw
	for name in link.raw folder.raw; do
		qemu-img rebase -u -f qcow2 -F raw -b "$name" over.qcow2
		run "$mediacat" info over.qcow2
		says '^unread 24117248$'
		says "^note parent: \"$name\": (a symbolic link|no regular file)"
	done
	# what is stated to be raw stays raw, whatever it begins with
	qemu-img rebase -u -f qcow2 -F raw -b kept.qcow2 over.qcow2
	same_as_converted over.qcow2
	cp kept.qcow2 a.qcow2
	cp kept.qcow2 b.qcow2
	qemu-img rebase -u -f qcow2 -F qcow2 -b b.qcow2 a.qcow2
	qemu-img rebase -u -f qcow2 -F qcow2 -b a.qcow2 b.qcow2
	run timeout 20 "$mediacat" info a.qcow2
	[ "$status" = 0 ]
	says '"a.qcow2": a part of this chain already'
	says '^unread 24117248$'
}

@test "a chain is followed so far, and no farther" {
	cp raw c0.img
	format=raw
	for n in $(seq 70); do
		qemu-img create -q -f qcow2 -o cluster_size=4k -b "c$((n - 1)).img" -F $format "c$n.img" 24M
		format=qcow2
	done
	run "$mediacat" info c64.img
	says '^unread 0$'
	run "$mediacat" info c65.img
	says '"c0.img": one more than the 64 images of a chain that are read'
	says '^unread 25165824$'
	rm c?.img c??.img
}

@test "qcow2: encryption and external data are refused in words" {
	qemu-img convert -f raw -O qcow2 raw base.qcow2
	cp base.qcow2 e.qcow2
	printf '\0\0\0\002' | dd of=e.qcow2 bs=1 seek=32 conv=notrunc status=none
	run "$mediacat" info e.qcow2
	[ "$status" = 1 ]
	says 'encrypted'
	qemu-img create -q -f qcow2 -o data_file=data.raw,data_file_raw=on x.qcow2 8M
	run "$mediacat" info x.qcow2
	[ "$status" = 1 ]
	says 'external'
}

@test "vmdk: one file, stream-optimised, flat and split with a descriptor" {
	for form in monolithicSparse streamOptimized monolithicFlat twoGbMaxExtentSparse twoGbMaxExtentFlat; do
		mkdir "$form"
		qemu-img convert -f raw -O vmdk -o subformat="$form" raw "$form/v.vmdk"
		same_bytes "$form/v.vmdk" || { echo "$form"; false; }
	done
	run "$mediacat" info twoGbMaxExtentFlat/v.vmdk
	says '^file twoGbMaxExtentFlat/v-f001.vmdk$'
}

@test "vmdk: a descriptor cannot have us read other files; a missing extent is unread" {
	qemu-img convert -f raw -O vmdk -o subformat=monolithicFlat raw flat.vmdk
	sed 's|"flat-flat.vmdk"|"/etc/passwd"|' flat.vmdk >evil.vmdk
	run "$mediacat" cat evil.vmdk
	[ "$status" = 1 ]
	says 'only files beside it'
	sed 's|"flat-flat.vmdk"|"gone.vmdk"|' flat.vmdk >gone.vmdk.txt
	run "$mediacat" cat gone.vmdk.txt
	[ "$status" = 1 ]
	says 'gone.vmdk'
	ln -s /etc/hostname stray.raw
	sed 's|"flat-flat.vmdk"|"stray.raw"|' flat.vmdk >stray.vmdk
	run "$mediacat" cat stray.vmdk
	[ "$status" = 1 ]
	says 'must lie beside it'
	mkdir parts
	qemu-img convert -f raw -O vmdk -o subformat=monolithicFlat raw parts/v.vmdk
	sed -i 's|^RW 49152 FLAT "v-flat.vmdk" 0|RW 24576 FLAT "v-flat.vmdk" 0\nRW 24576 FLAT "gone.vmdk" 0|' parts/v.vmdk
	run "$mediacat" unread parts/v.vmdk
	[ "$output" = '12582912 12582912' ]
	run "$mediacat" info parts/v.vmdk
	says '^note extent: "gone.vmdk", which must lie beside this file: No such file'
}

@test "vmdk: a renamed sparse file is its own extent; a snapshot is read above its parent, known by its CID" {
	qemu-img convert -f raw -O vmdk raw base.vmdk
	cp base.vmdk renamed.vmdk
	same_bytes renamed.vmdk
	qemu-img create -q -f vmdk -b base.vmdk -F vmdk delta.vmdk
	qemu-io -c 'write -P 0x41 4M 1M' -c 'write -P 0x42 16M 64k' delta.vmdk >/dev/null
	qemu-img create -q -f vmdk -b delta.vmdk -F vmdk upper.vmdk
	qemu-io -c 'write -P 0x43 4500k 100k' upper.vmdk >/dev/null
	same_as_converted upper.vmdk
	run "$mediacat" info upper.vmdk
	[ "$(grep -c '^file ' <<<"$output")" = 3 ]
	says '^note parent: "delta.vmdk" beside it was read for what this file lacks; its identity is the one stated'
	# another disk of that name
	qemu-io -c 'write -P 0x44 8M 64k' base.vmdk >/dev/null
	run "$mediacat" info upper.vmdk
	says '^note parent: "base.vmdk": not the disk it was made from'
	says '^unread [1-9]'
	run "$mediacat" unread delta.vmdk
	[ "$(grep -c '^4194304 ' <<<"$output")" = 0 ]
	rm base.vmdk
	run "$mediacat" info delta.vmdk
	says '^note parent: "base.vmdk": No such file'
	says '^data 1[01][0-9]{5}$'
}

# A differencing disk above a fixed or dynamic one, as no tool here makes them: bits say whose each sector is.
@test "vhd and vhdx: a differencing disk is read above its parent, sector by sector, known by its identity" {
	head -c 8M raw >small
	qemu-img convert -f raw -O vpc -o force_size=on small p.vhd
	qemu-img convert -f raw -O vhdx -o block_size=1M small p.vhdx
	python3 "$root/tests/differencing.py" p.vhd d.vhd want.vhd
	python3 "$root/tests/differencing.py" p.vhdx d.vhdx want.vhdx
	for form in vhd vhdx; do
		"$mediacat" cat d.$form | cmp - want.$form
		run "$mediacat" info d.$form
		says '^unread 0$'
		says "^note parent: \"p.$form\" beside it was read for what this file lacks; its identity is the one stated"
		mv p.$form away
		run "$mediacat" info d.$form
		says "^note parent: \"p.$form\": No such file"
		says '^unread [1-9]'
		python3 "$root/tests/differencing.py" --another away p.$form
		run "$mediacat" info d.$form
		says "^note parent: \"p.$form\": not the disk it was made from"
		mv away p.$form
	done
}

@test "vhd and vhdx: fixed and dynamic" {
	for form in 'vpc -o subformat=dynamic' 'vpc -o subformat=fixed' 'vhdx -o subformat=dynamic' 'vhdx -o subformat=fixed'; do
		# shellcheck disable=SC2086 # a list of words is meant
		qemu-img convert -f raw -O $form raw v.img
		same_bytes v.img || { echo "$form"; false; }
		run "$mediacat" info v.img
		says '^kind vhd$'
		rm v.img
	done
}

@test "ewf: segment files, header values, stored hashes; a damaged chunk and a missing segment are unread" {
	has libewf || skip 'this build has no libewf'
	ln raw disk.raw # a name without suffix is none to ewfacquire
	ewfacquire -u -q -t e -S 1048576 -C 'case 7' -e 'E. Xaminer' -E 'item 1' -D 'a disk' -d sha1 -c fast disk.raw </dev/null >ewf.log 2>&1 || { cat ewf.log; false; }
	[ -f e.E03 ]
	same_bytes e.E01
	run "$mediacat" info e.E01
	says '^kind ewf$'
	says '^note case_number: case 7$'
	says '^note evidence_number: item 1$'
	says "^md5 $(md5sum <raw | cut -c 1-32)\$"
	says "^sha1 $(sha1sum <raw | cut -c 1-40)\$"
	says '^file e.E03$'
	run "$mediacat" unread e.E01
	[ -z "$output" ]
	run "$mediacat" info e.E02
	[ "$status" = 1 ]
	says 'give the first one'
	cp e.E02 kept
	printf '\377\377\377' | dd of=e.E02 bs=1 seek=500000 conv=notrunc status=none
	run "$mediacat" unread e.E01
	[ "$status" = 0 ]
	[[ $output =~ ^[0-9]+\ 32768$ ]]
	cp kept e.E02
	last=$(find . -name 'e.E*' | sort | tail -n 1)
	mv "$last" gone
	# libewf itself loses memory with each read that fails
	run env ASAN_OPTIONS=detect_leaks=0 "$mediacat" info e.E01
	[ "$status" = 0 ]
	says '^note missing_segments: from byte [0-9]+ on nothing can be read'
	says '^unread [1-9]'
	run env ASAN_OPTIONS=detect_leaks=0 "$mediacat" unread e.E01
	[ "$status" = 0 ]
	[[ $output =~ ^[0-9]+\ [0-9]+$ ]]
}

@test "split raw: as split makes them, and with a part missing" {
	split -b 5M -d -a 3 --numeric-suffixes=1 raw part.
	same_bytes part.001
	split -b 7M raw letters.
	same_bytes letters.aa
	mv part.003 gone.003
	run "$mediacat" unread part.001
	[ "$output" = '10485760 5242880' ]
	run "$mediacat" info part.001
	says '^note missing_part: part.003'
	qemu-img convert -f raw -O qcow2 raw whole.qcow2
	split -b 1M -d -a 3 --numeric-suffixes=1 whole.qcow2 q.
	same_bytes q.001
}

@test "a ddrescue map says what is unread" {
	printf '0x0 + 1\n0x0 0x100000 +\n0x100000 0x1000 -\n0x101000 0xFFFFFFF +\n' >map
	run "$mediacat" unread raw map
	[ "$output" = '1048576 4096' ]
	qemu-img convert -f raw -O qcow2 raw m.qcow2
	run "$mediacat" unread m.qcow2 map
	[ "$output" = '1048576 4096' ]
}

@test "partition tables as sgdisk and sfdisk make them" {
	truncate -s 64M disk
	sgdisk -n 1:2048:+24M -c 1:registry -n 2:0:+8M -t 2:8e00 disk >/dev/null
	dd if=raw of=disk bs=1M seek=1 conv=notrunc status=none
	run "$mediacat" volumes disk
	says 'partition \[p1\] gpt 1048576\+25165824 ext Linux file system "registry" leaf'
	says 'partition \[p2\] gpt .* Linux LVM'
	"$mediacat" volume disk p1 | head -c 23M | sha256sum | diff - sum
	sgdisk -Z disk >/dev/null
	run "$mediacat" volumes disk
	says 'found \[found@1048576\] .* ext'
	printf 'label: dos\n1M,25M,83\n30M,30M,5\n31M,4M,83\n40M,4M,82\n' | sfdisk -q disk
	run "$mediacat" volumes disk
	says 'partition \[p1\] mbr 1048576\+26214400 ext 0x83 Linux'
	says 'partition \[p6\] mbr'
}

@test "LVM2 as its tools write it: today's volumes, and one that was removed" {
	[ "$(id -u)" = 0 ] || skip 'loop devices need root'
	truncate -s 32M pv
	loop=$(losetup -f --show pv 2>/dev/null) || skip 'no loop devices'
	export LVM_SUPPRESS_FD_WARNINGS=1
	lvm() { command lvm "$@" --devices "$loop" >/dev/null 2>&1; }
	made=yes
	{ lvm pvcreate "$loop" && lvm vgcreate -s 1M vgt "$loop" && lvm vgcfgbackup -f text vgt; } || made=no
	volume() { # name id first-extent count
		printf '%s {\nid = "%s"\nstatus = ["READ", "WRITE", "VISIBLE"]\nflags = []\nsegment_count = 1\nsegment1 {\nstart_extent = 0\nextent_count = %s\ntype = "striped"\nstripe_count = 1\nstripes = [ "pv0", %s ]\n}\n}\n' "$1" "$2" "$4" "$3"
	}
	restore() { # text of the volumes
		python3 - "$1" "$2" <<-'END' && lvm vgcfgrestore -f text2 vgt
			import re, sys
			text = open("text").read()
			at = text.rindex("}\n\n\n}") + 2
			text = text[:at] + "logical_volumes {\n" + sys.argv[1] + "}\n}\n"
			open("text2", "w").write(re.sub(r"seqno = \d+", "seqno = " + sys.argv[2], text))
		END
	}
	a=$(volume keep aaaaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaaaa 0 4)
	b=$(volume drop bbbbbb-bbbb-bbbb-bbbb-bbbb-bbbb-bbbbbb 5 25)
	if [ "$made" = yes ]; then
		restore "$a
$b" 5 && restore "$a
" 6 || made=no
	fi
	losetup -d "$loop"
	[ "$made" = yes ] || skip 'lvm2 does not work here'
	dd if=raw of=pv bs=1M seek=6 conv=notrunc status=none
	run "$mediacat" volumes pv
	says 'logical-volume \[vgt-keep\] lvm2 1048576\+4194304'
	says 'former-logical-volume \[vgt-drop.6\] lvm2 6291456\+26214400 ext'
	"$mediacat" volume pv vgt-drop.6 | head -c 23M | sha256sum | diff - sum
}
