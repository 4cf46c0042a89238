/* source/image_note.c - what is to be said of an image beside its entries; where bytes of a file lie on it. */
#include "source/image.h"

#include "core/sentence.h"

#include "media/runs.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int image_remark(struct image_source *m, enum finding_code code, const char *top, struct fault *f, const char *fmt, ...)
{
	struct source_remark r = { .code = code, .top = top };
	va_list ap;

	if (m->remarks.n >= watch_limit(m->base.watch, LIMIT_image_remarks)) {
		watch_bite(m->base.watch, LIMIT_image_remarks, 1);
		return 0;
	}
	va_start(ap, fmt);
	(void)vsentence(r.text, sizeof r.text, fmt, ap);
	va_end(ap);
	return VEC_PUSH(&m->remarks, r, f);
}

int image_runs(struct fs *fs, struct fs_id id, struct runs *out, char why[FS_WHY], struct fault *f)
{
	struct runs local = { NULL, 0 };
	int rc = fs_runs(fs, id, &local, why, f), placed;
	uint64_t missing = 0;

	*out = (struct runs){ NULL, 0 };
	if (rc == 0 || rc == FS_DOUBTFUL) {
		placed = media_runs_locate(fs_media(fs), &local, out, &missing, f);
		if (placed > 0)
			(void)sentence(why, FS_WHY, S_BYTE_LIES_PART, missing);
		rc = placed > 0 ? FS_DAMAGED : placed < 0 ? -1 : rc;
	}
	free(local.v);
	return rc;
}
