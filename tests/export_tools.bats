#!/usr/bin/env bats
# What export wrote, read back by other programs: skopeo from every destination, umoci, and docker-registry over the
# exported storage root. Every digest is the one the recipe of the fixture recorded.
load support

setup_file() {
	for tool in skopeo umoci docker-registry curl; do
		command -v $tool >/dev/null || skip "$tool is not installed"
	done
	export top=$BATS_FILE_TMPDIR
	make_case live "$top/live"
	make_case two-sources "$top/two"
	"$SHERD" resolve -q --copy-of backup=tree "$top/two/case.db" >/dev/null
	make_case schema1 "$top/schema1"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	export HOME=$PWD/home
	mkdir -p home
}

teardown() {
	[ -z "${server:-}" ] || kill "$server" 2>/dev/null || true
}

copy() { # source destination...
	skopeo --insecure-policy copy --quiet "$@" 2>err
}

# A registry on a free port over a storage root: $server, $host.
serve() { # root
	local try
	for try in 1 2 3 4 5 6; do
		host=127.0.0.1:$((20000 + (RANDOM + $$ + try) % 20000))
		cat >config.yml <<-END
			version: 0.1
			log: {level: error}
			storage: {filesystem: {rootdirectory: $1}}
			http: {addr: "$host"}
			compatibility: {schema1: {enabled: true}}
		END
		docker-registry serve config.yml >server.log 2>&1 3>&- &
		server=$!
		for _ in $(seq 100); do
			curl -sf "http://$host/v2/" >/dev/null && return 0
			kill -0 $server 2>/dev/null || break
			sleep 0.05
		done
		kill $server 2>/dev/null || true
	done
	fail "docker-registry does not start"
}

# repository:tag and digest of every tag whose last target is stated.
names_of() { # truth.json
	jq -r '.tags[] | select(.standing == "current" or .standing == "deleted") | .repository + ":" + .tag + " " + .digest' "$1"
}

digest_in() { # dir: of the manifest skopeo wrote
	printf 'sha256:%s\n' "$(sha256sum <"$1/manifest.json" | cut -d' ' -f1)"
}

# Does a copy by name from every destination give the digest? Lists are copied whole.
read_back() { # truth.json
	local name digest all kind from
	serve "$PWD/r"
	while read -r name digest; do
		kind=$(jq -r --arg d "$digest" '.images[] | select(.digest == $d) | .media_type' "$1" | head -n 1)
		all=()
		case $kind in *index* | *list*) all=(--all) ;; esac
		for from in "oci:o:$name" "oci-archive:o.tar:$name" "docker://$host/$name"; do
			rm -rf got
			copy --src-tls-verify=false "${all[@]}" "$from" dir:got || fail "$from: $(cat err)"
			case $kind-$from in
			*manifest.list*-oci*) # the name of a list of Docker's leads to an index with the same entries
				[ "$(jq -S '[.manifests[].digest]' got/manifest.json)" = \
					"$(jq -S '[.manifests[].digest]' "o/blobs/sha256/${digest#*:}")" ]
				;;
			*manifest.v1*-docker://*) # a registry signs these anew when it serves them; its header tells the digest
				curl -sfI -H "Accept: $kind" "http://$host/v2/${name%:*}/manifests/${name##*:}" | tr -d '\r' |
					grep -qi "^docker-content-digest: $digest$"
				;;
			*) [ "$(digest_in got)" = "$digest" ] || fail "$from gave $(digest_in got), not $digest" ;;
			esac
		done
		echo "$name" >>read
	done < <(names_of "$1")
	[ -s read ]
}

@test "indexes with attestations, a chart, signatures, referrers, zstd, several types: every tag, every destination" {
	"$SHERD" export -q "$top/live/case.db" --all-complete oci:o oci-archive:o.tar registry:r >/dev/null
	read_back "$FIXTURES/live/truth.json"
	[ "$(wc -l <read)" -eq "$(jq '[.tags[] | select(.standing == "current")] | length' "$FIXTURES/live/truth.json")" ]
	# the artifact that names its subject, by digest
	for digest in $(jq -r '.images[] | select(.subject) | .digest' "$FIXTURES/live/truth.json"); do
		curl -sf -H 'Accept: application/vnd.oci.image.manifest.v1+json' "http://$host/v2/team/app/manifests/$digest" |
			sha256sum | grep -q "^${digest#*:}"
	done
}

@test "deleted images come back: out of a backup, through a registry, into a container's bundle" {
	"$SHERD" export -q "$top/two/case.db" --all-complete oci:o oci-archive:o.tar registry:r docker-archive:d.tar >/dev/null || [ $? -eq 3 ]
	read_back "$FIXTURES/two-sources/truth.json"
	grep -qx shop/api:1.0 read
	grep -qx shop/old:1 read
	# the same image ID as a docker image: the digest of its config
	for name in shop/api:1.0 shop/old:1; do
		rm -rf got
		copy "docker-archive:d.tar:$name" dir:got
		copy --src-tls-verify=false "docker://$host/$name" dir:direct
		[ "$(jq -r .config.digest got/manifest.json)" = "$(jq -r .config.digest direct/manifest.json)" ]
		rm -rf direct
	done
	skopeo inspect "oci:o:shop/api:latest" >/dev/null
	skopeo inspect "docker-archive:d.tar:shop/api:1.0" >/dev/null
}

