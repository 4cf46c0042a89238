/* cmd/cmd_show.c - one image as a tree. */
#include "cmd.h"

int cmd_show(struct call *c, struct fault *f)
{
	OWNED(report) struct report *r = NULL;

	if (report_open(&r, c->opts->operand[0], &c->watch, f) < 0)
		return -1;
	return report_show(r, c->opts->operand[1], &c->opts->show, &c->out, f) < 0 ? -1 : EXIT_DONE;
}
