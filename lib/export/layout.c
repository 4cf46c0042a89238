/*
 * export/layout.c - an OCI image layout (image-spec, image-layout.md), as a folder or in a tar. In a folder that is one
 * already, index.json keeps every byte it had: entries are added at the end of its list.
 */
#include "export/private.h"

#include "base/jsonw.h"
#include "format/json_scan.h"

#include <stdio.h>

#define LAYOUT "{\"imageLayoutVersion\":\"1.0.0\"}"
#define REF_NAME "org.opencontainers.image.ref.name"
#define IMAGE_NAME "io.containerd.image.name"
#define OCI_INDEX "application/vnd.oci.image.index.v1+json"

static const struct limits limits = LIMITS_DEFAULT;

static void layout_where(const struct export_dest *d, const struct digest *digest, bool config, char dirs[PATH_ROOM], char name[NAME_ROOM])
{
	(void)d;
	(void)config;
	(void)snprintf(dirs, PATH_ROOM, "blobs/%s", digest_alg_name((enum digest_alg)digest->alg));
	hex_of(digest, name);
}

/* ---- what an index says already --------------------------------------------------------------------------------------- */

/* The token of "manifests" in the index that is there. */
static int find_list(const struct export_dest *d, struct scan *scan, uint32_t *list, struct fault *f)
{
	int rc = scan_json(scan, buf_span(&d->older), &limits, f);

	*list = NO_TOKEN;
	if (rc == 0 && scan->tokens.n > 0 && scan->tokens.v[0].kind == TOKEN_OBJECT)
		*list = scan_member(scan, 0, "manifests", true);
	if (rc < 0)
		return -1;
	if (*list == NO_TOKEN || scan->tokens.v[*list].kind != TOKEN_ARRAY)
		return fault_set(f, FAULT_USAGE, 0, "index.json of %s cannot be read; nothing there was touched", d->target.path);
	return 0;
}

static struct known_entry entry_at(const struct scan *scan, uint32_t t)
{
	struct known_entry e = { SPAN_NONE, SPAN_NONE };
	uint32_t its, notes;

	if (scan->tokens.v[t].kind != TOKEN_OBJECT)
		return e;
	its = scan_member(scan, t, "digest", true);
	notes = scan_member(scan, t, "annotations", true);
	if (its != NO_TOKEN)
		e.digest = scan_raw(scan, its);
	if (notes != NO_TOKEN && scan->tokens.v[notes].kind == TOKEN_OBJECT)
		notes = scan_member(scan, notes, REF_NAME, true);
	else
		notes = NO_TOKEN;
	if (notes != NO_TOKEN)
		e.name = scan_raw(scan, notes);
	return e;
}

static int by_name(const void *a, const void *b)
{
	const struct known_entry *x = (const struct known_entry *)a, *y = (const struct known_entry *)b;
	int c = span_cmp(x->name, y->name);

	return c != 0 ? c : span_cmp(x->digest, y->digest);
}

static int read_known(struct export_dest *d, struct fault *f)
{
	struct scan scan = { .in = SPAN_NONE };
	uint32_t list;
	int rc = find_list(d, &scan, &list, f);

	for (uint32_t t = rc == 0 ? scan_first(&scan, list) : NO_TOKEN; rc == 0 && t != NO_TOKEN; t = scan_sibling(&scan, t))
		rc = VEC_PUSH(&d->known, entry_at(&scan, t), f);
	scan_release(&scan);
	if (d->known.n > 1)
		qsort(d->known.v, d->known.n, sizeof *d->known.v, by_name);
	return rc;
}

/* 0: new; 1: the same entry is there; FAULT_USAGE: the name belongs to another image. */
static int find_entry(const struct export_dest *d, const char *digest, struct span name, struct fault *f)
{
	struct known_entry want = { name, span_of(digest) };
	size_t low = LOWER_BOUND(d->known.n, mid, span_cmp(d->known.v[mid].name, name) < 0);
	if (d->known.n > 0 && bsearch(&want, d->known.v, d->known.n, sizeof want, by_name) != NULL)
		return 1;
	if (name.n > 0 && low < d->known.n && span_eq(d->known.v[low].name, name))
		return fault_set(f, FAULT_USAGE, 0, "%s: the name %.*s belongs to another image there; nothing there was touched",
		                 d->target.path, (int)name.n, (const char *)name.p);
	return 0;
}

