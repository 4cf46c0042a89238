#!/bin/sh
# copy-tree.sh - copies an exported storage root into the registry's volume, for when no API can be used. Written by
# sherd plan; this file is the same for every plan and holds no name of any evidence.
#
#   copy-tree.sh [--dry-run] TREE ROOT
#
# TREE is what `sherd export ... registry:TREE` wrote, ROOT the registry's root directory: both hold docker/registry/v2.
# The registry must be stopped or read-only. Blobs first, then layer links, revisions, tags: at no moment does a name
# lead to bytes that are not there. A file that stands there with the same content is left, one that differs is told
# and left too; each file appears whole, with the owner of ROOT. Run again, it goes on. copy.log keeps a line for each.
set -u
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd) || exit 1
dry=''
[ "${1-}" != --dry-run ] || { dry=1; shift; }
[ $# -eq 2 ] || { echo "copy-tree.sh [--dry-run] TREE ROOT" >&2; exit 2; }
from=$1/docker/registry/v2 to=$2/docker/registry/v2
[ -d "$from" ] || { echo "copy-tree.sh: no docker/registry/v2 in the tree" >&2; exit 2; }
[ -d "$to" ] || { echo "copy-tree.sh: no docker/registry/v2 in the root" >&2; exit 2; }
list=$(mktemp) && counts=$(mktemp) || exit 1
trap 'rm -f "$list" "$counts"' EXIT
trap 'exit 130' INT TERM HUP

say() { # word, path below v2
	printf '%-8s %s\n' "$1" "$2"
	[ -n "$dry" ] || printf '%s\t%s\t%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" "$2" >>"$here/copy.log"
	printf '%s\n' "$1" >>"$counts"
}
copy() { # path below v2
	if [ -e "$to/$1" ]; then
		if cmp -s "$from/$1" "$to/$1"; then say there "$1"; else say DIFFERS "$1"; fi
		return
	fi
	if [ -n "$dry" ]; then
		say would "$1"
		return
	fi
	place=$to/${1%/*}
	part=$place/.sherd-part
	if mkdir -p "$place" && cp "$from/$1" "$part" && cmp -s "$from/$1" "$part" && sync "$part" && mv "$part" "$to/$1"; then
		say copied "$1"
	else
		rm -f "$part"
		say FAILED "$1"
	fi
}
# Names in an exported tree are those a registry takes: none has a line feed.
(cd "$from" && {
	find blobs -type f
	find repositories -type f -path '*/_layers/*'
	find repositories -type f -path '*/_manifests/revisions/*'
	find repositories -type f -path '*/_manifests/tags/*' ! -path '*/current/link'
	find repositories -type f -path '*/_manifests/tags/*/current/link'
}) >"$list"
while IFS= read -r path; do
	copy "$path"
done <"$list"
if [ -z "$dry" ] && [ "$(id -u)" -eq 0 ]; then
	find "$to" -newer "$list" -user root -exec chown --reference="$to" {} +
fi
sort "$counts" | uniq -c
! grep -qE 'DIFFERS|FAILED' "$counts"
