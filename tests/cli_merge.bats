#!/usr/bin/env bats
# scan --shard and merge: parts of a scan put together are the scan, whatever their number and order; parts that do not
# belong together are refused in clear words.
load cli_support

setup_file() {
	export SHERD FIXTURES
}

setup() {
	work=$BATS_TEST_TMPDIR
	# tables that hold items and documents; views of those names show them
	item=item document=document
}

# The names of the tables behind the views, in this case file.
tables_of() { # CASE
	item=$(sqlite3 "$1" "SELECT max(name) FROM sqlite_schema WHERE type='table' AND name IN ('item','item_row')")
	document=$(sqlite3 "$1" "SELECT max(name) FROM sqlite_schema WHERE type='table' AND name IN ('document','document_row')")
}

# Every conclusion there is: lists, the report's data, what was covered. When it was scanned is no conclusion.
told() { # CASE OUT
	local list
	for list in images tags blobs repos uploads findings timeline; do
		echo "== $list"
		"$SHERD" "$list" "$1" --json
	done >"$2"
	"$SHERD" sources "$1" --json | jq -c 'del(.started, .ended)' >>"$2"
	"$SHERD" summary "$1" --json | jq -S 'del(.seconds)' >>"$2"
	[ "$(wc -l <"$2")" -gt 20 ]
}

# Facts too, as a stranger reads them.
facts() { # CASE
	local table columns
	for table in registry item naming prefix volume seek_point layer document reference diff_id history; do
		echo "== $table"
		# but the numbers under which the case keeps digests and texts
		columns=$(sqlite3 "$1" "SELECT group_concat('\"'||name||'\"') FROM pragma_table_info('$table') WHERE name NOT IN ('place','leaf','hex') AND (name NOT GLOB '*_id' OR name='diff_id')")
		sqlite3 -cmd '.mode quote' "$1" "SELECT $columns FROM $table ORDER BY 1, 2, 3, 4"
	done
}

one_run() { # CASE SOURCE...
	local case=$1 status=0
	shift
	"$SHERD" scan -q "$case" "$@" || status=$?
	[ "$status" = 0 ] || [ "$status" = 3 ]
	"$SHERD" resolve -q "$case" || status=$?
	[ "$status" = 0 ] || [ "$status" = 3 ]
}

# The parts of a source in a shuffled order: ${parts[@]}.
cut_up() { # NAME N SOURCE [OPTION...]
	local name=$1 n=$2 source=$3 k status
	shift 3
	for k in $(seq 0 $((n - 1)) | shuf); do
		status=0
		"$SHERD" scan -q "$work/$name-$k.part" --shard "$k/$n" "$@" "$source" || status=$?
		[ "$status" = 0 ] || [ "$status" = 3 ]
		parts+=("$work/$name-$k.part")
	done
}

put_together() { # CASE PART...
	local status=0
	"$SHERD" merge -q "$@" >"$work/merged" || status=$?
	[ "$status" = 0 ] || [ "$status" = 3 ]
}

same_conclusions() { # CASE CASE
	told "$1" "$work/one"
	told "$2" "$work/many"
	diff "$work/one" "$work/many" | cut -c1-300 | head -n 20
	cmp -s "$work/one" "$work/many"
}

property() { # NAME SOURCE N...
	local name=$1 source=$2 n
	shift 2
	one_run "$work/one.db" "$name=$source"
	for n; do
		parts=()
		rm -f "$work/$name"-*.part
		cut_up "$name" "$n" "$name=$source"
		put_together "$work/$n.db" "${parts[@]}"
		same_conclusions "$work/one.db" "$work/$n.db"
		cmp <(facts "$work/one.db") <(facts "$work/$n.db")
	done
}

@test "a tree with deletions in 1, 2, 3, 7 and 16 parts is one scan" {
	"$FIXTURES/unpack" deletes "$work/tree"
	property deletes "$work/tree" 1 2 3 7 16
}

