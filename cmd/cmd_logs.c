/* cmd/cmd_logs.c - log files into the case, then how well they were understood. */
#include "cmd.h"

#include "run/logs.h"

#include <inttypes.h>
#include <time.h>

int cmd_logs(struct call *c, struct fault *f)
{
	OWNED(run_result) struct run_result r = { 0 };
	OWNED(report) struct report *report = NULL;
	struct run_options o = call_options(c);
	int zone = c->opts->show.zone == NULL ? 0 : c->opts->show.zone((int64_t)time(NULL));

	if (run_logs(&o, c->opts->show.zone != NULL, zone, (const char *const *)&c->opts->operand[1],
	             c->opts->operands - 1, &r, f) < 0)
		return -1;
	if (report_open(&report, c->opts->operand[0], &c->watch, f) < 0 ||
	    report_logs(report, &c->opts->show, &c->out, f) < 0)
		return -1;
	return r.status;
}
