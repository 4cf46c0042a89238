/*
 * run/sbom.c - what this program is made of, for those who must know: CycloneDX 1.5 in JSON (specification 1.5, "bom",
 * "component", "licenseChoice", "dependency"). Libraries and versions are those that version --long names, asked of the
 * libraries themselves, so that what is loaded is told and not what was meant. No time and no serial number: the same
 * program gives the same bytes.
 */
#include "run/build.h"

#include "base/jsonw.h"

#include <gnu/libc-version.h>
#include <stdio.h>
#include <string.h>

/* name as version --long has it, name in a package URL, CPE vendor:product, licence, what it does here */
#define LIBRARIES(X)                                                                                             \
	X("SQLite", "sqlite", "sqlite:sqlite", "blessing", "the case file")                                      \
	X("OpenSSL", "openssl", "openssl:openssl", "Apache-2.0", "digests, signatures, time-stamps")             \
	X("jansson", "jansson", "jansson_project:jansson", "MIT", "JSON documents")                              \
	X("zlib", "zlib", "zlib:zlib", "Zlib", "gzip")                                                           \
	X("zstd", "zstd", "facebook:zstandard", "BSD-3-Clause", "zstd")                                          \
	X("liblzma", "xz", "tukaani:xz", "LicenseRef-xz-public-domain", "xz")                                    \
	X("libmagic", "file", "file_project:file", "BSD-2-Clause", "types of files")                             \
	X("libyaml", "libyaml", "pyyaml:libyaml", "MIT", "configuration files of registries")                    \
	X("libewf", "libewf", "libewf_project:libewf", "LGPL-3.0-or-later", "EWF images")                        \
	X("libtsk", "sleuthkit", "sleuthkit:the_sleuth_kit", "IPL-1.0 AND CPL-1.0", "NTFS, FAT, exFAT, ISO 9660; loaded when one is met") \
	X("bzip2", "bzip2", "bzip:bzip2", "bzip2-1.0.6", "asked for by libmagic")                                \
	X("glibc", "glibc", "gnu:glibc", "LGPL-2.1-or-later", "the C library")

struct library_row {
	const char *name, *package, *cpe, *licence, *use;
};

