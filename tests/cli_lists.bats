#!/usr/bin/env bats
# The lists against the truth the recipes recorded, and their filters.
load cli_support

setup_file() {
	for name in live deletes gc; do
		"$FIXTURES/unpack" $name "$BATS_FILE_TMPDIR/$name"
		"$SHERD" examine -q "$BATS_FILE_TMPDIR/$name.db" tree="$BATS_FILE_TMPDIR/$name" >/dev/null
	done
}

setup() {
	here=$BATS_FILE_TMPDIR
	work=$BATS_TEST_TMPDIR
}

@test "images are the recorded ones" {
	for name in live deletes gc; do
		jq "$truth_images" "$FIXTURES/$name/truth.json" >"$work/want"
		"$SHERD" images "$here/$name.db" --json | jq -s "$our_images" >"$work/got"
		same_json "images of $name" "$work/want" "$work/got"
	done
}

@test "tags are the recorded ones, one line per target" {
	for name in live deletes gc; do
		jq '[.tags[] | {repository, tag, digest, standing}] | sort' "$FIXTURES/$name/truth.json" >"$work/want"
		"$SHERD" tags "$here/$name.db" --json |
			jq -s '[.[] | {repository, tag, digest, standing}] | sort' >"$work/got"
		same_json "tags of $name" "$work/want" "$work/got"
	done
}

@test "blobs have the recorded states and sizes" {
	for name in live deletes gc; do
		jq '[.blobs[] | {digest, state, size}] | sort' "$FIXTURES/$name/truth.json" >"$work/want"
		"$SHERD" blobs "$here/$name.db" --json | jq -s '[.[] | {digest, state, size}] | sort' >"$work/got"
		same_json "blobs of $name" "$work/want" "$work/got"
	done
}

@test "findings are the recorded ones, each with grounds" {
	for name in live deletes gc; do
		jq '[.findings[] | {code, severity, path}] | sort' "$FIXTURES/$name/truth.json" >"$work/want"
		"$SHERD" findings "$here/$name.db" --json |
			jq -s '[.[] | {code, severity, path: .because[0].path}] | sort' >"$work/got"
		same_json "findings of $name" "$work/want" "$work/got"
	done
}

@test "deleted_at lies between the calls that deleted" {
	"$SHERD" images "$here/deletes.db" --json | jq -s '[.[] | .digest as $d | .repositories[] | select(.deleted_at)
		| {key: "\($d) \(.name)", value: .deleted_at}] | from_entries' >"$work/got"
	jq -e --slurpfile got "$work/got" '[.images[] | .digest as $d | .repositories[] | select(.deleted_at_min)
		| $got[0]["\($d) \(.name)"] as $at | $at >= .deleted_at_min and $at <= .deleted_at_max]
		| length > 0 and all' "$FIXTURES/deletes/truth.json"
}

@test "every list is one JSON object a line, without null" {
	for verb in summary images tags blobs repos uploads sources findings; do
		"$SHERD" $verb "$here/gc.db" --json | jq -e -s 'all(type == "object") and
			([.. | select(. == null)] | length == 0)' >/dev/null
	done
}

@test "lines are sorted by content" {
	"$SHERD" images "$here/live.db" --json | jq -r .digest >"$work/a"
	LC_ALL=C sort -c "$work/a"
	"$SHERD" blobs "$here/live.db" --json | jq -r .digest >"$work/b"
	LC_ALL=C sort -c "$work/b"
}

@test "summary counts what the lists show" {
	"$SHERD" images "$here/gc.db" --json | jq -s 'reduce .[] as $x ({}; .[$x.standing] += 1)' >"$work/want"
	"$SHERD" summary "$here/gc.db" --json | jq '.standing | with_entries(select(.value > 0))' >"$work/got"
	same_json standing "$work/want" "$work/got"
	"$SHERD" blobs "$here/gc.db" --json | jq -s 'reduce .[] as $x ({}; .[$x.state] += 1)' >"$work/want"
	"$SHERD" summary "$here/gc.db" --json | jq '.state | with_entries(select(.value > 0))' >"$work/got"
	same_json state "$work/want" "$work/got"
	"$SHERD" summary "$here/gc.db" --json | jq -e '.bytes_read > 0 and (.seconds | type) == "number"
		and .sources == ["tree"]'
}

