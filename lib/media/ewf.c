/*
 * media/ewf.c - Expert Witness images (E01, Ex01) and their segment files, by libewf.
 *
 * What the acquirer could not read, and chunks that do not fit their checksum, are unread: libewf
 * gives zeros for the latter when asked to, and keeps a list of them.
 */
#include "media/pooled.h"

#include "core/sentence.h"

#ifdef HAVE_EWF

#include "base/check.h"
#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wundef"
#include <libewf.h>
#pragma GCC diagnostic pop

enum {
	CHUNK_MOST = 64 << 20, /* told: the image is refused */
	FILES_MOST = 512,      /* rule: descriptors of all handles together */
	RANGES_MOST = 1024,    /* rule: with more bad chunks every zero is called unread */
	VALUE = 4096,
	FAILED_MOST = 256 << 20, /* rule: memory for marks; without them bad chunks are only read again */
	TRIES = 32
};

struct ewf {
	libewf_handle_t *handle;
	uint64_t size, chunk;
	uint32_t sector;
	uint8_t *failed; /* a bit for each chunk that could not be read; NULL until there is one */
};

static void ewf_free(void *handle)
{
	struct ewf *e = (struct ewf *)handle;

	(void)libewf_handle_close(e->handle, NULL);
	(void)libewf_handle_free(&e->handle, NULL);
	free(e->failed);
	free(e);
}

/* libewf loses the memory of a chunk with each read that fails: none is tried twice. */
static bool has_failed(const struct ewf *e, uint64_t offset)
{
	uint64_t k = offset / e->chunk;

	return e->failed != NULL && (e->failed[k / 8] >> (k % 8) & 1) != 0;
}

static void note_failure(struct ewf *e, uint64_t offset)
{
	uint64_t k = offset / e->chunk, bytes = e->size / e->chunk / 8 + 1;

	if (e->failed == NULL && bytes <= FAILED_MOST)
		e->failed = (uint8_t *)calloc(1, (size_t)bytes);
	if (e->failed != NULL)
		e->failed[k / 8] |= (uint8_t)(1u << (k % 8));
}

/* Is any part of [offset, offset + n) in a chunk that does not fit its checksum? Asked for zeros
 * alone, for the list is a chain; an image with very many such chunks has its zeros called unread.
 */
static bool among_bad(const struct ewf *e, uint64_t offset, uint64_t n)
{
	uint32_t count = 0;
	uint64_t start, sectors;

	if (libewf_handle_get_number_of_checksum_errors(e->handle, &count, NULL) != 1 || count == 0)
		return false;
	if (count > RANGES_MOST)
		return true;
	for (uint32_t i = 0; i < count; i++) {
		if (libewf_handle_get_checksum_error(e->handle, i, &start, &sectors, NULL) != 1)
			return true;
		if (start <= (offset + n - 1) / e->sector &&
		    offset / e->sector < sum_u64(start, sectors))
			return true;
	}
	return false;
}

/* Bytes of one chunk; -1 when they are not to be had. */
static ssize_t read_in_chunk(struct ewf *e, uint64_t offset, uint8_t *into, size_t n)
{
	ssize_t got;

	if (has_failed(e, offset))
		return -1;
	got = libewf_handle_read_random(e->handle, into, n, (off64_t)offset, NULL);
	if (got > 0 && (size_t)got <= n &&
	    !(bytes_zero(into, (size_t)got) && among_bad(e, offset, (size_t)got)))
		return got;
	note_failure(e, offset);
	return -1;
}

