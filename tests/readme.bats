#!/usr/bin/env bats
# README to the letter: what a first reader types, in its order, and what it says comes of it. Lines of "Five minutes" and
# "Disk images" that begin with "$ sherd" are run as they stand; each shown line has to come, in its place (a row of a table may
# be shown without its last columns).

# shellcheck disable=SC2154 # set by support.bash

load support

setup() {
	[ "${MODE:-release}" = release ] || skip "the same commands run elsewhere: release is enough"
	work=$BATS_TEST_TMPDIR/work
	mkdir -p "$work/build/demo" "$work/bin"
	ln -s "$SHERD" "$work/bin/sherd"
	PATH=$work/bin:$PATH
	cd "$work" || exit
}

section() { # title: its indented lines
	awk -v t="## $1" '$0 == t {on = 1; next} /^## / {on = 0} on && /^    / {sub(/^    /, ""); print}' "$BATS_TEST_DIRNAME/../README.md"
}

told() { # the shown lines of one command, in $1, come in the order of $2
	awk 'function flat(s) {gsub(/ +/, " ", s); return s}
		FILENAME == ARGV[1] {sub(/,? \.\.\.$/, ""); if ($0 != "..." && $0 != "") want[++n] = flat($0); next}
		at < n && index(flat($0), want[at + 1]) == 1 {at++}
		END {if (at < n) {print "not told: " want[at + 1]; exit 1}}' "$1" "$2"
}

check() { # the command at hand, its output and what is shown of it; what is wrong goes into `bad`
	[ -n "$command" ] || return 0
	ran=$((ran + 1))
	bash -c "$command" >came 2>said || [ $? = 3 ] || echo "$command: $(cat said)" >>bad
	[ -s came ] || [ -s said ] || [[ $command == sqlite3* ]] || echo "$command tells nothing" >>bad
	! grep -q 'then$\|^nothing' came || echo "$command: $(cat came)" >>bad
	told shown came >>bad || echo "$command" >>bad
}

run_all() { # LEAST: the commands of the file `lines`, so many at least
	local line
	ran=0 command=''
	: >shown
	: >bad
	while IFS= read -r line; do
		case $line in
		'$ '*)
			check
			command=${line#'$ '}
			: >shown
			case $command in
			'sherd logs '* | 'sherd check '* | 'skopeo '*) command='' ;; # what they name is not in the tree
			*efa73548...*) command=${command/efa73548.../efa73548} ;;
			esac
			;;
		*) printf '%s\n' "$line" >>shown ;;
		esac
	done <lines
	check
	[ ! -s bad ] || fail "$(cat bad)"
	[ "$ran" -ge "$1" ] || fail "only $ran commands"
}

@test "Five minutes: every command, and what README says it tells; one image is restored with the digest it had" {
	"$FIXTURES/unpack" two-sources build/demo/volume
	"$FIXTURES/unpack" two-sources/backup build/demo/backup
	section 'Five minutes' >lines
	run_all 18
	[ "$(jq -r '.manifests[0].digest' restored/index.json)" != null ]
	want=$(jq -r '.tags[] | select(.repository == "shop/api" and .tag == "1.0") | .digest' "$FIXTURES/two-sources/truth.json" | head -n 1)
	[ "$(sha256sum <"restored/blobs/sha256/${want#sha256:}" | cut -c 1-64)" = "${want#sha256:}" ]
	case $want in sha256:efa73548451b*) ;; *) fail "README names another digest" ;; esac
}

@test "Disk images: every command, and what README says it tells" {
	zstd -qdc --long=27 "$FIXTURES/image-gpt-lvm/image.zst" >disk.img
	section 'Disk images' >lines
	run_all 7
}
