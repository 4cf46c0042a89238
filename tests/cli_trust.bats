#!/usr/bin/env bats
# --trust-unchanged: what an earlier scan hashed is not read again, is stated and never proven, and everything that could have
# changed is read. The trees are older than the scans by more than the rule's minute: their clock is waited for, once.
load support

setup_file() {
	cd "$BATS_FILE_TMPDIR"
	"$FIXTURES/unpack" live tree
	cp -a tree own
	"$FIXTURES/unpack" blob-one-bit-flipped bad
	memory=$(mktemp -d /dev/shm/sherd-test.XXXXXX 2>/dev/null) && [ "$(stat -f -c %T "$memory")" = tmpfs ] && cp -a tree "$memory/tree"
	echo "$memory" >memory
	python3 - "$memory" <<-'PY'
	import glob, os, sys, time
	files = [p for top in ('tree', 'own', 'bad', sys.argv[1] or 'tree') for p in glob.glob(top + '/**', recursive=True)]
	newest = max(os.lstat(p).st_ctime for p in files)
	while time.time() < newest + 62:
	    time.sleep(0.1)
	PY
	"$SHERD" scan -q first.db v=tree
}

teardown_file() {
	memory=$(cat "$BATS_FILE_TMPDIR/memory")
	case $memory in /dev/shm/sherd-test.*) rm -rf "$memory" ;; esac
}

setup() {
	case $(stat -f -c %T "$BATS_FILE_TMPDIR") in
	ext* | xfs | btrfs | f2fs | zfs | jfs | overlayfs) ;;
	*) skip "the file system of TMPDIR lends no trust: set it to another" ;;
	esac
	cd "$BATS_TEST_TMPDIR"
	cp -a "$BATS_FILE_TMPDIR"/first.db c.db
	tree=$BATS_FILE_TMPDIR/tree
}

# blobs that are no JSON documents: what trust may pass over; one path a line
layers() {
	find "$tree" -path '*/blobs/*' -name data -size +0 | while read -r f; do
		head -c 1 "$f" | grep -q '{' || echo "$f"
	done | sort
}

trusted() { "$SHERD" resolve -q c.db || [ $? = 3 ]; "$SHERD" blobs c.db --json | jq -r '.sources[] | select(.trusted) | .path' | sort; }

@test "layers are not read again, and nothing else is passed over; what is concluded stays, its grade does not" {
	"$SHERD" resolve -q c.db
	for list in images tags repos uploads; do "$SHERD" "$list" c.db --json >"before.$list"; done
	[ "$(sqlite3 c.db "SELECT count(*) FROM edge WHERE kind='layer' AND grade='proven'")" -gt 0 ]
	sqlite3 c.db "SELECT to_digest FROM edge WHERE grade='stated'" | sort -u >missing # named, and no bytes here
	"$SHERD" scan -q c.db v="$tree" --trust-unchanged
	trusted >got
	layers | sed "s|^$tree/||" >want
	[ -s want ]
	diff want got
	for list in images tags repos uploads; do "$SHERD" "$list" c.db --json >"after.$list"; diff "before.$list" "after.$list"; done
	sed 's|.*/\([0-9a-f]*\)/data$|sha256:\1|' want | sort >names
	[ "$(sqlite3 c.db "SELECT to_digest FROM edge WHERE grade='stated' ORDER BY 1" | sort -u | comm -23 - names)" = "$(cat missing)" ]
	sqlite3 c.db "SELECT to_digest FROM edge WHERE grade='proven'" | sort -u | comm -12 - names >both
	[ ! -s both ]
	"$SHERD" blobs c.db --json | jq -e -s 'all(.[].sources[] | select(.trusted); .trusted == 1 and .grade == "stated" and .state == "intact")'
	bytes=$(layers | xargs stat -c %s | awk '{n += $1} END {print n}')
	"$SHERD" sources c.db --json | jq -e --argjson n "$(wc -l <want)" --argjson b "$bytes" 'select(.scan == 2) | .coverage | .skipped == $n and .bytes_skipped == $b and .unread == 0'
	"$SHERD" findings c.db --json | jq -e -s --arg t "$(wc -l <want) blobs ($bytes bytes)" '[.[] | select(.code == "bytes-trusted")] | length == 1 and (.[0].text | startswith($t)) and (.[0].because | length) == 1'
	"$SHERD" verify c.db
	# nor does the page say that all was read
	"$SHERD" report c.db -q -o r >/dev/null
	grep -q 'were not read again' r/report.html
	! grep -qi 'each was read\|from what was not read' r/report.html
	"$SHERD" report c.db -q -o ja --lang ja >/dev/null
	grep -q '再度読み取っていない' ja/report.html
}

@test "a third scan hands on the scan that hashed, not the one that trusted; without the option all is read and proven" {
	"$SHERD" scan -q c.db v="$tree" --trust-unchanged
	"$SHERD" scan -q c.db v="$tree" --trust-unchanged -j 1
	"$SHERD" resolve -q c.db
	"$SHERD" blobs c.db --json | jq -e -s '[.[].sources[].trusted | select(.)] | length > 0 and all(.[]; . == 1)'
	"$SHERD" scan -q c.db v="$tree"
	[ -z "$(trusted)" ]
	sqlite3 c.db "SELECT to_digest FROM edge WHERE grade='stated'" | sort -u >now
	"$SHERD" blobs c.db --json | jq -r 'select(.state == "intact") | .digest' | sort | comm -12 - now >both
	[ ! -s both ]
}

