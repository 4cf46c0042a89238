#!/usr/bin/env bats
# SIGINT and SIGTERM end a command within two seconds (of a machine that is not loaded; the processor's time is what is
# measured here) with 130, and the case goes on. What waits for a reader that does not read ends as well.
load cli_support

setup_file() {
	export top=$BATS_FILE_TMPDIR
	"$(dirname "$BATS_TEST_FILENAME")/bench/make-registry" 3000 "$top/reg" >/dev/null
	"$SHERD" examine -q "$top/whole.db" now="$top/reg" -o "$top/whole.report" >/dev/null || [ $? -eq 3 ]
	"$SHERD" images "$top/whole.db" --json >"$top/images"
	"$SHERD" blobs "$top/whole.db" --json >"$top/blobs"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || exit
}

# Signals a command once its processor time has passed a point; what it used after that, and its status, are told.
struck() { # python arguments: point in seconds, argv
	python3 - "$@" <<-'PY'
		import os, random, signal, subprocess, sys, time
		point, argv = float(sys.argv[1]), sys.argv[2:]
		tick = os.sysconf("SC_CLK_TCK")
		def used(pid):
		    with open("/proc/%d/stat" % pid, "rb") as f:
		        part = f.read().rsplit(b")", 1)[1].split()
		    return (int(part[11]) + int(part[12])) / tick, part[0]
		def heeds(pid): # SIGINT and SIGTERM: before that the system ends it, as it ends any program that begins
		    with open("/proc/%d/status" % pid) as f:
		        caught = [int(line.split()[1], 16) for line in f if line.startswith("SigCgt:")]
		    return caught != [] and all(caught[0] >> (s - 1) & 1 for s in (signal.SIGINT, signal.SIGTERM))
		p = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
		before = 0.0
		while True:
		    before, state = used(p.pid)
		    if before >= point and heeds(p.pid) or state == b"Z":
		        break
		    time.sleep(0.002)
		os.kill(p.pid, random.choice([signal.SIGINT, signal.SIGTERM]))  # send_signal() would reap what has ended
		_, status, spent = os.wait4(p.pid, 0)
		code = os.waitstatus_to_exitcode(status)
		after = spent.ru_utime + spent.ru_stime - before
		said = p.stderr.read().decode()
		print("%s: status %d, %.2f s of processor after the signal at %.2f: %s" % (argv[1], code, after, before, said[-200:]))
		sys.exit(0 if code == 130 and after < 2 and said.count("\n") == 1 or code in (0, 3) else 1)
	PY
}

@test "commands that work: 130 soon, the case goes on to the same conclusions" {
	for command in "scan -q c.db now=$top/reg" "resolve -q c.db" "report -q c.db -o r" "check -q c.db now=$top/reg" \
		"seal -q c.db sealed" "export -q c.db --all-complete oci:o" "plan -q c.db --all-complete -o p" "verify c.db --sources"; do
		for point in 0.05 0.2 0.4 0.8; do
			[ "${command%% *}" = scan ] || cp "$top/whole.db" c.db
			# shellcheck disable=SC2086 # words on purpose
			struck $point "$SHERD" $command || { echo "$command at $point"; return 1; }
			[ ! -e c.db-wal ] && [ ! -e c.db-journal ]
			rm -rf sealed o p r c.report
		done
	done
	"$SHERD" resolve -q c.db || [ $? -eq 3 ]
	"$SHERD" images c.db --json | cmp - "$top/images"
}

@test "a recovery in a disk image, logs of a hundred thousand digests, lists: 130 soon, and the same command goes on" {
	"$FIXTURES/unpack" image-ext4-frag image
	python3 -c 'import hashlib
for n in range(100000): print("2026-01-01T00:00:%02dZ pulled app@sha256:%s" % (n % 60, hashlib.sha256(b"%d" % n).hexdigest()))' >many.log
	"$SHERD" examine -q disk.db disk=image/image.img >/dev/null || [ $? -eq 3 ]
	"$SHERD" recover -q --effort all disk.db >/dev/null || [ $? -eq 3 ]
	"$SHERD" blobs disk.db --json >want
	"$SHERD" examine -q again.db disk=image/image.img >/dev/null || [ $? -eq 3 ]
	for point in 0.05 0.2 0.5 1.0; do
		struck $point "$SHERD" recover -q --effort all again.db || return 1
		[ ! -e again.db-wal ] && [ ! -e again.db-journal ]
	done
	"$SHERD" recover -q --effort all again.db >/dev/null || [ $? -eq 3 ]
	"$SHERD" blobs again.db --json | cmp - want
	for point in 0.05 0.3 0.8; do
		rm -f logs.db
		struck $point "$SHERD" logs -q logs.db many.log || return 1
		[ ! -e logs.db-wal ] && [ ! -e logs.db-journal ]
	done
	"$SHERD" logs -q logs.db many.log || [ $? -eq 3 ]
	[ "$(sqlite3 logs.db 'SELECT count(*) FROM log_event')" -ge 100000 ]
	for command in images blobs timeline findings "find whole.db app"; do
		for point in 0.02 0.1; do
			# shellcheck disable=SC2086 # words on purpose
			if [ "$command" = "${command% *}" ]; then struck $point "$SHERD" $command "$top/whole.db" --json || return 1; fi
		done
	done
}

@test "a scan that was interrupted goes on to the same conclusions" {
	for point in 0.03 0.1 0.2; do
		struck $point "$SHERD" examine -q c.db now="$top/reg" -o r || return 1
		[ ! -e r ] || [ -e r/MANIFEST.sha256 ]
	done
	"$SHERD" examine -q c.db now="$top/reg" -o r >/dev/null || [ $? -eq 3 ]
	"$SHERD" blobs c.db --json | cmp - "$top/blobs"
}

@test "a reader that does not read: the list ends when it is told to, by status 130" {
	python3 - "$SHERD" "$top/whole.db" <<-'PY'
		import os, signal, subprocess, sys, time
		for words in (["blobs"], ["images"], ["timeline"]):
		    p = subprocess.Popen([sys.argv[1], words[0], sys.argv[2], "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
		    for _ in range(3000):  # until it waits in write(): the pipe is full
		        with open("/proc/%d/syscall" % p.pid, encoding="ascii") as f:
		            if f.read().split()[:2] == [str({"x86_64": 1, "aarch64": 64}[os.uname().machine]), "0x1"]:
		                break
		        time.sleep(0.01)
		    p.send_signal(signal.SIGINT)
		    status = p.wait(timeout=60)
		    said = p.stderr.read().decode()
		    assert status == 130 and said.count("\n") == 1, (words, status, said)
	PY
}
