/*
 * logs/rows.c - tables and columns of registries' databases, and what of their rows others refer to: artifacts by their
 * number, blobs by their digest, what a manifest is made of, who bore a name and when.
 */
#include "logs/rows.h"

#include "base/keyed.h"
#include "core/name.h"

#include <stdlib.h>

static const struct {
	const char *name;
	enum row_table table;
	enum row_column must; /* a column that tells it from another product's table of that name */
} tables[] = {
	{ "artifact", T_ARTIFACT, C_DIGEST },
	{ "artifact_blob", T_ARTIFACT_BLOB, C_DIGEST_AF },
	{ "artifact_reference", T_REFERENCE, C_CHILD_DIGEST },
	{ "artifact_trash", T_TRASH, C_DIGEST },
	{ "audit_log", T_AUDIT, C_OPERATION },
	{ "audit_log_ext", T_AUDIT, C_OPERATION },
	{ "access_log", T_ACCESS, C_OPERATION },
	{ "blob", T_BLOB, C_DIGEST },
	{ "execution", T_EXECUTION, C_VENDOR },
	{ "repository", T_REPOSITORY, C_REPOSITORY_ID },
	{ "tag", T_TAG, C_NAME },
	{ "user", T_Q_USER, C_USER },
	{ "repository", T_Q_REPOSITORY, C_NAMESPACE },
	{ "manifest", T_Q_MANIFEST, C_BYTES },
	{ "logentrykind", T_Q_KIND, C_NAME },
	{ "logentry", T_Q_LOG, C_METADATA },
	{ "logentry2", T_Q_LOG, C_METADATA },
	{ "logentry3", T_Q_LOG, C_METADATA },
	{ "repositories", T_G_REPOSITORY, C_PATH },
	{ "manifests_p_*", T_G_MANIFEST, C_PAYLOAD },
	{ "tags_p_*", T_G_TAG, C_MANIFEST },
	{ "user", T_T_USER, C_LOWER_NAME },
	{ "package", T_T_PACKAGE, C_OWNER },
	{ "package_blob", T_T_BLOB, C_SHA256 },
	{ "package_file", T_T_FILE, C_VERSION_ID },
	{ "package_property", T_T_PROPERTY, C_REF_ID },
	{ "package_version", T_T_VERSION, C_VERSION },
	{ "ContainerConfig", T_P_CONTAINER, C_JSON },
	{ "DigestUncompressedPairs", T_C_PAIR, C_UNCOMPRESSED },
	{ "KnownLocations", T_C_LOCATION, C_LOCATION },
};

