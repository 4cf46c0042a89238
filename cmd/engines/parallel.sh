#!/bin/sh
# parallel.sh CASE N SOURCE... - reads SOURCE... in N parts under GNU parallel, then merges them into CASE.
#
# Parts are files in CASE.parts/; run the same command again after a stop: finished parts are left alone, a part that was
# cut off goes on where it stood. Options of scan go into OPTIONS, options of merge into MERGE_OPTIONS (give both the
# same --limit). Other machines: export PARALLEL="--sshlogin 8/host1,8/host2 --workdir $PWD"; sources and CASE.parts
# then stand on storage that all of them see under the same name.
#
# Exit status: of the merge (sherd(1)); 1 when a part ended with anything but 0 or 3.
set -eu

part() { # K CASE N SOURCE...
	k=$1 case=$2 n=$3
	shift 3
	[ ! -e "$case.parts/$k.done" ] || return 0
	status=0
	# shellcheck disable=SC2086 # OPTIONS are words
	"${SHERD:-sherd}" scan -q -j 1 ${OPTIONS:-} --shard "$k/$n" "$case.parts/$k.part" "$@" || status=$?
	# 3: the evidence is damaged, and the part is whole
	[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || return "$status"
	: >"$case.parts/$k.done"
}

if [ "${1:-}" = --part ]; then
	shift
	part "$@"
	exit
fi
if [ $# -lt 3 ]; then
	echo "usage: $0 CASE N SOURCE..." >&2
	exit 2
fi
case=$1 n=$2
shift 2
mkdir -p "$case.parts"
seq 0 $((n - 1)) | parallel -q --will-cite --halt soon,fail=1 sh "$0" --part '{}' "$case" "$n" "$@" || {
	echo "$0: not every part came to its end; nothing was merged" >&2
	exit 1
}
# shellcheck disable=SC2086
exec "${SHERD:-sherd}" merge ${MERGE_OPTIONS:-} "$case" "$case.parts"/*.part
