#!/usr/bin/env bats
# What people read first: the names of what was deleted, whether it comes back, the danger, the command; in both languages.
load cli_support
load support

image_case() {
	case_file=$BATS_TEST_TMPDIR/disk.db
	"$FIXTURES/unpack" image-ext4 "$BATS_TEST_TMPDIR/disk"
	"$SHERD" examine -q "$case_file" "image:$BATS_TEST_TMPDIR/disk/image.img" >"$BATS_TEST_TMPDIR/said"
}

@test "the first lines name what was deleted by what can be done, then the collection, then a command that works" {
	examine_fixture deletes >/dev/null
	cd "$BATS_TEST_TMPDIR"
	"$SHERD" summary deletes.db >said
	# by the recipe: five images deleted, every byte still there
	want=$(jq '[.images[] | select(any(.repositories[]?; .standing == "deleted")) | .digest] | unique | length' "$FIXTURES/deletes/truth.json")
	[ "$want" -gt 0 ]
	[[ $(sed -n 1p said) == "Deleted, and restorable completely: "* ]]
	[ "$(sed -n "1s/^[^:]*: //p" said | tr ',' '\n' | wc -l)" -eq "$want" ]
	[[ $(sed -n 2p said) == "STOP GARBAGE COLLECTION: "* ]]
	command=$(sed -n 's/^Next: sherd //p' said)
	[[ $command == "export deletes.db "* ]]
	eval "'$SHERD' $command" -q >/dev/null
	[ "$(find restored/blobs -type f | wc -l)" -ge 3 ]
	# a tag that names another image now is not called deleted
	grep -q '^  shop/api:latest (an earlier image) ' said
	[ "$("$SHERD" tags deletes.db --tag latest --standing current --json | wc -l)" -eq 1 ]
}

@test "restorable and lost are told apart, and a name that a rule inferred is called that" {
	image_case
	"$SHERD" images "$case_file" --json >"$BATS_TEST_TMPDIR/images"
	sed -n '/^Deleted, by name/,/^$/p' "$BATS_TEST_TMPDIR/said" >"$BATS_TEST_TMPDIR/table"
	for digest in $(jq -r 'select(.standing == "vanished" and .completeness == "absent") | .digest' "$BATS_TEST_TMPDIR/images"); do
		name=$("$SHERD" tags "$case_file" --digest "$digest" --json | jq -r '"\(.repository):\(.tag)"' | head -n 1)
		grep -E "${digest:7:12}|^  ${name:-none} " "$BATS_TEST_TMPDIR/table" | grep -q ' not restorable ' || fail "$digest"
	done
	grep -q '^  infra/model:a (name inferred) .* restorable completely  inferred$' "$BATS_TEST_TMPDIR/table"
	[ "$("$SHERD" tags "$case_file" --repository infra/model --tag a --json | jq -r .grade)" = inferred ]
	# and the name comes back when it is asked for
	cd "$BATS_TEST_TMPDIR"
	eval "'$SHERD' $(sed -n 's/^Next: sherd //p' said)" -q >/dev/null
	jq -e '.manifests[0].annotations["org.opencontainers.image.ref.name"] | endswith("a")' restored/index.json
}

@test "nothing deleted: said with its limit; the tree of a running registry has no such table" {
	examine_fixture live >/dev/null
	"$SHERD" summary "$case_file" >"$BATS_TEST_TMPDIR/said"
	[ "$(head -n 1 "$BATS_TEST_TMPDIR/said")" = 'Nothing deleted was found in the sources examined.' ]
	! grep -q '^Deleted, by name\|^Next: ' "$BATS_TEST_TMPDIR/said"
}

@test "no deleted image has a name, yet a collection took bytes: its traces are told, not that nothing was deleted" {
	examine_fixture gc-m >/dev/null || [ $? -eq 3 ]
	tree=$BATS_TEST_TMPDIR/of-gc-m blobs=docker/registry/v2/blobs/sha256
	"$FIXTURES/unpack" gc-m "$tree"
	emptied=$(find "$tree/$blobs" -mindepth 1 -maxdepth 1 -type d -empty | wc -l)
	dangling=0
	for link in "$tree"/docker/registry/v2/repositories/*/*/_layers/sha256/*/link; do
		digest=$(cat "$link")
		# neither its bytes nor a document that names it
		if [ ! -e "$tree/$blobs/${digest:7:2}/${digest:7}" ] && ! grep -qr "$digest" "$tree/$blobs"; then
			dangling=$((dangling + 1))
		fi
	done
	[ "$emptied" -gt 0 ] && [ "$dangling" -gt 0 ]
	"$SHERD" summary "$case_file" >"$BATS_TEST_TMPDIR/said"
	[[ $(head -n 1 "$BATS_TEST_TMPDIR/said") == "No deleted image is known by name or digest. That something was removed, or is not here, these tell: \
runs of a collection: 1; emptied blob directories: $emptied; layer links without their blob: $dangling; other traces of a removal: "* ]]
	"$SHERD" report -q "$case_file" -o "$BATS_TEST_TMPDIR/r"
	grep -q 'No deleted image is known by name or digest' "$BATS_TEST_TMPDIR/r/report.html"
	! grep -q 'Nothing deleted was found' "$BATS_TEST_TMPDIR/r/report.html"
}

@test "no registry in any source: status 3, and what was looked for; a log beside a registry changes nothing" {
	mkdir "$BATS_TEST_TMPDIR/nothing"
	echo x >"$BATS_TEST_TMPDIR/nothing/f"
	run "$SHERD" examine -q "$BATS_TEST_TMPDIR/n.db" "$BATS_TEST_TMPDIR/nothing"
	[ "$status" -eq 3 ]
	[[ $output == "No registry was found in the sources, "* && $output == *"docker/registry/v2"* ]]
	"$FIXTURES/unpack" live "$BATS_TEST_TMPDIR/live"
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/two.db" "$BATS_TEST_TMPDIR/live" "$BATS_TEST_TMPDIR/nothing" >/dev/null
}

@test "Japanese by --lang and by the environment, at the terminal alone; JSON is the same" {
	image_case
	cd "$BATS_TEST_TMPDIR"
	"$SHERD" summary disk.db --lang ja >ja
	LC_ALL=ja_JP.UTF-8 "$SHERD" summary disk.db >environment
	diff ja environment
	LC_ALL=ja_JP.UTF-8 "$SHERD" summary disk.db --lang en | diff - <("$SHERD" summary disk.db)
	[[ $(head -n 1 ja) == "レジストリからは削除済み・本調査で完全に復元可能："* ]]
	diff <("$SHERD" summary disk.db --lang ja --json) <("$SHERD" summary disk.db --json)
	for verb in gc rebuild; do "$SHERD" $verb disk.db -q --lang ja; done >>ja
	"$SHERD" plan disk.db -q --lang ja -o plan >>ja
	"$SHERD" plan disk.db -q --lang ja -o plan2 >/dev/null
	# what is left of English: names, commands, digests, units, codes of findings
	! grep -nE '(^|[^a-zA-Z/._-])(the|of|and|is|are|was|image|images|blobs|deleted|lost|nothing|restorable|to) ' <(sed '/^  sherd /d; s/（--[^）]*）//; /generation not told/d' ja) ||
		fail "English is left"
	# the numbers of both
	diff <("$SHERD" summary disk.db | sed -n '/^Images/,/^$/p' | grep -oE '[0-9]+' | head -n 30) <("$SHERD" summary disk.db --lang ja | sed -n '/^イメージ$/,/^$/p' | grep -oE '[0-9]+' | head -n 30)
}

@test "the story is short, tells who, tells once what two traces tell; --all and --json tell everything" {
	make_case logged "$BATS_TEST_TMPDIR/logged"
	db=$BATS_TEST_TMPDIR/logged/case.db
	mkdir "$BATS_TEST_TMPDIR/logs"
	zstd -qdc "$FIXTURES/logged/logs.tar.zst" | tar -xf - -C "$BATS_TEST_TMPDIR/logs"
	find "$BATS_TEST_TMPDIR/logs" -type f -exec "$SHERD" logs "$db" -q {} + >/dev/null
	"$SHERD" timeline "$db" >"$BATS_TEST_TMPDIR/story"
	"$SHERD" timeline "$db" --json >"$BATS_TEST_TMPDIR/lines"
	[ "$("$SHERD" timeline "$db" --all | tail -n +2 | wc -l)" -eq "$(wc -l <"$BATS_TEST_TMPDIR/lines")" ]
	"$SHERD" timeline "$db" --all --json | diff - "$BATS_TEST_TMPDIR/lines"
	! grep -qE ' (pull|upload-|blob-|request-failed|gc-mark|image-created)' "$BATS_TEST_TMPDIR/story"
	# each deletion the recipe made, told by tree and log, is one line with the address of the log
	for digest in $(jq -r 'select(.event == "manifest-delete") | .digest' "$BATS_TEST_TMPDIR/lines" | sort -u); do
		told=$(jq -r --arg d "$digest" 'select(.event == "manifest-delete" and .digest == $d) | .time[:19]' "$BATS_TEST_TMPDIR/lines" | sort -u | wc -l)
		[ "$(grep -c "manifest-delete .*${digest:7:12}" "$BATS_TEST_TMPDIR/story")" -eq "$told" ] || fail "$digest"
	done
	grep -q 'manifest-delete .* 127\.0\.0\.1 .*,' "$BATS_TEST_TMPDIR/story"
	# no tag that was set is left out
	jq -r 'select(.event == "tag-set") | "\(.repository):\(.tag)"' "$BATS_TEST_TMPDIR/lines" | sort -u | while read -r name; do
		grep -q "tag-set  *$name " "$BATS_TEST_TMPDIR/story" || fail "$name"
	done
}

@test "lines for Timesketch name their object" {
	examine_fixture deletes >/dev/null
	"$SHERD" report "$case_file" -q -o "$BATS_TEST_TMPDIR/r" --format timesketch >/dev/null
	jq -es 'map(select(.repository and .image_tag)) | length > 0' "$BATS_TEST_TMPDIR/r/timesketch.jsonl"
	jq -es 'map(select(.repository)) | all(. as $e | .message | startswith($e.repository))' "$BATS_TEST_TMPDIR/r/timesketch.jsonl"
	jq -es 'map(select(.digest)) | all(. as $e | .message | contains($e.digest))' "$BATS_TEST_TMPDIR/r/timesketch.jsonl"
}

@test "examine opens the case: once, with what was not said called that" {
	"$FIXTURES/unpack" live "$BATS_TEST_TMPDIR/live"
	db=$BATS_TEST_TMPDIR/o.db
	"$SHERD" examine -q "$db" "$BATS_TEST_TMPDIR/live" --case-no 2026-117 --examiner '佐藤 花子' --client 'A Bank' >/dev/null
	"$SHERD" custody "$db" log --json | jq -es '.[0].entry | .act == "case.open" and .case_no == "2026-117" and .examiner_in_charge == "佐藤 花子"
		and .requesting_party == "A Bank" and .authority_kind == "not recorded"'
	grep -q '2026-117' "$BATS_TEST_TMPDIR/o.report/report.html" && grep -q 'A Bank' "$BATS_TEST_TMPDIR/o.report/report.html"
	"$SHERD" report "$db" -q --lang ja -o "$BATS_TEST_TMPDIR/ja" >/dev/null
	grep -q '記録なし' "$BATS_TEST_TMPDIR/ja/report.html"
	run "$SHERD" examine -q "$db" "$BATS_TEST_TMPDIR/live" --case-no 2026-118
	[ "$status" -eq 2 ]
	"$SHERD" verify "$db" >/dev/null
}

@test "custody asks on a terminal, says what is usual, and takes it for an empty answer" {
	command -v script >/dev/null || skip "no script(1) here"
	cd "$BATS_TEST_TMPDIR"
	printf '\nOrg\nParty\nconsent\n\nall of it\n' | script -qec "'$SHERD' custody CASE-7.db open" /dev/null >said
	grep -q '  warrant, court order, contract, consent, audit or internal' said
	grep -q 'empty: CASE-7' said
	"$SHERD" custody CASE-7.db log --json | jq -e '.entry | .case_no == "CASE-7" and .authority_ref == "not recorded" and .scope_text == "all of it"'
}

@test "disk images have their recipe: each line of the annex gives the digest it names, by dd and sha256sum alone" {
	image_case
	cd "$BATS_TEST_TMPDIR"
	sed -n '/<pre>dd \|<pre>{ dd /,/<\/pre>/p' disk.report/annex.html | sed 's/<pre>//; s/<\/pre>//; s/&#61;/=/g; s/&#39;/'\''/g; s/&#40;/(/g; s/&amp;/\&/g' | grep '^dd\|^{' >recipes
	[ "$(wc -l <recipes)" -ge 5 ]
	while read -r line; do
		[ "$(eval "${line%%#*}" | cut -c1-64)" = "${line##*# }" ] || fail "$line"
	done <recipes
	# what came back from deleted space is among them
	"$SHERD" blobs disk.db --state recovered --json | jq -r '.digest[7:]' >recovered
	grep -cFf recovered recipes | grep -qvx 0
}
