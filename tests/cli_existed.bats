#!/usr/bin/env bats
# What was there at a time, and how sure that is. The tree is made here, so that every time is known: second N of
# 2026-01-02 00:00 UTC.

setup_file() {
	# shellcheck source=tests/support.bash
	. "$BATS_TEST_DIRNAME/support.bash"
	export WORK=$BATS_FILE_TMPDIR
	root=$WORK/tree/docker/registry/v2
	for n in a b c; do
		printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],"annotations":{"n":"%s"}}' "$n" >"$WORK/$n"
		d=$(sha256sum <"$WORK/$n" | cut -d' ' -f1)
		echo "$d" >"$WORK/$n.digest"
		mkdir -p "$root/blobs/sha256/${d:0:2}/$d" && cp "$WORK/$n" "$root/blobs/sha256/${d:0:2}/$d/data"
	done
	# r:t was a from second 10, b from second 20 on; r:new is c from second 40 on; q:gone was a's, and was deleted
	link r "revisions/sha256/$(cat "$WORK/a.digest")" a 10
	link r "revisions/sha256/$(cat "$WORK/b.digest")" b 20
	link r "revisions/sha256/$(cat "$WORK/c.digest")" c 40
	link r "tags/t/index/sha256/$(cat "$WORK/a.digest")" a 10
	link r "tags/t/index/sha256/$(cat "$WORK/b.digest")" b 20
	link r tags/t/current b 20
	link r "tags/new/index/sha256/$(cat "$WORK/c.digest")" c 40
	link r tags/new/current c 40
	"$SHERD" examine -q "$WORK/case.db" "now=$WORK/tree" >/dev/null || [ $? -eq 3 ]
}

link() { # repository, place, blob, second
	local dir=$root/repositories/$1/_manifests/$2
	mkdir -p "$dir"
	printf 'sha256:%s' "$(cat "$WORK/$3.digest")" >"$dir/link"
	touch -d "2026-01-02T00:00:$4Z" "$dir/link" "$dir"
}

setup() {
	. "$BATS_TEST_DIRNAME/support.bash"
	WORK=$BATS_FILE_TMPDIR
	a=sha256:$(cat "$WORK/a.digest") b=sha256:$(cat "$WORK/b.digest") c=sha256:$(cat "$WORK/c.digest")
}

@test "an instant between two targets names the first, surely, with its end" {
	sherd existed "$WORK/case.db" --at 2026-01-02T00:00:15Z --json
	done_with 0
	holds 'map(select(.tag == "t")) | length == 1 and .[0].digest == "'"$a"'" and .[0].certain and .[0].until == "2026-01-02T00:00:20.000000000Z" and (.[0].because | length > 0)'
}

@test "the instant of a change belongs to the new target" {
	sherd existed "$WORK/case.db" --at 2026-01-02T00:00:20Z --json
	holds 'map(select(.tag == "t").digest) == ["'"$b"'"]'
}

@test "a span names every target in it" {
	sherd existed "$WORK/case.db" --between 2026-01-02T00:00:15Z 2026-01-02T00:00:50Z --json
	holds 'map([.tag, .digest, .certain]) | sort == ([["t", "'"$a"'", true], ["t", "'"$b"'", true], ["new", "'"$c"'", true]] | sort)'
}

@test "a tag known only from later on is told as unknown, without a digest" {
	sherd existed "$WORK/case.db" --at 2026-01-02T00:00:30Z --json
	holds 'map(select(.tag == "new")) | length == 1 and .[0].digest == null and (.[0].certain | not) and (.[0].gap | test("later time"))'
	sherd existed "$WORK/case.db" --at 2026-01-02T00:00:30Z
	grep -qE '^r:new +- +- +- +unknown ' "$out" || fail "no line of r:new"
}

@test "after the source was read nothing is sure" {
	sherd existed "$WORK/case.db" --at 2999-01-01T00:00:00Z --json
	holds 'length == 2 and all(.certain | not) and all(.gap == "the source was read before that time")'
}

@test "--repository is a pattern; what does not fit is left out" {
	sherd existed "$WORK/case.db" --at 2026-01-02T00:00:50Z --repository 'q*' --json
	holds 'length == 0'
	sherd existed "$WORK/case.db" --at 2026-01-02T00:00:50Z --repository '?' --json
	holds 'length == 2'
}

@test "usage: one of --at and --between, times that are times, in order" {
	sherd existed "$WORK/case.db" && true
	refused 'usage: sherd existed'
	sherd existed "$WORK/case.db" --between 2026-01-02
	refused 'usage: sherd existed'
	sherd existed "$WORK/case.db" --at yesterday
	refused 'RFC 3339'
	sherd existed "$WORK/case.db" --between 2026-01-03 2026-01-02
	refused 'later than the second'
	sherd existed "$WORK/case.db" --at 2026-01-02 --standing tagged
	refused 'existed is filtered by'
}

@test "at: the instant of a change belongs to the new target there, too" {
	sherd at "$WORK/case.db" 2026-01-02T00:00:20Z --json
	holds 'map(select(.tag == "t").digest) == ["'"$b"'"]'
	sherd at "$WORK/case.db" 2026-01-02T00:00:19.999999999Z --json
	holds 'map(select(.tag == "t").digest) == ["'"$a"'"]'
}
