#!/usr/bin/env bats
# The files for engines that labs run: GNU parallel and Slurm for real on this machine, Kubernetes against the API's types.
load cli_support

setup_file() {
	export SHERD
	local d=$BATS_FILE_TMPDIR/slurm host
	command -v slurmctld slurmd sbatch munged >/dev/null || return 0
	[ "$(id -u)" = 0 ] || return 0
	host=$(hostname -s)
	mkdir -p "$d/state" "$d/spool" "$d/munge"
	chmod 755 "$BATS_FILE_TMPDIR" "$d" "$d/munge"
	head -c 1024 /dev/urandom >"$d/munge/key"
	chmod 600 "$d/munge/key"
	cat >"$d/slurm.conf" <<-END
		ClusterName=t
		SlurmctldHost=$host(127.0.0.1)
		SlurmUser=root
		SlurmdUser=root
		AuthType=auth/munge
		AuthInfo=socket=$d/munge/sock
		CredType=cred/munge
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		SlurmctldPort=$((20000 + $$ % 20000))
		SlurmdPort=$((40000 + $$ % 20000))
		StateSaveLocation=$d/state
		SlurmdSpoolDir=$d/spool
		SlurmctldPidFile=$d/slurmctld.pid
		SlurmdPidFile=$d/slurmd.pid
		SlurmctldLogFile=$d/slurmctld.log
		SlurmdLogFile=$d/slurmd.log
		ReturnToService=2
		SlurmdParameters=config_overrides
		SelectType=select/cons_tres
		SelectTypeParameters=CR_Core
		SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1
		JobAcctGatherType=jobacct_gather/none
		MpiDefault=none
		NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
		PartitionName=all Nodes=$host Default=YES State=UP MaxTime=INFINITE
	END
	export SLURM_CONF=$d/slurm.conf
	munged --foreground --force --key-file="$d/munge/key" --socket="$d/munge/sock" --pid-file="$d/munge/pid" \
		--log-file="$d/munge/log" --seed-file="$d/munge/seed" --num-threads=1 >"$d/munged.out" 2>&1 3>&- &
	echo $! >"$d/pids"
	slurmctld -D >"$d/slurmctld.out" 2>&1 3>&- &
	echo $! >>"$d/pids"
	slurmd -D -N "$host" >"$d/slurmd.out" 2>&1 3>&- &
	echo $! >>"$d/pids"
}

teardown_file() {
	local pid i
	[ -e "$BATS_FILE_TMPDIR/slurm/pids" ] || return 0
	xargs kill <"$BATS_FILE_TMPDIR/slurm/pids" || true
	# what they write while they end would stand in the way of clearing up
	while read -r pid; do
		for i in $(seq 50); do
			[ -e "/proc/$pid/exe" ] || break
			sleep 0.1
		done
	done <"$BATS_FILE_TMPDIR/slurm/pids"
}

setup() {
	work=$BATS_TEST_TMPDIR
	engines=$root/cmd/engines
}

# Is there a node that takes jobs, within half a minute?
slurm_ready() {
	local i
	command -v slurmctld slurmd sbatch munged >/dev/null || skip "slurm-wlm and munge are not installed"
	[ "$(id -u)" = 0 ] || skip "a Slurm of our own is started by root alone"
	for i in $(seq 60); do
		[ "$(timeout 5 sinfo -h -o %T 2>/dev/null)" != idle ] || return 0
		sleep 0.5
	done
	skip "no node of Slurm came up in $((i / 2)) s: $(tail -n 1 "$BATS_FILE_TMPDIR/slurm/slurmctld.out" "$BATS_FILE_TMPDIR/slurm/slurmd.out" | tr '\n' ' ')"
}

job_ended() { # JOB
	local i state
	for i in $(seq 240); do
		state=$(squeue -h -j "$1" -t all -o %T 2>/dev/null)
		case $state in
		PENDING | RUNNING | CONFIGURING | COMPLETING) sleep 0.25 ;;
		*) return 0 ;;
		esac
	done
	echo "job $1 is $state after $((i / 4)) s"
	return 1
}

images_of() { # CASE
	"$SHERD" images "$1" --json
}

