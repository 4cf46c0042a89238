#!/usr/bin/env bats
# On a terminal tables fit, and what is longer than the screen goes through the reader's own pager; into a pipe or a file
# everything goes whole. script(1) is the terminal.

# shellcheck disable=SC2154 # set by support.bash

load support

setup_file() {
	make_case deletes "$BATS_FILE_TMPDIR"
	export CASE=$BATS_FILE_TMPDIR/case.db
}

# Runs sherd on a terminal of so many columns: what the terminal showed, without its carriage returns, in $shown.
on_terminal() { # columns words...
	local columns=$1 line
	shift
	printf -v line '%q ' "$SHERD" "$@"
	shown=$BATS_TEST_TMPDIR/shown
	status=0
	TERM=${TERM_IS:-xterm} NO_COLOR=1 script -qec "stty cols $columns rows 50; $line" /dev/null </dev/null | tr -d '\r' >"$shown" ||
		status=$?
	[ -s "$shown" ] || fail "the terminal stayed empty"
}

widest() { # in columns
	LC_ALL=C.UTF-8 wc -L <"$1"
}

@test "tables fit a terminal, and what had no room is told" {
	export PAGER=cat
	for list in images blobs findings timeline tags summary sources; do
		on_terminal 90 "$list" "$CASE"
		[ "$(widest "$shown")" -le 120 ] || fail "$list: $(widest "$shown") columns"
	done
	for list in images blobs; do
		on_terminal 80 "$list" "$CASE"
		[ "$(grep -cvE "^\(no room" "$shown")" -gt 3 ] || fail "$list has no lines"
		[ "$(grep -vE '^\(no room' "$shown" >"$shown.table"; widest "$shown.table")" -le 80 ] || fail "$list is wider than 80"
	done
	on_terminal 80 images "$CASE"
	grep -qx '(no room for CREATED; --full shows all)' "$shown" || fail "$(cat "$shown")"
	! grep -q CREATED <(head -n 1 "$shown") || fail
	grep -q '…' "$shown" || fail "the longest name was not shortened"
	on_terminal 200 images "$CASE"
	grep -q CREATED <(head -n 1 "$shown") || fail
	! grep -q '…\|no room' "$shown" || fail
}

@test "nothing is wider than a terminal of 80 columns, in either language; what goes on stands further in" {
	export PAGER=cat
	make_case gc-m "$BATS_TEST_TMPDIR"
	for case in "$CASE" "$BATS_TEST_TMPDIR/case.db"; do
		for lang in en ja; do
			for list in images blobs findings timeline tags repos summary sources gc; do
				on_terminal 80 "$list" "$case" --lang $lang
				[ "$(widest "$shown")" -le 80 ] || fail "$list in $lang: $(widest "$shown") columns"
			done
		done
	done
	on_terminal 80 summary "$BATS_TEST_TMPDIR/case.db"
	grep -qx '  shop/multi@0046095464a4, shop/multi@39647ad19067' "$shown" || fail "$(head -5 "$shown")"
	# a command at the end of a line is taken up whole
	on_terminal 200 summary "$BATS_TEST_TMPDIR/case.db"
	last=$(grep -o 'sherd timeline [^ ]*case.db --all$' "$shown" | head -n 1)
	[ -n "$last" ] || fail "$(head -3 "$shown")"
	on_terminal $((${#last} + 3)) summary "$BATS_TEST_TMPDIR/case.db"
	grep -qF "  $last" "$shown" || fail "$(head -9 "$shown")"
	# elsewhere a line is a line
	"$SHERD" gc "$BATS_TEST_TMPDIR/case.db" >"$BATS_TEST_TMPDIR/plain"
	[ "$(widest "$BATS_TEST_TMPDIR/plain")" -gt 200 ]
}

@test "words of the interface, times and digests are never shortened" {
	export PAGER=cat
	for columns in 40 60 80 100; do
		on_terminal $columns timeline "$CASE"
		grep -q 'manifest-delete' "$shown" || fail "$columns"
		! grep -qE 'mani…|…delete|2026…|T03…' "$shown" || fail "$columns: $(grep … "$shown" | head -3)"
		on_terminal $columns tags "$CASE"
		grep -q overwritten "$shown" || fail "$columns"
	done
}

@test "into a file, and with --full, nothing is left out" {
	sherd images "$CASE"
	grep -q CREATED "$out" || fail
	[ "$(widest "$out")" -gt 90 ] || fail
	! grep -q '…\|no room' "$out" || fail
	export PAGER=cat
	on_terminal 80 images "$CASE" --full
	grep -q CREATED "$shown" || fail
	! grep -q '…\|no room' "$shown" || fail
	"$SHERD" images "$CASE" --full | cmp - "$shown"
}

@test "lists go through the pager of the reader, on a terminal only" {
	export PAGER="sed 's/^/paged: /'"
	for words in "images $CASE" "show $CASE shop/api:keep" "gc $CASE" 'help findings' "files $CASE shop/api:keep"; do
		# shellcheck disable=SC2086
		on_terminal 80 $words
		[ "$(grep -c '^paged: ' "$shown")" -eq "$(wc -l <"$shown")" ] || fail "$words: $(head -n 3 "$shown")"
	done
	sherd images "$CASE"
	! grep -q paged "$out" || fail "a file is no terminal"
	TERM_IS=dumb on_terminal 80 images "$CASE"
	! grep -q paged "$shown" || fail "a dumb terminal has no pager"
	PAGER='' on_terminal 80 images "$CASE"
	! grep -q paged "$shown" || fail "PAGER is empty: none is wanted"
	on_terminal 80 version # no list
	! grep -q paged "$shown" || fail "version is no list"
}

@test "a reader who has read enough, and a pager that is none, end a list quietly" {
	export PAGER='head -n 1'
	on_terminal 80 help findings
	[ "$status" -eq 0 ] || fail "status $status"
	[ "$(wc -l <"$shown")" -eq 1 ] || fail "$(head -n 5 "$shown")"
	export PAGER=/no/such/pager
	on_terminal 80 images "$CASE"
	[ "$status" -eq 0 ] || fail "status $status"
}

@test "letters of evidence without a blank, very many of them, take no longer than they are" {
	export PAGER=cat
	local n many config digest at image
	put() { # REGISTRY BYTES: $digest
		digest=$(printf %s "$2" | sha256sum | cut -d' ' -f1)
		at=$1/docker/registry/v2/blobs/sha256/${digest:0:2}/$digest
		mkdir -p "$at" && printf %s "$2" >"$at/data"
	}
	for n in a 字; do
		many=$(yes "$n" | head -n 150000 | tr -d '\n')
		config='{"architecture":"amd64","os":"linux","config":{"Labels":{"k":"'$many'"},"Cmd":["'$many'"]},"rootfs":{"type":"layers","diff_ids":[]},"history":[{"created_by":"'$many'"}]}'
		put "$BATS_TEST_TMPDIR/$n" "$config"
		put "$BATS_TEST_TMPDIR/$n" '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:'$digest'","size":'$(printf %s "$config" | wc -c)'},"layers":[],"annotations":{"x":"'$many'"}}'
		image=$digest
		mkdir -p "$BATS_TEST_TMPDIR/$n/docker/registry/v2/repositories/a/_manifests/revisions/sha256/$image"
		"$SHERD" examine -q "$BATS_TEST_TMPDIR/$n.db" "$BATS_TEST_TMPDIR/$n" >/dev/null || [ $? = 3 ]
		(ulimit -t 8 && on_terminal 80 show "$BATS_TEST_TMPDIR/$n.db" "$image" && [ "$(wc -c <"$shown")" -gt 150000 ]) || fail "$n"
	done
}

@test "the progress line is gone before anything else is shown; what counts nothing shows no count; in the reader's language" {
	export PAGER=cat TERM=xterm NO_COLOR=1
	"$FIXTURES/unpack" gc "$BATS_TEST_TMPDIR/gc"
	cd "$BATS_TEST_TMPDIR"
	for lang in en ja; do
		rm -rf c.db c.report
		script -qec "stty cols 80 rows 50; '$SHERD' examine c.db gc --lang $lang" /dev/null </dev/null >raw || fail "status $?"
		# what a terminal shows of it: a carriage return with an erasure leaves nothing of the line
		sed 's/.*\r\x1b\[K//' raw | tr -d '\r' >shown
		! grep -qE '^(resolve|report|scan|判定|報告書の作成|走査)' shown || fail "$(cat shown)"
		! grep -q '0 items\|：0件' raw || fail "$(tr '\r' '~' <raw | head -3)"
		grep -q "^\(Deleted, and restorable in part\|レジストリからは削除済み・本調査で一部のみ復元可能\)" shown || fail "$(head -3 shown)"
	done
	grep -q $'\r\x1b\\[K走査' raw || fail "$(tr '\r' '~' <raw | head -3)"
	grep -q '^sherd: 欠落マニフェスト4件のうち0件を再生成した' shown || fail "$(cat shown)"
}

@test "a note that a round of recovery says again, with nothing between, is said once" {
	"$FIXTURES/unpack" image-ext4-used "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR"
	"$SHERD" examine c.db image:image.img >/dev/null 2>talk || [ $? = 3 ]
	grep -q 'lost manifests written anew' talk
	[ "$(uniq -d talk)" = '' ] || fail "$(cat talk)"
}
