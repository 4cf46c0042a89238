/*
 * media/split.c - a raw image in several files beside each other: name.001 .002 ..., name.000 ...,
 * name.aa .ab
 * ... The first is given. A part that is missing between others is unread; its size is taken to be
 * that of the first, as all but the last have.
 */
#include "base/check.h"

#include "base/quote.h"
#include "core/sentence.h"
#include "media/private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SUFFIX_LEAST = 2, SUFFIX_MOST = 5 }; /* format: as split and imagers name parts, .aa to .00000 */

struct split_file {
	uint64_t at, size;
	int fd; /* -1: missing; the first one's is the image's */
};

struct split {
	struct image image;
	VEC(struct split_file) parts;
};

/* How the files are named: `stem` and a number of `digits` in base 10 or 26, counted from `first`.
 */
struct split_naming {
	char stem[4096], name[256]; /* with folder; without */
	size_t digits;
	bool letters;
	uint32_t first;
};

/* The number that the last characters make, or false. */
static bool number_of(struct span digits, bool letters, uint32_t *out)
{
	uint32_t v = 0;

	for (size_t i = 0; i < digits.n; i++) {
		uint8_t c = digits.p[i];

		if (letters ? c < 'a' || c > 'z' : c < '0' || c > '9')
			return false;
		v = v * (letters ? 26 : 10) + (uint32_t)(c - (letters ? 'a' : '0'));
	}
	*out = v;
	return digits.n > 0;
}

/* Only a name that can be a first part: .000, .001, .aa. */
static bool naming_of(struct split_naming *out, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
	const char *dot = strrchr(name, '.');
	struct span digits = span_of(dot == NULL ? "" : dot + 1);
	size_t stem = dot == NULL ? 0 : (size_t)(dot + 1 - path);

	memset(out, 0, sizeof *out);
	if (dot == NULL || digits.n < SUFFIX_LEAST || digits.n > SUFFIX_MOST ||
	    stem >= sizeof out->stem - SUFFIX_MOST || (size_t)(dot + 1 - name) >= sizeof out->name)
		return false;
	out->letters = digits.p[0] == 'a';
	if (!number_of(digits, out->letters, &out->first) || out->first > (out->letters ? 0u : 1u))
		return false;
	out->digits = digits.n;
	memcpy(out->stem, path, stem);
	memcpy(out->name, name, (size_t)(dot + 1 - name));
	return true;
}

static void part_name(const struct split_naming *n, uint32_t number, char out[4096])
{
	size_t stem = strlen(n->stem);

	memcpy(out, n->stem, stem);
	for (size_t i = n->digits; i-- > 0; number /= n->letters ? 26 : 10)
		out[stem + i] =
		        (char)(n->letters ? 'a' + (int)(number % 26) : '0' + (int)(number % 10));
	out[stem + n->digits] = '\0';
}

/* The highest number beside the first; that of the first when it stands alone. */
static uint32_t last_part(const struct split_naming *n, const struct watch *watch)
{
	char folder[4096];
	const struct dirent *e;
	uint32_t last = n->first, number;
	size_t stem = strlen(n->name), steps = 0, at = strlen(n->stem) - stem;
	DIR *d;

	memcpy(folder, n->stem, at);
	folder[at] = '\0';
	d = opendir(at == 0 ? "." : folder);
	if (d == NULL)
		return last;
	while ((e = readdir(d)) != NULL && steps++ < 1u << 20) {
		struct span name = span_of(e->d_name);

		if (name.n != stem + n->digits || !span_starts(name, span_of(n->name)) ||
		    !number_of(span_from(name, stem), n->letters, &number))
			continue;
		if (number > last && number - n->first < watch_limit(watch, LIMIT_image_parts))
			last = number;
		else if (number > last)
			watch_bite(watch, LIMIT_image_parts, 1);
	}
	(void)closedir(d);
	return last;
}

static ssize_t part_piece(void *user, uint64_t offset, void *into, size_t n)
{
	const struct split_file *p = (const struct split_file *)user;
	ssize_t got;

	do
		got = pread(p->fd, into, n, (off_t)offset);
	while (got < 0 && errno == EINTR);
	return got;
}

static struct split_file *part_at(struct split *s, uint64_t offset)
{
	size_t after = LOWER_BOUND(s->parts.n, mid, s->parts.v[mid].at <= offset); /* the first begins at 0 */

	return &s->parts.v[after - 1];
}

static int split_read(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f)
{
	uint8_t *to = (uint8_t *)into;
	int outcome = 0;

	(void)f;
	while (n > 0) {
		struct split_file *p = part_at((struct split *)m, offset);
		uint64_t left = p->at + p->size - offset;
		size_t some = n < left ? n : (size_t)left;
		int rc = MEDIA_UNREAD;

		if (p->fd < 0)
			memset(to, 0, some);
		else
			rc = media_salvage(part_piece, p, offset - p->at, to, some, 512,
			                   (struct salvage_log){ (struct image *)m, p->at });
		if (rc != 0)
			outcome = rc;
		offset += some;
		to += some;
		n -= some;
	}
	return outcome;
}