@test "altered in place with its times put back, replaced by another file, touched: each is read again" {
	mv "$BATS_FILE_TMPDIR/own" own # not copied: that would make new inodes, whose clock is now
	tree=$PWD/own
	mapfile -t all < <(layers)
	[ "${#all[@]}" -ge 4 ]
	rm c.db
	"$SHERD" scan -q c.db v=own
	stamp=$(stat -c %y "${all[0]}")
	printf 'X' | dd of="${all[0]}" bs=1 seek=20 conv=notrunc status=none
	touch -d "$stamp" "${all[0]}"
	cp -p "${all[1]}" other && mv other "${all[1]}"
	touch -r "${all[2]}" "${all[2]}"
	code=0
	"$SHERD" scan -q c.db v=own --trust-unchanged || code=$?
	[ "$code" = 3 ]
	trusted >got
	printf '%s\n' "${all[@]:3}" | sed "s|^$tree/||" >want
	diff want got
	"$SHERD" blobs c.db --json | jq -e -s --arg p "${all[0]#"$tree"/}" '[.[] | select(any(.sources[]; .path == $p)) | .state] == ["corrupt"]'
	"$SHERD" check c.db v=own --trust-unchanged --json >told || true
	jq -e --argjson n "${#all[@]}" '.sources[0].trusted | . >= $n - 3 and . < $n' told # those two may be too young still
}

@test "what was damaged, a lower depth, another bound, another label or a given clock lend nothing" {
	"$SHERD" scan -q d.db v="$tree" --depth hash
	"$SHERD" scan -q d.db v="$tree" --trust-unchanged
	mv d.db c.db
	[ -z "$(trusted)" ]
	"$SHERD" scan -q c.db v="$tree" --trust-unchanged --limit layer_entries=100000
	[ -z "$(trusted)" ]
	"$SHERD" scan -q c.db w="$tree" --trust-unchanged
	"$SHERD" resolve -q c.db
	[ "$("$SHERD" blobs c.db --source w --json | jq -r '.sources[] | select(.label == "w" and .trusted) | .path' | wc -l)" = 0 ]
	rm c.db
	SOURCE_DATE_EPOCH=4000000000 "$SHERD" scan -q c.db v="$tree"
	"$SHERD" scan -q c.db v="$tree" --trust-unchanged
	[ -z "$(trusted)" ]
	rm c.db
	"$SHERD" scan -q c.db v="$BATS_FILE_TMPDIR/bad" || true
	code=0
	"$SHERD" scan -q c.db v="$BATS_FILE_TMPDIR/bad" --trust-unchanged || code=$?
	[ "$code" = 3 ]
	trusted >got
	"$SHERD" blobs c.db --json | jq -e -s '[.[] | select(.state == "corrupt")] | length == 1 and all(.[].sources[]; has("trusted") | not)'
}

@test "an archive is read whole and says so; a part refuses; names alone read nothing anyway" {
	tar -C "$tree" -cf t.tar .
	rm c.db
	"$SHERD" scan -q c.db t.tar
	run "$SHERD" scan --progress none c.db t.tar --trust-unchanged
	[ "$status" = 0 ]
	[[ $output == *"is for directories"* ]]
	[ -z "$(trusted)" ]
	run "$SHERD" scan p.db v="$tree" --shard 0/2 --trust-unchanged
	[ "$status" = 2 ]
	[ ! -e p.db ]
	run "$SHERD" scan c.db v="$tree" --depth names --trust-unchanged
	[ "$status" = 0 ]
}

# alter FILE SCAN: one byte through a mapping that was written to before, while SCAN (a shell command) is run between
alter() {
	python3 - "$@" <<-'PY'
	import mmap, os, subprocess, sys, time
	with open(sys.argv[1], 'r+b') as f, mmap.mmap(f.fileno(), 0) as m:
	    was = m[20]
	    m[20] = was ^ 1
	    m[20] = was
	    ctime = os.fstat(f.fileno()).st_ctime
	    while time.time() < ctime + 4:
	        time.sleep(0.1)
	    subprocess.run(sys.argv[2], shell=True, check=True)
	    m[20] = was ^ 1
	PY
}

@test "altered through a mapping, which gives it no new times: read again" {
	cp -a "$tree" own
	rm c.db
	tree=$PWD/own
	one=$(layers | head -n 1)
	alter "$one" '"$SHERD" scan -q c.db v=own' # while its page is dirty: no ctime tells the second write
	code=0
	"$SHERD" scan -q c.db v=own --trust-unchanged || code=$?
	[ "$code" = 3 ]
	trusted >got
	! grep -qF "${one#"$tree"/}" got
	"$SHERD" blobs c.db --json | jq -e -s --arg p "${one#"$tree"/}" '[.[] | select(any(.sources[]; .path == $p)) | .state] == ["corrupt"]'
}

@test "in memory no change through a mapping gives new times, however old they are: nothing is trusted there" {
	memory=$(cat "$BATS_FILE_TMPDIR/memory")
	[ -n "$memory" ] && [ -d "$memory/tree" ] || skip "no tmpfs at /dev/shm"
	rm c.db
	tree=$memory/tree
	"$SHERD" scan -q c.db v="$tree"
	one=$(layers | head -n 1)
	before=$(stat -c '%y %z' "$one")
	alter "$one" :
	[ "$(stat -c '%y %z' "$one")" = "$before" ] # what the test rests on
	code=0
	"$SHERD" scan -q c.db v="$tree" --trust-unchanged || code=$?
	[ "$code" = 3 ]
	[ -z "$(trusted)" ]
	"$SHERD" blobs c.db --json | jq -e -s --arg p "${one#"$tree"/}" '[.[] | select(any(.sources[]; .path == $p)) | .state] == ["corrupt"]'
}
