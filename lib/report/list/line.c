/* report/list/line.c - JSON lines of images and blobs, fields as INTERFACE section 3 names them. */
#include "report/private.h"

void put_text_as(struct jsonw *w, const char *key, const struct rows *r, const char *column)
{
	if (!rows_has(r, column))
		return;
	jsonw_key(w, key);
	jsonw_text(w, rows_span(r, column));
}

void put_text(struct jsonw *w, const struct rows *r, const char *column)
{
	put_text_as(w, column, r, column);
}

void put_int(struct jsonw *w, const struct rows *r, const char *column)
{
	if (!rows_has(r, column))
		return;
	jsonw_key(w, column);
	jsonw_int(w, rows_int(r, column));
}

void put_json(struct jsonw *w, const struct rows *r, const char *column)
{
	struct span json = rows_span(r, column);

	if (json.n == 0)
		return;
	jsonw_key(w, column);
	jsonw_raw(w, json);
}

/* A list of objects or texts: one call per row of a nested query. */
typedef void (*one_row)(struct jsonw *w, const struct rows *row);

static int put_list(struct report *r, struct jsonw *w, const char *key, enum query q,
                    struct span about, one_row one, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, q, about, f) < 0)
		return -1;
	jsonw_key(w, key);
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0)
		one(w, rows);
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

static void one_digest(struct jsonw *w, const struct rows *row)
{
	jsonw_text(w, rows_span(row, "digest"));
}

static void one_label(struct jsonw *w, const struct rows *row)
{
	jsonw_text(w, rows_span(row, "label"));
}

static void one_path(struct jsonw *w, const struct rows *row)
{
	jsonw_text(w, rows_span(row, "path"));
}

static void one_repository_name(struct jsonw *w, const struct rows *row)
{
	jsonw_text(w, rows_span(row, "repository"));
}

static void one_image_repository(struct jsonw *w, const struct rows *row)
{
	jsonw_open(w, '{');
	put_text(w, row, "name");
	put_text(w, row, "registry");
	put_text(w, row, "source");
	put_text(w, row, "standing");
	put_text(w, row, "deleted_at");
	put_text(w, row, "deleted_after");
	put_text(w, row, "deleted_before");
	if (rows_has(row, "only_named")) {
		jsonw_key(w, "only_named");
		jsonw_bool(w, true);
	}
	jsonw_close(w, '}');
}

static void one_image_tag(struct jsonw *w, const struct rows *row)
{
	jsonw_open(w, '{');
	put_text(w, row, "repository");
	put_text(w, row, "tag");
	put_text(w, row, "standing");
	jsonw_close(w, '}');
}

static void one_layer(struct jsonw *w, const struct rows *row)
{
	jsonw_open(w, '{');
	put_text(w, row, "digest");
	put_text(w, row, "media_type");
	put_int(w, row, "size");
	put_text(w, row, "diff_id");
	put_text(w, row, "diff_id_claimed");
	put_text(w, row, "state");
	jsonw_close(w, '}');
}

static void one_child(struct jsonw *w, const struct rows *row)
{
	jsonw_open(w, '{');
	put_text(w, row, "digest");
	put_text(w, row, "platform");
	put_text(w, row, "state");
	jsonw_close(w, '}');
}

/* Lists that only bytes can tell stay out when there are none. */
static int put_below(struct report *r, struct jsonw *w, const struct rows *m, struct span digest,
                     struct fault *f)
{
	bool told = !span_is(rows_span(m, "kind"), "unknown");

	if (rows_has(m, "config")) {
		jsonw_key(w, "config");
		jsonw_open(w, '{');
		put_text_as(w, "digest", m, "config");
		put_text_as(w, "state", m, "config_state");
		jsonw_close(w, '}');
	}
	if (told && put_list(r, w, "layers", QUERY_IMAGE_LAYERS, digest, one_layer, f) < 0)
		return -1;
	return told ? put_list(r, w, "manifests", QUERY_IMAGE_CHILDREN, digest, one_child, f) : 0;
}

