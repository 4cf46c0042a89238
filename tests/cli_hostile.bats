#!/usr/bin/env bats
# Files of our own that come back from strangers: schemas that are not ours, journals laid beside a case, seals that
# do not carry what the verifier demands, folders that are no longer the report we wrote.
load support

setup_file() {
	export work=$BATS_FILE_TMPDIR
	"$FIXTURES/unpack" gc "$work/tree"
	"$SHERD" examine -q "$work/c.db" now="$work/tree" -o "$work/r" >/dev/null
	(
		cd "$work"
		openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj "/CN=Bench CA" 2>/dev/null
		openssl req -newkey rsa:2048 -nodes -keyout k.key -out k.csr -subj "/CN=examiner" 2>/dev/null
		openssl x509 -req -in k.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out k.crt 2>/dev/null
		openssl genpkey -algorithm ed25519 -out raw.key 2>/dev/null
		chmod 600 k.key raw.key
	)
	cp "$work/c.db" "$work/s.db"
	"$SHERD" seal -q "$work/s.db" "$work/plain" >/dev/null
	"$SHERD" seal -q "$work/s.db" "$work/signed" --key "$work/k.key" --cert "$work/k.crt" >/dev/null
	"$SHERD" seal -q "$work/s.db" "$work/raw" --key "$work/raw.key" >/dev/null
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	cp "$work/c.db" c.db
}

# A log of writes that SQLite believes to belong to the case: it gives every tag another name.
plant() { # case, log
	python3 - "$1" "$2" <<-'PY'
		import shutil, sqlite3, sys
		shutil.copy(sys.argv[1], "other.db")
		c = sqlite3.connect("other.db", isolation_level=None)
		c.execute("pragma journal_mode=wal")
		c.execute("pragma wal_autocheckpoint=0")
		c.execute("INSERT INTO text(value) VALUES('planted')")
		c.execute("UPDATE tag_row SET tag=(SELECT id FROM text WHERE value='planted')")
		shutil.copy("other.db-wal", sys.argv[2])
		c.close()
	PY
	rm -f other.db*
}

@test "a schema that is not ours word for word is refused with 5 by readers and writers" {
	local sql
	for sql in "CREATE TRIGGER t AFTER INSERT ON item_row BEGIN UPDATE item_row SET observed=NEW.digest WHERE id=NEW.id; END" \
		"ALTER TABLE meta RENAME TO meta_; CREATE VIEW meta AS SELECT * FROM meta_" "DROP VIEW blob; CREATE VIEW blob AS SELECT 1 AS digest" "DROP VIEW current_scan" \
		"CREATE TRIGGER t INSTEAD OF UPDATE ON tag BEGIN UPDATE tag_row SET tag=1; END" "DROP VIEW finding" \
		"DROP VIEW edge; CREATE VIEW edge AS SELECT * FROM edge_row" \
		"DROP VIEW current_scan; CREATE VIEW current_scan AS SELECT 1 AS id, 1 AS source" "DROP TRIGGER custody_log_no_update" \
		"CREATE INDEX extra ON item_row(size)" "CREATE TABLE notes(x)" "ALTER TABLE item_row ADD COLUMN more TEXT" \
		"CREATE VIRTUAL TABLE far USING fts5(x)"; do
		cp "$work/c.db" bad.db
		sqlite3 bad.db "$sql"
		for call in "images bad.db" "tags bad.db" "report bad.db -o out" "verify bad.db" "resolve bad.db" "scan bad.db again=$work/tree" \
			"custody bad.db note x"; do
			run "$SHERD" $call
			[ "$status" = 5 ] || fail "$sql: $call: status $status: $output"
			[[ $output == *"schema is not ours"* ]] || fail "$sql: $call: $output"
		done
		[ ! -e out ]
	done
	# what SQLite itself adds is no change, and neither is a missing index
	sqlite3 c.db "ANALYZE; DROP INDEX item_place; VACUUM"
	"$SHERD" images c.db >/dev/null
}

