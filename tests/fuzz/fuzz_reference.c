/* tests/fuzz/fuzz_reference.c - any bytes as a side file of hashes. */
#include "custody/reference.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault f = FAULT_INIT;
	struct reference_hashes found = { { NULL, 0, 0 } };

	if (acquirer_read(&found, span_make(data, size), span_of("disk.img"), &f) < 0)
		__builtin_trap();
	for (size_t i = 0; i < found.v.n; i++)
		if (found.v.v[i].hex[many_digits(found.v.v[i].alg)] != '\0')
			__builtin_trap();
	reference_hashes_release(&found);
	return 0;
}
