/*
 * recover/area.c - words and ends of what goes in and comes out.
 */
#include "recover/recover.h"

#include <stdlib.h>

void area_release(struct area *a)
{
	VEC_RELEASE(&a->free);
	VEC_RELEASE(&a->hints);
}

void proofs_release(struct proofs *p)
{
	for (size_t i = 0; i < p->v.n; i++)
		free(p->v.v[i].runs.v);
	VEC_RELEASE(&p->v);
}

void carved_release(struct carved *c)
{
	proofs_release(&c->proofs);
	VEC_RELEASE(&c->noticed);
}

const char *recover_method_text(enum recover_method m)
{
	switch (m) {
	case RECOVER_METHOD_UNSET:
		break;
#define X(id, text, about)                                                                 \
	case RECOVER_BY_##id:                                                                      \
		return text;
		RECOVER_METHODS(X)
#undef X
	}
	return "";
}
