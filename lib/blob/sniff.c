/* blob/sniff.c - libmagic, asked only about bytes that nothing of ours recognises, and only about the
 * first 4 KiB: it costs more than hashing. This file alone knows libmagic. */
#include "blob/private.h"

#include <magic.h>
#include <stdio.h>
#include <stdlib.h>

struct magic {
	magic_t cookie;
};

void magic_free(struct magic *m)
{
	if (m == NULL)
		return;
	magic_close(m->cookie);
	free(m);
}

static struct magic *open_magic(void)
{
	struct magic *m = (struct magic *)calloc(1, sizeof *m);

	if (m == NULL)
		return NULL;
	m->cookie = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR |
	                       MAGIC_NO_CHECK_ENCODING | MAGIC_NO_CHECK_JSON);
	if (m->cookie == NULL || magic_load(m->cookie, NULL) != 0) {
		if (m->cookie != NULL)
			magic_close(m->cookie);
		free(m);
		return NULL;
	}
	return m;
}

void sniff_magic(struct examiner *x, struct span head, char out[96])
{
	const char *type = NULL;

	out[0] = '\0';
	if (x->magic == NULL && !x->magic_failed) {
		x->magic = open_magic();
		x->magic_failed = x->magic == NULL; /* a word less, never a fault */
	}
	if (x->magic != NULL)
		type = magic_buffer(x->magic->cookie, head.p, head.n);
	if (type != NULL)
		(void)snprintf(out, 96, "%s", type);
}

const char *blob_libraries(void)
{
	return "libmagic";
}
