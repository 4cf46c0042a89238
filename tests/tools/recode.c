/* tests/tools/recode.c - one encoder of rebuild/ as a filter: recode ENCODER[/CUT] [SIZE] <tar >compressed. */
#include <stdio.h>
#include <stdlib.h>

#include "rebuild/rebuild.h"

static int put(void *user, struct span bytes, struct fault *f)
{
	(void)f;
	return fwrite(bytes.p, 1, bytes.n, user) == bytes.n ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct fault f = FAULT_INIT;
	struct rebuild_sink sink = { stdout, put };
	enum rebuild_encoder e;
	enum rebuild_cut c;
	OWNED(rebuild) struct rebuild *r = NULL;
	static uint8_t piece[100 * 1000];
	size_t n;

	if (argc < 2 || rebuild_parse(span_of(argv[1]), &e, &c) != 0)
		return 2;
	if (rebuild_new(&r, e, c, argc > 2 ? strtoull(argv[2], NULL, 10) : 0, &sink, &f) < 0)
		return 1;
	while ((n = fread(piece, 1, sizeof piece, stdin)) > 0)
		if (rebuild_add(r, span_make(piece, n), &f) != 0)
			return 1;
	return rebuild_end(r, &f) != 0 || fflush(stdout) != 0;
}