static const struct {
	const char *name;
	enum row_column column;
} columns[] = {
	{ "id", C_ID }, { "digest", C_DIGEST }, { "repository_name", C_REPOSITORY }, { "push_time", C_PUSH },
	{ "pull_time", C_PULL }, { "manifest_media_type", C_MEDIA }, { "name", C_NAME },
	{ "artifact_id", C_ARTIFACT }, { "creation_time", C_CREATED }, { "op_time", C_OP_TIME },
	{ "operation", C_OPERATION }, { "resource_type", C_RESOURCE_TYPE }, { "resource", C_RESOURCE },
	{ "username", C_USER }, { "source_ip", C_ADDRESS }, { "op_result", C_RESULT },
	{ "repository_id", C_REPOSITORY_ID }, { "digest_af", C_DIGEST_AF }, { "digest_blob", C_DIGEST_BLOB },
	{ "size", C_SIZE }, { "content_type", C_CONTENT_TYPE }, { "parent_id", C_PARENT_ID }, { "child_digest", C_CHILD_DIGEST },
	{ "repo", C_REPOSITORY }, { "repo_name", C_REPOSITORY }, { "tag", C_TAG }, { "repo_tag", C_TAG },
	{ "vendor_type", C_VENDOR }, { "status", C_STATUS }, { "trigger", C_TRIGGER }, { "start_time", C_STARTED },
	{ "end_time", C_ENDED }, { "lifetime_start_ms", C_LIFE_START }, { "lifetime_end_ms", C_LIFE_END }, { "hidden", C_HIDDEN },
	{ "manifest_id", C_MANIFEST }, { "namespace_user_id", C_NAMESPACE }, { "manifest_bytes", C_BYTES }, { "payload", C_PAYLOAD },
	{ "configuration_blob_digest", C_CONFIG_DIGEST }, { "configuration_payload", C_CONFIG_PAYLOAD }, { "path", C_PATH },
	{ "created_at", C_CREATED_AT }, { "updated_at", C_UPDATED_AT }, { "kind_id", C_KIND }, { "performer_id", C_PERFORMER },
	{ "datetime", C_DATETIME }, { "ip", C_IP }, { "metadata_json", C_METADATA },
	{ "lower_name", C_LOWER_NAME }, { "owner_id", C_OWNER }, { "type", C_TYPE }, { "package_id", C_PACKAGE }, { "creator_id", C_CREATOR },
	{ "lower_version", C_VERSION }, { "created_unix", C_CREATED_UNIX }, { "is_internal", C_INTERNAL }, { "version_id", C_VERSION_ID },
	{ "blob_id", C_BLOB_ID }, { "is_lead", C_LEAD }, { "hash_sha256", C_SHA256 }, { "ref_type", C_REF_TYPE }, { "ref_id", C_REF_ID },
	{ "value", C_VALUE }, { "ID", C_ID }, { "Name", C_NAME }, { "JSON", C_JSON }, { "anyDigest", C_ANY_DIGEST },
	{ "uncompressedDigest", C_UNCOMPRESSED }, { "transport", C_TRANSPORT }, { "scope", C_SCOPE }, { "location", C_LOCATION }, { "time", C_TIME },
	{ "uuid", C_UUID }, { "email", C_EMAIL }, { "badge_token", C_BADGE },
};

const char *log_row_mark(const char *table, const char **begins)
{
	bool properties = strcmp(table, "package_property") == 0;

	*begins = properties ? "container." : NULL;
	return properties ? "name" : NULL;
}

const char *log_row_table(size_t i)
{
	for (size_t k = 0; k < COUNT(tables); k++) {
		bool again = false; /* a name of two products */

		for (size_t m = 0; m < k; m++)
			again |= strcmp(tables[m].name, tables[k].name) == 0;
		if (!again && i-- == 0)
			return tables[k].name;
	}
	return NULL;
}

enum row_column row_column(struct span name)
{
	for (size_t i = 0; i < COUNT(columns); i++)
		if (span_is(name, columns[i].name))
			return columns[i].column;
	return C_OTHER;
}

static bool has(const int *v, size_t n, enum row_column c)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == (int)c)
			return true;
	return false;
}

static bool is_table(struct span name, const char *pattern)
{
	size_t n = strlen(pattern);

	return n > 0 && pattern[n - 1] == '*' ? span_starts(name, span_make(pattern, n - 1)) : span_is(name, pattern);
}

enum row_table row_table(struct span name, const int *v, size_t n)
{
	for (size_t i = 0; i < COUNT(tables); i++)
		if (is_table(name, tables[i].name) && has(v, n, tables[i].must)) {
			if (tables[i].table == T_TAG && has(v, n, C_LIFE_START))
				return T_Q_TAG;
			if (tables[i].table == T_ARTIFACT && has(v, n, C_TAG)) /* 1.x: a row for each tag */
				return T_ARTIFACT_1;
			return tables[i].table;
		}
	return T_OTHER;
}

