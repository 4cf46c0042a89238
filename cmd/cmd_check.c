/* cmd/cmd_check.c - the regular inspection: short text, or one JSON object. */
#include "cmd.h"

int cmd_check(struct call *c, struct fault *f)
{
	OWNED(run_result) struct run_result r = { 0 };
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf json = BUF_INIT;
	struct run_options o = call_options(c);

	if (run_check(&o, (const char *const *)&c->opts->operand[1], c->opts->operands - 1, &r, &text, &json,
	              f) < 0 ||
	    buf_add_byte(&json, '\n', f) < 0)
		return -1;
	return c->out.write(c->out.user, buf_span(c->opts->show.json ? &json : &text), f) < 0 ? -1 : r.status;
}
