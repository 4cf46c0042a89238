#!/usr/bin/env bats
# The custody log: every writing command appends, reading ones do not; a stranger checks it with stock tools.
load cli_support

setup() {
	work=$BATS_TEST_TMPDIR
	"$FIXTURES/unpack" gc "$work/tree"
	"$SHERD" examine -q "$work/c.db" volume="$work/tree" >/dev/null
}

# The chain as sherd-case(5) tells a stranger: sqlite3, basenc, sha256sum. Prints the head, fails where it breaks.
stock_chain() { # CASE
	local prev seq before hash hex want=1
	prev=$(printf '%064d' 0)
	while IFS='|' read -r seq before hash hex; do
		[ "$seq" = "$want" ] && [ "$before" = "$prev" ] || return 1
		prev=$({
			printf 'custody-v1\n%s\n' "$prev"
			printf '%s' "$hex" | basenc -d --base16
		} | sha256sum | cut -d' ' -f1)
		[ "$prev" = "$hash" ] || return 1
		want=$((want + 1))
	done < <(sqlite3 -readonly -safe "$1" 'SELECT seq, prev_hash, entry_hash, hex(canon) FROM custody_log ORDER BY seq')
	printf '%s\n' "$prev"
}

entries() { "$SHERD" custody "$work/c.db" log --json; }

@test "an examination leaves its begin, its end with what was read, and what was written, with hashes" {
	entries >"$work/log"
	[ "$(jq -r .entry.act "$work/log")" = "$(printf 'action.begin\naction.end\noutput.written')" ]
	jq -e -s --arg exe "$(sha256sum <"$SHERD" | cut -d' ' -f1)" --argjson uid "$(id -u)" '.[0].entry | .kind == "examine" and
		.tool.executable_sha256 == $exe and .performer.uid == $uid and (.argv[1] == "examine") and .unfinished == []' "$work/log"
	jq -e -s --arg digest "$("$SHERD" sources "$work/c.db" --json | jq -r .digest)" '.[1].entry | .begins == 1 and .outcome == "done" and
		.inputs[0].label == "volume" and .inputs[0].digest == $digest' "$work/log"
	jq -r -s '.[2].entry.files[] | "\(.sha256)  \(.name)"' "$work/log" >"$work/sums"
	[ -s "$work/sums" ]
	(cd "$work/c.report" && sha256sum -c --strict --quiet "$work/sums")
}

@test "commands that only read append nothing; those that write do" {
	before=$(entries | wc -l)
	for command in summary images tags timeline findings "show $(jq -r '.images[0].digest' "$FIXTURES/gc/truth.json")" gc verify "custody log"; do
		# shellcheck disable=SC2086
		set -- $command
		verb=$1
		shift
		"$SHERD" "$verb" "$work/c.db" "$@" >/dev/null
	done
	[ "$(entries | wc -l)" = "$before" ]
	"$SHERD" resolve -q "$work/c.db"
	"$SHERD" report -q "$work/c.db" -o "$work/again"
	[ "$(entries | tail -n +$((before + 1)) | jq -r .entry.act)" = "$(printf 'action.begin\naction.end\noutput.written')" ]
}

@test "the chain is recomputed by stock tools and by verify, to the same head" {
	head=$(stock_chain "$work/c.db")
	[ "$("$SHERD" verify "$work/c.db" --json | jq -r 'select(.ok) | .head')" = "$head" ]
	"$SHERD" verify "$work/c.db" | grep -q "^ok      chain: 3 entries, head $head$"
}

