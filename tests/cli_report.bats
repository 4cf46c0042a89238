#!/usr/bin/env bats
# The report folder: complete, self-contained, swapped in at once, the same bytes again.
load cli_support

setup() {
	examine_fixture gc
	folder=${case_file%.db}.report
}

@test "examine writes the folder, and its manifest holds" {
	[ -f "$folder/report.html" ]
	[ -f "$folder/report.json" ]
	(cd "$folder" && sha256sum --quiet -c MANIFEST.sha256)
	[ "$(ls "$folder" | wc -l)" -eq "$(($(wc -l <"$folder/MANIFEST.sha256") + 1))" ]
	[ -z "$(find "$BATS_TEST_TMPDIR" -maxdepth 1 -name '*.report.*')" ]
}

@test "the page refers to nothing outside of it" {
	for name in live gc name-with-escape; do
		examine_fixture $name
		page=${case_file%.db}.report/report.html
		for word in 'http://' 'https://' 'src=' '<script' 'url(' '<link' '@import'; do
			run grep -c -F -e "$word" "$page"
			[ "$output" = 0 ]
		done
	done
}

@test "the page is well formed where it matters" {
	page=$folder/report.html
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
	grep -o '<h[1-6]' "$folder/report.html" | tr -d '<h' |
		awk 'NR > 1 && $1 > last + 1 { exit 1 } { last = $1 }'
}

@test "report.json holds the very lines of the lists" {
	for verb in images tags blobs repos uploads findings sources; do
		"$SHERD" $verb "$case_file" --json | jq -s -c . >"$BATS_TEST_TMPDIR/want"
		jq -c ".$verb" "$folder/report.json" | diff - "$BATS_TEST_TMPDIR/want"
	done
	jq -e '.sherd.version and .case and .summary and (.runs | length > 0)' "$folder/report.json"
}

@test "the first screen has the numbers of the summary" {
	n=$(jq .summary.images "$folder/report.json")
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
	run "$SHERD" report "$case_file" --format pdf -o "$BATS_TEST_TMPDIR/x"
	[ "$status" -eq 2 ]
	[ ! -e "$BATS_TEST_TMPDIR/x" ]
}

@test "CSV files have one record a line and no formulas" {
	for file in "$folder"/*.csv; do
		run grep -cE '(^|,)"?[=+@-]' "$file"
		[ "$output" = 0 ]
	done
	[ "$(tail -n +2 "$folder/images.csv" | wc -l)" -eq "$(jq '.images | length' "$folder/report.json")" ]
}
