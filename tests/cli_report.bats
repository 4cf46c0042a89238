#!/usr/bin/env bats
# The report folder: complete, self-contained, swapped in at once, the same bytes again.
load cli_support

setup() {
	examine_fixture gc
	folder=${case_file%.db}.report
}

@test "examine writes the folder, and its manifest holds" {
	for file in report.html annex.html browse.html images.csv tags.csv blobs.csv findings.csv timeline.csv; do
		[ -f "$folder/$file" ] || return 1
	done
	[ ! -e "$folder/report.json" ] # asked for with --format
	(cd "$folder" && sha256sum --quiet -c MANIFEST.sha256)
	[ "$(ls "$folder" | wc -l)" -eq "$(($(wc -l <"$folder/MANIFEST.sha256") + 1))" ]
	[ -z "$(find "$BATS_TEST_TMPDIR" -maxdepth 1 -name '*.report.*')" ]
}

@test "the pages for court refer to nothing outside of them, and have no script; the page to browse fetches nothing" {
	for name in live gc name-with-escape; do
		examine_fixture $name
		for page in report annex; do
			for word in 'http://' 'https://' 'src=' '<script' 'url(' '<link' '@import'; do
				run grep -c -F -e "$word" "${case_file%.db}.report/$page.html"
				[ "$output" = 0 ]
			done
		done
		for word in 'http://' 'https://' 'src=' 'url(' '<link' '@import' innerHTML eval; do
			run grep -c -F -e "$word" "${case_file%.db}.report/browse.html"
			[ "$output" = 0 ]
		done
	done
}

@test "the pages are well formed where it matters" {
	for page in "$folder/report.html" "$folder/annex.html"; do well_formed; done
}

