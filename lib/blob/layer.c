/*
 * blob/layer.c - layers and whatever else is a compressed stream or a tar archive: inflated, hashed
 * for the diff_id and listed while they pass.
 */
#include "blob/stage.h"

#include "core/sentence.h"

#include <inttypes.h>

static enum xfrm_kind kind_of(enum form form)
{
	switch (form) {
	case FORM_GZIP:
		return XFRM_GZIP;
	case FORM_ZSTD:
		return XFRM_ZSTD;
	case FORM_XZ:
		return XFRM_XZ;
	default:
		return XFRM_NONE;
	}
}

static int plain_tar(struct examiner *x, struct tap *raw, struct exam *e, struct fault *f)
{
	e->is_tar = true;
	if (tar_list(x, raw, true, e, f) < 0 || tap_drain(raw, f) < 0)
		return -1;
	e->inflated = raw->seen;
	e->inflated_whole = raw->end;
	e->has_diff_id = raw->end;
	return raw->end ? hash_get(raw->hash, &e->diff_id, f) : 0;
}

/* The inflated bytes: listed when they are a tar archive, hashed to their end in any case. */
static int inflated_side(struct examiner *x, struct tap *in, struct exam *e, struct fault *f)
{
	struct span head;

	if (tap_peek(in, &head, f) < 0)
		return -1;
	e->is_tar = form_sniff(head, in->end) == FORM_TAR;
	if (e->is_tar && tar_list(x, in, false, e, f) < 0)
		return -1;
	if (tap_drain(in, f) < 0)
		return -1;
	e->inflated = in->seen;
	e->inflated_whole = e->has_diff_id = in->end;
	return in->end ? hash_get(in->hash, &e->diff_id, f) : 0;
}

/* What the decoder met. An outcome of the file itself is told by e->read. */
static int note_outcome(const struct tap *raw, const struct tap *in, const struct xfrm_stats *s,
                        struct exam *e, struct fault *f)
{
	enum finding_code code =
	        in->outcome == STREAM_LIMIT ? FINDING_INFLATE_LIMIT : FINDING_STREAM_DAMAGED;

	if (raw->outcome != 0)
		return 0;
	if (in->outcome != 0)
		return exam_note(e, code, s->in, raw->seen - s->in, f, "%s", in->base.why);
	if (s->trailing == 0)
		return 0;
	return e->form == FORM_GZIP ? exam_note(e, FINDING_STREAM_TRAILING, raw->seen - s->trailing, s->trailing, f,
	                                        S_BYTES_FOLLOW_LAST_MEMBER, s->trailing, form_text(e->form),
	                                        raw->seen - s->trailing)
	                            : exam_note(e, FINDING_STREAM_TRAILING, raw->seen - s->trailing, s->trailing, f,
	                                        S_BYTES_FOLLOW_LAST_FRAME, s->trailing, form_text(e->form),
	                                        raw->seen - s->trailing);
}

int layer_examine(struct examiner *x, struct tap *raw, struct exam *e, struct fault *f)
{
	OWNED(stream) struct stream *decoder = NULL;
	struct xfrm_stats stats;
	struct tap in;

	if (e->form == FORM_TAR)
		return plain_tar(x, raw, e, f);
	if (hash_restart(x->diff, f) < 0 ||
	    xfrm_open(&decoder, kind_of(e->form), &raw->base, &x->limits, NULL, f) < 0)
		return -1;
	tap_init(&in, decoder, x->inflated, x->diff, NULL);
	if (e->form == FORM_ZSTD) /* without checksums its damage may show in the digest alone */
		tail_want(raw->tail, x->limits.toc_bytes);
	if (inflated_side(x, &in, e, f) < 0)
		return -1;
	if (in.outcome != 0)
		tail_want(raw->tail, x->limits.toc_bytes);
	if (xfrm_drain(decoder, f) < 0 || tap_drain(raw, f) < 0)
		return -1;
	xfrm_stats(decoder, &stats);
	e->members = stats.members;
	e->trailing = raw->outcome == 0 ? stats.trailing : 0;
	return note_outcome(raw, &in, &stats, e, f);
}