void row_release(struct sql_state *q)
{
	arena_release(&q->names);
	VEC_RELEASE(&q->artifacts);
	VEC_RELEASE(&q->repositories.v);
	VEC_RELEASE(&q->owners.v);
	VEC_RELEASE(&q->kinds.v);
	for (size_t i = 0; i < 2; i++) {
		struct gitea_names *g = &q->gitea[i];

		VEC_RELEASE(&g->repositories.v);
		VEC_RELEASE(&g->images.v);
		VEC_RELEASE(&g->leads.v);
		VEC_RELEASE(&g->blobs.v);
		VEC_RELEASE(&g->media.v);
	}
	VEC_RELEASE(&q->blobs);
	VEC_RELEASE(&q->parts);
	VEC_RELEASE(&q->bearers);
	VEC_RELEASE(&q->told);
}

/* ---- what rows are remembered for ----------------------------------------------------------------------------- */

bool log_row_hashed(struct span column)
{
	enum row_column c = row_column(column);

	return c == C_BYTES || c == C_PAYLOAD || c == C_CONFIG_PAYLOAD;
}

bool row_full(struct log_reader *r, size_t n)
{
	if (n < r->limits.log_artifacts)
		return false;
	watch_bite(r->watch, LIMIT_log_artifacts, 1);
	return true;
}

static int learn_artifact(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct sql_state *q = &r->sql;
	struct artifact a = { .id = 0 }, *last;
	struct span repository = name_is_repository(row->v[C_REPOSITORY]) ? row->v[C_REPOSITORY] : SPAN_NONE;

	if (digest_parse(&a.digest, row->v[C_DIGEST]) != 0)
		return LINE_OTHER;
	if (!number_read(&a.id, row->v[C_ID]) || row_full(r, q->artifacts.n))
		return 0;
	last = q->artifacts.n > 0 ? &q->artifacts.v[q->artifacts.n - 1] : NULL;
	if (last != NULL && span_eq(last->repository, repository))
		a.repository = last->repository;
	else if (arena_span(&q->names, repository, &a.repository, f) < 0)
		return -1;
	q->sorted = last == NULL || (q->sorted && last->id < a.id);
	return VEC_PUSH(&q->artifacts, a, f);
}

static int by_id(const void *a, const void *b)
{
	uint64_t x = ((const struct artifact *)a)->id, y = ((const struct artifact *)b)->id;

	return x < y ? -1 : x > y;
}

const struct artifact *row_artifact(struct sql_state *q, struct span id)
{
	struct artifact key = { .id = 0 };

	if (q->artifacts.n == 0 || !number_read(&key.id, id))
		return NULL;
	if (!q->sorted)
		qsort(q->artifacts.v, q->artifacts.n, sizeof key, by_id);
	q->sorted = true;
	return (const struct artifact *)bsearch(&key, q->artifacts.v, q->artifacts.n, sizeof key, by_id);
}

static int learn_blob(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct sql_state *q = &r->sql;
	struct sized_blob s = { .size = 0 };

	if (digest_parse(&s.digest, row->v[C_DIGEST]) != 0 || !number_read(&s.size, row->v[C_SIZE]) || row_full(r, q->blobs.n))
		return LINE_OTHER;
	if (arena_span(&q->names, row->v[C_CONTENT_TYPE], &s.media_type, f) < 0 || VEC_PUSH(&q->blobs, s, f) < 0)
		return -1;
	return LINE_OTHER;
}

static int learn_part(struct log_reader *r, const struct row *row, bool by_number, struct fault *f)
{
	struct manifest_part p = { .at = r->now.at, .file = r->sql.raw == NULL ? 0 : r->sql.raw->file, .dead = !row_lives(r),
		          .older = r->sql.raw != NULL && r->sql.raw->older };

	if (digest_parse(&p.digest, row->v[by_number ? C_CHILD_DIGEST : C_DIGEST_BLOB]) != 0 || !number_read(&p.id, row->v[C_ID]) ||
	    (by_number ? !number_read(&p.of_id, row->v[C_PARENT_ID]) : digest_parse(&p.of, row->v[C_DIGEST_AF]) != 0))
		return LINE_OTHER;
	if (digest_eq(&p.of, &p.digest) || row_full(r, r->sql.parts.n / 16)) /* Harbor counts a manifest among its own blobs */
		return LINE_OTHER;
	return VEC_PUSH(&r->sql.parts, p, f) < 0 ? -1 : LINE_OTHER;
}