static const struct library_row *row_of(const char *name)
{
	static const struct library_row rows[] = {
#define X(name, package, cpe, licence, use) { name, package, cpe, licence, use },
		LIBRARIES(X)
#undef X
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

/* There where something linked brings it along. */
extern const char *BZ2_bzlibVersion(void) __attribute__((weak));

/* "name version" of everything that is linked, joined by ", ". */
static int linked(struct buf *out, struct fault *f)
{
	if (run_libraries(out, f) < 0 || buf_printf(out, f, ", glibc %s", gnu_get_libc_version()) < 0)
		return -1;
	/* "1.0.8, 13-Jul-2019" */
	return BZ2_bzlibVersion == NULL ? 0 : buf_printf(out, f, ", bzip2 %.*s", (int)strcspn(BZ2_bzlibVersion(), ","), BZ2_bzlibVersion());
}

/* "OpenSSL 3.0.19 27 Jan 2026": the first two words. false: it says of itself that it is absent. */
static bool take_apart(struct span text, char name[32], char version[32])
{
	struct span first = span_cut(&text, ' '), second = span_cut(&text, ' ');

	while (second.n > 0 && (second.p[second.n - 1] == ',' || second.p[second.n - 1] == ':'))
		second.n--;
	(void)snprintf(name, 32, "%.*s", (int)first.n, (const char *)first.p);
	(void)snprintf(version, 32, "%.*s", (int)second.n, (const char *)second.p);
	return strcmp(version, "absent") != 0;
}

static void property(struct jsonw *w, const char *name, const char *value)
{
	jsonw_open(w, '{');
	jsonw_put_cstr(w, "name", name);
	jsonw_put_cstr(w, "value", value);
	jsonw_close(w, '}');
}

/* One of SPDX's names, or an expression of several: two shapes in this format. */
static void licence(struct jsonw *w, const char *text)
{
	jsonw_key(w, "licenses");
	jsonw_open(w, '[');
	jsonw_open(w, '{');
	if (strchr(text, ' ') != NULL) {
		jsonw_put_cstr(w, "expression", text);
	} else {
		jsonw_key(w, "license");
		jsonw_open(w, '{');
		jsonw_put_cstr(w, strncmp(text, "LicenseRef-", 11) == 0 ? "name" : "id", text);
		jsonw_close(w, '}');
	}
	jsonw_close(w, '}');
	jsonw_close(w, ']');
}

static void component(struct jsonw *w, const char *name, const char *version)
{
	const struct library_row *row = row_of(name);
	char text[160];

	jsonw_open(w, '{');
	jsonw_put_cstr(w, "type", "library");
	jsonw_put_cstr(w, "bom-ref", name);
	jsonw_put_cstr(w, "name", name);
	jsonw_put_cstr(w, "version", version);
	if (row != NULL) {
		(void)snprintf(text, sizeof text, "cpe:2.3:a:%s:%s:*:*:*:*:*:*:*", row->cpe, version);
		licence(w, row->licence);
		jsonw_put_cstr(w, "cpe", text);
		(void)snprintf(text, sizeof text, "pkg:generic/%s@%s", row->package, version);
		jsonw_put_cstr(w, "purl", text);
		jsonw_key(w, "properties");
		jsonw_open(w, '[');
		property(w, "sherd:use", row->use);
		jsonw_close(w, ']');
	}
	jsonw_close(w, '}');
}

static void program(struct jsonw *w)
{
	jsonw_key(w, "metadata");
	jsonw_open(w, '{');
	jsonw_key(w, "component");
	jsonw_open(w, '{');
	jsonw_put_cstr(w, "type", "application");
	jsonw_put_cstr(w, "bom-ref", "sherd");
	jsonw_put_cstr(w, "name", "sherd");
	jsonw_put_cstr(w, "version", run_version());
	jsonw_key(w, "properties");
	jsonw_open(w, '[');
	property(w, "sherd:commit", run_commit());
	property(w, "sherd:compiler", run_compiler());
	property(w, "sherd:linked", run_static() ? "static" : "dynamic");
	jsonw_close(w, ']');
	jsonw_close(w, '}');
	jsonw_close(w, '}');
}

/* Every library as a component, or its name alone as a reference. */
static void libraries(struct jsonw *w, struct span all, bool whole)
{
	char name[32], version[32];

	jsonw_open(w, '[');
	while (all.n > 0) {
		struct span one = span_cut(&all, ',');

		while (one.n > 0 && one.p[0] == ' ')
			one = span_from(one, 1);
		if (one.n == 0 || !take_apart(one, name, version))
			continue;
		if (whole)
			component(w, name, version);
		else
			jsonw_cstr(w, name);
	}
	jsonw_close(w, ']');
}

int run_sbom(struct buf *out, struct fault *f)
{
	OWNED(buf) struct buf all = BUF_INIT;
	struct jsonw w = jsonw_of(out, f);

	if (linked(&all, f) < 0)
		return -1;
	jsonw_open(&w, '{');
	jsonw_put_cstr(&w, "bomFormat", "CycloneDX");
	jsonw_put_cstr(&w, "specVersion", "1.5");
	jsonw_put_uint(&w, "version", 1);
	program(&w);
	jsonw_key(&w, "components");
	libraries(&w, buf_span(&all), true);
	jsonw_key(&w, "dependencies");
	jsonw_open(&w, '[');
	jsonw_open(&w, '{');
	jsonw_put_cstr(&w, "ref", "sherd");
	jsonw_key(&w, "dependsOn");
	libraries(&w, buf_span(&all), false);
	jsonw_close(&w, '}');
	jsonw_close(&w, ']');
	jsonw_close(&w, '}');
	return jsonw_end(&w) < 0 ? -1 : buf_add_byte(out, '\n', f);
}
