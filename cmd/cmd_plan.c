/* cmd/cmd_plan.c - the runbook of a restoration, with its scripts. */
#include "cmd.h"

#include "run/choose.h"
#include "run/plan.h"

int cmd_plan(struct call *c, struct fault *f)
{
	const struct opts *x = c->opts;
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf wanted = BUF_INIT;
	struct run_options o = call_options(c);
	struct choice_ask ask = {
		.what = (const char *const *)&x->operand[1],
		.what_n = x->operands - 1,
		.deleted = x->deleted,
		.all_complete = x->all_complete,
		.standing = x->filter.value[REPORT_FILTER_STANDING],
		.completeness = x->filter.value[REPORT_FILTER_COMPLETENESS],
		.source = x->filter.value[REPORT_FILTER_SOURCE],
		.repositories = x->repeated[OPT_REPOSITORY],
		.repositories_n = x->repeated_n[OPT_REPOSITORY],
		.tags = x->repeated[OPT_TAG],
		.tags_n = x->repeated_n[OPT_TAG],
		.as = x->repeated[OPT_AS],
		.as_n = x->repeated_n[OPT_AS],
		.has_wanted = x->wanted != NULL,
	};

	if (x->wanted != NULL && call_wanted(x->wanted, &wanted, f) < 0)
		return -1;
	ask.wanted = buf_span(&wanted);
	if (run_plan(&o, &ask, x->target, &text, f) < 0)
		return -1;
	return c->out.write(c->out.user, buf_span(&text), f) < 0 ? -1 : EXIT_DONE;
}
