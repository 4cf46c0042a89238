#!/usr/bin/env bats
# Whatever list, page or export says of an image or a host, no secret that somebody wrote is in it; --reveal shows them.

load cli_support

setup_file() {
	export tree=$BATS_FILE_TMPDIR/t case_file=$BATS_FILE_TMPDIR/c.db
	python3 - "$tree" <<-'END'
		import hashlib, json, os, sys
		top = sys.argv[1] + "/docker/registry/v2"
		def put(path, data):
		    os.makedirs(os.path.dirname(path), exist_ok=True)
		    open(path, "wb").write(data)
		def blob(data):
		    h = hashlib.sha256(data).hexdigest()
		    put("%s/blobs/sha256/%s/%s/data" % (top, h[:2], h), data)
		    return "sha256:" + h
		config = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []},
		    "author": "git clone https://bob:hunter2a@example.org/x",
		    "config": {"Env": ["PATH=/bin", "DB_PASSWORD=hunter2b", "PIP=https://bob:hunter2c@pypi.example.org/"],
		               "Labels": {"api.token": "hunter2d", "note": "run with --password hunter2e", "plain": "ordinary"}},
		    "history": [{"created_by": "RUN echo root:hunter2f | chpasswd", "empty_layer": True},
		                {"created_by": "ENV API_KEY hunter2g", "comment": "curl -u bob:hunter2h https://h/", "empty_layer": True,
		                 "author": "--token hunter2i"}]}).encode()
		c = blob(config)
		m = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
		    "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": c, "size": len(config)}, "layers": [],
		    "annotations": {"org.opencontainers.image.source": "https://bob:hunter2j@example.org/x", "build.secret": "hunter2k"}}).encode()
		d = blob(m)
		r = top + "/repositories/team/app"
		h = d[7:]
		for link in ("_manifests/revisions/sha256/%s/link" % h, "_manifests/tags/v1/current/link", "_manifests/tags/v1/index/sha256/%s/link" % h):
		    put(r + "/" + link, d.encode())
		put(r + "/_layers/sha256/%s/link" % c[7:], c.encode())
		put(sys.argv[1] + "/containers/" + "a" * 64 + "/config.v2.json", json.dumps({"ID": "a" * 64, "Name": "/registry",
		    "Image": "sha256:" + "b" * 64, "Config": {"Image": "registry:2", "Env": ["REGISTRY_HTTP_SECRET=hunter2l",
		    "REGISTRY_PROXY_REMOTEURL=https://bob:hunter2m@example.org", "REGISTRY_AUTH_TOKEN_X=hunter2n"]}}).encode())
	END
	"$SHERD" examine -q "$case_file" "$tree" >/dev/null || [ $? -eq 3 ]
}

