/* report/image/image.c - an IMAGE argument: taken apart, then looked up; ambiguous is told with
 * candidates. */
#include "report/private.h"

#include "base/near.h"
#include "base/quote.h"

#include <stdio.h>

static bool lower_hex(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return true;
}

/* A digest with its algorithm, or at least six hexadecimal digits of one. */
static bool digest_like(struct span s)
{
	size_t colon = span_find(s, ':');
	struct digest d;

	if (digest_parse(&d, s) == 0)
		return true;
	if (colon != SIZE_MAX) {
		struct span alg = span_sub(s, 0, colon);

		if (!span_is(alg, "sha256") && !span_is(alg, "sha384") && !span_is(alg, "sha512"))
			return false;
		s = span_from(s, colon + 1);
	}
	return s.n >= 6 && s.n <= 128 && lower_hex(s);
}

int image_arg_parse(struct image_arg *out, struct span text)
{
	size_t at = span_find(text, '@'), colon = SIZE_MAX;

	*out = (struct image_arg){ SPAN_NONE, SPAN_NONE, SPAN_NONE };
	if (at != SIZE_MAX) {
		out->repository = span_sub(text, 0, at);
		out->digest = span_from(text, at + 1);
		return at > 0 && digest_like(out->digest) ? 0 : IMAGE_ARG_MALFORMED;
	}
	if (digest_like(text)) {
		out->digest = text;
		return 0;
	}
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == ':')
			colon = i;
	if (colon == SIZE_MAX || colon == 0 || colon + 1 == text.n)
		return IMAGE_ARG_MALFORMED;
	out->repository = span_sub(text, 0, colon);
	out->tag = span_from(text, colon + 1);
	return 0;
}

/* Candidates gathered for a message that must stay short. */
struct image_match {
	char digest[DIGEST_TEXT];
	size_t n;
	struct buf told;
	bool current;
};

static int tell(struct image_match *x, const char *text, struct span extra, struct fault *f)
{
	char shown[160];

	if (x->told.n > 400)
		return 0;
	return buf_printf(&x->told, f, "%s%s%s%s%s", x->told.n > 0 ? "; " : "", text,
	                  extra.n > 0 ? " (" : "", quote_short(shown, sizeof shown, extra),
	                  extra.n > 0 ? ")" : "");
}

static void keep(char out[DIGEST_TEXT], struct span digest)
{
	size_t n = digest.n < DIGEST_TEXT - 1 ? digest.n : DIGEST_TEXT - 1;

	memcpy(out, digest.p, n);
	out[n] = '\0';
}

