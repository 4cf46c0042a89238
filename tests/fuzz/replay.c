/* tests/fuzz/replay.c - the main of a fuzz target without a fuzzer: every file named is one input. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
	static uint8_t bytes[1 << 22];
	FILE *in = fopen(path, "rb");
	size_t n;
	uint8_t *own;

	if (in == NULL) {
		perror(path);
		return 1;
	}
	n = fread(bytes, 1, sizeof bytes, in);
	(void)fclose(in);
	own = (uint8_t *)malloc(n + 1); /* of its own size, so that a sanitizer sees its end */
	if (own == NULL)
		return 1;
	for (size_t i = 0; i < n; i++)
		own[i] = bytes[i];
	(void)LLVMFuzzerTestOneInput(own, n);
	free(own);
	return 0;
}

int main(int argc, char **argv)
{
	int bad = 0;

	for (int i = 1; i < argc; i++)
		bad |= replay(argv[i]);
	return bad;
}