@test "GNU parallel: a damaged tree in four parts, one of them killed and run again" {
	command -v parallel >/dev/null || skip "GNU parallel is not installed"
	"$FIXTURES/unpack" blob-one-bit-flipped "$work/a tree"
	"$SHERD" examine -q "$work/one.db" "r=$work/a tree" >/dev/null || [ $? = 3 ]
	cat >"$work/once" <<-END
		#!/bin/sh
		case "\$*" in *--shard\ 1/4*) [ -e "$work/killed" ] || { : >"$work/killed"; kill -9 \$\$; } ;; esac
		exec "$SHERD" "\$@"
	END
	chmod +x "$work/once"
	run env SHERD="$work/once" sh "$engines/parallel.sh" "$work/a case.db" 4 "r=$work/a tree"
	[ "$status" = 1 ]
	[[ $output == *"not every part came to its end"* ]]
	[ ! -e "$work/a case.db" ]
	run env SHERD="$work/once" sh "$engines/parallel.sh" "$work/a case.db" 4 "r=$work/a tree"
	[ "$status" = 3 ]
	cmp <(images_of "$work/one.db") <(images_of "$work/a case.db")
}

@test "Slurm: a job array and its merge, which runs though the evidence is damaged" {
	slurm_ready
	"$FIXTURES/unpack" blob-one-bit-flipped "$work/tree"
	"$SHERD" examine -q "$work/one.db" "r=$work/tree" >/dev/null || [ $? = 3 ]
	job=$(sh "$engines/slurm.sh" "$work/case.db" 3 "r=$work/tree")
	job_ended "$job"
	cat "$work/case.db.parts"/*.log
	[ "$(scontrol show job "$job" | grep -o 'ExitCode=[0-9:]*')" = ExitCode=0:0 ]
	cmp <(images_of "$work/one.db") <(images_of "$work/case.db")
}

@test "Slurm: a part that fails keeps the merge from running" {
	slurm_ready
	"$FIXTURES/unpack" deletes "$work/tree"
	printf '#!/bin/sh\ncase "$*" in *--shard\\ 1/2*) exit 1 ;; esac\nexec "%s" "$@"\n' "$SHERD" >"$work/failing"
	chmod +x "$work/failing"
	job=$(SHERD=$work/failing sh "$engines/slurm.sh" "$work/case.db" 2 "r=$work/tree")
	job_ended "$job"
	[ -e "$work/case.db.parts/0.part" ]
	[ ! -e "$work/case.db" ]
}

@test "Kubernetes: every field is one of the API, and the index goes where K stands" {
	local python=/usr/bin/python3 # the system's, which Debian's packages are for
	"$python" -c 'import kubernetes, yaml' 2>/dev/null || skip "python3-kubernetes and python3-yaml are not installed"
	"$python" "$root/tests/kube_schema.py" "$engines/kubernetes.yaml"
	sed 's/completionMode/completionMod/' "$engines/kubernetes.yaml" >"$work/wrong.yaml"
	run "$python" "$root/tests/kube_schema.py" "$work/wrong.yaml"
	[ "$status" = 1 ]
	# its two scripts by hand, with the paths of this machine
	"$FIXTURES/unpack" blob-one-bit-flipped "$work/tree"
	"$SHERD" examine -q "$work/one.db" "registry=$work/tree" >/dev/null || [ $? = 3 ]
	mkdir "$work/bin"
	ln -s "$SHERD" "$work/bin/sherd"
	"$python" - "$engines/kubernetes.yaml" "$work" <<-'END'
		import sys, yaml
		for job in yaml.safe_load_all(open(sys.argv[1])):
		    spec = job["spec"]
		    script = spec["template"]["spec"]["containers"][0]["args"][0]
		    script = script.replace("/case/", sys.argv[2] + "/case/").replace("/evidence", sys.argv[2] + "/tree")
		    n = spec.get("completions", 1)
		    assert n == 1 or f"/{n}\"" in script
		    open(f"{sys.argv[2]}/{job['metadata']['labels']['step']}.{n}", "w").write(script)
	END
	for k in $(seq 0 15); do
		PATH=$work/bin:$PATH JOB_COMPLETION_INDEX=$k sh "$work/parts.16"
	done
	PATH=$work/bin:$PATH sh "$work/merge.1"
	cmp <(images_of "$work/one.db") <(images_of "$work/case/registry.db")
}
