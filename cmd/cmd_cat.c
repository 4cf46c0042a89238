/* cmd/cmd_cat.c - a blob's own bytes, or a file's, to stdout. */
#include "cmd.h"

#include "run/cat.h"

int cmd_cat(struct call *c, struct fault *f)
{
	struct run_options o = call_options(c);
	struct run_sink sink = { c->out.write, c->out.user };
	char why[256] = "";
	const struct opts *a = c->opts;
	int rc = a->operands > 2 ? run_cat_file(&o, a->operand[1], a->operand[2], &sink, why, f)
	                         : run_cat(&o, a->operand[1], &sink, why, f);

	if (rc == RUN_NOT_FOUND)
		return fault_set(f, FAULT_CASE, 0, "%s", why);
	return rc < 0 ? -1 : EXIT_DONE;
}