@test "tampering is caught: an edited entry, a removed one, two exchanged, a guard taken away" {
	guards=$(sqlite3 "$work/c.db" "SELECT sql || ';' FROM sqlite_schema WHERE type='trigger' AND tbl_name='custody_log'")
	drop="DROP TRIGGER custody_log_no_update; DROP TRIGGER custody_log_no_delete; DROP TRIGGER custody_log_in_order;"
	tamper() { # SQL, number of the first bad entry
		cp "$work/c.db" "$work/t.db"
		sqlite3 "$work/t.db" "$drop $1; $guards"
		run "$SHERD" verify "$work/t.db" --json
		[ "$status" = 5 ]
		[ "$(jq -r .first_bad <<<"$output")" = "$2" ]
		run stock_chain "$work/t.db"
		[ "$status" = 1 ]
	}
	tamper "UPDATE custody_log SET canon=CAST(replace(CAST(canon AS TEXT),'examine','examinf') AS BLOB) WHERE seq=2" 2
	tamper "DELETE FROM custody_log WHERE seq=2" 3
	tamper "UPDATE custody_log SET seq=9 WHERE seq=1; UPDATE custody_log SET seq=1 WHERE seq=2; UPDATE custody_log SET seq=2 WHERE seq=9" 1
	tamper "UPDATE custody_log SET entry_hash=replace(entry_hash,substr(entry_hash,1,1),'z') WHERE seq=3" 3
	cp "$work/c.db" "$work/t.db"
	sqlite3 "$work/t.db" "DROP TRIGGER custody_log_no_update"
	run "$SHERD" verify "$work/t.db"
	[ "$status" = 5 ]
	# rows cut off at the end: the head is another one, and verify says that only a head kept elsewhere shows it
	cp "$work/c.db" "$work/t.db"
	sqlite3 "$work/t.db" "$drop DELETE FROM custody_log WHERE seq=3; $guards"
	run "$SHERD" verify "$work/t.db"
	[ "$status" = 5 ] # the row of its table is left over
	[[ $output == *"FAILED  tables"* ]]
	sqlite3 "$work/t.db" "DELETE FROM output_file WHERE seq=3"
	[ "$("$SHERD" verify "$work/t.db" --json | jq -r .head)" != "$("$SHERD" verify "$work/c.db" --json | jq -r .head)" ]
	"$SHERD" verify "$work/t.db" | grep -q 'compare the head'
}

@test "the database itself refuses to change, remove, replace or fork" {
	for sql in "UPDATE custody_log SET canon=x'00'" "DELETE FROM custody_log" \
		"INSERT OR REPLACE INTO custody_log VALUES(2,'x',x'00','y')" "INSERT INTO custody_log VALUES(9,'x',x'00','y')" \
		"INSERT INTO custody_log VALUES(4,'x',x'00','y')"; do
		run sqlite3 "$work/c.db" "$sql"
		[ "$status" -ne 0 ]
		[[ $output == *"custody log"* ]]
	done
	stock_chain "$work/c.db"
}

@test "an action that dies leaves its beginning, and the next one says so" {
	cp "$work/c.db" "$work/dead.db"
	# what a killed run leaves: a beginning without end
	"$SHERD" examine -q "$work/dead.db" volume="$work/tree" >/dev/null
	last=$("$SHERD" custody "$work/dead.db" log --json | jq -s 'map(select(.entry.act == "action.begin"))[-1].entry.seq')
	edit_past_guards "$work/dead.db" "DELETE FROM custody_log WHERE seq>$last"
	run "$SHERD" resolve "$work/dead.db"
	[[ $output == *"custody entry $last"*"never ended"* ]]
	[ "$("$SHERD" custody "$work/dead.db" log --json | jq -c 'select(.entry.act == "action.begin") | .entry.unfinished' | tail -n 1)" = "[$last]" ]
	run "$SHERD" resolve "$work/dead.db"
	[[ $output != *"never ended"* ]]
}

