/* cmd/cmd_rebuild.c - lost layers compressed anew, and what came of it. */
#include "cmd.h"

#include "base/quote.h"
#include "run/rebuild.h"

#include <inttypes.h>

static int tell_json(const struct call *c, const struct run_rebuilt *n, const struct run_result *r, struct fault *f)
{
	return say(c, f,
	           "{\"lost\":%" PRIu64 ",\"before\":%" PRIu64 ",\"tars\":%" PRIu64 ",\"tried\":%" PRIu64 ",\"rebuilt\":%" PRIu64
	           ",\"bytes\":%" PRIu64 ",\"learnt\":%" PRIu64 ",\"unread\":%" PRIu64 ",\"bounded\":%" PRIu64
	           ",\"spent\":%" PRIu64 ",\"damaged\":%" PRIu64 ",\"mended\":%" PRIu64 ",\"mended_before\":%" PRIu64
	           ",\"seconds\":%.3f}\n",
	           n->lost, n->before, n->tars, n->tried, n->rebuilt, n->bytes, n->learnt, n->unread, n->bounded, n->spent,
	           n->mend.damaged, n->mend.mended, n->mend.before, r->seconds);
}

static int tell_number(const struct call *c, enum lang_text id, uint64_t n, struct fault *f)
{
	char digits[LANG_DIGITS];

	return n == 0 ? 0 : say_text(c, f, id, (const struct span[]){ lang_digits(digits, n) });
}

static int tell_mended(const struct call *c, const struct run_mended *m, struct fault *f)
{
	char digits[2][LANG_DIGITS];
	const struct span args[] = { lang_digits(digits[0], m->mended), lang_digits(digits[1], m->damaged) };

	return (m->damaged > 0 && say_text(c, f, TEXT_Y_R_MENDED, args) < 0) ||
	                       tell_number(c, TEXT_Y_R_MENDED_BEFORE, m->before, f) < 0
	               ? -1
	               : tell_number(c, TEXT_Y_R_MEND_BOUND, m->bounded, f);
}

static int tell_text(const struct call *c, const struct run_rebuilt *n, struct fault *f)
{
	const uint64_t count[] = { n->rebuilt, n->lost, n->bytes, n->tars, n->tried, n->spent };
	char digits[COUNT(count)][LANG_DIGITS];
	struct span args[COUNT(count)];
	OWNED(buf) struct buf path = BUF_INIT;

	if (tell_mended(c, &n->mend, f) < 0)
		return -1;
	if (n->lost == 0)
		return say_text(c, f, TEXT_Y_R_NONE, NULL);
	for (size_t i = 0; i < COUNT(count); i++)
		args[i] = lang_digits(digits[i], count[i]);
	if (say_text(c, f, TEXT_Y_R_DONE, args) < 0 || tell_number(c, TEXT_Y_R_BEFORE, n->before, f) < 0 ||
	    say_text(c, f, TEXT_Y_R_TRIED, &args[3]) < 0 || tell_number(c, TEXT_Y_R_UNREAD, n->unread, f) < 0 ||
	    tell_number(c, TEXT_Y_R_BOUND, n->bounded, f) < 0)
		return -1;
	if (n->rebuilt + n->before == 0)
		return n->tars == 0 ? 0 : say_text(c, f, TEXT_Y_R_OTHER, NULL);
	if (quote_visible(&path, span_of(c->opts->operand[0]), f) < 0)
		return -1;
	return say_text(c, f, TEXT_Y_R_HOW, (const struct span[]){ buf_span(&path) });
}

int cmd_rebuild(struct call *c, struct fault *f)
{
	OWNED(run_result) struct run_result r = { 0 };
	struct run_options o = call_options(c);
	struct run_rebuilt n = { .lost = 0 };

	if (run_rebuild(&o, &n, &r, f) < 0)
		return -1;
	if ((c->opts->show.json ? tell_json(c, &n, &r, f) : tell_text(c, &n, f)) < 0)
		return -1;
	return r.status;
}
