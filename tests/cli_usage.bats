#!/usr/bin/env bats
# The command line: what is taken, what is refused, on which stream, with which exit status.

# shellcheck disable=SC2154 # set by support.bash

load support

setup_file() {
	make_case live "$BATS_FILE_TMPDIR"
	export CASE=$BATS_FILE_TMPDIR/case.db TREE=$BATS_FILE_TMPDIR/tree
}

@test "a command without its operands, or with too many, is refused" {
	for command in examine scan resolve summary $lists show cat report; do
		sherd "$command"
		refused 'missing argument'
	done
	sherd examine "$CASE"
	refused 'missing argument'
	sherd show "$CASE"
	refused 'missing argument'
	for command in resolve summary $lists report; do
		sherd "$command" "$CASE" more
		refused 'too many arguments'
	done
	sherd version more
	refused 'too many arguments'
}

@test "an option that does not exist, or not here, is refused and named" {
	for option in --frobnicate --jsonx --js -x -jx -j; do
		sherd images "$CASE" "$option"
		refused "images: ${option:0:3}"
	done
	for pair in 'images --depth=full' 'scan --json' 'images --reveal' 'cat --json' 'resolve --only=a' 'version --json'; do
		# shellcheck disable=SC2086
		sherd ${pair% *} "${pair#* }" "$CASE"
		refused 'not an option of this command'
	done
}

@test "an option without its value, or with one it does not take, is refused" {
	sherd images "$CASE" --repository
	refused '--repository: needs a value'
	sherd scan "$CASE" "$TREE" -j
	refused '-j: needs a value'
	sherd images "$CASE" --json=yes
	refused 'takes no value'
}

@test "values that are none of their words or numbers are refused" {
	for value in --depth=deep --jobs=0 --jobs=x -j1x --jobs= --jobs=99999999999999999999 --progress=loud --color=red; do
		sherd scan "$BATS_TEST_TMPDIR/never.db" "$TREE" "$value"
		refused scan:
	done
	[ ! -e "$BATS_TEST_TMPDIR/never.db" ]
	sherd examine "$BATS_TEST_TMPDIR/never.db" "$TREE" --format=docx
	refused docx
	[ ! -e "$BATS_TEST_TMPDIR/never.db" ] || fail "a refused command made a case"
	sherd report "$CASE" -o "$BATS_TEST_TMPDIR/r" --format=html,docx
	refused docx
	[ ! -e "$BATS_TEST_TMPDIR/r" ]
	sherd report "$CASE" -o "$BATS_TEST_TMPDIR/r" --lang=xx
	refused lang
}

@test "options stand before or after arguments, with = or a blank; -- ends them" {
	sherd tags "$CASE" --json --repository team/app
	done_with 0
	[ -s "$out" ]
	cp "$out" "$BATS_TEST_TMPDIR/first"
	for line in "--json --repository team/app $CASE" "--repository=team/app $CASE --json" \
		"--json --repository=team/app -- $CASE" "-q $CASE --repository team/app --json -q"; do
		# shellcheck disable=SC2086
		sherd tags $line
		done_with 0
		cmp "$BATS_TEST_TMPDIR/first" "$out"
	done
	sherd tags -- "$CASE" --json
	refused 'too many arguments'
	sherd tags -- --json
	[ "$status" -eq 1 ] || fail "a case called --json"
}

@test "the number of threads is taken in every form and changes no conclusion" {
	for jobs in -j1 '-j 2' --jobs=3 '--jobs 8'; do
		rm -f "$BATS_TEST_TMPDIR/j.db"
		# shellcheck disable=SC2086
		sherd scan "$BATS_TEST_TMPDIR/j.db" "tree=$TREE" -q $jobs
		[ "$status" -eq 0 ] || fail "scan $jobs"
		sherd resolve "$BATS_TEST_TMPDIR/j.db" -q
		[ "$status" -eq 0 ] || fail "resolve"
		for list in images tags blobs findings; do
			sherd "$list" "$BATS_TEST_TMPDIR/j.db" --json
			done_with 0
			cmp "$out" <("$SHERD" "$list" "$CASE" --json) || fail "$list differ with $jobs"
		done
	done
}

@test "a case that is absent, a directory, or no case of ours is a fault; nothing is made" {
	for command in resolve summary $lists report; do
		sherd "$command" "$BATS_TEST_TMPDIR/absent.db"
		[ "$status" -eq 1 ] || fail "$command: $status"
		[ ! -s "$out" ]
		[ "$(wc -l <"$err")" -eq 1 ] || fail "$command: not one line"
		[ ! -e "$BATS_TEST_TMPDIR/absent.db" ] || fail "$command made the case"
	done
	echo 'no database' >"$BATS_TEST_TMPDIR/text"
	sqlite3 "$BATS_TEST_TMPDIR/other.db" 'create table t(a)'
	for file in "$BATS_TEST_TMPDIR/text" "$BATS_TEST_TMPDIR/other.db" "$BATS_TEST_TMPDIR"; do
		cp -R "$file" "$BATS_TEST_TMPDIR/before" 2>/dev/null || true
		for command in images resolve 'scan'; do
			if [ "$command" = scan ]; then sherd scan "$file" "$TREE"; else sherd "$command" "$file"; fi
			want=1
			[ "$command" != scan ] || [ ! -d "$file" ] || want=2 # the operands the wrong way round
			[ "$status" -eq "$want" ] || fail "$command $file: $status"
			[ "$(wc -l <"$err")" -eq 1 ] || fail "$command $file: not one line"
		done
		[ ! -f "$file" ] || cmp "$file" "$BATS_TEST_TMPDIR/before"
		rm -rf "$BATS_TEST_TMPDIR/before"
	done
}

