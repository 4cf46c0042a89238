/* cmd/cmd_existed.c - what the registries held at an instant, or between two. */
#include "cmd.h"

int cmd_existed(struct call *c, struct fault *f)
{
	OWNED(report) struct report *r = NULL;
	struct opts *o = c->opts;
	bool between = o->between != NULL;
	const char *from = between ? o->between : o->at, *to = between && o->operands > 1 ? o->operand[1] : NULL;

	if (from == NULL || between != (to != NULL) || (between && o->at != NULL) || (!between && o->operands > 1))
		return fault_set(f, FAULT_USAGE, 0, "usage: sherd existed CASE --at TIME, or --between A B");
	from = zone_time(o, TIME_ONE, from, false);
	to = zone_time(o, TIME_OTHER, to, true);
	if (report_open(&r, o->operand[0], &c->watch, f) < 0)
		return -1;
	return report_existed(r, from, to, &o->filter, &o->show, &c->out, f) < 0 ? -1 : EXIT_DONE;
}
