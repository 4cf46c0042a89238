/*
 * Logs as a whole: up to four files, split at "\n%%\n", read as sources into a new case (a first byte chooses plain text
 * or gzip by name, and the zone), resolved with the bundled tree, told.
 */
#include "place.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t *base;
	static size_t n;
	static char path[300];
	static const char *const names[2][4] = { { "registry.log", "access.log", "docker.json", "notes" },
		                                 { "registry.log.gz", "access.log.1", "gc.txt", "events.jsonl" } };
	OWNED(run_result) struct run_result r = { 0 };
	struct span rest = span_make(data, size), piece;
	char paths[4][300];
	const char *files[4];
	struct fault f = FAULT_INIT;
	struct run_options o;
	size_t many = 0;

	if (base == NULL) {
		fuzz_place();
		fuzz_case(path);
		base = fuzz_load(path, &n);
		(void)fuzz_path(path, "c.db");
	}
	if (size < 1)
		return 0;
	rest = span_from(rest, 1);
	while (many < 4) {
		const uint8_t *at = rest.n == 0 ? NULL : (const uint8_t *)memmem(rest.p, rest.n, "\n%%\n", 4);
		size_t length = at == NULL ? rest.n : (size_t)(at - rest.p) + 1;

		piece = span_sub(rest, 0, length);
		files[many] = fuzz_path(paths[many], names[data[0] & 1][many]);
		fuzz_put(paths[many], piece.p == NULL ? (const uint8_t *)"" : piece.p, piece.n);
		many++;
		if (at == NULL)
			break;
		rest = span_from(rest, length + 3);
	}
	fuzz_put(path, base, n);
	o = fuzz_options("logs", path);
	IGNORE(run_logs(&o, (data[0] & 2) != 0, 32400, files, many, &r, &f));
	fuzz_tell(path);
	(void)unlink(path);
	for (size_t i = 0; i < many; i++)
		(void)unlink(paths[i]);
	return 0;
}