/* `id` stands for `name`, which is a part of what `of` stands for. Names do not change, numbers are not given again. */
int row_learn_name(struct log_reader *r, struct names *v, struct span id, struct span name, struct span of, struct fault *f)
{
	struct named n = { .id = 0 };

	if (!number_read(&n.id, id) || name.n == 0 || row_full(r, v->v.n))
		return LINE_OTHER;
	if (of.n > 0 && !number_read(&n.of, of))
		return LINE_OTHER;
	v->sorted = false;
	if (arena_span(&r->sql.names, name, &n.name, f) < 0 || VEC_PUSH(&v->v, n, f) < 0)
		return -1;
	return LINE_OTHER;
}

static int by_named(const void *a, const void *b)
{
	uint64_t x = ((const struct named *)a)->id, y = ((const struct named *)b)->id;

	return x < y ? -1 : x > y;
}

const struct named *row_numbered(struct names *v, uint64_t id)
{
	struct named key = { .id = id };

	if (v->v.n == 0)
		return NULL;
	if (!v->sorted)
		qsort(v->v.v, v->v.n, sizeof key, by_named);
	v->sorted = true;
	return (const struct named *)bsearch(&key, v->v.v, v->v.n, sizeof key, by_named);
}

const struct named *row_named(struct names *v, struct span id)
{
	uint64_t n;

	return number_read(&n, id) ? row_numbered(v, n) : NULL;
}

/* Repositories are known by other rows. */
static int learn_manifest(struct log_reader *r, const struct row *row, bool bytes, struct fault *f)
{
	struct sql_state *q = &r->sql;
	struct artifact a = { .id = 0 };

	if ((bytes ? !row_digest_bytes(&a.digest, row->v[C_DIGEST]) : digest_parse(&a.digest, row->v[C_DIGEST]) != 0) ||
	    !number_read(&a.id, row->v[C_ID]) || row_full(r, q->artifacts.n))
		return LINE_OTHER;
	q->sorted = q->artifacts.n == 0;
	return VEC_PUSH(&q->artifacts, a, f) < 0 ? -1 : LINE_OTHER;
}

bool row_digest_bytes(struct digest *out, struct span b)
{
	static const char digits[] = "0123456789abcdef";
	char hex[129];

	if (b.n < 33 || (b.p[0] != 1 && b.p[0] != 2) || b.n != (b.p[0] == 1 ? 33 : 65))
		return false;
	for (size_t i = 1; i < b.n; i++) {
		hex[i * 2 - 2] = digits[b.p[i] >> 4];
		hex[i * 2 - 1] = digits[b.p[i] & 15];
	}
	return digest_parse_parts(out, span_of(b.p[0] == 1 ? "sha256" : "sha512"), span_make(hex, (b.n - 1) * 2)) == 0;
}

/* ---- who bore a name ------------------------------------------------------------------------------------------- */

static uint64_t hash(uint64_t h, struct span s)
{
	return keyed_word(h ^ keyed_hash(s.p, s.n));
}

uint64_t row_name(struct span a, struct span b)
{
	return hash(hash(0xCBF29CE484222325u, a), b);
}

static bool precedes(uint32_t a, uint32_t b)
{
	return a < 3 || (b >= 3 && (int32_t)(a - b) < 0);
}

int row_learn_bearer(struct log_reader *r, uint64_t name, struct span id, struct fault *f)
{
	const struct log_row *raw = r->sql.raw;
	struct row_bearer b = { .name = name };

	if (raw == NULL || !number_read(&b.id, id))
		return 0;
	b.born = raw->born_in;
	b.died = raw->died_in;
	b.life = (uint8_t)raw->life;
	return VEC_PUSH(&r->sql.bearers, b, f);
}

