/* format/tar.c - members of a tar stream, one after the other. */
#include "base/check.h"
#include "base/vec.h"
#include "format/tar_private.h"

#include <stdio.h>
#include <stdlib.h>

enum { SKIP = 128 * 1024 };

struct pax { /* what an extended header says; unset spans are empty */
	bool has_size, has_mtime, has_atime, has_ctime, has_uid, has_gid, has_real_size;
	uint64_t size, uid, gid, real_size;
	struct when mtime, atime, ctime;
	struct buf path, link;
	bool sparse, sparse_1_0;
	uint64_t run_at; /* of the pair that 0.0 spells in two records */
	bool has_run_at;
};

struct tar_reader {
	struct stream *in;
	struct limits limits;
	uint64_t at;           /* bytes taken from the stream */
	uint64_t header_at;
	uint64_t left, pad;    /* of the current member, in the stream */
	uint64_t logical;      /* size as the file had it */
	uint64_t read_at;      /* logical position of tar_body_read */
	size_t run;            /* run being read */
	VEC(struct run) runs;  /* `offset` is a stream offset */
	struct pax global, local;
	struct buf long_name, long_link, raw, path, link;
	bool has_long_name, has_long_link, tail_missing;
	enum stream_outcome stream_outcome;
	int ended;             /* sticky outcome */
	char why[160];
	uint8_t *skip;
};

static void pax_clear(struct pax *p)
{
	struct buf path = p->path, link = p->link;

	memset(p, 0, sizeof *p);
	p->path = path;
	p->link = link;
	buf_clear(&p->path);
	buf_clear(&p->link);
}

int tar_open(struct tar_reader **out, struct stream *in, const struct limits *limits, struct fault *f)
{
	OWNED(tar_reader) struct tar_reader *t = (struct tar_reader *)calloc(1, sizeof *t);

	*out = NULL;
	if (t == NULL)
		return fault_memory(f, sizeof *t);
	t->in = in;
	t->limits = *limits;
	t->skip = (uint8_t *)malloc(SKIP);
	if (t->skip == NULL)
		return fault_memory(f, SKIP);
	*out = TAKE(&t);
	return 0;
}

void tar_free(struct tar_reader *t)
{
	if (t == NULL)
		return;
	VEC_RELEASE(&t->runs);
	buf_release(&t->global.path);
	buf_release(&t->global.link);
	buf_release(&t->local.path);
	buf_release(&t->local.link);
	buf_release(&t->long_name);
	buf_release(&t->long_link);
	buf_release(&t->raw);
	buf_release(&t->path);
	buf_release(&t->link);
	free(t->skip);
	free(t);
}

struct span tar_raw_name(const struct tar_reader *t)
{
	return buf_span(&t->raw);
}

uint64_t tar_offset(const struct tar_reader *t)
{
	return t->header_at;
}

const char *tar_why(const struct tar_reader *t)
{
	return t->why;
}

enum stream_outcome tar_stream_outcome(const struct tar_reader *t)
{
	return t->stream_outcome;
}

bool tar_tail_missing(const struct tar_reader *t)
{
	return t->tail_missing;
}

/* ---- bytes ---------------------------------------------------------------------------------------------- */

static int stream_said(struct tar_reader *t, int rc)
{
	t->stream_outcome = (enum stream_outcome)rc;
	(void)snprintf(t->why, sizeof t->why, "%s", t->in->why);
	return t->ended = TAR_STREAM;
}

static int broken(struct tar_reader *t, const char *why)
{
	(void)snprintf(t->why, sizeof t->why, "%s", why);
	return t->ended = TAR_BROKEN;
}

/* Exactly n bytes, or TAR_BROKEN when the stream ends before. */
static int take(struct tar_reader *t, void *into, size_t n, struct fault *f)
{
	size_t got;
	int rc = stream_read_full(t->in, into, n, &got, f);

	t->at += got;
	if (rc != 0)
		return rc < 0 ? -1 : stream_said(t, rc);
	return got == n ? 0 : broken(t, "the archive ends inside a member");
}

