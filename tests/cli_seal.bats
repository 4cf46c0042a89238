#!/usr/bin/env bats
# A sealed folder is checked by its own script (stock tools alone) and by verify; every tampering is caught by the check
# that must catch it, in both; what may change is not.
load support

setup_file() {
	export work=$BATS_FILE_TMPDIR
	cd "$work"
	"$FIXTURES/unpack" deletes "$work/tree"
	"$SHERD" examine -q c.db volume=tree >/dev/null || [ $? = 3 ]
	"$SHERD" custody c.db open case_no=2026-7 organisation=Lab requesting_party=P authority_kind=contract authority_ref=R scope_text=all
	printf 'an exported file\n' >exported.txt
	openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=CA -days 30
	for who in a b; do
		openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $who.key -out $who.csr -subj "/O=Lab/CN=Examiner $who"
		openssl x509 -req -in $who.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out $who.crt -days 20
	done
	printf '[tsa]\nextendedKeyUsage=critical,timeStamping\n' >tsa.ext
	openssl req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj "/O=Test/CN=Test TSA"
	openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.crt -days 20 -extfile tsa.ext -extensions tsa
	cat >tsa.cnf <<-END
		[tsa]
		default_tsa=one
		[one]
		serial=$work/serial
		signer_cert=$work/tsa.crt
		certs=$work/ca.pem
		signer_key=$work/tsa.key
		signer_digest=sha256
		default_policy=1.2.3.4.1
		digests=sha256
		accuracy=secs:1
		ordering=yes
		tsa_name=yes
		ess_cert_id_chain=no
	END
	echo 01 >serial
	chmod 600 ./*.key
	"$SHERD" seal c.db sealed exported.txt --key a.key --cert a.crt
	"$SHERD" seal sealed request
	openssl ts -reply -config tsa.cnf -queryfile sealed/MANIFEST.tsq -out reply.tsr
	"$SHERD" seal sealed reply reply.tsr --tsa-ca ca.pem
	export paper
	paper=$(openssl x509 -in a.crt -noout -fingerprint -sha256 | sed 's/.*=//')
}

# A place of its own with nothing of ours in the PATH.
kit() { # folder [CA [TSA-CA [FINGERPRINT]]]
	local folder=$1
	shift
	(cd / && env -i PATH=/usr/bin:/bin sh "$folder/verify.sh" "$@")
}

@test "a sealed folder holds by its own script and by verify, on read-only files, in a bare directory" {
	cp -a "$work/sealed" "$BATS_TEST_TMPDIR/bare"
	chmod -R a-w "$BATS_TEST_TMPDIR/bare"
	kit "$BATS_TEST_TMPDIR/bare" "$work/ca.pem" "$work/ca.pem" "$paper" >"$BATS_TEST_TMPDIR/out"
	! grep -E '^(FAILED|open)' "$BATS_TEST_TMPDIR/out"
	[ "$(grep -c '^ok ' "$BATS_TEST_TMPDIR/out")" = 8 ]
	tail -n 1 "$BATS_TEST_TMPDIR/out" | grep -q '^ALL CHECKS HOLD'
	"$SHERD" verify "$BATS_TEST_TMPDIR/bare" --ca "$work/ca.pem" --tsa-ca "$work/ca.pem" >"$BATS_TEST_TMPDIR/out"
	! grep -E '^(FAILED|open|none)' "$BATS_TEST_TMPDIR/out"
	"$SHERD" verify "$BATS_TEST_TMPDIR/bare" --fingerprint "$paper" | grep -q '^ok      signer'
	cmp "$work/exported.txt" "$BATS_TEST_TMPDIR/bare/exports/exported.txt"
	# without a CA the same things are open, not proven
	run kit "$BATS_TEST_TMPDIR/bare"
	[ "$status" = 0 ]
	[ "$(grep -c '^open ' <<<"$output")" = 2 ]
	chmod -R u+w "$BATS_TEST_TMPDIR/bare"
}

@test "sealing twice gives the same database, and the working case gains a checkpoint once" {
	cp "$work/c.db" "$BATS_TEST_TMPDIR/c.db"
	"$SHERD" seal "$BATS_TEST_TMPDIR/c.db" "$BATS_TEST_TMPDIR/one"
	"$SHERD" seal "$BATS_TEST_TMPDIR/c.db" "$BATS_TEST_TMPDIR/two"
	cmp "$BATS_TEST_TMPDIR/one/case.db" "$BATS_TEST_TMPDIR/two/case.db"
	cmp "$BATS_TEST_TMPDIR/one/case.db" "$work/sealed/case.db"
	[ "$("$SHERD" custody "$BATS_TEST_TMPDIR/one/case.db" log --json | jq -r .entry.act | tail -n 1)" = checkpoint ]
	run "$SHERD" seal "$BATS_TEST_TMPDIR/c.db" "$BATS_TEST_TMPDIR/one"
	[ "$status" = 2 ]
	run "$SHERD" seal "$BATS_TEST_TMPDIR/c.db" "$work/tree/inside"
	[ "$status" = 2 ]
	[ ! -e "$work/tree/inside" ]
}

# tampered NAME 'commands in the folder' 'line of the script' 'line of verify'
tampered() {
	local folder=$BATS_TEST_TMPDIR/$1
	cp -a "$work/sealed" "$folder"
	chmod -R u+w "$folder"
	(cd "$folder" && eval "$2")
	run kit "$folder" "$work/ca.pem" "$work/ca.pem" "$paper"
	[ "$status" = 1 ] || fail "$1: the script did not fail"
	grep -qE "^FAILED  $3" <<<"$output" || fail "$1: no '$3' in: $output"
	run "$SHERD" verify "$folder" --ca "$work/ca.pem" --tsa-ca "$work/ca.pem"
	[ "$status" = 5 ] || fail "$1: verify did not fail"
	grep -qE "^FAILED  $4" <<<"$output" || fail "$1: no '$4' in: $output"
}

flip() { # file offset
	printf "\\x$(printf %02x $((0x$(xxd -s "$2" -l 1 -p "$1") ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

resum() { # the file's line in the manifest made right again
	local sum
	sum=$(sha256sum "$1" | cut -c 1-64)
	sed -i "s|^[0-9a-f]*  $1\$|$sum  $1|" MANIFEST.sha256
}

@test "one flipped byte in a file of each class is caught" {
	for file in case.db report.en/report.html report.en/report.json report.ja/report.html exports/exported.txt VERIFY.ja.txt; do
		tampered "flip-${file//\//-}" "flip $file 9" 'files' 'files: '"$file"
	done
	tampered flip-page "flip case.db 40000" files 'files: case.db'
	tampered flip-manifest 'flip MANIFEST.sha256 100' signature signature
	tampered flip-signature 'flip MANIFEST.p7s 900' signature signature
	tampered flip-token 'flip MANIFEST.tsr 900' time-stamp time-stamp
	tampered flip-continuation 'flip continuation.log 300' continuation continuation
	tampered flip-script 'printf "#\n" >>verify.sh' files 'files: verify.sh'
}

@test "edits of the log, of tables and of the schema are caught though the manifest is made to fit" {
	tampered edit-entry "edit_past_guards case.db \"UPDATE custody_log SET canon=CAST(replace(CAST(canon AS TEXT),'Lab','Bal') AS BLOB)\"; resum case.db" \
		'custody log' chain
	tampered delete-last "edit_past_guards case.db \"DELETE FROM custody_log WHERE seq=(SELECT max(seq) FROM custody_log)\"; resum case.db" head head
	tampered delete-middle "edit_past_guards case.db \"DELETE FROM custody_log WHERE seq=2\"; resum case.db" 'custody log' chain
	tampered swap "edit_past_guards case.db \"UPDATE custody_log SET seq=99 WHERE seq=1; UPDATE custody_log SET seq=1 WHERE seq=2; UPDATE custody_log SET seq=2 WHERE seq=99\"; resum case.db" \
		'custody log' chain
	tampered table "sqlite3 case.db \"UPDATE case_info SET organisation='Bal'\"; resum case.db" signature 'tables: table case_info'
	tampered finding "sqlite3 case.db \"UPDATE tag_row SET tag=tag-1\"; resum case.db" signature 'content: table tag_row'
	tampered word "sqlite3 case.db \"UPDATE text SET value='9.9' WHERE id=(SELECT max(tag) FROM tag_row)\"; resum case.db" signature 'content: table text'
	tampered name "sqlite3 case.db \"UPDATE digest_row SET bytes=zeroblob(32) WHERE id=1\"; resum case.db" signature 'content: table digest_row'
	tampered view "sqlite3 case.db 'CREATE VIEW extra AS SELECT 1'; resum case.db" signature 'database: .*view extra'
	tampered trigger "sqlite3 case.db 'DROP TRIGGER custody_log_no_update'; resum case.db" signature 'database: .*trigger custody_log_no_update'
	tampered append 'printf x >>case.db' files 'files: case.db'
}

@test "a log chained anew after an edit fails against the signature and the head" {
	tampered rechain "python3 - <<'END'
import hashlib, re, sqlite3
d = sqlite3.connect('case.db')
kept = [x for (x,) in d.execute('SELECT sql FROM sqlite_schema WHERE type=\\'trigger\\'')]
for (name,) in d.execute('SELECT name FROM sqlite_schema WHERE type=\\'trigger\\'').fetchall():
    d.execute('DROP TRIGGER ' + name)
prev = '0' * 64
for seq, canon in d.execute('SELECT seq, canon FROM custody_log ORDER BY seq').fetchall():
    canon = canon.replace(b'Lab', b'Bal')
    h = hashlib.sha256(b'custody-v1\n' + prev.encode() + b'\n' + canon).hexdigest()
    d.execute('UPDATE custody_log SET prev_hash=?, canon=?, entry_hash=? WHERE seq=?', (prev, canon, h, seq))
    prev = h
for sql in kept:
    d.execute(sql)
d.commit()
END
resum case.db" '(signature|head)' '(signature|head)'
}

@test "files added, renamed or exchanged are caught; mtimes do not matter" {
	tampered extra 'echo x >report.en/extra.html' files 'files: report.en/extra.html is not in the manifest'
	tampered rename 'mv exports/exported.txt exports/other.txt' files 'files: exports/other.txt'
	tampered no-log 'rm continuation.log' continuation continuation
	tampered no-signature 'rm MANIFEST.p7s' 'signature: required' 'signature: it is required'
	tampered other-signer "openssl cms -sign -binary -in MANIFEST.sha256 -signer '$work/b.crt' -inkey '$work/b.key' -outform DER -out MANIFEST.p7s" \
		'signer: another fingerprint' 'signature: it is not the one'
	tampered other-token "echo other >d; openssl ts -query -data d -sha256 -cert -out q; openssl ts -reply -config '$work/tsa.cnf' -queryfile q -out MANIFEST.tsr; rm d q" \
		time-stamp time-stamp
	tampered other-ca "openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj /CN=CA; openssl cms -sign -binary -in MANIFEST.sha256 -signer c -inkey k -outform DER -out MANIFEST.p7s; rm k c" \
		signer signer
	"$SHERD" custody "$work/c.db" note later
	"$SHERD" seal "$work/c.db" "$BATS_TEST_TMPDIR/later"
	tampered older-database "cp '$BATS_TEST_TMPDIR/later/case.db' .; resum case.db" head head
	cp -a "$work/sealed" "$BATS_TEST_TMPDIR/touched"
	find "$BATS_TEST_TMPDIR/touched" -exec touch -d 2001-01-01 {} +
	kit "$BATS_TEST_TMPDIR/touched" "$work/ca.pem" "$work/ca.pem"
	"$SHERD" verify "$BATS_TEST_TMPDIR/touched" --ca "$work/ca.pem" --tsa-ca "$work/ca.pem" >/dev/null
}

@test "a hostile folder ends: pipes and links in place of files, paths that lead out, a manifest of nothing" {
	for trick in 'rm case.db; mkfifo case.db' 'rm report.en/report.json; mkfifo report.en/report.json' 'rm -r report.ja; ln -s /etc report.ja' \
		'sed -i "s|  VERIFY.en.txt|  ../../../etc/passwd|" MANIFEST.sha256' ': >MANIFEST.sha256' 'head -c 100000 /dev/urandom >continuation.log' \
		'head -c 5000 /dev/urandom >MANIFEST.p7s' 'head -c 5000 /dev/urandom >MANIFEST.tsr' 'head -c 100000 /dev/urandom >case.db'; do
		rm -rf "$BATS_TEST_TMPDIR/h"
		cp -a "$work/sealed" "$BATS_TEST_TMPDIR/h"
		chmod -R u+w "$BATS_TEST_TMPDIR/h"
		(cd "$BATS_TEST_TMPDIR/h" && eval "$trick")
		run timeout 20 "$SHERD" verify "$BATS_TEST_TMPDIR/h" --ca "$work/ca.pem" --tsa-ca "$work/ca.pem"
		[ "$status" = 5 ] || fail "$trick: status $status: $output"
	done
}

@test "keys: RSA in PKCS#12 with a passphrase by descriptor, Ed25519 raw, a key others can read is refused" {
	cd "$BATS_TEST_TMPDIR"
	openssl req -x509 -newkey rsa:3072 -nodes -keyout r.key -out r.crt -subj /CN=R -days 9
	openssl pkcs12 -export -inkey r.key -in r.crt -out r.p12 -passout pass:secret
	chmod 600 r.p12
	"$SHERD" seal "$work/c.db" rsa --key r.p12 --pass-fd 3 3<<<secret
	run kit "$PWD/rsa" "$PWD/r.crt"
	[ "$status" = 0 ]
	grep -q '^ok      signer' <<<"$output"
	run "$SHERD" seal "$work/c.db" wrong --key r.p12 --pass-fd 3 3<<<other
	[ "$status" = 2 ]
	[ ! -e wrong ]
	openssl genpkey -algorithm ed25519 -out e.key
	chmod 600 e.key
	"$SHERD" seal "$work/c.db" raw --key e.key
	[ "$(stat -c %s raw/MANIFEST.sig)" = 64 ]
	run kit "$PWD/raw" '' '' "$(openssl pkey -in e.key -pubout -outform DER | sha256sum | cut -c 1-64)"
	[ "$status" = 0 ]
	"$SHERD" verify raw | grep -q '^ok      signature'
	flip raw/MANIFEST.sig 5 2>/dev/null || { chmod u+w raw/MANIFEST.sig && flip raw/MANIFEST.sig 5; }
	run "$SHERD" verify raw
	[ "$status" = 5 ]
	chmod 644 e.key
	run "$SHERD" seal "$work/c.db" open --key e.key
	[ "$status" = 2 ]
	[[ $output == *"can be read by others"* ]]
	[ ! -e open ]
	run "$SHERD" seal "$work/c.db" other --key "$work/a.key" --cert "$work/b.crt"
	[ "$status" = 2 ]
}

@test "signed elsewhere: the manifest goes out, the signature comes back; what is no signature is refused" {
	cd "$BATS_TEST_TMPDIR"
	"$SHERD" seal "$work/c.db" out
	"$SHERD" verify out | grep -q '^none    signature'
	openssl cms -sign -binary -in out/MANIFEST.sha256 -signer "$work/b.crt" -inkey "$work/b.key" -outform DER -out elsewhere.p7s
	echo nonsense >bad.p7s
	run "$SHERD" seal out attach bad.p7s
	[ "$status" = 2 ]
	openssl cms -sign -binary -in bad.p7s -signer "$work/b.crt" -inkey "$work/b.key" -outform DER -out other.p7s
	run "$SHERD" seal out attach other.p7s
	[ "$status" = 2 ]
	[ ! -e out/MANIFEST.p7s ]
	"$SHERD" seal out attach elsewhere.p7s
	"$SHERD" verify out --ca "$work/ca.pem" | grep -q '^ok      signer'
	cut -d' ' -f4 out/continuation.log | while read -r hex; do xxd -r -p <<<"$hex" && echo; done >entries
	jq -e -s --arg s "$(sha256sum <elsewhere.p7s | cut -c 1-64)" 'map(.act) == ["seal","signature.attached"] and .[1].sha256 == $s and .[0].tool.name == "sherd"' entries
	run "$SHERD" seal out reply elsewhere.p7s
	[ "$status" = 2 ]
	run "$SHERD" seal "$work/tree" sign --key "$work/a.key" --cert "$work/a.crt"
	[ "$status" = 2 ]
}

@test "after the seal the log goes on beside it: transfers of a sealed folder, and what is sealed stays as it is" {
	cp -a "$work/sealed" "$BATS_TEST_TMPDIR/s"
	chmod u+w "$BATS_TEST_TMPDIR/s"
	before=$(sha256sum "$BATS_TEST_TMPDIR/s/case.db" "$BATS_TEST_TMPDIR/s/MANIFEST.sha256")
	"$SHERD" custody "$BATS_TEST_TMPDIR/s" transfer-out transfer_no=9 items=1 released_by=A received_by=B at=2026-11-24T10:00:00+09:00 \
		purpose=court from_place=Tokyo to_place=Osaka method=hand
	[ "$(sha256sum "$BATS_TEST_TMPDIR/s/case.db" "$BATS_TEST_TMPDIR/s/MANIFEST.sha256")" = "$before" ]
	run kit "$BATS_TEST_TMPDIR/s" "$work/ca.pem" "$work/ca.pem"
	[ "$status" = 0 ]
	"$SHERD" verify "$BATS_TEST_TMPDIR/s" --ca "$work/ca.pem" --tsa-ca "$work/ca.pem" >/dev/null
	tail -n 1 "$BATS_TEST_TMPDIR/s/continuation.log" | cut -d' ' -f4 | xxd -r -p | jq -e '.act == "transfer.out" and .transfer_no == "9"'
	run "$SHERD" custody "$work/tree" note x
	[ "$status" = 2 ]
}

@test "time-stamps of a period, many folders at once" {
	"$SHERD" seal "$work/c.db" "$BATS_TEST_TMPDIR/two"
	run "$SHERD" verify "$work/sealed" "$BATS_TEST_TMPDIR/two" --tsa-ca "$work/ca.pem" --since "$(date -u +%Y)-01-01"
	[ "$status" = 5 ] # a CA of the time-stamp is given, and one folder has none
	[ "$(grep -c '^ok      time-stamp' <<<"$output")" = 1 ]
	[ "$(grep -c '^FAILED  time-stamp: there is none' <<<"$output")" = 1 ]
	run "$SHERD" verify "$work/sealed" --tsa-ca "$work/ca.pem" --until 2001-12-31
	grep -q '^none    time-stamp: of .* outside the period' <<<"$output"
}

@test "verify reads the evidence again when asked: unchanged, changed, gone" {
	cp -a "$work/tree" "$BATS_TEST_TMPDIR/tree"
	tar -C "$work" -cf "$BATS_TEST_TMPDIR/t.tar" tree
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/s.db" a="$BATS_TEST_TMPDIR/tree" b="$BATS_TEST_TMPDIR/t.tar" >/dev/null || [ $? = 3 ]
	"$SHERD" verify "$BATS_TEST_TMPDIR/s.db" --sources >"$BATS_TEST_TMPDIR/out"
	[ "$(grep -c '^ok      sources' "$BATS_TEST_TMPDIR/out")" = 2 ]
	! grep '^note    sources' "$BATS_TEST_TMPDIR/out"
	# copied elsewhere and back: the same bytes, another identity
	cp -a "$BATS_TEST_TMPDIR/tree" "$BATS_TEST_TMPDIR/again"
	rm -r "$BATS_TEST_TMPDIR/tree"
	mv "$BATS_TEST_TMPDIR/again" "$BATS_TEST_TMPDIR/tree"
	"$SHERD" verify "$BATS_TEST_TMPDIR/s.db" --sources >"$BATS_TEST_TMPDIR/out"
	grep -q '^ok      sources: a' "$BATS_TEST_TMPDIR/out"
	grep -q '^note    sources: a stands elsewhere' "$BATS_TEST_TMPDIR/out"
	grep -q "sha256:$(sha256sum <"$BATS_TEST_TMPDIR/t.tar" | cut -c 1-64)" "$BATS_TEST_TMPDIR/out"
	data=$(find "$BATS_TEST_TMPDIR/tree" -name data -size +100c | sort | head -n 1)
	flip "$data" 50
	rm "$BATS_TEST_TMPDIR/t.tar"
	run "$SHERD" verify "$BATS_TEST_TMPDIR/s.db" --sources
	[ "$status" = 5 ]
	grep -q '^FAILED  sources: a' <<<"$output"
	grep -q '^open    sources: b' <<<"$output"
	# a file written outside that is not what was written
	printf x >>"$BATS_TEST_TMPDIR/s.report/annex.html"
	run "$SHERD" verify "$BATS_TEST_TMPDIR/s.db"
	[ "$status" = 5 ]
	grep -q '^FAILED  outputs: .*annex.html' <<<"$output"
	rm -r "$BATS_TEST_TMPDIR/s.report"
	"$SHERD" verify "$BATS_TEST_TMPDIR/s.db" | grep -q '^open    outputs'
}
