/* tests/fuzz/fuzz_logs.c - any bytes as a log, in chunks whose size the first byte tells; events must stay
 * inside the file, and the events of two chunkings must be as many. */
#include "logs/logs.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	uint64_t events, size;
};

static int look(void *user, const struct log_event *e, struct fault *f)
{
	struct seen *s = (struct seen *)user;

	(void)f;
	s->events++;
	if (e->offset > s->size || e->length > s->size - e->offset || e->line == 0)
		__builtin_trap();
	return 0;
}

static uint64_t read_in_pieces(struct span bytes, size_t piece)
{
	struct fault f = FAULT_INIT;
	struct log_options o = { true, 32400, 4096 };
	struct seen seen = { 0, bytes.n };
	struct log_sink sink = { &seen, look };
	struct log_reader *r;

	if (log_reader_new(&r, &o, &sink, &f) < 0)
		__builtin_trap();
	while (bytes.n > 0) {
		if (log_reader_feed(r, span_sub(bytes, 0, piece), &f) < 0)
			__builtin_trap();
		bytes = span_from(bytes, piece);
	}
	if (log_reader_finish(r, &f) < 0)
		__builtin_trap();
	log_reader_free(r);
	return seen.events;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	if (read_in_pieces(span_make(data + 1, size - 1), (size_t)data[0] + 1) !=
	    read_in_pieces(span_make(data + 1, size - 1), SIZE_MAX))
		__builtin_trap();
	return 0;
}
