/* cmd/cmd_list.c - summary, images, tags, blobs, repos, uploads, sources, timeline, at,
 * findings: one list each.
 */
#include "cmd.h"

#include <string.h>

int cmd_list(struct call *c, struct fault *f)
{
	OWNED(report) struct report *r = NULL;
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf json = BUF_INIT;
	int which = 0;

	while (which < REPORT_LIST_COUNT &&
	       strcmp(report_list_verb((enum report_list)which), c->command->verb) != 0)
		which++;
	if (which == REPORT_AT) /* the list's instant travels as its lower bound */
		c->opts->filter.value[REPORT_FILTER_SINCE] = zone_time(c->opts, TIME_ONE, c->opts->operand[1], false);
	if (which == REPORT_SUMMARY && call_due(c, &text, &json, f) < 0)
		return -1;
	if (report_open(&r, c->opts->operand[0], &c->watch, f) < 0)
		return -1;
	if (c->opts->candidates)
		return report_candidates(r, &c->opts->show, &c->out, f) < 0 ? -1 : EXIT_DONE;
	if (c->opts->impact)
		return report_impact(r, &c->opts->show, &c->out, f) < 0 ? -1 : EXIT_DONE;
	return report_list(r, (enum report_list)which, &c->opts->filter, &c->opts->show, &c->out,
	                   f) < 0
	               ? -1
	               : EXIT_DONE;
}
