/* cmd/cmd_custody.c - the custody log: listed, added to, verified. */
#include "cmd.h"

#include "base/jsonw.h"
#include "base/quote.h"
#include "run/custody.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int add_shown(struct buf *line, struct span s, size_t most, const char *after, struct fault *f)
{
	return quote_visible(line, s.n > 0 ? span_sub(s, 0, most) : span_of("-"), f) < 0 || buf_add_text(line, after, f) < 0
	               ? -1
	               : 0;
}

/* One entry: its canonical bytes are the JSON line; for people number, time, hash, act, who, what and result. */
static int show(void *user, const struct run_custody_entry *e, struct fault *f)
{
	struct call *c = (struct call *)user;
	OWNED(buf) struct buf line = BUF_INIT;

	if (c->opts->show.json)
		return buf_add_text(&line, "{\"entry\":", f) < 0 || buf_add(&line, e->canon, f) < 0 ||
		                       buf_printf(&line, f, ",\"entry_hash\":\"%.*s\",\"ok\":%s}\n", (int)e->hash.n,
		                                  (const char *)e->hash.p, e->ok ? "true" : "false") < 0 ||
		                       c->out.write(c->out.user, buf_span(&line), f) < 0
		               ? -1
		               : 0;
	if (buf_printf(&line, f, "%4lld  ", (long long)e->seq) < 0 || add_shown(&line, e->at, 19, "  ", f) < 0 ||
	    add_shown(&line, e->hash, 16, "  ", f) < 0 || add_shown(&line, e->act, 40, e->ok ? "  " : "  BROKEN  ", f) < 0 ||
	    add_shown(&line, e->who, 40, "  ", f) < 0 || add_shown(&line, e->what, 80, e->result.n > 0 ? "  " : "", f) < 0 ||
	    (e->result.n > 0 && add_shown(&line, e->result, 40, "", f) < 0) || buf_add_byte(&line, '\n', f) < 0)
		return -1;
	return c->out.write(c->out.user, buf_span(&line), f);
}

static int list(struct call *c, struct fault *f)
{
	struct run_options o = call_options(c);
	struct run_custody_sink sink = { c, show };
	struct run_custody_state s;

	if (run_custody_walk(&o, &sink, &s, f) < 0)
		return -1;
	return s.first_bad != 0 ? EXIT_VERIFY : EXIT_DONE;
}

/* What a field is usually, where that asserts nothing, and what is usual to say there. */
static const struct hint {
	const char *field, *usual, *words;
} hints[] = {
	{ "case_no", NULL, "the number everything is filed under" },
	{ "organisation", NULL, "who examines" },
	{ "requesting_party", NULL, "who asked for it" },
	{ "authority_kind", NULL, "warrant, court order, contract, consent, audit or internal" },
	{ "authority_ref", "not recorded", "number or date of the warrant, order or contract" },
	{ "scope_text", "not recorded", "what may be examined, and the questions put" },
	{ "item_no", NULL, "1, 1-2, 1-2-R3: a part below what it is part of" },
	{ "kind", NULL, "medium, disk image, snapshot, tar backup, directory copy, log file, ..." },
	{ "quantity", "1", "how many" },
	{ "method", NULL, "how it was done: physical, logical, snapshot, file copy; hand, courier, network" },
};

/* The prompt, and what an empty answer stands for (NULL: nothing). The number of a case is usually the name of its file. */
static const char *prompt(const struct call *c, const char *name, char usual[256])
{
	const struct hint *h = NULL;

	for (size_t i = 0; i < COUNT(hints); i++)
		if (strcmp(hints[i].field, name) == 0)
			h = &hints[i];
	usual[0] = '\0';
	if (h != NULL && h->usual != NULL) {
		(void)snprintf(usual, 256, "%s", h->usual);
	} else if (strcmp(name, "case_no") == 0) {
		const char *slash = strrchr(c->opts->operand[0], '/');
		char shown[200];

		(void)quote_short(shown, sizeof shown, span_of(slash == NULL ? c->opts->operand[0] : slash + 1));
		(void)snprintf(usual, 256, "%.*s", (int)strcspn(shown, "."), shown);
	}
	if (h != NULL)
		(void)fprintf(stderr, "  %s%s%s\n", h->words, usual[0] != '\0' ? "; empty: " : "", usual);
	(void)fprintf(stderr, "%s: ", name);
	return usual[0] != '\0' ? usual : NULL;
}

