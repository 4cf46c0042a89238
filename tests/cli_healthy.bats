#!/usr/bin/env bats
# File systems as their own tools make them are healthy: nothing may be told as damaged. None is mounted.

setup() {
	load support
	WORK=$BATS_TEST_TMPDIR
}

# Examines the image: status 0 and no finding of damage.
healthy() { # words of its making
	rm -f "$WORK/case.db"
	run "$SHERD" scan -q "$WORK/case.db" "image:$WORK/disk.img" # examine would end with 3: no registry is in it
	[ "$status" -eq 0 ] || fail "$*: status $status: $("$SHERD" findings "$WORK/case.db")"
	rm -f "$WORK/disk.img"
}

@test "ext2 to ext4 of many makes" {
	mkdir -p "$WORK/from/sub"
	for i in $(seq 40); do head -c "$((i * 700))" /dev/urandom >"$WORK/from/sub/file-$i"; done
	ln -s "$(printf 'x%.0s' $(seq 200))" "$WORK/from/link"
	while read -r size options; do
		truncate -s "$size" "$WORK/disk.img"
		# shellcheck disable=SC2086
		mke2fs -q -F $options -d "$WORK/from" "$WORK/disk.img"
		e2fsck -fn "$WORK/disk.img" >"$WORK/judge" 2>&1 || fail "e2fsck: $options"
		healthy "$options"
	done <<-END
		16M -t ext2
		16M -t ext3 -b 1024
		16M -t ext4 -I 256
		160M -t ext4 -b 1024 -O meta_bg,^resize_inode,sparse_super2
		160M -t ext4 -b 1024 -O meta_bg,^resize_inode
		160M -t ext4 -b 1024 -O ^64bit,meta_bg,^resize_inode
		160M -t ext4 -b 1024 -O sparse_super2
		64M -t ext4 -O bigalloc
		64M -t ext4 -b 1024 -O bigalloc -C 16384
		64M -t ext4 -O ^metadata_csum,uninit_bg
		64M -t ext4 -O inline_data
		64M -t ext4 -O ^has_journal,^flex_bg
		64M -t ext4 -r 1 -O metadata_csum_seed,orphan_file
	END
}

@test "XFS of many makes" {
	while read -r size options; do
		truncate -s "$size" "$WORK/disk.img"
		# shellcheck disable=SC2086
		mkfs.xfs -q -f $options "$WORK/disk.img"
		xfs_repair -n "$WORK/disk.img" >"$WORK/judge" 2>&1 || fail "xfs_repair: $options"
		healthy "$options"
	done <<-END
		320M
		320M -m rmapbt=1
		320M -m finobt=0,reflink=0 -i sparse=0
		320M -m crc=0
		320M -b size=1024 -n size=8192
		800M -d agcount=7 -i size=1024
	END
}

@test "btrfs of many makes" {
	mkdir "$WORK/from"
	for i in $(seq 20); do head -c "$((i * 900))" /dev/urandom >"$WORK/from/file-$i"; done
	while read -r size options; do
		truncate -s "$size" "$WORK/disk.img"
		# shellcheck disable=SC2086
		mkfs.btrfs -q -f $options -r "$WORK/from" "$WORK/disk.img"
		btrfs check "$WORK/disk.img" >"$WORK/judge" 2>&1 || fail "btrfs check: $options"
		healthy "$options"
	done <<-END
		200M
		200M -M
		200M -m single --csum xxhash
		300M -d dup -O no-holes
		200M -n 65536 --csum sha256
	END
}
