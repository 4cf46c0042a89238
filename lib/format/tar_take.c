/* format/tar_take.c - bytes of an archive that must be there, and what is said when they are not. */
#include "format/tar_private.h"

#include "core/sentence.h"

#include <stdio.h>

int tar_stream_said(struct tar_reader *t, int rc)
{
	t->stream_outcome = (enum stream_outcome)rc;
	(void)snprintf(t->why, sizeof t->why, "%s", t->in->why);
	return t->ended = TAR_STREAM;
}

int tar_broken(struct tar_reader *t, const char *why)
{
	(void)snprintf(t->why, sizeof t->why, "%s", why);
	return t->ended = TAR_BROKEN;
}

int tar_bounded(struct tar_reader *t, enum limit bound, uint64_t needed)
{
	(void)sentence(t->why, sizeof t->why, S_OVER_BOUND, limit_kind(bound)->name, limit_get(&t->limits, bound), needed);
	return t->ended = TAR_BOUNDED;
}

/* Exactly n bytes, or TAR_BROKEN when the stream ends before. */
int tar_take(struct tar_reader *t, void *into, size_t n, struct fault *f)
{
	size_t got;
	int rc = stream_read_full(t->in, into, n, &got, f);

	t->at += got;
	if (rc != 0)
		return rc < 0 ? -1 : tar_stream_said(t, rc);
	return got == n ? 0 : tar_broken(t, S_ARCHIVE_ENDS_INSIDE);
}
