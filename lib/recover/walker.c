/*
 * recover/walker.c - which walker, and what is common to all.
 */
#include "recover/walker.h"

#include <stdlib.h>

static bool begins_json(struct span head)
{
	size_t i = 1;

	if (head.n < 2 || head.p[0] != '{')
		return false;
	while (i < head.n && (head.p[i] == ' ' || head.p[i] == '\n' || head.p[i] == '\r' || head.p[i] == '\t'))
		i++;
	return i < head.n && head.p[i] == '"';
}

static bool begins_zstd(const uint8_t *p)
{
	static const uint8_t magic[] = { 0x28, 0xb5, 0x2f, 0xfd }, skippable[] = { 0x2a, 0x4d, 0x18 };

	return memcmp(p, magic, sizeof magic) == 0 ||
	       ((p[0] & 0xF0) == 0x50 && memcmp(p + 1, skippable, sizeof skippable) == 0);
}

enum recover_method walker_sniff(struct span head)
{
	static const uint8_t gzip[] = { 0x1f, 0x8b, 0x08 };

	if (head.n < 8)
		return 0;
	if (memcmp(head.p, gzip, sizeof gzip) == 0)
		return head.p[3] <= 0x1F ? RECOVER_BY_GZIP : 0;
	if (begins_zstd(head.p))
		return RECOVER_BY_ZSTD;
	if (begins_json(head))
		return RECOVER_BY_JSON;
	if (head.n >= 512 && memcmp(head.p + 257, "ustar", 5) == 0 && tar_header_holds(head.p))
		return RECOVER_BY_TAR;
	return 0;
}

int walker_init(struct walker *w, enum recover_method kind, struct fault *f)
{
	memset(w, 0, sizeof *w);
	w->kind = kind;
	if (kind == RECOVER_BY_TAR)
		tar_walk_init(&w->u.tar);
	if (kind != RECOVER_BY_GZIP)
		return 0;
	tar_walk_init(&w->u.gzip.out);
	return stepper_new(&w->u.gzip.z, f);
}

int walker_clone(struct walker *to, const struct walker *from, struct fault *f)
{
	*to = *from;
	return from->kind == RECOVER_BY_GZIP ? stepper_clone(&to->u.gzip.z, from->u.gzip.z, f) : 0;
}

void walker_release(struct walker *w)
{
	if (w->kind == RECOVER_BY_GZIP)
		stepper_free(TAKE(&w->u.gzip.z));
}

void walker_pass(struct walker *w, uint64_t n)
{
	w->skip -= n;
	w->at += n;
	if (w->kind == RECOVER_BY_TAR)
		w->u.tar.skip -= n;
}

static int feed_tar(struct walker *w, struct span in, size_t *used)
{
	uint32_t before = w->u.tar.headers;
	int rc = tar_feed(&w->u.tar, in, used);

	w->evidence += (uint64_t)(w->u.tar.headers - before) * 20 * WALK_NAT;
	w->skip = w->u.tar.capture ? 0 : w->u.tar.skip;
	return rc;
}

int walker_feed(struct walker *w, struct span in, size_t *used, uint8_t *scratch, struct fault *f)
{
	int rc;

	*used = 0;
	if (w->skip > in.n) {
		walker_pass(w, in.n);
		*used = in.n;
		return WALK_MORE;
	}
	switch (w->kind) {
	case RECOVER_BY_GZIP:
		rc = gzip_feed(w, in, used, scratch, f);
		break;
	case RECOVER_BY_ZSTD:
		rc = zstd_feed(w, in, used);
		break;
	case RECOVER_BY_TAR:
		rc = feed_tar(w, in, used);
		break;
	default:
		rc = json_feed(&w->u.json, in, used);
		w->evidence += *used * 32; /* a byte of noise is right in one of some cases */
		break;
	}
	w->at += *used;
	return rc;
}
