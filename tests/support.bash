# tests/support.bash - what the bats files share.
# SHERD names the program, FIXTURES the folder of fixtures; both have defaults for running one file alone.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SHERD=${SHERD:-$root/build/release/sherd}
FIXTURES=${FIXTURES:-$root/fixtures}
lists='images tags blobs repos uploads sources findings'

# Unpacks a fixture as source `tree` (two-sources: `backup` too) below DIR and examines it there: DIR/case.db.
# Whatever the exit status of examine, it stands in DIR/status.
make_case() { # name dir
	local sources=("tree=$2/tree")
	mkdir -p "$2"
	"$FIXTURES/unpack" "$1" "$2/tree"
	if [ -f "$FIXTURES/$1/backup.tar.zst" ]; then
		"$FIXTURES/unpack" "$1/backup" "$2/backup"
		sources+=("backup=$2/backup" --copy-of backup=tree)
	fi
	"$SHERD" examine -q "$2/case.db" "${sources[@]}" >"$2/out" 2>"$2/err" && echo 0 >"$2/status" || echo $? >"$2/status"
}

# An edit by somebody who knows the guards of the custody log: off, and back again word for word.
edit_past_guards() { # case sql
	local guards
	guards=$(sqlite3 "$1" "SELECT sql||';' FROM sqlite_schema WHERE type='trigger' AND tbl_name='custody_log'")
	sqlite3 "$1" "DROP TRIGGER custody_log_no_update; DROP TRIGGER custody_log_no_delete; DROP TRIGGER custody_log_in_order; $2; $guards"
}

# Runs sherd with its two streams apart: $status, and the files $out and $err.
sherd() {
	out=$BATS_TEST_TMPDIR/out err=$BATS_TEST_TMPDIR/err
	status=0
	"$SHERD" "$@" >"$out" 2>"$err" || status=$?
}

fail() {
	printf '%s\n' "$*" >&2
	for file in "${out:-}" "${err:-}"; do
		[ ! -f "$file" ] || head -n 20 "$file" | cat -v >&2
	done
	return 1
}

# The last call ended with this status, and when that is 0, without talk.
done_with() { # status
	[ "$status" -eq "$1" ] || fail "exit status $status, expected $1"
	[ "$1" -ne 0 ] || [ ! -s "$err" ] || fail "talk on stderr"
}

# The last call was refused: status 2, nothing on stdout, one line on stderr that matches.
refused() { # extended regular expression
	[ "$status" -eq 2 ] || fail "exit status $status, expected 2"
	[ ! -s "$out" ] || fail "a refused command wrote to stdout"
	[ "$(wc -l <"$err")" -eq 1 ] || fail "expected one line on stderr"
	grep -qE "^sherd: .*$1" "$err" || fail "no match for $1"
}

# A jq expression holds for the lines (as one array) of the last call.
holds() { # jq expression, jq options
	local expression=$1
	shift
	jq -e -s "$@" "$expression" "$out" >/dev/null || fail "does not hold: $expression"
}
