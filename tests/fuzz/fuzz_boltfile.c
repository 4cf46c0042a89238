/* tests/fuzz/fuzz_boltfile.c - any bytes as a bbolt file whose first head is valid: nothing outside the file, and an end. */
#include "boltfile/boltfile.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* FNV-1a of the head's fields, which no fuzzer finds. */
static void seal(uint8_t *file)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 16; i < 72; i++)
		h = (h ^ file[i]) * 0x100000001b3u;
	for (size_t i = 0; i < 8; i++)
		file[72 + i] = (uint8_t)(h >> (8 * i));
}

static void within(struct span s, const uint8_t *file, size_t size)
{
	if (s.n > 0 && (s.p < file || s.n > size || (size_t)(s.p - file) > size - s.n))
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	OWNED(bolt) struct bolt *b = NULL;
	struct fault f = FAULT_INIT;
	uint8_t *file = size < 80 ? NULL : (uint8_t *)malloc(size);
	struct bolt_row r;
	size_t rows = 0;

	if (file == NULL)
		return 0;
	memcpy(file, data, size);
	seal(file);
	if (bolt_open(&b, span_make(file, size), &f) == 0)
		while (bolt_next(b, &r) == 0) {
			if (r.depth > BOLT_DEPTH || ++rows > size)
				__builtin_trap();
			within(r.key, file, size);
			within(r.value, file, size);
			for (size_t i = 0; i < r.depth; i++)
				within(r.in[i], file, size);
		}
	free(file);
	return 0;
}
