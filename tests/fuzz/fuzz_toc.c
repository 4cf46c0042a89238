/* tests/fuzz/fuzz_toc.c - any bytes as the end of a layer, as the bytes of its table of contents, and as that table. */
#include "blob/blob.h"
#include "format/toc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_table(struct span json, const struct limits *limits)
{
	OWNED(toc_reader) struct toc_reader r = { .why = NULL };
	struct fault f = FAULT_INIT;
	struct toc_entry e;
	size_t entries = 0;
	int rc = toc_open(&r, json, limits, &f);

	while (rc == 0 && (rc = toc_next(&r, &e, &f)) == 0) {
		if (++entries > json.n || e.name.n == 0 || e.name.n > limits->path_bytes || e.size > INT64_MAX || e.kind == ENTRY_UNSET)
			__builtin_trap();
	}
	if (rc < 0 || (rc == TOC_MALFORMED && r.why == NULL) || entries + r.odd > json.n)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct limits limits = LIMITS_DEFAULT;
	struct span bytes = span_make(data, size);
	struct fault f = FAULT_INIT;
	struct blob_tail tail = { .keep = size + 1 };
	struct toc_place place, either = { .format = TOC_NONE };
	struct span packed;
	struct digest named;

	if (toc_footer(&place, bytes, size) && (place.length == 0 || place.offset >= size || place.length > size - place.offset))
		__builtin_trap();
	if (blob_tail_add(&tail, bytes, &f) < 0 ||
	    (blob_toc_place(&place, &packed, &tail) == 0 && (packed.n != place.length || packed.p + packed.n > tail.bytes.p + size)))
		__builtin_trap();
	blob_tail_release(&tail);
	read_table(bytes, &limits);
	for (int gzip = 0; gzip < 2; gzip++) {
		OWNED(buf) struct buf json = BUF_INIT;
		int rc;

		either.format = gzip ? TOC_ESTARGZ : TOC_ZSTD_CHUNKED;
		rc = blob_toc(&json, &named, bytes, &either, &limits, &f);
		if (rc < 0)
			__builtin_trap();
		if (rc == 0)
			read_table(buf_span(&json), &limits);
	}
	return 0;
}