@test "people's entries: must-fields are asked for, unknown and empty ones refused, bytes kept as written" {
	run "$SHERD" custody "$work/c.db" item item_no=1
	[ "$status" = 2 ]
	[[ $output == *kind=* ]]
	run "$SHERD" custody "$work/c.db" item item_no=1 colour=red
	[ "$status" = 2 ]
	run "$SHERD" custody "$work/c.db" note text=
	[ "$status" = 2 ]
	run "$SHERD" custody "$work/c.db" steal x=1
	[ "$status" = 2 ]
	before=$(entries | wc -l)
	"$SHERD" custody "$work/c.db" item item_no=1 kind=medium quantity=1 description='ディスク "A"' found_at_place=Tokyo obtained_from=client
	"$SHERD" custody "$work/c.db" note 'sealed bag 17 opened'
	"$SHERD" custody "$work/c.db" transfer-out transfer_no=1 items=1 released_by=A received_by=B at=2026-11-24T10:00:00+09:00 \
		purpose=analysis from_place=Tokyo to_place=Osaka method=hand
	entries | tail -n +$((before + 1)) | jq -e -s '(.[0].entry | .act == "item.add" and .description == "ディスク \"A\"" and .item_no == "1") and
		(.[1].entry | .act == "note" and .text == "sealed bag 17 opened") and .[2].entry.act == "transfer.out"'
	stock_chain "$work/c.db"
	run "$SHERD" custody "$work/new.db" note x
	[ "$status" = 1 ]
	[ ! -e "$work/new.db" ]
	"$SHERD" custody "$work/new.db" open case_no=7 organisation=O requesting_party=P authority_kind=contract authority_ref=R scope_text=all
	[ "$("$SHERD" custody "$work/new.db" log --json | jq -r .entry.act)" = case.open ]
}

@test "intake: side files of every kind are found and compared, in one reading; a mismatch is kept and told" {
	head -c 300000 /dev/urandom >"$work/disk.img"
	sha256sum "$work/disk.img" >"$work/disk.img.sha256"
	(cd "$work" && md5sum --tag disk.img >disk.img.md5)
	{
		printf 'Acquired by: A\r\nMD5 checksum:    %s : verified\r\n' "$(md5sum <"$work/disk.img" | cut -d' ' -f1 | tr a-f A-F)"
		printf 'SHA1 checksum:   %s : verified\r\n' "$(sha1sum <"$work/disk.img" | cut -d' ' -f1)"
	} >"$work/disk.txt"
	"$SHERD" custody "$work/i.db" intake "$work/disk.img" item_no=1 by=B >"$work/out"
	[ "$(grep -c '^ok ' "$work/out")" = 4 ]
	"$SHERD" custody "$work/i.db" log --json | jq -e --arg m "$(md5sum <"$work/disk.img" | cut -d' ' -f1)" \
		--arg s "$(sha1sum <"$work/disk.img" | cut -d' ' -f1)" --arg t "$(sha256sum <"$work/disk.img" | cut -d' ' -f1)" \
		'.entry | .act == "item.intake" and .md5 == $m and .sha1 == $s and .sha256 == $t and .size == 300000 and
		.result == "match" and (.references | length == 4 and all(.result == "match")) and .item_no == "1"'
	# another file's line says nothing of this one
	printf '%064d  other.img\n' 0 >"$work/disk.img.sha256"
	"$SHERD" custody "$work/i.db" intake "$work/disk.img" >"$work/out"
	[ "$(grep -c '^ok ' "$work/out")" = 3 ]
	printf x >>"$work/disk.img"
	run "$SHERD" custody "$work/i.db" intake "$work/disk.img" item_no=1
	[ "$status" = 5 ]
	[[ $output == *MISMATCH* && $output == *"NOT WHAT ITS ACQUIRER HASHED"* ]]
	"$SHERD" custody "$work/i.db" log --json | jq -e -s '.[-1].entry | .result == "mismatch" and (.references | all(.result == "mismatch"))'
	rm "$work"/disk.img.* "$work/disk.txt"
	"$SHERD" custody "$work/i.db" intake "$work/disk.img" | grep -qx 'no reference hash was found or given'
	run "$SHERD" custody "$work/i.db" intake "$work/disk.img" sha256=abc
	[ "$status" = 2 ]
	run "$SHERD" custody "$work/i.db" intake "$work"
	[ "$status" = 2 ]
	"$SHERD" verify "$work/i.db" >/dev/null
}

