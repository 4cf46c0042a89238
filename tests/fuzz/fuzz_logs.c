/* tests/fuzz/fuzz_logs.c - any bytes as a log, in chunks whose size the first byte tells; events must stay
 * inside the file, names must be names, and two chunkings must tell the same. */
#include "core/name.h"
#include "logs/logs.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	uint64_t events, size, mark; /* `mark` depends on the order of events */
};

static void look(struct seen *s, const struct log_event *e)
{
	s->events++;
	s->mark = s->mark * 31 + (uint64_t)e->kind * 7 + e->at.offset + e->position + e->repository.n;
	if (e->at.offset > s->size || e->at.length > s->size - e->at.offset || e->at.line == 0)
		__builtin_trap();
	if (e->kind == LOG_EVENT_UNSET || e->family == LOG_FAMILY_UNSET)
		__builtin_trap();
	if (e->repository.n > 0 && !name_is_repository(e->repository))
		__builtin_trap();
	if (e->kind == LOG_EVENT_REFERENCE && (!digest_set(&e->parent) || !digest_set(&e->digest)))
		__builtin_trap();
}

static void drain(struct log_reader *r, struct seen *s, struct fault *f)
{
	struct log_event e;
	int rc;

	while ((rc = log_reader_next(r, &e, f)) == 0)
		look(s, &e);
	if (rc != LOG_END)
		__builtin_trap();
}

static struct seen read_in_pieces(struct span bytes, size_t piece)
{
	static const struct limits limits = LIMITS_DEFAULT;
	struct fault f = FAULT_INIT;
	struct log_options o = { true, 32400 };
	struct seen seen = { 0, bytes.n, 0 };
	const struct log_stats *stats;
	struct log_reader *r;

	if (log_reader_new(&r, &o, &limits, NULL, &f) < 0)
		__builtin_trap();
	while (bytes.n > 0) {
		if (log_reader_feed(r, span_sub(bytes, 0, piece), &f) < 0)
			__builtin_trap();
		bytes = span_from(bytes, piece);
		drain(r, &seen, &f);
	}
	if (log_reader_finish(r, &f) < 0)
		__builtin_trap();
	drain(r, &seen, &f);
	stats = log_reader_stats(r);
	if (stats->events != seen.events ||
	    stats->lines != stats->understood + stats->mentions + stats->not_understood + stats->too_long)
		__builtin_trap();
	log_reader_free(r);
	return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen a, b;

	if (size < 2)
		return 0;
	a = read_in_pieces(span_make(data + 1, size - 1), (size_t)data[0] + 1);
	b = read_in_pieces(span_make(data + 1, size - 1), SIZE_MAX);
	if (a.events != b.events || a.mark != b.mark)
		__builtin_trap();
	return 0;
}
