#!/usr/bin/env bats
# Help, version and catalogue: complete, on stdout, and fit for a terminal of 80 columns.

# shellcheck disable=SC2154 # set by support.bash

load support

commands() {
	"$SHERD" help | sed -n '/^commands:/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p'
}

narrow() { # file
	[ -s "$1" ] || fail "nothing was printed"
	[ "$(wc -L <"$1")" -lt 80 ] || fail "a line has 80 columns or more: $(awk 'length > 79' "$1")"
	! grep -qP '[\x00-\x09\x0b-\x1f\x7f]|[ ]$' "$1" || fail "control characters or blanks at a line's end"
	[ "$(tail -c1 "$1" | od -An -tx1)" = " 0a" ] || fail "no newline at the end"
}

@test "the overview names every command of this version" {
	run commands
	[ "$output" = "$(printf '%s\n' examine scan resolve recover logs summary images tags blobs repos uploads sources timeline at \
		existed findings find check diff gc files show cat export plan custody seal verify report selftest version help)" ] || fail "$output"
}

@test "help, --help and -h print the overview" {
	sherd help
	done_with 0
	narrow "$out"
	cp "$out" "$BATS_TEST_TMPDIR/first"
	for way in --help -h; do
		sherd "$way"
		done_with 0
		cmp "$BATS_TEST_TMPDIR/first" "$out"
	done
}

@test "every command explains itself, whatever else is on its line" {
	for command in $(commands); do
		sherd "$command" --help
		done_with 0
		narrow "$out"
		cp "$out" "$BATS_TEST_TMPDIR/first"
		sherd "$command" a b c d -h
		done_with 0
		cmp "$BATS_TEST_TMPDIR/first" "$out"
		[ "$command" != findings ] || continue
		sherd help "$command"
		done_with 0
		cmp "$BATS_TEST_TMPDIR/first" "$out"
	done
}

@test "the bounds are told narrowly" {
	sherd help limits
	done_with 0
	narrow "$out"
}

@test "the catalogue has meaning and advice for every finding the fixtures know" {
	sherd help findings
	done_with 0
	narrow "$out"
	cat "$FIXTURES"/*/expect >"$BATS_TEST_TMPDIR/all"
	jq -c '.findings[]' "$FIXTURES"/*/truth.json >>"$BATS_TEST_TMPDIR/all"
	jq -r 'select(.code) | "\(.code) \(.severity)"' "$BATS_TEST_TMPDIR/all" | sort -u >"$BATS_TEST_TMPDIR/known"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/known")" -gt 20 ]
	while read -r code severity; do
		grep -qE "^$code \($severity\)( \*)?$" "$out" || fail "$code ($severity) is not in the catalogue"
		[ "$(awk -v c="$code" '$1 == c { on = 1; next } /^$/ { on = 0 } on' "$out" | wc -l)" -ge 3 ] ||
			fail "$code lacks title, meaning or advice"
	done <"$BATS_TEST_TMPDIR/known"
}

@test "what the catalogue marks as damage are the warnings and errors, save no-registry" {
	sherd help findings
	while read -r code severity mark; do
		case "$code$severity" in
		no-registry*) want='' ;;
		*'(warning)' | *'(error)') want='*' ;;
		*) want='' ;;
		esac
		[ "$mark" = "$want" ] || fail "$code $severity is marked '$mark'"
	done < <(grep -E '^[a-z0-9-]+ \((info|notice|warning|error)\)' "$out")
}

@test "version names the version, --long what it was made of" {
	sherd version
	done_with 0
	[[ $(cat "$out") =~ ^sherd\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	cp "$out" "$BATS_TEST_TMPDIR/first"
	sherd --version
	done_with 0
	cmp "$BATS_TEST_TMPDIR/first" "$out"
	sherd version --long
	done_with 0
	for word in commit compiler SQLite OpenSSL jansson zlib zstd lzma magic; do
		grep -qi "$word" "$out" || fail "$word is not named"
	done
}

@test "no command, an unknown one, and help for an unknown one are usage errors" {
	sherd
	refused 'no command'
	for command in frobnicate mount unpack --frobnicate ''; do
		sherd "$command"
		refused 'no such command'
	done
	sherd help frobnicate
	refused 'frobnicate'
}

@test "a full disk behind stdout is told" {
	for command in help version 'help findings'; do
		status=0
		# shellcheck disable=SC2086
		"$SHERD" $command >/dev/full 2>"$BATS_TEST_TMPDIR/err" || status=$?
		[ "$status" -eq 1 ]
		grep -q 'No space left' "$BATS_TEST_TMPDIR/err"
	done
}
