#!/usr/bin/env bats
# Names from evidence that hold escape codes, newlines or no UTF-8 reach no terminal, no JSON and no HTML raw.

# shellcheck disable=SC2154 # set by support.bash

load support

setup_file() {
	for name in name-with-escape name-not-utf8; do
		make_case "$name" "$BATS_FILE_TMPDIR/$name"
	done
}

# Every output for people of one case, one after the other.
tell_all() { # dir
	local case_file=$1/case.db digest
	for command in summary $lists; do
		"$SHERD" "$command" "$case_file"
		"$SHERD" "$command" "$case_file" --full
	done
	for digest in $("$SHERD" images "$case_file" --json | jq -r .digest); do
		"$SHERD" show "$case_file" "$digest"
	done
	"$SHERD" cat "$case_file" 000000 2>&1 || true
	"$SHERD" show "$case_file" "$(printf 'evil\033[31m\nname:2')" 2>&1 || true
	"$SHERD" images "$case_file" --standing "$(printf '\033[31m')" 2>&1 || true
	"$SHERD" "$(printf 'frob\033[31m')" 2>&1 || true
	"$SHERD" images "$case_file" "$(printf -- '--frob\033[31m')" 2>&1 || true
	"$SHERD" images "$(printf '%s/\033[31mabsent' "$1")" 2>&1 || true
}

@test "no text for people holds an escape code or another control character" {
	for name in name-with-escape name-not-utf8; do
		tell_all "$BATS_FILE_TMPDIR/$name" >"$BATS_TEST_TMPDIR/all"
		[ "$(wc -l <"$BATS_TEST_TMPDIR/all")" -gt 100 ]
		! LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f]' "$BATS_TEST_TMPDIR/all" ||
			fail "$(LC_ALL=C grep -aP '[\x00-\x09\x0b-\x1f\x7f]' "$BATS_TEST_TMPDIR/all" | head -n 3 | cat -v)"
		iconv -f UTF-8 -t UTF-8 "$BATS_TEST_TMPDIR/all" >/dev/null || fail "$name: not UTF-8"
		cat "$BATS_FILE_TMPDIR/$name/out" "$BATS_FILE_TMPDIR/$name/err" >"$BATS_TEST_TMPDIR/all"
		! LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f]' "$BATS_TEST_TMPDIR/all" || fail "examine of $name"
	done
}

@test "colour adds only colour codes, and only when asked for" {
	local case_file=$BATS_FILE_TMPDIR/name-with-escape/case.db
	for command in summary $lists; do
		"$SHERD" "$command" "$case_file" --color=never >"$BATS_TEST_TMPDIR/plain"
		"$SHERD" "$command" "$case_file" >"$BATS_TEST_TMPDIR/auto"
		"$SHERD" "$command" "$case_file" --color always >"$BATS_TEST_TMPDIR/colour"
		cmp "$BATS_TEST_TMPDIR/plain" "$BATS_TEST_TMPDIR/auto"
		LC_ALL=C sed 's/\x1b\[[0-9;]*m//g' "$BATS_TEST_TMPDIR/colour" | cmp - "$BATS_TEST_TMPDIR/plain"
		# the name itself colours nothing: its escape code is shown, not sent
		! LC_ALL=C grep -aq $'evil\x1b' "$BATS_TEST_TMPDIR/colour" || fail "$command"
	done
	"$SHERD" images "$case_file" --color=always | grep -q $'\x1b\[' || fail "no colour at all"
}

@test "a row of a table is one line, whatever its name holds" {
	local dir=$BATS_FILE_TMPDIR/name-with-escape
	for list in images tags blobs repos; do
		[ "$("$SHERD" "$list" "$dir/case.db" | wc -l)" -eq $((1 + $("$SHERD" "$list" "$dir/case.db" --json | wc -l))) ] ||
			fail "$list"
	done
}

@test "every JSON line parses, is UTF-8 and free of control characters" {
	for name in name-with-escape name-not-utf8; do
		local case_file=$BATS_FILE_TMPDIR/$name/case.db
		for command in summary $lists; do
			sherd "$command" "$case_file" --json
			done_with 0
			iconv -f UTF-8 -t UTF-8 "$out" >/dev/null || fail "$command: not UTF-8"
			! LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f]' "$out" || fail "$command: control characters"
			while IFS= read -r line; do
				jq -e 'type == "object"' >/dev/null <<<"$line" || fail "$command: no object: $line"
			done <"$out"
		done
	done
}