/* Descriptors that lead nowhere, as they stand; left out when there are none. */
static int put_lame(struct report *r, struct jsonw *w, struct span digest, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc = ask(&rows, r, QUERY_IMAGE_LAME, digest, f) < 0 ? -1 : rows_next(rows, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	jsonw_key(w, "unfollowed");
	jsonw_open(w, '[');
	for (; rc == 0; rc = rows_next(rows, f)) {
		jsonw_open(w, '{');
		put_text(w, rows, "relation");
		put_int(w, rows, "position");
		put_text(w, rows, "text");
		put_text(w, rows, "media_type");
		put_int(w, rows, "size");
		put_text(w, rows, "platform");
		put_int(w, rows, "offset");
		put_int(w, rows, "length");
		put_text(w, rows, "pointer");
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

int line_image_members(struct report *r, struct jsonw *w, const struct rows *m, struct fault *f)
{
	struct span digest = rows_span(m, "digest");

	put_text(w, m, "digest");
	put_text(w, m, "state");
	put_text(w, m, "media_type");
	if (rows_int(m, "media_type_inferred") != 0 && rows_has(m, "media_type"))
		jsonw_put_bool(w, "media_type_inferred", true);
	put_text(w, m, "kind");
	put_text(w, m, "standing");
	put_text(w, m, "completeness");
	put_text(w, m, "origin");
	put_text(w, m, "recipe");
	put_text(w, m, "recipe_of");
	put_int(w, m, "recipe_searched_size");
	put_text(w, m, "grade");
	put_int(w, m, "size");
	put_int(w, m, "total_size");
	if (put_list(r, w, "repositories", QUERY_IMAGE_REPOSITORIES, digest, one_image_repository,
	             f) < 0 ||
	    put_list(r, w, "tags", QUERY_IMAGE_TAGS, digest, one_image_tag, f) < 0 ||
	    put_below(r, w, m, digest, f) < 0)
		return -1;
	put_text(w, m, "subject");
	if (put_list(r, w, "missing", QUERY_IMAGE_MISSING, digest, one_digest, f) < 0 ||
	    put_lame(r, w, digest, f) < 0)
		return -1;
	put_text(w, m, "created");
	return put_list(r, w, "sources", QUERY_IMAGE_SOURCES, digest, one_label, f);
}

int line_image(struct report *r, struct jsonw *w, const struct rows *m, struct fault *f)
{
	jsonw_open(w, '{');
	if (line_image_members(r, w, m, f) < 0)
		return -1;
	jsonw_close(w, '}');
	return 0;
}

/* "at,offset,length;..." as the case keeps them. */
static void put_runs(struct jsonw *w, struct span text)
{
	static const char *const name[] = { "at", "offset", "length" };

	jsonw_key(w, "runs");
	jsonw_open(w, '[');
	while (text.n > 0) {
		struct span run = span_cut(&text, ';');

		jsonw_open(w, '{');
		for (size_t i = 0; i < COUNT(name); i++) {
			struct span number = span_cut(&run, ',');

			jsonw_key(w, name[i]);
			jsonw_raw(w, number.n == 0 ? span_of("0") : number);
		}
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
}

static void one_copy(struct jsonw *w, const struct rows *row)
{
	struct span runs = rows_span(row, "runs");

	jsonw_open(w, '{');
	put_text(w, row, "label");
	put_text(w, row, "registry");
	put_text(w, row, "path");
	put_int(w, row, "offset");
	if (runs.n > 0)
		put_runs(w, runs);
	put_text(w, row, "state");
	put_text(w, row, "unread");
	put_json(w, row, "recovered_by");
	if (rows_has(row, "trusted")) {
		jsonw_put_cstr(w, "grade", "stated");
		put_int(w, row, "trusted");
	}
	jsonw_close(w, '}');
}

int line_blob(struct report *r, struct jsonw *w, const struct rows *b, struct fault *f)
{
	struct span digest = rows_span(b, "digest");
	struct span diff_id = rows_span(b, "diff_id");

	jsonw_open(w, '{');
	put_text(w, b, "digest");
	put_int(w, b, "size");
	put_text(w, b, "kind");
	put_text(w, b, "state");
	put_text(w, b, "observed_digest");
	put_int(w, b, "observed_size");
	put_text(w, b, "media_type");
	put_text(w, b, "diff_id");
	put_text(w, b, "origin");
	if (rows_has(b, "rebuilt_from"))
		put_json(w, b, "rebuilt_from");
	if (rows_has(b, "mended_from"))
		put_json(w, b, "mended_from");
	put_text(w, b, "compressor");
	if (put_list(r, w, "repositories", QUERY_BLOB_REPOSITORIES, digest, one_repository_name,
	             f) < 0 ||
	    put_list(r, w, "referenced_by", QUERY_BLOB_REFERENCED, digest, one_digest, f) < 0)
		return -1;
	if (diff_id.n > 0 &&
	    put_list(r, w, "diff_id_of", QUERY_BLOB_DIFF_ID_OF, diff_id, one_digest, f) < 0)
		return -1;
	if (put_list(r, w, "sources", QUERY_BLOB_COPIES, digest, one_copy, f) < 0)
		return -1;
	if (rows_has(b, "searched") && rows_span(b, "searched").n > 2)
		put_json(w, b, "searched");
	jsonw_close(w, '}');
	return 0;
}

/* ---- sources and runs ---------------------------------------------------------------------- */

static int put_registries(struct report *r, struct jsonw *w, int64_t scan, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, QUERY_SOURCE_REGISTRIES, &rows, f) < 0 ||
	    rows_bind_int(rows, 1, scan, f) < 0)
		return -1;
	jsonw_key(w, "registries");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0)
		if (rows_int(rows, "first") != 0)
			one_path(w, rows);
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

/* Every storage root with its kind; several kinds may share a path. */
static int put_stores(struct report *r, struct jsonw *w, int64_t scan, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, QUERY_SOURCE_REGISTRIES, &rows, f) < 0 ||
	    rows_bind_int(rows, 1, scan, f) < 0)
		return -1;
	jsonw_key(w, "stores");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0) {
		jsonw_open(w, '{');
		jsonw_key(w, "kind");
		jsonw_text(w, rows_span(rows, "store"));
		jsonw_key(w, "path");
		one_path(w, rows);
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

static void one_volume(struct jsonw *w, const struct rows *v)
{
	static const char *const texts[] = { "kind", "content", "name", "prefix", "scheme", "type", "label", "note", "trouble" };
	static const char *const facts[] = { "uuid", "fs_label", "mounted_at", "made", "mounted", "written" };

	jsonw_open(w, '{');
	put_int(w, v, "position");
	put_int(w, v, "parent");
	for (size_t i = 0; i < COUNT(texts); i++)
		put_text(w, v, texts[i]);
	put_int(w, v, "slot");
	put_int(w, v, "offset");
	put_int(w, v, "size");
	put_text(w, v, "fs");
	put_int(w, v, "block");
	put_int(w, v, "fs_size");
	for (size_t i = 0; i < COUNT(facts); i++)
		put_text(w, v, facts[i]);
	if (rows_int(v, "dirty") != 0)
		jsonw_put_bool(w, "journal_replayed", true);
	if (rows_int(v, "discards") != 0)
		jsonw_put_bool(w, "discards", true);
	jsonw_close(w, '}');
}

static int put_volumes(struct report *r, struct jsonw *w, int64_t scan, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, QUERY_VOLUMES, &rows, f) < 0 || rows_bind_int(rows, 1, scan, f) < 0)
		return -1;
	jsonw_key(w, "volumes");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0)
		one_volume(w, rows);
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

