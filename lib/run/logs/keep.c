/* run/logs/keep.c - what a reader of logs or of rows tells, into the case. */
#include "run/logs/keep.h"

#include "core/sentence.h"

/* The words of the timeline. A reference that collection prints is a blob it marked; the list it stands in
 * is kept all the same (parent, position). */
static enum event_word word_of(const struct log_event *e)
{
	static const enum event_word words[] = {
		[LOG_EVENT_PUSH] = EVENT_PUSH,
		[LOG_EVENT_PULL] = EVENT_PULL,
		[LOG_EVENT_MOUNT] = EVENT_MOUNT,
		[LOG_EVENT_TAG_SET] = EVENT_TAG_SET,
		[LOG_EVENT_MANIFEST_DELETE] = EVENT_MANIFEST_DELETE,
		[LOG_EVENT_TAG_DELETE] = EVENT_TAG_DELETE,
		[LOG_EVENT_BLOB_DELETE] = EVENT_BLOB_DELETE,
		[LOG_EVENT_UPLOAD_START] = EVENT_UPLOAD_START,
		[LOG_EVENT_UPLOAD_DATA] = EVENT_UPLOAD_DATA,
		[LOG_EVENT_UPLOAD_COMMIT] = EVENT_UPLOAD_COMMIT,
		[LOG_EVENT_UPLOAD_CANCEL] = EVENT_UPLOAD_CANCEL,
		[LOG_EVENT_UPLOAD_ABORT] = EVENT_UPLOAD_ABORT,
		[LOG_EVENT_UPLOAD_REJECTED] = EVENT_UPLOAD_REJECTED,
		[LOG_EVENT_UPLOAD_PURGE] = EVENT_UPLOAD_PURGE,
		[LOG_EVENT_GC_MARK] = EVENT_GC_MARK,
		[LOG_EVENT_GC_ELIGIBLE] = EVENT_GC_ELIGIBLE,
		[LOG_EVENT_GC_DELETE] = EVENT_GC_DELETE,
		[LOG_EVENT_GC_SUMMARY] = EVENT_GC_SUMMARY,
		[LOG_EVENT_AUTH_FAILED] = EVENT_AUTH_FAILED,
		[LOG_EVENT_REQUEST_FAILED] = EVENT_REQUEST_FAILED,
		[LOG_EVENT_SERVER_START] = EVENT_SERVER_START,
		[LOG_EVENT_MENTION] = EVENT_MENTION,
		[LOG_EVENT_REFERENCE] = EVENT_REFERENCE,
	};

	return e->kind == LOG_EVENT_REFERENCE && e->family == LOG_GC ? EVENT_GC_MARK : words[e->kind];
}

static enum log_class class_of(enum log_family family)
{
	switch (family) {
	case LOG_APP_TEXT:
	case LOG_APP_JSON:
	case LOG_TEXT:
		return LOG_CLASS_CONTAINER;
	case LOG_GC:
		return LOG_CLASS_GC;
	case LOG_ACCESS_JSON: /* no registry writes one: a proxy did */
		return LOG_CLASS_NETWORK;
	default:
		return LOG_CLASS_API;
	}
}

/* What has no column of its own, in words. */
static int detail_of(struct buf *out, const struct log_event *e, struct fault *f)
{
	char text[DIGEST_TEXT > (int)WHEN_TEXT ? DIGEST_TEXT : WHEN_TEXT];

	buf_clear(out);
	if (buf_add(out, e->detail, f) < 0)
		return -1;
	if (e->kind == LOG_EVENT_GC_SUMMARY && e->detail.n == 0)
		return sentence_then(out, f, S_BOTH, S_BLOBS_MARKED_BLOBS, e->number[0], e->number[1], e->number[2]);
	if (e->kind == LOG_EVENT_UPLOAD_DATA && e->number[0] > 0)
		return sentence_then(out, f, S_BOTH, S_AFTER_BYTES, e->number[0]);
	if (e->kind == LOG_EVENT_UPLOAD_ABORT && e->number[0] > 0)
		return sentence_then(out, f, S_BOTH, S_BYTES_ANNOUNCED, e->number[0]);
	if (digest_set(&e->provided))
		return sentence_then(out, f, S_BOTH, S_PROMISED_AS, digest_text(text, &e->provided));
	if (e->started.known)
		return sentence_then(out, f, S_BOTH, S_UPLOAD_BEGUN, when_text(text, e->started));
	return 0;
}

int run_log_keep(struct log_keeping *k, const struct log_event *e, struct fault *f)
{
	struct log_record r = { .fact = { .item = k->item,
		                          .scan = k->scan,
		                          .event = word_of(e),
		                          .time = e->time,
		                          .raw_time = e->raw_time,
		                          .repository = e->repository,
		                          .from_repository = e->from_repository,
		                          .tag = e->tag,
		                          .upload = e->upload,
		                          .actor = e->actor,
		                          .address = e->address,
		                          .agent = e->agent,
		                          .method = e->method,
		                          .object = span_of(log_object_text(e->object)),
		                          .digest = e->digest,
		                          .parent = e->parent,
		                          .has_size = e->has_size,
		                          .size = e->size,
		                          .status = e->status,
		                          .line = e->at.line,
		                          .offset = e->at.offset,
		                          .length = e->at.length },
		                .family = log_family_text(e->family),
		                .class = log_class_text(class_of(e->family)),
		                .media_type = e->media_type,
		                .has_position = e->kind == LOG_EVENT_REFERENCE,
		                .position = e->position };

	if (detail_of(k->detail, e, f) < 0)
		return -1;
	r.fact.detail = buf_span(k->detail);
	return casedb_put_log_event(k->db, &r, f);
}

int run_log_keep_all(struct log_keeping *k, struct log_reader *reader, struct fault *f)
{
	struct log_event e;
	int rc;

	while ((rc = log_reader_next(reader, &e, f)) == 0)
		if (run_log_keep(k, &e, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}
