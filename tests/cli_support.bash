# shellcheck shell=bash disable=SC2034 # the files that load this use what it sets
# tests/cli_support.bash - shared by the bats files of lists, show, cat, report and exit statuses.
# SHERD names the program, FIXTURES the folder of fixtures; both have defaults for one file alone.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SHERD=${SHERD:-$root/build/release/sherd}
FIXTURES=${FIXTURES:-$root/fixtures}

# Makes a fixture's tree and examines it: $tree, $case_file, $status_code.
examine_fixture() { # name
	local name=$1
	tree=$BATS_TEST_TMPDIR/$name
	case_file=$BATS_TEST_TMPDIR/$name.db
	"$FIXTURES/unpack" "$name" "$tree"
	status_code=0
	"$SHERD" examine -q "$case_file" "$name=$tree" >"$BATS_TEST_TMPDIR/$name.out" \
		2>"$BATS_TEST_TMPDIR/$name.err" || status_code=$?
}

# Two JSON texts must be equal; shows the difference.
same_json() { # what expected-file got-file
	diff -u <(jq -S . "$2") <(jq -S . "$3") >"$BATS_TEST_TMPDIR/diff" || {
		echo "$1: expected (-) and got (+) differ:"
		head -n 60 "$BATS_TEST_TMPDIR/diff"
		return 1
	}
}

# --- the truth a recipe recorded, and the same shape out of our lines ---

truth_images='[.images[] | {digest, kind, media_type, standing, completeness, state, config, layers,
	manifests, subject, missing: ((.missing // []) | sort),
	repositories: ([.repositories[]? | {name, standing}] | sort_by(.name, .standing))}
	| with_entries(select(.value != null and .value != []))] | sort_by(.digest)'
our_images='[.[] | {digest, kind, media_type, standing, completeness, state, config: .config.digest,
	layers: [.layers[]?.digest], manifests: [.manifests[]?.digest], subject,
	missing: ((.missing // []) | sort),
	repositories: ([.repositories[]? | {name, standing}] | sort_by(.name, .standing))}
	| with_entries(select(.value != null and .value != []))] | sort_by(.digest)'

# An edit by somebody who knows the guards of the custody log: off, and back again word for word.
edit_past_guards() { # case sql
	local guards
	guards=$(sqlite3 "$1" "SELECT sql||';' FROM sqlite_schema WHERE type='trigger' AND tbl_name='custody_log'")
	sqlite3 "$1" "DROP TRIGGER custody_log_no_update; DROP TRIGGER custody_log_no_delete; DROP TRIGGER custody_log_in_order; $2; $guards"
}