@test "a name with an escape code and a newline comes back exactly in JSON" {
	sherd tags "$BATS_FILE_TMPDIR/name-with-escape/case.db" --json
	holds 'map(select(.repository == "evil\u001b[31m\nname")) | length == 1 and .[0].tag == "1"'
	sherd tags "$BATS_FILE_TMPDIR/name-with-escape/case.db" --json --repository "$(printf 'evil\033[31m\nname')"
	done_with 0
	holds 'length == 1 and .[0].tag == "1"'
}

@test "a name is made visible once, not twice" {
	for name in name-with-escape name-not-utf8; do
		tell_all "$BATS_FILE_TMPDIR/$name" >"$BATS_TEST_TMPDIR/all"
		cat "$BATS_FILE_TMPDIR/$name/case.report"/*.csv >>"$BATS_TEST_TMPDIR/all"
		! grep -nE '\\\\(u\{|x[0-9A-F]{2})' "$BATS_TEST_TMPDIR/all" || fail "$name"
	done
}

@test "a name that is no UTF-8 comes as bytes and a visible form, and can be asked for" {
	local case_file=$BATS_FILE_TMPDIR/name-not-utf8/case.db
	sherd tags "$case_file" --json
	holds 'map(select(.repository | type == "object")) | length == 1 and .[0].repository.bytes_hex == "636166e9"
		and (.[0].repository.display | type == "string" and startswith("caf"))'
	sherd repos "$case_file" --json --repository "$(printf 'caf\351')"
	done_with 0
	holds 'length == 1 and .[0].name.bytes_hex == "636166e9"'
	sherd show "$case_file" "$(printf 'caf\351:1')" --json
	done_with 0
	holds '.[0].digest == "sha256:8fdd65f085479f4c418491fd10a3cb405cb270d523a5e6a74e33f6d23131c327"'
}

@test "the report folder holds none of it raw" {
	for name in name-with-escape name-not-utf8; do
		local report=$BATS_FILE_TMPDIR/$name/case.report
		"$SHERD" report "$BATS_FILE_TMPDIR/$name/case.db" -q -o "$report" --format html,json >/dev/null
		[ -s "$report/report.html" ]
		# CSV ends its lines with CR LF (RFC 4180)
		! LC_ALL=C grep -qP '[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]|\r.' "$report"/* || fail "control characters in the report"
		for file in "$report"/*; do
			iconv -f UTF-8 -t UTF-8 "$file" >/dev/null || fail "$file is no UTF-8"
		done
		jq -e . "$report/report.json" >/dev/null || fail "report.json does not parse"
	done
}

@test "a hostile link or archive is named, and never stands in a command to be pasted" {
	tree=$BATS_TEST_TMPDIR/paste
	mkdir -p "$tree/docker/registry/v2/repositories/r" "$tree/plain"
	ln -s '/srv/$(touch pwned)/blobs' "$tree/docker/registry/v2/blobs"
	ln -s '/srv/`id`/registry' "$tree/registry"
	ln -s /srv/other/blobs "$tree/plain/blobs"
	tar -cf "$tree/old;reboot.tar" -C "$tree" plain
	tar -cf "$tree/old.tar" -C "$tree" plain
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/p.db" "s=$tree" >/dev/null || [ $? -eq 3 ]
	sherd findings "$BATS_TEST_TMPDIR/p.db" --json
	jq -r .text "$out" | grep -o 'sherd scan CASE [^)]*' | sort >"$BATS_TEST_TMPDIR/typed"
	[ -s "$BATS_TEST_TMPDIR/typed" ] || fail "no command is told"
	! grep -q '[$`;]' "$BATS_TEST_TMPDIR/typed" || fail "$(cat "$BATS_TEST_TMPDIR/typed")"
	grep -qx "sherd scan CASE tar:$tree/old.tar" "$BATS_TEST_TMPDIR/typed"
	grep -qx 'sherd scan CASE tar:ARCHIVE' "$BATS_TEST_TMPDIR/typed"
	grep -qx 'sherd scan CASE TARGET' "$BATS_TEST_TMPDIR/typed"
	holds 'map(.text) | any(contains("$(touch pwned)"))'
}

@test "the summary puts no hostile name into a command" {
	"$FIXTURES/unpack" live "$BATS_TEST_TMPDIR/h"
	cd "$BATS_TEST_TMPDIR/h/docker/registry/v2/repositories"
	for name in *; do mv "$name" "\$(touch pwned)$name"; done
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/h.db" "s=$BATS_TEST_TMPDIR/h" >"$BATS_TEST_TMPDIR/said"
	grep -q '^  sherd show [^ ]* IMAGE ' "$BATS_TEST_TMPDIR/said"
	! sed -n '/^What to do next/,$p' "$BATS_TEST_TMPDIR/said" | grep -q '[$`]'
}
