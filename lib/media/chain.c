/* media/chain.c - parents and extents beside an image (sherd-formats(7), "Chains of images"). */
#include "media/chain.h"
#include "base/check.h"
#include "base/quote.h"

#include "core/sentence.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN = 80 };

struct span chain_plain(struct span name)
{
	if (name.n > 2 && name.p[0] == '.' && (name.p[1] == '/' || name.p[1] == '\\'))
		name = span_from(name, 2);
	if (name.n == 0 || name.n > 255 || span_eq(name, span_of(".")) ||
	    span_eq(name, span_of("..")))
		return SPAN_NONE;
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '/' || name.p[i] == '\\' || name.p[i] == '\0')
			return SPAN_NONE;
	return name;
}

static int say(char why[MEDIA_WHY], int outcome, const char *words)
{
	(void)snprintf(why, MEDIA_WHY, "%s", words);
	return outcome;
}

/* Access time left alone where allowed. -1 with errno. */
static int open_in(int folder, const char *name, bool *touched)
{
	static const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW;
	int fd = openat(folder, name, flags | O_NOATIME);

	if (fd >= 0 || errno != EPERM)
		return fd;
	fd = openat(folder, name, flags);
	if (fd >= 0 && media_file_touches(fd))
		*touched = true;
	return fd;
}

int chain_beside(const struct opening *o, struct span name, int *fd, char path[CHAIN_PATH],
                 char why[MEDIA_WHY])
{
	const char *slash = strrchr(o->path, '/');
	int stem = slash == NULL ? 0 : (int)(slash + 1 - o->path), folder, err;
	struct span plain = chain_plain(name);
	char words[MEDIA_ERRNO];
	struct stat st;

	*fd = -1;
	if (plain.n == 0 || (size_t)stem + plain.n + 1 > CHAIN_PATH)
		return say(why, MEDIA_UNKNOWN, S_NO_PLAIN_NAME);
	(void)snprintf(path, CHAIN_PATH, "%.*s", stem > 0 ? stem : 1, stem > 0 ? o->path : ".");
	folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	(void)snprintf(path, CHAIN_PATH, "%.*s%.*s", stem, o->path, (int)plain.n,
	               (const char *)plain.p);
	if (folder >= 0)
		*fd = open_in(folder, path + stem, o->touched);
	err = errno;
	if (folder >= 0)
		(void)close(folder);
	if (*fd < 0)
		return say(why, MEDIA_NOT_FOUND,
		           err == ELOOP ? S_LINK_NOT_FOLLOWED
		                        : media_errno(words, err));
	if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode))
		return 0;
	(void)close(*fd);
	*fd = -1;
	return say(why, MEDIA_UNKNOWN, S_BESIDE_NO_REGULAR_FILE);
}

/* One character of UTF-16; 0 at the end, or at half a pair. */
static uint32_t next_character(struct span in, bool big, size_t *at)
{
	uint32_t c[2] = { 0, 0 };

	for (unsigned k = 0; k < 2 && *at + 2 * k + 1 < in.n; k++) {
		const uint8_t *p = in.p + *at + 2 * k;

		c[k] = big ? (uint32_t)(p[0] << 8 | p[1]) : (uint32_t)(p[1] << 8 | p[0]);
	}
	*at += 2;
	if (c[0] < 0xD800 || c[0] > 0xDFFF)
		return c[0];
	*at += 2;
	return c[0] < 0xDC00 && c[1] >= 0xDC00 && c[1] <= 0xDFFF
	               ? 0x10000 + ((c[0] & 0x3FF) << 10 | (c[1] & 0x3FF))
	               : 0;
}

bool chain_utf16(struct span in, bool big_endian, char out[CHAIN_NAME])
{
	size_t n = 0;
	uint32_t c;

	for (size_t at = 0; (c = next_character(in, big_endian, &at)) != 0;) {
		unsigned more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;

		if (n + more + 2 > CHAIN_NAME)
			return false;
		out[n++] = (char)(more == 0 ? c : (0xF00u >> more & 0xFF) | c >> 6 * more);
		for (unsigned k = more; k-- > 0;)
			out[n++] = (char)(0x80 | (c >> 6 * k & 0x3F));
	}
	out[n] = '\0';
	return n > 0;
}

/* ---- the parent ------------------------------------------------------------------------------ */

/* What only the parent has is unread: why, and what would help. */
static int note_lacking(struct image *child, const char *name, const char *why, struct fault *f)
{
	char shown[SHOWN];

	name += name[0] == '.' && (name[1] == '\\' || name[1] == '/') ? 2 : 0;
	return image_tell(child, f, MEDIA_NOTE_LACKING, "parent",
	                  S_PARENT_LACKING,
	                  quote_short(shown, sizeof shown, span_of(name)), why);
}

static bool in_chain(const struct chain_link *l, const struct stat *st)
{
	for (; l != NULL; l = l->child)
		if (l->device == (uint64_t)st->st_dev && l->inode == (uint64_t)st->st_ino)
			return true;
	return false;
}

/* The first stated name that lies beside the child. */
static int find_parent(struct opening *o, const struct chain_wish *w, int *fd,
                       char path[CHAIN_PATH], size_t *which, char why[MEDIA_WHY])
{
	int rc = MEDIA_UNKNOWN;

	*which = 0;
	*fd = -1;
	(void)say(why, rc, S_NO_NAME_STATED);
	for (size_t i = 0; i < w->n && *fd < 0; i++) {
		char here[MEDIA_WHY];
		int one = chain_beside(o, span_of(w->name[i]), fd, path, here);

		/* of several names the plain one says most */
		if (one == 0 || rc == MEDIA_UNKNOWN) {
			(void)say(why, one, here);
			*which = i;
			rc = one;
		}
	}
	return rc;
}

