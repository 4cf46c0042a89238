/* cmd/cmd_plan.c - the runbook of a restoration, with its scripts. */
#include "cmd.h"

#include "run/choose/choose.h"

int cmd_plan(struct call *c, struct fault *f)
{
	const struct opts *x = c->opts;
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf wanted = BUF_INIT;
	struct run_options o = call_options(c);
	struct choice_ask ask;

	if (call_choice(c, &ask, &wanted, f) < 0 || run_plan(&o, &ask, x->target, &text, f) < 0)
		return -1;
	return c->out.write(c->out.user, buf_span(&text), f) < 0 ? -1 : EXIT_DONE;
}