static int start_folder(struct export_dest *d, struct fault *f)
{
	if (!d->folder.fresh && !folder_has(&d->folder, "oci-layout"))
		return fault_set(f, FAULT_USAGE, 0, "%s holds other things and is no OCI layout", d->target.path);
	if (d->folder.fresh && folder_put(&d->folder, "", "oci-layout", span_of(LAYOUT), f) < 0)
		return -1;
	if (folder_read(&d->folder, "index.json", &d->older, f) < 0)
		return -1;
	return d->older.n > 0 ? read_known(d, f) : 0;
}

static int start_archive(struct export_dest *d, struct fault *f)
{
	return archive_put(&d->archive, "oci-layout", span_of(LAYOUT), f);
}

/* ---- entries -------------------------------------------------------------------------------------------------------------- */

/* Names without a host are looked up as Docker's own do (reference normalisation): `docker load` and nerdctl find
 * "shop/api:1.0" by this. */
static int full_name(struct buf *out, const struct export_name *n, struct fault *f)
{
	struct span rest = n->repository, first = span_cut(&rest, '/');
	bool host = rest.n > 0 && (span_find(first, '.') != SIZE_MAX || span_is(first, "localhost"));

	return buf_add_text(out, host ? "" : rest.n > 0 ? "docker.io/" : "docker.io/library/", f) < 0 ||
	                       buf_add(out, n->repository, f) < 0 || buf_add_byte(out, ':', f) < 0 || buf_add(out, n->tag, f) < 0
	               ? -1
	               : 0;
}

/* What an entry says beside its names. */
struct entry_of {
	struct span media_type;
	struct digest digest;
	uint64_t size;
};

static int add_entry(struct export_dest *d, const struct entry_of *e, const struct export_name *n, struct span ref, struct fault *f)
{
	OWNED(buf) struct buf full = BUF_INIT;
	struct jsonw w = jsonw_of(&d->index, f);
	char text[DIGEST_TEXT];

	if (d->entries++ > 0 && buf_add_byte(&d->index, ',', f) < 0)
		return -1;
	jsonw_open(&w, '{');
	jsonw_put_text(&w, "mediaType", e->media_type);
	jsonw_put_cstr(&w, "digest", digest_text(text, &e->digest));
	jsonw_put_uint(&w, "size", e->size);
	if (n != NULL) {
		if (full_name(&full, n, f) < 0)
			return -1;
		jsonw_key(&w, "annotations");
		jsonw_open(&w, '{');
		jsonw_put_text(&w, IMAGE_NAME, buf_span(&full));
		jsonw_put_text(&w, REF_NAME, ref);
		jsonw_close(&w, '}');
	}
	jsonw_close(&w, '}');
	return jsonw_end(&w);
}

static int one_entry(struct export_dest *d, const struct entry_of *e, const struct export_name *n, struct fault *f)
{
	OWNED(buf) struct buf ref = BUF_INIT;
	char text[DIGEST_TEXT];
	int rc;

	if (n != NULL && (buf_add(&ref, n->repository, f) < 0 || buf_add_byte(&ref, ':', f) < 0 || buf_add(&ref, n->tag, f) < 0))
		return -1;
	rc = find_entry(d, digest_text(text, &e->digest), buf_span(&ref), f);
	return rc != 0 ? (rc < 0 ? -1 : 0) : add_entry(d, e, n, buf_span(&ref), f);
}

/* The list inside a document that lists manifests, as it stands there; empty: it is none. */
static int inner_list(struct buf *out, struct span document, struct fault *f)
{
	struct scan scan = { .in = SPAN_NONE };
	int rc = document.n == 0 ? 0 : scan_json(&scan, document, &limits, f);

	if (rc == 0 && scan.tokens.n > 0 && scan.tokens.v[0].kind == TOKEN_OBJECT) {
		uint32_t list = scan_member(&scan, 0, "manifests", true);

		if (list != NO_TOKEN && scan.tokens.v[list].kind == TOKEN_ARRAY)
			rc = buf_add(out, scan_raw(&scan, list), f);
	}
	scan_release(&scan);
	return rc < 0 ? -1 : 0;
}

