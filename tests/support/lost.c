/* tests/support/lost.c - a disk with free space in which blobs lie. */
#include "support/lost.h"

#include "support/packed.h"

#include "hash/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

struct digest digest_of(struct span bytes)
{
	struct fault f = FAULT_INIT;
	struct digest d;

	must(hash_span(&d, DIGEST_SHA256, bytes, &f));
	return d;
}

void lost_init(struct lost *l, size_t blocks, uint64_t seed)
{
	*l = (struct lost){ .a = { .block = BLOCK }, .b = { .steps = 400000, .beam = 8, .broken = 1u << 20, .fragments = true } };
	disk_init(&l->d, blocks * BLOCK);
	noise(l->d.p, blocks * BLOCK, seed);
	l->a.media = &l->d.base;
}

void lost_release(struct lost *l)
{
	carved_release(&l->got);
	targets_release(&l->t);
	area_release(&l->a);
	disk_release(&l->d);
}

void lost_free(struct lost *l, uint64_t block, uint64_t n)
{
	struct range r = { block * BLOCK, n * BLOCK };
	struct fault f = FAULT_INIT;

	must(VEC_PUSH(&l->a.free, r, &f));
}

void lost_put(struct lost *l, uint64_t block, struct span bytes)
{
	size_t up = (bytes.n + BLOCK - 1) / BLOCK * BLOCK;

	memset(l->d.p + block * BLOCK, 0, up);
	disk_put(&l->d, block * BLOCK, bytes);
}

void lost_want(struct lost *l, struct span bytes, bool with_size)
{
	struct digest d = digest_of(bytes);
	struct fault f = FAULT_INIT;

	must(targets_add(&l->t, &d, with_size, bytes.n, &f));
	must(targets_ready(&l->t, &f));
}

void lost_carve(struct lost *l, unsigned jobs)
{
	static const struct watch silent = { .user = NULL };
	struct fault f = FAULT_INIT;

	carved_release(&l->got);
	l->got = (struct carved){ .stats = { .starts = 0 } };
	for (size_t i = 0; i < l->t.v.n; i++)
		l->t.v.v[i].found = false;
	if (carve_area(&l->got, &l->a, &l->t, &l->b, jobs, &silent, &f) < 0)
		fail_msg("%s", f.text);
}

const struct proof *lost_found(struct lost *l, struct span bytes)
{
	struct digest d = digest_of(bytes);

	for (size_t i = 0; i < l->got.proofs.v.n; i++) {
		const struct proof *p = &l->got.proofs.v.v[i];
		uint64_t at = 0;

		if (!digest_eq(&p->digest, &d))
			continue;
		assert_int_equal(p->size, bytes.n);
		for (size_t k = 0; k < p->runs.n; k++) {
			const struct run *r = &p->runs.v[k];

			assert_int_equal(r->at, at);
			assert_memory_equal(l->d.p + r->offset, bytes.p + at, r->length);
			at += r->length;
		}
		assert_int_equal(at, bytes.n);
		return p;
	}
	return NULL;
}

/* ---- blobs -------------------------------------------------------------------------------------------- */

static void put_octal(char *field, size_t digits, uint64_t v)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%0*" PRIo64, (int)digits, v);
	memcpy(field, text, digits + 1);
}

static void header_add(struct buf *b, const char *name, uint64_t size)
{
	char h[512] = { 0 };
	unsigned sum = 0;

	(void)snprintf(h, 100, "%s", name);
	put_octal(h + 100, 7, 0644);
	put_octal(h + 108, 7, 0);
	put_octal(h + 116, 7, 0);
	put_octal(h + 124, 11, size);
	put_octal(h + 136, 11, 1700000000);
	memset(h + 148, ' ', 8);
	h[156] = '0';
	memcpy(h + 257, "ustar", 6);
	memcpy(h + 263, "00", 2);
	for (size_t i = 0; i < sizeof h; i++)
		sum += (uint8_t)h[i];
	put_octal(h + 148, 6, sum);
	add(b, span_make(h, sizeof h));
}

