/*
 * format/tar_extension.c - what extends a tar header: pax records (POSIX.1-2017, pax) and sparse maps (GNU tar
 * manual, "Storing Sparse Files").
 */
#include "base/check.h"
#include "base/number.h"
#include "core/sentence.h"
#include "format/tar_private.h"

/* ---- pax --------------------------------------------------------------------------------------------------- */

/* "[-]seconds[.fraction]" */
static bool pax_time(struct span s, struct when *out)
{
	bool negative = s.n > 0 && s.p[0] == '-';
	struct when w = { .known = true };
	struct span whole;
	uint64_t sec;

	if (negative)
		s = span_from(s, 1);
	whole = span_cut(&s, '.');
	if (!number_read(&sec, whole, INT64_MAX))
		return false;
	for (uint32_t scale = 100000000; s.n > 0 && w.digits < 9; scale /= 10) {
		if (s.p[0] < '0' || s.p[0] > '9')
			return false;
		w.nsec += (uint32_t)(s.p[0] - '0') * scale;
		w.digits++;
		s = span_from(s, 1);
	}
	w.sec = negative ? -(int64_t)sec : (int64_t)sec;
	if (negative && w.nsec > 0) { /* -1.25 lies between -2 and -1 */
		w.sec--;
		w.nsec = 1000000000 - w.nsec;
	}
	*out = w;
	return true;
}

static int add_run(struct tar_reader *t, uint64_t at, uint64_t length, struct fault *f)
{
	struct run r = { .at = at, .length = length };

	if (t->runs.n >= t->limits.tar_sparse_runs)
		return tar_bounded(t, LIMIT_tar_sparse_runs, (uint64_t)t->runs.n + 1);
	return VEC_PUSH(&t->runs, r, f);
}

/* "offset,length,offset,length..." of GNU.sparse 0.1 */
static int sparse_map(struct tar_reader *t, struct span v, struct fault *f)
{
	t->runs.n = 0;
	while (v.n > 0) {
		uint64_t at, length;
		int rc;

		if (!number_read(&at, span_cut(&v, ','), INT64_MAX) || !number_read(&length, span_cut(&v, ','), INT64_MAX))
			return tar_broken(t, S_SPARSE_MAP_NONE);
		rc = add_run(t, at, length, f);
		if (rc != 0)
			return rc;
	}
	return 0;
}

static int pax_sparse(struct tar_reader *t, struct tar_pax *p, struct span key, struct span v, struct fault *f)
{
	uint64_t n = 0;

	if (span_is(key, "GNU.sparse.name")) {
		buf_clear(&p->path);
		return buf_add(&p->path, v, f);
	}
	if (span_is(key, "GNU.sparse.map")) {
		p->sparse = true;
		return sparse_map(t, v, f);
	}
	if (!number_read(&n, v, INT64_MAX))
		return 0;
	if (span_is(key, "GNU.sparse.major"))
		p->sparse = p->sparse_1_0 = n == 1;
	if (span_is(key, "GNU.sparse.size") || span_is(key, "GNU.sparse.realsize")) {
		p->has_real_size = true;
		p->real_size = n;
	}
	if (span_is(key, "GNU.sparse.numblocks"))
		p->sparse = true;
	if (span_is(key, "GNU.sparse.offset")) {
		p->has_run_at = true;
		p->run_at = n;
	}
	if (span_is(key, "GNU.sparse.numbytes") && p->has_run_at) {
		p->has_run_at = false;
		return add_run(t, p->run_at, n, f);
	}
	return 0;
}

int tar_pax_put(struct buf *out, struct span key, struct span value, struct fault *f)
{
	size_t body = 1 + key.n + 1 + value.n + 1, n = body + 1; /* " key=value\n", and the digits of the whole */

	for (size_t digits = 1, most = 10; n >= most; digits++, most *= 10)
		n = body + digits + 1;
	return buf_printf(out, f, "%zu ", n) < 0 || buf_add(out, key, f) < 0 || buf_add_byte(out, '=', f) < 0 ||
	                       buf_add(out, value, f) < 0 || buf_add_byte(out, '\n', f) < 0
	               ? -1
	               : 0;
}

/* POSIX keeps keywords in small letters for itself; others have a vendor's name and a dot before them. */
static bool keyword_known(struct span key)
{
	static const char *const known[] = { "atime", "charset", "comment", "ctime", "gname", "hdrcharset", "uname" };

	if (span_find(key, '.') != SIZE_MAX)
		return true;
	for (size_t i = 0; i < COUNT(known); i++)
		if (span_is(key, known[i]))
			return true;
	return false;
}

static int pax_record(struct tar_reader *t, struct tar_pax *p, struct span key, struct span v, struct fault *f)
{
	if (span_starts(key, span_of("GNU.sparse.")))
		return pax_sparse(t, p, key, v, f);
	if (span_is(key, "path")) {
		buf_clear(&p->path);
		return buf_add(&p->path, v, f);
	}
	if (span_is(key, "linkpath")) {
		buf_clear(&p->link);
		return buf_add(&p->link, v, f);
	}
	if (span_starts(key, span_of("SCHILY.xattr.")))
		return tar_pax_put(&p->kept, key, v, f);
	if (span_is(key, "size"))
		p->odd |= !(p->has_size = number_read(&p->size, v, INT64_MAX)) && v.n > 0;
	else if (span_is(key, "uid"))
		p->has_uid = number_read(&p->uid, v, INT64_MAX);
	else if (span_is(key, "gid"))
		p->has_gid = number_read(&p->gid, v, INT64_MAX);
	else if (span_is(key, "mtime"))
		p->odd |= !(p->has_mtime = pax_time(v, &p->mtime)) && v.n > 0;
	else if (span_is(key, "atime"))
		p->has_atime = pax_time(v, &p->atime);
	else if (span_is(key, "ctime"))
		p->has_ctime = pax_time(v, &p->ctime);
	else if (!keyword_known(key))
		p->odd = true;
	return 0;
}

