/* cmd/cmd_merge.c - one case from the parts of scans. */
#include "cmd.h"

#include "run/merge.h"

#include <inttypes.h>

int cmd_merge(struct call *c, struct fault *f)
{
	OWNED(run_result) struct run_result r = { 0 };
	struct run_options o = call_options(c);
	struct run_merged n = { 0 };

	if (run_merge(&o, (const char *const *)c->opts->operand + 1, c->opts->operands - 1, &n, &r, f) < 0)
		return -1;
	if (c->opts->show.json)
		return say(c, f, "{\"sources\":%" PRIu64 ",\"parts\":%" PRIu64 ",\"before\":%" PRIu64 "}\n", n.sources, n.parts, n.before) < 0
		               ? -1
		               : r.status;
	if (say(c, f, "merged: %" PRIu64 " source%s from %" PRIu64 " part%s%s\n", n.sources, n.sources == 1 ? "" : "s", n.parts,
	        n.parts == 1 ? "" : "s", n.before > 0 ? "; what these parts had brought before stays as it is" : "") < 0)
		return -1;
	return r.status;
}