@test "filters keep the lines that match and no others" {
	for pair in standing:tagged standing:vanished completeness:partial state:missing; do
		key=${pair%:*} word=${pair#*:}
		"$SHERD" images "$here/gc.db" --json | jq -c "select(.$key == \"$word\")" >"$work/want"
		"$SHERD" images "$here/gc.db" --json --$key $word | jq -c . >"$work/got"
		[ -s "$work/want" ]
		diff "$work/want" "$work/got"
	done
}

@test "standing deleted means deleted in a repository" {
	"$SHERD" images "$here/gc.db" --json |
		jq -c 'select(any(.repositories[]; .standing == "deleted"))' >"$work/want"
	"$SHERD" images "$here/gc.db" --json --standing deleted | jq -c . >"$work/got"
	[ -s "$work/want" ]
	diff "$work/want" "$work/got"
}

@test "digest filters by prefix, with and without algorithm" {
	digest=$("$SHERD" blobs "$here/live.db" --json | jq -r .digest | head -n 1)
	hex=${digest#sha256:}
	[ "$("$SHERD" blobs "$here/live.db" --json --digest "${hex:0:12}" | jq -r .digest)" = "$digest" ]
	[ "$("$SHERD" blobs "$here/live.db" --json --digest="$digest" | jq -r .digest)" = "$digest" ]
}

@test "since and until bound the times of a line, ends included" {
	from=$("$SHERD" tags "$here/deletes.db" --json | jq -r .from | sort | sed -n 2p)
	"$SHERD" tags "$here/deletes.db" --json --since "$from" --until "$from" |
		jq -e -s --arg t "$from" 'length > 0 and all(.from == $t or .until == $t or .deleted_at == $t)'
	[ -z "$("$SHERD" tags "$here/deletes.db" --json --until 1999-12-31)" ]
}

@test "severity means that and worse" {
	[ "$("$SHERD" findings "$here/gc.db" --json --severity info | wc -l)" = \
		"$("$SHERD" findings "$here/gc.db" --json | wc -l)" ]
	"$SHERD" findings "$here/gc.db" --json --severity notice | jq -e -s 'length > 0 and all(.severity != "info")'
}

@test "a filter a list cannot apply is a usage error that names it" {
	run "$SHERD" blobs "$here/gc.db" --severity error
	[ "$status" -eq 2 ]
	[[ $output == *--severity* ]]
	run "$SHERD" images "$here/gc.db" --standing alive
	[ "$status" -eq 2 ]
	[[ $output == *tagged* ]]
}

@test "tables shorten digests unambiguously, --full shows them whole" {
	"$SHERD" blobs "$here/live.db" | awk 'NR > 1 { print $1 }' >"$work/short"
	[ "$(sort -u "$work/short" | wc -l)" = "$(wc -l <"$work/short")" ]
	awk 'length($0) < 12 { bad = 1 } END { exit bad }' "$work/short"
	"$SHERD" blobs "$here/live.db" --full | awk 'NR > 1 { print $1 }' >"$work/full"
	"$SHERD" blobs "$here/live.db" --json | jq -r .digest | diff - "$work/full"
}

@test "colour only when asked, and words stay the same" {
	esc=$(printf '\033')
	"$SHERD" images "$here/gc.db" --color always >"$work/colour"
	"$SHERD" images "$here/gc.db" >"$work/plain"
	grep -q "$esc" "$work/colour"
	run grep -q "$esc" "$work/plain"
	[ "$status" -eq 1 ]
	sed "s/$esc\[[0-9;]*m//g" "$work/colour" | diff - "$work/plain"
}

@test "cases of schemas 7, 8 and 9, their rows as they were, give every list that the case of today gives" {
	"$FIXTURES/unpack" deletes "$BATS_TEST_TMPDIR/old-tree"
	cd "$BATS_TEST_TMPDIR"
	"$SHERD" examine -q new.db t=old-tree -o new.report >/dev/null
	# the schema as it was released, filled through the views, which have its columns
	python3 - "$root/lib/casedb" new.db <<-'PY'
		import re, sqlite3, sys
		def fill(number):
		    text = open(f"{sys.argv[1]}/schema_{number}.h").read().split(f"#define CASEDB_SCHEMA_{number} ")[1].split("\n\n")[0]
		    schema = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text)).replace('\\"', '"')
		    c = sqlite3.connect(f"old{number}.db")
		    c.executescript(schema + f"PRAGMA application_id=1397245010; PRAGMA user_version={number}; PRAGMA foreign_keys=OFF")
		    c.execute("ATTACH ? AS now", (sys.argv[2],))
		    for (t,) in c.execute("SELECT name FROM main.sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite_%'").fetchall():
		        cols = ",".join('"%s"' % r[1] for r in c.execute(f"pragma main.table_info({t})"))
		        order = " ORDER BY seq" if t == "custody_log" else ""
		        columns = cols.replace('"bytes"', "(SELECT v.bytes FROM now.document v WHERE v.sha256_id=x.sha256)") if t == "document_row" else cols
		        c.execute(f"INSERT INTO main.{t}({cols}) SELECT {columns} FROM now.{t} x{order}")
		    c.commit()
		fill(7)
		fill(8)
		fill(9)
	PY
	local list words old
	for old in old7.db old8.db old9.db; do
		for list in images tags blobs repos uploads sources findings timeline gc summary "existed --at 2030-01-01" "find %a%" diff; do
			read -ra words <<<"$list"
			diff <("$SHERD" "${words[0]}" new.db "${words[@]:1}" --json) <("$SHERD" "${words[0]}" $old "${words[@]:1}" --json) || { echo "$old $list"; false; }
		done
		"$SHERD" images new.db --json | jq -r .digest | head -n 4 | while read -r image; do
			diff <("$SHERD" show new.db "$image" --json) <("$SHERD" show $old "$image" --json) || { echo "$old show $image"; false; }
			diff <("$SHERD" cat new.db "$image") <("$SHERD" cat $old "$image") || { echo "$old cat $image"; false; }
		done
		run "$SHERD" resolve -q $old
		[ "$status" = 1 ]
		[[ $output == *"no work goes on in it"* ]]
	done
}

