/* format/tar.c - members of a tar stream, one after the other. */
#include "base/check.h"
#include "base/vec.h"
#include "core/sentence.h"
#include "format/tar_private.h"

#include <stdio.h>
#include <stdlib.h>

enum { SKIP = 128 * 1024 };

static void pax_clear(struct tar_pax *p)
{
	struct buf path = p->path, link = p->link, kept = p->kept;

	memset(p, 0, sizeof *p);
	p->path = path;
	p->link = link;
	p->kept = kept;
	buf_clear(&p->path);
	buf_clear(&p->link);
	buf_clear(&p->kept);
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
	buf_release(&t->global.kept);
	buf_release(&t->local.kept);
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

bool tar_unpadded(const struct tar_reader *t)
{
	return t->unpadded;
}

/* ---- bytes ---------------------------------------------------------------------------------------------- */

static int skip(struct tar_reader *t, uint64_t n, struct fault *f)
{
	while (n > 0) {
		size_t part = n < SKIP ? (size_t)n : SKIP;
		int rc = tar_take(t, t->skip, part, f);

		if (rc != 0)
			return rc;
		n -= part;
	}
	return 0;
}

/* The bytes of a special member (long name, pax header), as far as `bound` goes. */
static int take_special(struct tar_reader *t, uint64_t size, enum limit bound, struct buf *out, struct fault *f)
{
	int rc;

	buf_clear(out);
	if (size > limit_get(&t->limits, bound))
		return tar_bounded(t, bound, size);
	if (buf_reserve(out, (size_t)size, f) < 0)
		return -1;
	rc = tar_take(t, out->p, (size_t)size, f);
	if (rc != 0)
		return rc;
	out->n = (size_t)size;
	return skip(t, (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK, f);
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

void tar_read_layer(struct tar_reader *t)
{
	t->layer = true;
}

enum tar_twist tar_twist(const struct tar_reader *t)
{
	return t->twist;
}

enum tar_reading tar_reading(const struct tar_reader *t)
{
	return t->reading;
}

uint64_t tar_parted(const struct tar_reader *t)
{
	return t->parted;
}

/* Does only GNU tar go on here? */
static bool gnu_alone(const struct tar_reader *t)
{
	return t->gap.n > 0;
}

struct tar_gap tar_gap(const struct tar_reader *t)
{
	return t->gap;
}

/* v7 marks directories by a slash at the end; GNU tar takes that for typed files, too, Go does not. */
static bool slashed(struct span raw)
{
	return raw.n > 0 && raw.p[raw.n - 1] == '/';
}

static enum entry_kind kind_of(uint8_t type, struct span raw, bool layer)
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
	default:
		return slashed(raw) && (type == 0 || (type == '0' && !layer)) ? ENTRY_DIR : ENTRY_FILE;
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

static struct when header_time(const struct tar_pax *local, const struct tar_pax *global, int64_t mtime)
{
	if (local->has_mtime)
		return local->mtime;
	return global->has_mtime ? global->mtime : when_sec(mtime);
}

static void fill_entry(struct tar_reader *t, const struct tar_header *h, struct entry *out)
{
	const struct tar_pax *p = &t->local;

	memset(out, 0, sizeof *out);
	out->path = buf_span(&t->path);
	out->kind = kind_of(h->type, buf_span(&t->raw), t->layer && !gnu_alone(t));
	out->has = HAS_MODE | HAS_OWNER | HAS_OFFSET;
	out->mode = h->mode;
	out->uid = p->has_uid ? p->uid : h->uid;
	out->gid = p->has_gid ? p->gid : h->gid;
	out->mtime = header_time(p, &t->global, h->mtime);
	out->atime = p->has_atime ? p->atime : WHEN_UNKNOWN;
	out->ctime = p->has_ctime ? p->ctime : WHEN_UNKNOWN;
	out->link_target = buf_span(&t->link);
	if (p->odd) {
		out->trouble = FINDING_CONTAINER_DAMAGED;
		(void)sentence(out->why, sizeof out->why, S_PAX_RECORD_ODD);
	} else if (t->lone) { /* others end there; what stood in its place is not known */
		out->trouble = FINDING_CONTAINER_DAMAGED;
		(void)sentence(out->why, sizeof out->why, S_LONE_BLOCK_ZEROS);
		t->lone = false;
	} else if (t->raw.n == 0 && !t->layer) {
		out->trouble = FINDING_CONTAINER_DAMAGED;
		(void)sentence(out->why, sizeof out->why, S_HEADER_WITHOUT_NAME);
	}
}

static void read_device(struct tar_reader *t, const uint8_t *block)
{
	int64_t major, minor;

	t->major = tar_number(span_make(block + 329, 8), false, &major) ? (uint32_t)major : 0;
	t->minor = tar_number(span_make(block + 337, 8), false, &minor) ? (uint32_t)minor : 0;
}

void tar_extra(const struct tar_reader *t, struct tar_more *out)
{
	*out = (struct tar_more){ buf_span(&t->local.kept), t->major, t->minor };
}

/* Of these GNU's listing passes a size over, and Go's reading does not (both observed; of directories typed as such
 * neither does, of hard links neither). */
static bool is_sized_header(uint8_t type, enum entry_kind kind)
{
	return (type >= '2' && type <= '6' && type != '5') || (type == 0 && kind == ENTRY_DIR);
}

/* What follows the header: how many bytes, which of them the file's. */
static int measure(struct tar_reader *t, const struct tar_header *h, const uint8_t *block, struct entry *out,
                   struct fault *f)
{
	bool body = out->kind == ENTRY_FILE;
	int rc = 0;

	t->left = t->local.has_size ? t->local.size : h->size;
	t->twist = t->left > 0 && is_sized_header(h->type, out->kind) ? TAR_SIZED_HEADER
	           : h->type == '0' && slashed(buf_span(&t->raw))    ? TAR_SLASHED_FILE
	                                                             : TAR_STRAIGHT;
	if (t->twist == TAR_SIZED_HEADER && t->gnu_next == 0)
		t->gnu_next = t->at + t->left + (TAR_BLOCK - t->left % TAR_BLOCK) % TAR_BLOCK;
	/* writers disagree about links' sizes; none stores bytes with them, and GNU's listing alone passes them over */
	if (t->twist == TAR_SIZED_HEADER && gnu_alone(t))
		t->gnu_next = 0;
	else if ((h->type >= '1' && h->type <= '6') || (h->type == 0 && out->kind == ENTRY_DIR))
		t->left = 0;
	t->pad = (TAR_BLOCK - t->left % TAR_BLOCK) % TAR_BLOCK;
	t->logical = body && t->local.has_real_size ? t->local.real_size : t->left;
	if (h->type == 'S')
		rc = tar_gnu_sparse(t, block, f);
	else if (body && t->local.sparse_1_0)
		rc = tar_map_1_0(t, f);
	if (rc != 0)
		return rc;
	if (!body || (h->type != 'S' && !t->local.sparse))
		t->runs.n = 0;
	out->size = body ? t->logical : 0;
	out->offset = t->at;
	if (t->runs.n > 0 || t->logical != t->left) {
		if (!tar_place_runs(t)) {
			t->runs.n = 0;
			out->trouble = FINDING_CONTAINER_DAMAGED;
			(void)sentence(out->why, sizeof out->why, S_SPARSE_MAP_OVERLAPS);
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
		rc = take_special(t, h->size, LIMIT_tar_name_bytes, name, f);
		if (rc != 0)
			return rc < 0 ? -1 : rc + 1;
		if (name->n > 0 && span_find(buf_span(name), 0) != SIZE_MAX)
			name->n = span_find(buf_span(name), 0);
		*(h->type == 'L' ? &t->has_long_name : &t->has_long_link) = true;
		return 0;
	case 'x':
	case 'X':
	case 'g':
		rc = take_special(t, h->size, LIMIT_tar_pax_bytes, &text, f);
		if (rc == 0)
			rc = tar_pax_parse(t, h->type == 'g' ? &t->global : &t->local, buf_span(&text), f);
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
			return rc < 0 ? -1 : tar_stream_said(t, rc);
		if (got == 0) {
			t->tail_missing = zeros == 0;
			return t->ended = TAR_END;
		}
		if (got < TAR_BLOCK)
			return tar_broken(t, S_ARCHIVE_ENDS_INSIDE_HEADER);
		if (!tar_all_zero(block)) {
			t->lone = t->lone || zeros == 1;
			return zeros == 1 && t->layer ? tar_broken(t, S_LONE_BLOCK_ZEROS) : 0;
		}
		if (++zeros == 2)
			return t->ended = TAR_END;
	}
}

/* What is left of the member. A layer may end in the padding of its last one: Go's tryReadFull() takes that as the end. */
static int pass_body(struct tar_reader *t, struct fault *f)
{
	uint64_t left = t->left, pad = t->pad;
	size_t got;
	int rc;

	t->left = t->pad = 0;
	if (!t->layer || pad == 0)
		return skip(t, left + pad, f);
	if ((rc = skip(t, left, f)) != 0)
		return rc;
	rc = stream_read_full(t->in, t->skip, (size_t)pad, &got, f);
	t->at += got;
	if (rc != 0)
		return rc < 0 ? -1 : tar_stream_said(t, rc);
	if (got == pad)
		return 0;
	t->header_at = t->at;
	t->unpadded = t->tail_missing = true;
	return t->ended = TAR_END;
}

static void forget_special(struct tar_reader *t)
{
	pax_clear(&t->local);
	t->has_long_name = t->has_long_link = false;
}

/* The next header. Where none stands: the end, but for layers GNU tar's way on to the next one. */
static int next_header(struct tar_reader *t, uint8_t block[TAR_BLOCK], struct tar_header *h, struct fault *f)
{
	uint64_t from = UINT64_MAX;
	const char *why = NULL;

	for (;;) {
		int rc = next_block(t, block, f);

		if (rc == TAR_END && why != NULL) {
			t->header_at = from;
			return tar_broken(t, why);
		}
		if (rc != 0)
			return rc;
		rc = tar_header_parse(h, block);
		if (rc == 0)
			break;
		if (why == NULL) {
			from = t->header_at;
			why = rc == 1 ? S_NO_HEADER_STANDS : S_HEADER_SIZE_TIME;
		}
		if (!t->layer)
			return tar_broken(t, why);
		forget_special(t);
		if (t->gnu_next > t->at && (rc = skip(t, t->gnu_next - t->at, f)) != 0)
			return rc;
	}
	if (why != NULL)
		t->gap = (struct tar_gap){ t->gap.n + 1, from, t->header_at, why };
	return 0;
}

/* Whose reading the member is whose first header stands at `at`. */
static void tell_reading(struct tar_reader *t, uint64_t at)
{
	if (t->layer && t->gnu_next > 0 && at > t->gnu_next && t->parted == 0 && !gnu_alone(t))
		t->parted = t->gnu_next;
	if (at == t->gnu_next || gnu_alone(t))
		t->gnu_next = 0;
	t->reading = !t->layer ? TAR_BOTH : gnu_alone(t) ? TAR_GNU_ALONE : t->gnu_next > 0 ? TAR_GO_ALONE : TAR_BOTH;
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
	if (t->ended != 0)
		return t->ended;
	forget_special(t);
	t->runs.n = 0;
	for (bool alone = true; rc == 0; alone = false) {
		rc = next_header(t, block, &h, f);
		if (rc == TAR_END && !alone && t->layer)
			return tar_broken(t, S_EXTENDED_HEADER_AT);
		if (rc != 0)
			return rc;
		if (alone)
			tell_reading(t, t->header_at);
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
	read_device(t, block);
	rc = measure(t, &h, block, out, f);
	if (rc == 0 && out->path.n > t->limits.path_bytes) {
		out->trouble = FINDING_UNREADABLE;
		(void)sentence(out->why, sizeof out->why, S_PATH_CUT, (uint64_t)out->path.n, (uint64_t)t->limits.path_bytes);
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
			return rc < 0 ? -1 : tar_stream_said(t, rc);
		if (part == 0)
			return tar_broken(t, S_ARCHIVE_ENDS_INSIDE);
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