static bool same_identity(const struct media_identity *a, const struct media_identity *b)
{
	return a->n == b->n && a->n > 0 && memcmp(a->bytes, b->bytes, a->n) == 0;
}

static void hex_of(char *out, const struct media_identity *id)
{
	out[0] = '\0';
	for (size_t i = 0; i < id->n; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", id->bytes[i]);
}

static int open_found(struct media **out, struct opening *p, const struct chain_wish *w,
                      enum media_kind kind, struct fault *f)
{
	int rc = w->raw ? raw_open(out, p, f) : p->by_sign(out, p, f);

	if (rc != 0 || w->any || image_of(*out)->info.kind == kind)
		return rc;
	media_close(*out);
	p->fd = -1;
	return opening_refuse(p, MEDIA_UNKNOWN, S_NOT_SAME_FORMAT);
}

/* Is the image that was found the one that is meant? */
static bool is_meant(struct media *m, const struct chain_wish *w, char why[MEDIA_WHY])
{
	char wanted[33], has[33];
	struct image *i = image_of(m);

	if (w->id.n == 0 || same_identity(&w->id, &i->id) || same_identity(&w->other, &i->id))
		return true;
	hex_of(wanted, &w->id);
	hex_of(has, &i->id);
	(void)sentence(why, MEDIA_WHY, S_NOT_MADE_FROM,
	               wanted, has[0] != '\0' ? has : S_NO_IDENTITY);
	return false;
}

static int take_parent(struct image *child, struct image *parent, const char *name,
                       const struct chain_wish *w, struct fault *f)
{
	char shown[SHOWN];

	(void)quote_short(shown, sizeof shown, chain_plain(span_of(name)));
	for (size_t i = 0; i < parent->files.n; i++)
		if (image_add_file(child, parent->files.v[i], f) < 0)
			return -1;
	for (size_t i = 0; i < parent->notes.n; i++)
		if (parent->notes.v[i].weight != MEDIA_NOTE_PLAIN &&
		    image_tell(child, f, parent->notes.v[i].weight, parent->notes.v[i].key,
		               S_IN_PARENT, parent->notes.v[i].text, shown) < 0)
			return -1;
	child->info.file_size = sum_u64(child->info.file_size, parent->info.file_size);
	if ((w->id.n == 0 ? image_note(child, f, "parent", S_PARENT_READ_UNCHECKED, shown)
	                  : image_note(child, f, "parent", S_PARENT_READ_KNOWN, shown)) < 0)
		return -1;
	return parent->base.extra == 0
	               ? 0
	               : image_note(child, f, "parent_keeps",
	                            S_PARENT_KEEPS,
	                            parent->base.extra, shown);
}

int chain_parent(struct media **out, struct image *child, struct opening *o,
                 const struct chain_wish *w, struct fault *f)
{
	char path[CHAIN_PATH], why[MEDIA_WHY] = "";
	const struct limits *l = o->options->limits;
	struct stat st = { .st_dev = 0 };
	struct chain_link link = { .depth = o->above == NULL ? 1 : o->above->depth + 1,
		                   .child = o->above };
	struct opening p = { path, -1, o->touched, o->options, why, o->by_sign, &link };
	size_t which;
	int rc;

	*out = NULL;
	if (fstat(o->fd, &st) == 0) {
		link.device = (uint64_t)st.st_dev;
		link.inode = (uint64_t)st.st_ino;
	}
	rc = find_parent(o, w, &p.fd, path, &which, why);
	if (rc == 0 && fstat(p.fd, &st) == 0 && in_chain(&link, &st))
		rc = opening_refuse(&p, MEDIA_UNKNOWN, S_IN_CHAIN_ALREADY);
	if (rc == 0 && l != NULL && link.depth > l->image_chain) {
		watch_bite(o->options->watch, LIMIT_image_chain, 1);
		(void)sentence(why, sizeof why, S_CHAIN_TOO_LONG, (uint64_t)l->image_chain);
		rc = MEDIA_UNKNOWN;
	}
	if (rc == 0)
		rc = open_found(out, &p, w, child->info.kind, f);
	if (rc == 0 && !is_meant(*out, w, why)) {
		media_close(*out);
		*out = NULL;
		p.fd = -1;
		rc = MEDIA_UNKNOWN;
	}
	if (rc != 0) {
		if (p.fd >= 0)
			(void)close(p.fd);
		*out = NULL;
		return rc < 0 ? -1 : note_lacking(child, w->n > 0 ? w->name[which] : "", why, f);
	}
	rc = take_parent(child, image_of(*out), w->name[which], w, f);
	if (rc < 0) {
		media_close(*out);
		*out = NULL;
	}
	return rc;
}

int chain_read(struct media *parent, uint64_t offset, void *into, size_t n, struct fault *f)
{
	uint64_t left = parent != NULL && offset < parent->size ? parent->size - offset : 0;
	size_t can = n < left ? n : (size_t)left;

	memset((uint8_t *)into + can, 0, n - can);
	if (parent == NULL)
		return MEDIA_UNREAD;
	return can > 0 ? media_read(parent, offset, into, can, f) : 0;
}

int chain_extent(struct media *parent, uint64_t offset, enum media_area *area, uint64_t *length,
                 struct fault *f)
{
	*area = parent == NULL ? MEDIA_AREA_UNREAD : MEDIA_AREA_HOLE;
	*length = UINT64_MAX - offset;
	if (parent == NULL || offset >= parent->size)
		return 0;
	if (media_extent(parent, offset, area, length, f) < 0)
		return -1;
	if (*length > parent->size - offset)
		*length = parent->size - offset;
	return 0;
}