void tar_make(struct buf *b, size_t n, uint64_t seed)
{
	static const uint8_t zeros[1024];
	size_t begin = b->n;

	for (unsigned i = 0; b->n - begin < n; i++) {
		OWNED(buf) struct buf body = BUF_INIT;
		size_t size = (size_t)(noise_next(&seed) % 200000) + 1, text = size * (noise_next(&seed) % 4) / 4;
		char name[64];
		uint8_t raw[4096];

		if (size > n - (b->n - begin))
			size = n - (b->n - begin);
		if (text > size)
			text = size;
		sample(&body, text, (uint32_t)noise_next(&seed));
		while (body.n < size) {
			noise(raw, sizeof raw, noise_next(&seed));
			add(&body, span_make(raw, size - body.n < sizeof raw ? size - body.n : sizeof raw));
		}
		(void)snprintf(name, sizeof name, "usr/lib/file-%u", i);
		header_add(b, name, size);
		add(b, buf_span(&body));
		add(b, span_make(zeros, (512 - size % 512) % 512));
	}
	add(b, span_make(zeros, sizeof zeros));
}

void layer_make(struct buf *b, size_t n, uint64_t seed)
{
	OWNED(buf) struct buf raw = BUF_INIT;

	tar_make(&raw, n, seed);
	gzip_add(b, buf_span(&raw), 6);
}

void zstd_make(struct buf *b, size_t n, uint64_t seed)
{
	OWNED(buf) struct buf raw = BUF_INIT;
	struct fault f = FAULT_INIT;
	ZSTD_CCtx *z = ZSTD_createCCtx();
	size_t got;

	tar_make(&raw, n, seed);
	must(buf_reserve(b, ZSTD_compressBound(raw.n), &f));
	(void)ZSTD_CCtx_setParameter(z, ZSTD_c_checksumFlag, 1);
	(void)ZSTD_CCtx_setParameter(z, ZSTD_c_windowLog, 18);
	got = ZSTD_compress2(z, b->p + b->n, b->cap - b->n, raw.p, raw.n);
	assert_false(ZSTD_isError(got));
	b->n += got;
	(void)ZSTD_freeCCtx(z);
}

static void entry_add(struct buf *b, const char *type, uint64_t *seed, bool indented)
{
	struct fault f = FAULT_INIT;
	char text[DIGEST_TEXT];
	uint8_t raw[32];
	struct digest d;

	noise(raw, sizeof raw, noise_next(seed));
	d = digest_of(span_make(raw, sizeof raw));
	must(buf_printf(b, &f, indented ? "{\n         \"mediaType\": \"%s\",\n         \"size\": %u,\n"
	                                  "         \"digest\": \"%s\"\n      }"
	                                : "{\"mediaType\":\"%s\",\"size\":%u,\"digest\":\"%s\"}",
	                type, (unsigned)(noise_next(seed) % 100000000), digest_text(text, &d)));
}

void document_make(struct buf *b, size_t layers, uint64_t seed, bool indented)
{
	static const char *const oci = "application/vnd.oci.image.";
	struct fault f = FAULT_INIT;
	char type[80];

	(void)snprintf(type, sizeof type, "%sconfig.v1+json", oci);
	must(buf_printf(b, &f, indented ? "{\n   \"schemaVersion\": 2,\n   \"config\": "
	                                : "{\"schemaVersion\":2,\"config\":"));
	entry_add(b, type, &seed, indented);
	must(buf_printf(b, &f, indented ? ",\n   \"layers\": [\n      " : ",\"layers\":["));
	(void)snprintf(type, sizeof type, "%slayer.v1.tar+gzip", oci);
	for (size_t i = 0; i < layers; i++) {
		if (i > 0)
			must(buf_add_text(b, indented ? ",\n      " : ",", &f));
		entry_add(b, type, &seed, indented);
	}
	must(buf_add_text(b, indented ? "\n   ]\n}" : "]}", &f));
}
