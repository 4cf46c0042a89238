/*
 * blob/sniff.c - what the first bytes are: our own signatures, libmagic for the rest alone, since
 * one look of it costs more than hashing a small blob.
 */
#include "blob/stage.h"

#include <magic.h>
#include <stdio.h>
#include <stdlib.h>

enum { TAR_BLOCK = 512, TAR_RECORD = 20 * TAR_BLOCK }; /* format: blocks of 512 bytes, records of 20 (sherd-formats(7), tar) */

const char *form_text(enum form f)
{
	switch (f) {
#define X(id, text)                                                                        \
	case FORM_##id:                                                                            \
		return text;
		FORMS(X)
#undef X
	case FORM_UNSET:
		break;
	}
	return "";
}

/* An archive without members is nothing but zeros: two blocks, or a whole record. */
static bool empty_tar(struct span head, bool whole)
{
	if (!whole || head.n < 2 * TAR_BLOCK || head.n > TAR_RECORD || head.n % TAR_BLOCK != 0)
		return false;
	for (size_t i = 0; i < head.n; i++)
		if (head.p[i] != 0)
			return false;
	return true;
}

enum form form_sniff(struct span head, bool whole)
{
	if (head.n == 0)
		return FORM_EMPTY;
	switch (xfrm_sniff(head)) {
	case XFRM_GZIP:
		return FORM_GZIP;
	case XFRM_ZSTD:
		return FORM_ZSTD;
	case XFRM_XZ:
		return FORM_XZ;
	case XFRM_NONE:
		break;
	}
	if ((head.n >= TAR_BLOCK && tar_sniff(span_sub(head, 0, TAR_BLOCK))) ||
	    empty_tar(head, whole))
		return FORM_TAR;
	return document_sniff(head) ? FORM_JSON : FORM_OTHER;
}

/* SHERD_MAGIC: the database of signatures as a part of the program, for machines that have none. */
#ifdef SHERD_MAGIC
__asm__(".pushsection .rodata\n.balign 16\nsherd_magic_from:\n.incbin \"" SHERD_MAGIC "\"\nsherd_magic_to:\n.byte 0\n.popsection\n");
extern const unsigned char magic_from[] __asm__("sherd_magic_from") __attribute__((visibility("hidden")));
extern const unsigned char magic_to[] __asm__("sherd_magic_to") __attribute__((visibility("hidden")));

/* The library takes buffers it might write to and writes to none. */
static int load_signatures(magic_t handle)
{
	void *database = (void *)(uintptr_t)magic_from;
	size_t bytes = (size_t)((uintptr_t)magic_to - (uintptr_t)magic_from);

	return magic_load_buffers(handle, &database, &bytes, 1);
}

const char *blob_signatures(void)
{
	return "";
}
#else
static int load_signatures(magic_t handle)
{
	return magic_load(handle, NULL);
}

const char *blob_signatures(void)
{
	return magic_getpath(NULL, 0);
}
#endif

struct typist {
	magic_t handle; /* NULL: not to be had, and not tried again */
};

void type_free(struct typist *m)
{
	if (m == NULL)
		return;
	if (m->handle != NULL)
		magic_close(m->handle);
	free(m);
}

/* Small blobs, of which there may be very many, are told text from binary alone: going through the
 * database of signatures takes a hundred times as long as reading them. */
static int flags_for(size_t bytes)
{
	int flags =
	        MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF;

	return bytes < MAGIC_BYTES ? flags | MAGIC_NO_CHECK_SOFT : flags;
}

static int type_make(struct typist **out, struct fault *f)
{
	struct typist *m = (struct typist *)calloc(1, sizeof *m);

	if (m == NULL)
		return fault_memory(f, sizeof *m);
	m->handle = magic_open(flags_for(0));
	if (m->handle != NULL && load_signatures(m->handle) != 0) {
		magic_close(m->handle);
		m->handle = NULL;
	}
	*out = m;
	return 0;
}

int type_sniff(struct typist **m, struct span head, char *media, size_t size, struct fault *f)
{
	const char *type = NULL;
	size_t n = head.n < MAGIC_BYTES ? head.n : MAGIC_BYTES;

	if (*m == NULL && type_make(m, f) < 0)
		return -1;
	if ((*m)->handle != NULL && magic_setflags((*m)->handle, flags_for(head.n)) == 0)
		type = magic_buffer((*m)->handle, head.p, n);
	(void)snprintf(media, size, "%s", type != NULL ? type : "");
	return 0;
}

const char *blob_libraries(char out[BLOB_LIBRARIES])
{
	int v = magic_version();

	(void)snprintf(out, BLOB_LIBRARIES, "libmagic %d.%02d", v / 100, v % 100);
	return out;
}
