/*
 * A whole small image: sectors of a real one are replaced (place in two bytes, 512 bytes), then it is examined and
 * recovered as a user would. SHERD_FUZZ_IMAGE names the image, 16 MiB at most; without it one is made of zeros.
 * Input: a first byte (1: forced as an image, 2: recover with carving), then sectors.
 */
#include "place.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SECTOR = 512, IMAGE_MOST = 16 << 20 };

static uint8_t *image, *kept;
static size_t n;
static char path[300], disk[300];

static void start(void)
{
	const char *given = getenv("SHERD_FUZZ_IMAGE");

	fuzz_place();
	if (given != NULL)
		image = fuzz_load(given, &n);
	else
		image = (uint8_t *)calloc(1, n = 1 << 20);
	if (image == NULL || n < SECTOR || n > IMAGE_MOST || (kept = (uint8_t *)malloc(n)) == NULL)
		abort();
	memcpy(kept, image, n);
	fuzz_put(fuzz_path(disk, "d.img"), image, n);
	(void)fuzz_path(path, "c.db");
}

/* Only sectors that are touched are written, and put back afterwards. */
static void sectors(const uint8_t *p, size_t many, int back)
{
	int fd = open(disk, O_WRONLY);

	for (; many > 2; many = many < 2 + SECTOR ? 0 : many - 2 - SECTOR, p += 2 + SECTOR) {
		size_t at = ((size_t)p[0] << 8 | p[1]) % (n / SECTOR) * SECTOR, length = many < 2 + SECTOR ? many - 2 : SECTOR;

		if (pwrite(fd, back != 0 ? kept + at : p + 2, length, (off_t)at) != (ssize_t)length)
			abort();
	}
	(void)close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	OWNED(run_result) struct run_result r = { 0 };
	struct run_recovered counts;
	struct fault f = FAULT_INIT;
	char source[320], folder[300];
	const char *sources[] = { source };
	struct run_options o;

	if (image == NULL)
		start();
	if (size < 1)
		return 0;
	sectors(data + 1, size - 1, 0);
	(void)snprintf(source, sizeof source, "d=%s%s", (data[0] & 1) != 0 ? "image:" : "", disk);
	o = fuzz_options("examine", path);
	o.report_dir = fuzz_path(folder, "r");
	if (run_scan(&o, sources, 1, &r, &f) == 0) {
		IGNORE(run_recover(&o, (data[0] & 2) != 0 ? EFFORT_CARVE : EFFORT_METADATA, &counts, &r, &f));
		fuzz_tell(path);
	}
	(void)unlink(path);
	fuzz_clear(folder, 1);
	sectors(data + 1, size - 1, 1);
	return 0;
}
