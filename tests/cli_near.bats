#!/usr/bin/env bats
# What people type who do not know the case by heart: names nearly right, patterns, filters that leave nothing, times of
# their own zone, operands in the wrong order. The names are those of the recipes of the fixtures.

# shellcheck disable=SC2154 # set by support.bash

load support

setup_file() {
	make_case deletes "$BATS_FILE_TMPDIR"
	export CASE=$BATS_FILE_TMPDIR/case.db TREE=$BATS_FILE_TMPDIR/tree
}

@test "a pattern of --repository takes every repository it fits, in every list" {
	for list in images tags blobs repos uploads timeline; do
		sherd $list "$CASE" --json --repository shop/api
		cp "$out" "$BATS_TEST_TMPDIR/api"
		[ -s "$BATS_TEST_TMPDIR/api" ] || fail "$list has no line of shop/api"
		sherd $list "$CASE" --json --repository 'shop/a?i'
		cmp "$BATS_TEST_TMPDIR/api" "$out" || fail "$list"
		sherd $list "$CASE" --json --repository '*/api'
		cmp "$BATS_TEST_TMPDIR/api" "$out" || fail "$list"
		sherd $list "$CASE" --json --repository 'shop/*'
		[ "$(wc -l <"$out")" -ge "$(wc -l <"$BATS_TEST_TMPDIR/api")" ] || fail "$list"
		for nothing in 'shop/a[p]i' 'sho?' 'SHOP/*' 'hop/*'; do
			sherd $list "$CASE" --json --repository "$nothing"
			done_with 0
			[ ! -s "$out" ] || fail "$list: $nothing fits something"
		done
	done
	sherd repos "$CASE" --json --repository 'shop/*'
	holds 'map(.name) == ["shop/api", "shop/multi", "shop/old"]'
	sherd at "$CASE" 2030-01-01 --json --repository 'shop/m*'
	holds 'map(.repository) | unique == ["shop/multi"]'
}

@test "an empty list names the filter that emptied it, and the name that may have been meant" {
	sherd images "$CASE" --repository shop/apo
	done_with 0
	all=$("$SHERD" images "$CASE" --json | wc -l)
	[ "$(cat "$out")" = "no images with --repository shop/apo; $all without it; did you mean --repository shop/api?" ] || fail
	sherd tags "$CASE" --tag nosuch --repository shop/multi
	[ "$(cat "$out")" = 'no tags with --tag nosuch; 1 without it' ] || fail # shop/multi has the tag 1
	sherd images "$CASE" --standing vanished --digest ffffff
	[ "$(cat "$out")" = 'no images with these filters, nor without any one of them' ] || fail
	sherd images "$CASE" --json --repository shop/apo
	done_with 0
	[ ! -s "$out" ] || fail "JSON Lines have no sentence"
	sherd images "$CASE" --repository "$(printf 'x\033[31m')"
	! grep -q "$(printf '\033')" "$out" || fail "an escape code went through"
}

@test "show answers a name nearly right, and a repository with its tags or images" {
	sherd show "$CASE" shop/api:latset
	refused 'did you mean shop/api:latest\?'
	sherd show "$CASE" shop/nowhere-near-anything:9
	refused 'see sherd images or sherd tags'
	sherd show "$CASE" shop/api --json
	done_with 0
	cp "$out" "$BATS_TEST_TMPDIR/shown"
	sherd tags "$CASE" --repository shop/api --json
	cmp "$BATS_TEST_TMPDIR/shown" "$out"
	sherd show "$CASE" shop/old --json # its only tag was deleted and left nothing
	done_with 0
	cp "$out" "$BATS_TEST_TMPDIR/shown"
	sherd images "$CASE" --repository shop/old --json
	cmp "$BATS_TEST_TMPDIR/shown" "$out"
	sherd show "$CASE" 'shop/*'
	[ "$status" -eq 2 ]
}

