/*
 * media/vmdk.c - VMware disks (sherd-formats(7), "VMDK"): one file, or a descriptor with its extents
 * beside it; snapshots above a parent beside them. A descriptor is text that anyone may have
 * written: only plain names in its folder are opened.
 */
#include "media/vmdk.h"
#include "base/check.h"
#include "base/quote.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { TEXT_MOST = 1 << 20 }; /* told: text beyond names no extents, and a disk without some is refused */

static const uint32_t NO_PARENT = UINT32_MAX;

struct descriptor {
	struct buf text;
	bool inside; /* of a sparse file, which is its own extent */
	uint32_t id, parent;
	bool has_id, has_parent;
	struct span parent_name;
};

/* ---- reading ------------------------------------------------------------------------------------- */

static struct vmdk_extent *extent_at(struct vmdk *v, uint64_t at)
{
	size_t after = LOWER_BOUND(v->extents.n, mid, v->extents.v[mid].at <= at); /* the first begins at 0 */

	return &v->extents.v[after - 1];
}

static int vmdk_locate(struct sparse *s, uint64_t at, struct sparse_where *w, struct fault *f)
{
	struct vmdk *v = (struct vmdk *)s;
	const struct vmdk_extent *e = extent_at(v, at);
	uint64_t in = at - e->at;

	*w = (struct sparse_where){ SPARSE_HOLE, e->file, e->offset + in, 0 };
	if (e->kind == VMDK_SPARSE && vmdk_locate_grain(v, e, in, w, f) < 0)
		return -1;
	if (e->kind == VMDK_FLAT)
		w->kind = SPARSE_FILE;
	if (e->kind == VMDK_MISSING)
		w->kind = SPARSE_LOST;
	if (w->kind == SPARSE_ABSENT && !s->has_parent)
		w->kind = SPARSE_HOLE;
	if (w->length == 0 || w->length > e->length - in)
		w->length = e->length - in;
	return 0;
}

static int unpack_at(struct sparse *s, const struct sparse_where *w, uint64_t at, void *into, size_t n,
                     struct fault *f)
{
	struct vmdk *v = (struct vmdk *)s;
	const struct vmdk_extent *e = extent_at(v, at);

	return vmdk_unpack(v, e, w, at - e->at, into, n, f);
}

static void vmdk_release(struct sparse *s)
{
	struct vmdk *v = (struct vmdk *)s;

	for (size_t i = 0; i < v->extents.n; i++)
		free(v->extents.v[i].twice);
	VEC_RELEASE(&v->extents);
	for (size_t i = 0; i < VMDK_KEPT; i++)
		free(v->kept[i].bytes);
	if (v->lock_made)
		(void)pthread_mutex_destroy(&v->lock);
}

static const struct sparse_type vmdk_type = { vmdk_locate, unpack_at, vmdk_release };

/* ---- the descriptor -------------------------------------------------------------------------------- */

/* The next word of a line, without its quotes. */
static struct span word(struct span *rest)
{
	struct span out;
	uint8_t end = ' ';
	size_t n;

	while (rest->n > 0 && (rest->p[0] == ' ' || rest->p[0] == '\t'))
		*rest = span_from(*rest, 1);
	if (rest->n > 0 && rest->p[0] == '"') {
		end = '"';
		*rest = span_from(*rest, 1);
	}
	n = span_find(*rest, end);
	out = span_sub(*rest, 0, n < rest->n ? n : rest->n);
	*rest = span_from(*rest, out.n + (n < rest->n));
	return out;
}

static bool number(struct span text, unsigned base, uint64_t *out)
{
	uint64_t v = 0;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i] | 0x20;
		unsigned digit = c >= '0' && c <= '9' ? c - 48u : c >= 'a' && c <= 'f' ? c - 87u : 16;

		if (digit >= base || v > (UINT64_MAX >> 4))
			return false;
		v = v * base + digit;
	}
	*out = v;
	return text.n > 0;
}

static void take_pair(struct descriptor *d, struct span key, struct span value)
{
	uint64_t n;

	if (span_eq(key, span_of("CID")) && number(value, 16, &n) && n <= UINT32_MAX) {
		d->id = (uint32_t)n;
		d->has_id = true;
	} else if (span_eq(key, span_of("parentCID")) && number(value, 16, &n) && n <= UINT32_MAX) {
		d->parent = (uint32_t)n;
		d->has_parent = true;
	} else if (span_eq(key, span_of("parentFileNameHint"))) {
		d->parent_name = value;
	}
}

