#!/usr/bin/env bats
# Container hosts as evidence: what containers/storage and Docker's engine keep of an image, and a registry's lost layers
# written anew from their unpacked files and tar-split records. The store is made by skopeo where it is here; the engine's
# is laid out by this file as its sources say, with records of its own.
load support

setup_file() {
	export top=$BATS_FILE_TMPDIR
	cd "$top" || exit
	python3 "$(dirname "$BATS_TEST_FILENAME")/support/host.py" "$top"
	# the registry as it is after the loss: documents, links, no layer
	"$SHERD" examine -q lost.db reg=reg >/dev/null || [ $? -eq 3 ]
}

setup() {
	cd "$BATS_TEST_TMPDIR" || exit
}

layers() { # of the image, as the recipe pushed them
	cat "$top/layers"
}

# Every layer comes back, to the byte.
all_back() { # case
	local d
	for d in $(layers); do
		[ "sha256:$("$SHERD" cat "$1" "$d" | sha256sum | cut -d' ' -f1)" = "$d" ] || fail "$d is not back"
	done
	sherd images "$1" --json
	holds 'map(select(.digest == $m)) | length == 1 and .[0].completeness == "complete"' \
		--arg m "$(cat "$top/manifest")"
}

@test "before: the layers are missing, and nothing in the registry can bring them back" {
	sherd rebuild "$top/lost.db"
	[ "$status" -eq 3 ]
	grep -q '^0 of 3 lost layers' "$out"
}

@test "Docker's engine: overlay2 directories and layerdb records give the registry's layers, proven by digest" {
	"$SHERD" examine -q c.db reg="$top/reg" host="$top/docker" >/dev/null || [ $? -eq 3 ]
	sherd rebuild -q c.db
	grep -q '^3 of 3 lost layers' "$out"
	all_back c.db
	sherd blobs c.db --json
	holds 'map(select(.origin == "recompressed")) | length == 3 and all(.state == "missing" and .rebuilt_from.grade == "proven")'
	# resolved again, and a second run; what the registry itself lacks stays an error of it
	"$SHERD" resolve -q c.db || [ $? -eq 3 ]
	all_back c.db
}

@test "the same host as a tar archive, and as a disk image's file system" {
	tar -C "$top" -cf host.tar docker
	"$SHERD" examine -q c.db reg="$top/reg" host=host.tar >/dev/null || [ $? -eq 3 ]
	sherd rebuild -q c.db
	grep -q '^3 of 3 lost layers' "$out"
	all_back c.db
	truncate -s 16M disk.img
	mke2fs -q -t ext4 -d "$top/docker" disk.img
	"$SHERD" examine -q d.db reg="$top/reg" host=disk.img >/dev/null || [ $? -eq 3 ]
	sherd rebuild -q d.db
	grep -q '^3 of 3 lost layers' "$out"
	all_back d.db
}

@test "a file that changed, one that is gone: that layer stays lost, the file is named, the others come back" {
	cp -a "$top/docker" host
	printf X | dd of="host/overlay2/cache1/diff/etc/f7" conv=notrunc status=none
	rm host/overlay2/cache2/diff/etc/f3 host/overlay2/cache2/diff/etc/f9
	"$SHERD" examine -q c.db reg="$top/reg" host=host >/dev/null || [ $? -eq 3 ]
	sherd rebuild c.db
	grep -q '^1 of 3 lost layers' "$out" || fail "not one of three"
	grep -q 'is not what it was: etc/f7' "$err"
	grep -q 'is not here: etc/f3' "$err"
	grep -q 'is not here: etc/f9' "$err"
	sherd images c.db --json
	holds 'map(select(.digest == $m)) | .[0].completeness == "partial"' --arg m "$(cat "$top/manifest")"
}

@test "two hosts have the layer, the first one's files changed: the second gives it back" {
	cp -a "$top/docker" first
	printf X | dd of=first/overlay2/cache1/diff/etc/f7 conv=notrunc status=none
	"$SHERD" examine -q c.db reg="$top/reg" a=first b="$top/docker" >/dev/null || [ $? -eq 3 ]
	sherd rebuild -q c.db
	grep -q '^3 of 3 lost layers' "$out"
	all_back c.db
}