@test "a checkpoint holds what tables hold: an edit is named, a vacuum is none, recorded work ends it" {
	# the end of an action tells what every table holds, and a checkpoint does
	"$SHERD" verify "$work/c.db" | grep -q '^ok      content'
	"$SHERD" custody "$work/c.db" checkpoint
	"$SHERD" verify "$work/c.db" | grep -q '^ok      content'
	# one table by hand, as the manual says
	sqlite3 -readonly "$work/c.db" "SELECT key, value FROM meta ORDER BY key" | python3 -c '
import hashlib, struct, sys
h = hashlib.sha256()
for line in sys.stdin.read().splitlines():
    for cell in line.split("|", 1):
        b = cell.encode()
        h.update(b"t" + struct.pack(">Q", len(b)) + b)
print(h.hexdigest())' >"$work/by-hand"
	"$SHERD" custody "$work/c.db" log --json | jq -r -s '.[-1].entry.tables[] | select(.name == "meta") | .sha256' | diff "$work/by-hand" -
	cp "$work/c.db" "$work/v.db"
	sqlite3 "$work/v.db" VACUUM
	"$SHERD" verify "$work/v.db" | grep -q '^ok      content'
	for sql in "UPDATE item_row SET size=size+1 WHERE id=(SELECT max(id) FROM item_row)" "DELETE FROM finding_row WHERE id=1" \
		"UPDATE tag_row SET tag=tag-1 WHERE id=1" "UPDATE run SET host='{}'" "UPDATE scan SET path='/elsewhere'" "UPDATE document_row SET rest=x'7b7d'"; do
		cp "$work/c.db" "$work/t.db"
		sqlite3 "$work/t.db" "$sql"
		run "$SHERD" verify "$work/t.db"
		[ "$status" = 5 ]
		[[ $output == *"FAILED  content"* ]]
	done
	cp "$work/c.db" "$work/t.db"
	sqlite3 "$work/t.db" "CREATE VIEW harmless AS SELECT 1"
	run "$SHERD" verify "$work/t.db"
	[ "$status" = 5 ]
	[[ $output == *"FAILED  database"*"view harmless"* ]]
	touch -d 2001-01-01 "$work/c.db"
	"$SHERD" verify "$work/c.db" | grep -q '^ok      content'
	"$SHERD" resolve -q "$work/c.db"
	"$SHERD" verify "$work/c.db" | grep -q '^ok      content'
	# an action that did not end: what it changed is in no digest, which is said and is not status 0
	last=$("$SHERD" custody "$work/c.db" log --json | jq -s 'map(select(.entry.act == "action.begin"))[-1].entry.seq')
	cp "$work/c.db" "$work/t.db"
	edit_past_guards "$work/t.db" "DELETE FROM action_end WHERE seq>$last; DELETE FROM custody_log WHERE seq>$last"
	run "$SHERD" verify "$work/t.db"
	[ "$status" = 3 ]
	[[ $output == *"open    content: not compared"* ]]
}

@test "one cell changed in any table that a view shows, or in what they share, is named by verify" {
	local table n=0
	"$FIXTURES/unpack" deletes "$work/cells"
	echo '10.0.0.1 - - [23/Nov/2026:18:51:00 +0000] "PUT /v2/team/app/manifests/v9 HTTP/1.1" 201 0 "" "lab/1"' >"$work/cells.log"
	"$SHERD" examine -q "$work/cells.db" s="$work/cells" "$work/cells.log" -o "$work/cells.report" >/dev/null
	"$SHERD" verify "$work/cells.db" >/dev/null
	# the last cell of the first row that can hold another value: a number one more, a text or bytes longer
	while read -r table; do
		python3 - "$work/cells.db" "$work/cell.db" "$table" <<-'PY'
			import shutil, sqlite3, sys
			shutil.copy(sys.argv[1], sys.argv[2])
			c, t = sqlite3.connect(sys.argv[2]), sys.argv[3]
			names = [r[1] for r in c.execute(f"pragma table_info({t})")]
			keys = [r[1] for r in c.execute(f"pragma table_info({t})") if r[5]]
			row = c.execute(f"SELECT * FROM {t} LIMIT 1").fetchone()
			at = max(i for i, v in enumerate(row) if v is not None and (names[i] not in keys or len(keys) == len(names)))
			v = row[at]
			v = v + 1000003 if isinstance(v, int) else v + ("x" if isinstance(v, str) else b"x")
			where = " AND ".join(f"{k}=?" for k in keys)
			c.execute(f"UPDATE {t} SET {names[at]}=? WHERE {where}", [v] + [row[names.index(k)] for k in keys])
			c.commit()
		PY
		run "$SHERD" verify "$work/cell.db"
		[ "$status" = 5 ] || fail "$table: status $status: $output"
		[[ $output == *"FAILED  content"*"$table"* || $output == *"FAILED  database"* ]] || fail "$table: $output"
		n=$((n + 1))
	done < <(sqlite3 "$work/cells.db" "SELECT m.name FROM sqlite_schema m WHERE type='table' AND (name LIKE '%!_row' ESCAPE '!' OR name IN
		('digest','text','attributes','look','item_more')) AND name<>'image_missing_row' ORDER BY name")
	[ "$n" -ge 17 ]
}

