#!/bin/sh
# push-curl.sh - brings images back into a registry with curl alone, as steps.tsv beside it says. Written by sherd plan;
# this file is the same for every plan and holds no name of any evidence.
#
#   push-curl.sh [--dry-run] [--verify] [--move-tags] [URL]
#
# Every step asks the registry first, so that a run that was stopped goes on where it stopped. Each answer's digest
# is compared. A tag that names something else is left alone unless --move-tags is given. --verify reads everything
# back and hashes it. push.log beside this file keeps a line for each step.
# A password: REGISTRY_USER and REGISTRY_PASSWORD (basic authentication). BYTES: the folder of the exported bytes.
set -u
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd) || exit 1
bytes=${BYTES:-$here/bytes}
tab=$(printf '\t')
dry='' verify='' move='' url=''
for word in "$@"; do
	case $word in
	--dry-run) dry=1 ;;
	--verify) verify=1 ;;
	--move-tags) move=1 ;;
	http://* | https://*) url=$word ;;
	*) echo "push-curl.sh [--dry-run] [--verify] [--move-tags] [URL]" >&2; exit 2 ;;
	esac
done
[ -n "$url" ] || url=$(sed -n "s/^target$tab//p" "$here/steps.tsv")
[ -n "$url" ] || { echo "push-curl.sh: which registry? give its URL" >&2; exit 2; }
url=${url%/}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
: >"$work/auth"
chmod 600 "$work/auth"
if [ -n "${REGISTRY_USER-}" ]; then # in a file: a command line is seen by others
	printf 'user = "%s"\n' "$(printf '%s:%s' "$REGISTRY_USER" "${REGISTRY_PASSWORD-}" | sed 's/[\\"]/\\&/g')" >"$work/auth"
fi
there=0 sent=0 moved=0 failed=0 bad_group=''