/* ---- extents --------------------------------------------------------------------------------------- */

/* The file of an extent becomes one of the disk's. *missing: with why it is not there. */
static int add_file(struct vmdk *v, struct span name, struct opening *o, bool *missing, struct fault *f)
{
	char path[CHAIN_PATH], why[MEDIA_WHY] = "", shown[100];
	struct opening p = { path, -1, o->touched, o->options, why, o->by_sign, o->above };
	struct image *i = &v->s.image;
	struct media *file;
	int rc = chain_beside(o, name, &p.fd, path, why);

	*missing = rc != 0;
	if (rc == MEDIA_NOT_FOUND && (errno == EMFILE || errno == ENFILE))
		return fault_set(f, FAULT_IO, errno, "too many open files (see ulimit -n)");
	(void)quote_short(shown, sizeof shown, name);
	if (rc == MEDIA_UNKNOWN && chain_plain(name).n == 0)
		return opening_refuse(o, MEDIA_UNKNOWN,
		                      "it is a VMDK that names \"%s\" as its data: only files beside it are "
		                      "opened; give that file or device itself as a raw image",
		                      shown);
	if (rc == 0)
		rc = raw_open(&file, &p, f);
	if (rc != 0)
		return rc < 0 ? -1
		              : image_tell(i, f, MEDIA_NOTE_LACKING, "extent",
		                           S_EXTENT_NOT_HERE,
		                           shown, why);
	if (VEC_PUSH(&v->s.files, file, f) < 0) {
		media_close(file);
		return -1;
	}
	i->info.file_size = sum_u64(i->info.file_size, file->size);
	return image_add_file(i, path, f);
}

/* A descriptor that stands in its extent begins with its line, and gives the disk's length too. */
static bool says_length(struct span text, const struct vmdk_extent *e)
{
	uint64_t sectors = 0;
	bool said = false;

	if (text.n == 0)
		return true;
	if (!span_starts(text, span_of("# Disk DescriptorFile")))
		return false;
	while (text.n > 0) {
		struct span line = span_cut(&text, '\n'), access = word(&line), count = word(&line);

		if (!span_is(access, "RW") && !span_is(access, "RDONLY"))
			continue;
		said = true;
		if (!number(count, 10, &sectors) ||
		    !vmdk_same_length(e->length / VMDK_SECTOR, sectors, e->grain / VMDK_SECTOR))
			return false;
	}
	return said;
}

/* The file that holds the descriptor too, or one beside it. */
static int find_file(struct vmdk *v, struct vmdk_extent *e, struct span name, struct opening *o,
                     struct fault *f)
{
	const char *slash = strrchr(o->path, '/'), *own = slash == NULL ? o->path : slash + 1;
	bool missing = false;
	int rc = 0;

	(void)quote_short(e->name, sizeof e->name, name);
	e->file = 0;
	if (span_eq(name, span_of(own)))
		return 0;
	rc = add_file(v, name, o, &missing, f);
	if (rc != 0)
		return rc;
	e->file = v->s.files.n - 1;
	if (missing)
		e->kind = VMDK_MISSING;
	return 0;
}

static int add_extent(struct vmdk *v, struct vmdk_extent *e, struct fault *f)
{
	uint64_t *size = &v->s.image.base.size;

	e->at = *size;
	if (VEC_PUSH(&v->extents, *e, f) < 0)
		return -1;
	*size += e->length;
	return 0;
}

static int open_sparse(struct vmdk *v, struct vmdk_extent *e, struct fault *f)
{
	uint64_t text_at, text_n;
	int rc = vmdk_header(v, e, &text_at, &text_n, f);

	if (rc == 0 && e->sizes_differ &&
	    image_tell(&v->s.image, f, MEDIA_NOTE_DAMAGED, "size", S_EXTENT_SIZES_DIFFER, e->name) < 0)
		return -1;
	if (rc == 0)
		return vmdk_judge(v, e, f);
	e->kind = VMDK_MISSING;
	return rc < 0 ? -1
	              : image_tell(&v->s.image, f, MEDIA_NOTE_DAMAGED, "extent",
	                           S_EXTENT_NO_HEADER,
	                           e->name);
}

static bool has_start(struct span text, const char *start)
{
	return span_starts(text, span_of(start));
}