@test "the log for people: one line an entry, nothing raw on the terminal, a broken entry marked" {
	"$SHERD" custody "$work/c.db" note "$(printf 'evil \033[31mred')"
	"$SHERD" custody "$work/c.db" log >"$work/log"
	[ "$(wc -l <"$work/log")" = 4 ]
	run grep -q "$(printf '\033')" "$work/log"
	[ "$status" = 1 ]
	grep -Eq '^ +2  [0-9T:-]{19}  [0-9a-f]{16}  action.end  -  examine  done$' "$work/log"
	cp "$work/c.db" "$work/t.db"
	edit_past_guards "$work/t.db" "UPDATE custody_log SET canon=CAST('no json' || char(27) AS BLOB) WHERE seq=2"
	run "$SHERD" custody "$work/t.db" log
	[ "$status" = 5 ]
	[[ $output == *BROKEN* && $output != *"$(printf '\033')"* ]]
}

@test "notes, exhibit numbers and labels on any object, apart from findings, in page and JSON; opinions apart from facts" {
	cp "$work/c.db" "$work/n.db"
	digest=$(jq -r '.images[0].digest' "$FIXTURES/gc/truth.json")
	"$SHERD" custody "$work/n.db" note 'a <b>note</b> = mine' object="${digest:7:12}" exhibit_no=1-R3 label=relevant by=A
	"$SHERD" custody "$work/n.db" note 'removed on purpose, I believe' label=opinion by=A
	before=$("$SHERD" findings "$work/n.db" --json | sha256sum)
	"$SHERD" report "$work/n.db" -q -o "$work/n.report" --format html,json >/dev/null
	jq -e --arg d "$digest" '.notes | length == 2 and .[0].object == $d and .[0].exhibit_no == "1-R3" and .[1].label == "opinion"' "$work/n.report/report.json"
	[ "$("$SHERD" findings "$work/n.db" --json | sha256sum)" = "$before" ]
	sed -n '/<h2 id="notes"/,/<\/section>/p' "$work/n.report/annex.html" | grep -qF 'a &lt;b&gt;note&lt;/b&gt; &#61; mine'
	sed -n '/<h2 id="opinion"/,/<\/section>/p' "$work/n.report/report.html" | grep -q 'removed on purpose'
	run grep -c 'removed on purpose' <(sed -n '/<h2 id="findings"/,/<\/section>/p' "$work/n.report/annex.html")
	[ "$output" = 0 ]
	run "$SHERD" custody "$work/n.db" note x object=ffffffff
	[ "$status" = 0 ]
}

@test "custody tables are the log replayed: an edited one is named" {
	cp "$work/c.db" "$work/t.db"
	"$SHERD" custody "$work/t.db" open case_no=1 organisation=O requesting_party=P authority_kind=court-order authority_ref=R scope_text=S
	"$SHERD" verify "$work/t.db" | grep -q '^ok      tables'
	for sql in "UPDATE case_info SET authority_ref='X'" "DELETE FROM output_file WHERE n=1" "UPDATE action SET executable_sha256='0'" \
		"INSERT INTO party(seq, party_id) VALUES(1,'x')"; do
		cp "$work/t.db" "$work/u.db"
		sqlite3 "$work/u.db" "$sql"
		run "$SHERD" verify "$work/u.db"
		[ "$status" = 5 ]
		grep -q '^FAILED  tables: table' <<<"$output"
	done
}