/* Records "<length> <key>=<value>\n"; the length counts itself. */
int tar_pax_parse(struct tar_reader *t, struct tar_pax *p, struct span all, struct fault *f)
{
	while (all.n > 0) {
		size_t blank = span_find(all, ' '), equals;
		struct span record;
		uint64_t n;
		int rc;

		if (blank == SIZE_MAX || !number_read(&n, span_sub(all, 0, blank), INT64_MAX) || n > all.n || n < blank + 2 ||
		    all.p[n - 1] != '\n')
			return tar_broken(t, S_PAX_RECORD_NONE);
		record = span_sub(all, blank + 1, (size_t)n - blank - 2);
		all = span_from(all, (size_t)n);
		equals = span_find(record, '=');
		if (equals == SIZE_MAX)
			return tar_broken(t, S_PAX_RECORD_WITHOUT);
		rc = pax_record(t, p, span_sub(record, 0, equals), span_from(record, equals + 1), f);
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* ---- sparse members ------------------------------------------------------------------------------------------ */

/* Pairs of 12-byte numbers; those of unused slots are empty. */
static int gnu_pairs(struct tar_reader *t, const uint8_t *p, size_t pairs, struct fault *f)
{
	for (size_t i = 0; i < pairs; i++, p += 24) {
		int64_t at, length;
		int rc;

		if (p[0] == 0 && p[12] == 0)
			return 0;
		if (!tar_number(span_make(p, 12), false, &at) || !tar_number(span_make(p + 12, 12), false, &length))
			return tar_broken(t, S_SPARSE_MAP_NONE);
		rc = add_run(t, (uint64_t)at, (uint64_t)length, f);
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* Old GNU format: four pairs in the header, 21 in each extension block that follows. */
int tar_gnu_sparse(struct tar_reader *t, const uint8_t *block, struct fault *f)
{
	uint8_t more[TAR_BLOCK];
	bool extended = block[482] != 0;
	int64_t real;
	int rc;

	if (!tar_number(span_make(block + 483, 12), false, &real))
		return tar_broken(t, S_SPARSE_MEMBER_SIZE);
	t->logical = (uint64_t)real;
	rc = gnu_pairs(t, block + 386, 4, f);
	while (rc == 0 && extended) {
		rc = tar_take(t, more, sizeof more, f);
		if (rc == 0)
			rc = gnu_pairs(t, more, 21, f);
		extended = rc == 0 && more[504] != 0;
	}
	return rc;
}

/* A decimal line of a 1.0 map, which stands at the beginning of the member's data. */
static int map_line(struct tar_reader *t, uint8_t block[TAR_BLOCK], size_t *used, uint64_t *out, struct fault *f)
{
	uint64_t v = 0;

	for (unsigned digits = 0;; digits++) {
		uint8_t b;

		if (*used == TAR_BLOCK) {
			int rc;

			if (t->left < TAR_BLOCK)
				return tar_broken(t, S_SPARSE_MAP_DOES);
			rc = tar_take(t, block, TAR_BLOCK, f);
			if (rc != 0)
				return rc;
			t->left -= TAR_BLOCK;
			*used = 0;
		}
		b = block[(*used)++];
		if (b == '\n')
			break;
		if (b < '0' || b > '9' || digits > 18)
			return tar_broken(t, S_SPARSE_MAP_NONE);
		v = v * 10 + (uint64_t)(b - '0');
	}
	*out = v;
	return 0;
}

int tar_map_1_0(struct tar_reader *t, struct fault *f)
{
	uint8_t block[TAR_BLOCK] = { 0 };
	size_t used = TAR_BLOCK;
	uint64_t n, at, length;
	int rc = map_line(t, block, &used, &n, f);

	t->runs.n = 0;
	for (uint64_t i = 0; rc == 0 && i < n; i++) {
		rc = map_line(t, block, &used, &at, f);
		if (rc == 0)
			rc = map_line(t, block, &used, &length, f);
		if (rc == 0)
			rc = add_run(t, at, length, f);
	}
	return rc;
}

/* Gives runs their stream offsets; false when they overlap, pass the size or the stored bytes. */
bool tar_place_runs(struct tar_reader *t)
{
	uint64_t offset = t->at, end = 0, stored = 0;

	for (size_t i = 0; i < t->runs.n; i++) {
		struct run *r = &t->runs.v[i];
		uint64_t last;

		if (r->at < end || add_u64(&last, r->at, r->length) || last > t->logical ||
		    add_u64(&stored, stored, r->length) || stored > t->left)
			return false;
		r->offset = offset;
		offset += r->length;
		end = last;
	}
	return true;
}
