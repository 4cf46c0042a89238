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
	[ "$output" = "$(printf '%s\n' examine scan merge resolve recover rebuild logs summary images tags blobs repos uploads sources timeline at \
		existed findings find check diff gc files show cat salvage export plan custody seal verify report selftest version completion help)" ] || fail "$output"
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

@test "what the catalogue marks as damage are the warnings and errors, and nothing else" {
	sherd help findings
	while read -r code severity mark; do
		case "$code$severity" in
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

@test "a command's help has its examples, and each is a line that its options allow" {
	for command in $(commands); do
		sherd help "$command"
		[ "$command" != findings ] || sherd findings --help
		sed -n '/^examples\?:$/,$s/^  sherd //p' "$out" >"$BATS_TEST_TMPDIR/lines"
		[ -s "$BATS_TEST_TMPDIR/lines" ] || fail "$command has no example"
		while read -r line; do
			case $line in "$command" | "$command "*) ;; *) fail "an example of $command is of another: $line" ;; esac
			line=${line%% > *}
			eval "sherd $line --help" # ours, from the program's table
			done_with 0
		done <"$BATS_TEST_TMPDIR/lines"
	done
}

@test "help on custody names every field, and those it must have come first" {
	sherd help custody
	done_with 0
	narrow "$out"
	tr -s ' \n' ' ' <"$out" | grep -qF 'note: anything worth keeping text [by item_no object label exhibit_no]' || fail
	tr -s ' \n' ' ' <"$out" | grep -qF 'correct: an entry was wrong; it stays and this says what is right corrects_seq reason old_value new_value by [field]' || fail
}

@test "help on a finding and on a word of the lists" {
	sherd help blob-misplaced
	done_with 0
	grep -q '^blob-misplaced (' "$out"
	[ "$(wc -l <"$out")" -ge 4 ] || fail
	sherd help unknown # a word of three lists
	done_with 0
	[ "$(grep -c '^unknown (' "$out")" -eq 3 ] || fail
	sherd help recovered
	grep -q '^recovered (grade)' "$out"
	grep -q '^recovered (state of a blob)' "$out"
	narrow "$out"
}

@test "what was typed wrong is answered with what is nearest, and nothing far away is proposed" {
	sherd imgaes case.db
	refused 'imgaes: no such command; did you mean sherd images\?'
	sherd sumary case.db
	refused 'did you mean sherd summary\?'
	# words of other programs
	for pair in restore=export undelete=export ls=images inspect=show search=find analyse=examine; do
		sherd "${pair%=*}" case.db
		refused "${pair%=*}: no such command; did you mean sherd ${pair#*=}\?"
	done
	sherd
	refused 'begin with sherd examine case.db /path/to/registry'
	sherd help tag-dameged
	[ "$status" -eq 2 ]
	sherd help blob-mising
	refused 'did you mean blob-missing\?'
	sherd images case.db --repo shop
	refused 'did you mean --repository\?'
	sherd images case.db --standnig=deleted
	refused 'did you mean --standing\?'
	sherd cat case.db --standnig=deleted # no option of cat
	refused 'no such option; see'
	for far in xyzzy q case.db; do
		sherd $far
		refused 'no such command; see sherd help'
	done
}

@test "options may stand before the command" {
	make_case live "$BATS_TEST_TMPDIR/c"
	sherd images "$BATS_TEST_TMPDIR/c/case.db" --json --standing tagged
	done_with 0
	cp "$out" "$BATS_TEST_TMPDIR/first"
	[ -s "$BATS_TEST_TMPDIR/first" ]
	sherd --json --standing tagged images "$BATS_TEST_TMPDIR/c/case.db"
	done_with 0
	cmp "$BATS_TEST_TMPDIR/first" "$out"
	sherd -q --standing=tagged images --json "$BATS_TEST_TMPDIR/c/case.db"
	done_with 0
	cmp "$BATS_TEST_TMPDIR/first" "$out"
	sherd --help images
	done_with 0
	grep -q '^sherd images CASE' "$out"
	sherd --json
	[ "$status" -eq 2 ]
}

@test "completion: each shell can read its own, and bash completes commands, options and words" {
	command -v bash >/dev/null
	for shell in bash zsh fish; do
		sherd completion $shell
		done_with 0
		cp "$out" "$BATS_TEST_TMPDIR/completion.$shell"
		command -v $shell >/dev/null || continue # bash is here always
		$shell -n "$out" || fail "$shell cannot read it"
	done
	complete_words() { # words: the last is completed
		bash -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sherd; printf "%s\n" "${COMPREPLY[@]}"' - \
			"$BATS_TEST_TMPDIR/completion.bash" "$@" | LC_ALL=C sort | tr '\n' ' '
	}
	[ "$(complete_words sherd ve)" = 'verify version ' ]
	[ "$(complete_words sherd images c.db --st)" = '--standing --state ' ]
	[ "$(complete_words sherd images c.db --standing o)" = 'orphaned ' ]
	[ "$(complete_words sherd -q export c.db --part)" = '--partial ' ]
	for command in $(commands); do
		for option in $("$SHERD" "$command" --help | sed -n 's/^ *\(-., \)\?\(--[a-z-]*\).*/\2/p'); do
			case " $(complete_words sherd "$command" "$option") " in *" $option "*) ;; *) fail "$command: $option is not completed" ;; esac
		done
	done
	sherd completion tcsh
	refused 'bash, zsh or fish'
}

@test "install and uninstall leave nothing behind" {
	[ -f "$root/Makefile" ]
	make -C "$root" --no-print-directory MODE="${MODE:-release}" DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/usr install >/dev/null
	for file in bin/sherd share/man/man1/sherd.1 share/bash-completion/completions/sherd share/zsh/site-functions/_sherd \
		share/fish/vendor_completions.d/sherd.fish; do
		[ -s "$BATS_TEST_TMPDIR/root/usr/$file" ] || fail "$file is not installed"
	done
	make -C "$root" --no-print-directory MODE="${MODE:-release}" DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/usr uninstall >/dev/null
	[ -z "$(find "$BATS_TEST_TMPDIR/root" -type f)" ] || fail "left: $(find "$BATS_TEST_TMPDIR/root" -type f)"
}

@test "the Japanese manual knows every command, and the newest options" {
	sherd help
	for verb in $(sed -nE 's/^  ([a-z]+) +(CASE|\[|which|SHELL).*/\1/p' "$out"); do
		grep -qE "^\.I[tc].*\bIc ([a-z]+ , )*$verb\b" "$root/man/ja/sherd.1" || fail "no $verb in man/ja/sherd.1"
	done
	for word in trust-unchanged format lang shard case-no; do
		grep -q -- "Fl -$word" "$root/man/ja/sherd.1" || fail "no --$word in man/ja/sherd.1"
	done
}

@test "the overview keeps its columns: what a command does begins in one column" {
	sherd help
	sed -n '/^commands:/,/^$/p' "$out" | grep '^  [a-z]' | grep -v '|\|\[FIELD\|DIR \[FILE\|IMAGE \[PATH\|DIGEST \[PATH\|WHAT... DEST' >"$BATS_TEST_TMPDIR/rows"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/rows")" -gt 20 ]
	while IFS= read -r row; do
		[[ ${row:28:1} == ' ' && ${row:29:1} != ' ' ]] || fail "$row"
	done <"$BATS_TEST_TMPDIR/rows"
}
