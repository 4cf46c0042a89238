/* boltfile/tree.c - the head that counts, and a walk over the tree's pages, each entered once. */
#include "boltfile/boltfile.h"

#include <stdlib.h>

/* format: sizes of heads and elements, places of their fields, flags of pages and elements */
enum {
	HEAD = 16, ELEMENT = 16, BUCKET = 16,
	META_BYTES = 64, META_SUM = 56,
	PAGE_BRANCH = 1, PAGE_LEAF = 2, ELEMENT_BUCKET = 1,
	PAGE_LEAST = 512, PAGE_MOST = 65536, /* format: sizes of pages that systems have */
	FRAMES = 64 /* format: a tree of 2^64 keys is not so deep */
};

static const uint32_t magic = 0xED0CDAED, version = 2;

struct bolt_frame {
	uint64_t at, n;       /* of the page in the file, its overflow included */
	uint32_t count, next; /* of its elements */
	bool leaf, bucket;    /* bucket: its name is the last of the row's */
};

struct bolt {
	struct span file;
	uint64_t page_size, root;
	struct bolt_frame v[FRAMES];
	size_t n;
	struct bolt_row row;
	uint64_t left; /* elements that may still be met */
	bool damaged;
	uint8_t *entered; /* a bit for each page */
};

static uint64_t number(struct span s, uint64_t at, size_t bytes)
{
	uint64_t v = 0;

	for (size_t i = bytes; i-- > 0;)
		v = v << 8 | s.p[at + i];
	return v;
}

/* ---- heads ------------------------------------------------------------------------------------------------------- */

/* FNV-1a of 64 bits. */
static uint64_t sum(struct span s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ s.p[i]) * 0x100000001b3u;
	return h;
}

struct meta {
	uint64_t page_size, root, txid;
	bool valid;
};

static struct meta meta_at(struct span file, uint64_t at)
{
	struct meta m = { .valid = false };
	uint64_t from = at + HEAD;

	if (from > file.n || file.n - from < META_BYTES || number(file, from, 4) != magic || number(file, from + 4, 4) != version ||
	    number(file, from + META_SUM, 8) != sum(span_sub(file, (size_t)from, META_SUM)))
		return m;
	m.page_size = number(file, from + 8, 4);
	m.root = number(file, from + 16, 8);
	m.txid = number(file, from + 48, 8);
	m.valid = m.page_size >= PAGE_LEAST && m.page_size <= PAGE_MOST && (m.page_size & (m.page_size - 1)) == 0 &&
	          (at == 0 || at == m.page_size);
	return m;
}

/* The newer of the two that are valid. */
static struct meta find_meta(struct span file)
{
	struct meta best = meta_at(file, 0);

	for (uint64_t at = PAGE_LEAST; at <= PAGE_MOST; at *= 2) {
		struct meta other = meta_at(file, at);

		if (other.valid && (!best.valid || other.txid > best.txid))
			best = other;
	}
	return best;
}

/* ---- pages --------------------------------------------------------------------------------------------------------- */

static bool push(struct bolt *b, uint64_t at, uint64_t n, bool bucket)
{
	struct bolt_frame f = { .at = at, .n = n, .bucket = bucket };
	uint64_t flags;

	if (b->n == FRAMES || n < HEAD)
		return false;
	flags = number(b->file, at + 8, 2);
	f.count = (uint32_t)number(b->file, at + 10, 2);
	f.leaf = flags == PAGE_LEAF;
	if ((flags != PAGE_LEAF && flags != PAGE_BRANCH) || f.count > (n - HEAD) / ELEMENT)
		return false;
	b->v[b->n++] = f;
	return true;
}

static bool push_page(struct bolt *b, uint64_t id, bool bucket)
{
	uint64_t pages = b->file.n / b->page_size, more;

	if (id < 2 || id >= pages || (b->entered[id / 8] >> (id % 8) & 1) != 0 || number(b->file, id * b->page_size, 8) != id)
		return false;
	b->entered[id / 8] |= (uint8_t)(1u << (id % 8));
	more = number(b->file, id * b->page_size + 12, 4);
	return more < pages - id && push(b, id * b->page_size, (more + 1) * b->page_size, bucket);
}

