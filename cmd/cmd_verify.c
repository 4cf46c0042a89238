/* cmd/cmd_verify.c - a case or sealed folders, checked again: a line a check. */
#include "cmd.h"

#include "base/jsonw.h"
#include "base/quote.h"
#include "run/seal.h"

#include <inttypes.h>
#include <string.h>

struct verify_lines {
	struct call *c;
	struct buf json;
	struct jsonw w;
};

static int line(void *user, const char *word, const char *check, const char *text, struct fault *f)
{
	struct verify_lines *l = (struct verify_lines *)user;
	OWNED(buf) struct buf out = BUF_INIT;

	if (l->c->opts->show.json) {
		jsonw_open(&l->w, '{');
		jsonw_put_cstr(&l->w, "result", word);
		jsonw_put_cstr(&l->w, "check", check);
		jsonw_put_cstr(&l->w, "text", text);
		jsonw_close(&l->w, '}');
		return 0;
	}
	return buf_printf(&out, f, "%-7s %s: ", word, check) < 0 || quote_again(&out, span_of(text), f) < 0 ||
	                       buf_add_byte(&out, '\n', f) < 0 || l->c->out.write(l->c->out.user, buf_span(&out), f) < 0
	               ? -1
	               : 0;
}

static int one(struct call *c, const char *path, bool *failed, bool *uncompared, struct fault *f)
{
	struct run_options o = call_options(c);
	const struct run_verify_options v = { .ca = c->opts->ca, .tsa_ca = c->opts->tsa_ca,
		                              .fingerprint = c->opts->fingerprint, .sources = c->opts->sources,
		                              .since = c->opts->filter.value[REPORT_FILTER_SINCE],
		                              .until = c->opts->filter.value[REPORT_FILTER_UNTIL] };
	struct verify_lines l = { .c = c };
	const struct run_verify_sink sink = { &l, line };
	struct run_custody_state s;
	bool bad = false;
	int rc;

	o.case_path = path;
	if (c->opts->operands > 1) /* what bars all but one case bars the next */
		o.walls = NULL;
	l.w = jsonw_of(&l.json, f);
	jsonw_open(&l.w, '{');
	jsonw_key(&l.w, "checks");
	jsonw_open(&l.w, '[');
	rc = run_verify(&o, &v, &sink, &s, &bad, f);
	jsonw_close(&l.w, ']');
	jsonw_put_cstr(&l.w, "path", path);
	jsonw_put_bool(&l.w, "ok", !bad);
	jsonw_put_uint(&l.w, "entries", s.entries);
	jsonw_put_cstr(&l.w, "head", s.head);
	jsonw_put_bool(&l.w, "guarded", s.guarded);
	if (s.first_bad != 0)
		jsonw_put_uint(&l.w, "first_bad", (uint64_t)s.first_bad);
	if (s.checkpoint != 0) {
		jsonw_put_uint(&l.w, "checkpoint", (uint64_t)s.checkpoint);
		jsonw_put_bool(&l.w, "later_actions", s.later_actions);
	}
	if (s.changed_table[0] != '\0')
		jsonw_put_cstr(&l.w, "changed_table", s.changed_table);
	if (s.edited_table[0] != '\0')
		jsonw_put_cstr(&l.w, "edited_table", s.edited_table);
	jsonw_close(&l.w, '}');
	if (rc == 0 && c->opts->show.json)
		rc = jsonw_end(&l.w) < 0 || buf_add_byte(&l.json, '\n', f) < 0 ||
		                     c->out.write(c->out.user, buf_span(&l.json), f) < 0
		             ? -1
		             : 0;
	buf_release(&l.json);
	*failed |= bad;
	*uncompared |= s.uncompared;
	return rc;
}

int cmd_verify(struct call *c, struct fault *f)
{
	bool failed = false, uncompared = false;

	for (size_t i = 0; i < c->opts->operands; i++)
		if (one(c, c->opts->operand[i], &failed, &uncompared, f) < 0)
			return -1;
	if (!failed && !c->opts->show.json &&
	    say(c, f, "Entries cut off at the end leave a shorter chain that holds: compare the head with one written\n"
	              "down elsewhere (a report, a form, a transfer).\n") < 0)
		return -1;
	return failed ? EXIT_VERIFY : uncompared ? EXIT_EVIDENCE : EXIT_DONE;
}
