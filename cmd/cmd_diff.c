/* cmd/cmd_diff.c - what differs between two sources, scans or cases; alone: which source holds what. */
#include "cmd.h"

#include <string.h>

/* An image is written with a digest or a tag: sources and cases hold neither a colon. */
static bool is_image(const char *word)
{
	return strchr(word, ':') != NULL;
}

int cmd_diff(struct call *c, struct fault *f)
{
	OWNED(report) struct report *r = NULL;
	const struct opts *o = c->opts;
	int rc;

	if (o->operands == 2)
		return fault_set(f, FAULT_USAGE, 0,
		                 "two things are compared; usage: sherd diff CASE [A B]");
	if (report_open(&r, o->operand[0], &c->watch, f) < 0)
		return -1;
	rc = o->operands == 1 ? report_matrix(r, &o->show, &c->out, f)
	     : is_image(o->operand[1]) && is_image(o->operand[2])
	             ? report_diff_images(r, o->operand[1], o->operand[2], &o->show, &c->out, f)
	             : report_diff(r, o->operand[1], o->operand[2], &o->show, &c->out, NULL, f);
	return rc < 0 ? -1 : EXIT_DONE;
}