@test "the rules of custody remark what is missing, open, out of order" {
	db=$work/r.db
	printf data >"$work/disk.bin"
	"$SHERD" custody "$db" open case_no=1 organisation=O requesting_party=P authority_kind=audit authority_ref=R scope_text=S
	"$SHERD" custody "$db" item item_no=1 kind=medium quantity=1 description=d found_at_place=x obtained_from=y
	run "$SHERD" custody "$db" item item_no=1 kind=medium quantity=1 description=d found_at_place=x obtained_from=y
	[ "$status" = 2 ]
	"$SHERD" custody "$db" intake "$work/disk.bin" item_no=1
	hand() { # verb number from to time
		"$SHERD" custody "$db" "$1" transfer_no="$2" items=1 released_by="$3" received_by="$4" at="$5" purpose=p from_place=f to_place=t method=hand
	}
	remarks() { "$SHERD" verify "$db" | sed -n 's/^note    custody: //p'; }
	hand transfer-out 1 A B 2026-01-01T10:00:00+09:00
	remarks | grep -q 'Transfer 1 was released and not accepted'
	hand transfer-in 1 A B 2026-01-01T11:00:00+09:00
	run remarks
	[[ $output != *"Transfer 1"* && $output == *"No reference hash value"* && $output == *"Item 1 was not verified again"* ]]
	hand transfer-out 2 C D 2026-01-01T10:30:00+09:00
	run remarks
	[[ $output == *"Item 1: who released it is not who received it last"* && $output == *"Item 1: it was released before it was received"* ]]
	hand transfer-in 9 X Y 2026-01-02T10:30:00+09:00
	remarks | grep -q 'Transfer 9 was accepted; its release is not in this log'
	"$SHERD" custody "$db" intake "$work/disk.bin" item_no=1 stage=after-analysis
	run remarks
	[[ $output != *"was not verified again"* && $output == *"before and after the examination are identical"* ]]
	"$SHERD" custody "$db" disposition items=1 method=return authorised_by=P at=2026-01-03T00:00:00Z
	hand transfer-out 3 D E 2026-01-04T10:30:00+09:00
	remarks | grep -q 'Item 1 was handed over after its disposal'
	run "$SHERD" custody "$db" correct corrects_seq=99 reason=r old_value=a new_value=b by=c
	[ "$status" = 2 ]
	"$SHERD" custody "$db" form >"$work/form.html"
	[ "$(grep -c '<tr class="ink"><td>' "$work/form.html")" = 8 ]
	"$SHERD" custody "$db" form --lang ja | grep -q '<h1>証拠物件管理票</h1>'
}

