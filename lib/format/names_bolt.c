/*
 * format/names_bolt.c - containerd's meta.db: images by name, what layers inflate to, which repositories they came from.
 * Buckets: containerd, metadata/buckets.go; sherd-formats(7), "containerd".
 */
#include "format/names_bolt.h"

#include "boltfile/boltfile.h"
#include "core/name.h"

static bool in(const struct bolt_row *r, size_t i, const char *name)
{
	return i < r->depth && span_is(r->in[i], name);
}

static int add(struct namings *out, struct naming *n, const struct bolt_row *r, struct fault *f)
{
	n->where = (struct where){ r->at, r->value.n, SPAN_NONE };
	return VEC_PUSH(&out->v, *n, f);
}

/* v1/<namespace>/images/<name>/target: digest */
static int image(struct namings *out, const struct bolt_row *r, struct fault *f)
{
	struct naming n = { .kind = NAMING_TAG };
	struct digest pinned;
	struct span name;

	if (!span_is(r->key, "digest") || digest_parse(&n.digest, r->value) != 0)
		return 0;
	if (arena_span(&out->arena, r->in[3], &name, f) < 0)
		return -1;
	reference_split(name, &n.repository, &n.tag, &pinned);
	if (n.tag.n == 0) /* by digest alone: the repository had it */
		n.kind = n.repository.n > 0 && digest_set(&pinned) ? NAMING_KNOWN : NAMING_LISTED;
	return add(out, &n, r, f);
}

/* Where a blob came from, as far as its labels told yet: keys ascend, and what it inflates to comes last. */
enum { ORIGINS = 8 }; /* rule: repositories of one layer that are told */

struct blob_labels {
	struct span blob; /* as the bucket is called */
	struct span from[ORIGINS];
	size_t n;
};

/* containerd.io/distribution.source.<host>: repositories there, commas between */
static int sources(struct namings *out, struct blob_labels *of, const struct bolt_row *r, struct span host, struct fault *f)
{
	struct span rest = r->value;

	while (rest.n > 0 && of->n < ORIGINS) {
		OWNED(buf) struct buf name = BUF_INIT;
		struct span one = span_cut(&rest, ',');

		if (one.n == 0)
			continue;
		if (buf_add(&name, host, f) < 0 || buf_add_byte(&name, '/', f) < 0 || buf_add(&name, one, f) < 0 ||
		    arena_span(&out->arena, buf_span(&name), &of->from[of->n++], f) < 0)
			return -1;
	}
	return 0;
}

/* containerd.io/uncompressed: a row for each repository, or one without */
static int inflates(struct namings *out, const struct blob_labels *of, const struct bolt_row *r, struct fault *f)
{
	struct naming n = { .kind = NAMING_DIFF_ID };

	if (digest_parse(&n.digest, of->blob) != 0 || digest_parse(&n.other, r->value) != 0 || digest_eq(&n.other, &n.digest))
		return 0;
	for (size_t i = 0; i < of->n || i == 0; i++) {
		n.repository = of->n > 0 ? of->from[i] : SPAN_NONE;
		if (add(out, &n, r, f) < 0)
			return -1;
	}
	return 0;
}

/* v1/<namespace>/content/blob/<digest>/labels */
static int label(struct namings *out, struct blob_labels *of, const struct bolt_row *r, struct fault *f)
{
	static const char source[] = "containerd.io/distribution.source.";

	if (!span_eq(of->blob, r->in[4]))
		*of = (struct blob_labels){ .blob = r->in[4] };
	if (span_starts(r->key, span_of(source)))
		return sources(out, of, r, span_from(r->key, strlen(source)), f);
	return span_is(r->key, "containerd.io/uncompressed") ? inflates(out, of, r, f) : 0;
}

int namings_bolt(struct namings *out, struct span bytes, struct fault *f)
{
	OWNED(bolt) struct bolt *b = NULL;
	struct blob_labels labels = { .n = 0 };
	struct bolt_row r;
	int rc = bolt_open(&b, bytes, f);

	if (rc != 0)
		return rc < 0 ? -1 : NAMES_NO_BOLT;
	while (bolt_next(b, &r) == 0) {
		if (!in(&r, 0, "v1"))
			continue;
		rc = in(&r, 2, "images") && in(&r, 4, "target") && r.depth == 5 ? image(out, &r, f)
		     : in(&r, 2, "content") && in(&r, 3, "blob") && in(&r, 5, "labels") && r.depth == 6 ? label(out, &labels, &r, f)
		                                                                                        : 0;
		if (rc < 0)
			return -1;
	}
	return bolt_damaged(b) ? NAMES_BOLT_DAMAGED : 0;
}
