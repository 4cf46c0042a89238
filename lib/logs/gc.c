/* logs/gc.c - what garbage-collect prints, 2.4 to 3.1. */
#include "logs/private.h"

#include "core/name.h"

#include <string.h>

static int one(struct line *l, enum event_word what, struct span repository, const struct digest *d,
               struct fault *f)
{
	struct log_event e = event_of(l, LOG_GC);

	e.event = what;
	e.repository = name_is_repository(repository) ? repository : SPAN_NONE;
	if (d != NULL)
		e.digest = *d;
	return emit(l, &e, f);
}

/* "<repository>: marking manifest sha256:... " and its like; the digest stands right behind the words. */
static bool behind(struct span s, const char *words, struct digest *d, struct span *before)
{
	size_t at = find_text(s, words);

	if (at == SIZE_MAX || !digest_at(s, at + strlen(words), d))
		return false;
	*before = span_sub(s, 0, at);
	return true;
}

int read_gc(struct line *l, struct fault *f)
{
	static const struct {
		const char *words;
		enum event_word what;
	} rows[] = { { ": marking manifest ", EVENT_GC_MARK },
		     { ": marking blob ", EVENT_GC_MARK },
		     { ": marking configuration ", EVENT_GC_MARK },
		     { ": layer link eligible for deletion: ", EVENT_GC_ELIGIBLE },
		     { "manifest eligible for deletion: ", EVENT_GC_ELIGIBLE },
		     { "blob eligible for deletion: ", EVENT_GC_ELIGIBLE } };
	static const char braces[] = "manifest eligible for deletion: {";
	struct span before = SPAN_NONE;
	struct digest d;

	for (size_t i = 0; i < COUNT(rows); i++)
		if (behind(l->text, rows[i].words, &d, &before))
			return one(l, rows[i].what, before, &d, f);
	if (span_starts(l->text, span_of(braces))) { /* 3.x: {repository digest [tags]} */
		struct span rest = span_from(l->text, strlen(braces)), repository = span_cut(&rest, ' ');

		return digest_at(rest, 0, &d) ? one(l, EVENT_GC_ELIGIBLE, repository, &d, f) : LINE_NOT_MINE;
	}
	if (find_text(l->text, " blobs marked, ") != SIZE_MAX && find_text(l->text, "eligible for deletion") != SIZE_MAX)
		return one(l, EVENT_GC_SUMMARY, SPAN_NONE, NULL, f);
	return LINE_NOT_MINE;
}