@test "what people type is shown, never acted on: tags, escapes, direction marks in every field, page, form, log" {
	db=$work/h.db
	evil=$(printf '<script>x</script>\033[31m\u202e"\x27&|=1+1')
	"$SHERD" custody "$db" open case_no="$evil" organisation="$evil" requesting_party="$evil" authority_kind="$evil" authority_ref="$evil" scope_text="$evil"
	"$SHERD" custody "$db" party party_id=p name="$evil" organisation="$evil" role=examiner qualification="$evil"
	"$SHERD" custody "$db" item item_no="$evil" kind="$evil" quantity="$evil" description="$evil" found_at_place="$evil" obtained_from="$evil"
	"$SHERD" custody "$db" transfer-out transfer_no="$evil" items="$evil" released_by="$evil" received_by="$evil" at="$evil" purpose="$evil" \
		from_place="$evil" to_place="$evil" method="$evil"
	"$SHERD" custody "$db" note "$evil" object="$evil" label="$evil" by="$evil"
	"$SHERD" custody "$db" clock host_time="$evil" reference_time="$evil" reference_source="$evil" offset=1 method="$evil" by="$evil"
	"$SHERD" custody "$db" correct corrects_seq=1 reason="$evil" old_value="$evil" new_value="$evil" by="$evil"
	"$SHERD" report "$db" -q -o "$work/h" --format html,json,csv,case,dfxml,timesketch,bodyfile >/dev/null
	"$SHERD" custody "$db" form >"$work/h/form.html"
	"$SHERD" custody "$db" log >"$work/h/log.txt"
	"$SHERD" verify "$db" >"$work/h/verify.txt"
	run grep -lP '\x1b|\xe2\x80\xae' -r "$work/h"
	[ "$status" = 1 ] || fail "raw: $output"
	run grep -l '<script' "$work/h/report.html" "$work/h/annex.html" "$work/h/form.html"
	[ "$status" = 1 ] || fail "$output"
	grep -q '&lt;script&gt;x' "$work/h/report.html"
	jq -e --arg e "$evil" '.notes[0].text == $e' "$work/h/report.json"
	"$SHERD" seal "$db" "$work/hostile" >/dev/null
	sh "$work/hostile/verify.sh" >/dev/null
	"$SHERD" verify "$work/hostile" >/dev/null
}

@test "on a terminal the missing fields are asked for, and a key's passphrase without showing it" {
	openssl req -x509 -newkey rsa:2048 -passout pass:secret -keyout "$work/e.key" -out "$work/e.crt" -subj /CN=E -days 9 2>/dev/null
	chmod 600 "$work/e.key"
	python3 - "$SHERD" "$work" <<-'END'
		import os, pty, sys
		sherd, work = sys.argv[1:]
		def talk(argv, answers):
		    pid, fd = pty.fork()
		    if pid == 0:
		        os.execv(argv[0], argv)
		    said = b""
		    for prompt, answer in answers:
		        while prompt not in said:
		            said += os.read(fd, 4096)
		        os.write(fd, answer + b"\n")
		    try:
		        while True:
		            piece = os.read(fd, 4096)
		            if not piece:
		                break
		            said += piece
		    except OSError:
		        pass
		    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said
		status, said = talk([sherd, "custody", work + "/pty.db", "open", "case_no=5", "organisation=O"], [
		    (b"requesting_party: ", b"P"), (b"authority_kind: ", b"consent"), (b"authority_ref: ", b"R"), (b"scope_text: ", "全部".encode())])
		assert status == 0 and b"entry 1" in said, said
		status, said = talk([sherd, "seal", work + "/pty.db", work + "/pty.sealed", "--key", work + "/e.key", "--cert", work + "/e.crt"],
		                    [(b"passphrase of the key: ", b"secret")])
		assert status == 0 and b"secret" not in said, said
	END
	"$SHERD" custody "$work/pty.db" log --json | jq -e -s '.[0].entry | .scope_text == "全部" and .authority_kind == "consent"'
	"$SHERD" verify "$work/pty.sealed" --ca "$work/e.crt" | grep -q '^ok      signer'
}

@test "what an interrupted action left is compared by verify at once, and goes on" {
	case $SHERD in *asan* | *tsan*) skip "a preloaded library and the sanitizers do not go together" ;; esac
	cc -shared -fPIC -o "$work/stop.so" "$(dirname "$BATS_TEST_FILENAME")/tools/stopscan.c"
	LD_PRELOAD=$work/stop.so run "$SHERD" scan -q -j1 "$work/i.db" s="$work/tree"
	[ "$status" -eq 130 ]
	run "$SHERD" verify "$work/i.db"
	[ "$status" -eq 0 ]
	grep -q '^ok *content: every table' <<<"$output"
	sqlite3 "$work/i.db" "UPDATE scan SET depth='hash'"
	run "$SHERD" verify "$work/i.db"
	[ "$status" -eq 5 ]
	sqlite3 "$work/i.db" "UPDATE scan SET depth='full'"
	"$SHERD" scan -q "$work/i.db" s="$work/tree"
	"$SHERD" verify "$work/i.db"
}
