/*
 * media/ewf_check.c - the chain of sections of an EWF segment file: libewf reads what it can reach and keeps still
 * about the rest, the stored hash among it. Each section names the next, the last one is `done` or `next` and names
 * itself; each has a checksum (libyal, "Expert Witness Compression Format", section descriptor).
 */
#include "base/number.h"
#include "base/reader.h"
#include "base/check.h"
#include "media/pooled.h"

#include "core/sentence.h"

#include <sys/stat.h>
#include <unistd.h>

enum { FILE_HEADER = 13, SECTION = 76 };

/* One section; *end: it is the last. */
static bool section_holds(const uint8_t raw[SECTION], uint64_t at, uint64_t size, uint64_t *next, bool *end)
{
	struct reader r = reader_of(span_make(raw, SECTION));
	struct span kind = reader_take(&r, 16);
	uint64_t length;
	uint32_t sum;

	*next = reader_le64(&r);
	length = reader_le64(&r);
	(void)reader_take(&r, 40);
	sum = reader_le32(&r);
	if (sum != image_adler(raw, SECTION - 4))
		return false;
	*end = span_starts(kind, span_of("done")) || span_starts(kind, span_of("next"));
	if (*end)
		return *next == at;
	return *next >= at + SECTION && *next <= size - SECTION && (length == 0 || length <= *next - at);
}

static bool chain_holds(int fd, uint64_t size, const struct watch *watch)
{
	uint64_t at = FILE_HEADER, left = watch_limit(watch, LIMIT_image_sections);
	uint8_t raw[SECTION];
	bool end = false;

	while (!end) {
		uint64_t next;

		if (left-- == 0) { /* as far as it was followed */
			watch_bite(watch, LIMIT_image_sections, 1);
			return true;
		}
		if (pread(fd, raw, SECTION, (off_t)at) != SECTION || !section_holds(raw, at, size, &next, &end))
			return false;
		at = next;
	}
	return true;
}

int ewf_check(struct image *i, const char *path, struct fault *f)
{
	bool touched = false;
	int fd = media_file_open(path, &touched);
	const char *name = strrchr(path, '/');
	uint8_t sign[8] = { 0 };
	struct stat st;
	bool holds = true;

	if (fd < 0)
		return 0; /* libewf has opened it, and tells what it lacks */
	/* version 1 alone: EVF, not EVF2 and not logical files */
	if (fstat(fd, &st) == 0 && pread(fd, sign, sizeof sign, 0) == (ssize_t)sizeof sign &&
	    span_eq(span_make(sign, sizeof sign), span_make("EVF\x09\x0d\x0a\xff", 8)))
		holds = chain_holds(fd, (uint64_t)st.st_size, i->watch);
	(void)close(fd);
	return holds ? 0 : image_tell(i, f, MEDIA_NOTE_DAMAGED, "sections", S_EWF_CHAIN, name == NULL ? path : name + 1);
}
