/* cmd/cmd_cat.c - a blob's own bytes to stdout. */
#include "cmd.h"

int cmd_cat(struct call *c, struct fault *f)
{
	struct run_options o = call_options(c);
	struct run_sink sink = { c->out.write, c->out.user };
	char why[256] = "";
	int rc = run_cat(&o, c->opts->operand[1], &sink, why, f);

	if (rc == RUN_NOT_FOUND)
		return fault_set(f, FAULT_CASE, 0, "%s", why);
	return rc < 0 ? -1 : EXIT_DONE;
}