@test "unfinished uploads are compared with blobs of other parts" {
	"$FIXTURES/unpack" residue "$work/tree"
	property residue "$work/tree" 3
	[ "$(sqlite3 "$work/3.db" 'SELECT count(*) FROM prefix')" -gt 0 ]
	# a part of one keeps all it needs: the source may be gone when it is merged
	rm "$work"/*.part
	parts=()
	cut_up residue 1 "residue=$work/tree"
	mv "$work/tree" "$work/elsewhere"
	put_together "$work/1.db" "${parts[@]}"
	same_conclusions "$work/one.db" "$work/1.db"
}

@test "how a damaged blob is wrong is told though another part names its size" {
	"$FIXTURES/unpack" blob-one-bit-flipped "$work/tree"
	property flipped "$work/tree" 2
	"$SHERD" findings "$work/2.db" --json | grep -q 'one bit is flipped'
}

@test "without the source what wants its bytes once more is said, and nothing else differs" {
	"$FIXTURES/unpack" blob-one-bit-flipped "$work/tree"
	one_run "$work/one.db" "a=$work/tree"
	parts=()
	cut_up a 2 "a=$work/tree"
	mv "$work/tree" "$work/elsewhere"
	run "$SHERD" merge "$work/c.db" "${parts[@]}"
	[ "$status" = 3 ]
	"$SHERD" findings "$work/c.db" --json | jq -se 'any(.code == "unreadable" and (.text | test("not at hand")))'
	"$SHERD" images "$work/one.db" --json >"$work/one"
	"$SHERD" images "$work/c.db" --json | cmp - "$work/one"
}

@test "an archive and a compressed one in parts are one scan" {
	"$FIXTURES/unpack" residue "$work/tree"
	tar -C "$work/tree" -cf "$work/tree.tar" .
	tar -C "$work/tree" -czf "$work/tree.tgz" .
	property tar "$work/tree.tar" 2 7
	rm "$work/one.db"
	property tgz "$work/tree.tgz" 3
}

@test "a disk image in parts is one scan, and recovery finds the same" {
	"$FIXTURES/unpack" image-ext4 "$work/tree"
	property disk "$work/tree/image.img" 3
	"$SHERD" recover -q --effort metadata "$work/one.db" >"$work/r1" || [ $? = 3 ]
	"$SHERD" recover -q --effort metadata "$work/3.db" >"$work/r3" || [ $? = 3 ]
	[ "$("$SHERD" blobs "$work/3.db" --json --state recovered | wc -l)" -gt 0 ]
	same_conclusions "$work/one.db" "$work/3.db"
}

@test "parts of several sources in one merge, cut differently, in any order" {
	"$FIXTURES/unpack" two-sources "$work/now"
	mkdir "$work/then"
	tar -C "$work/then" --zstd -xf "$FIXTURES/two-sources/backup.tar.zst"
	one_run "$work/one.db" "a-now=$work/now" "b-then=$work/then"
	parts=()
	cut_up then 2 "b-then=$work/then"
	cut_up now 3 "a-now=$work/now"
	put_together "$work/many.db" "${parts[@]}"
	same_conclusions "$work/one.db" "$work/many.db"
	# one source after the other gives the same
	put_together "$work/later.db" "$work"/now-*.part
	put_together "$work/later.db" "$work"/then-*.part
	same_conclusions "$work/one.db" "$work/later.db"
}

@test "a scope and bounds hold in every part" {
	"$FIXTURES/unpack" deletes "$work/tree"
	one_run "$work/one.db" --only shop/api --limit json_values=20 "a=$work/tree"
	parts=()
	cut_up a 3 "a=$work/tree" --only shop/api --limit json_values=20
	run "$SHERD" merge "$work/c.db" "${parts[@]}"
	[ "$status" = 2 ]
	[[ $output == *"give merge the same --limit"* ]]
	put_together "$work/c.db" --limit json_values=20 "${parts[@]}"
	same_conclusions "$work/one.db" "$work/c.db"
}

@test "merging again brings nothing twice" {
	"$FIXTURES/unpack" deletes "$work/tree"
	parts=()
	cut_up a 3 "a=$work/tree"
	put_together "$work/c.db" "${parts[@]}"
	told "$work/c.db" "$work/first"
	put_together "$work/c.db" "${parts[@]}" "${parts[0]}"
	grep -q 'merged: 0 sources.*stays as it is' "$work/merged"
	told "$work/c.db" "$work/again"
	cmp "$work/first" "$work/again"
	[ "$(sqlite3 "$work/c.db" 'SELECT count(*) FROM scan')" = 1 ]
}

@test "a merge that was stopped between two sources goes on with the same command" {
	"$FIXTURES/unpack" deletes "$work/tree"
	"$FIXTURES/unpack" residue "$work/other"
	one_run "$work/one.db" "a=$work/tree" "b=$work/other"
	parts=()
	cut_up a 2 "a=$work/tree"
	cut_up b 1 "b=$work/other"
	tables_of "$work/b-0.part"
	cp "$work/b-0.part" "$work/good.part"
	sqlite3 "$work/b-0.part" "UPDATE $item SET mtime=mtime+1 WHERE id=(SELECT max(id) FROM $item)"
	"$SHERD" custody "$work/b-0.part" checkpoint >/dev/null
	run "$SHERD" merge "$work/c.db" "${parts[@]}"
	[ "$status" = 5 ]
	[ "$(sqlite3 "$work/c.db" 'SELECT count(*) FROM scan')" = 1 ]
	cp "$work/good.part" "$work/b-0.part"
	put_together "$work/c.db" "${parts[@]}"
	grep -q 'merged: 1 source from 1 part; what' "$work/merged"
	same_conclusions "$work/one.db" "$work/c.db"
	"$SHERD" verify "$work/c.db" >/dev/null
}

@test "every part keeps its chain, and verify computes it again" {
	"$FIXTURES/unpack" deletes "$work/tree"
	parts=()
	cut_up a 2 "a=$work/tree"
	put_together "$work/c.db" "${parts[@]}"
	run "$SHERD" verify "$work/c.db"
	[ "$status" = 0 ]
	[[ $output == *"a-0.part, part 0/2: 2 entries, head $("$SHERD" custody "$work/a-0.part" log --json | jq -rs '.[-1].hash // .[-1].entry_hash')"* ]]
	[[ $output == *"a-1.part, part 1/2"* ]]
	# who read which part is told among the runs
	[ "$(sqlite3 "$work/c.db" "SELECT count(*) FROM run WHERE verb='scan' AND outcome='done' AND argv LIKE '%--shard%1/2%'")" = 1 ]
	# by hand: the rule of the manual page over the kept entries gives the head
	prev=$(printf '0%.0s' $(seq 64))
	while IFS= read -r entry; do
		prev=$({ printf 'custody-v1\n%s\n' "$prev"; printf %s "$entry" | base64 -d; } | sha256sum | cut -d' ' -f1)
	done < <(sqlite3 "$work/c.db" "SELECT CAST(canon AS TEXT) FROM custody_log" |
		jq -r 'select(.act == "part.merged" and .part == "1/2") | .chain[] | @base64')
	[ "$prev" = "$(sqlite3 "$work/a-1.part" 'SELECT entry_hash FROM custody_log ORDER BY seq DESC LIMIT 1')" ]
	# a chain that leads elsewhere, in a log that was made to fit it
	cp "$work/c.db" "$work/forged.db"
	edit_past_guards "$work/forged.db" "UPDATE custody_log SET canon=CAST(replace(CAST(canon AS TEXT),'part 1','part 1') AS BLOB)"
	run "$SHERD" verify "$work/forged.db"
	[ "$status" = 0 ]
	edit_past_guards "$work/forged.db" "UPDATE custody_log SET canon=CAST(replace(CAST(canon AS TEXT),'1/2','0/2') AS BLOB) WHERE CAST(canon AS TEXT) LIKE '%part.merged%'"
	run "$SHERD" verify "$work/forged.db"
	[ "$status" = 5 ]
}

@test "a missing part, two of one, a part of another cut: clear words, and no case is made" {
	"$FIXTURES/unpack" deletes "$work/tree"
	parts=()
	cut_up a 3 "a=$work/tree"
	run "$SHERD" merge "$work/c.db" "$work/a-0.part" "$work/a-2.part"
	[ "$status" = 2 ]
	[[ $output == *"source a: part 1/3 is missing"* ]]
	"$SHERD" scan -q "$work/twin.part" --shard 1/3 "a=$work/tree"
	run "$SHERD" merge "$work/c.db" "${parts[@]}" "$work/twin.part"
	[ "$status" = 2 ]
	[[ $output == *"are both part 1/3"* ]]
	"$SHERD" scan -q "$work/half.part" --shard 1/2 "a=$work/tree"
	run "$SHERD" merge "$work/c.db" "$work/a-0.part" "$work/half.part"
	[ "$status" = 2 ]
	[[ $output == *"all must be cut alike"* ]]
	[ ! -e "$work/c.db" ]
}

@test "a part of a changed source, of other options, of another build" {
	"$FIXTURES/unpack" deletes "$work/tree"
	"$SHERD" scan -q "$work/0.part" --shard 0/2 "a=$work/tree"
	"$SHERD" scan -q "$work/hash.part" --shard 1/2 --depth hash "a=$work/tree"
	run "$SHERD" merge "$work/c.db" "$work/0.part" "$work/hash.part"
	[ "$status" = 2 ]
	[[ $output == *"differ in --depth"* ]]
	"$SHERD" scan -q "$work/1.part" --shard 1/2 "a=$work/tree"
	cp "$work/1.part" "$work/other.part"
	edit_past_guards "$work/other.part" "UPDATE meta SET value=replace(value,'commit','commit 0') WHERE key='part build'"
	run "$SHERD" merge "$work/c.db" "$work/0.part" "$work/other.part"
	[ "$status" = 2 ]
	[[ $output == *"made by another build"* ]]
	printf x >>"$(find "$work/tree" -path '*/blobs/*' -name data | sort | head -n 1)"
	"$SHERD" scan -q "$work/late.part" --shard 1/2 "a=$work/tree" || true
	run "$SHERD" merge "$work/c.db" "$work/0.part" "$work/late.part"
	[ "$status" = 2 ]
	[[ $output == *"the source was changed between them"* ]]
	[ ! -e "$work/c.db" ]
}

@test "a part that was edited is refused, also by somebody who knows its guards" {
	"$FIXTURES/unpack" deletes "$work/tree"
	parts=()
	cut_up a 2 "a=$work/tree"
	cp "$work/a-1.part" "$work/edited.part"
	tables_of "$work/edited.part"
	sqlite3 "$work/edited.part" "UPDATE $item SET mtime=mtime+1 WHERE id=(SELECT max(id) FROM $item)"
	run "$SHERD" merge "$work/c.db" "$work/a-0.part" "$work/edited.part"
	[ "$status" = 5 ]
	[[ $output == *"table $item does not hold what it held"* ]]
	cp "$work/a-1.part" "$work/edited.part"
	sqlite3 "$work/edited.part" "CREATE TRIGGER t AFTER INSERT ON $item BEGIN SELECT 1; END"
	run "$SHERD" merge "$work/c.db" "$work/a-0.part" "$work/edited.part"
	[ "$status" = 5 ]
	[[ $output == *"schema is not ours"* ]]
	[ ! -e "$work/c.db" ]
}

# Writes the digests of the tables into the part's last entry anew, as a forger with this program's manual would.
@test "a part whose log was made anew over other rows still cannot bring what is not its own" {
	"$FIXTURES/unpack" deletes "$work/tree"
	parts=()
	cut_up a 2 "a=$work/tree"
	tables_of "$work/a-1.part"
	cp "$work/a-1.part" "$work/forged.part"
	sqlite3 "$work/forged.part" "UPDATE $item SET mtime=mtime+1 WHERE id=(SELECT max(id) FROM $item)"
	"$SHERD" custody "$work/forged.part" checkpoint >/dev/null
	run "$SHERD" merge "$work/c.db" "$work/a-0.part" "$work/forged.part"
	[ "$status" = 5 ]
	[[ $output == *"are not what their walk met"* ]]
	cp "$work/a-1.part" "$work/forged.part"
	sqlite3 "$work/forged.part" "UPDATE $document SET rest=CAST('x'||substr(rest,2) AS BLOB) WHERE sha256=(SELECT min(sha256) FROM $document)"
	"$SHERD" custody "$work/forged.part" checkpoint >/dev/null
	run "$SHERD" merge "$work/d.db" "$work/a-0.part" "$work/forged.part"
	[ "$status" = 5 ]
	[[ $output == *"does not hash to the name it stands under"* ]]
	cp "$work/a-1.part" "$work/forged.part"
	sqlite3 "$work/forged.part" "DELETE FROM $item WHERE id=(SELECT max(id) FROM $item WHERE id NOT IN (SELECT coalesce(item,0) FROM observation))"
	"$SHERD" custody "$work/forged.part" checkpoint >/dev/null
	run "$SHERD" merge "$work/e.db" "$work/a-0.part" "$work/forged.part"
	[ "$status" = 5 ]
	[[ $output == *"are not what their walk met"* ]]
	# nothing of a refused part is in the case
	[ "$(sqlite3 "$work/e.db" 'SELECT (SELECT count(*) FROM item)+(SELECT count(*) FROM scan)')" = 0 ]
}

@test "a part killed on its way is told as unfinished, and the same command ends it" {
	"$FIXTURES/unpack" deletes "$work/tree"
	parts=()
	cut_up a 2 "a=$work/tree"
	tables_of "$work/a-1.part"
	# as a killed run leaves it: the scan runs, its action never ended
	cp "$work/a-1.part" "$work/killed.part"
	edit_past_guards "$work/killed.part" "DELETE FROM action_end; DELETE FROM custody_log WHERE seq=(SELECT max(seq) FROM custody_log);
		UPDATE scan SET state='running', ended=NULL, identity_after=NULL; DELETE FROM meta WHERE key LIKE 'walked%';
		DELETE FROM observation WHERE item IN (SELECT id FROM $item ORDER BY id DESC LIMIT 5);
		DELETE FROM naming WHERE item IN (SELECT id FROM $item ORDER BY id DESC LIMIT 5);
		DELETE FROM $item WHERE id IN (SELECT id FROM $item ORDER BY id DESC LIMIT 5)"
	run "$SHERD" merge "$work/c.db" "$work/a-0.part" "$work/killed.part"
	[ "$status" = 2 ]
	[[ $output == *"part 1/2 is unfinished"* ]]
	"$SHERD" scan -q "$work/killed.part" --shard 1/2 "a=$work/tree"
	[ "$(sqlite3 "$work/killed.part" 'SELECT count(*) FROM scan')" = 1 ]
	one_run "$work/one.db" "a=$work/tree"
	put_together "$work/c.db" "$work/a-0.part" "$work/killed.part"
	same_conclusions "$work/one.db" "$work/c.db"
}

@test "nothing is concluded from a part, and a part stays one" {
	"$FIXTURES/unpack" deletes "$work/tree"
	"$SHERD" scan -q "$work/0.part" --shard 0/2 "a=$work/tree"
	echo "no line of a log" >"$work/log"
	for command in resolve summary images recover gc report "examine x=$work/tree" "check x=$work/tree" "logs $work/log"; do
		read -r verb rest <<<"$command"
		# shellcheck disable=SC2086 # words of a command
		run "$SHERD" $verb "$work/0.part" $rest
		[ "$status" = 2 ]
		[[ $output == *"is part 0/2 of a scan"* ]]
	done
	run "$SHERD" scan "$work/0.part" --shard 1/2 "a=$work/tree"
	[ "$status" = 2 ]
	[[ $output == *"holds part 0/2"* ]]
	run "$SHERD" scan "$work/0.part" "a=$work/tree"
	[ "$status" = 2 ]
	"$SHERD" scan -q "$work/case.db" "a=$work/tree"
	run "$SHERD" scan "$work/case.db" --shard 0/2 "a=$work/tree"
	[ "$status" = 2 ]
	[[ $output == *"is a case already"* ]]
	run "$SHERD" merge "$work/m.db" "$work/case.db"
	[ "$status" = 2 ]
	[[ $output == *"no part of a scan"* ]]
	for word in 2/2 1 /2 0/ 0/257 -1/2 00/2 0/2x; do
		run "$SHERD" scan "$work/x.part" --shard "$word" "a=$work/tree"
		[ "$status" = 2 ]
	done
	run "$SHERD" verify "$work/0.part"
	[ "$status" = 0 ]
	[[ $output == *"this is part 0/2 of a scan"* ]]
}

@test "the report's data and its other files are those of one scan" {
	local part
	"$FIXTURES/unpack" deletes "$work/tree"
	one_run "$work/one.db" "a=$work/tree"
	parts=()
	cut_up a 3 "a=$work/tree"
	put_together "$work/many.db" "${parts[@]}"
	for part in one many; do
		"$SHERD" report -q "$work/$part.db" -o "$work/$part" --format json,csv,timesketch,bodyfile >/dev/null
		# who ran what, when, on which case file is told of each case by itself
		jq -S 'del(.case, .custody, .runs, .generated, .summary.seconds) | .sources[] |= del(.started, .ended)' "$work/$part/report.json" >"$work/$part.json"
		[ "$(jq '[.images, .blobs, .tags, .findings, .timeline] | map(length > 0) | all' "$work/$part.json")" = true ]
		rm "$work/$part/report.json" "$work/$part/MANIFEST.sha256"
	done
	cmp "$work/one.json" "$work/many.json"
	[ "$(find "$work/one" -type f | wc -l)" -gt 3 ]
	diff -r "$work/one" "$work/many"
}

@test "every item lies in the part that the manual's rule names" {
	local k
	"$FIXTURES/unpack" residue "$work/tree"
	parts=()
	cut_up a 3 "a=$work/tree"
	for k in 0 1 2; do
		sqlite3 -json "$work/a-$k.part" "SELECT $k AS part, kind, role, digest, CAST(path AS TEXT) AS path FROM item"
	done | jq -s 'add' >"$work/items"
	/usr/bin/python3 - "$work/items" <<-'END'
		import json, sys
		parts = set()
		for i in json.load(open(sys.argv[1])):
		    h = 0xcbf29ce484222325
		    for byte in i["path"].encode():
		        h = ((h ^ byte) * 0x100000001b3) % 2**64
		    owner = (h ^ h >> 32) % 3
		    if i["role"] in ("blob-data", "store-blob") and i["digest"]:
		        owner = int(i["digest"].split(":")[1][:2], 16) % 3
		    if i["kind"] != "file" or i["role"] in ("revision-link", "tag-current", "tag-index", "layer-link", "signature-link", "stray-link"):
		        owner = 0
		    assert owner == i["part"], i
		    parts.add(owner)
		assert parts == {0, 1, 2}
	END
}
