#!/usr/bin/env bats
# The interchange formats, each read by the tool it is for; expected values from coreutils, jq and the tree itself.
load support

all=html,json,csv,timesketch,bodyfile,dfxml,case,sha256sums

setup_file() {
	export work=$BATS_FILE_TMPDIR
	cd "$work"
	"$FIXTURES/unpack" deletes tree
	# names that split lines, fields, tags and formulas
	for name in 'a|b%7C' $'line\nbreak' $'esc\033[31m' '<script>x<' "quote\"'&" $'bidi\u202eX' $'bad\xff' '=HYPERLINK(1)' 'back\slash'; do
		printf '%s' "$name" >"tree/$name"
	done
	"$SHERD" examine -q c.db tree tar="$(tar -cf t.tar tree && echo t.tar)" >/dev/null || [ $? = 3 ]
	"$SHERD" custody c.db item item_no=1-2 kind=medium quantity=1 description='a <b>disk</b>' found_at_place=x obtained_from=y
	cp c.db d.db
	SOURCE_DATE_EPOCH=1700000000 "$SHERD" report c.db -q -o out --format $all >/dev/null
}

@test "the folder's own manifest holds, and every format is in it" {
	cd "$work/out"
	sha256sum -c --strict --quiet MANIFEST.sha256
	ls | diff - <(printf '%s\n' MANIFEST.sha256 annex.html blobs.csv bodyfile.txt browse.html case.jsonld dfxml.xml findings.csv images.csv report.html report.json sha256sums.txt tags.csv timeline.csv timesketch.jsonl)
	run "$SHERD" report "$work/c.db" -o "$work/x" --format html,docx
	[ "$status" = 2 ]
}

@test "examine writes the formats that are asked for beside the page" {
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/e.db" "$work/tree" --format json,sha256sums -o "$BATS_TEST_TMPDIR/e" >/dev/null || [ $? = 3 ]
	(cd "$BATS_TEST_TMPDIR/e" && sha256sum -c --strict --quiet MANIFEST.sha256 && jq -e .images report.json >/dev/null && [ -s sha256sums.txt ] && [ -s report.html ])
}

# Runs the report where the programs that print stand at other places, or not at all: a name space of its own.
hide() { # program command...
	local hidden=$1
	shift
	unshare -m sh -c 'for p in '"$hidden"'; do [ ! -e "$p" ] || mount --bind /dev/null "$p" || exit 99; done; exec "$@"' sh "$@"
}

@test "pdf: the page as a browser prints it, no longer and no shorter, without a trace of the way it went" {
	command -v pdfinfo >/dev/null || skip "no pdfinfo here"
	command -v chromium >/dev/null || skip "no chromium here"
	cd "$BATS_TEST_TMPDIR"
	open=$(mktemp -d /tmp/sherd-test.XXXXXX)
	chmod 1777 "$open"
	TMPDIR=$open "$SHERD" report "$work/c.db" -q -o p --format pdf >/dev/null
	[ -z "$(find "$open" -name 'sherd-print*')" ]
	# places that no address of a page can hold as they are
	for odd in "$open/a #1%41?b" .; do
		mkdir -p -m 1777 "$odd"
		TMPDIR=$odd "$SHERD" report "$work/c.db" -q -o odd --format pdf >/dev/null
		head -c 5 odd/report.pdf | grep -q '%PDF-'
		rm -rf odd
	done
	rm -rf "$open"
	(cd p && sha256sum -c --strict --quiet MANIFEST.sha256 && grep -q ' report.pdf$' MANIFEST.sha256)
	pages=$(pdfinfo p/report.pdf | awk '/^Pages/ {print $2}')
	[ "$pages" -ge 2 ] && [ "$pages" -le 4 ]
	# the title of the page, and a name of the tree's
	title=$(sed -n 's|.*<title>\(.*\)</title>.*|\1|p' p/report.html)
	[ "$(pdfinfo p/report.pdf | sed -n 's/^Title: *//p')" = "$title" ]
	heading=$(sed -n 's|.*<h1[^>]*>\([^<]*\)<.*|\1|p' p/report.html | head -n 1 | tr -d '[:space:]')
	[ -n "$heading" ]
	pdftotext p/report.pdf - | tr -d '[:space:]' | grep -qiF "$heading"
	# ours again, and replaced without it
	"$SHERD" report "$work/c.db" -q -o p --format html >/dev/null
	[ ! -e p/report.pdf ]
}

