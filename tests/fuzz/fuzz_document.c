/* tests/fuzz/fuzz_document.c - any bytes as a document, a link, a start time, a hash state, a cache state. */
#include "format/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct limits limits = LIMITS_DEFAULT;
	struct fault f = FAULT_INIT;
	struct document d;
	struct link_reading link;
	struct hashstate state;
	struct scheduler cache;
	struct when when;
	char why[128];
	struct span bytes = span_make(data, size);

	memset(&d, 0, sizeof d);
	memset(&cache, 0, sizeof cache);
	if (document_parse(&d, bytes, &limits, &f) < 0)
		__builtin_trap();
	for (size_t i = 0; i < d.refs.n; i++) { /* every place lies inside the document */
		const struct where *w = &d.refs.v[i].where;

		if (w->offset > size || w->length > size - w->offset)
			__builtin_trap();
	}
	document_release(&d);
	link_parse(&link, bytes);
	if (link.where.offset > size || link.where.length > size - link.where.offset)
		__builtin_trap();
	(void)startedat_parse(&when, bytes, why);
	(void)hashstate_parse(&state, bytes, why);
	if (scheduler_parse(&cache, bytes, &limits, why, &f) < 0)
		__builtin_trap();
	scheduler_release(&cache);
	return 0;
}
