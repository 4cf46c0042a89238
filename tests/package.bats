#!/usr/bin/env bats
# What is handed on: the Debian package, the manual's pages by command, the list of what is linked, the one file for a
# bare machine. The package is packed from the build at hand; `make deb-check` compiles it, twice.
load support

setup() {
	[ "${MODE:-release}" = release ] || skip "the packages are made of the release build"
	cd "$root"
}

needs() { # tool...
	for tool in "$@"; do
		command -v "$tool" >/dev/null || skip "$tool is not installed"
	done
}

@test "the package: lintian finds nothing, every page is in it, packed elsewhere it is the same to the byte" {
	needs dpkg-buildpackage dh lintian
	make -s manual
	for at in "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/an/other/place"; do
		make -s deb DEB_AT="$at" SHERD_BUILT=build/release >/dev/null
	done
	one=$(echo "$BATS_TEST_TMPDIR"/one/sherd_*.deb)
	cmp "$one" "$BATS_TEST_TMPDIR"/an/other/place/sherd_*.deb
	run lintian --allow-root --fail-on error,warning "$BATS_TEST_TMPDIR"/one/*.changes
	[ "$status" = 0 ] || fail "$output"
	[ -z "$output" ] || fail "$output"
	dpkg -c "$one" >"$BATS_TEST_TMPDIR/list"
	for verb in $("$SHERD" help | sed -nE 's/^  ([a-z]+) +(CASE|\[|which|SHELL).*/\1/p'); do
		grep -q "/man1/sherd-$verb.1.gz" "$BATS_TEST_TMPDIR/list" || fail "no page for $verb"
	done
	dpkg -f "$one" Recommends | grep -q '^libtsk'
	# hardened as Debian asks: PIE, no lazy binding, read-only relocations, checked copies
	dpkg -x "$one" "$BATS_TEST_TMPDIR/x"
	readelf -h "$BATS_TEST_TMPDIR/x/usr/bin/sherd" | grep -q 'Type: *DYN'
	readelf -d "$BATS_TEST_TMPDIR/x/usr/bin/sherd" | grep -q 'BIND_NOW'
	readelf -lW "$BATS_TEST_TMPDIR/x/usr/bin/sherd" | grep -q GNU_RELRO
	readelf -sW --dyn-syms "$BATS_TEST_TMPDIR/x/usr/bin/sherd" | grep -q '__memcpy_chk\|__snprintf_chk\|__vsnprintf_chk'
	[ "$(cd "$BATS_TEST_TMPDIR/x" && usr/bin/sherd version)" = "$("$SHERD" version)" ]
}

@test "objects compiled in two places are the same: paths, macros, what the assembler puts in" {
	for at in "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b/deeper"; do
		mkdir -p "$at"
		cp -r Makefile lib cmd "$at/"
		mkdir -p "$at/fixtures"
		cp -r fixtures/deletes fixtures/gc fixtures/live "$at/fixtures/"
		CCACHE_DISABLE=1 SHERD_COMMIT=x make -s -C "$at" build/release/lib/run/build.o build/release/lib/run/selftest/bundle.o \
			build/release/lib/report/page/browse.o build/release/lib/media/open.o >/dev/null
	done
	(cd "$BATS_TEST_TMPDIR/a/build/release" && find . -name '*.o' -exec sha256sum {} +) >"$BATS_TEST_TMPDIR/sums"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/sums")" = 4 ]
	cd "$BATS_TEST_TMPDIR/b/deeper/build/release" && sha256sum -c --quiet "$BATS_TEST_TMPDIR/sums"
}

@test "the package's own test: pushed and deleted in a real registry, given back, served again" {
	needs docker-registry skopeo jq curl
	SHERD=$SHERD PORT=$((20000 + RANDOM % 20000)) cmd/debian/tests/registry
}

@test "every command has a page of the manual, made of the tables, and mandoc finds nothing" {
	needs mandoc
	make -s manual
	for verb in $("$SHERD" help | sed -nE 's/^  ([a-z]+) +(CASE|\[|which|SHELL).*/\1/p'); do
		page=build/release/manual.made/sherd-$verb.1
		# where the pages it refers to lie is known only once they are installed
		! mandoc -Tlint "$page" | grep -v 'referenced manual not found' || fail "$verb"
		mandoc -Tascii "$page" | sed 's/.\x08//g' >"$BATS_TEST_TMPDIR/text"
		for option in $("$SHERD" help "$verb" | sed -nE 's/^  (-., |    )--([a-z-]+).*/--\2/p'); do
			grep -qE -- "$option( |$)" "$BATS_TEST_TMPDIR/text" || fail "$verb: $option"
		done
	done
}

