/* report/image/tree.c - what lies right below an image, and the document its history stands in. */
#include "report/private.h"

#include "core/sentence.h"

#include "base/quote.h"
#include "base/vec.h"

static void copy(char *out, size_t room, struct span s)
{
	size_t n = s.n < room - 1 ? s.n : room - 1;

	if (n > 0)
		memcpy(out, s.p, n);
	out[n] = '\0';
}

void twigs_release(struct twigs *t)
{
	VEC_RELEASE(t);
}

static int push(struct twigs *out, enum twig_kind kind, const struct rows *row, struct fault *f)
{
	struct twig t = { .kind = kind };

	copy(t.digest, sizeof t.digest, rows_span(row, "digest"));
	copy(t.diff_id, sizeof t.diff_id, rows_span(row, "diff_id"));
	copy(t.claimed, sizeof t.claimed, rows_span(row, "diff_id_claimed"));
	copy(t.state, sizeof t.state, rows_span(row, "state"));
	copy(t.completeness, sizeof t.completeness, rows_span(row, "completeness"));
	(void)quote_short(t.platform, sizeof t.platform, rows_span(row, "platform"));
	(void)quote_short(t.media_type, sizeof t.media_type, rows_span(row, "media_type"));
	t.has_size = rows_has(row, "size");
	t.size = (uint64_t)rows_int(row, "size");
	return VEC_PUSH(out, t, f);
}

static int push_all(struct twigs *out, struct report *r, enum query q, enum twig_kind kind,
                    struct span image, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, q, image, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (push(out, kind, rows, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

static bool differs(const struct twig *t)
{
	return t->kind == TWIG_LAYER && t->diff_id[0] != '\0' && t->claimed[0] != '\0' && strcmp(t->diff_id, t->claimed) != 0;
}

/* That a layer is another than the config names is for the finding to say: a digest of another algorithm, or of what is no tar,
 * was not compared. */
static int judge_layers(struct twigs *out, struct report *r, struct span image, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	bool any = false;
	int rc;

	for (size_t i = 0; i < out->n; i++) {
		struct twig *t = &out->v[i];

		t->claim = differs(t) ? CLAIM_NOT_COMPARED : CLAIM_HOLDS;
		any = any || t->claim != CLAIM_HOLDS;
	}
	if (!any)
		return 0;
	if (ask(&rows, r, QUERY_WRONG_LAYERS, image, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		for (size_t i = 0; i < out->n; i++)
			if (out->v[i].claim == CLAIM_NOT_COMPARED && span_is(rows_span(rows, "digest"), out->v[i].digest))
				out->v[i].claim = CLAIM_WRONG;
	return rc < 0 ? -1 : 0;
}

int twigs_load(struct twigs *out, struct report *r, struct span image, struct fault *f)
{
	if (push_all(out, r, QUERY_IMAGE_CONFIG, TWIG_CONFIG, image, f) < 0 ||
	    push_all(out, r, QUERY_IMAGE_LAYERS, TWIG_LAYER, image, f) < 0 ||
	    push_all(out, r, QUERY_IMAGE_CHILDREN, TWIG_CHILD, image, f) < 0)
		return -1;
	for (size_t i = 0; i < out->n; i++)
		out->layers += out->v[i].kind == TWIG_LAYER;
	return judge_layers(out, r, image, f);
}

static int document_of(struct built *out, struct report *r, struct span digest, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (digest.n == 0)
		return 0;
	if (ask(&rows, r, QUERY_DOCUMENT, digest, f) < 0)
		return -1;
	rc = rows_next(rows, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	copy(out->document, sizeof out->document, rows_span(rows, "sha256"));
	out->steps = rows_int(rows, "steps");
	out->layer_steps = rows_int(rows, "layer_steps");
	return 0;
}

int built_load(struct built *out, struct report *r, struct span image, struct span config,
               struct fault *f)
{
	memset(out, 0, sizeof *out);
	return document_of(out, r, config.n > 0 ? config : image, f);
}

const char *elsewhere_text(struct span what)
{
	if (span_is(what, "same-content"))
		return S_ANOTHER_BLOB_INFLATES;
	if (span_is(what, "upload"))
		return S_UPLOAD_SESSION_HOLDS;
	if (span_is(what, "inline"))
		return S_DOCUMENT_CARRIES_INLINE;
	if (span_is(what, "damaged-copy"))
		return S_DAMAGED_COPY_STANDS;
	return S_ONCE_PUSHED_MOUNTED;
}
