/* report/open.c - the case opened for telling, questions put to it, digests made short. */
#include "report/private.h"
#include "casedb/merge.h"

#include "base/quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int report_open(struct report **out, const char *case_path, const struct watch *watch,
                struct fault *f)
{
	OWNED(report) struct report *r = (struct report *)calloc(1, sizeof *r);

	*out = NULL;
	if (r == NULL)
		return fault_memory(f, sizeof *r);
	r->watch = watch;
	r->typed = strdup(quote_pasted_safely(span_of(case_path)) ? case_path : "CASE");
	if (r->typed == NULL)
		return fault_memory(f, strlen(case_path) + 1);
	if (casedb_open(&r->db, case_path, CASEDB_READ, watch, f) < 0 || casedb_refuse_part(r->db, f) < 0)
		return -1;
	*out = TAKE(&r);
	return 0;
}

void report_close(struct report *r)
{
	if (r == NULL)
		return;
	shorts_release(&r->shorts);
	free(r->typed);
	casedb_abandon(r->db);
	free(r);
}

int ask(struct rows **out, struct report *r, enum query q, struct span key, struct fault *f)
{
	if (rows_open(r->db, q, out, f) < 0)
		return -1;
	return key.n == 0 ? 0 : rows_bind_text(*out, 1, key, f);
}

int ask_int(struct rows **out, struct report *r, enum query q, const char *owner, int64_t id,
            struct fault *f)
{
	if (rows_open(r->db, q, out, f) < 0)
		return -1;
	return rows_bind_text(*out, 1, span_of(owner), f) < 0 ? -1 : rows_bind_int(*out, 2, id, f);
}

static int by_hex(const void *a, const void *b)
{
	const struct digest *x = (const struct digest *)a, *y = (const struct digest *)b;
	int c = memcmp(x->byte, y->byte, DIGEST_MAX_BYTES);

	return c != 0 ? c : (x->alg > y->alg) - (x->alg < y->alg);
}

void shorts_sort(struct shorts *s)
{
	size_t kept = 0;

	if (s->n > 1)
		qsort(s->v, s->n, sizeof *s->v, by_hex);
	for (size_t i = 0; i < s->n; i++) /* one told twice would be short of itself */
		if (i == 0 || !digest_eq(&s->v[i], &s->v[kept - 1]))
			s->v[kept++] = s->v[i];
	s->n = kept;
	s->loaded = true;
}

int shorts_load(struct report *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	struct shorts *s = &r->shorts;
	size_t cap = 0;
	int rc;

	if (s->loaded)
		return 0;
	if (ask(&rows, r, QUERY_ALL_DIGESTS, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct digest d;

		if (digest_parse(&d, rows_span(rows, "digest")) != 0)
			continue;
		if (s->n == cap) {
			size_t more = cap == 0 ? 256 : cap * 2;
			void *p = realloc(s->v, more * sizeof *s->v);

			if (p == NULL)
				return fault_memory(f, more * sizeof *s->v);
			s->v = (struct digest *)p;
			cap = more;
		}
		s->v[s->n++] = d;
	}
	if (rc < 0)
		return -1;
	shorts_sort(s);
	return 0;
}

void shorts_release(struct shorts *s)
{
	free(s->v);
	*s = (struct shorts){ NULL, 0, false };
}

/* Hexadecimal digits two digests have in common at their head. */
static size_t common(const struct digest *a, const struct digest *b)
{
	size_t n = 0;

	while (n < DIGEST_MAX_BYTES && a->byte[n] == b->byte[n])
		n++;
	if (n == DIGEST_MAX_BYTES)
		return 2 * n;
	return 2 * n + ((a->byte[n] ^ b->byte[n]) < 0x10);
}

size_t shorts_length(const struct shorts *s, const struct digest *d)
{
	size_t lo = LOWER_BOUND(s->n, mid, by_hex(&s->v[mid], d) < 0), need = SHORT_HEX;

	/* neighbours on both sides, the digest itself not counted */
	if (lo > 0 && common(&s->v[lo - 1], d) >= need)
		need = common(&s->v[lo - 1], d) + 1;
	if (lo < s->n && by_hex(&s->v[lo], d) == 0)
		lo++;
	if (lo < s->n && common(&s->v[lo], d) >= need)
		need = common(&s->v[lo], d) + 1;
	return need;
}

const char *short_digest(const struct shorts *s, char out[DIGEST_TEXT], struct span text)
{
	char whole[DIGEST_TEXT];
	struct digest d;
	const char *from;
	size_t n;

	if (digest_parse(&d, text) != 0) {
		n = text.n < DIGEST_TEXT - 1 ? text.n : DIGEST_TEXT - 1;
		if (n > 0)
			memcpy(out, text.p, n);
		out[n] = '\0';
		return out;
	}
	(void)digest_text(whole, &d);
	from = d.alg == DIGEST_SHA256 ? whole + 7 : whole;
	n = shorts_length(s, &d) + (d.alg == DIGEST_SHA256 ? 0 : 7);
	(void)snprintf(out, DIGEST_TEXT, "%.*s", (int)n, from);
	return out;
}