/* A bucket's value: the page of its root, or 0 and the page itself behind. */
static bool push_bucket(struct bolt *b, struct span value, uint64_t at)
{
	uint64_t root;

	if (value.n < BUCKET || b->row.depth == BOLT_DEPTH)
		return false;
	root = number(value, 0, 8);
	return root == 0 ? push(b, at + BUCKET, value.n - BUCKET, true) : push_page(b, root, true);
}

/* ---- elements ------------------------------------------------------------------------------------------------------ */

static bool element_of(const struct bolt *b, const struct bolt_frame *f, uint32_t i, struct span *key, struct span *value, uint64_t *at)
{
	uint64_t from = HEAD + (uint64_t)i * ELEMENT, pos = number(b->file, f->at + from + 4, 4);
	uint64_t k = number(b->file, f->at + from + 8, 4), v = number(b->file, f->at + from + 12, 4);

	if (pos > f->n - from || k > f->n - from - pos || v > f->n - from - pos - k)
		return false;
	*key = span_sub(b->file, (size_t)(f->at + from + pos), (size_t)k);
	*at = f->at + from + pos + k;
	*value = span_sub(b->file, (size_t)*at, (size_t)v);
	return true;
}

/* True: a row is there. */
static bool one_leaf(struct bolt *b, const struct bolt_frame *f, uint32_t i)
{
	struct span key, value;
	uint64_t at;

	if (!element_of(b, f, i, &key, &value, &at)) {
		b->damaged = true;
		return false;
	}
	if ((number(b->file, f->at + HEAD + (uint64_t)i * ELEMENT, 4) & ELEMENT_BUCKET) == 0) {
		b->row.key = key;
		b->row.value = value;
		b->row.at = at;
		return true;
	}
	if (push_bucket(b, value, at))
		b->row.in[b->row.depth++] = key;
	else
		b->damaged = true;
	return false;
}

static void one_branch(struct bolt *b, const struct bolt_frame *f, uint32_t i)
{
	if (!push_page(b, number(b->file, f->at + HEAD + (uint64_t)i * ELEMENT + 8, 8), false))
		b->damaged = true;
}

int bolt_next(struct bolt *b, struct bolt_row *out)
{
	while (b->n > 0) {
		struct bolt_frame *f = &b->v[b->n - 1];
		uint32_t i = f->next;

		if (i == f->count) {
			b->row.depth -= f->bucket;
			b->n--;
			continue;
		}
		if (b->left-- == 0) { /* pages or buckets within each other, met again and again */
			b->damaged = true;
			b->n = 0;
			break;
		}
		f->next++;
		if (!f->leaf) {
			one_branch(b, f, i);
		} else if (one_leaf(b, f, i)) {
			*out = b->row;
			return 0;
		}
	}
	return BOLT_END;
}

bool bolt_damaged(const struct bolt *b)
{
	return b->damaged;
}

void bolt_free(struct bolt *b)
{
	if (b != NULL)
		free(b->entered);
	free(b);
}

int bolt_open(struct bolt **out, struct span file, struct fault *f)
{
	struct meta m = find_meta(file);
	OWNED(bolt) struct bolt *b = NULL;
	size_t bits;

	*out = NULL;
	if (!m.valid)
		return BOLT_NONE;
	b = (struct bolt *)calloc(1, sizeof *b);
	if (b == NULL)
		return fault_memory(f, sizeof *b);
	b->file = file;
	b->page_size = m.page_size;
	b->left = file.n / ELEMENT; /* each has a head of its own where nothing lies */
	bits = (size_t)(file.n / m.page_size) / 8 + 1;
	b->entered = (uint8_t *)calloc(bits, 1);
	if (b->entered == NULL)
		return fault_memory(f, bits);
	b->damaged = !push_page(b, m.root, false);
	*out = TAKE(&b);
	return 0;
}
