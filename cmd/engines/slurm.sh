#!/bin/sh
#SBATCH --job-name=sherd
#SBATCH --requeue
# slurm.sh CASE N SOURCE... - submits a job array of N parts and, dependent on all of them, the merge into CASE.
#
# Run it on a host that submits jobs; it prints the number of the merge's job. CASE, CASE.parts/ and the sources stand on
# storage that all nodes see under the same name. A part that was killed or preempted is requeued and goes on where it
# stood. Options of scan go into OPTIONS, of merge into MERGE_OPTIONS (give both the same --limit), of sbatch into
# SBATCH_OPTIONS (partition, time, --cpus-per-task: that many workers a part).
#
# A job ends with 0 for sherd's 0 and 3 (damaged evidence, read whole), so that afterok lets the merge run; any other
# status stops it, and it stays in the queue as DependencyNeverSatisfied or goes (--kill-on-invalid-dep).
set -eu

whole() { # COMMAND...: 3 counts as 0
	status=0
	"$@" || status=$?
	[ "$status" -eq 3 ] || return "$status"
}

case ${1:-} in
--part)
	case=$2 n=$3
	shift 3
	# shellcheck disable=SC2086 # OPTIONS are words
	whole "${SHERD:-sherd}" scan -q -j "${SLURM_CPUS_PER_TASK:-1}" ${OPTIONS:-} --shard "$SLURM_ARRAY_TASK_ID/$n" \
		"$case.parts/$SLURM_ARRAY_TASK_ID.part" "$@"
	exit
	;;
--merge)
	# shellcheck disable=SC2086
	whole "${SHERD:-sherd}" merge ${MERGE_OPTIONS:-} "$2" "$2.parts"/*.part
	exit
	;;
esac
if [ $# -lt 3 ]; then
	echo "usage: $0 CASE N SOURCE..." >&2
	exit 2
fi
case=$(realpath -m "$1") n=$2
shift 2
mkdir -p "$case.parts"
# shellcheck disable=SC2086
array=$(sbatch --parsable ${SBATCH_OPTIONS:-} --array="0-$((n - 1))" --output="$case.parts/%a.log" "$0" --part "$case" "$n" "$@")
# shellcheck disable=SC2086
sbatch --parsable ${SBATCH_OPTIONS:-} --dependency="afterok:${array%%;*}" --kill-on-invalid-dep=yes --output="$case.parts/merge.log" \
	"$0" --merge "$case"