@test "records that lie: names that leave the directory, no JSON, a cut, a line without end: nothing is read outside, nothing is proven" {
	printf 'outside' >secret
	for lie in leave json cut endless; do
		rm -rf host c.db c.report
		cp -a "$top/docker" host
		python3 "$BATS_TEST_DIRNAME/support/host.py" --lie "$lie" host
		"$SHERD" examine -q c.db reg="$top/reg" host=host >/dev/null || [ $? -eq 3 ]
		sherd rebuild c.db
		[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || fail "$lie: $status"
		grep -q '^2 of 3 lost layers' "$out" || fail "$lie: not two of three"
	done
}

@test "containers/storage as skopeo writes it: the image by its names, its manifest byte for byte, its layers from the record" {
	command -v skopeo >/dev/null || skip "no skopeo here (apt-get install skopeo)"
	skopeo copy -q "oci:$top/oci:x" "containers-storage:[vfs@$PWD/store+$PWD/run]localhost/team/app:7" 2>log ||
		skip "skopeo cannot write a store here: $(tail -n 1 log)"
	"$SHERD" examine -q host.db host=store >/dev/null || [ $? -eq 3 ]
	sherd tags host.db --json
	holds 'length == 1 and (.[0] | .repository == "localhost/team/app" and .tag == "7" and .digest == $m and .standing == "current")' \
		--arg m "$(cat "$top/manifest")"
	"$SHERD" cat host.db "$(cat "$top/manifest")" | cmp - "$top/oci/blobs/sha256/$(cut -c8- "$top/manifest")"
	"$SHERD" examine -q c.db reg="$top/reg" host=store >/dev/null || [ $? -eq 3 ]
	sherd rebuild -q c.db
	grep -q '^3 of 3 lost layers' "$out"
	all_back c.db
}

@test "containers of containers/storage: which image each was made of, by which name, when; lists that lie name nothing" {
	mkdir -p store/overlay-images store/overlay-containers
	id=$(printf 'config' | sha256sum | cut -c1-64)
	cat >store/overlay-containers/containers.json <<-END
		[{"id":"c1","names":["web"],"image":"$id","layer":"l1","created":"2026-03-04T05:06:07Z",
		"metadata":"{\\"image-name\\":\\"registry.example/team/app:7\\",\\"image-id\\":\\"$id\\"}"},
		{"id":"c2","image":"not-hex","layer":"l1"},{"id":"c3","image":"$id","layer":"l2","metadata":"{no json"}]
	END
	printf '[{"id":"%s","digest":"sha256:%s","names":["registry.example/team/app:7"],"layer":"l1"}]' "$id" "$(printf m | sha256sum | cut -c1-64)" \
		>store/overlay-images/images.json
	"$SHERD" examine -q c.db store >/dev/null || [ $? -eq 3 ]
	sherd timeline c.db --json --all
	holds 'map(select(.event == "container-started")) | length == 2 and (map(.digest) | unique) == [$d]
		and (map(select(.time == "2026-03-04T05:06:07Z")) | length == 1 and .[0].tag == "7" and (.[0].repository | endswith("team/app")))' \
		--arg d "sha256:$id"
}

@test "containerd's meta.db, by bbolt itself: names of images, what layers inflate to and where they came from; what was deleted is no tag" {
	mkdir -p host/io.containerd.metadata.v1.bolt
	gzip -dc "$BATS_TEST_DIRNAME/bolt/meta.db.gz" >host/io.containerd.metadata.v1.bolt/meta.db
	"$SHERD" examine -q c.db host >/dev/null || [ $? -eq 3 ]
	sherd tags c.db --json
	holds 'map(.tag) == ["2", "3", "4", "5"] and all(.repository == "registry.example/team/app" and .standing == "current")
		and .[0].digest == "sha256:" + ("0" * 63) + "3"'
	[ "$(sqlite3 c.db "SELECT count(*) FROM naming WHERE kind='diff-id' AND repository='registry.example/team/app' AND digest<>other")" = 6 ]
	sherd findings c.db --json
	holds 'map(select(.code == "manifest-missing")) | length == 4' # layers are named as layers
	dd if=/dev/zero of=host/io.containerd.metadata.v1.bolt/meta.db bs=4096 count=2 conv=notrunc status=none
	rm -r c.db c.report
	"$SHERD" examine -q c.db host >/dev/null || [ $? -eq 3 ]
	[ "$("$SHERD" tags c.db --json | wc -l)" = 0 ]
}