@test "what a collection takes is the same in whatever order the entries come" {
	cd "$BATS_TEST_TMPDIR"
	"$FIXTURES/unpack" gc tree
	v=$(find tree -type d -path '*docker/registry/v2' | head -n 1)
	# names that sort before and after the '/' beneath their like, and a link that the collector follows
	first=$(find "$v/repositories" -mindepth 1 -maxdepth 1 -type d | sort | head -n 1)
	cp -a "$first" "$first-b"
	cp -a "$first" "${first}0"
	ln -s "$(basename "$first")" "$v/repositories/zz"
	(cd tree && find . -mindepth 1 | LC_ALL=C sort | tar --no-recursion -cf ../sorted.tar -T - && find . -mindepth 1 | LC_ALL=C sort -r | tar --no-recursion -cf ../reversed.tar -T -)
	for s in tree sorted.tar reversed.tar; do
		"$SHERD" scan -q $s.db l=$s || [ $? = 3 ]
		"$SHERD" resolve -q $s.db || [ $? = 3 ]
		"$SHERD" gc $s.db --json >$s.gc
	done
	[ "$(grep -c removes tree.gc)" -gt 4 ]
	diff tree.gc sorted.tar.gc
	diff tree.gc reversed.tar.gc
	grep -q '"repository":"zz' tree.gc
}