static int by_bearer(const void *a, const void *b)
{
	const struct row_bearer *x = (const struct row_bearer *)a, *y = (const struct row_bearer *)b;

	return x->name < y->name ? -1 : x->name > y->name;
}

void row_settle(struct sql_state *q)
{
	if (!q->settled && q->bearers.n > 1)
		qsort(q->bearers.v, q->bearers.n, sizeof *q->bearers.v, by_bearer);
	q->settled = true;
}

static size_t first_bearer(const struct sql_state *q, uint64_t name)
{
	size_t low = LOWER_BOUND(q->bearers.n, mid, q->bearers.v[mid].name < name);
	return low;
}

bool row_goes_on(const struct log_reader *r, uint64_t name)
{
	const struct sql_state *q = &r->sql;
	uint32_t end = q->raw == NULL ? 0 : q->raw->died_in;
	size_t low = first_bearer(q, name);

	for (; low < q->bearers.n && q->bearers.v[low].name == name; low++) {
		const struct row_bearer *b = &q->bearers.v[low];
		bool begun = b->born == end || precedes(b->born, end);
		bool over = b->life == LOG_ROW_GONE || (b->life != LOG_ROW_LIVES && (b->died == end || precedes(b->died, end)));

		if (begun && !over)
			return true;
	}
	return false;
}

/* Rows of Quay's tags end where the next begins, to the millisecond. Kept as a bearer of a name that has the time in it. */
static uint64_t start_name(const struct row *row, struct span time)
{
	return hash(row_name(row->v[C_REPOSITORY_ID], row->v[C_NAME]), time);
}

static int learn_start(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct row_bearer b = { .name = start_name(row, row->v[C_LIFE_START]), .life = LOG_ROW_LIVES };

	return r->sql.raw == NULL || row->v[C_LIFE_START].n == 0 ? 0 : VEC_PUSH(&r->sql.bearers, b, f);
}

bool row_begins_at(const struct log_reader *r, const struct row *row, struct span time)
{
	uint64_t name = start_name(row, time);
	size_t at = first_bearer(&r->sql, name);

	return at < r->sql.bearers.n && r->sql.bearers.v[at].name == name;
}

int row_told(struct log_reader *r, const struct log_event *e, uint32_t taker, bool *before, struct fault *f)
{
	struct sql_state *q = &r->sql;
	char text[WHEN_TEXT];
	uint64_t h = hash(row_name(e->repository, e->tag), span_of(when_text(text, e->time))) + (uint64_t)e->kind + ((uint64_t)taker << 32);
	size_t at;

	*before = false;
	if (q->raw == NULL)
		return 0;
	h = hash(h, span_make(e->digest.byte, 32)) | 1;
	if (q->told_n * 2 >= q->told.n) {
		VEC(uint64_t) old = { q->told.v, q->told.n, q->told.cap };

		q->told.n = q->told.cap = old.n == 0 ? 1024 : old.n * 2;
		q->told.v = (uint64_t *)calloc(q->told.n, sizeof *q->told.v);
		if (q->told.v == NULL) {
			q->told.v = old.v;
			q->told.n = q->told.cap = old.n;
			return fault_memory(f, old.n * 16);
		}
		for (size_t i = 0; i < old.n; i++) {
			if (old.v[i] == 0)
				continue;
			for (at = old.v[i] & (q->told.n - 1); q->told.v[at] != 0;)
				at = (at + 1) & (q->told.n - 1);
			q->told.v[at] = old.v[i];
		}
		VEC_RELEASE(&old);
	}
	for (at = h & (q->told.n - 1); q->told.v[at] != 0 && q->told.v[at] != h;)
		at = (at + 1) & (q->told.n - 1);
	*before = q->told.v[at] == h;
	q->told_n += !*before;
	q->told.v[at] = h;
	return 0;
}

