#!/usr/bin/env bats
# The worker for OpenRelik and the artifact for Velociraptor, by the interfaces these publish: what they start is the real
# program over real evidence, what comes back is counted.
load support

setup() {
	[ "${MODE:-release}" = release ] || skip "the same scripts over the same program: release is enough"
	"$FIXTURES/unpack" deletes "$BATS_TEST_TMPDIR/tree"
	tar -c -f "$BATS_TEST_TMPDIR/evidence" -C "$BATS_TEST_TMPDIR/tree" .
}

@test "OpenRelik: input files become sources of one case; case, report and Timesketch lines come back" {
	mkdir "$BATS_TEST_TMPDIR/out"
	cd "$BATS_TEST_TMPDIR"
	SHERD=$SHERD PYTHONPATH="$root/cmd/openrelik:$root/tests/support/openrelik" PYTHONDONTWRITEBYTECODE=1 python3 - <<-'END'
		import base64, json, os
		import worker_double
		from src import tasks
		from src.app import celery

		assert list(celery.tasks) == [tasks.TASK_NAME] and tasks.TASK_NAME.startswith("openrelik-worker-sherd.")
		for field in tasks.TASK_METADATA["task_config"]:
		    assert {"name", "label", "description", "type", "required"} <= set(field), field
		    assert field["type"] in ("text", "textarea", "checkbox", "select")
		task = celery.tasks[tasks.TASK_NAME]
		given = [{"display_name": "a=b; rm -rf *.tar", "path": os.path.abspath("evidence")},
		         {"display_name": "a=b; rm -rf *.tar", "path": os.path.abspath("evidence")}]
		result = json.loads(base64.b64decode(task(input_files=given, output_path=os.path.abspath("out"), workflow_id="7",
		                                          task_config={"lang": "ja", "case_no": "2026-1"})))
		assert result["workflow_id"] == "7" and result["meta"]["status"] == 0, result["meta"]
		named = {f["display_name"]: f for f in result["output_files"]}
		assert sorted(named) == ["annex.html", "browse.html", "registry.case.db", "report.html", "timesketch.jsonl"], named
		assert sorted(os.listdir("out")) == sorted(os.path.basename(f["path"]) for f in named.values())
		assert '<html lang="ja">' in open(named["report.html"]["path"], encoding="utf-8").read()
		lines = [json.loads(x) for x in open(named["timesketch.jsonl"]["path"], encoding="utf-8")]
		assert len(lines) > 5 and all({"message", "datetime", "timestamp_desc"} <= set(x) for x in lines)
		assert "shop/old" in result["meta"]["summary"] and "復元可能" in result["meta"]["summary"]
		open("case", "w").write(named["registry.case.db"]["path"])
		# what another worker gave is taken as well, and what cannot be done is an error with its words
		again = base64.b64encode(json.dumps({"output_files": given[:1]}).encode()).decode()
		os.mkdir("more")
		assert len(json.loads(base64.b64decode(task(pipe_result=again, output_path=os.path.abspath("more"))))["output_files"]) == 5
		for bad in ({"input_files": []}, {"input_files": [{"display_name": "x", "path": "/nowhere/at/all"}]},
		            {"input_files": given, "task_config": {"lang": "xx"}}):
		    try:
		        task(output_path=os.path.abspath("more"), **bad)
		        raise SystemExit("passed: %r" % bad)
		    except RuntimeError as told:
		        assert str(told).startswith("sherd"), told
	END
	[ "$("$SHERD" sources "$(cat case)" --json | jq -r .label | paste -sd' ')" = 'a_b__rm_-rf__.tar a_b__rm_-rf__.tar-2' ]
	"$SHERD" verify "$(cat case)" >/dev/null
	"$SHERD" custody "$(cat case)" log --json | head -n 1 | jq -e '.entry.case_no == "2026-1"' >/dev/null
}

@test "Velociraptor: the artifact has the fields of its format, and each program it starts does what it says" {
	cd "$BATS_TEST_TMPDIR"
	python3 -c 'import yaml' || skip "no python3-yaml here"
	SOURCE=$BATS_TEST_TMPDIR/evidence python3 - "$root/cmd/velociraptor/Custom.Linux.Registry.Sherd.yaml" "$SHERD" <<-'END'
		import os, re, subprocess, sys
		import yaml

		artifact = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
		known = {"name", "description", "type", "required_permissions", "tools", "resources", "precondition", "parameters", "sources"}
		assert set(artifact) <= known, set(artifact) - known
		assert artifact["name"] == os.path.basename(sys.argv[1])[:-5] and artifact["type"] == "CLIENT"
		assert re.fullmatch(r"[A-Za-z0-9_.]+", artifact["name"])
		# message Resources of artifacts/proto/artifact.proto; a disk is not examined in the ten minutes of the default
		assert set(artifact["resources"]) <= {"timeout", "ops_per_second", "cpu_limit", "iops_limit", "max_rows", "max_upload_bytes"}
		assert artifact["resources"]["timeout"] >= 36000 and artifact["resources"]["max_upload_bytes"] > 1 << 30
		parameters = {p["name"]: p for p in artifact["parameters"]}
		for p in parameters.values():
		    assert set(p) <= {"name", "description", "type", "default", "choices"} and p.get("type", "string") in ("string", "bool", "choices")
		assert parameters["Recover"]["default"] in ("Y", "N") or parameters["Recover"]["default"] is False
		assert parameters["Language"]["default"] in parameters["Language"]["choices"]
		query = artifact["sources"][0]["query"]
		assert {t["name"] for t in artifact["tools"]} == set(re.findall(r'ToolName="(\w+)"', query))
		assert query.count("(") == query.count(")") and query.count("[") == query.count("]") and query.count("{") == query.count("}")
		# every name that is used was bound before, by LET, as a parameter or as a column
		bound = set(parameters)
		for name, value in re.findall(r"LET (\w+) <?= (.*?)(?=\n *LET|\n\n|\Z)", query, re.S):
		    for word in re.findall(r"argv=\[(.*?)\]", value):
		        for item in word.split(", "):
		            for part in item.split(" + "):
		                assert part.startswith('"') or part in bound, part
		    bound.add(name)
		values = {"program": sys.argv[2], "case": "case.db", "report": "report", "Source": os.environ["SOURCE"], "Language": "ja"}
		for argv in re.findall(r"argv=\[(.*?)\]", query):
		    words = ["".join(p.strip('"') if p.startswith('"') else values[p] for p in item.split(" + ")) for item in argv.split(", ")]
		    done = subprocess.run(words, capture_output=True, text=True)
		    assert done.returncode == 0, (words, done.stderr)
		wanted = re.search(r"globs=\[(.*?)\]", query).group(1).replace('"', "").split(", ")
		assert wanted == ["case.db", "report/*"]
		assert {"report.html", "annex.html", "browse.html", "timesketch.jsonl"} <= set(os.listdir("report")), os.listdir("report")
		assert '<html lang="ja">' in open("report/report.html", encoding="utf-8").read()
	END
}
