/*
 * format/properties.c - what Nexus keeps beside every <name>.bytes of a blob store: <name>.properties, the lines
 * key=value of java.util.Properties. Of Docker's repositories the blob-name is the path of the request that wrote it:
 * [/]v2/<image>/manifests/<tag or digest>, [/]v2/<image>/blobs/<digest>. sherd-formats(7), "Other stores".
 */
#include "base/number.h"
#include "core/name.h"
#include "format/format.h"

struct property {
	struct span value; /* escapes undone */
	struct where where;
};

struct properties {
	struct property name, bucket, created, deleted, deleted_at;
	bool removed;
};

/* The next line; empty lines and comments too. */
static struct span next_line(struct span *rest)
{
	struct span line = span_cut(rest, '\n');

	return line.n > 0 && line.p[line.n - 1] == '\r' ? span_sub(line, 0, line.n - 1) : line;
}

/* Properties.store() puts a backslash before ':', '=', '#', '!', blanks and itself; other escapes stay as they are. */
static int unescape(struct namings *out, struct span raw, struct span *value, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;

	for (size_t i = 0; i < raw.n; i++) {
		if (raw.p[i] == '\\' && i + 1 < raw.n && memchr(":=#! \\", raw.p[i + 1], 6) != NULL)
			i++;
		if (buf_add_byte(&text, raw.p[i], f) < 0)
			return -1;
	}
	return arena_span(&out->arena, buf_span(&text), value, f);
}

static struct property *property_of(struct properties *p, struct span key)
{
	const struct {
		const char *key;
		struct property *to;
	} all[] = { { "@BlobStore.blob-name", &p->name }, { "@Bucket.repo-name", &p->bucket },
		    { "creationTime", &p->created },      { "deleted", &p->deleted },
		    { "deletedDateTime", &p->deleted_at } };

	for (size_t i = 0; i < COUNT(all); i++)
		if (span_is(key, all[i].key))
			return all[i].to;
	return NULL;
}

static int read_lines(struct namings *out, struct span bytes, struct properties *p, struct fault *f)
{
	struct span rest = bytes;

	while (rest.n > 0) {
		struct span line = next_line(&rest), value = line, key = span_cut(&value, '=');
		struct property *x = line.n == key.n || line.p[0] == '#' ? NULL : property_of(p, key);

		if (x == NULL)
			continue;
		x->where = (struct where){ (uint64_t)(value.p - bytes.p), value.n, SPAN_NONE };
		if (unescape(out, value, &x->value, f) < 0)
			return -1;
	}
	p->removed = span_is(p->deleted.value, "true");
	return 0;
}

/* Milliseconds since 1970. */
static struct when moment(struct span text)
{
	uint64_t ms;

	if (!number_read(&ms, text, UINT64_C(999999999999999)))
		return WHEN_UNKNOWN;
	return (struct when){ (int64_t)(ms / 1000), (uint32_t)(ms % 1000) * 1000000, 3, true };
}

/* The part of `path` before its last two, which are `what` and *last. False: it is no path of that kind. */
static bool split_request(struct span path, const char *what, struct span *image, struct span *last)
{
	size_t n = strlen(what);

	for (size_t i = path.n; i > n; i--) {
		if (path.p[i - 1] != '/' || !span_ends(span_sub(path, 0, i - 1), span_of(what)))
			continue;
		*image = span_sub(path, 0, i - 1 - n);
		*last = span_from(path, i);
		return last->n > 0;
	}
	return false;
}

/* "<repository of Nexus>/<image>": the name it is pulled by where the path tells the repository. */
static int join(struct namings *out, const struct properties *p, struct span image, struct span *name, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;

	if (buf_add(&text, p->bucket.value, f) < 0 ||
	    (text.n > 0 && image.n > 0 && buf_add_byte(&text, '/', f) < 0) || buf_add(&text, image, f) < 0)
		return -1;
	return arena_span(&out->arena, buf_span(&text), name, f);
}

static int name_manifest(struct namings *out, const struct properties *p, struct span image, struct span last,
                         struct fault *f)
{
	struct naming n = { .kind = p->removed ? NAMING_REMOVED : NAMING_TAG,
		            .time = moment(p->removed ? p->deleted_at.value : p->created.value),
		            .where = p->name.where };

	if (digest_parse(&n.digest, last) == 0) {
		if (!p->removed)
			n.kind = NAMING_LISTED;
	} else if (name_is_tag(last)) {
		memset(&n.digest, 0, sizeof n.digest); /* of the bytes beside it: casedb/settle.c */
		n.tag = last;
	} else {
		return 0;
	}
	return join(out, p, image, &n.repository, f) < 0 ? -1 : VEC_PUSH(&out->v, n, f);
}

int properties_parse(struct namings *out, struct span bytes, struct fault *f)
{
	struct properties p = { .removed = false };
	struct naming n = { .kind = NAMING_UNSET };
	struct span path, image, last;

	if (read_lines(out, bytes, &p, f) < 0)
		return -1;
	path = p.name.value;
	if (path.n > 0 && path.p[0] == '/')
		path = span_from(path, 1);
	if (p.name.value.n == 0 || p.bucket.value.n == 0)
		return 0;
	out->store = STORE_IS_NEXUS;
	if (!span_starts(path, span_of("v2/")))
		return 0;
	path = span_from(path, 3);
	if (split_request(path, "/manifests", &image, &last))
		return name_manifest(out, &p, image, last, f);
	if (!(split_request(path, "/blobs", &image, &last) && digest_parse(&n.digest, last) == 0))
		return 0;
	n.kind = p.removed ? NAMING_REMOVED : NAMING_WROTE;
	n.time = moment(p.removed ? p.deleted_at.value : p.created.value);
	n.where = p.name.where;
	/* only a manifest is removed from a repository: a blob is every image's */
	if (!p.removed && join(out, &p, span_is(image, "-") ? SPAN_NONE : image, &n.repository, f) < 0)
		return -1;
	return VEC_PUSH(&out->v, n, f);
}