well_formed() {
	grep -q '<html lang="en">' "$page"
	grep -q 'Content-Security-Policy' "$page"
	grep -q 'class="skip"' "$page"
	[ "$(grep -c '<h1' "$page")" -eq 1 ]
	[ "$(grep -o '<table' "$page" | wc -l)" -eq "$(grep -o '</table>' "$page" | wc -l)" ]
	[ "$(grep -o '<table' "$page" | wc -l)" -eq "$(grep -o '<caption' "$page" | wc -l)" ]
	[ "$(grep -o '<table' "$page" | wc -l)" -eq "$(grep -o '<thead>' "$page" | wc -l)" ]
	grep -o '<th [^>]*' "$page" | grep -vc 'scope="col"' | grep -qx 0
	[ "$(grep -o ' id="[^"]*"' "$page" | sort | uniq -d | wc -l)" -eq 0 ]
}

@test "headings do not jump" {
	for page in report annex; do
		grep -o '<h[1-6]' "$folder/$page.html" | tr -d '<h' |
			awk 'NR > 1 && $1 > last + 1 { exit 1 } { last = $1 }'
	done
}

with_json() {
	"$SHERD" report "$case_file" -q -o "$folder" --format html,json >/dev/null
}

@test "report.json holds the very lines of the lists" {
	with_json
	for verb in images tags blobs repos uploads findings sources; do
		"$SHERD" $verb "$case_file" --json | jq -s -c . >"$BATS_TEST_TMPDIR/want"
		jq -c ".$verb" "$folder/report.json" | diff - "$BATS_TEST_TMPDIR/want"
	done
	jq -e '.sherd.version and .case and .summary and (.runs | length > 0)' "$folder/report.json"
}

@test "the first screen has the numbers of the summary" {
	n=$("$SHERD" summary "$case_file" --json | jq .images)
	grep -q "<li class=\"lead\"><strong>$n</strong> images have existed" "$folder/report.html"
}

@test "the same case gives the same bytes" {
	export SOURCE_DATE_EPOCH=1700000000
	# a report is in the custody log, which the next one tells: two copies of one case. Another place, locale, zone, umask.
	cp "$case_file" "$BATS_TEST_TMPDIR/same.db"
	mkdir "$BATS_TEST_TMPDIR/other"
	cp "$case_file" "$BATS_TEST_TMPDIR/other/same.db"
	"$SHERD" report "$BATS_TEST_TMPDIR/same.db" -q -o "$BATS_TEST_TMPDIR/one" >/dev/null
	(cd "$BATS_TEST_TMPDIR/other" && umask 077 && TZ=Asia/Tokyo LC_ALL=ja_JP.UTF-8 "$SHERD" report same.db -q -o ../two) >/dev/null
	diff -r "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/two"
	grep -q '2023-11-14 22:13:20Z' "$BATS_TEST_TMPDIR/one/report.html"
}

@test "an older report is replaced, a stranger's folder is not" {
	"$SHERD" report "$case_file" -o "$folder" --format json >/dev/null
	[ ! -e "$folder/report.html" ]
	mkdir "$BATS_TEST_TMPDIR/theirs"
	echo keep >"$BATS_TEST_TMPDIR/theirs/notes.txt"
	run "$SHERD" report "$case_file" -o "$BATS_TEST_TMPDIR/theirs"
	[ "$status" -eq 2 ]
	[ "$(ls "$BATS_TEST_TMPDIR/theirs")" = notes.txt ]
	cp "$BATS_TEST_TMPDIR/theirs/notes.txt" "$folder/"
	run "$SHERD" report "$case_file" -o "$folder"
	[ "$status" -eq 2 ]
	[ -f "$folder/notes.txt" ]
}

@test "a report beneath a source is refused and leaves no trace" {
	find "$tree" | sort >"$BATS_TEST_TMPDIR/before"
	run "$SHERD" report "$case_file" -o "$tree/out"
	[ "$status" -eq 2 ]
	find "$tree" | sort | diff "$BATS_TEST_TMPDIR/before" -
}

@test "a report that cannot be written leaves nothing behind" {
	run "$SHERD" report "$case_file" -o "$BATS_TEST_TMPDIR/no/such/place"
	[ "$status" -eq 1 ]
	[ ! -e "$BATS_TEST_TMPDIR/no" ]
	run "$SHERD" report "$case_file" --format docx -o "$BATS_TEST_TMPDIR/x"
	[ "$status" -eq 2 ]
	[ ! -e "$BATS_TEST_TMPDIR/x" ]
}

@test "CSV files have one record a line and no formulas" {
	with_json
	for file in "$folder"/*.csv; do
		run grep -cE '(^|,)"?[=+@-]' "$file"
		[ "$output" = 0 ]
	done
	[ "$(tail -n +2 "$folder/images.csv" | wc -l)" -eq "$(jq '.images | length' "$folder/report.json")" ]
}

examine_image() { # fixture: $image, $case_file, $page
	"$FIXTURES/unpack" "$1" "$BATS_TEST_TMPDIR/$1"
	image=$BATS_TEST_TMPDIR/$1/image.img case_file=$BATS_TEST_TMPDIR/$1.db page=$BATS_TEST_TMPDIR/$1.report/annex.html
}

table() { # page caption
	tr '\n' ' ' <"$1" | grep -o "<caption[^>]*><span>$2</span>.*" | sed 's/<\/table>.*//'
}

@test "an image's volumes stand in the page: where each begins, how long it is, what is on it" {
	examine_image image-gpt-lvm
	"$SHERD" examine -q "$case_file" "disk=image:$image" >/dev/null
	grep -q '<strong><bdi>disk</bdi></strong> (disk image)' "$page"
	table "$page" Volumes >"$BATS_TEST_TMPDIR/volumes"
	"$SHERD" sources "$case_file" --json | jq -r '.volumes[] | "\(.offset) \(.size) \(.name // "disk")"' >"$BATS_TEST_TMPDIR/want"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/want")" -gt 8 ]
	while read -r offset size name; do
		grep -q "$name\(</bdi>\)\?</td><td class=\"n\">$offset</td><td class=\"n\">$size</td>" "$BATS_TEST_TMPDIR/volumes"
	done <"$BATS_TEST_TMPDIR/want"
	grep -q 'logical volume, <bdi>lvm2</bdi>, <bdi>linear</bdi>, <bdi>data</bdi></td><td><bdi>ext4</bdi>' "$BATS_TEST_TMPDIR/volumes"
	[ "$(grep -o '<table' "$page" | wc -l)" -eq "$(grep -o '<caption' "$page" | wc -l)" ]
	[ "$(grep -o ' id="[^"]*"' "$page" | sort | uniq -d | wc -l)" -eq 0 ]
	grep -o '<h[1-6]' "$page" | tr -d '<h' | awk 'NR > 1 && $1 > last + 1 { exit 1 } { last = $1 }'
}

@test "recovered blobs say how and where they were found, the others why not" {
	examine_image image-ext4-frag
	"$SHERD" examine -q "$case_file" "image:$image" >/dev/null
	"$SHERD" recover -q --effort carve "$case_file" >/dev/null
	"$SHERD" report -q "$case_file" -o "${page%/*}" >/dev/null
	lost=$("$SHERD" blobs "$case_file" --json | jq -c 'select(.searched)' | wc -l)
	[ "$lost" -gt 0 ] # those in pieces
	table "$page" 'Why others were not found' | grep -q "<td>no-map</td><td>[^<]*</td><td class=\"n\">$lost</td>"
	"$SHERD" recover -q "$case_file" >/dev/null
	"$SHERD" report -q "$case_file" -o "${page%/*}" >/dev/null
	table "$page" 'Recovered blobs' >"$BATS_TEST_TMPDIR/blobs"
	"$SHERD" blobs "$case_file" --state recovered --json >"$BATS_TEST_TMPDIR/lines"
	[ "$(grep -o '<tr>' "$BATS_TEST_TMPDIR/blobs" | wc -l)" -eq "$(($(wc -l <"$BATS_TEST_TMPDIR/lines") + 1))" ]
	jq -r '"\(.digest) \(.sources[0].offset) \(.sources[0].runs | length)"' "$BATS_TEST_TMPDIR/lines" | while read -r digest offset n; do
		grep -o "title=\"$digest\".*" "$BATS_TEST_TMPDIR/blobs" | sed 's/<\/tr>.*//' | grep -q "from byte $offset, in $n piece"
	done
	for way in 'metadata (journal-inode, inode <bdi>[0-9]*</bdi>)' 'metadata (orphan-leaf)' '<td>gzip</td>' '<td>json</td>' '<td>fragments</td>'; do
		grep -q "$way" "$BATS_TEST_TMPDIR/blobs" || { echo "no $way"; return 1; }
	done
	grep -q "<strong>$(wc -l <"$BATS_TEST_TMPDIR/lines")</strong> of these were recovered" "${page%/*}/report.html"
	table "$page" 'How bytes were recovered' | grep -q orphan-leaf
	[ "$(stat -c %s "$page")" -lt 400000 ]
}

@test "without an image the page says nothing of volumes and recovery" {
	for word in '<span>Volumes</span>' '<h3>Recovered blobs</h3>' 'were recovered from'; do
		[ "$(grep -c -F -e "$word" "$folder/annex.html")" -eq 0 ]
	done
}

@test "what an image says of itself is text in the page, never markup" {
	examine_image image-ext4
	# last mounted on, in the superblock
	printf '/<script>alert(1)</script>\033[31m&\0' | dd of="$image" bs=1 seek=$((1024 + 0x88)) conv=notrunc status=none
	run "$SHERD" examine -q "$case_file" "image:$image"
	[ "$(grep -c '<script' "$page")" -eq 0 ]
	grep -qF '&lt;script&gt;alert&#40;1)&lt;/script&gt;\u{1B}[31m&amp;' "$page"
	[ "$(tr -d '\n' <"$page" | grep -c "$(printf '\033')")" -eq 0 ]
}

@test "disk images in containers: the annex's own lines make a raw copy and read the blobs out of it by dd" {
	command -v qemu-img ewfacquire ewfexport >/dev/null || skip "no qemu-img or ewf-tools here"
	"$SHERD" version --long | grep -q libewf\ 2 || skip "built without libewf"
	"$FIXTURES/unpack" image-ext4 "$BATS_TEST_TMPDIR/d"
	cd "$BATS_TEST_TMPDIR/d"
	mkdir "a place"
	qemu-img convert -O qcow2 image.img "a place/disk.qcow2"
	qemu-img convert -O vmdk image.img disk.vmdk
	ewfacquire -q -u -t disk image.img >/dev/null 2>&1
	rm image.img
	for disk in "a place/disk.qcow2" disk.vmdk disk.E01; do
		"$SHERD" examine -q c.db "image:$disk" -o r >/dev/null
		grep -o '^\(<pre>\)\?\(dd\|{ dd\|qemu-img\|ewfexport\).*' r/annex.html | sed 's/^<pre>//; s/&#61;/=/g; s/&#39;/'"'"'/g; s/&amp;/\&/g' >lines
		[ "$(grep -c '^qemu-img\|^ewfexport' lines)" = 1 ]
		grep '^qemu-img\|^ewfexport' lines >make.sh
		sh make.sh >/dev/null 2>&1
		grep 'dd if=' lines >read.sh
		[ "$(wc -l <read.sh)" -ge 5 ]
		sed 's/.*# //' read.sh >want
		sh read.sh | cut -d' ' -f1 | diff - want
		rm -rf c.db r ./*.raw ./*.raw.info "a place/disk.qcow2.raw"
	done
}