@test "pdf: a user who is not root gets it, too" {
	command -v chromium >/dev/null || skip "no chromium here"
	[ "$(id -u)" = 0 ] || skip "the test before ran as such a user"
	open=$(mktemp -d /tmp/sherd-test.XXXXXX)
	cp "$work/c.db" "$SHERD" "$open"
	chown -R 4321:4321 "$open"
	(cd "$open" && setpriv --reuid=4321 --regid=4321 --clear-groups env HOME="$open" TMPDIR="$open" "./$(basename "$SHERD")" report c.db -q -o p --format pdf) >/dev/null
	head -c 5 "$open/p/report.pdf" | grep -q '%PDF-'
	[ -z "$(find "$open" -name 'sherd-print*')" ]
	rm -rf "$open"
}

@test "pdf: no program that prints, and one that gives no PDF: said, and nothing is left behind" {
	unshare -m true 2>/dev/null || skip "no name space of mounts here"
	cd "$BATS_TEST_TMPDIR"
	chromes='/usr/bin/chromium /bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome /usr/bin/weasyprint'
	run hide "$chromes" "$SHERD" report "$work/c.db" -q -o none --format pdf
	[ "$status" = 2 ]
	[[ $output == *"install one"* ]]
	[ ! -e none ]
	printf '#!/bin/sh\necho no printer here\n' >fake
	chmod 755 fake
	run unshare -m sh -c 'mount --bind fake /usr/bin/chromium && exec "$@"' sh "$SHERD" report "$work/c.db" -q -o none --format pdf
	[ "$status" = 1 ]
	[[ $output == *"did not print"* || $output == *"no PDF"* ]]
	[ ! -e none ] && ! ls -d none* 2>/dev/null
}

@test "pdf: a Japanese page is not printed where no font has its letters, and said; in English it is; statement and signature keep together" {
	unshare -m true 2>/dev/null || skip "no name space of mounts here"
	[ -x /usr/bin/fc-list ] || skip "no fontconfig here"
	command -v chromium >/dev/null || skip "no chromium here"
	cd "$BATS_TEST_TMPDIR"
	printf '#!/bin/sh\n[ "$*" = "-q :lang=ja" ] || exit 3\nexit 1\n' >without
	printf '#!/bin/sh\n[ "$*" = "-q :lang=ja" ] || exit 3\nexit 0\n' >with
	chmod 755 with without
	run unshare -m sh -c 'mount --bind without /usr/bin/fc-list && exec "$@"' sh "$SHERD" report "$work/c.db" -q -o none --format pdf --lang ja
	[ "$status" = 2 ]
	[[ $output == *"font with Japanese letters"*"fonts-noto-cjk"* ]]
	[ ! -e none ]
	unshare -m sh -c 'mount --bind without /usr/bin/fc-list && exec "$@"' sh "$SHERD" report "$work/c.db" -q -o en --format pdf
	unshare -m sh -c 'mount --bind with /usr/bin/fc-list && exec "$@"' sh "$SHERD" report "$work/c.db" -q -o ja --format pdf --lang ja
	head -c 5 ja/report.pdf | grep -q '%PDF-'
	# of a page as long as this or another: who signs sees on the same page what is signed
	"$FIXTURES/unpack" image-gpt-lvm d
	"$SHERD" examine -q l.db image:d/image.img --case-no 1 >/dev/null || [ $? = 3 ]
	"$SHERD" report l.db -q -o l --format pdf
	for pdf in en/report.pdf l/report.pdf; do
		last=$(pdfinfo $pdf | awk '/^Pages/ {print $2}')
		pdftotext -f "$last" -layout $pdf last.txt
		grep -q 'Signature or seal' last.txt && grep -q 'I have stated the facts' last.txt && grep -q 'does not contain legal judgement' last.txt || fail "$pdf: $(cat last.txt)"
	done
}

@test "pdf: a program that hangs ends with us, and nothing of it stays" {
	unshare -m true 2>/dev/null || skip "no name space of mounts here"
	cd "$BATS_TEST_TMPDIR"
	long=$((900000000 + $$)) # seconds; nobody else sleeps as long
	printf '#!/bin/sh\ntrap "" TERM\nsleep %d\nsleep %d\n' $long $long >fake
	chmod 755 fake
	unshare -m sh -c 'mount --bind fake /usr/bin/chromium && exec "$@"' sh "$SHERD" report "$work/c.db" -q -o none --format pdf 3>&- &
	until pgrep -f "sleep $long" >/dev/null; do kill -0 $!; done
	kill -INT $!
	status=0
	wait $! || status=$?
	[ "$status" = 130 ]
	for ((i = 0; i < 3000; i++)); do pgrep -f "sleep $long" >/dev/null || break; done
	! pgrep -f "sleep $long"
	[ -z "$(find /tmp -maxdepth 1 -name 'sherd-print*' -newer fake)" ]
	[ ! -e none ]
}