/* RW 4192256 SPARSE "name" [offset] */
static int extent_of(struct vmdk *v, struct span line, struct opening *o, struct fault *f)
{
	struct vmdk_extent e = { .kind = VMDK_FLAT };
	struct span access = word(&line), count = word(&line), type = word(&line), name = word(&line);
	uint64_t sectors, offset = 0;
	int rc = 0;

	(void)access;
	(void)number(word(&line), 10, &offset);
	if (v->extents.n >= watch_limit(o->options->watch, LIMIT_image_parts))
		return opening_refuse(o, MEDIA_UNKNOWN, "it is a VMDK of more extents than the bound image_parts of %" PRIu64
		                      "; --limit image_parts=N raises it", watch_limit(o->options->watch, LIMIT_image_parts));
	if (!number(count, 10, &sectors) || sectors == 0 ||
	    sectors > ((uint64_t)INT64_MAX - v->s.image.base.size) / VMDK_SECTOR ||
	    offset > INT64_MAX / VMDK_SECTOR)
		return opening_refuse(o, MEDIA_UNKNOWN, "it is a VMDK whose list of extents is damaged");
	e.length = sectors * VMDK_SECTOR;
	e.offset = offset * VMDK_SECTOR;
	if (span_eq(type, span_of("ZERO")))
		e.kind = VMDK_ZERO;
	else if (has_start(type, "SPARSE") || has_start(type, "VMFSSPARSE"))
		e.kind = VMDK_SPARSE;
	else if (!has_start(type, "FLAT") && !has_start(type, "VMFS"))
		return opening_refuse(o, MEDIA_UNKNOWN,
		                      "it is a VMDK with an extent of a kind that is not read here: "
		                      "qemu-img convert -O raw makes a raw image of it");
	if (e.kind != VMDK_ZERO)
		rc = find_file(v, &e, name, o, f);
	if (rc == 0 && e.kind == VMDK_SPARSE)
		rc = open_sparse(v, &e, f);
	return rc != 0 ? rc : add_extent(v, &e, f);
}

static bool is_extent(struct span line)
{
	return has_start(line, "RW ") || has_start(line, "RDONLY ") || has_start(line, "NOACCESS ");
}

/* Every writer gives its own number and its parent's, and fills the rest of the descriptor's room with zeros. */
static bool sound(const struct descriptor *d)
{
	struct span text = buf_span(&d->text), rest = span_from(text, span_find(text, '\0'));

	for (size_t i = 0; i < rest.n; i++)
		if (rest.p[i] != 0)
			return false;
	return text.n == 0 || (d->has_id && d->has_parent);
}

static int read_lines(struct vmdk *v, struct descriptor *d, struct opening *o, struct fault *f)
{
	struct span rest = buf_span(&d->text);
	int rc = 0;

	rest.n = span_find(rest, '\0') < rest.n ? span_find(rest, '\0') : rest.n;
	while (rc == 0 && rest.n > 0) {
		size_t n = span_find(rest, '\n');
		struct span line = span_sub(rest, 0, n < rest.n ? n : rest.n), value;

		rest = span_from(rest, line.n + 1);
		while (line.n > 0 && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == ' '))
			line.n--;
		n = span_find(line, '=');
		if (is_extent(line) && !d->inside)
			rc = extent_of(v, line, o, f);
		else if (n < line.n) {
			value = span_from(line, n + 1);
			while (line.p[n - (n > 0)] == ' ' && n > 1)
				n--;
			take_pair(d, span_sub(line, 0, n), word(&value));
		}
	}
	return rc;
}

/* A sparse file that has its descriptor inside is its own extent, whatever its name is now. */
static int read_inside(struct vmdk *v, struct descriptor *d, struct opening *o, struct fault *f)
{
	const char *slash = strrchr(o->path, '/'), *own = slash == NULL ? o->path : slash + 1;
	struct vmdk_extent e = { .kind = VMDK_SPARSE };
	uint64_t at, n;
	int rc;

	(void)quote_short(e.name, sizeof e.name, span_of(own));
	rc = vmdk_header(v, &e, &at, &n, f);
	if (rc != 0 || e.length == 0)
		return rc < 0 ? -1 : opening_refuse(o, MEDIA_UNKNOWN, "it begins like a VMDK whose header is damaged");
	if (at == 0 && e.per_table != 4096)
		return opening_refuse(o, MEDIA_UNKNOWN,
		                      "it begins like a VMDK, but is an extent: give the descriptor file "
		                      "beside it, which names its extents");
	n = n < TEXT_MOST / VMDK_SECTOR ? n * VMDK_SECTOR : TEXT_MOST;
	if (at != 0 && at <= INT64_MAX / VMDK_SECTOR) {
		if (buf_reserve(&d->text, (size_t)n + 1, f) < 0 ||
		    media_read(v->s.files.v[0], at * VMDK_SECTOR, d->text.p, (size_t)n, f) < 0)
			return -1;
		d->text.n = (size_t)n;
	}
	d->inside = true;
	if ((e.sizes_differ || !says_length(buf_span(&d->text), &e)) &&
	    image_tell(&v->s.image, f, MEDIA_NOTE_DAMAGED, "size", S_EXTENT_SIZES_DIFFER, e.name) < 0)
		return -1;
	rc = vmdk_judge(v, &e, f);
	return rc != 0 ? rc : add_extent(v, &e, f);
}