/* ---- learning --------------------------------------------------------------------------------------------------- */

int row_learn(struct log_reader *r, enum row_table t, const struct row *row, struct fault *f)
{
	switch (t) {
	case T_ARTIFACT:
	case T_ARTIFACT_1:
		if (row_learn_bearer(r, row_name(row->v[C_REPOSITORY], row->v[t == T_ARTIFACT ? C_DIGEST : C_TAG]), row->v[C_ID], f) < 0)
			return -1;
		return learn_artifact(r, row, f);
	case T_TAG:
		return row_learn_bearer(r, row_name(row->v[C_REPOSITORY_ID], row->v[C_NAME]), row->v[C_ID], f);
	case T_REPOSITORY:
		return row_learn_name(r, &r->sql.repositories, row->v[C_REPOSITORY_ID], row->v[C_NAME], SPAN_NONE, f);
	case T_Q_USER:
		return row_learn_name(r, &r->sql.owners, row->v[C_ID], row->v[C_USER], SPAN_NONE, f);
	case T_Q_KIND:
		return row_learn_name(r, &r->sql.kinds, row->v[C_ID], row->v[C_NAME], SPAN_NONE, f);
	case T_Q_REPOSITORY:
		return row_learn_name(r, &r->sql.repositories, row->v[C_ID], row->v[C_NAME], row->v[C_NAMESPACE], f);
	case T_G_REPOSITORY:
		return row_learn_name(r, &r->sql.repositories, row->v[C_ID], row->v[C_PATH], SPAN_NONE, f);
	case T_Q_MANIFEST:
		if (row_learn_bearer(r, row_name(row->v[C_REPOSITORY_ID], row->v[C_DIGEST]), row->v[C_ID], f) < 0)
			return -1;
		return learn_manifest(r, row, false, f);
	case T_G_MANIFEST:
		if (row_learn_bearer(r, row_name(row->v[C_REPOSITORY_ID], row->v[C_DIGEST]), row->v[C_ID], f) < 0)
			return -1;
		return learn_manifest(r, row, true, f);
	case T_G_TAG:
		return row_learn_bearer(r, row_name(row->v[C_REPOSITORY_ID], row->v[C_NAME]), row->v[C_ID], f) < 0 ? -1 : LINE_OTHER;
	case T_Q_TAG: /* that it begins when another ends */
		if (row_learn_bearer(r, row_name(row->v[C_REPOSITORY_ID], row->v[C_NAME]), row->v[C_ID], f) < 0)
			return -1;
		return learn_start(r, row, f) < 0 ? -1 : LINE_OTHER;
	case T_BLOB:
		return learn_blob(r, row, f);
	case T_ARTIFACT_BLOB:
		return learn_part(r, row, false, f);
	case T_REFERENCE:
		return learn_part(r, row, true, f);
	default:
		return 0;
	}
}

/* ---- parts -------------------------------------------------------------------------------------------------------- */

static int by_digest(const void *a, const void *b)
{
	return digest_cmp(&((const struct sized_blob *)a)->digest, &((const struct sized_blob *)b)->digest);
}

/* Living rows first, then in the order of their numbers, as they were written. */
static int by_manifest(const void *a, const void *b)
{
	const struct manifest_part *x = (const struct manifest_part *)a, *y = (const struct manifest_part *)b;
	int c = digest_cmp(&x->of, &y->of);

	if (c == 0 && x->id != y->id)
		c = x->id < y->id ? -1 : 1;
	if (c == 0)
		c = (int)x->dead - (int)y->dead;
	return c != 0 ? c : digest_cmp(&x->digest, &y->digest);
}

static const struct sized_blob *blob_of(const struct sql_state *q, const struct digest *d)
{
	struct sized_blob key = { .digest = *d };

	return q->blobs.n == 0 ? NULL : (const struct sized_blob *)bsearch(&key, q->blobs.v, q->blobs.n, sizeof key, by_digest);
}