static void put_coverage(struct jsonw *w, const struct rows *s)
{
	jsonw_key(w, "coverage");
	jsonw_open(w, '{');
	jsonw_key(w, "read");
	jsonw_int(w, rows_int(s, "files_read"));
	jsonw_key(w, "skipped");
	jsonw_int(w, rows_int(s, "files_skipped"));
	jsonw_key(w, "unread");
	jsonw_int(w, rows_int(s, "files_unread"));
	put_int(w, s, "bytes_skipped");
	put_int(w, s, "bytes_unread");
	put_int(w, s, "out_of_scope");
	jsonw_close(w, '}');
}

int line_source(struct report *r, struct jsonw *w, const struct rows *s, struct fault *f)
{
	jsonw_open(w, '{');
	put_text(w, s, "label");
	put_int(w, s, "scan");
	put_text(w, s, "kind");
	put_text(w, s, "path");
	put_int(w, s, "size");
	put_text(w, s, "digest");
	if (put_registries(r, w, rows_int(s, "scan"), f) < 0 ||
	    put_stores(r, w, rows_int(s, "scan"), f) < 0)
		return -1;
	put_int(w, s, "items");
	put_int(w, s, "bytes");
	put_coverage(w, s);
	if (span_is(rows_span(s, "kind"), "image") && put_volumes(r, w, rows_int(s, "scan"), f) < 0)
		return -1;
	put_text(w, s, "identity_before");
	put_text(w, s, "identity_after");
	put_text(w, s, "changed");
	jsonw_put_bool(w, "present", rows_int(s, "present") != 0);
	if (rows_has(s, "copy_of")) {
		put_text(w, s, "copy_of");
		put_int(w, s, "copy_of_run");
	}
	if (!span_is(rows_span(s, "agrees_with"), "[]"))
		put_json(w, s, "agrees_with");
	jsonw_put_text(w, "compression", rows_span(s, "compression"));
	put_text(w, s, "depth");
	put_json(w, s, "scope");
	put_json(w, s, "limits");
	put_text(w, s, "started");
	put_text(w, s, "ended");
	if (rows_int(s, "atime_touched") != 0)
		jsonw_put_bool(w, "access_times_touched", true);
	jsonw_close(w, '}');
	return 0;
}

int line_run(struct report *r, struct jsonw *w, const struct rows *s, struct fault *f)
{
	(void)r;
	(void)f;
	jsonw_open(w, '{');
	put_int(w, s, "id");
	put_text(w, s, "verb");
	put_text(w, s, "version");
	put_json(w, s, "argv");
	put_json(w, s, "environment");
	put_json(w, s, "host");
	put_text(w, s, "started");
	put_text(w, s, "ended");
	put_int(w, s, "status");
	put_int(w, s, "items");
	put_int(w, s, "bytes");
	if (rows_has(s, "seconds")) {
		jsonw_key(w, "seconds");
		jsonw_seconds(w, rows_real(s, "seconds"));
	}
	put_text(w, s, "outcome");
	jsonw_close(w, '}');
	return 0;
}
