/* cmd/cmd_find.c - text in names, labels, history; or the digests of a file. */
#include "cmd.h"

int cmd_find(struct call *c, struct fault *f)
{
	OWNED(report) struct report *r = NULL;
	OWNED(buf) struct buf wanted = BUF_INIT;
	const struct opts *o = c->opts;
	int rc;

	if ((o->operands == 2) == (o->wanted != NULL))
		return fault_set(f, FAULT_USAGE, 0, "a pattern or --wanted FILE; usage: sherd find CASE PATTERN");
	if (o->wanted != NULL && call_wanted(o->wanted, &wanted, f) < 0)
		return -1;
	if (report_open(&r, o->operand[0], &c->watch, f) < 0)
		return -1;
	rc = o->wanted != NULL ? report_wanted(r, buf_span(&wanted), &o->show, &c->out, f)
	                       : report_find(r, o->operand[1], &o->show, &c->out, f);
	return rc < 0 ? -1 : EXIT_DONE;
}
