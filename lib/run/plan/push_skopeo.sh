#!/bin/sh
# push-skopeo.sh - brings images back into a registry with skopeo, as steps.tsv beside it says. Written by sherd plan;
# this file is the same for every plan and holds no name of any evidence.
#
#   push-skopeo.sh [--dry-run] [--move-tags] [URL]
#
# skopeo asks the registry for every blob before it sends it, so that a run that was stopped goes on. Digests are kept
# (--preserve-digests), and what the registry then gives is hashed. A tag that names something else is left alone
# unless --move-tags is given. Credentials: skopeo login. BYTES: the folder of the exported bytes.
set -u
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd) || exit 1
bytes=${BYTES:-$here/bytes}
tab=$(printf '\t')
dry='' move='' url=''
for word in "$@"; do
	case $word in
	--dry-run) dry=1 ;;
	--move-tags) move=1 ;;
	http://* | https://*) url=$word ;;
	*) echo "push-skopeo.sh [--dry-run] [--move-tags] [URL]" >&2; exit 2 ;;
	esac
done
[ -n "$url" ] || url=$(sed -n "s/^target$tab//p" "$here/steps.tsv")
[ -n "$url" ] || { echo "push-skopeo.sh: which registry? give its URL" >&2; exit 2; }
url=${url%/}
case $url in http://*) verify=false ;; *) verify=true ;; esac
host=${url#*://}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
there=0 sent=0 failed=0

say() { # word, text
	printf '%-9s %s\n' "$1" "$2"
	[ -n "$dry" ] || printf '%s\t%s\t%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" "$2" >>"$here/push.log"
}
fail() {
	say FAILED "$1"
	failed=$((failed + 1))
}
file_of() { # digest
	printf '%s/blobs/%s/%s' "$bytes" "${1%%:*}" "${1#*:}"
}
names_now() { # reference: the digest of what it names, empty when nothing
	skopeo inspect --raw --tls-verify=$verify "docker://$1" >"$work/raw" 2>"$work/talk" || return 0
	case $root in sha256:*) sum=sha256sum ;; *) sum=sha512sum ;; esac
	now=$($sum <"$work/raw")
	printf '%s:%s' "${root%%:*}" "${now%% *}"
}
send() { # reference, shown
	now=$(names_now "$1")
	if [ "$now" = "$root" ]; then # its blobs may be gone all the same: what lacks is sent
		if [ -z "$dry$lack" ] && ! skopeo copy -q --all --preserve-digests --dest-tls-verify=$verify "dir:$work/image" "docker://$1" 2>"$work/talk"; then
			fail "$2: $(tail -n 1 "$work/talk" | tr -cd '[:print:]' | tail -c 200)"
			return
		fi
		there=$((there + 1))
		say there "$2"
		return
	fi
	if [ -n "$now" ] && [ -z "$move" ]; then
		fail "$2 names $now there now; left alone (--move-tags)"
		return
	fi
	if [ -n "$lack" ]; then
		fail "$lack is not there: run the export first"
		return
	fi
	if [ -n "$dry" ]; then
		say would "skopeo copy --all --preserve-digests dir:(bytes of $root) docker://$1"
		return
	fi
	if ! skopeo copy -q --all --preserve-digests --dest-tls-verify=$verify "dir:$work/image" "docker://$1" 2>"$work/talk"; then
		fail "$2: $(tail -n 1 "$work/talk" | tr -cd '[:print:]' | tail -c 200)"
		return
	fi
	now=$(names_now "$1")
	[ "$now" = "$root" ] || { fail "$2: the registry gives ${now:-nothing} instead of $root"; return; }
	sent=$((sent + 1))
	say sent "$2 -> $root"
}
# One image in one repository: its bytes as skopeo's dir:, links only.
image() {
	rm -rf "$work/image"
	mkdir "$work/image" || exit 1
	printf 'Directory Transport Version: 1.1\n' >"$work/image/version"
	lack='' root=''
	while IFS=$tab read -r kind _ repository digest size _; do
		name=$repository
		file=$(file_of "$digest")
		{ [ -f "$file" ] && [ "$(wc -c <"$file")" -eq "$size" ]; } || lack=$file
		case $kind in
		blob) ln -sf "$file" "$work/image/${digest#*:}" ;;
		manifest)
			ln -sf "$file" "$work/image/${digest#*:}.manifest.json"
			root=$digest
			;;
		esac
	done <"$work/group.$1"
	[ -n "$root" ] || return 0
	ln -s "$(file_of "$root")" "$work/image/manifest.json"
	tagged=''
	while IFS=$tab read -r kind _ repository _ _ _ _ tag; do
		[ "$kind" = tag ] || continue
		tagged=1
		send "$host/$repository:$tag" "$repository:$tag"
	done <"$work/group.$1"
	[ -n "$tagged" ] || send "$host/$name@$root" "$name@$root"
}

command -v skopeo >/dev/null || { echo "push-skopeo.sh: skopeo is not installed; push-curl.sh needs curl alone" >&2; exit 1; }
awk -F "$tab" -v to="$work/group." '$1 ~ /^(blob|manifest|tag)$/ { f = to $2; if (f != last) { close(last); print $2 } print >>f; last = f }' \
	"$here/steps.tsv" >"$work/groups"
while IFS=$tab read -r kind _ repository digest _; do
	[ "$kind" != left ] || say left "$repository $digest: schema 1 as it is stored, which no interface takes; copy-tree.sh does"
done <"$here/steps.tsv"
while read -r group; do
	image "$group"
done <"$work/groups"
say finished "$there there already, $sent sent, $failed failed"
[ "$failed" -eq 0 ]
