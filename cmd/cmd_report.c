/* cmd/cmd_report.c - the report folder, made and swapped in. */
#include "cmd.h"

#include "base/quote.h"
#include "run/report.h"

int cmd_report(struct call *c, struct fault *f)
{
	OWNED(run_result) struct run_result r = { 0 };
	OWNED(buf) struct buf line = BUF_INIT;
	struct run_options o = call_options(c);

	if (run_report(&o, c->opts->format == NULL ? "html" : c->opts->format, &r, f) < 0)
		return -1;
	if (quote_visible(&line, buf_span(&r.report_path), f) < 0 ||
	    buf_add_text(&line, "\n", f) < 0 || c->out.write(c->out.user, buf_span(&line), f) < 0)
		return -1;
	return r.status;
}
