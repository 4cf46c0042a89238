#!/usr/bin/env bats
# Bytes out: what is chosen, where it goes, what is refused, what a second run does. tests/support/stores.py makes stores
# whose content is known to the byte; export_tools.bats reads the same kinds back with other programs.
load support

setup_file() {
	export top=$BATS_FILE_TMPDIR
	mkdir "$top/i" "$top/l"
	python3 "$root/tests/support/stores.py" images "$top/i" >"$top/i/truth"
	"$SHERD" examine -q "$top/i.db" r="$top/i/registry" >/dev/null || [ $? -eq 3 ]
	make_case two-sources "$top/two"
	"$SHERD" resolve -q --copy-of backup=tree "$top/two/case.db" >/dev/null
	make_case gc "$top/gc"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	cp "$top/i.db" i.db
}

truth() { # name field
	awk -v n="$1" -v f="$2" '$1 == n { print $f }' "$top/i/truth"
}

# Every file below a folder, by what must never change of it.
state_of() {
	find "$1" -type f -not -name 'EXPORT.*' -not -name index.json -printf '%P %i %s %T@\n' | sort
}

@test "one run, every destination; the sums hold; the same again touches nothing that is there" {
	"$SHERD" export -q "$top/two/case.db" --deleted oci:o oci-archive:o.tar docker-archive:d.tar registry:r files:f blobs:b >/dev/null
	for folder in o r f b; do (cd "$folder" && sha256sum --quiet -c EXPORT.sha256); done
	for file in o.tar d.tar; do sha256sum --quiet -c "$file.EXPORT.sha256"; done
	# the digests of the recipe's five deletions, each once, and nothing that stayed
	jq -r '.images[] | select(any(.repositories[]?; .standing == "deleted")) | .digest' "$FIXTURES/two-sources/truth.json" |
		sort >want
	jq -r '.manifests[].digest' o/index.json >in-index
	for digest in $(cat want); do
		[ "$(sha256sum <"o/blobs/sha256/${digest#*:}" | cut -d' ' -f1)" = "${digest#*:}" ]
		grep -q "^$digest,$digest,stored," o/EXPORT.csv
	done
	[ "$(wc -l <in-index)" -eq 5 ]
	for place in o r f b; do state_of "$place"; done >before
	sha256sum o.tar d.tar o/index.json >sums
	"$SHERD" export -q "$top/two/case.db" --deleted oci:o oci-archive:o.tar docker-archive:d.tar registry:r files:f blobs:b >/dev/null
	for place in o r f b; do state_of "$place"; done | diff before -
	sha256sum --quiet -c sums
	[ -z "$(find . -name '.part-*')" ]
}

@test "an image that is not whole is refused; with --partial it has a folder of its own and no name" {
	sherd export "$top/gc/case.db" shop/multi:1 oci:o registry:r
	refused 'c837e9225ef296604001b2198ab0cb265c1a3eae05c31a0aec0e9c8078f627eb does not go into oci:o: .*partial'
	[ ! -e o ] && [ ! -e r ]
	sherd export -q "$top/gc/case.db" shop/multi:1 shop/api:keep oci:o registry:r docker-archive:d.tar --partial
	[ "$status" -eq 2 ] # an index of two images is no docker image, partial or not
	sherd export -q "$top/gc/case.db" shop/multi:1 shop/api:keep oci:o registry:r --partial
	[ "$status" -eq 3 ]
	for place in o r; do
		folder=$place/partial/sha256-c837e9225ef296604001b2198ab0cb265c1a3eae05c31a0aec0e9c8078f627eb
		(cd "$folder" && sha256sum --quiet -c EXPORT.sha256)
		# the recipe deleted the manifest for arm and collected: its config and layer are gone, five blobs are left
		[ "$(find "$folder/sha256" -type f | wc -l)" -eq 5 ]
		grep -q 'NOT whole' "$folder/STATUS.txt"
		grep -q '完全ではない' "$folder/STATUS.txt"
		grep -q '51a5519d393af29b9fc1133c26f3a7de54c7193c168b1dcd6c94494b999d593b  layer, missing, 196 bytes' "$folder/STATUS.txt"
		grep -q 'shop/multi (source tree)' "$folder/STATUS.txt"
	done
	! grep -q c837e9225 o/index.json
	[ ! -e r/docker/registry/v2/repositories/shop/multi ]
	jq -e '.manifests | length == 1' o/index.json
}

@test "what a filter chooses and is not whole stays out, is told, and makes the status 3" {
	sherd export "$top/gc/case.db" --repository 'shop/*' oci:o
	[ "$status" -eq 3 ]
	grep -q 'sha256:c837e9225ef2 does not go into oci:o' "$err"
	jq -e '[.manifests[].annotations["org.opencontainers.image.ref.name"] | values] | sort == ["shop/api:keep","shop/api:latest"]' o/index.json
	sherd export -q "$top/gc/case.db" --repository 'shop/*' --all-complete oci:p
	done_with 0
	diff -r -x 'EXPORT.*' o p
}

@test "a different file in the way is refused and stays as it was" {
	"$SHERD" export -q i.db app:1 oci:o oci-archive:o.tar registry:r files:f.tar >/dev/null || [ $? -eq 3 ]
	manifest=$(truth app 2)
	"$SHERD" export -q i.db "$manifest" blob:one >/dev/null
	[ "sha256:$(sha256sum <one | cut -d' ' -f1)" = "$manifest" ]
	for file in "o/blobs/sha256/${manifest#*:}" o.tar one f.tar r/docker/registry/v2/repositories/app/_manifests/tags/1/current/link; do
		printf x | dd of="$file" bs=1 seek=3 conv=notrunc status=none
		sha256sum "$file" >sum
		case $file in
		o/*) to=oci:o ;; r/*) to=registry:r ;; o.tar) to=oci-archive:o.tar ;; f.tar) to=files:f.tar ;;
		one) to=blob:one ;;
		esac
		if [ "$to" = blob:one ]; then sherd export -q i.db "$manifest" "$to"; else sherd export -q i.db app:1 "$to"; fi
		refused 'different file'
		sha256sum --quiet -c sum
		[ -z "$(find . -name '.part-*')" ]
	done
	mkdir other && touch other/mine
	for to in oci:other registry:other files:other blobs:other; do
		sherd export -q i.db app:1 "$to"
		refused 'holds other things'
	done
	[ "$(ls -A other)" = mine ]
	ln -s "$PWD/elsewhere" link.tar
	sherd export -q i.db app:1 oci-archive:link.tar
	refused 'no regular file'
	[ ! -e elsewhere ]
}

@test "a layout that is there already grows, and keeps what it said" {
	"$SHERD" export -q i.db app:1 oci:o >/dev/null
	jq '. + {annotations: {"org.example.kept": "yes"}}' o/index.json >new && cp new o/index.json
	"$SHERD" export -q "$top/two/case.db" shop/api:keep oci:o >/dev/null
	jq -e '.annotations["org.example.kept"] == "yes" and (.manifests | length == 2)' o/index.json
	# the name belongs to another image there
	other=$("$SHERD" images "$top/two/case.db" --json --repository shop/old | jq -r .digest | head -n 1)
	cp o/index.json before
	sherd export -q "$top/two/case.db" --as "app:1=$other" oci:o
	refused 'the name app:1 belongs to another image there'
	cmp before o/index.json
}

@test "names: the last target that is stated comes back; others only by --tag or --as, and are told" {
	two=sha256:5dcc6c3ab87f0364823be2f0f78589d13f79bd0ba17b05ea174994f14f2047a3
	sherd export "$top/two/case.db" "$two" oci:o
	[ "$status" -eq 0 ]
	grep -q "not restored: shop/api:latest for ${two:0:20}.*it named another image later" "$err"
	jq -e '[.manifests[] | .annotations] == [null]' o/index.json
	sherd export -q "$top/two/case.db" "$two" --tag shop/api:latest oci:p
	refused 'none of the chosen images was the last of that name'
	sherd export -q "$top/two/case.db" --as "shop/api:before=$two" oci:p registry:r
	done_with 0
	jq -e '.manifests[0].annotations | .["org.opencontainers.image.ref.name"] == "shop/api:before"
		and .["io.containerd.image.name"] == "docker.io/shop/api:before"' p/index.json
	[ "$(cat r/docker/registry/v2/repositories/shop/api/_manifests/tags/before/current/link)" = "$two" ]
	sherd export -q "$top/two/case.db" --as "Shop/API:1=$two" oci:q
	refused 'no name that a registry takes'
	one=sha256:efa73548451ba5a16b6ab7d06444e64729b0a502dec2b7a3ed019982c76ca276
	sherd export -q "$top/two/case.db" --as "a:1=$two" --as "a:1=$one" oci:q
	refused 'one name to two images'
	# histories only when asked for
	sherd export -q "$top/two/case.db" "$two" shop/api:latest registry:h --history
	[ -e "h/docker/registry/v2/repositories/shop/api/_manifests/tags/latest/index/sha256/${two#*:}/link" ]
	[ "$(cat h/docker/registry/v2/repositories/shop/api/_manifests/tags/latest/current/link)" != "$two" ]
}

@test "docker-archive needs no packed layers: the same image ID from the same bytes unpacked" {
	lost=$(truth lost 2) config=$(truth lost 3) diff_id=$(truth lost 4)
	sherd export -q i.db "$lost" oci:o
	refused 'partial'
	sherd export -q i.db "$lost" docker-archive:d.tar
	done_with 0
	mkdir d && tar xf d.tar -C d
	jq -e --arg c "${config#*:}.json" --arg l "${diff_id#*:}.tar" '. == [{Config: $c, RepoTags: ["lost:1"], Layers: [$l]}]' d/manifest.json
	[ "sha256:$(sha256sum <"d/${config#*:}.json" | cut -d' ' -f1)" = "$config" ]
	[ "sha256:$(sha256sum <"d/${diff_id#*:}.tar" | cut -d' ' -f1)" = "$diff_id" ]
	grep -q "shelf/unpacked" d.tar.EXPORT.csv
	sherd export -q i.db "$(truth half 2)" docker-archive:h.tar
	refused 'missing'
}

@test "files: what a container would see, hidden things gone, nothing that unpacks elsewhere" {
	sherd export i.db app:1 files:f.tar files:f
	[ "$status" -eq 3 ]
	grep -q '2 members are left out' "$err"
	cmp f.tar f/sha256-"$(truth app 2 | cut -d: -f2)".tar
	tar tf f.tar | sort >got
	sort >want <<-END
		bin/
		bin/cap
		bin/same
		bin/tool
		dev/null
		etc/
		etc/again
		etc/both
		etc/third
		etc/twice
		opt/
		opt/b
		rooted
		tmp/
		up
		usr/$(printf 'n%.0s' {1..120})/file
		var/
		var/log/
		var/log/now
	END
	diff want got
	# a link to what a later layer replaced keeps the content it had
	[ "$(tar xOf f.tar etc/again)" = first ] && [ "$(tar xOf f.tar etc/both)" = second ]
	tar tvf f.tar | grep -q 'etc/third link to etc/again'
	[ "$(tar xOf f.tar etc/twice)" = two ]
	tar tvf f.tar | grep -qE '^-rwsr-xr-x 3000000/0 .* bin/tool'
	tar tvf f.tar | grep -qE '^crw.* 1,3 .*dev/null'
	python3 - <<-'END'
		import tarfile
		t = tarfile.open("f.tar")
		assert t.getmember("bin/cap").pax_headers["SCHILY.xattr.user.test"] == "kept"
	END
}

@test "names of the evidence never become paths" {
	mkdir l
	python3 "$root/tests/support/stores.py" layout l >names
	"$SHERD" examine -q h.db r="$top/i/registry" l=l >/dev/null 2>&1 || [ $? -eq 3 ]
	sherd export -q h.db --all-complete oci:o oci-archive:o.tar docker-archive:d.tar registry:r files:f blobs:b
	[ "$status" -eq 0 ] || [ "$status" -eq 3 ]
	# only digests, words of the formats, and names that the grammar lets pass
	find o r f b -printf '%p\n' | LC_ALL=C grep -vE '^[a-z]+(/(EXPORT\.[a-z0-9]+|oci-layout|index\.json|blobs|docker|registry|v2|repositories|sha256|link|data|current|index|tags|revisions|_manifests|_layers|[0-9a-f]{2}|[0-9a-f]{64}|sha256-[0-9a-f]{64}\.tar|app|lost|good|name|unnamed|1|dots))*$' >odd || true
	[ ! -s odd ] || fail "odd paths: $(head -n 3 odd | cat -v)"
	tar tf o.tar | grep -vE '^(oci-layout|index\.json|blobs/sha256/[0-9a-f]{64})$' && return 1
	tar tf d.tar | grep -vE '^(manifest\.json|[0-9a-f]{64}\.(json|tar))$' && return 1
	jq -r '.. | strings' o/index.json r/docker/registry/v2/repositories/*/_manifests/tags 2>/dev/null | grep -q 'touch' && return 1
	[ ! -e x ] && [ ! -e ../../etc ]
	# the one good name of the layout, and the manifests of the others without a name
	grep -q '"good/name:1"' o/index.json
	for digest in $(grep -o 'sha256:[0-9a-f]*' names); do [ -e "o/blobs/sha256/${digest#*:}" ]; done
}

@test "a full disk is one line, leaves nothing half-written, and the same command goes on" {
	python3 "$root/tests/support/stores.py" large big 3 >/dev/null
	"$SHERD" examine -q big.db b=big >/dev/null || [ $? -eq 3 ]
	for to in oci:o oci-archive:o.tar registry:r docker-archive:d.tar blobs:b; do
		status=0
		(trap '' XFSZ && ulimit -f 1024 && exec "$SHERD" export -q big.db big:1 $to) >out 2>err || status=$?
		[ "$status" -eq 1 ]
		[ "$(wc -l <err)" -eq 1 ]
		[ -z "$(find . -name '.part-*')" ]
		[ -z "$(find "${to#*:}" -size +1M 2>/dev/null)" ]
		"$SHERD" export -q big.db big:1 $to >/dev/null
	done
	[ -e o/index.json ] && [ -e o.tar ] && [ -e d.tar ]
}

@test "killed in the middle, it goes on; interrupted, it ends with 130 and leaves no half file" {
	python3 "$root/tests/support/stores.py" large big 200 >truth
	layer=$(awk '{ print $3 }' truth)
	"$SHERD" examine -q --depth hash big.db b=big >/dev/null || [ $? -eq 3 ]
	"$SHERD" export -q big.db big:1 oci:o >/dev/null &
	child=$!
	until compgen -G 'o/.part-*' >/dev/null || ! kill -0 $child 2>/dev/null; do sleep 0.01; done
	kill -INT $child
	status=0
	wait $child || status=$?
	[ "$status" -eq 130 ]
	[ -z "$(find o -name '.part-*')" ] && [ ! -e "o/blobs/sha256/${layer#*:}" ] && [ ! -e o/index.json ]
	"$SHERD" export -q big.db big:1 oci:o >/dev/null 2>&1 &
	child=$!
	until compgen -G 'o/.part-*' >/dev/null || ! kill -0 $child 2>/dev/null; do sleep 0.01; done
	kill -KILL $child
	wait $child || true
	sherd export -q big.db big:1 oci:o
	[ "$status" -eq 0 ]
	[ -z "$(find o -name '.part-*')" ]
	(cd o && sha256sum --quiet -c EXPORT.sha256)
}

@test "blobs: by itself gives what was recovered, with runs and method; dd of the runs is the blob" {
	"$FIXTURES/unpack" image-ext4 e
	"$SHERD" examine -q e.db e=e/image.img >/dev/null || [ $? -eq 3 ]
	"$SHERD" export -q e.db blobs:b >/dev/null
	"$SHERD" blobs e.db --json --state recovered | jq -r .digest | sort >want
	[ -s want ]
	find b/sha256 -type f -printf 'sha256:%f\n' | sort | diff want -
	sed 1d b/EXPORT.csv | tr -d '\r' | while IFS= read -r row; do
		python3 - "$row" <<-'END'
			import csv, hashlib, sys
			row = next(csv.reader([sys.argv[1]]))
			assert row[2] == "recovered" and row[3] == "e" and row[10], row
			image = open("e/image.img", "rb")
			out = b""
			for run in row[4].split(";"):
			    at, offset, length = map(int, run.split(","))
			    image.seek(offset)
			    out += image.read(length)
			assert "sha256:" + hashlib.sha256(out).hexdigest() == row[1], row
		END
	done
	sherd export -q i.db blobs:none
	refused 'no blob of this case was recovered'
}

@test "a statement for each image, in an envelope that openssl verifies" {
	openssl genpkey -algorithm ed25519 -out ed.pem 2>/dev/null
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ec.pem -out ec.crt -subj /CN=x -days 9 2>/dev/null
	chmod 600 ed.pem ec.pem
	for kind in ed ec; do
		arguments=(--key $kind.pem)
		[ $kind = ed ] || arguments+=(--cert ec.crt)
		"$SHERD" export -q i.db app:1 "oci:$kind" "${arguments[@]}" >/dev/null
		file=$kind/EXPORT-$(truth app 2 | tr : -).intoto.json
		jq -r .payload "$file" | base64 -d >payload
		jq -r .signatures[0].sig "$file" | base64 -d >sig
		jq -e --arg d "$(truth app 2 | cut -d: -f2)" '._type == "https://in-toto.io/Statement/v1" and .subject[0].digest.sha256 == $d
			and .subject[0].name == "app:1" and (.predicate.blobs | length == 5)' payload
		printf 'DSSEv1 28 application/vnd.in-toto+json %s %s' "$(stat -c %s payload)" "$(cat payload)" >signed
		if [ $kind = ed ]; then
			openssl pkeyutl -verify -pubin -inkey ed/EXPORT.signer.pub -rawin -in signed -sigfile sig
		else
			openssl dgst -sha256 -verify ec/EXPORT.signer.pub -signature sig signed
		fi
		(cd $kind && sha256sum --quiet -c EXPORT.sha256)
	done
}

@test "the custody log tells the export, the receipt carries the entry, verify holds; nothing beneath a source" {
	"$SHERD" export -q i.db app:1 oci:o docker-archive:d.tar >/dev/null
	"$SHERD" custody i.db log --json >log
	grep -q output.written log
	sum=$(sha256sum <o/EXPORT.sha256 | cut -d' ' -f1)
	sqlite3 i.db "SELECT CAST(canon AS TEXT) FROM custody_log" | grep -q "$sum"
	read -r number before hash hex <o/EXPORT.custody
	[ "$(sqlite3 i.db "SELECT prev_hash||' '||entry_hash||' '||hex(canon) FROM custody_log WHERE seq=$number")" = "$before $hash $hex" ]
	"$SHERD" verify i.db >/dev/null
	# a folder named by its path is found again from anywhere
	sqlite3 i.db "SELECT DISTINCT output FROM output_file WHERE kind='export'" >where
	[ "$(sort -u where)" = "$( (pwd -P; cd o && pwd -P) | sort -u)" ]
	sherd export -q i.db app:1 "oci:$top/i/registry/out"
	refused 'lies beneath the source'
	[ ! -e "$top/i/registry/out" ]
	sherd export -q i.db app:1 oci:a:b
	refused 'no colon'
	sherd export -q i.db app:1
	refused 'no destination'
	sherd export -q i.db oci:o
	refused 'no image is named'
	sherd export -q i.db oci:o app:1
	refused 'stands after a destination'
}

@test "a source that changed since: 4, and what no longer hashes to its digest stays out" {
	cp -a "$top/i/registry" moving
	"$SHERD" examine -q m.db m=moving >/dev/null || [ $? -eq 3 ]
	touch moving/new
	sherd export m.db app:1 oci:o
	[ "$status" -eq 4 ]
	grep -q 'no longer what was read' "$err"
	jq -e '.manifests | length == 1' o/index.json
	layer=$("$SHERD" images m.db --json --repository app | jq -r '.layers[0].digest')
	printf y | dd of="moving/docker/registry/v2/blobs/sha256/${layer:7:2}/${layer#*:}/data" bs=1 seek=9 conv=notrunc status=none
	sherd export m.db app:1 oci:p
	[ "$status" -eq 4 ]
	grep -q 'is not whole any more' "$err"
	jq -e '.manifests == []' p/index.json
	[ ! -e "p/blobs/sha256/${layer#*:}" ]
}

@test "out of compressed archives, read forwards: every sum holds" {
	for kind in gzip zstd xz; do
		tar -C "$top/i/registry" "--$kind" -cf "a.$kind" docker
		"$SHERD" examine -q "$kind.db" "a=a.$kind" >/dev/null || [ $? -eq 3 ]
		"$SHERD" export -q "$kind.db" --all-complete "oci:$kind" >/dev/null || [ $? -eq 3 ]
		(cd "$kind" && sha256sum --quiet -c EXPORT.sha256)
	done
	diff -r -x 'EXPORT.*' gzip zstd
	diff -r -x 'EXPORT.*' gzip xz
	[ "$(jq '.manifests | length' xz/index.json)" -ge 4 ]
}

@test "an image called like a destination is asked about" {
	PYTHONPATH=$root/tests/support python3 -c \
		'import stores; stores.Registry("t").image(b"registry", b"2", [stores.tar([("f", "f", "f")])])'
	"$SHERD" examine -q t.db t=t >/dev/null
	sherd export -q t.db registry:2 oci:o
	refused 'an image of this case and a destination'
	digest=$("$SHERD" images t.db --json | jq -r .digest)
	"$SHERD" export -q t.db "$digest" registry:./2 >/dev/null
	[ "$(cat 2/docker/registry/v2/repositories/registry/_manifests/tags/2/current/link)" = "$digest" ]
}