@test "another place, locale, zone and umask give the same bytes" {
	mkdir "$BATS_TEST_TMPDIR/else"
	cp "$work/d.db" "$BATS_TEST_TMPDIR/else/c.db"
	(cd "$BATS_TEST_TMPDIR/else" && umask 077 && TZ=Asia/Tokyo LC_ALL=ja_JP.UTF-8 SOURCE_DATE_EPOCH=1700000000 "$SHERD" report c.db -q -o out --format $all >/dev/null)
	diff -r "$work/out" "$BATS_TEST_TMPDIR/else/out"
}

@test "sha256sums: coreutils finds every file as it was read, hostile names too" {
	cd "$work"
	sha256sum -c --strict --quiet out/sha256sums.txt
	# every regular file of the tree, and the archive
	[ "$(grep -vc '^#' out/sha256sums.txt)" = $(($(find tree -type f -printf x | wc -c) + 1)) ]
	printf x >>'tree/a|b%7C'
	run sha256sum -c --quiet out/sha256sums.txt
	[ "$status" = 1 ]
	printf 'a|b%%7C' >'tree/a|b%7C'
}

@test "bodyfile: mactime reads every line; times are those of the files; names survive its decoding" {
	mactime -b "$work/out/bodyfile.txt" -d -y -z UTC >"$BATS_TEST_TMPDIR/m"
	[ "$(cut -d, -f8- "$BATS_TEST_TMPDIR/m" | sort -u | grep -c '"tree/')" -ge "$(find "$work/tree" -mindepth 1 -printf x | wc -c)" ]
	! grep -q '^0000-00-00' "$BATS_TEST_TMPDIR/m"
	# eleven fields a line, nothing that would be a line or a control
	awk -F'|' 'NF != 11 { bad = 1 } END { exit bad }' "$work/out/bodyfile.txt"
	run grep -cP '[\x00-\x08\x0b-\x1f\x7f]' "$work/out/bodyfile.txt"
	[ "$output" = 0 ]
	link=$(find "$work/tree" -name link -type f | sort | head -n 1)
	grep -F "|tree/${link#"$work/tree/"}|" "$work/out/bodyfile.txt" | cut -d'|' -f4,7,9 |
		diff - <(stat -c 'r/r%A|%s|%Y' "$link" | sed 's/r-/r/')
	grep -qF '|tree/a%7Cb%257C|' "$work/out/bodyfile.txt"
	grep -qF '|tree/line%0Abreak|' "$work/out/bodyfile.txt"
	grep -qF '|tree/bad%FF|' "$work/out/bodyfile.txt"
}

@test "timesketch: mandatory fields, microseconds equal to datetime, in order, no undated, one line each" {
	file=$work/out/timesketch.jsonl
	[ "$(wc -l <"$file")" = "$("$SHERD" timeline "$work/c.db" --json | jq -r 'select(.time) | .time' | grep -vcE '^(1970-01-01|0001-01-01)T00:00:00')" ]
	jq -e -s 'length > 10 and all(has("message") and has("datetime") and has("timestamp_desc") and (.timestamp | type == "number")
		and (has("tag") | not))' "$file"
	jq -e -s 'all((.datetime[0:19] + "Z" | fromdateiso8601) * 1000000 + (.datetime[20:26] | tonumber) == .timestamp
		and (.datetime | endswith("+00:00")))' "$file"
	jq -e -s '[.[].timestamp] | . == sort' "$file"
	jq -r 'select(.image_tag) | "\(.repository):\(.image_tag)"' "$file" | sort -u >"$BATS_TEST_TMPDIR/tags"
	[ -s "$BATS_TEST_TMPDIR/tags" ]
}

