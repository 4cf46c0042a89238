#!/usr/bin/env bats
# The page in Japanese says what the English one says: the same digests, counts, times and rows.
load cli_support
load support

setup() {
	examine_fixture gc
	en=$BATS_TEST_TMPDIR/en ja=$BATS_TEST_TMPDIR/ja
	export SOURCE_DATE_EPOCH=1700000000
}

both() { # options...
	rm -rf "$en" "$ja"
	# a report is in the custody log, which the next one tells: a copy each
	mkdir -p "$BATS_TEST_TMPDIR/copy"
	cp "$case_file" "$BATS_TEST_TMPDIR/copy/"
	"$SHERD" report "$BATS_TEST_TMPDIR/copy/${case_file##*/}" -q -o "$en" --format html,json,csv "$@" >/dev/null
	"$SHERD" report "$case_file" -q -o "$ja" --format html,json,csv --lang ja "$@" >/dev/null
}

# Size and digest of a file beside the page differ by its language, or its byte order mark.
facts() { # folder pattern
	grep -hv 'href="[a-z]*\.\(csv\|html\)"' "$1/report.html" "$1/annex.html" | grep -oE "$2" | sort
}

same() { # pattern
	facts "$en" "$1" >"$BATS_TEST_TMPDIR/a"
	facts "$ja" "$1" >"$BATS_TEST_TMPDIR/b"
	[ -s "$BATS_TEST_TMPDIR/a" ]
	diff "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
}

rows() { # page: rows of each table, in order
	awk '/<table>/ { n = 0 } { n += gsub(/<tr>/, "") } /<\/table>/ { print n }' "$1"
}

@test "digests, numbers, times and rows are those of the English page" {
	for name in gc live two-sources; do
		examine_fixture $name
		both --format html
		same '<code class="full" translate="no">sha256:[^<]*'
		same '<code class="short"[^>]*>[^<]*'
		same '<td class="n">[^<]*'
		same '<strong>[0-9]+</strong>'
		same '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]*Z'
		same 'class="b b-[a-z]+'
		for page in report annex; do diff <(rows "$en/$page.html") <(rows "$ja/$page.html"); done
	done
}

@test "the page says its language, its JSON is the same, its tables have a mark" {
	both
	grep -q '<html lang="en">' "$en/report.html"
	grep -q '<html lang="ja">' "$ja/report.html"
	diff <(jq 'del(.runs)' "$en/report.json") <(jq 'del(.runs)' "$ja/report.json")
	for file in images tags blobs findings; do
		[ "$(head -c 3 "$ja/$file.csv" | xxd -p)" = efbbbf ]
		tail -c +4 "$ja/$file.csv" | diff - "$en/$file.csv"
	done
	(cd "$ja" && sha256sum --quiet -c MANIFEST.sha256)
}

@test "no English is left, over all fixtures" {
	for recipe in "$FIXTURES"/*/recipe; do
		name=$(basename "$(dirname "$recipe")")
		make_case "$name" "$BATS_TEST_TMPDIR/all/$name"
		"$SHERD" report "$BATS_TEST_TMPDIR/all/$name/case.db" -q --lang ja -o "$BATS_TEST_TMPDIR/all/$name/ja" >/dev/null
		for page in report annex; do
			run python3 "$root/tests/support/japanese.py" "$BATS_TEST_TMPDIR/all/$name/ja/$page.html"
			[ "$status" -eq 0 ] || fail "$name, $page: $output"
		done
		rm -rf "$BATS_TEST_TMPDIR/all/$name"
	done
}

@test "what images, their volumes and recovery say is told too" {
	for name in image-gpt-lvm image-xfs image-btrfs image-ext4-frag; do
		"$FIXTURES/unpack" "$name" "$BATS_TEST_TMPDIR/$name"
		"$SHERD" examine -q "$BATS_TEST_TMPDIR/$name.db" "image:$BATS_TEST_TMPDIR/$name/image.img" >/dev/null
		for step in examined carve all; do
			[ $step = examined ] || "$SHERD" recover -q --effort $step "$BATS_TEST_TMPDIR/$name.db" >/dev/null
			"$SHERD" report "$BATS_TEST_TMPDIR/$name.db" -q --lang ja -o "$ja" >/dev/null
			run python3 "$root/tests/support/japanese.py" "$ja/annex.html"
			[ "$status" -eq 0 ] || fail "$name, $step: $output"
			grep -q '削除済みデータに、名称が残る' "$ja/annex.html" || fail "$name, $step: no deleted name"
			# a blob in pieces without a map
			[ "$name-$step" != image-ext4-frag-carve ] || grep -q '管理情報に配置情報がな' "$ja/annex.html" || fail "no reason"
		done
		rm -rf "${BATS_TEST_TMPDIR:?}/$name"
	done
}

@test "sentences of log lines are told too" {
	make_case logged "$BATS_TEST_TMPDIR/logged"
	mkdir "$BATS_TEST_TMPDIR/logs"
	zstd -qdc "$FIXTURES/logged/logs.tar.zst" | tar -xf - -C "$BATS_TEST_TMPDIR/logs"
	find "$BATS_TEST_TMPDIR/logs" -type f -exec "$SHERD" logs "$BATS_TEST_TMPDIR/logged/case.db" -q {} + >/dev/null
	"$SHERD" report "$BATS_TEST_TMPDIR/logged/case.db" -q --lang ja -o "$ja" >/dev/null
	run python3 "$root/tests/support/japanese.py" "$ja/annex.html"
	[ "$status" -eq 0 ] || fail "$output"
	grep -q '行目、' "$ja/annex.html"
}

@test "a zone is named in the header, and the stored time follows" {
	both --tz +09:00
	for page in "$en" "$ja"; do
		grep -q '2023-11-15 07:13:20 +09:00</span> <span class="soft utc">&#40;2023-11-14T22:13:20Z&#41;' "$page/report.html"
		grep -q '+09:00</bdi>' "$page/report.html"
	done
	same '[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]* [+]09:00'
	both
	grep -q '<dd>協定世界時（UTC）</dd>' "$ja/report.html"
}

@test "the page refers to nothing outside of it, and its headings do not jump" {
	both
	for word in 'http://' 'https://' 'src=' '<script' 'url(' '<link' '@import'; do
		run grep -c -F -e "$word" "$ja/report.html"
		[ "$output" = 0 ]
	done
	grep -o '<h[1-6]' "$ja/report.html" | tr -d '<h' | awk 'NR > 1 && $1 > last + 1 { exit 1 } { last = $1 }'
	[ "$(grep -o ' id="[^"]*"' "$ja/report.html" | sort | uniq -d | wc -l)" -eq 0 ]
}

@test "another language is refused" {
	sherd report "$case_file" --lang fr -o "$BATS_TEST_TMPDIR/x"
	refused lang
}