static int read_beside(struct vmdk *v, struct descriptor *d, struct fault *f)
{
	struct media *file = v->s.files.v[0];
	size_t n = file->size < TEXT_MOST ? (size_t)file->size : TEXT_MOST;

	if (buf_reserve(&d->text, n + 1, f) < 0 || media_read(file, 0, d->text.p, n, f) < 0)
		return -1;
	d->text.n = n;
	return 0;
}

static void put_id(struct media_identity *out, uint32_t id)
{
	out->n = 4;
	for (unsigned i = 0; i < 4; i++)
		out->bytes[i] = (uint8_t)(id >> (24 - 8 * i));
}

static int find_parent(struct vmdk *v, const struct descriptor *d, struct opening *o, struct fault *f)
{
	struct chain_wish w = { .n = 0 };

	put_id(&w.id, d->parent);
	if (d->parent_name.n > 0 && d->parent_name.n < CHAIN_NAME) {
		memcpy(w.name[0], d->parent_name.p, d->parent_name.n);
		w.n = 1;
	}
	return chain_parent(&v->s.parent, &v->s.image, o, &w, f);
}

static bool any_here(const struct vmdk *v)
{
	for (size_t i = 0; i < v->extents.n; i++)
		if (v->extents.v[i].kind != VMDK_MISSING)
			return true;
	return false;
}

static int settle(struct vmdk *v, const struct descriptor *d, struct opening *o, struct fault *f)
{
	struct image *i = &v->s.image;

	if (i->base.size == 0)
		return opening_refuse(o, MEDIA_UNKNOWN, "it is a VMDK whose list of extents is damaged");
	if (!any_here(v))
		return opening_refuse(o, MEDIA_UNKNOWN,
		                      "it is a VMDK whose data cannot be opened: %zu file(s), the first \"%s\", "
		                      "must lie beside it under the names its descriptor gives",
		                      v->extents.n, v->extents.v[0].name);
	if (d->has_id)
		put_id(&i->id, d->id);
	if (image_note(i, f, "extents", "%zu", v->extents.n) < 0)
		return -1;
	v->s.has_parent = d->parent != NO_PARENT;
	return v->s.has_parent ? find_parent(v, d, o, f) : 0;
}

static int fill(struct vmdk *v, struct opening *o, struct fault *f)
{
	struct descriptor d = { .text = BUF_INIT, .parent = NO_PARENT };
	uint8_t sign[4] = { 0 };
	int rc;

	if (pthread_mutex_init(&v->lock, NULL) != 0)
		return fault_memory(f, sizeof v->lock);
	v->lock_made = true;
	rc = media_read(v->s.files.v[0], 0, sign, sizeof sign, f);
	if (rc >= 0)
		rc = sign[0] == '#' ? read_beside(v, &d, f) : read_inside(v, &d, o, f);
	if (rc == 0)
		rc = read_lines(v, &d, o, f);
	if (rc == 0 && !sound(&d) && image_tell(&v->s.image, f, MEDIA_NOTE_DAMAGED, "descriptor", S_DESCRIPTOR_CANNOT) < 0)
		rc = -1;
	if (rc == 0)
		rc = settle(v, &d, o, f);
	buf_release(&d.text);
	return rc;
}

int vmdk_open(struct media **out, struct media *file, struct opening *o, struct fault *f)
{
	struct sparse *s;
	int rc;

	*out = NULL;
	if (sparse_new(&s, sizeof(struct vmdk), &vmdk_type, MEDIA_IS_VMDK, file, f) < 0)
		return -1;
	rc = fill((struct vmdk *)s, o, f);
	if (rc != 0) {
		media_close(&s->image.base);
		return rc;
	}
	*out = &s->image.base;
	return 0;
}
