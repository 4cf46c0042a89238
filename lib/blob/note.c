/* blob/note.c - what was seen while reading, kept with the item. */
#include "blob/stage.h"

#include "core/sentence.h"

#include <stdarg.h>
#include <stdio.h>

int exam_note(struct exam *e, enum finding_code code, uint64_t offset, uint64_t length,
              struct fault *f, const char *fmt, ...)
{
	struct exam_note n = { .code = code, .offset = offset, .length = length };
	va_list ap;

	va_start(ap, fmt);
	(void)vsentence(n.text, sizeof n.text, fmt, ap);
	va_end(ap);
	return VEC_PUSH(&e->notes, n, f);
}