static int split_extent(struct media *m, uint64_t offset, enum media_area *area, uint64_t *length,
                        struct fault *f)
{
	const struct split_file *p = part_at((struct split *)m, offset);
	off_t in = (off_t)(offset - p->at), data, hole;

	(void)f;
	*area = MEDIA_AREA_UNREAD;
	*length = p->at + p->size - offset;
	if (p->fd < 0)
		return 0;
	*area = MEDIA_AREA_DATA;
	data = lseek(p->fd, in, SEEK_DATA);
	if (data > in || (data < 0 && errno == ENXIO)) {
		*area = MEDIA_AREA_HOLE;
		hole = data;
	} else {
		hole = data < 0 ? data : lseek(p->fd, in, SEEK_HOLE);
	}
	if (hole > in && (uint64_t)(hole - in) < *length)
		*length = (uint64_t)(hole - in);
	return 0;
}

static void split_close(struct media *m)
{
	struct split *s = (struct split *)m;

	for (size_t i = 0; i < s->parts.n; i++)
		if (s->parts.v[i].fd >= 0 && s->parts.v[i].fd != s->image.fd)
			(void)close(s->parts.v[i].fd);
	VEC_RELEASE(&s->parts);
	image_release(&s->image);
	free(s);
}

static const struct media_ops split_ops = { split_read, split_extent, NULL, split_close, true };

/* The part's file, or a missing part of the first one's size. The first keeps the opening's
 * descriptor. */
static struct split_file part_of(const struct split *s, const char *path, bool first, struct opening *o,
                                 int *err)
{
	struct split_file p = { s->image.base.size, s->parts.n > 0 ? s->parts.v[0].size : 0, -1 };
	int fd = first ? o->fd : media_file_open(path, o->touched);
	struct stat st;

	*err = fd < 0 ? errno : 0;
	if (fd < 0)
		return p;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		p.size = (uint64_t)st.st_size;
		p.fd = fd;
	} else if (!first) {
		(void)close(fd);
	}
	return p;
}

static int note_missing(struct split *s, const char *name, const struct split_file *p, int err,
                        struct fault *f)
{
	char words[MEDIA_ERRNO], shown[160];

	if (err == EMFILE || err == ENFILE)
		return fault_set(f, FAULT_IO, err,
		                 "cannot open %s with %zu other parts (see ulimit -n)", name,
		                 s->parts.n);
	return image_note(&s->image, f, "missing_part",
	                  S_MISSING_PART_BYTES_AS,
	                  quote_short(shown, sizeof shown, span_of(name)), err != 0 ? media_errno(words, err) : S_NO_FILE,
	                  p->size);
}

/* false when the whole would be larger than any device. */
static bool fits(const struct split *s, const struct split_file *p)
{
	return p->size <= (uint64_t)INT64_MAX - s->image.base.size;
}

static int add_part(struct split *s, const struct split_naming *n, uint32_t number, struct opening *o,
                    struct fault *f)
{
	char path[4096];
	struct split_file p;
	int err, rc;

	part_name(n, number, path);
	p = part_of(s, path, number == n->first, o, &err);
	rc = p.fd < 0 ? note_missing(s, path + (strlen(n->stem) - strlen(n->name)), &p, err, f)
	              : image_add_file(&s->image, path, f);
	if (rc == 0 && p.size > 0 && fits(s, &p)) {
		rc = VEC_PUSH(&s->parts, p, f);
		if (rc == 0) {
			s->image.base.size += p.size;
			s->image.info.unread_bytes += p.fd < 0 ? p.size : 0;
			return 0;
		}
	}
	if (p.fd >= 0 && p.fd != o->fd)
		(void)close(p.fd);
	return rc;
}

static int add_parts(struct split *s, const struct split_naming *n, uint32_t last, struct opening *o,
                     struct fault *f)
{
	for (uint32_t i = n->first; i <= last; i++)
		if (add_part(s, n, i, o, f) < 0)
			return -1;
	s->image.info.file_size = s->image.base.size - s->image.info.unread_bytes;
	return 0;
}

int split_open(struct media **out, struct opening *o, struct fault *f)
{
	struct split_naming n;
	struct split *s;
	uint32_t last;

	*out = NULL;
	if (!naming_of(&n, o->path) || (last = last_part(&n, o->options->watch)) == n.first)
		return 0;
	s = (struct split *)calloc(1, sizeof *s);
	if (s == NULL)
		return fault_memory(f, sizeof *s);
	s->image.base.ops = &split_ops;
	s->image.info.kind = MEDIA_IS_SPLIT;
	s->image.watch = o->options->watch;
	s->image.fd = o->fd;
	s->image.fd_lent = true; /* until all is well, it is the caller's */
	if (add_parts(s, &n, last, o, f) < 0) {
		split_close(&s->image.base);
		return -1;
	}
	s->image.fd_lent = false;
	*out = &s->image.base;
	return 0;
}