@test "a source that does not exist is refused, and no case is left" {
	sherd examine "$BATS_TEST_TMPDIR/new.db" "$BATS_TEST_TMPDIR/nothing"
	[ "$status" -eq 1 ] || [ "$status" -eq 2 ] || fail "status $status"
	grep -q nothing "$err" || fail "the source is not named"
	[ ! -e "$BATS_TEST_TMPDIR/new.report" ]
}

@test "a case or report beneath a source is refused and the source untouched" {
	(cd "$TREE" && find . -printf '%p %T@ %s\n' | sort) >"$BATS_TEST_TMPDIR/before"
	sherd examine "$TREE/case.db" "$TREE"
	refused ''
	sherd scan "$TREE/docker/case.db" "$TREE"
	refused ''
	sherd examine "$BATS_TEST_TMPDIR/x.db" "$TREE" -o "$TREE/report"
	refused ''
	sherd report "$CASE" -o "$TREE/report"
	refused ''
	ln -s "$TREE" "$BATS_TEST_TMPDIR/alias"
	sherd examine "$BATS_TEST_TMPDIR/alias/case.db" "$TREE"
	refused ''
	(cd "$TREE" && find . -printf '%p %T@ %s\n' | sort) >"$BATS_TEST_TMPDIR/after"
	diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
}

@test "lists read only: the case stays as it is, byte for byte" {
	sha256sum "$CASE" >"$BATS_TEST_TMPDIR/sum"
	for command in summary $lists; do
		sherd "$command" "$CASE"
		done_with 0
		sherd "$command" "$CASE" --json
		done_with 0
	done
	sha256sum -c --quiet "$BATS_TEST_TMPDIR/sum"
	[ ! -e "$CASE-wal" ]
	[ ! -e "$CASE-journal" ]
}

@test "a scanned case without conclusions says so on stderr, with the command that makes them" {
	sherd scan "$BATS_TEST_TMPDIR/s.db" "$TREE" -q
	[ "$status" -eq 0 ]
	sherd images "$BATS_TEST_TMPDIR/s.db" --json
	[ "$status" -eq 0 ] || fail "$status"
	[ ! -s "$out" ]
	grep -q 'resolve' "$err" || fail "no word about resolve"
	sherd sources "$BATS_TEST_TMPDIR/s.db" --json
	[ "$status" -eq 0 ]
	[ "$(wc -l <"$out")" -eq 1 ]
}

@test "stdout that is full is a fault, one that is closed by its reader ends quietly" {
	for command in "images $CASE" "images $CASE --json" "summary $CASE" "show $CASE team/app:latest" "findings $CASE"; do
		status=0
		# shellcheck disable=SC2086
		"$SHERD" $command >/dev/full 2>"$BATS_TEST_TMPDIR/err" || status=$?
		[ "$status" -eq 1 ] || fail "$command: $status"
		grep -q 'No space left' "$BATS_TEST_TMPDIR/err" || fail "$command: no reason"
	done
	"$SHERD" blobs "$CASE" --json 2>"$BATS_TEST_TMPDIR/err" | true
	[ ! -s "$BATS_TEST_TMPDIR/err" ] || fail "talk about a closed pipe: $(cat "$BATS_TEST_TMPDIR/err")"
}

@test "progress talks on stderr only, and none or -q not at all" {
	sherd scan "$BATS_TEST_TMPDIR/p.db" "$TREE" --progress=json
	[ "$status" -eq 0 ]
	[ -s "$err" ]
	jq -es 'length > 0 and all(type == "object")' "$err" >/dev/null || fail "progress lines are no JSON"
	[ "$(wc -l <"$out")" -le 1 ]
	for way in --progress=none --progress=auto -q; do
		rm -f "$BATS_TEST_TMPDIR/p.db"
		sherd scan "$BATS_TEST_TMPDIR/p.db" "$TREE" "$way"
		done_with 0
	done
	rm -f "$BATS_TEST_TMPDIR/p.db"
	sherd examine "$BATS_TEST_TMPDIR/p.db" "$TREE" --json
	done_with 0
	holds 'length == 1 and .[0].images > 0'
}

@test "times of tables are shown in the zone asked for, JSON stays in UTC" {
	"$FIXTURES/unpack" deletes "$BATS_TEST_TMPDIR/tree"
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/c.db" "$BATS_TEST_TMPDIR/tree" >/dev/null
	utc=$("$SHERD" tags "$BATS_TEST_TMPDIR/c.db" --json | jq -r '.from' | sort | head -n 1)
	for zone in +09:00 Asia/Tokyo; do
		want=$(TZ=Asia/Tokyo date -d "$utc" +%Y-%m-%dT%H:%M:%S+09:00)
		"$SHERD" tags "$BATS_TEST_TMPDIR/c.db" --tz "$zone" | grep -qF -- "$want"
		[ "$("$SHERD" tags "$BATS_TEST_TMPDIR/c.db" --tz "$zone" --json)" = "$("$SHERD" tags "$BATS_TEST_TMPDIR/c.db" --json)" ]
	done
	for zone in Nowhere/City ../../etc/passwd +25:00 +0900; do
		local status=0
		"$SHERD" tags "$BATS_TEST_TMPDIR/c.db" --tz "$zone" >/dev/null 2>&1 || status=$?
		[ "$status" -eq 2 ]
	done
}
