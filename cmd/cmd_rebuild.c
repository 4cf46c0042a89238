/* cmd/cmd_rebuild.c - lost layers compressed anew, and what came of it. */
#include "cmd.h"

#include <inttypes.h>

static int tell_json(const struct call *c, const struct run_rebuilt *n, const struct run_result *r, struct fault *f)
{
	return say(c, f,
	           "{\"lost\":%" PRIu64 ",\"before\":%" PRIu64 ",\"tars\":%" PRIu64 ",\"tried\":%" PRIu64 ",\"rebuilt\":%" PRIu64
	           ",\"bytes\":%" PRIu64 ",\"learnt\":%" PRIu64 ",\"unread\":%" PRIu64 ",\"bounded\":%" PRIu64
	           ",\"spent\":%" PRIu64 ",\"seconds\":%.3f}\n",
	           n->lost, n->before, n->tars, n->tried, n->rebuilt, n->bytes, n->learnt, n->unread, n->bounded, n->spent,
	           r->seconds);
}

static int tell_text(const struct call *c, const struct run_rebuilt *n, struct fault *f)
{
	const char *path = c->opts->operand[0];

	if (n->lost == 0)
		return say(c, f, "no layer is lost: nothing to rebuild\n");
	if (say(c, f, "%" PRIu64 " of %" PRIu64 " lost layers compressed anew, %" PRIu64 " bytes, each proven by its digest", n->rebuilt,
	        n->lost, n->bytes) < 0 ||
	    (n->before > 0 ? say(c, f, "; %" PRIu64 " were already\n", n->before) : say(c, f, "\n")) < 0 ||
	    say(c, f, "%" PRIu64 " tars are in this case that a lost layer may be made of; %" PRIu64 " encodings tried, %" PRIu64
	        " bytes\n",
	        n->tars, n->tried, n->spent) < 0)
		return -1;
	if (n->unread > 0 && say(c, f, "%" PRIu64 " tars could not be read again\n", n->unread) < 0)
		return -1;
	if (n->bounded > 0 && say(c, f, "a bound left out %" PRIu64 " tries: --limit rebuild_bytes=N\n", n->bounded) < 0)
		return -1;
	if (n->rebuilt + n->before == 0)
		return n->tars == 0 ? 0
		                    : say(c, f, "none of them gives a recorded digest; --with 'PROGRAM ARGS' tries another encoder\n");
	return say(c, f,
	           "\n  sherd blobs %s --state missing --json    origin recompressed, and the tar and encoder of each\n"
	           "  sherd cat %s DIGEST                       a layer's bytes, made again and checked\n",
	           path, path);
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