@test "dfxml: well formed, children in the schema's order, hashes and sizes of the files, raw names kept" {
	xmllint --nonet --noout "$work/out/dfxml.xml"
	if [ -n "${DFXML_XSD:-}" ]; then
		xmllint --nonet --noout --schema "$DFXML_XSD" "$work/out/dfxml.xml"
	else
		echo "# DFXML_XSD names no dfxml.xsd: children's order checked by the test's own list" >&3
	fi
	python3 - "$work/out/dfxml.xml" "$work/tree" <<-'END'
		import hashlib, os, sys, xml.etree.ElementTree as E
		ns = "{http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML}"
		order = """parent_object filename error partition id name_type filesize unalloc alloc alloc_inode alloc_name used unused
		orphan compressed inode meta_type mode nlink uid gid mtime ctime atime crtime seq dtime bkup_time link_target libmagic
		byte_runs hashdigest""".split()
		root = E.parse(sys.argv[1]).getroot()
		assert [c.tag.replace(ns, "") for c in root][:3] == ["metadata", "creator", "source"]
		seen = 0
		for o in root.iter(ns + "fileobject"):
		    at = [order.index(c.tag.replace(ns, "")) if c.tag.startswith(ns) else 99 for c in o]
		    assert at == sorted(at), at
		    name = o.find(ns + "filename").text
		    raw = o.find("{urn:sherd:dfxml:1}path_hex")
		    path = bytes.fromhex(raw.text) if raw is not None else name.partition("/")[2].encode()
		    full = os.path.join(sys.argv[2].encode(), path)
		    if name.startswith("tree/") and o.find(ns + "name_type").text == "r":
		        data = open(full, "rb").read()
		        assert o.find(ns + "hashdigest").text == hashlib.sha256(data).hexdigest(), path
		        assert int(o.find(ns + "filesize").text) == len(data) and int(o.find(ns + "inode").text) == os.stat(full).st_ino
		        seen += 1
		    if name.startswith("tar/") and o.find(ns + "byte_runs") is not None and o.find(ns + "name_type").text == "r":
		        run = o.find(ns + "byte_runs")[0]
		        with open(sys.argv[2] + "/../t.tar", "rb") as f:
		            f.seek(int(run.get("img_offset")))
		            assert hashlib.sha256(f.read(int(run.get("len")))).hexdigest() == o.find(ns + "hashdigest").text
		            seen += 1
		assert seen > 100, seen
	END
}

@test "case: every node named once and by UUID 5, every reference leads to one, hashes whole" {
	python3 - "$work/out/case.jsonld" "$work/out/report.json" <<-'END'
		import json, re, sys
		d, report = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
		ids, refs, hashes = set(), set(), []
		terms = set("""inv:Investigation tool:AnalyticTool obs:File obs:ObservableObject obs:ContentData obs:RecoveredObject
		obs:FileFacet obs:ContentDataFacet obs:RecoveredObjectFacet obs:PathRelationFacet obs:ObservableRelationship
		core:Assertion types:Hash xsd:hexBinary core:name core:description core:object core:hasFacet core:source core:target
		core:kindOfRelationship core:isDirectional core:statement tool:version obs:filePath obs:isDirectory obs:sizeInBytes
		obs:hash inv:ProvenanceRecord inv:exhibitNumber inv:InvestigativeAction action:startTime action:endTime
		action:instrument obs:path obs:contentRecoveredStatus types:hashMethod types:hashValue""".split())
		def walk(n):
		    if isinstance(n, list):
		        for x in n: walk(x)
		    elif isinstance(n, dict):
		        if "@value" in n:
		            return
		        assert "@id" in n, n
		        assert re.fullmatch(r"kb:[a-z]+-[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", n["@id"]), n["@id"]
		        if set(n) == {"@id"}:
		            refs.add(n["@id"])
		            return
		        assert n["@id"] not in ids, n["@id"]
		        ids.add(n["@id"])
		        kinds = n["@type"] if isinstance(n["@type"], list) else [n["@type"]]
		        assert set(kinds) <= terms, kinds
		        if "types:Hash" in kinds:
		            assert n["types:hashMethod"] == "SHA256" and re.fullmatch("[0-9a-f]{64}", n["types:hashValue"]["@value"])
		            hashes.append(n["types:hashValue"]["@value"])
		        if "inv:ProvenanceRecord" in kinds:
		            assert n["inv:exhibitNumber"] == "1-2" and n["core:description"] == "a <b>disk</b>"
		        if "obs:ObservableRelationship" in kinds:
		            assert isinstance(n["core:isDirectional"], bool) and n["core:source"] and n["core:target"]
		        for k, v in n.items():
		            assert k in terms or k[0] == "@", k
		            walk(v)
		walk(d["@graph"])
		assert refs <= ids, refs - ids
		assert {b["digest"][7:] for b in report["blobs"]} <= set(hashes)
		assert sum(n["@type"] == "core:Assertion" for n in d["@graph"]) == len(report["findings"])
	END
}

@test "nothing of evidence acts: no control, no tag, no formula in any format" {
	cd "$work/out"
	for file in report.html dfxml.xml case.jsonld timesketch.jsonl bodyfile.txt images.csv tags.csv blobs.csv findings.csv; do
		run grep -cP '\x1b|\xe2\x80\xae' "$file"
		[ "$output" = 0 ] || fail "$file"
	done
	for file in report.html dfxml.xml; do
		run grep -c '<script' "$file"
		[ "$output" = 0 ] || fail "$file"
	done
	run grep -cE '^"?=|,"?=' images.csv tags.csv blobs.csv findings.csv
	! grep -qvE ':0$' <<<"$output"
}
