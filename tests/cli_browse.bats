#!/usr/bin/env bats
# browse.html clicked through in a real browser; the report and its annex as paper. A page beside it clicks and writes down
# what it saw: no driver, only a browser that prints the page's text.
load cli_support
load support

browser() {
	command -v chromium >/dev/null || skip "no chromium here"
}

# The folder of a case, and the clicking page in it.
folder() { # fixture
	if [[ $1 == image-* ]]; then
		case_file=$BATS_TEST_TMPDIR/$1.db
		"$FIXTURES/unpack" "$1" "$BATS_TEST_TMPDIR/$1"
		"$SHERD" examine -q "$case_file" "image:$BATS_TEST_TMPDIR/$1/image.img" >/dev/null
	else
		examine_fixture "$1"
	fi
	page=$BATS_TEST_TMPDIR/page
	"$SHERD" report "$case_file" -q -o "$page" "${@:2}" >/dev/null
}

chrome() {
	timeout 120 chromium --headless --no-sandbox --disable-gpu --user-data-dir="$BATS_TEST_TMPDIR/profile" "$@" 2>/dev/null
}

# What the clicking page saw, name=value a line.
click() {
	cp "$root/tests/support/browse_driver.html" "$page/"
	chrome --disable-web-security --allow-file-access-from-files --virtual-time-budget=10000 --dump-dom \
		"file://$page/browse_driver.html" | sed -n '/<pre id="seen">/,/<\/pre>/p' >"$BATS_TEST_TMPDIR/seen"
	grep -q '^all=' "$BATS_TEST_TMPDIR/seen" || fail "$(cat "$BATS_TEST_TMPDIR/seen")"
	! grep '^error=' "$BATS_TEST_TMPDIR/seen" || fail "the page failed"
}

saw() {
	sed -n "s/^$1=//p" "$BATS_TEST_TMPDIR/seen" | sed 's/&amp;/\&/g; s/&lt;/</g; s/&gt;/>/g'
}

@test "the policy names script and style by their hashes, and nothing else may run or be fetched" {
	folder deletes
	python3 - "$page/browse.html" <<-'END'
		import base64, hashlib, re, sys
		page = open(sys.argv[1], encoding="utf-8").read()
		policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page).group(1)
		def named(kind, text):
		    return "%s-src 'sha256-%s'" % (kind, base64.b64encode(hashlib.sha256(text.encode()).digest()).decode())
		scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
		styles = re.findall(r"<style>(.*?)</style>", page, re.S)
		assert len(scripts) == 1 and len(styles) == 1
		assert policy == "default-src 'none'; %s; %s; base-uri 'none'; form-action 'none'" % (named("script", scripts[0]), named("style", styles[0])), policy
		assert len(re.findall("<script", page)) == 2  # and the data
	END
	sed -n '/<script type="application.json"/,/<\/script>/p' "$page/browse.html" | sed 's/.*id="data">//; s/<\/script>.*//' | sed '/^<script>/,$d' | jq -e .images >/dev/null
}