/* An index that lists this manifest, or what it lists; *e then speaks of that index. */
static int put_index(struct export_dest *d, const struct export_image *m, struct entry_of *e, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT, list = BUF_INIT;
	struct jsonw w = jsonw_of(&list, f);
	char dirs[PATH_ROOM], name[NAME_ROOM], path[EXPORT_PATH], digest[DIGEST_TEXT];

	if (inner_list(&list, m->document, f) < 0)
		return -1;
	if (list.n == 0) {
		jsonw_open(&w, '[');
		jsonw_open(&w, '{');
		jsonw_put_text(&w, "mediaType", m->media_type);
		jsonw_put_cstr(&w, "digest", digest_text(digest, &m->digest));
		jsonw_put_uint(&w, "size", m->size);
		jsonw_close(&w, '}');
		jsonw_close(&w, ']');
		if (jsonw_end(&w) < 0)
			return -1;
	}
	if (buf_add_text(&text, "{\"schemaVersion\":2,\"mediaType\":\"" OCI_INDEX "\",\"manifests\":", f) < 0 ||
	    buf_add(&text, buf_span(&list), f) < 0 || buf_add_text(&text, "}", f) < 0 ||
	    hash_span(&e->digest, DIGEST_SHA256, buf_span(&text), f) < 0)
		return -1;
	e->media_type = span_of(OCI_INDEX);
	e->size = text.n;
	layout_where(d, &e->digest, false, dirs, name);
	path_of(path, dirs, name);
	return d->target.kind == EXPORT_OCI ? folder_put(&d->folder, dirs, name, buf_span(&text), f)
	                                    : archive_put(&d->archive, path, buf_span(&text), f);
}

static bool oci_type(struct span media_type)
{
	return span_is(media_type, OCI_INDEX) || span_is(media_type, "application/vnd.oci.image.manifest.v1+json");
}

static int layout_image(struct export_dest *d, const struct export_image *m, struct fault *f)
{
	struct entry_of own = { m->media_type, m->digest, m->size }, named = own;
	size_t names = 0;

	for (size_t i = 0; i < m->names_n; i++)
		names += !m->names[i].earlier;
	/* without a name it stands for itself; so does a list of another type, which its index does not name */
	if ((names == 0 || (!oci_type(m->media_type) && m->document.n > 0)) && one_entry(d, &own, NULL, f) < 0)
		return -1;
	if (names > 0 && !oci_type(m->media_type) && put_index(d, m, &named, f) < 0)
		return -1;
	for (size_t i = 0; i < m->names_n; i++)
		if (!m->names[i].earlier && one_entry(d, &named, &m->names[i], f) < 0)
			return -1;
	return 0;
}

/* ---- the index --------------------------------------------------------------------------------------------------------------- */

static int fresh_index(struct export_dest *d, struct buf *out, struct fault *f)
{
	return buf_add_text(out, "{\"schemaVersion\":2,\"mediaType\":\"" OCI_INDEX "\",\"manifests\":[", f) < 0 ||
	                       buf_add(out, buf_span(&d->index), f) < 0 || buf_add_text(out, "]}", f) < 0
	               ? -1
	               : 0;
}

/* Our entries before the bracket that ends the list; every other byte as it was. */
static int joined_index(struct export_dest *d, struct buf *out, struct fault *f)
{
	struct scan scan = { .in = SPAN_NONE };
	struct span all = buf_span(&d->older);
	uint32_t list;
	int rc = find_list(d, &scan, &list, f);

	if (rc == 0) {
		const struct token *t = &scan.tokens.v[list];
		size_t end = (size_t)t->offset + t->length - 1;

		rc = buf_add(out, span_sub(all, 0, end), f) < 0 || buf_add_text(out, t->count > 0 && d->entries > 0 ? "," : "", f) < 0 ||
		                     buf_add(out, buf_span(&d->index), f) < 0 || buf_add(out, span_from(all, end), f) < 0
		             ? -1
		             : 0;
	}
	scan_release(&scan);
	return rc;
}

static int finish_folder(struct export_dest *d, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;

	if ((d->older.n > 0 ? joined_index(d, &text, f) : fresh_index(d, &text, f)) < 0)
		return -1;
	/* what the index names is on the disk before it names it */
	return folder_flush(&d->folder, f) < 0 ? -1 : folder_replace(&d->folder, "index.json", buf_span(&text), f);
}

static int finish_archive(struct export_dest *d, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;

	return fresh_index(d, &text, f) < 0 ? -1 : archive_put(&d->archive, "index.json", buf_span(&text), f);
}

const struct export_ops export_layout = { start_folder, layout_image, finish_folder, layout_where };
const struct export_ops export_layout_archive = { start_archive, layout_image, finish_archive, layout_where };
