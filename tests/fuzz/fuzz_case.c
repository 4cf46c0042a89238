/*
 * A case that comes back from a stranger: patches of a real one, opened, told in every list, verified, reported and
 * resolved. It may be refused; it may not crash, hang, or make the program write anywhere but beside it.
 */
#include "place.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int line(void *user, const char *word, const char *check, const char *text, struct fault *f)
{
	(void)user;
	(void)word;
	(void)check;
	(void)text;
	(void)f;
	return 0;
}

static void verify(const char *path)
{
	struct run_options o = fuzz_options("verify", path);
	const struct run_verify_options v = { .ca = NULL };
	const struct run_verify_sink sink = { NULL, line };
	struct run_custody_state s;
	struct fault f = FAULT_INIT;
	bool failed;

	IGNORE(run_verify(&o, &v, &sink, &s, &failed, &f));
}

static void work(const char *path)
{
	OWNED(run_result) struct run_result r = { 0 };
	struct run_options o = fuzz_options("resolve", path);
	struct fault f = FAULT_INIT;
	char folder[300];

	o.report_dir = fuzz_path(folder, "r");
	IGNORE(run_report(&o, "html,json,csv", &r, &f));
	fault_clear(&f);
	IGNORE(run_resolve(&o, &r, &f));
	fuzz_clear(folder, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t *base, *copy;
	static size_t n;
	static char path[300];

	if (base == NULL) {
		fuzz_place();
		fuzz_case(path);
		base = fuzz_load(path, &n);
		copy = (uint8_t *)malloc(n);
		(void)fuzz_path(path, "c.db");
	}
	if (size < 2 || copy == NULL)
		return 0;
	memcpy(copy, base, n);
	fuzz_patch(copy, n, data + 1, size - 1);
	fuzz_put(path, copy, n);
	fuzz_tell(path);
	if ((data[0] & 1) != 0)
		verify(path);
	if ((data[0] & 2) != 0)
		work(path);
	(void)unlink(path);
	return 0;
}
