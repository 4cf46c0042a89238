/* cmd/cmd_files.c - the files of an image. */
#include "cmd.h"

int cmd_files(struct call *c, struct fault *f)
{
	OWNED(report) struct report *r = NULL;
	const struct opts *o = c->opts;

	if (report_open(&r, o->operand[0], &c->watch, f) < 0)
		return -1;
	return report_files(r, o->operand[1], o->operands > 2 ? o->operand[2] : NULL, &o->show, &c->out, f) < 0
	               ? -1
	               : EXIT_DONE;
}
