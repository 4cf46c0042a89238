/* cmd/cmd_selftest.c - known answers, a line a check; the result for the custody log of a case. */
#include "cmd.h"

#include "base/jsonw.h"
#include "run/build.h"
#include "run/selftest.h"

#include <inttypes.h>
#include <string.h>
#include <sys/utsname.h>

static int line(void *user, const char *word, const char *check, const char *text, struct fault *f)
{
	struct call *c = (struct call *)user;
	OWNED(buf) struct buf out = BUF_INIT;
	struct jsonw w = jsonw_of(&out, f);

	if (!c->opts->show.json)
		return say(c, f, "%-7s %s: %s\n", word, check, text);
	jsonw_open(&w, '{');
	jsonw_put_cstr(&w, "check", check);
	jsonw_put_bool(&w, "ok", strcmp(word, "ok") == 0);
	jsonw_put_cstr(&w, "text", text);
	jsonw_close(&w, '}');
	return jsonw_end(&w) < 0 || buf_add_byte(&out, '\n', f) < 0 ? -1 : c->out.write(c->out.user, buf_span(&out), f);
}

static int total(struct call *c, const struct run_selftest *t, struct fault *f)
{
	OWNED(buf) struct buf out = BUF_INIT, about = BUF_INIT;
	struct jsonw w = jsonw_of(&out, f);
	struct utsname u;

	if (uname(&u) != 0 || run_version_long(&about, f) < 0)
		return fault_set(f, FAULT_INTERNAL, 0, "the system does not tell its name");
	if (!c->opts->show.json)
		return say(c, f, "\n%" PRIu64 " checks, %" PRIu64 " failed\nversion %s\n%sexecutable %s\nevidence   %s\nresult     %s\nhost %s %s %s\n",
		           t->checks, t->failed, run_version(), buf_cstr(&about), t->executable, t->evidence, t->result,
		           u.sysname, u.release, u.machine);
	jsonw_open(&w, '{');
	jsonw_put_uint(&w, "checks", t->checks);
	jsonw_put_uint(&w, "failed", t->failed);
	jsonw_put_cstr(&w, "version", run_version());
	jsonw_put_cstr(&w, "commit", run_commit());
	jsonw_put_cstr(&w, "executable_sha256", t->executable);
	jsonw_put_cstr(&w, "evidence_sha256", t->evidence);
	jsonw_put_cstr(&w, "result_sha256", t->result);
	jsonw_put_cstr(&w, "system", u.sysname);
	jsonw_put_cstr(&w, "release", u.release);
	jsonw_put_cstr(&w, "machine", u.machine);
	jsonw_close(&w, '}');
	return jsonw_end(&w) < 0 || buf_add_byte(&out, '\n', f) < 0 ? -1 : c->out.write(c->out.user, buf_span(&out), f);
}

int cmd_selftest(struct call *c, struct fault *f)
{
	struct run_options o = call_options(c);
	const struct run_verify_sink sink = { c, line };
	struct run_selftest t;

	if (c->opts->operands == 0)
		o.case_path = NULL;
	if (run_selftest(&o, &sink, &t, f) < 0 || total(c, &t, f) < 0)
		return -1;
	return t.failed == 0 ? EXIT_DONE : EXIT_VERIFY;
}
