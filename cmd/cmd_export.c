/* cmd/cmd_export.c - bytes out of a case: what is chosen, where it goes, a line for each image. */
#include "cmd.h"

#include "base/jsonw.h"
#include "base/quote.h"
#include "run/export.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int line_json(const struct call *c, const struct run_export_line *l, struct fault *f)
{
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);
	struct span rest = l->names;

	jsonw_open(&w, '{');
	jsonw_put_text(&w, "digest", l->digest);
	jsonw_put_cstr(&w, "destination", l->destination);
	jsonw_put_cstr(&w, "where", l->where);
	jsonw_put_bool(&w, "whole", l->whole);
	jsonw_key(&w, "names");
	jsonw_open(&w, '[');
	while (rest.n > 0)
		jsonw_text(&w, span_cut(&rest, ' '));
	jsonw_close(&w, ']');
	jsonw_put_uint(&w, "blobs", l->blobs);
	jsonw_put_uint(&w, "bytes", l->bytes);
	jsonw_close(&w, '}');
	return jsonw_end(&w) < 0 || buf_add_byte(&line, '\n', f) < 0 ? -1 : c->out.write(c->out.user, buf_span(&line), f);
}

static int line(void *user, const struct run_export_line *l, struct fault *f)
{
	const struct call *c = (const struct call *)user;
	OWNED(buf) struct buf text = BUF_INIT;
	struct span digest = c->opts->show.full ? l->digest : span_sub(l->digest, 0, span_find(l->digest, ':') + 13);

	if (c->opts->show.json)
		return line_json(c, l, f);
	if (quote_visible(&text, digest, f) < 0 || buf_add_text(&text, "  ", f) < 0 || quote_visible(&text, span_of(l->destination), f) < 0 ||
	    buf_printf(&text, f, "%s%s  %s  %" PRIu64 " blobs, %" PRIu64 " bytes", l->where != NULL && l->where[0] != '\0' ? " " : "",
	               l->where != NULL ? l->where : "", l->whole ? "whole" : "NOT WHOLE", l->blobs, l->bytes) < 0 ||
	    buf_add_text(&text, l->names.n > 0 ? "  " : "", f) < 0 || quote_visible(&text, l->names, f) < 0 ||
	    buf_add_byte(&text, '\n', f) < 0)
		return -1;
	return c->out.write(c->out.user, buf_span(&text), f);
}

/* Destinations among the operands, and everything else. */
static int sort_operands(const struct opts *o, const char **what, size_t *what_n, const char **dests, size_t *dests_n, struct fault *f)
{
	*what_n = *dests_n = 0;
	for (size_t i = 1; i < o->operands; i++) {
		bool dest = run_export_is_dest(o->operand[i]);
		char shown[120];

		if (!dest && *dests_n > 0)
			return fault_set(f, FAULT_USAGE, 0, "%s stands after a destination and is none: oci:DIR oci-archive:FILE docker-archive:FILE "
			                                    "registry:DIR files:DIR blob:FILE blobs:DIR",
			                 quote_short(shown, sizeof shown, span_of(o->operand[i])));
		if (dest)
			dests[(*dests_n)++] = o->operand[i];
		else
			what[(*what_n)++] = o->operand[i];
	}
	if (*dests_n == 0)
		return fault_set(f, FAULT_USAGE, 0, "no destination: oci:DIR oci-archive:FILE docker-archive:FILE registry:DIR files:DIR "
		                                    "blob:FILE blobs:DIR; see sherd help export");
	return 0;
}

static bool filtered(const struct opts *o)
{
	return o->deleted || o->all_complete || o->wanted != NULL || o->filter.value[REPORT_FILTER_STANDING] != NULL ||
	       o->filter.value[REPORT_FILTER_COMPLETENESS] != NULL || o->filter.value[REPORT_FILTER_SOURCE] != NULL ||
	       o->repeated_n[OPT_REPOSITORY] > 0 || o->repeated_n[OPT_AS] > 0;
}

static bool only_blobs(const char *const *dests, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(dests[i], "blob", 4) != 0)
			return false;
	return true;
}

static int export_all(struct call *c, const char **what, const char **dests, struct fault *f)
{
	const struct opts *o = c->opts;
	OWNED(buf) struct buf wanted = BUF_INIT;
	OWNED(run_result) struct run_result r = { 0 };
	struct run_options options = call_options(c);
	const struct run_export_sink sink = { c, line };
	struct run_export_options x = { .partial = o->partial, .history = o->history, .key = o->key, .certificate = o->cert,
		                        .pass = call_pass, .user = c, .dests = dests };

	if (sort_operands(o, what, &x.ask.what_n, dests, &x.dests_n, f) < 0 || (o->wanted != NULL && call_wanted(o->wanted, &wanted, f) < 0))
		return -1;
	x.ask.what = what;
	x.ask.deleted = o->deleted;
	x.ask.all_complete = o->all_complete;
	x.ask.standing = o->filter.value[REPORT_FILTER_STANDING];
	x.ask.completeness = o->filter.value[REPORT_FILTER_COMPLETENESS];
	x.ask.source = o->filter.value[REPORT_FILTER_SOURCE];
	x.ask.repositories = o->repeated[OPT_REPOSITORY];
	x.ask.repositories_n = o->repeated_n[OPT_REPOSITORY];
	x.ask.tags = o->repeated[OPT_TAG];
	x.ask.tags_n = o->repeated_n[OPT_TAG];
	x.ask.as = o->repeated[OPT_AS];
	x.ask.as_n = o->repeated_n[OPT_AS];
	x.ask.has_wanted = o->wanted != NULL;
	x.ask.wanted = buf_span(&wanted);
	x.ask.blobs = only_blobs(dests, x.dests_n);
	x.ask.recovered = x.ask.blobs && x.ask.what_n == 0 && !filtered(o);
	return run_export(&options, &x, &sink, &r, f) < 0 ? -1 : r.status;
}

int cmd_export(struct call *c, struct fault *f)
{
	const char **what = (const char **)calloc(2 * c->opts->operands + 2, sizeof(const char *));
	int rc;

	if (what == NULL)
		return fault_memory(f, c->opts->operands);
	rc = export_all(c, what, what + c->opts->operands + 1, f);
	free((void *)what);
	return rc;
}