outputs() { # every text there is of the case, to stdout
	local list
	for list in images tags blobs repos uploads findings timeline sources; do
		"$SHERD" "$list" "$case_file" "$@"
		"$SHERD" "$list" "$case_file" --json "$@"
	done
	"$SHERD" summary "$case_file" "$@"
	for list in "" --json; do
		"$SHERD" show "$case_file" team/app:v1 ${list:+"$list"} "$@"
		"$SHERD" find "$case_file" hunter2 ${list:+"$list"} "$@"
		"$SHERD" find "$case_file" example ${list:+"$list"} "$@"
	done
	"$SHERD" custody "$case_file" log "$@"
	"$SHERD" report "$case_file" -o "$BATS_TEST_TMPDIR/r" --format html,json,csv,timesketch,bodyfile,dfxml "$@" >/dev/null
	cat "$BATS_TEST_TMPDIR"/r/*.html "$BATS_TEST_TMPDIR"/r/*.json "$BATS_TEST_TMPDIR"/r/*.csv "$BATS_TEST_TMPDIR"/r/*
	"$SHERD" plan "$case_file" team/app:v1 -o "$BATS_TEST_TMPDIR/p" >/dev/null && cat "$BATS_TEST_TMPDIR"/p/*
}

@test "what a log's lines hold is masked like a config's, in every list, page and export" {
	local digest h=$BATS_TEST_TMPDIR/secrets.log secrets
	digest=$(printf x | sha256sum | cut -c1-64)
	cat >"$h" <<-END
		time="2026-01-01T00:00:01Z" level=error msg="pull failed Authorization: Bearer hunter3a4567890abcdef of sha256:$digest"
		time="2026-01-01T00:00:02Z" level=info msg="fetch https://bob:hunter3b@mirror.example/v2/app/blobs/sha256:$digest"
		10.0.0.1 - - [01/Jan/2026:00:00:03 +0000] "GET /v2/app/manifests/sha256:$digest?access_token=hunter3c HTTP/1.1" 200 12 "https://u:hunter3d@h/" "client token=hunter3e"
		10.0.0.1 - - [01/Jan/2026:00:00:04 +0000] "PUT /v2/app/manifests/v1 HTTP/1.1" 201 0 "" "docker/20.10 plain-client"
		time="2026-01-01T00:00:05Z" level=error msg="response completed with error" err.code="denied" err.detail="Authorization: Basic aHVudGVyM2Y6cHc=" http.request.method=GET http.request.uri="/v2/app/manifests/latest?token=hunter3g" http.request.useragent="x password=hunter3h" http.response.status=403 vars.name=app
		10.0.0.1 - ghp_0123456789abcdefghijABCDEFGHIJ012345 [01/Jan/2026:00:00:06 +0000] "DELETE /v2/app/manifests/sha256:$digest HTTP/1.1" 202 0 "" "docker/20.10"
		nobody understands --password hunter3i and -u joe:hunter3j
	END
	cp "$case_file" "$BATS_TEST_TMPDIR/l.db"
	case_file=$BATS_TEST_TMPDIR/l.db
	"$SHERD" logs -q "$case_file" "$h" >"$BATS_TEST_TMPDIR/said" || [ $? -eq 3 ]
	show_logged() {
		outputs "$@"
		for list in "" --json; do
			"$SHERD" timeline "$case_file" --all --full ${list:+"$list"} "$@"
			"$SHERD" show "$case_file" "sha256:$digest" ${list:+"$list"} "$@"
		done
	}
	{ cat "$BATS_TEST_TMPDIR/said" && show_logged; } >"$BATS_TEST_TMPDIR/masked"
	run grep -aoE 'hunter3[a-j]|aHVudGVyM2Y6cHc|ghp_0123' "$BATS_TEST_TMPDIR/masked"
	[ "$status" = 1 ] || { echo "$output"; false; }
	grep -q 'docker/20.10 plain-client' "$BATS_TEST_TMPDIR/masked" # ordinary text stays
	for list in "" --json; do
		"$SHERD" timeline "$case_file" --all --full --reveal ${list:+"$list"} | grep -q 'token=hunter3e'
		"$SHERD" logs "$case_file" "$h" --reveal ${list:+"$list"} | grep -q hunter3i
		"$SHERD" show "$case_file" "sha256:$digest" --reveal ${list:+"$list"} | grep -q ghp_0123 # in the user's place
	done
}

@test "no secret is in any list, page or export" {
	outputs >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || true
	[ -s "$BATS_TEST_TMPDIR/r/report.json" ] && [ -s "$BATS_TEST_TMPDIR/p/plan.json" ]
	grep -q '\[masked\]' "$BATS_TEST_TMPDIR/out"
	grep -q ordinary "$BATS_TEST_TMPDIR/out"
	run grep -oh 'hunter2[a-z]' "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err"
	[ -z "$output" ]
}

@test "--reveal shows what an image says" {
	"$SHERD" show "$case_file" team/app:v1 --reveal >"$BATS_TEST_TMPDIR/out"
	"$SHERD" show "$case_file" team/app:v1 --reveal --json >>"$BATS_TEST_TMPDIR/out"
	for x in b c d e f g j k; do grep -q "hunter2$x" "$BATS_TEST_TMPDIR/out"; done
}