@test "umoci unpacks what files: gives as a tar" {
	name=team/app/base:1
	"$SHERD" export -q "$top/live/case.db" $name oci:o files:f.tar >/dev/null
	umoci unpack --rootless --image o:$name bundle >/dev/null 2>&1
	mkdir ours && tar xf f.tar -C ours --no-same-owner
	diff -r --no-dereference bundle/rootfs ours
	diff <(cd bundle/rootfs && find . -mindepth 1 -printf '%p %y %m %l\n' | sort) <(cd ours && find . -mindepth 1 -printf '%p %y %m %l\n' | sort)
}

@test "schema 1 is served, and copied, under its digest" {
	"$SHERD" export -q "$top/schema1/case.db" --all-complete oci:o oci-archive:o.tar registry:r >/dev/null
	read_back "$FIXTURES/schema1/truth.json"
}

@test "recovered from ext4, XFS and btrfs: served by a registry, every digest equal" {
	for fs in ext4 xfs btrfs; do
		"$FIXTURES/unpack" image-$fs $fs
		"$SHERD" examine -q $fs.db i=$fs/image.img >/dev/null || [ $? -eq 3 ]
		"$SHERD" images $fs.db --json --completeness complete | jq -r 'select(.origin == "recovered") | .digest' >want
		[ -s want ]
		rm -rf o r
		"$SHERD" export -q $fs.db --all-complete oci:o registry:r >/dev/null || [ $? -eq 3 ]
		serve "$PWD/r"
		while read -r digest; do
			repository=$(find r -path "*revisions/sha256/${digest#*:}" | head -n 1)
			repository=${repository#r/docker/registry/v2/repositories/}
			repository=${repository%%/_manifests*}
			curl -sf -H 'Accept: application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json' \
				-H 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
				-H 'Accept: application/vnd.docker.distribution.manifest.list.v2+json' \
				"http://$host/v2/$repository/manifests/$digest" | sha256sum | grep -q "^${digest#*:}" || fail "$fs $repository $digest"
		done <want
		kill "$server"
		wait "$server" 2>/dev/null || true
		server=
	done
}

@test "a foreign layer stays a reference: the image is served without its bytes" {
	PYTHONPATH=$root/tests/support python3 - <<-'END'
		import json, stores
		r = stores.Registry("t")
		layer = stores.tar([("f", "f", "ours\n")])
		foreign = "sha256:" + "5" * 64
		config = json.dumps({"architecture": "amd64", "os": "windows", "rootfs": {"type": "layers", "diff_ids": [foreign, stores.sha(layer)]}}).encode()
		docker = "application/vnd.docker.image.rootfs."
		manifest = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
		    "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "digest": stores.sha(config), "size": len(config)},
		    "layers": [{"mediaType": docker + "foreign.diff.tar.gzip", "digest": foreign, "size": 7, "urls": ["https://example.org/base"]},
		               {"mediaType": docker + "diff.tar", "digest": stores.sha(layer), "size": len(layer)}]}).encode()
		for b in (layer, config):
		    r.link(b"win", b"_layers", r.blob(b))
		r.link(b"win", b"_manifests/revisions", r.blob(manifest))
		r.tag(b"win", b"1", stores.sha(manifest))
		print(stores.sha(manifest))
	END
	"$SHERD" examine -q t.db t=t >/dev/null || [ $? -eq 3 ]
	digest=$("$SHERD" images t.db --json | jq -r .digest)
	sherd export -q t.db win:1 oci:o registry:r
	done_with 0
	serve "$PWD/r"
	curl -sf -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' "http://$host/v2/win/manifests/1" |
		sha256sum | grep -q "^${digest#*:}"
	grep -q ',foreign,' o/EXPORT.csv
	sherd export -q t.db win:1 docker-archive:d.tar
	refused 'missing'
}

@test "a manifest written anew is pulled under its digest" {
	cp -a "$top/two/tree" lost
	digest=$(cat lost/docker/registry/v2/repositories/shop/api/_manifests/tags/latest/current/link)
	rm "lost/docker/registry/v2/blobs/sha256/${digest:7:2}/${digest#*:}/data"
	"$SHERD" examine -q w.db l=lost >/dev/null || [ $? -eq 3 ]
	[ "$("$SHERD" images w.db --json --digest "$digest" | jq -r .origin)" = resynthesised ]
	"$SHERD" export -q w.db shop/api:latest registry:r oci:o >/dev/null
	grep -q "^$digest,$digest,resynthesised,.*docker" o/EXPORT.csv || grep -q "^$digest,$digest,resynthesised," o/EXPORT.csv
	serve "$PWD/r"
	copy --src-tls-verify=false "docker://$host/shop/api:latest" dir:got
	[ "$(digest_in got)" = "$digest" ]
}
