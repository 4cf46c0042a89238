#!/usr/bin/env bats
# Code that comes to run in the program finds every way out closed (tests/tools/breakout.c tries them), in the first
# thread and in workers; what a kernel lacks is told and recorded; what commands need still works.
load cli_support

setup_file() {
	export tools=$BATS_FILE_TMPDIR work=$BATS_FILE_TMPDIR/work
	cc -D_GNU_SOURCE -shared -fPIC -O1 -fno-builtin -o "$tools/breakout.so" "$(dirname "$BATS_TEST_FILENAME")/tools/breakout.c" -ldl
	cc -D_GNU_SOURCE -O1 -o "$tools/oldkernel" "$(dirname "$BATS_TEST_FILENAME")/tools/oldkernel.c"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || exit
	mkdir ev case out
	"$FIXTURES/unpack" gc ev/tree
	echo secret >out/secret
	echo gone >out/gone
	export BREAK_OUTSIDE=$PWD/out
	BREAK_EVIDENCE=$(find "$PWD/ev" -name data | sort | head -n 1)
	export BREAK_EVIDENCE
}

state() { # everything about evidence and outside that a way out would change
	find ev out -printf '%p %y %m %u %s %T@ %C@ %n\n' | sort
	find ev out -type f -print0 | sort -z | xargs -0 sha256sum
}

confined_here() { # sanitizers and tools that make code bring their own ways
	[ "${MODE:-release}" = release ] || [ "${MODE:-release}" = clang ] || skip "MODE=$MODE"
	grep -q '^Seccomp' /proc/self/status || skip "a kernel without seccomp"
}

broken() { # at args...: runs sherd with the intruder; its story in ./story
	local at=$1
	shift
	BREAK_AT=$at LD_PRELOAD=$tools/breakout.so "$SHERD" "$@" >told 2>story || true
	[ "$(grep -c -E '^(refused|DONE) ' story)" -ge 55 ] || { cat story; return 1; }
	grep '^DONE ' story && return 1
	return 0
}

@test "the intruder is real: without walls it gets out" {
	confined_here # a sanitizer's runtime wants to be the first that is preloaded
	"$SHERD" scan -q case/c.db ev/tree
	cp -a ev before
	BREAK_GENTLY=1 BREAK_AT=write LD_PRELOAD=$tools/breakout.so "$SHERD" images case/c.db --unconfined >told 2>story || true
	[ "$(grep -c '^DONE ' story)" -ge 30 ]
	grep -q '^DONE change its times by a handle$' story
	grep -q '^DONE a socket of the network$' story
	grep -q 'confines itself less' story
}

@test "examine: the first thread gets nowhere" {
	confined_here
	state >before
	broken write examine case/c.db ev/tree
	state | diff before -
}

@test "examine: a worker gets nowhere" {
	confined_here
	state >before
	broken worker examine -j4 case/c.db ev/tree
	state | diff before -
}

@test "lists, report, cat, export, verify, seal, check and recover get nowhere" {
	confined_here
	"$SHERD" examine -q case/c.db ev/tree >/dev/null
	digest=$("$SHERD" blobs case/c.db --state intact --json | jq -rs '.[0].digest')
	mkdir dest
	state >before
	for args in "summary case/c.db" "images case/c.db" "timeline case/c.db" "gc case/c.db" "cat case/c.db $digest" \
		"report case/c.db -o case/r" "export case/c.db --all-complete oci:dest/oci" "verify case/c.db" \
		"verify case/c.db --sources" "check case/c.db ev/tree" "recover case/c.db" "seal case/c.db dest/sealed" \
		"verify dest/sealed" "custody case/c.db log" "plan case/c.db -o dest/plan"; do
		# shellcheck disable=SC2086 # words on purpose
		broken write $args || { echo "$args"; cat story; return 1; }
		state | diff before - || { echo "$args"; return 1; }
	done
}

@test "selftest gets no further than TMPDIR, and leaves nothing there" {
	confined_here
	mkdir place
	state >before
	TMPDIR=$PWD/place broken write selftest
	state | diff before -
	[ -z "$(ls -A place)" ]
}

