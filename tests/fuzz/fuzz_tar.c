/* tests/fuzz/fuzz_tar.c - any bytes as a tar archive; every member's body is read. */
#include "format/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct limits limits = LIMITS_DEFAULT;
	static uint8_t waste[8192];
	OWNED(stream) struct stream *in = NULL;
	OWNED(tar_reader) struct tar_reader *t = NULL;
	struct fault f = FAULT_INIT;
	struct entry e;
	int rc;

	if (stream_of_span(&in, span_make(data, size), 0, &f) < 0 || tar_open(&t, in, &limits, &f) < 0)
		return 0;
	while ((rc = tar_next(t, &e, &f)) == 0) {
		uint64_t seen = 0;
		size_t got = 1;

		while (got > 0 && seen < 1 << 20 && tar_body_read(t, waste, sizeof waste, &got, &f) == 0)
			seen += got;
		if (e.kind == ENTRY_FILE && seen > e.size)
			__builtin_trap();
	}
	if (rc < 0)
		__builtin_trap();
	return 0;
}
