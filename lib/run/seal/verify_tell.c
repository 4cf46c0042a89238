/* run/seal/verify_tell.c - one line of what was checked. */
#include "run/seal/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int run_verify_tell(struct verifying *x, const char *word, const char *check, const char *fmt, ...)
{
	char text[900];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	x->failed |= strcmp(word, "FAILED") == 0;
	return x->sink->line(x->sink->user, word, check, text, x->f);
}
