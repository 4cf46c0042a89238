#!/usr/bin/env bats
# Harbor's PostgreSQL 15, vacuumed, then killed before it wrote its pages: a directory kept, with what its server said of it
# (made anew by tests/tap_postgres --pack tests/postgres). tests/tap_postgres does more, and needs the server.
load cli_support

setup_file() {
	export kept=$BATS_FILE_TMPDIR
	"$SHERD" examine -q "$kept/case.db" "data=$BATS_TEST_DIRNAME/postgres/harbor15.tar.xz" >"$kept/out" 2>&1 || [ $? -eq 3 ]
}

truth() {
	jq -r "$1" "$BATS_TEST_DIRNAME/postgres/harbor15.json" | sort
}

@test "every deletion of a tag, its image, its time to the microsecond, and no other" {
	"$SHERD" timeline "$kept/case.db" --json |
		jq -r 'select(.event == "tag-delete" and .time_source == "commit record of the transaction") | [.tag, .digest, .time] | @tsv' | sort >"$kept/told"
	diff <(truth '.deleted | to_entries[] | [.key, .value[0], .value[1]] | @tsv') "$kept/told"
	[ -s "$kept/told" ]
}

@test "what lives is current, what was deleted is listed with its time" {
	"$SHERD" tags "$kept/case.db" --json >"$kept/tags"
	diff <(truth '.living | to_entries[] | [.key, .value] | @tsv') <(jq -r 'select(.standing == "current") | [.tag, .digest] | @tsv' "$kept/tags" | sort)
	# shellcheck disable=SC2016 # of jq
	diff <(truth '.living as $l | .deleted | to_entries[] | select($l[.key] == null) | [.key, .value[1]] | @tsv') \
		<(jq -r 'select(.standing == "deleted") | [.tag, .deleted_at] | @tsv' "$kept/tags" | sort)
}

@test "manifests that a collection took are written anew from artifact_blob" {
	for digest in $(truth '.lost | keys[]'); do
		[ "$("$SHERD" cat "$kept/case.db" "$digest" | sha256sum | cut -d' ' -f1)" = "${digest#sha256:}" ]
	done
}

@test "tags-elsewhere says where the tags were found" {
	"$SHERD" findings "$kept/case.db" --json | jq -se 'any(.[]; .code == "tags-elsewhere" and any(.because[]; .path | endswith("PG_VERSION")))'
}

@test "folders of MySQL and dumps of Redis are named, and are no damage" {
	cp -r "$FIXTURES/../tests/postgres" "$BATS_TEST_TMPDIR/src"
	mkdir -p "$BATS_TEST_TMPDIR/src/mysql" "$BATS_TEST_TMPDIR/src/redis"
	echo x >"$BATS_TEST_TMPDIR/src/mysql/ibdata1"
	echo REDIS0009 >"$BATS_TEST_TMPDIR/src/redis/dump.rdb"
	rm "$BATS_TEST_TMPDIR"/src/*.tar.xz
	"$SHERD" scan -q "$BATS_TEST_TMPDIR/c.db" "$BATS_TEST_TMPDIR/src" >/dev/null 2>&1 || [ $? -eq 3 ]
	"$SHERD" resolve -q "$BATS_TEST_TMPDIR/c.db" >/dev/null || true
	[ "$("$SHERD" findings "$BATS_TEST_TMPDIR/c.db" --json | jq -r 'select(.code == "database-unread") | .subject' | sort | tr '\n' ' ')" = "mysql/ibdata1 redis/dump.rdb " ]
}

@test "an SQLite file larger than is read says so, and not that it is a server's folder" {
	mkdir "$BATS_TEST_TMPDIR/data"
	python3 -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("CREATE TABLE package_version (id INTEGER PRIMARY KEY, lower_version TEXT, package_id INTEGER, creator_id INTEGER, created_unix INTEGER, is_internal INTEGER)")
db.commit()' "$BATS_TEST_TMPDIR/data/gitea.db"
	"$SHERD" scan -q --limit lite_bytes=4096 "$BATS_TEST_TMPDIR/c.db" "$BATS_TEST_TMPDIR/data" >/dev/null 2>&1 || [ $? -eq 3 ]
	"$SHERD" resolve -q "$BATS_TEST_TMPDIR/c.db" >/dev/null || true
	"$SHERD" findings "$BATS_TEST_TMPDIR/c.db" --json | jq -se 'any(.[]; .code == "database-unread" and (.text | contains("larger than 4096 bytes")))'
	"$SHERD" report -o "$BATS_TEST_TMPDIR/report" "$BATS_TEST_TMPDIR/c.db" >/dev/null || [ $? -eq 3 ]
	grep -rq "larger than 4096 bytes" "$BATS_TEST_TMPDIR/report"
	grep -rq "or larger than is read at once" "$BATS_TEST_TMPDIR/report"
	! grep -rq "The folder of a database.s server was recognised" "$BATS_TEST_TMPDIR/report"
}