static int skip(struct tar_reader *t, uint64_t n, struct fault *f)
{
	while (n > 0) {
		size_t part = n < SKIP ? (size_t)n : SKIP;
		int rc = take(t, t->skip, part, f);

		if (rc != 0)
			return rc;
		n -= part;
	}
	return 0;
}

/* The bytes of a special member (long name, pax header), at most `most`. */
static int take_special(struct tar_reader *t, uint64_t size, uint64_t most, struct buf *out, struct fault *f)
{
	int rc;

	buf_clear(out);
	if (size > most)
		return broken(t, "a name or extended header passes the limit");
	if (buf_reserve(out, (size_t)size, f) < 0)
		return -1;
	rc = take(t, out->p, (size_t)size, f);
	if (rc != 0)
		return rc;
	out->n = (size_t)size;
	return skip(t, (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK, f);
}

/* ---- pax --------------------------------------------------------------------------------------------------- */

static bool decimal(struct span s, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n == 0 || s.n > 19)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s.p[i] - '0');
	}
	*out = v;
	return v <= INT64_MAX;
}

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
	if (!decimal(whole, &sec))
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
		return broken(t, "a sparse member has more runs than the limit");
	return VEC_PUSH(&t->runs, r, f);
}

/* "offset,length,offset,length..." of GNU.sparse 0.1 */
static int sparse_map(struct tar_reader *t, struct span v, struct fault *f)
{
	t->runs.n = 0;
	while (v.n > 0) {
		uint64_t at, length;
		int rc;

		if (!decimal(span_cut(&v, ','), &at) || !decimal(span_cut(&v, ','), &length))
			return broken(t, "a sparse map that is none");
		rc = add_run(t, at, length, f);
		if (rc != 0)
			return rc;
	}
	return 0;
}

static int pax_sparse(struct tar_reader *t, struct pax *p, struct span key, struct span v, struct fault *f)
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
	if (!decimal(v, &n))
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

static int pax_record(struct tar_reader *t, struct pax *p, struct span key, struct span v, struct fault *f)
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
	if (span_is(key, "size"))
		p->has_size = decimal(v, &p->size);
	else if (span_is(key, "uid"))
		p->has_uid = decimal(v, &p->uid);
	else if (span_is(key, "gid"))
		p->has_gid = decimal(v, &p->gid);
	else if (span_is(key, "mtime"))
		p->has_mtime = pax_time(v, &p->mtime);
	else if (span_is(key, "atime"))
		p->has_atime = pax_time(v, &p->atime);
	else if (span_is(key, "ctime"))
		p->has_ctime = pax_time(v, &p->ctime);
	return 0;
}