static bool is_config(const struct sized_blob *s)
{
	return s != NULL && (span_search(s->media_type, 0, "config") != SIZE_MAX ||
	                     span_search(s->media_type, 0, "container.image.v1+json") != SIZE_MAX);
}

static int tell_part(struct log_reader *r, const struct manifest_part *p, uint32_t position, struct fault *f)
{
	const struct sized_blob *s = blob_of(&r->sql, &p->digest);
	struct log_event e = { .kind = LOG_EVENT_REFERENCE,
		               .family = r->sql.dump ? LOG_SQL : row_family(p->dead, p->older),
		               .object = LOG_OBJECT_MANIFEST,
		               .parent = p->of,
		               .digest = p->digest,
		               .position = position,
		               .at = p->at,
		               .file = p->file };

	if (p->of_id == 0 || p->blob)
		e.object = LOG_OBJECT_BLOB;
	if (s != NULL) {
		e.has_size = true;
		e.size = s->size;
		e.media_type = s->media_type;
	}
	if (p->media_type.n > 0)
		e.media_type = p->media_type;
	return log_emit(r, &e, f);
}

/* The config stands first in a manifest; Harbor writes the rows in the manifest's order, so it is the first one too where
 * no media type tells it. */
static int tell_manifest(struct log_reader *r, const struct manifest_part *v, size_t n, struct fault *f)
{
	size_t first = 0;
	uint32_t position = 0;

	for (size_t i = n; i > 0 && v[0].of_id == 0; i--)
		if (is_config(blob_of(&r->sql, &v[i - 1].digest)))
			first = i - 1;
	if (tell_part(r, &v[first], position++, f) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		bool twice = i == first;

		for (size_t k = 0; k < i && !twice; k++) /* versions of one row */
			twice = v[k].id == v[i].id && digest_eq(&v[k].digest, &v[i].digest);
		if (!twice && tell_part(r, &v[i], position++, f) < 0)
			return -1;
	}
	return 0;
}

int row_tell_parts(struct log_reader *r, struct fault *f)
{
	struct sql_state *q = &r->sql;
	size_t n = 0;

	if (q->blobs.n > 1)
		qsort(q->blobs.v, q->blobs.n, sizeof *q->blobs.v, by_digest);
	for (size_t i = 0; i < q->parts.n; i++) {
		struct manifest_part p = q->parts.v[i];

		if (p.of_id != 0) {
			struct artifact key = { .id = p.of_id };
			const struct artifact *a = NULL;

			if (q->artifacts.n > 0 && !q->sorted) {
				qsort(q->artifacts.v, q->artifacts.n, sizeof key, by_id);
				q->sorted = true;
			}
			if (q->artifacts.n > 0)
				a = (const struct artifact *)bsearch(&key, q->artifacts.v, q->artifacts.n, sizeof key, by_id);
			if (a == NULL)
				continue;
			p.of = a->digest;
		}
		q->parts.v[n++] = p;
	}
	if (n > 1)
		qsort(q->parts.v, n, sizeof *q->parts.v, by_manifest);
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && digest_eq(&q->parts.v[i].of, &q->parts.v[k].of);)
			k++;
		if (tell_manifest(r, &q->parts.v[i], k - i, f) < 0)
			return -1;
	}
	q->parts.n = 0;
	return 0;
}

int row_owned_name(struct log_reader *r, struct span owner, struct span name, struct span *out, struct fault *f)
{
	uint8_t *p = (uint8_t *)arena_alloc(&r->scratch, owner.n + name.n + 1, f);

	*out = SPAN_NONE;
	if (p == NULL)
		return -1;
	memcpy(p, owner.p, owner.n);
	p[owner.n] = '/';
	memcpy(p + owner.n + 1, name.p, name.n);
	if (name_is_repository(span_make(p, owner.n + name.n + 1)))
		*out = span_make(p, owner.n + name.n + 1);
	return 0;
}