@test "what a run was confined by stands in the custody log and in the run" {
	confined_here
	"$SHERD" examine -q case/c.db ev/tree >/dev/null
	"$SHERD" custody case/c.db log --json | jq -es '[.[].entry.sandbox // empty | .own] | length > 0 and all(test("^(landlock [0-9]+|no landlock .*), seccomp$"))'
	sqlite3 case/c.db "SELECT json_extract(host,'\$.confined') FROM run" | grep -E ', seccomp$'
}

@test "a kernel that lacks a wall: told once, recorded, and the other wall stands" {
	confined_here
	for lacks in landlock seccomp both; do
		rm -rf case && mkdir case
		"$tools/oldkernel" $lacks "$SHERD" examine case/c.db ev/tree --progress none >told 2>notes
		[ "$(grep -c 'confines itself less than it could' notes)" -eq 1 ]
		own=$("$SHERD" custody case/c.db log --json | jq -rs '[.[].entry.sandbox // empty | .own][0]')
		case $lacks in
		landlock) [ "$own" = "no landlock (this kernel has none), seccomp" ] ;;
		seccomp) [[ "$own" =~ ^landlock\ [0-9]+,\ no\ seccomp\ \(this\ kernel\ has\ none\)$ ]] ;;
		both) [ "$own" = "no landlock (this kernel has none), no seccomp (this kernel has none)" ] ;;
		esac || { echo "$lacks: $own"; return 1; }
	done
	"$tools/oldkernel" both "$SHERD" images -q case/c.db 2>&1 >/dev/null | diff /dev/null -
}

@test "--unconfined is told and recorded" {
	"$SHERD" scan case/c.db ev/tree --unconfined --progress none 2>notes
	grep -q 'confines itself less than it could: none' notes
	"$SHERD" custody case/c.db log --json | jq -es '[.[].entry.sandbox // empty | .own] == ["none"]'
}

@test "a case in a folder that nothing can be written to, a zone, a case named from its own folder" {
	"$SHERD" examine -q case/c.db ev/tree >/dev/null
	chmod 0555 case
	"$SHERD" timeline case/c.db --tz Asia/Tokyo | grep -q .
	chmod 0755 case
	(cd case && "$SHERD" tags c.db | grep -q TAG && "$SHERD" report -q c.db -o deep.report && [ -s deep.report/report.html ])
}

@test "temporary files go to a folder of the user's own, never beneath evidence" {
	export TMPDIR=$PWD/ev/tree
	before=$(find ev | sort)
	"$SHERD" examine -q case/c.db ev/tree >/dev/null
	[ "$(find ev | sort)" = "$before" ]
	export TMPDIR=$PWD/out
	"$SHERD" images case/c.db >/dev/null
	[ "$(stat -c '%a %u' "$PWD/out/sherd-$(id -u)")" = "700 $(id -u)" ]
}

@test "an image in pieces, a log, a baseline, and files that go along with a seal are read" {
	mkdir disk
	zstd -q -d -c "$FIXTURES/image-ext4/image.zst" >disk/d.img
	(cd disk && split -b 6M -d -a 3 --numeric-suffixes=1 d.img whole. && rm d.img)
	"$SHERD" examine -q case/i.db disk/whole.001 >/dev/null || [ $? -eq 3 ]
	"$SHERD" sources case/i.db --json >read.json
	jq -e '.kind == "image" and .size == 8388608' read.json
	"$SHERD" recover -q case/i.db >/dev/null || [ $? -eq 3 ]
	gzip -c <<<'2026-03-01T00:00:00Z nothing' >out/l.log.gz
	"$SHERD" logs -q case/i.db out/l.log.gz >/dev/null || [ $? -eq 3 ]
	"$SHERD" seal -q case/i.db case/sealed out/secret >/dev/null
	[ "$(cat case/sealed/exports/secret)" = secret ]
	[ -z "$(find case/sealed -type f ! -perm 444)" ]
}

@test "every command that reads a case or evidence says what it reaches" {
	for verb in $("$SHERD" help | sed -nE 's/^  ([a-z]+) +(CASE|\[CASE).*/\1/p'); do
		grep -q "{ \"$verb\"," "$root/cmd/walls.c" || { echo "$verb is not confined"; return 1; }
	done
}