@test "a log of writes laid beside a case is neither read nor removed; beside a sealed one it is FAILED and stays" {
	plant c.db c.db-wal
	cp c.db before.db
	sha256sum c.db c.db-wal >sums
	for call in tags images summary verify resolve; do
		run "$SHERD" "$call" c.db
		[ "$status" = 5 ] || fail "$call: $status: $output"
		[[ $output != *planted* ]]
		sha256sum -c --quiet sums
		[ ! -e c.db-shm ]
	done
	cp -a "$work/plain" sealed
	chmod u+w sealed
	plant sealed/case.db sealed/case.db-wal
	sha256sum sealed/* 2>/dev/null >sums || true
	run "$SHERD" verify sealed
	[ "$status" = 5 ]
	[[ $output == *"FAILED  files: case.db-wal is not in the manifest"* ]]
	"$SHERD" tags sealed/case.db >tags
	run grep planted tags
	[ "$status" = 1 ]
	sha256sum -c --quiet sums
	run "$SHERD" resolve sealed/case.db
	[ "$status" = 2 ]
	sha256sum -c --quiet sums
}

@test "only a writer recovers a killed run, and the custody log says so" {
	cp c.db dead.db
	python3 - <<-'PY' || [ $? = 137 ]
		import os, sqlite3
		c = sqlite3.connect("dead.db", isolation_level=None)
		c.execute("pragma journal_mode=wal")
		c.execute("pragma wal_autocheckpoint=0")
		c.execute("UPDATE run SET outcome='cut short'")
		os.kill(os.getpid(), 9)
	PY
	[ -s dead.db-wal ]
	sha256sum dead.db dead.db-wal >sums
	run "$SHERD" images dead.db
	[ "$status" = 1 ]
	[[ $output == *"does not replay it"* ]]
	sha256sum -c --quiet sums
	"$SHERD" resolve -q dead.db
	[ ! -e dead.db-wal ]
	"$SHERD" custody dead.db log --json | jq -e -s 'any(.entry.journal // "" | test("recovered"))'
	"$SHERD" images dead.db >/dev/null
}

@test "a case is one file at rest after a write that failed, and pipes and devices are no case" {
	mkdir here
	cp c.db here/c.db
	run bash -c "ulimit -f 8; trap '' XFSZ; '$SHERD' seal -q here/c.db sealed"
	[ "$status" = 1 ]
	[ ! -e sealed ]
	[ "$(ls here)" = c.db ]
	[ "$(xxd -s 18 -l 2 -p here/c.db)" = 0101 ]
	mkfifo pipe.db
	for path in pipe.db /dev/null /dev/zero .; do
		for call in images resolve verify; do
			run timeout 20 "$SHERD" "$call" "$path"
			[ "$status" != 0 ] && [ "$status" != 124 ] || fail "$call $path: $status"
		done
	done
}

@test "a CA, a fingerprint, a time-stamp that is demanded and not there is 5 in verify and 1 in verify.sh" {
	"$SHERD" verify -q "$work/signed" --ca "$work/ca.pem" >/dev/null
	local print
	print=$(openssl x509 -in "$work/k.crt" -noout -fingerprint -sha256 | sed 's/.*=//')
	"$SHERD" verify -q "$work/signed" --ca "$work/ca.pem" --fingerprint "$print" >/dev/null
	for demand in "plain --ca $work/ca.pem" "raw --ca $work/ca.pem" "plain --fingerprint $print" "raw --fingerprint $print" \
		"signed --tsa-ca $work/ca.pem" "signed --ca $work/ca.pem --fingerprint 00$print" "c.db --ca $work/ca.pem"; do
		set -- $demand
		run "$SHERD" verify "$work/$1" "${@:2}"
		[ "$status" = 5 ] || fail "$demand: $status: $output"
	done
	for folder in plain raw; do
		run sh "$work/$folder/verify.sh" "$work/ca.pem"
		[ "$status" = 1 ] || fail "$folder: $output"
	done
	run sh "$work/signed/verify.sh" "$work/ca.pem" "$work/ca.pem"
	[ "$status" = 1 ]
	sh "$work/signed/verify.sh" "$work/ca.pem"
}

@test "files, folders and links added to a sealed folder are seen by verify and by verify.sh" {
	local add
	for add in "echo x >report.en/more.txt" "mkdir more" "mkdir -p exports/deep" "ln -s case.db link" "ln -s / report.ja/link" \
		"echo x >MANIFEST.more" "echo x >signer.more" "mkfifo pipe"; do
		rm -rf s
		cp -a "$work/signed" s
		(cd s && eval "$add")
		run "$SHERD" verify s --ca "$work/ca.pem"
		[ "$status" = 5 ] || fail "$add: $output"
		run sh s/verify.sh "$work/ca.pem"
		[ "$status" = 1 ] || fail "$add: $output"
	done
}

@test "what fails its checks is not sealed, and a report folder that is no longer ours is known before the scan" {
	cp c.db t.db
	sqlite3 t.db "INSERT INTO text(value) VALUES('forged'); UPDATE tag_row SET tag=last_insert_rowid()"
	run "$SHERD" seal t.db sealed
	[ "$status" = 5 ]
	[ ! -e sealed ]
	cp -a "$work/r" r
	"$SHERD" examine -q two.db now="$work/tree" -o r >/dev/null
	echo "my notes" >>r/report.html
	sha256sum r/report.html >sum
	run "$SHERD" examine three.db now="$work/tree" -o r
	[ "$status" = 2 ]
	[ ! -e three.db ]
	sha256sum -c --quiet sum
	cp -a "$work/r" r2
	echo x >r2/notes.txt
	run "$SHERD" examine three.db now="$work/tree" -o r2
	[ "$status" = 2 ]
	[ ! -e three.db ]
}

# No hard links, no rename that refuses: what vfat and some network file systems are like.
@test "a case is made where there are no hard links; without locks the refusal says so" {
	cat >shim.c <<-'C'
		#define _GNU_SOURCE
		#include <dlfcn.h>
		#include <errno.h>
		#include <fcntl.h>
		#include <stdarg.h>
		#include <stdlib.h>
		int link(const char *a, const char *b) { (void)a; (void)b; errno = EPERM; return -1; }
		int renameat2(int a, const char *b, int c, const char *d, unsigned e) { (void)a; (void)b; (void)c; (void)d; (void)e; errno = EINVAL; return -1; }
		int fcntl(int fd, int cmd, ...)
		{
			va_list ap; va_start(ap, cmd); void *p = va_arg(ap, void *); va_end(ap);
			int (*next)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, "fcntl");
			if (getenv("NO_LOCKS") && (cmd == F_SETLK || cmd == F_GETLK || cmd == F_SETLKW)) { errno = ENOLCK; return -1; }
			return next(fd, cmd, p);
		}
		int fcntl64(int fd, int cmd, ...)
		{
			va_list ap; va_start(ap, cmd); void *p = va_arg(ap, void *); va_end(ap);
			int (*next)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, "fcntl64");
			if (getenv("NO_LOCKS") && (cmd == F_SETLK || cmd == F_GETLK || cmd == F_SETLKW)) { errno = ENOLCK; return -1; }
			return next(fd, cmd, p);
		}
	C
	cc -shared -fPIC -o shim.so shim.c -ldl
	case $SHERD in *asan* | *tsan*) skip "a preloaded library and the sanitizers do not go together" ;; esac
	LD_PRELOAD=$PWD/shim.so "$SHERD" scan -q new.db now="$work/tree"
	"$SHERD" sources new.db >/dev/null
	NO_LOCKS=1 LD_PRELOAD=$PWD/shim.so run "$SHERD" scan other.db now="$work/tree"
	[ "$status" = 1 ]
	[[ $output == *"without locks"* ]]
}
