/* cmd/cmd_examine.c - the main job, and its first two steps alone. */
#include "cmd.h"

#include "base/quote.h"
#include "run/draw.h"
#include "run/report.h"
#include "run/scan.h"

static int run_sources(struct call *c, struct run_result *r,
                       int (*work)(const struct run_options *, const char *const *, size_t,
                                   struct run_result *, struct fault *),
                       struct fault *f)
{
	struct run_options o = call_options(c);

	return work(&o, (const char *const *)c->opts->operand + 1, c->opts->operands - 1, r, f);
}

int cmd_scan(struct call *c, struct fault *f)
{
	OWNED(run_result) struct run_result r = { 0 };

	return run_sources(c, &r, run_scan, f) < 0 ? -1 : r.status;
}

int cmd_resolve(struct call *c, struct fault *f)
{
	OWNED(run_result) struct run_result r = { 0 };
	struct run_options o = call_options(c);

	return run_resolve(&o, &r, f) < 0 ? -1 : r.status;
}

static int tell_report(const struct call *c, struct run_result *r, struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;

	if (c->opts->show.json || r->report_path.n == 0)
		return 0;
	if (quote_visible(&path, buf_span(&r->report_path), f) < 0 || buf_add_text(&path, "/report.html", f) < 0)
		return -1;
	return say(c, f, "\n") < 0 || say_text(c, f, TEXT_Y_REPORT, (const struct span[]){ buf_span(&path) }) < 0 ? -1 : say(c, f, "\n");
}

int cmd_examine(struct call *c, struct fault *f)
{
	OWNED(run_result) struct run_result r = { 0 };
	OWNED(report) struct report *report = NULL;
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf json = BUF_INIT;
	struct report_filter none = { { NULL } };
	bool nothing;

	if (run_sources(c, &r, run_examine, f) < 0 || call_due(c, &text, &json, f) < 0)
		return -1;
	if (report_open(&report, c->opts->operand[0], &c->watch, f) < 0 ||
	    report_list(report, REPORT_SUMMARY, &none, &c->opts->show, &c->out, f) < 0 ||
	    tell_report(c, &r, f) < 0 || report_nothing(report, &nothing, f) < 0)
		return -1;
	return nothing && r.status == EXIT_DONE ? EXIT_EVIDENCE : r.status;
}