/* Asks a person for what is still missing. */
static int ask(const struct call *c, char **fields, size_t *n, size_t most, struct fault *f)
{
	const char *verb = c->opts->operand[1];
	char name[64], usual[256];

	while (*n < most && run_custody_missing(verb, (const char *const *)fields, *n, 0, name) == 0) {
		char *line = NULL, *field;
		size_t cap = 0, need;
		const char *otherwise = prompt(c, name, usual);
		ssize_t got = getline(&line, &cap, stdin);
		bool answered = got > 0;

		while (got > 0 && (line[got - 1] == '\n' || line[got - 1] == '\r'))
			line[--got] = '\0';
		if (answered && got == 0 && otherwise != NULL) {
			free(line);
			line = strdup(otherwise);
			got = line == NULL ? 0 : (ssize_t)strlen(line);
		}
		if (got <= 0) {
			free(line);
			return 0; /* left empty: the fault that follows names the field */
		}
		need = strlen(name) + (size_t)got + 2;
		field = (char *)malloc(need);
		if (field == NULL) {
			free(line);
			return fault_memory(f, need);
		}
		(void)snprintf(field, need, "%s=%s", name, line);
		free(line);
		fields[(*n)++] = field;
	}
	return 0;
}

/* The form goes to stdout: a list like others, nothing is appended. */
static int form(struct call *c, struct fault *f)
{
	OWNED(report) struct report *r = NULL;
	enum lang lang = c->opts->lang != NULL && strcmp(c->opts->lang, "ja") == 0 ? LANG_JA : LANG_EN;

	return report_open(&r, c->opts->operand[0], &c->watch, f) < 0 || report_form(r, lang, &c->out, f) < 0 ? -1 : EXIT_DONE;
}

static int intake(struct call *c, struct fault *f)
{
	struct run_options o = call_options(c);
	OWNED(buf) struct buf text = BUF_INIT;
	bool mismatch = false;
	int64_t seq = 0;

	if (c->opts->operands < 3)
		return fault_set(f, FAULT_USAGE, 0, "intake of what? usage: sherd custody CASE intake FILE [FIELD=VALUE...]");
	if (run_intake(&o, c->opts->operand[2], (const char *const *)&c->opts->operand[3], c->opts->operands - 3, &text,
	               &mismatch, &seq, f) < 0 ||
	    c->out.write(c->out.user, buf_span(&text), f) < 0)
		return -1;
	if (mismatch && say(c, f, "THE FILE IS NOT WHAT ITS ACQUIRER HASHED; entry %lld says so\n", (long long)seq) < 0)
		return -1;
	if (!mismatch && say(c, f, "entry %lld\n", (long long)seq) < 0)
		return -1;
	return mismatch ? EXIT_VERIFY : EXIT_DONE;
}

int cmd_custody(struct call *c, struct fault *f)
{
	enum { MOST = 64 };
	struct run_options o = call_options(c);
	const char *verb = c->opts->operand[1];
	char *fields[MOST], text[32];
	size_t given = c->opts->operands - 2, n = 0;
	OWNED(buf) struct buf note = BUF_INIT;
	int64_t seq = 0;
	int rc = 0;

	if (strcmp(verb, "log") == 0)
		return list(c, f);
	if (strcmp(verb, "intake") == 0)
		return intake(c, f);
	if (strcmp(verb, "form") == 0)
		return form(c, f);
	if (strcmp(verb, "checkpoint") == 0) {
		if (run_custody_checkpoint(&o, &seq, f) < 0)
			return -1;
		return say(c, f, "entry %lld\n", (long long)seq) < 0 ? -1 : EXIT_DONE;
	}
	if (given > MOST / 2)
		return fault_set(f, FAULT_USAGE, 0, "too many fields");
	for (size_t i = 0; i < given; i++)
		fields[n++] = (char *)(uintptr_t)c->opts->operand[i + 2];
	/* `custody CASE note "some words" [FIELD=VALUE...]` */
	if (strcmp(verb, "note") == 0 && n > 0 && !run_custody_field(verb, fields[0])) {
		if (buf_add_text(&note, "text=", f) < 0 || buf_add_text(&note, fields[0], f) < 0)
			return -1;
		fields[0] = (char *)(uintptr_t)buf_cstr(&note);
	}
	if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
		rc = ask(c, fields, &n, MOST, f);
	if (rc == 0)
		rc = run_custody_add(&o, verb, (const char *const *)fields, n, &seq, f);
	for (size_t i = given; i < n; i++)
		free(fields[i]);
	if (rc < 0)
		return -1;
	(void)snprintf(text, sizeof text, "%lld", (long long)seq);
	return say(c, f, "entry %s\n", text) < 0 ? -1 : EXIT_DONE;
}
