/* core/document.c - what a document says, as facts: life and release. */
#include "core/document.h"

void document_release(struct document *d)
{
	VEC_RELEASE(&d->refs);
	VEC_RELEASE(&d->diff_ids);
	VEC_RELEASE(&d->history);
	VEC_RELEASE(&d->notes);
	arena_release(&d->arena);
}

const char *doc_kind_text(enum doc_kind k)
{
	switch (k) {
#define X(id, text, about)                                                                 \
	case DOC_##id:                                                                             \
		return text;
		DOC_KINDS(X)
#undef X
	case DOC_UNSET:
		break;
	}
	return "";
}

const char *reference_rel_text(enum reference_rel r)
{
	switch (r) {
#define X(id, text)                                                                        \
	case REL_##id:                                                                             \
		return text;
		REFERENCE_RELS(X)
#undef X
	case REL_UNSET:
		break;
	}
	return "";
}

bool document_of_image(const struct document *d)
{
	return d->image_kind != IMAGE_UNSET || d->kind == DOC_CONFIG || d->kind == DOC_SIMPLESIGNING ||
	       d->kind == DOC_DSSE || d->kind == DOC_STATEMENT;
}
