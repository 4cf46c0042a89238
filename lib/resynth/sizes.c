/*
 * resynth/sizes.c - a manifest of which one size is not known: the number is counted up in its place. What stands before
 * it is hashed once, what follows is padded once for each number of digits, and only whole blocks are hashed.
 */
#include "resynth/search.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64, /* of SHA-256 */ DIGITS = 20 /* of a number of 64 bits */ };

struct counted_size {
	struct fixed_text *text;
	struct mid head; /* of the whole blocks before the number */
	size_t rest;     /* bytes before the number that fill no block */
	uint8_t *tail;   /* those, the number, what follows, the padding */
	size_t blocks;   /* of `tail` */
	size_t digits;
};

/* FIPS 180-4, 5.1.1: a bit that is set, zeros, the length in bits as 64 bits, big endian. */
static void lay_out(struct counted_size *x, size_t digits)
{
	size_t after = x->text->n - x->text->size_at, n = x->rest + digits + after, whole = x->text->n + digits;
	uint64_t bits = (uint64_t)whole * 8;

	x->digits = digits;
	x->blocks = (n + 1 + 8 + BLOCK - 1) / BLOCK;
	memset(x->tail, 0, x->blocks * BLOCK);
	memcpy(x->tail, x->text->p + x->text->size_at - x->rest, x->rest);
	memset(x->tail + x->rest, '0', digits);
	x->tail[x->rest] = '1';
	memcpy(x->tail + x->rest + digits, x->text->p + x->text->size_at, after);
	x->tail[n] = 0x80;
	for (size_t i = 0; i < 8; i++)
		x->tail[x->blocks * BLOCK - 1 - i] = (uint8_t)(bits >> (8 * i));
}

/* The next number; a digit more makes another layout. */
static void count_up(struct counted_size *x)
{
	uint8_t *number = x->tail + x->rest;

	for (size_t i = x->digits; i-- > 0;) {
		if (number[i] != '9') {
			number[i]++;
			return;
		}
		number[i] = '0';
	}
	lay_out(x, x->digits + 1);
}

static void digest_of(const struct counted_size *x, struct digest *d)
{
	struct mid m = x->head;

	mid_add(&m, span_make(x->tail, x->blocks * BLOCK));
	mid_padded(&m, d);
}

/* Written and hashed once more as a whole. */
static int keep(struct search_worker *w, struct counted_size *x, const struct hit *h, const struct style *s, const struct digest *d,
                uint64_t size)
{
	struct fixed_text *t = x->text;
	struct digest again;
	struct mid m;

	memmove(t->p + t->size_at + x->digits, t->p + t->size_at, t->n - t->size_at);
	memcpy(t->p + t->size_at, x->tail + x->rest, x->digits);
	mid_start(&m);
	mid_add(&m, span_make(t->p, t->n + x->digits));
	mid_end(&m, &again);
	if (!digest_eq(d, &again))
		return 0;
	return search_keep(w, s, d, h->input, span_make(t->p, t->n + x->digits), false, h->order, size);
}

static int count(struct search_worker *w, struct counted_size *x, const struct hit *h, const struct style *s, uint64_t most)
{
	struct digest d;

	lay_out(x, 1);
	for (uint64_t n = 1; n <= most; n++, count_up(x)) {
		digest_of(x, &d);
		w->cost.sizes++;
		if (resynth_is_wanted(w->r, &d))
			return keep(w, x, h, s, &d, n);
		if ((n & 0xFFFF) == 0 && watch_check(w->watch, &w->fault) < 0)
			return -1;
	}
	return 0;
}

int search_sizes_of(struct search_worker *w, const struct style *s, const struct conf *c,
                    const struct resynth_blob *const *layers, const struct digest *input, size_t order, uint64_t most)
{
	struct hit h = { .input = input, .order = order };
	struct counted_size x = { .text = &w->text };
	int rc;

	write_manifest(&w->text, s, c, layers);
	if (w->text.full || w->text.size_at == SIZE_MAX || w->text.n + DIGITS > w->text.cap)
		return 0;
	x.rest = w->text.size_at % BLOCK;
	mid_start(&x.head);
	mid_add(&x.head, span_make(w->text.p, w->text.size_at - x.rest));
	x.tail = (uint8_t *)malloc(w->text.n - w->text.size_at + DIGITS + 3 * BLOCK);
	if (x.tail == NULL)
		return fault_memory(&w->fault, w->text.n);
	rc = count(w, &x, &h, s, most);
	free(x.tail);
	return rc;
}
