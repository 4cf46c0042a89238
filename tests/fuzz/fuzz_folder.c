/* A sealed folder that comes back from a stranger: one of its files patched, cut, longer, or another one added. */
#include "place.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILES_MOST = 64 };

static struct {
	char name[300];
	uint8_t *p;
	size_t n;
} file[FILES_MOST];
static size_t files;
static char folder[300];

static int line(void *user, const char *word, const char *check, const char *text, struct fault *f)
{
	(void)user;
	(void)word;
	(void)check;
	(void)text;
	(void)f;
	return 0;
}

static void gather(const char *path)
{
	DIR *d = opendir(path);
	const struct dirent *e;
	char inner[900];
	struct stat st;

	while (d != NULL && (e = readdir(d)) != NULL && files < FILES_MOST) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		(void)snprintf(inner, sizeof inner, "%.600s/%s", path, e->d_name);
		if (stat(inner, &st) == 0 && S_ISDIR(st.st_mode)) {
			gather(inner);
		} else {
			(void)snprintf(file[files].name, sizeof file[files].name, "%.299s", inner);
			file[files].p = fuzz_load(inner, &file[files].n);
			(void)chmod(inner, 0600);
			files++;
		}
	}
	if (d != NULL)
		(void)closedir(d);
}

static int cmp(const void *a, const void *b)
{
	return strcmp((const char *)a, (const char *)b);
}

static void start(void)
{
	const struct run_seal_options s = { .files = NULL };
	struct fault f = FAULT_INIT;
	struct run_options o;
	char path[300];

	fuzz_place();
	fuzz_case(path);
	o = fuzz_options("seal", path);
	if (run_seal(&o, fuzz_path(folder, "sealed"), &s, &f) < 0)
		abort();
	gather(folder);
	qsort(file, files, sizeof file[0], cmp);
}

static void verify(void)
{
	struct run_options o = fuzz_options("verify", folder);
	const struct run_verify_options v = { .ca = NULL };
	const struct run_verify_sink sink = { NULL, line };
	struct run_custody_state s;
	struct fault f = FAULT_INIT;
	bool failed;

	IGNORE(run_verify(&o, &v, &sink, &s, &failed, &f));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy;
	char added[320];
	size_t i;

	if (files == 0)
		start();
	if (size < 3)
		return 0;
	i = data[0] % files;
	copy = (uint8_t *)malloc(file[i].n + size);
	if (copy == NULL)
		return 0;
	memcpy(copy, file[i].p, file[i].n);
	memcpy(copy + file[i].n, data, size);
	(void)snprintf(added, sizeof added, "%s/%s", folder, data[2] % 2 == 0 ? "continuation.log" : "signature.p7s");
	switch (data[1] % 4) {
	case 0: /* patched */
		fuzz_patch(copy, file[i].n, data + 2, size - 2);
		fuzz_put(file[i].name, copy, file[i].n);
		break;
	case 1: /* whole */
		fuzz_put(file[i].name, data + 2, size - 2);
		break;
	case 2: /* longer */
		fuzz_put(file[i].name, copy, file[i].n + size);
		break;
	default: /* one more */
		fuzz_put(added, data + 3, size - 3);
	}
	verify();
	fuzz_put(file[i].name, file[i].p, file[i].n);
	(void)unlink(added);
	free(copy);
	return 0;
}
