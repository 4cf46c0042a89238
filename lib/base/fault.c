/* base/fault.c - what went wrong with us: the first cause, then one "while ..." a level. */
#include "base/fault.h"

#include "base/said.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 2, 0))) static void append(struct fault *f, const char *fmt, va_list ap)
{
	size_t used = strlen(f->text);

	/* Truncation is accepted: the first words, which name the cause, always fit. */
	(void)vsnprintf(f->text + used, sizeof f->text - used, fmt, ap);
	said_strip(f->text + used);
}

static void append_text(struct fault *f, const char *text)
{
	size_t used = strlen(f->text);

	(void)snprintf(f->text + used, sizeof f->text - used, "%s", text);
}

int fault_set(struct fault *f, enum fault_kind kind, int err, const char *fmt, ...)
{
	va_list ap;

	if (f->kind != FAULT_NONE)
		return -1;
	f->kind = kind;
	f->err = err;
	f->text[0] = '\0';
	va_start(ap, fmt);
	append(f, fmt, ap);
	va_end(ap);
	if (err != 0) {
		char why[96];

		append_text(f, ": ");
		append_text(f, strerror_r(err, why, sizeof why));
	}
	return -1;
}

int fault_while(struct fault *f, const char *fmt, ...)
{
	va_list ap;

	append_text(f, ", while ");
	va_start(ap, fmt);
	append(f, fmt, ap);
	va_end(ap);
	return -1;
}

int fault_memory(struct fault *f, size_t wanted)
{
	return fault_set(f, FAULT_MEMORY, 0, "out of memory (%zu bytes wanted)", wanted);
}
