/* core/entry.c - words for the kinds of entries in a source. */
#include "core/entry.h"

const char *entry_kind_text(enum entry_kind k)
{
	switch (k) {
#define X(id, text)                                                                        \
	case ENTRY_##id:                                                                           \
		return text;
		ENTRY_KINDS(X)
#undef X
	case ENTRY_UNSET:
		break;
	}
	return "";
}
