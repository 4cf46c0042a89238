/* cmd/cmd_check.c - the regular inspection: short text, or JSON; against a baseline or a plan when one is given. */
#include "cmd.h"

#include "run/draw.h"
#include "run/plan.h"
#include "run/seal.h"

static int inspect(struct call *c, struct run_options *o, struct buf *text, struct buf *json, int *status, struct fault *f)
{
	OWNED(run_result) struct run_result r = { 0 };
	OWNED(buf) struct buf object = BUF_INIT;

	if (run_check(o, (const char *const *)&c->opts->operand[1], c->opts->operands - 1, &r, text, &object, f) < 0 ||
	    buf_add(json, buf_span(&object), f) < 0 || buf_add_byte(json, '\n', f) < 0)
		return -1;
	*status = r.status;
	return 0;
}

int cmd_check(struct call *c, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf json = BUF_INIT;
	struct run_options o = call_options(c);
	const struct run_verify_options v = { .ca = c->opts->ca, .fingerprint = c->opts->fingerprint };
	const struct run_seal_options s = { .key = c->opts->key, .certificate = c->opts->cert, .ask = call_pass, .user = c };
	bool believed = true;
	uint64_t changes = 0, wrong = 0;
	int status = EXIT_DONE;

	/* an edited baseline is refused before anything is read */
	if (c->opts->baseline != NULL && run_baseline_believe(&o, c->opts->baseline, &v, &believed, &text, f) < 0)
		return -1;
	if (believed && c->opts->plan != NULL && run_plan_believe(&o, c->opts->plan, &believed, &text, f) < 0)
		return -1;
	if (!believed)
		return c->out.write(c->out.user, buf_span(&text), f) < 0 ? -1 : EXIT_VERIFY;
	if (inspect(c, &o, &text, &json, &status, f) < 0)
		return -1;
	if (c->opts->baseline != NULL && run_baseline_compare(&o, c->opts->baseline, &text, &json, &changes, f) < 0)
		return -1;
	if (c->opts->plan != NULL &&
	    run_plan_compare(&o, c->opts->plan, c->opts->operand[1], &text, &json, &wrong, f) < 0)
		return -1;
	if (c->opts->write_baseline != NULL &&
	    (run_baseline_write(&o, c->opts->write_baseline, &s, f) < 0 ||
	     buf_printf(&text, f, "baseline written: %s\n", c->opts->write_baseline) < 0))
		return -1;
	if (c->out.write(c->out.user, buf_span(c->opts->show.json ? &json : &text), f) < 0)
		return -1;
	return changes + wrong > 0 ? EXIT_VERIFY : status;
}