/* A chunk at a time, so that a bad one spoils no other. */
static ssize_t ewf_read(void *user, uint64_t offset, void *into, size_t n)
{
	struct ewf *e = (struct ewf *)user;
	size_t done = 0;

	while (done < n && offset + done < e->size) {
		uint64_t left = e->chunk - (offset + done) % e->chunk;
		size_t some = n - done < left ? n - done : (size_t)left;
		ssize_t got = read_in_chunk(e, offset + done, (uint8_t *)into + done, some);

		if (got < 0)
			return done > 0 ? (ssize_t)done : -1;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

static void *open_files(char *const *names, size_t n)
{
	struct ewf *e = (struct ewf *)calloc(1, sizeof *e);
	size32_t chunk = 0;
	size64_t size = 0;

	if (e == NULL)
		return NULL;
	if (libewf_handle_initialize(&e->handle, NULL) != 1) {
		free(e);
		return NULL;
	}
	if (libewf_handle_open(e->handle, names, (int)n, LIBEWF_OPEN_READ, NULL) != 1) {
		(void)libewf_handle_free(&e->handle, NULL);
		free(e);
		return NULL;
	}
	(void)libewf_handle_set_read_zero_chunk_on_error(e->handle, 1, NULL);
	(void)libewf_handle_set_header_values_date_format(e->handle, LIBEWF_DATE_FORMAT_ISO8601,
	                                                  NULL);
	if (libewf_handle_get_media_size(e->handle, &size, NULL) != 1 || size == 0 ||
	    size > INT64_MAX || libewf_handle_get_chunk_size(e->handle, &chunk, NULL) != 1 ||
	    chunk == 0 || chunk > CHUNK_MOST ||
	    libewf_handle_get_bytes_per_sector(e->handle, &e->sector, NULL) != 1 ||
	    e->sector == 0 || e->sector > chunk) {
		ewf_free(e);
		return NULL;
	}
	e->size = size;
	e->chunk = chunk;
	return e;
}

static void *ewf_again(const struct image *i)
{
	return open_files(i->files.v, i->files.n);
}

static const struct library ewf_lib = { ewf_read, ewf_again, ewf_free };

/* ---- what it says of itself ------------------------------------------------------------------ */

static int note_headers(struct image *i, libewf_handle_t *h, struct fault *f)
{
	uint32_t count = 0;

	if (libewf_handle_get_number_of_header_values(h, &count, NULL) != 1)
		return 0;
	for (uint32_t k = 0; k < count && k < 64; k++) {
		uint8_t id[48] = "", value[VALUE] = "";
		size_t id_n = 0, n = 0;

		if (libewf_handle_get_header_value_identifier_size(h, k, &id_n, NULL) != 1 ||
		    id_n > sizeof id ||
		    libewf_handle_get_header_value_identifier(h, k, id, id_n, NULL) != 1)
			continue;
		id[sizeof id - 1] = '\0';
		id_n = strlen((const char *)id);
		if (libewf_handle_get_utf8_header_value_size(h, id, id_n, &n, NULL) != 1 ||
		    n > sizeof value ||
		    libewf_handle_get_utf8_header_value(h, id, id_n, value, n, NULL) != 1)
			continue;
		value[sizeof value - 1] = '\0';
		if (value[0] != '\0' &&
		    image_note_raw(i, (const char *)id, span_of((const char *)value), f) < 0)
			return -1;
	}
	return 0;
}

static void hex_of(char *out, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static void take_hashes(struct image *i, libewf_handle_t *h)
{
	uint8_t md5[16], sha1[20];

	i->info.has_stored_md5 = libewf_handle_get_md5_hash(h, md5, sizeof md5, NULL) == 1;
	if (i->info.has_stored_md5)
		hex_of(i->info.stored_md5, md5, sizeof md5);
	i->info.has_stored_sha1 = libewf_handle_get_sha1_hash(h, sha1, sizeof sha1, NULL) == 1;
	if (i->info.has_stored_sha1)
		hex_of(i->info.stored_sha1, sha1, sizeof sha1);
}

static int error_ranges(struct unreads *out, struct image *i, const struct ewf *e, struct fault *f)
{
	uint32_t count = 0;

	if (libewf_handle_get_number_of_acquiry_errors(e->handle, &count, NULL) != 1)
		return 0;
	if (count > 1u << 20)
		count = 1u << 20;
	for (uint32_t k = 0; k < count; k++) {
		uint64_t start = 0, sectors = 0;
		struct unread u;

		if (libewf_handle_get_acquiry_error(e->handle, k, &start, &sectors, NULL) != 1 ||
		    mul_u64(&u.at, start, e->sector) || mul_u64(&u.length, sectors, e->sector))
			continue;
		if (VEC_PUSH(&out->v, u, f) < 0 ||
		    (k < 64 && image_note(i, f, "error_range",
		                          S_ERROR_RANGE_BYTES_AT,
		                          u.length, u.at) < 0))
			return -1;
	}
	return 0;
}

static bool readable(struct ewf *e, uint64_t chunk)
{
	uint8_t one;

	return read_in_chunk(e, chunk * e->chunk, &one, 1) > 0;
}

/* Segment files at the end may be missing: from which byte on none can be read; the size when it is
 * not so. Found by halves, and tried at places behind, for a bad chunk may stand anywhere. */
static uint64_t end_of(struct ewf *e)
{
	uint64_t last = (e->size - 1) / e->chunk, low = 0, high = last;

	if (readable(e, last))
		return e->size;
	while (low < high) { /* no LOWER_BOUND: chunks are counted in 64 bits on any machine */
		uint64_t mid = low + (high - low) / 2;

		if (readable(e, mid))
			low = mid + 1;
		else
			high = mid;
	}
	for (uint64_t i = 1; i <= TRIES; i++)
		if (readable(e, low + (last - low) / TRIES * i))
			return e->size;
	return low * e->chunk;
}

static int missing_end(struct unreads *out, struct image *i, struct ewf *e, struct fault *f)
{
	struct unread u = { end_of(e), 0 };

	if (u.at >= e->size)
		return 0;
	u.length = e->size - u.at;
	if (image_note(i, f, "missing_segments",
	               S_MISSING_SEGMENTS_FROM_BYTE,
	               u.at) < 0)
		return -1;
	return VEC_PUSH(&out->v, u, f);
}

/* ---- opening --------------------------------------------------------------------------------- */

/* The number of the segment that this file is, from its header; 1 for the first. */
static unsigned segment_of(int fd)
{
	uint8_t head[16] = { 0 };

	if (pread(fd, head, sizeof head, 0) < (ssize_t)sizeof head)
		return 1;
	return memcmp(head, "EVF2", 4) == 0 ? head[12] | (unsigned)head[13] << 8
	                                    : head[9] | (unsigned)head[10] << 8;
}

static int set_up(struct media *m, struct ewf *e, char *const *names, size_t n, const struct watch *watch,
                  struct unreads *bad, struct fault *f)
{
	struct image *i = image_of(m);

	i->info.kind = MEDIA_IS_EWF;
	i->watch = watch;
	for (size_t k = 0; k < n; k++)
		if (image_add_file(i, names[k], f) < 0 || ewf_check(i, names[k], f) < 0)
			return -1;
	if (image_note(i, f, "segments", "%zu", n) < 0 || note_headers(i, e->handle, f) < 0)
		return -1;
	take_hashes(i, e->handle);
	return error_ranges(bad, i, e, f) < 0 ? -1 : missing_end(bad, i, e, f);
}

static int open_named(struct media **out, struct opening *o, char **names, size_t n,
                      struct fault *f)
{
	struct unreads bad = { { NULL, 0, 0 } };
	struct ewf *e = n > watch_limit(o->options->watch, LIMIT_image_parts) ? NULL : (struct ewf *)open_files(names, n);
	struct media *m;
	unsigned more;

	if (e == NULL)
		return opening_refuse(
		        o, MEDIA_UNKNOWN,
		        "it begins like an EWF image, but libewf cannot open it with its %zu "
		        "segment files: one may be missing or damaged (ewfverify tells more)",
		        n);
	if (pooled_new(&m, &ewf_lib, e, e->size, (size_t)e->chunk, f) < 0)
		return -1;
	if (set_up(m, e, names, n, o->options->watch, &bad, f) < 0) {
		VEC_RELEASE(&bad.v);
		media_close(m);
		return -1;
	}
	/* each handle opens every segment file */
	more = o->options->handles > 1 ? o->options->handles - 1 : 0;
	pooled_more(m, more < FILES_MOST / n ? more : (unsigned)(FILES_MOST / n));
	pooled_take_fd(m, o);
	*out = m;
	if (bad.v.n == 0)
		return 0;
	o->fd = -1;
	return unread_open(out, m, &bad, f);
}

int ewf_open(struct media **out, struct opening *o, struct fault *f)
{
	unsigned segment = segment_of(o->fd);
	char **names = NULL, *alone[1];
	int n = 0, rc;

	*out = NULL;
	if (segment > 1)
		return opening_refuse(
		        o, MEDIA_UNKNOWN,
		        "it is segment file %u of an EWF image: give the first one (.E01, .Ex01)",
		        segment);
	if (libewf_glob(o->path, strlen(o->path), LIBEWF_FORMAT_UNKNOWN, &names, &n, NULL) == 1 &&
	    n > 0) {
		rc = open_named(out, o, names, (size_t)n, f);
		(void)libewf_glob_free(names, n, NULL);
		return rc;
	}
	alone[0] = strdup(o->path);
	if (alone[0] == NULL)
		return fault_memory(f, strlen(o->path) + 1);
	rc = open_named(out, o, alone, 1, f);
	free(alone[0]);
	return rc;
}

const char *ewf_library(void)
{
	return libewf_get_version();
}

#else

int ewf_open(struct media **out, struct opening *o, struct fault *f)
{
	(void)f;
	*out = NULL;
	return opening_refuse(o, MEDIA_UNKNOWN,
	                      "it is an EWF image (E01, Ex01), and this program was built without "
	                      "libewf: build it "
	                      "with libewf-dev, or export a raw image with ewfexport");
}

const char *ewf_library(void)
{
	return NULL;
}

#endif
