#include "report/text.h"

const char *report_text(enum report_text id)
{
	static const char *const english[] = {
#define X(id, en) [TEXT_##id] = en,
		REPORT_TEXTS(X)
#undef X
	};

	return english[id];
}
