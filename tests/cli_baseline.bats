#!/usr/bin/env bats
# A signed baseline of a healthy registry: what changed or vanished since is found, an edited or strange one refused.
load support

setup() {
	cd "$BATS_TEST_TMPDIR"
	"$FIXTURES/unpack" live tree
	openssl req -x509 -newkey rsa:2048 -nodes -keyout k.key -out k.crt -subj /CN=Auditor -days 9 2>/dev/null
	chmod 600 k.key
	"$SHERD" check -q c.db tree --write-baseline base.json --key k.key --cert k.crt >/dev/null
}

@test "it is canonical JSON of what is held, signed so that openssl verifies it, and in the custody log" {
	openssl cms -verify -binary -inform DER -in base.json.p7s -content base.json -CAfile k.crt -purpose any -out /dev/null
	cmp base.json <(python3 -c 'import json, sys; print(json.dumps(json.load(open("base.json")), sort_keys=True, ensure_ascii=False, separators=(",", ":")))')
	# tags and digests as the registry's own link files say
	jq -r '.tags[] | "\(.repository) \(.tag) \(.digest)"' base.json | sort >a
	(cd tree && find . -path '*/_manifests/tags/*/current/link' | while read -r link; do
		repository=${link#*/repositories/}
		tag=${link%/current/link}
		echo "${repository%/_manifests/*} ${tag##*/} $(cat "$link")"
	done) | sort >b
	diff a b
	[ -s a ]
	"$SHERD" custody c.db log --json | jq -e -s --arg s "$(sha256sum <base.json | cut -c 1-64)" 'any(.[]; .entry.act == "output.written" and .entry.files[0].sha256 == $s)'
	run "$SHERD" check c.db tree --write-baseline base.json --key k.key --cert k.crt
	[ "$status" = 2 ]
	run "$SHERD" check c.db tree --write-baseline tree/b.json --key k.key --cert k.crt
	[ "$status" = 2 ]
	run "$SHERD" check c.db tree --write-baseline other.json
	[ "$status" = 2 ]
}

@test "unchanged; then a tag moved, a tag gone, a blob flipped, a blob gone, a repository gone, each is named" {
	"$SHERD" check -q c.db tree --baseline base.json >out
	grep -q 'everything it names is held, whole' out
	mapfile -t tags < <(jq -r '.tags[] | "\(.repository) \(.tag)"' base.json)
	[ "${#tags[@]}" -ge 2 ]
	read -r repository tag <<<"${tags[0]}"
	other=$(jq -r --arg d "$(cat tree/docker/registry/v2/repositories/"$repository"/_manifests/tags/"$tag"/current/link)" '[.tags[].digest | select(. != $d)][0]' base.json)
	printf %s "$other" >tree/docker/registry/v2/repositories/"$repository"/_manifests/tags/"$tag"/current/link
	read -r gone_repository gone_tag <<<"${tags[1]}"
	rm -r tree/docker/registry/v2/repositories/"$gone_repository"/_manifests/tags/"$gone_tag"
	layer=$(jq -r '[.images[] | select(.completeness == "complete") | .layers[]][0][7:]' base.json)
	printf X | dd of=tree/docker/registry/v2/blobs/sha256/"${layer:0:2}"/"$layer"/data bs=1 conv=notrunc status=none
	config=$(jq -r '[.images[].config // empty][-1][7:]' base.json)
	rm tree/docker/registry/v2/blobs/sha256/"${config:0:2}"/"$config"/data
	run "$SHERD" check -q c.db tree --baseline base.json
	[ "$status" = 5 ]
	grep -qF "tag names another image: $repository:$tag was sha256:" <<<"$output"
	grep -qF "tag gone: $gone_repository:$gone_tag was" <<<"$output"
	grep -qF "blob no longer intact: sha256:$layer was intact now corrupt" <<<"$output"
	grep -qF "blob missing: sha256:$config" <<<"$output"
	grep -q 'image no longer complete' <<<"$output"
	rm -r tree/docker/registry/v2/repositories/"${repository%%/*}"
	run "$SHERD" check -q c.db tree --baseline base.json --json
	[ "$status" = 5 ]
	grep -q "\"change\":\"repository-gone\",\"name\":\"$repository\"" <<<"$output"
}

@test "edited, unsigned or signed by a stranger: refused before anything is read" {
	before=$("$SHERD" sources c.db --json | jq -r .scan)
	cp base.json kept
	chmod u+w base.json
	sed -i 's/complete/partially/' base.json
	run "$SHERD" check -q c.db tree --baseline base.json
	[ "$status" = 5 ]
	[[ $output == *"FAILED  baseline: edited"* ]]
	openssl req -x509 -newkey rsa:2048 -nodes -keyout s.key -out s.crt -subj /CN=Stranger -days 9 2>/dev/null
	chmod u+w base.json.p7s
	openssl cms -sign -binary -in base.json -signer s.crt -inkey s.key -outform DER -out base.json.p7s
	run "$SHERD" check -q c.db tree --baseline base.json
	[ "$status" = 5 ]
	[[ $output == *"is not known"* ]]
	run "$SHERD" check -q c.db tree --baseline base.json --ca k.crt
	[ "$status" = 5 ]
	rm base.json.p7s
	run "$SHERD" check -q c.db tree --baseline base.json
	[ "$status" = 5 ]
	[ "$("$SHERD" sources c.db --json | jq -r .scan)" = "$before" ]
	# a new case believes it by the CA or the fingerprint alone
	cp kept base.json
	openssl cms -sign -binary -in base.json -signer k.crt -inkey k.key -outform DER -out base.json.p7s
	run "$SHERD" check -q n.db tree --baseline base.json
	[ "$status" = 5 ]
	"$SHERD" check -q n.db tree --baseline base.json --ca k.crt >/dev/null
	"$SHERD" check -q m.db tree --baseline base.json --fingerprint "$(openssl x509 -in k.crt -noout -fingerprint -sha256 | sed 's/.*=//')" >/dev/null
}
