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
	local at=0 step=2
	case $SHERD in */asan/* | */tsan/*) step=4 ;; esac
	[ -z "${LONG-}" ] || step=1 # the pages are the same bytes in every build
	for recipe in "$FIXTURES"/*/recipe; do
		[ $((at++ % step)) -eq 0 ] || continue
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

# What a column is called, and the words of the interface, at the terminal.
@test "lists, an image and comparisons speak Japanese at the terminal, with the same rows" {
	examine_fixture two-sources
	image=$("$SHERD" images "$case_file" --json | jq -r 'select(.completeness=="complete")|.digest' | head -1)
	[ -n "$image" ]
	for list in images tags blobs repos uploads findings timeline sources "blobs --impact" "show $image" "files $image" diff \
		"find a" "existed --at 2030-01-01"; do
		set -- $list
		verb=$1
		shift
		"$SHERD" "$verb" "$case_file" "$@" --lang en >"$BATS_TEST_TMPDIR/a"
		"$SHERD" "$verb" "$case_file" "$@" --lang ja >"$BATS_TEST_TMPDIR/b"
		# what scripts take apart does not change with the environment; a terminal's user is spoken to (below)
		LC_ALL=ja_JP.UTF-8 "$SHERD" "$verb" "$case_file" "$@" | diff - "$BATS_TEST_TMPDIR/a"
		# a row is a row in both, with the same digests
		diff <(wc -l <"$BATS_TEST_TMPDIR/a") <(wc -l <"$BATS_TEST_TMPDIR/b")
		diff <(grep -oE '\b[0-9a-f]{12,64}\b' "$BATS_TEST_TMPDIR/a") <(grep -oE '\b[0-9a-f]{12,64}\b' "$BATS_TEST_TMPDIR/b")
		[ "$verb" = show ] || ! head -1 "$BATS_TEST_TMPDIR/b" | grep -oE '\b[A-Z]{3,}\b' | grep -v DIFF
		! cmp -s "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
	done
	"$SHERD" images "$case_file" --lang ja | grep -q 完全
	"$SHERD" show "$case_file" "$image" --lang ja | grep -q 付与されたことのあるタグ
}

@test "a list without a line says why in Japanese, and JSON knows the words of the interface alone" {
	run -0 "$SHERD" images "$case_file" --tag no-such --lang ja
	[[ $output == 該当するイメージはない*--tag\ no-such* ]]
	diff <("$SHERD" images "$case_file" --json --lang ja) <("$SHERD" images "$case_file" --json)
	diff <("$SHERD" findings "$case_file" --json --lang ja) <("$SHERD" findings "$case_file" --json)
}

# Japanese has no blanks to break a line at.
@test "a Japanese sentence is broken where the terminal ends, and nothing of it is lost" {
	python3 - "$SHERD" "$case_file" >"$BATS_TEST_TMPDIR/screen" <<-'END'
		import fcntl, os, pty, struct, subprocess, sys, termios, unicodedata
		master, slave = pty.openpty()
		fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
		p = subprocess.Popen([sys.argv[1], "findings", sys.argv[2]], stdout=slave, env=dict(os.environ, PAGER="", TERM="dumb", LC_ALL="ja_JP.UTF-8"))
		os.close(slave)
		out = b""
		while True:
		    try:
		        more = os.read(master, 65536)
		    except OSError:
		        break
		    if not more:
		        break
		    out += more
		text = out.decode().replace("\r", "")
		wide = lambda c: unicodedata.east_asian_width(c) in "WF"
		for line in text.split("\n"):  # a time or a path wider than its room stands alone
		    assert sum(1 + wide(c) for c in line) <= 80 or not any(map(wide, line.split()[-1])), text
		print("".join(text.split()))
	END
	sentence=$("$SHERD" findings "$case_file" --lang ja | grep -m1 -oE '[^ ]*除去された（[^ ]*$')
	[ -n "$sentence" ]
	grep -qF "$sentence" "$BATS_TEST_TMPDIR/screen"
}
