/* run/scan/amount.c - how much the documents of a compressed archive may name. */
#include "run/scan/amount.h"

#include <sys/stat.h>

enum { BYTES_EACH = 32 }; /* rule: of the archive, for each descriptor beyond the bound; a digest alone takes as many */

void run_amount_start(struct amount *a, const char *path, const char *compression, uint64_t taken, const struct limits *l)
{
	struct stat st;
	uint64_t size = stat(path, &st) == 0 && st.st_size > 0 ? (uint64_t)st.st_size : 0, most;

	a->bounded = compression[0] != '\0';
	if (__builtin_add_overflow(l->references, size / BYTES_EACH, &most))
		most = UINT64_MAX;
	a->left = most > taken ? most - taken : 0;
}

bool run_amount_take(struct amount *a, const struct document *d)
{
	if (!a->bounded)
		return true;
	if (d->refs.n > a->left)
		return false;
	a->left -= d->refs.n;
	return true;
}
