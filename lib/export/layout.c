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

static int start_folder(struct export_dest *d, struct fault *f)
{
	if (!d->folder.fresh && !folder_has(&d->folder, "oci-layout"))
		return fault_set(f, FAULT_USAGE, 0, "%s holds other things and is no OCI layout", d->target.path);
	if (d->folder.fresh && folder_put(&d->folder, "", "oci-layout", span_of(LAYOUT), f) < 0)
		return -1;
	return folder_read(&d->folder, "index.json", &d->older, f);
}

static int start_archive(struct export_dest *d, struct fault *f)
{
	return archive_put(&d->archive, "oci-layout", span_of(LAYOUT), f);
}

/* ---- what an index says already --------------------------------------------------------------------------------------- */

struct known {
	struct scan scan;
	uint32_t list; /* token of "manifests" */
};

static int read_known(struct export_dest *d, struct known *k, struct fault *f)
{
	int rc = scan_json(&k->scan, buf_span(&d->older), &limits, f);

	k->list = NO_TOKEN;
	if (rc == 0 && k->scan.tokens.n > 0 && k->scan.tokens.v[0].kind == TOKEN_OBJECT)
		k->list = scan_member(&k->scan, 0, "manifests", true);
	if (rc < 0)
		return -1;
	if (k->list == NO_TOKEN || k->scan.tokens.v[k->list].kind != TOKEN_ARRAY)
		return fault_set(f, FAULT_USAGE, 0, "index.json of %s cannot be read; nothing there was touched", d->target.path);
	return 0;
}

/* 0: new; 1: the same entry is there; FAULT_USAGE: the name belongs to another image. */
static int find_entry(const struct known *k, const char *digest, struct span name, const char *path, struct fault *f)
{
	for (uint32_t t = scan_first(&k->scan, k->list); t != NO_TOKEN; t = scan_sibling(&k->scan, t)) {
		uint32_t its, notes, ref = NO_TOKEN;
		bool same, named;

		if (k->scan.tokens.v[t].kind != TOKEN_OBJECT)
			continue;
		its = scan_member(&k->scan, t, "digest", true);
		notes = scan_member(&k->scan, t, "annotations", true);
		if (notes != NO_TOKEN && k->scan.tokens.v[notes].kind == TOKEN_OBJECT)
			ref = scan_member(&k->scan, notes, REF_NAME, true);
		same = its != NO_TOKEN && scan_text_is(&k->scan, its, digest);
		named = ref == NO_TOKEN ? name.n == 0 : name.n > 0 && span_eq(scan_raw(&k->scan, ref), name);
		if (same && named)
			return 1;
		if (named && name.n > 0)
			return fault_set(f, FAULT_USAGE, 0, "%s: the name %.*s belongs to another image there; nothing there was touched", path,
			                 (int)name.n, (const char *)name.p);
	}
	return 0;
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

static int one_entry(struct export_dest *d, const struct entry_of *e, const struct export_name *n, const struct known *k,
                     struct fault *f)
{
	OWNED(buf) struct buf ref = BUF_INIT;
	char text[DIGEST_TEXT];
	int rc = 0;

	if (n != NULL && (buf_add(&ref, n->repository, f) < 0 || buf_add_byte(&ref, ':', f) < 0 || buf_add(&ref, n->tag, f) < 0))
		return -1;
	if (d->older.n > 0)
		rc = find_entry(k, digest_text(text, &e->digest), buf_span(&ref), d->target.path, f);
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
	char dirs[PATH_ROOM], name[NAME_ROOM], path[PATH_ROOM + NAME_ROOM], digest[DIGEST_TEXT];

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
	(void)snprintf(path, sizeof path, "%s/%s", dirs, name);
	return d->target.kind == EXPORT_OCI ? folder_put(&d->folder, dirs, name, buf_span(&text), f)
	                                    : archive_put(&d->archive, path, buf_span(&text), f);
}

static bool oci_type(struct span media_type)
{
	return span_is(media_type, OCI_INDEX) || span_is(media_type, "application/vnd.oci.image.manifest.v1+json");
}

static int put_entries(struct export_dest *d, const struct export_image *m, const struct known *k, struct fault *f)
{
	struct entry_of own = { m->media_type, m->digest, m->size }, by_name = own;
	size_t named = 0;

	for (size_t i = 0; i < m->names_n; i++)
		named += !m->names[i].earlier;
	/* without a name it stands for itself; so does a list of another type, which its index does not name */
	if ((named == 0 || (!oci_type(m->media_type) && m->document.n > 0)) && one_entry(d, &own, NULL, k, f) < 0)
		return -1;
	if (named > 0 && !oci_type(m->media_type) && put_index(d, m, &by_name, f) < 0)
		return -1;
	for (size_t i = 0; i < m->names_n; i++)
		if (!m->names[i].earlier && one_entry(d, &by_name, &m->names[i], k, f) < 0)
			return -1;
	return 0;
}

static int layout_image(struct export_dest *d, const struct export_image *m, struct fault *f)
{
	struct known k = { .list = NO_TOKEN };
	int rc = d->older.n == 0 ? 0 : read_known(d, &k, f);

	if (rc == 0)
		rc = put_entries(d, m, &k, f);
	scan_release(&k.scan);
	return rc;
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
	struct known k = { .list = NO_TOKEN };
	struct span all = buf_span(&d->older);
	int rc = read_known(d, &k, f);

	if (rc == 0) {
		const struct token *t = &k.scan.tokens.v[k.list];
		size_t end = (size_t)t->offset + t->length - 1;

		rc = buf_add(out, span_sub(all, 0, end), f) < 0 || buf_add_text(out, t->count > 0 && d->entries > 0 ? "," : "", f) < 0 ||
		                     buf_add(out, buf_span(&d->index), f) < 0 || buf_add(out, span_from(all, end), f) < 0
		             ? -1
		             : 0;
	}
	scan_release(&k.scan);
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