/* Records "<length> <key>=<value>\n"; the length counts itself. */
static int pax_parse(struct tar_reader *t, struct pax *p, struct span all, struct fault *f)
{
	while (all.n > 0) {
		size_t blank = span_find(all, ' '), equals;
		struct span record;
		uint64_t n;
		int rc;

		if (blank == SIZE_MAX || !decimal(span_sub(all, 0, blank), &n) || n > all.n || n < blank + 2 ||
		    all.p[n - 1] != '\n')
			return broken(t, "a pax record that is none");
		record = span_sub(all, blank + 1, (size_t)n - blank - 2);
		all = span_from(all, (size_t)n);
		equals = span_find(record, '=');
		if (equals == SIZE_MAX)
			return broken(t, "a pax record without '='");
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
			return broken(t, "a sparse map that is none");
		rc = add_run(t, (uint64_t)at, (uint64_t)length, f);
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* Old GNU format: four pairs in the header, 21 in each extension block that follows. */
static int gnu_sparse(struct tar_reader *t, const uint8_t *block, struct fault *f)
{
	uint8_t more[TAR_BLOCK];
	bool extended = block[482] != 0;
	int64_t real;
	int rc;

	if (!tar_number(span_make(block + 483, 12), false, &real))
		return broken(t, "a sparse member's size that cannot be");
	t->logical = (uint64_t)real;
	rc = gnu_pairs(t, block + 386, 4, f);
	while (rc == 0 && extended) {
		rc = take(t, more, sizeof more, f);
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
				return broken(t, "a sparse map that does not end");
			rc = take(t, block, TAR_BLOCK, f);
			if (rc != 0)
				return rc;
			t->left -= TAR_BLOCK;
			*used = 0;
		}
		b = block[(*used)++];
		if (b == '\n')
			break;
		if (b < '0' || b > '9' || digits > 18)
			return broken(t, "a sparse map that is none");
		v = v * 10 + (uint64_t)(b - '0');
	}
	*out = v;
	return 0;
}

static int map_1_0(struct tar_reader *t, struct fault *f)
{
	uint8_t block[TAR_BLOCK];
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
static bool place_runs(struct tar_reader *t)
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

/* ---- the member ------------------------------------------------------------------------------------------------ */

/* "./a//b/" -> "a/b"; ".." stays, it is only ever shown. */
static int clean_path(struct buf *out, struct span raw, struct fault *f)
{
	buf_clear(out);
	while (raw.n > 0) {
		struct span part = span_cut(&raw, '/');

		if (part.n == 0 || span_is(part, "."))
			continue;
		if ((out->n > 0 && buf_add_byte(out, '/', f) < 0) || buf_add(out, part, f) < 0)
			return -1;
	}
	return 0;
}

static enum entry_kind kind_of(uint8_t type, struct span raw)
{
	switch (type) {
	case '1':
		return ENTRY_HARDLINK;
	case '2':
		return ENTRY_SYMLINK;
	case '3':
		return ENTRY_CHARDEV;
	case '4':
		return ENTRY_BLOCKDEV;
	case '5':
	case 'D':
		return ENTRY_DIR;
	case '6':
		return ENTRY_FIFO;
	case 'M':
	case 'V':
		return ENTRY_OTHER;
	default: /* v7 marks directories by a slash at the end */
		return raw.n > 0 && raw.p[raw.n - 1] == '/' && (type == 0 || type == '0') ? ENTRY_DIR : ENTRY_FILE;
	}
}

static int name_member(struct tar_reader *t, const struct tar_header *h, struct fault *f)
{
	struct span link = h->link;

	buf_clear(&t->raw);
	if (t->local.path.n > 0) {
		if (buf_add(&t->raw, buf_span(&t->local.path), f) < 0)
			return -1;
	} else if (t->has_long_name) {
		if (buf_add(&t->raw, buf_span(&t->long_name), f) < 0)
			return -1;
	} else {
		if (h->prefix.n > 0 &&
		    (buf_add(&t->raw, h->prefix, f) < 0 || buf_add_byte(&t->raw, '/', f) < 0))
			return -1;
		if (buf_add(&t->raw, h->name, f) < 0)
			return -1;
	}
	if (t->local.link.n > 0)
		link = buf_span(&t->local.link);
	else if (t->has_long_link)
		link = buf_span(&t->long_link);
	if (h->type == '1')
		return clean_path(&t->path, buf_span(&t->raw), f) < 0 ? -1 : clean_path(&t->link, link, f);
	buf_clear(&t->link);
	if (h->type == '2' && buf_add(&t->link, link, f) < 0)
		return -1;
	return clean_path(&t->path, buf_span(&t->raw), f);
}

static struct when header_time(const struct pax *local, const struct pax *global, int64_t mtime)
{
	if (local->has_mtime)
		return local->mtime;
	return global->has_mtime ? global->mtime : when_sec(mtime);
}

static void fill_entry(struct tar_reader *t, const struct tar_header *h, struct entry *out)
{
	const struct pax *p = &t->local;

	memset(out, 0, sizeof *out);
	out->path = buf_span(&t->path);
	out->kind = kind_of(h->type, buf_span(&t->raw));
	out->has = HAS_MODE | HAS_OWNER | HAS_OFFSET;
	out->mode = h->mode;
	out->uid = p->has_uid ? p->uid : h->uid;
	out->gid = p->has_gid ? p->gid : h->gid;
	out->mtime = header_time(p, &t->global, h->mtime);
	out->atime = p->has_atime ? p->atime : WHEN_UNKNOWN;
	out->ctime = p->has_ctime ? p->ctime : WHEN_UNKNOWN;
	out->link_target = buf_span(&t->link);
}

/* What follows the header: how many bytes, which of them the file's. */
static int measure(struct tar_reader *t, const struct tar_header *h, const uint8_t *block, struct entry *out,
                   struct fault *f)
{
	bool body = out->kind == ENTRY_FILE;
	int rc = 0;

	t->left = t->local.has_size ? t->local.size : h->size;
	if (out->kind != ENTRY_FILE && out->kind != ENTRY_OTHER)
		t->left = 0; /* writers disagree about links' sizes; none stores bytes with them */
	t->pad = (TAR_BLOCK - t->left % TAR_BLOCK) % TAR_BLOCK;
	t->logical = body && t->local.has_real_size ? t->local.real_size : t->left;
	if (h->type == 'S')
		rc = gnu_sparse(t, block, f);
	else if (body && t->local.sparse_1_0)
		rc = map_1_0(t, f);
	if (rc != 0)
		return rc;
	if (!body || (h->type != 'S' && !t->local.sparse))
		t->runs.n = 0;
	out->size = body ? t->logical : 0;
	out->offset = t->at;
	if (t->runs.n > 0 || t->logical != t->left) {
		if (!place_runs(t)) {
			t->runs.n = 0;
			out->trouble = FINDING_CONTAINER_DAMAGED;
			(void)snprintf(out->why, sizeof out->why, "a sparse map that overlaps or passes its file");
			t->logical = out->size = t->left;
		}
		out->runs = (struct runs){ t->runs.v, t->runs.n };
	}
	t->read_at = 0;
	t->run = 0;
	return 0;
}

/* A member that speaks of the next one. 0 it was one, 1 it was none, else as tar_next. */
static int special(struct tar_reader *t, const struct tar_header *h, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	struct buf *name = h->type == 'L' ? &t->long_name : &t->long_link;
	int rc;

	switch (h->type) {
	case 'L':
	case 'K':
		rc = take_special(t, h->size, t->limits.tar_name_bytes, name, f);
		if (rc != 0)
			return rc < 0 ? -1 : rc + 1;
		if (name->n > 0 && span_find(buf_span(name), 0) != SIZE_MAX)
			name->n = span_find(buf_span(name), 0);
		*(h->type == 'L' ? &t->has_long_name : &t->has_long_link) = true;
		return 0;
	case 'x':
	case 'X':
	case 'g':
		rc = take_special(t, h->size, t->limits.tar_pax_bytes, &text, f);
		if (rc == 0)
			rc = pax_parse(t, h->type == 'g' ? &t->global : &t->local, buf_span(&text), f);
		return rc <= 0 ? rc : rc + 1;
	default:
		return 1;
	}
}

/* The next block that is a header. */
static int next_block(struct tar_reader *t, uint8_t block[TAR_BLOCK], struct fault *f)
{
	for (unsigned zeros = 0;;) {
		size_t got;
		int rc;

		t->header_at = t->at;
		rc = stream_read_full(t->in, block, TAR_BLOCK, &got, f);
		t->at += got;
		if (rc != 0)
			return rc < 0 ? -1 : stream_said(t, rc);
		if (got == 0) {
			t->tail_missing = zeros == 0;
			return t->ended = TAR_END;
		}
		if (got < TAR_BLOCK)
			return broken(t, "the archive ends inside a header");
		if (!tar_all_zero(block))
			return 0;
		if (++zeros == 2)
			return t->ended = TAR_END;
	}
}

static int pass_body(struct tar_reader *t, struct fault *f)
{
	uint64_t n = t->left + t->pad;

	t->left = t->pad = 0;
	return skip(t, n, f);
}

int tar_next(struct tar_reader *t, struct entry *out, struct fault *f)
{
	uint8_t block[TAR_BLOCK];
	struct tar_header h;
	int rc;

	if (t->ended != 0)
		return t->ended;
	t->header_at = t->at;
	rc = pass_body(t, f);
	pax_clear(&t->local);
	t->has_long_name = t->has_long_link = false;
	t->runs.n = 0;
	while (rc == 0) {
		rc = next_block(t, block, f);
		if (rc != 0)
			return rc;
		rc = tar_header_parse(&h, block);
		if (rc != 0)
			return broken(t, rc == 1 ? "no header stands where one must (checksum)"
			                         : "a header's size or time cannot be");
		rc = special(t, &h, f);
		if (rc == 1)
			break;
		if (rc > 1)
			return rc - 1;
	}
	if (rc != 1)
		return rc;
	if (name_member(t, &h, f) < 0)
		return -1;
	fill_entry(t, &h, out);
	rc = measure(t, &h, block, out, f);
	if (rc == 0 && out->path.n > t->limits.path_bytes) {
		out->trouble = FINDING_CONTAINER_DAMAGED;
		(void)snprintf(out->why, sizeof out->why, "a path longer than the limit");
		out->path = span_sub(out->path, 0, t->limits.path_bytes);
	}
	return rc;
}

/* ---- the body --------------------------------------------------------------------------------------------------- */

/* How many bytes from read_at are a hole (`*hole`) or stored, at most `n`. */
static size_t extent(struct tar_reader *t, size_t n, bool *hole)
{
	uint64_t end = t->logical;

	*hole = false;
	if (t->runs.n > 0 || t->logical != t->left) {
		while (t->run < t->runs.n && t->read_at >= t->runs.v[t->run].at + t->runs.v[t->run].length)
			t->run++;
		*hole = t->run >= t->runs.n || t->read_at < t->runs.v[t->run].at;
		if (t->run < t->runs.n)
			end = *hole ? t->runs.v[t->run].at : t->runs.v[t->run].at + t->runs.v[t->run].length;
	}
	return end - t->read_at < n ? (size_t)(end - t->read_at) : n;
}

int tar_body_read(struct tar_reader *t, void *into, size_t n, size_t *got, struct fault *f)
{
	bool sparse = t->runs.n > 0, hole;
	size_t part;
	int rc;

	*got = 0;
	if (t->ended != 0)
		return t->ended;
	if (t->read_at >= t->logical || n == 0)
		return 0;
	if (!sparse && t->logical != t->left + t->read_at) {
		/* a file that is one hole: nothing is stored */
		part = t->logical - t->read_at < n ? (size_t)(t->logical - t->read_at) : n;
		hole = true;
	} else if (sparse) {
		part = extent(t, n, &hole);
	} else {
		part = t->left < n ? (size_t)t->left : n;
		hole = false;
	}
	if (hole) {
		memset(into, 0, part);
	} else {
		rc = stream_read(t->in, into, part, &part, f);
		if (rc != 0)
			return rc < 0 ? -1 : stream_said(t, rc);
		if (part == 0)
			return broken(t, "the archive ends inside a member");
		t->at += part;
		t->left -= part;
	}
	t->read_at += part;
	*got = part;
	return 0;
}

struct body {
	struct stream base;
	struct tar_reader *t;
};

static int body_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct tar_reader *t = ((struct body *)s)->t;
	int rc = tar_body_read(t, into, n, got, f);

	if (rc <= 0)
		return rc;
	(void)snprintf(s->why, sizeof s->why, "%s", t->why);
	return rc == TAR_STREAM ? (int)t->stream_outcome : STREAM_BROKEN;
}

static void body_close(struct stream *s)
{
	free(s);
}

int tar_body_stream(struct stream **out, struct tar_reader *t, struct fault *f)
{
	static const struct stream_ops ops = { body_read, body_close };
	struct body *b = (struct body *)calloc(1, sizeof *b);

	*out = NULL;
	if (b == NULL)
		return fault_memory(f, sizeof *b);
	b->base.ops = &ops;
	b->t = t;
	*out = &b->base;
	return 0;
}