@test "a time without a zone is of --tz, a date its first moment or its last" {
	set_at=$("$SHERD" tags "$CASE" --json --repository shop/multi | jq -r '.from') # some instant with decimals
	tokyo=$(TZ=Asia/Tokyo date -d "$set_at + 1 second" '+%Y-%m-%d %H:%M:%S')
	for typed in "$tokyo" "${tokyo/ /T}"; do
		sherd at "$CASE" "$typed" --tz Asia/Tokyo --json --repository shop/multi
		holds 'length == 1'
		sherd at "$CASE" "$typed" --tz +09:00 --json --repository shop/multi
		holds 'length == 1'
	done
	before=$(TZ=Asia/Tokyo date -d "$set_at - 1 second" '+%Y-%m-%d %H:%M:%S')
	sherd at "$CASE" "$before" --tz Asia/Tokyo --json --repository shop/multi
	holds 'length == 0'
	sherd at "$CASE" "$before" --json --repository shop/multi # the same digits in UTC are nine hours later
	holds 'length == 1'
	# the day of New York that holds the instant, by its first and its last moment
	day=$(TZ=America/New_York date -d "$set_at" +%Y-%m-%d)
	sherd tags "$CASE" --since "$day" --until "$day" --tz America/New_York --json --repository shop/multi
	holds 'length == 1'
	next=$(TZ=America/New_York date -d "$day + 1 day" +%Y-%m-%d)
	sherd tags "$CASE" --since "$next" --tz America/New_York --json --repository shop/multi
	holds 'length == 0'
	sherd existed "$CASE" --at "$tokyo" --tz Asia/Tokyo --json --repository shop/multi
	holds 'length == 1'
	for word in yesterday 2026-02-31 '2026-11-24 25:00' '2026-11-24 9:00' 24.11.2026; do
		sherd at "$CASE" "$word"
		refused 'TIME is a date \(2026-11-24\), a time in the zone of --tz'
	done
}

@test "a source that is not there, or the operands the wrong way round, makes no case" {
	for verb in examine scan; do
		sherd $verb "$BATS_TEST_TMPDIR/never.db" "$TREE" "$BATS_TEST_TMPDIR/nosuch"
		refused 'nosuch: No such file or directory'
		[ ! -e "$BATS_TEST_TMPDIR/never.db" ] || fail "$verb made a case"
		sherd $verb "$TREE" "$BATS_TEST_TMPDIR/never.db"
		refused "is a directory and no case; the case comes first: sherd $verb CASE SOURCE"
	done
	[ ! -e "$BATS_TEST_TMPDIR/never.db" ]
}

@test "a name that a shell would act on is never proposed" {
	root=$BATS_TEST_TMPDIR/tree/docker/registry/v2
	mkdir -p "$root/blobs"
	for name in 'pay$(id)' 'pay;id'; do
		mkdir -p "$root/repositories/$name/_manifests/tags/one/current" "$root/repositories/$name/_layers"
		printf 'sha256:%064d' 7 >"$root/repositories/$name/_manifests/tags/one/current/link"
	done
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/c.db" "$BATS_TEST_TMPDIR/tree" >/dev/null || true
	sherd repos "$BATS_TEST_TMPDIR/c.db" --json
	holds 'map(.name) == ["pay$(id)", "pay;id"]'
	sherd images "$BATS_TEST_TMPDIR/c.db" --repository 'pay;i'
	! grep -q 'did you mean' "$out" || fail
	sherd tags "$BATS_TEST_TMPDIR/c.db" --repository 'pay$(i)'
	! grep -q 'did you mean' "$out" || fail
	sherd show "$BATS_TEST_TMPDIR/c.db" 'pay;id:on'
	[ "$status" -eq 2 ]
	! grep -q 'did you mean' "$err" || fail
}

@test "a time zone nearly right: its city, another size of letters, a letter off, an offset without its colon, JST" {
	[ -r /usr/share/zoneinfo/zone.tab ] || skip "no list of zones here"
	while read -r typed meant; do
		sherd images "$CASE" --tz "$typed"
		refused "did you mean $meant\\?"
		sherd images "$CASE" --tz "${meant#\\}"
		done_with 0
	done <<-'END'
		Tokyo Asia/Tokyo
		asia/tokyo Asia/Tokyo
		Asia/Tokio Asia/Tokyo
		JST Asia/Tokyo
		berlin Europe/Berlin
		Europa/Berlin Europe/Berlin
		+0900 \+09:00
		-0330 -03:30
	END
	for none in Nowhere/AtAll XX +9 '' Asia ../../../etc/passwd; do
		sherd images "$CASE" --tz "$none"
		refused 'takes UTC, an offset such as \+09:00'
		! grep -q 'did you mean' "$err" || fail "$none: $(cat "$err")"
	done
}