static int by_tag(struct report *r, const struct image_arg *a, struct image_match *x, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, QUERY_RESOLVE_TAG, &rows, f) < 0 ||
	    rows_bind_name(rows, 1, a->repository, f) < 0 || rows_bind_name(rows, 2, a->tag, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct span digest = rows_span(rows, "digest"),
		            standing = rows_span(rows, "standing");
		bool current = span_is(standing, "current");
		char where[256], text[DIGEST_TEXT];

		if (x->current && !current)
			break; /* earlier targets do not compete with a current one */
		x->current = current;
		keep(text, digest);
		if (x->n > 0 && strcmp(text, x->digest) == 0)
			continue;
		keep(x->digest, digest);
		x->n++;
		{
			char source[64], path[128];

			(void)snprintf(
			        where, sizeof where, "%.*s, source %s, registry %s",
			        (int)standing.n, (const char *)standing.p,
			        quote_short(source, sizeof source, rows_span(rows, "source")),
			        quote_short(path, sizeof path, rows_span(rows, "registry")));
		}
		if (tell(x, text, span_of(where), f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int by_digest(struct report *r, const struct image_arg *a, struct image_match *x, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, QUERY_RESOLVE_DIGEST, &rows, f) < 0 ||
	    rows_bind_text(rows, 1, a->digest, f) < 0 ||
	    (a->repository.n > 0 && rows_bind_name(rows, 2, a->repository, f) < 0))
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		keep(x->digest, rows_span(rows, "digest"));
		x->n++;
		if (tell(x, x->digest, rows_span(rows, "kind"), f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* The name of the case that is nearest to a repository:tag that is none. */
static int near_name(struct report *r, const char *image, struct near *near, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	*near = near_to(image, strlen(image));
	if (rows_open(r->db, QUERY_TAGS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct span repository = rows_span(rows, "repository"), tag = rows_span(rows, "tag");
		char name[NEAR_LETTERS + 1];

		if (!quote_pasted_safely(repository) || !quote_pasted_safely(tag) || repository.n + 1 + tag.n > NEAR_LETTERS)
			continue;
		(void)snprintf(name, sizeof name, "%.*s:%.*s", (int)repository.n, (const char *)repository.p, (int)tag.n,
		               (const char *)tag.p);
		near_offer(near, name);
	}
	return rc < 0 ? -1 : 0;
}

/* A blob that is no image; `shown` as it was asked for: hexadecimal digits. */
static int tell_blob(struct report *r, const struct rows *blob, const char *shown, struct fault *f)
{
	OWNED(rows) struct rows *table = NULL;
	char kind[32];
	int rc;

	if (ask(&table, r, QUERY_CATALOGUED, rows_span(blob, "digest"), f) < 0)
		return -1;
	rc = rows_next(table, f);
	if (rc < 0)
		return -1;
	(void)quote_short(kind, sizeof kind, rows_span(blob, "kind"));
	return fault_set(f, FAULT_USAGE, 0, "%s is no image but a blob of kind %s; see sherd blobs %s --digest %s%s%s%s%.19s", shown, kind,
	                 r->typed, shown, rc == 0 ? "; damaged, and its own table of contents names its files: sherd salvage " : "",
	                 rc == 0 ? r->typed : "", rc == 0 ? " " : "", rc == 0 ? (const char *)rows_span(blob, "digest").p : "");
}

/* No image: perhaps the digest of something else, perhaps a name mistyped. */
static int tell_absent(struct report *r, const char *image, const struct image_arg *a,
                       struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	char shown[200];

	(void)quote_short(shown, sizeof shown, span_of(image));
	if (a->repository.n == 0) {
		struct report_filter none = { { NULL } };
		OWNED(buf) struct buf prefix = BUF_INIT;

		if (buf_add(&prefix, a->digest, f) < 0)
			return -1;
		none.value[REPORT_FILTER_DIGEST] = buf_cstr(&prefix);
		if (rows_open(r->db, QUERY_BLOBS, &rows, f) < 0 ||
		    filter_bind(rows, REPORT_BLOBS, &none, f) < 0)
			return -1;
		if (rows_next(rows, f) == 0)
			return tell_blob(r, rows, shown, f);
	}
	if (a->tag.n > 0) {
		struct near near;

		if (near_name(r, image, &near, f) < 0)
			return -1;
		if (near_word(&near) != NULL)
			return fault_set(f, FAULT_USAGE, 0, "no image %s in this case; did you mean %s?", shown,
			                 near_word(&near));
	}
	return fault_set(f, FAULT_USAGE, 0,
	                 "no image %s in this case; see sherd images or sherd tags", shown);
}

int report_find_image(struct report *r, const char *image, char *out, struct fault *f)
{
	struct image_match x = { .n = 0, .told = BUF_INIT };
	struct image_arg a;
	char shown[200];
	int rc;

	if (image_arg_parse(&a, span_of(image)) != 0)
		return fault_set(f, FAULT_USAGE, 0,
		                 "%s names no image; give repository:tag, repository@digest, a "
		                 "digest, or at "
		                 "least 6 of its hexadecimal digits (sherd show CASE REPOSITORY lists a repository's tags)",
		                 quote_short(shown, sizeof shown, span_of(image)));
	rc = a.digest.n > 0 ? by_digest(r, &a, &x, f) : by_tag(r, &a, &x, f);
	if (rc == 0 && x.n == 0)
		rc = tell_absent(r, image, &a, f);
	else if (rc == 0 && x.n > 1)
		rc = fault_set(f, FAULT_USAGE, 0, "%s is ambiguous: %s",
		               quote_short(shown, sizeof shown, span_of(image)), buf_cstr(&x.told));
	buf_release(&x.told);
	if (rc == 0)
		memcpy(out, x.digest, DIGEST_TEXT);
	return rc;
}
