#!/bin/sh
# push-crane.sh - brings images back into a registry with crane, as steps.tsv beside it says. Written by sherd plan;
# this file is the same for every plan and holds no name of any evidence.
#
#   push-crane.sh [--dry-run] [--move-tags] [URL]
#
# crane asks the registry for every blob before it sends it, so that a run that was stopped goes on. What the registry
# then names is compared with the digest. A tag that names something else is left alone unless --move-tags is given.
# Credentials: crane auth login. BYTES: the folder of the exported bytes.
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
	*) echo "push-crane.sh [--dry-run] [--move-tags] [URL]" >&2; exit 2 ;;
	esac
done
[ -n "$url" ] || url=$(sed -n "s/^target$tab//p" "$here/steps.tsv")
[ -n "$url" ] || { echo "push-crane.sh: which registry? give its URL" >&2; exit 2; }
url=${url%/}
case $url in http://*) plain=--insecure ;; *) plain= ;; esac
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
# shellcheck disable=SC2086 # one option or none
names_now() { # reference: the digest of what it names, empty when nothing
	crane digest $plain "$1" 2>"$work/talk" || return 0
}
# shellcheck disable=SC2086
send() { # reference, shown
	now=$(names_now "$1")
	if [ "$now" = "$root" ]; then # its blobs may be gone all the same: what lacks is sent
		if [ -z "$dry$lack" ] && ! crane push $plain "$work/image" "$1" >"$work/raw" 2>"$work/talk"; then
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
		say would "crane push (bytes of $root) $1"
		return
	fi
	if ! crane push $plain "$work/image" "$1" >"$work/raw" 2>"$work/talk"; then
		fail "$2: $(tail -n 1 "$work/talk" | tr -cd '[:print:]' | tail -c 200)"
		return
	fi
	now=$(names_now "$1")
	[ "$now" = "$root" ] || { fail "$2: the registry gives ${now:-nothing} instead of $root"; return; }
	sent=$((sent + 1))
	say sent "$2 -> $root"
}
# One image in one repository: its bytes as an OCI layout, links only.
image() {
	rm -rf "$work/image"
	mkdir -p "$work/image/blobs/sha256" || exit 1
	printf '{"imageLayoutVersion":"1.0.0"}' >"$work/image/oci-layout"
	lack='' root=''
	while IFS=$tab read -r kind _ repository digest size type _; do
		name=$repository
		file=$(file_of "$digest")
		{ [ -f "$file" ] && [ "$(wc -c <"$file")" -eq "$size" ]; } || lack=$file
		ln -sf "$file" "$work/image/blobs/sha256/${digest#*:}"
		[ "$kind" = manifest ] || continue
		root=$digest
		printf '{"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"%s","size":%s}]}' "$type" "$digest" "$size" \
			>"$work/image/index.json"
	done <"$work/group.$1"
	[ -n "$root" ] || return 0
	tagged=''
	while IFS=$tab read -r kind _ repository _ _ _ _ tag; do
		[ "$kind" = tag ] || continue
		tagged=1
		send "$host/$repository:$tag" "$repository:$tag"
	done <"$work/group.$1"
	[ -n "$tagged" ] || send "$host/$name@$root" "$name@$root"
}

command -v crane >/dev/null || { echo "push-crane.sh: crane is not installed; push-curl.sh needs curl alone" >&2; exit 1; }
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