@test "every button does what it says: chips, the command to type, the instants of the slider, the search" {
	browser
	folder image-ext4
	click
	"$SHERD" images "$case_file" --json >"$BATS_TEST_TMPDIR/images"
	gone='select(any(.repositories[]; .standing == "deleted" and .only_named != true) or any(.tags[]; .standing == "deleted"))'
	[ "$(saw all)" = "$(wc -l <"$BATS_TEST_TMPDIR/images")" ]
	[ "$(saw deleted)" = "$(jq -c "$gone" "$BATS_TEST_TMPDIR/images" | wc -l)" ]
	[ "$(saw lost)" = "$(jq -c "$gone | select(.completeness == \"absent\")" "$BATS_TEST_TMPDIR/images" | wc -l)" ]
	want=$(jq -r "$gone | select(.completeness == \"complete\") | .digest" "$BATS_TEST_TMPDIR/images" | sort | paste -sd,)
	[ "$(saw restorable-digests)" = "$want" ]
	[ "$(saw deleted-pressed)$(saw lost-pressed)" = truetrue ]
	[ "$(saw cleared)" = yes ] && [ "$(saw none)" = 0 ] && [ "$(saw unlabelled)" = 0 ]
	[ "$(saw shown)" = "$(saw picked)" ]
	# the line works as it stands
	cd "$(dirname "$case_file")"
	[ "$(saw line)" = "sherd export ${case_file##*/} ${want//,/ } oci:restored" ]
	eval "'$SHERD' $(saw line | cut -d' ' -f2-)" -q >/dev/null
	[ "$(find restored/blobs -type f | wc -l)" -gt 5 ]
}

@test "the slider shows at each instant what the list of that instant names" {
	browser
	folder two-sources
	click
	# the instants in order, as the tags have them, and what stood then by the list
	"$SHERD" tags "$case_file" --json | jq -r '.from, .until, .deleted_at, .deleted_after, .deleted_before | select(. != null)' |
		sed 's/Z$//' | LC_ALL=C sort -u >"$BATS_TEST_TMPDIR/instants"
	[ "$(saw instants)" = "$(wc -l <"$BATS_TEST_TMPDIR/instants")" ]
	saw states | tr ';' '\n' | head -n -1 | cut -d: -f4- >"$BATS_TEST_TMPDIR/got"
	while read -r t; do
		"$SHERD" at "$case_file" "${t}Z" --json | jq -r '.digest // empty' | cut -c8-19 | LC_ALL=C sort -u | paste -sd+
	done <"$BATS_TEST_TMPDIR/instants" >"$BATS_TEST_TMPDIR/want"
	[ -s "$BATS_TEST_TMPDIR/want" ]
	# nothing the list names may be absent
	paste -d' ' "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got" | while read -r want got; do
		for digest in ${want//+/ }; do [[ +$got+ == *+$digest+* ]] || fail "$digest is not shown: $got"; done
	done
}

@test "hostile names stay text, whoever reads them" {
	browser
	tree=$BATS_TEST_TMPDIR/h
	"$FIXTURES/unpack" live "$tree"
	cd "$tree/docker/registry/v2/repositories"
	for name in *; do
		mkdir "x<img src=y onerror=parent.ran=1>"
		mv "$name" "x<img src=y onerror=parent.ran=1>/<"
		break
	done
	mkdir '<' && mkdir -p '</script><script>window.ran=1<' && cp -r "x<img src=y onerror=parent.ran=1>/<" '</script><script>window.ran=1</x' || true
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/h.db" "s=$tree" >/dev/null || [ $? = 3 ]
	page=$BATS_TEST_TMPDIR/h.report
	[ "$(grep -c '</script' "$page/browse.html")" -eq 2 ] || fail "a name ends the script"
	click
	[ "$(saw ran)" = no ] && [ "$(saw images)" = 0 ] && [ "$(saw scripts)" = 2 ]
	chrome --dump-dom "file://$page/browse.html" | grep -q '&lt;img src=y onerror' || fail "the name is not told"
}

pages() {
	chrome --print-to-pdf="$BATS_TEST_TMPDIR/x.pdf" --no-pdf-header-footer "file://$1" >/dev/null
	pdfinfo "$BATS_TEST_TMPDIR/x.pdf" | awk '/^Pages/ { print $2 }'
}

@test "on paper the report has two to four pages, in both languages" {
	browser
	command -v pdfinfo >/dev/null || skip "no pdfinfo here"
	folder image-ext4
	for lang in en ja; do
		rm -rf "$page"
		"$SHERD" report "$case_file" -q -o "$page" --lang $lang >/dev/null
		n=$(pages "$page/report.html")
		[ "$n" -ge 2 ] && [ "$n" -le 4 ] || fail "$lang: $n pages"
	done
}

@test "520 images, half of them deleted: an annex of at most 40 pages, a report of four" {
	browser
	command -v pdfinfo >/dev/null || skip "no pdfinfo here"
	python3 "$root/tests/support/many_images.py" "$BATS_TEST_TMPDIR/many" 520
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/many.db" "m=$BATS_TEST_TMPDIR/many" >/dev/null
	for lang in en ja; do
		"$SHERD" report "$BATS_TEST_TMPDIR/many.db" -q --lang $lang -o "$BATS_TEST_TMPDIR/many.$lang" >/dev/null
		[ "$(tail -n +2 "$BATS_TEST_TMPDIR/many.$lang/images.csv" | wc -l)" -eq 520 ]
		[ "$(pages "$BATS_TEST_TMPDIR/many.$lang/annex.html")" -le 40 ] || fail "$lang: annex"
		[ "$(pages "$BATS_TEST_TMPDIR/many.$lang/report.html")" -le 4 ] || fail "$lang: report"
	done
}

# One page as somebody with weak eyes or a screen reader meets it; 0 is the dark scheme of the browser's settings, 1 the light.
look() { # page scheme
	chrome --disable-web-security --allow-file-access-from-files --blink-settings=preferredColorScheme="$2" --virtual-time-budget=10000 \
		--dump-dom "file://$page/access_driver.html#$1" | sed -n '/<pre id="seen">/,/<\/pre>/p' >"$BATS_TEST_TMPDIR/seen"
	grep -q '^end=yes' "$BATS_TEST_TMPDIR/seen" || fail "$1: $(cat "$BATS_TEST_TMPDIR/seen")"
}

@test "contrast of every text as it is shown, light and dark (WCAG AA), and what a screen reader goes by" {
	[ "${MODE:-release}" = release ] || skip "the pages are the same bytes in every mode"
	browser
	folder image-ext4 --lang ja
	cp "$root/tests/support/access_driver.html" "$page/"
	for at in report.html annex.html browse.html; do
		for scheme in 0 1; do
			look "$at" "$scheme"
			! grep '^low=' "$BATS_TEST_TMPDIR/seen" || fail "$at, scheme $scheme"
		done
		[ "$(saw language)" = ja ] && [ "$(saw title)" = yes ] || fail "$at: language or title"
		[ "$(saw main)" = 1 ] && [ "$(saw landmarks)" = header,main,footer ] || fail "$at: landmarks: $(saw landmarks)"
		for none in th-without-scope tables-without-name tables-without-heads unlabelled pictures-without-words pointing-nowhere twice \
			heading-jumps links-without-words; do
			[ "$(saw $none)" = 0 ] || fail "$at: $none: $(saw $none)"
		done
		[ "$(saw h1)" = 1 ] || fail "$at: $(saw h1) h1"
	done
	# the two schemes are two: the dark page's text is light
	look report.html 0
	dark=$(saw worst)
	look report.html 1
	[ "$dark" != "$(saw worst)" ]
}