@test "the list of what is linked names every library that the loader brings, with the version it has" {
	needs readelf jq
	"$SHERD" version --sbom >"$BATS_TEST_TMPDIR/sbom"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/sbom")" = 1 ]
	jq -e '.bomFormat == "CycloneDX" and .specVersion == "1.5" and .version == 1 and .metadata.component.name == "sherd"
		and ([.components[] | .type == "library" and (.name | length > 0) and (.version | test("^[0-9]")) and
			(.purl | test("^pkg:generic/[a-z0-9.-]+@[0-9]")) and (.cpe | test("^cpe:2[.]3:a:[a-z0-9_]+:[a-z0-9_]+:[0-9.]+(:[*]){7}$")) and
			(.licenses | length == 1)] | all)
		and ([.components[]."bom-ref"] | length == (unique | length))
		and .dependencies == [{ref: "sherd", dependsOn: [.components[]."bom-ref"]}]' "$BATS_TEST_TMPDIR/sbom" >/dev/null
	while read -r library component package; do
		[ "$component" != - ] || fail "$library is linked, and the list has no word for it"
		jq -e --arg c "$component" '.components[] | select(.name == $c)' "$BATS_TEST_TMPDIR/sbom" >/dev/null || fail "$library is not listed"
		[ "$package" = - ] || jq -e --arg c "$component" --arg v "$(pkg-config --modversion "$package")" \
			'.components[] | select(.name == $c) | .version as $ours | $v | startswith($ours)' "$BATS_TEST_TMPDIR/sbom" >/dev/null ||
			fail "$component is not $(pkg-config --modversion "$package")"
	done < <(ldd "$SHERD" | awk '{ print $1 }' | sed -E '
		s/^libcrypto\.so.*/& OpenSSL libcrypto/; s/^libjansson\.so.*/& jansson jansson/; s/^libsqlite3\.so.*/& SQLite sqlite3/
		s/^libzstd\.so.*/& zstd libzstd/; s/^libz\.so.*/& zlib zlib/; s/^liblzma\.so.*/& liblzma liblzma/
		s/^libmagic\.so.*/& libmagic -/; s/^libyaml-0\.so.*/& libyaml yaml-0.1/; s/^libewf\.so.*/& libewf libewf/
		s/^libbz2\.so.*/& bzip2 -/; s/^(lib[cm]\.so|.*ld-linux|linux-vdso).*/& glibc -/; t; s/$/ - -/')
}

@test "one file in an empty root: no library, no database, no /proc; it examines, exports, and says what it lacks" {
	[ -e /usr/lib/x86_64-linux-gnu/libcrypto.a ] || skip "no static libraries here"
	make -s static
	! readelf -lW build/static/sherd | grep -q INTERP
	! readelf -d build/static/sherd | grep -q NEEDED
	bare=$BATS_TEST_TMPDIR/bare
	mkdir "$bare"
	cp build/static/sherd "$bare/sherd"
	"$FIXTURES/unpack" gc "$bare/evidence"
	zstd -qdf "$FIXTURES/image-gpt-lvm/image.zst" -o "$bare/disk.img"
	[ "$(ls "$bare" | wc -l)" = 3 ]
	as_root=
	[ "$(id -u)" = 0 ] || as_root="unshare -r"
	$as_root chroot "$bare" /sherd version --long >"$BATS_TEST_TMPDIR/version" || skip "chroot is not allowed here"
	grep -q '^without libewf (EWF images), libtsk (NTFS' "$BATS_TEST_TMPDIR/version"
	grep -q 'in this file: SQLite' "$BATS_TEST_TMPDIR/version"
	$as_root chroot "$bare" /sherd examine -q case.db tree=evidence >/dev/null
	$as_root chroot "$bare" /sherd export -q case.db --all-complete oci:out >/dev/null
	$as_root chroot "$bare" /sherd verify case.db >/dev/null
	# the program of the record is this file
	$as_root chroot "$bare" /sherd custody case.db log --json | jq -r 'select(.entry.act == "action.begin") | .entry.tool.executable_sha256' |
		sort -u >"$BATS_TEST_TMPDIR/program"
	[ "$(cat "$BATS_TEST_TMPDIR/program")" = "$(sha256sum <build/static/sherd | cut -c 1-64)" ]
	# the same conclusions as the program with libraries, types of files included
	"$SHERD" examine -q "$BATS_TEST_TMPDIR/other.db" "tree=$bare/evidence" >/dev/null
	for list in images tags blobs repos uploads findings; do
		cmp <($as_root chroot "$bare" /sherd "$list" case.db --json) <("$SHERD" "$list" "$BATS_TEST_TMPDIR/other.db" --json)
	done
	$as_root chroot "$bare" /sherd examine -q disk.db image:disk.img >"$BATS_TEST_TMPDIR/disk"
	grep -q '^Deleted, and restorable completely: infra/model:a' "$BATS_TEST_TMPDIR/disk"
}
