/* cmd/cmd_recover.c - deleted blobs out of images, and what came of it. */
#include "cmd.h"

#include "run/recover.h"

#include <inttypes.h>

static int tell_json(const struct call *c, const struct run_recovered *n, const struct run_result *r, struct fault *f)
{
	return say(c, f,
	           "{\"images\":%" PRIu64 ",\"blobs\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"by_metadata\":%" PRIu64
	           ",\"by_carving\":%" PRIu64 ",\"by_fragments\":%" PRIu64 ",\"unnamed\":%" PRIu64 ",\"names\":%" PRIu64
	           ",\"lost\":%" PRIu64 ",\"rounds\":%" PRIu64 ",\"scanned\":%" PRIu64 ",\"broken\":%" PRIu64
	           ",\"solved\":%" PRIu64 ",\"steps\":%" PRIu64 ",\"budgets_spent\":%" PRIu64 ",\"seconds\":%.3f}\n",
	           n->images, n->blobs, n->bytes, n->by_metadata, n->by_carving, n->by_fragments, n->unnamed, n->names,
	           n->lost, n->rounds, n->scanned, n->broken, n->solved, n->steps, n->spent, r->seconds);
}

static int tell_text(const struct call *c, const struct run_recovered *n, struct fault *f)
{
	if (n->images == 0)
		return say(c, f, "no disk image in this case; directories and archives hold no deleted bytes\n");
	if (say(c, f, "%" PRIu64 " blobs newly recovered, %" PRIu64 " bytes: %" PRIu64 " by metadata, %" PRIu64 " by carving, %" PRIu64
	        " from fragments\n",
	        n->blobs, n->bytes, n->by_metadata, n->by_carving, n->by_fragments) < 0)
		return -1;
	if (n->unnamed > 0 && say(c, f, "%" PRIu64 " of them are self-consistent but named nowhere\n", n->unnamed) < 0)
		return -1;
	return say(c, f,
	           "%" PRIu64 " deleted names read; %" PRIu64 " named blobs were not found\n\n"
	           "  sherd blobs %s --state recovered --json    where each lies, to check with dd and sha256sum\n"
	           "  sherd findings %s                          why the others were not found (blob-not-recovered)\n",
	           n->names, n->lost, c->opts->operand[0], c->opts->operand[0]);
}

int cmd_recover(struct call *c, struct fault *f)
{
	OWNED(run_result) struct run_result r = { 0 };
	struct run_options o = call_options(c);
	struct run_recovered n = { 0 };

	if (run_recover(&o, c->opts->effort == 0 ? EFFORT_ALL : c->opts->effort, &n, &r, f) < 0)
		return -1;
	if ((c->opts->show.json ? tell_json(c, &n, &r, f) : tell_text(c, &n, f)) < 0)
		return -1;
	return r.status;
}