say() { # word, text
	printf '%-9s %s\n' "$1" "$2"
	[ -n "$dry" ] || printf '%s\t%s\t%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" "$2" >>"$here/push.log"
}
fail() {
	say FAILED "$1"
	failed=$((failed + 1))
	bad_group=$group
}
ask() { # curl arguments: $code, and the answer's headers in $work/head
	: >"$work/head"
	code=$(curl -sS -g -K "$work/auth" -D "$work/head" -o "$work/body" -w '%{http_code}' "$@" 2>"$work/talk") ||
		{ code=000; head -n 1 "$work/talk" >&2; }
}
header() { # name: its value in the last answer
	tr -d '\r' <"$work/head" | sed -n "s/^$1: *//Ip" | tail -n 1
}
file_of() { # digest
	printf '%s/blobs/%s/%s' "$bytes" "${1%%:*}" "${1#*:}"
}
held() { # digest, size: are the bytes at hand?
	[ -f "$(file_of "$1")" ] && [ "$(wc -c <"$(file_of "$1")")" -eq "$2" ]
}
same() { # what: the digest an answer tells must be this step's; an old registry may tell none
	got=$(header Docker-Content-Digest)
	[ -z "$got" ] || [ "$got" = "$digest" ] || { fail "$1: the registry answers with $got"; return 1; }
}
read_back() { # path below the repository: hash what the registry gives
	[ -n "$verify" ] || return 0
	case $digest in sha256:*) sum=sha256sum ;; *) sum=sha512sum ;; esac
	got=$(curl -sS -g -f -L -K "$work/auth" -H "Accept: $types" "$url/v2/$repository/$1" 2>"$work/talk" | $sum)
	[ "${digest%%:*}:${got%% *}" = "$digest" ] || { fail "$1 of $repository: what the registry gives is not $digest"; return 1; }
	say verified "$repository $1"
}
# The session's address: its path alone is used, whatever host a proxy in front wrote there.
session() {
	where=$(header Location)
	case $where in
	http://* | https://*) where=/${where#*://*/} ;;
	/*) ;;
	*) where= ;;
	esac
	base=${url#*://}
	base=${url%%://*}://${base%%/*}
	case $where in
	'') return 1 ;;
	*\?*) where="$base$where&digest=$digest" ;;
	*) where="$base$where?digest=$digest" ;;
	esac
}
put_blob() {
	ask -I "$url/v2/$repository/blobs/$digest"
	if [ "$code" = 200 ]; then
		length=$(header Content-Length)
		[ -z "$length" ] || [ "$length" = "$size" ] ||
			{ fail "blob $digest stands in the registry with $length bytes instead of $size: a push does not replace it, remove the file first"; return; }
		there=$((there + 1))
		say there "$repository $digest"
		read_back "blobs/$digest"
		return
	fi
	case $code in
	301 | 302 | 303 | 307 | 308) # the storage behind it serves the bytes
		there=$((there + 1))
		say there "$repository $digest"
		read_back "blobs/$digest"
		return
		;;
	404) ;;
	*) fail "blob $digest of $repository: the registry answers $code"; return ;;
	esac
	if [ -n "$dry" ]; then
		[ "$from" != - ] || held "$digest" "$size" || { fail "$(file_of "$digest") is not there: run the export first"; return; }
		if [ "$from" = - ]; then say would "upload $repository $digest ($size bytes)"; else say would "mount $repository $digest from $from"; fi
		return
	fi
	mount=''
	[ "$from" = - ] || mount="?mount=$digest&from=$from"
	ask -X POST -H 'Content-Length: 0' "$url/v2/$repository/blobs/uploads/$mount"
	if [ "$code" = 201 ]; then
		same "mounting $digest" || return
		moved=$((moved + 1))
		say mounted "$repository $digest from $from"
		read_back "blobs/$digest"
		return
	fi
	if [ "$code" != 202 ] || ! session; then
		fail "blob $digest of $repository: no upload session ($code)"
		return
	fi
	held "$digest" "$size" || { fail "$(file_of "$digest") is not there: run the export first"; return; }
	ask -H 'Content-Type: application/octet-stream' -T "$(file_of "$digest")" "$where"
	[ "$code" = 201 ] || { fail "blob $digest of $repository: the registry answers $code"; return; }
	same "upload of $digest" || return
	sent=$((sent + 1))
	say sent "$repository $digest ($size bytes)"
	read_back "blobs/$digest"
}
put_manifest() { # under what: its digest or a tag
	ask -I -H "Accept: $types" "$url/v2/$repository/manifests/$1"
	got=$(header Docker-Content-Digest)
	if [ "$code" = 200 ] && [ "$got" = "$digest" ]; then
		there=$((there + 1))
		say there "$repository $1"
		read_back "manifests/$1"
		return
	fi
	if [ "$code" = 200 ] && [ -z "$move" ] && [ "$1" != "$digest" ]; then
		fail "tag $repository:$1 names ${got:-something} there now; left alone (--move-tags)"
		return
	fi
	[ "$code" = 200 ] || [ "$code" = 404 ] || { fail "$repository $1: the registry answers $code"; return; }
	if [ -n "$dry" ]; then
		held "$digest" "$size" || { fail "$(file_of "$digest") is not there: run the export first"; return; }
		say would "put $repository $1 -> $digest"
		return
	fi
	held "$digest" "$size" || { fail "$(file_of "$digest") is not there: run the export first"; return; }
	ask -H "Content-Type: $type" -T "$(file_of "$digest")" "$url/v2/$repository/manifests/$1"
	[ "$code" = 201 ] || [ "$code" = 202 ] || { fail "$repository $1: the registry answers $code: $(head -c 200 "$work/body" | tr -cd '[:print:]')"; return; }
	same "$repository $1" || return
	sent=$((sent + 1))
	say sent "$repository $1 -> $digest"
	read_back "manifests/$1"
}

ask "$url/v2/"
[ "$code" = 200 ] || { echo "push-curl.sh: $url/v2/ answers $code" >&2; exit 1; }
while IFS=$tab read -r kind group repository digest size type from tag; do
	case $kind in
	blob | manifest | tag) ;;
	left)
		say left "$repository $digest: schema 1 as it is stored, which no interface takes; copy-tree.sh does"
		continue
		;;
	*) continue ;;
	esac
	if [ "$group" = "$bad_group" ]; then
		say skipped "$repository $digest: something of this image failed"
		continue
	fi
	types=$type
	[ "$type" != - ] || types='*/*'
	case $kind in
	blob) put_blob ;;
	manifest) put_manifest "$digest" ;;
	tag) put_manifest "$tag" ;;
	esac
done <"$here/steps.tsv"
say finished "$there there already, $sent sent, $moved mounted, $failed failed"
[ "$failed" -eq 0 ]
