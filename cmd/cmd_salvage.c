/*
 * cmd/cmd_salvage.c - what is left of a damaged layer, file by file; or one of its files. With a table of contents files are
 * whole, part or lost by its digests; without one they are unbroken or part, and nothing proves them.
 */
#include "cmd.h"

#include "base/jsonw.h"
#include "base/quote.h"
#include "run/cat.h"

#include <inttypes.h>

struct salvage_telling {
	const struct call *c;
	struct salvage_told told;
};

static bool has_table(const struct salvage_told *told)
{
	return told->table[0] != '\0';
}

static int begin(void *user, const struct salvage_told *told, struct fault *f)
{
	struct salvage_telling *t = (struct salvage_telling *)user;

	t->told = *told;
	return t->c->opts->show.json || told->files == 0 ? 0 : say_text(t->c, f, has_table(told) ? TEXT_Y_S_HEAD : TEXT_Y_S_HEAD_READ, NULL);
}

static const char *state_of(const struct salvaged_file *x)
{
	return x->whole ? "whole" : x->unbroken ? "unbroken" : x->there > 0 ? "part" : "lost";
}

static void put_digest(struct jsonw *w, const char *key, const struct digest *d)
{
	char text[DIGEST_TEXT];

	jsonw_put_cstr(w, key, digest_text(text, d) + (d->alg == DIGEST_SHA256 ? 7 : 0));
}

static void put_proven(struct jsonw *w, const struct salvage_telling *t, const struct salvaged_file *x)
{
	jsonw_put_uint(w, "proven", x->there);
	jsonw_put_uint(w, "chunks", x->chunks);
	jsonw_put_uint(w, "chunks_proven", x->met);
	if (x->hashed)
		put_digest(w, "sha256", &x->sha256);
	jsonw_put_cstr(w, "table", t->told.table);
}

static void put_read(struct jsonw *w, const struct salvaged_file *x)
{
	jsonw_put_uint(w, "read", x->there);
	if (x->unbroken)
		put_digest(w, "sha256_read", &x->sha256);
	jsonw_put_bool(w, "after_break", x->after);
	jsonw_put_bool(w, "header_filled", x->filled);
}

/* The same, as wide in one language as the others. */
static const char *state_cell(const struct salvage_telling *t, const struct salvaged_file *x)
{
	return lang_text(t->c->opts->show.lang, x->whole      ? TEXT_Y_S_IS_WHOLE
	                                        : x->unbroken ? TEXT_Y_S_IS_UNBROKEN
	                                        : x->there > 0 ? TEXT_Y_S_IS_PART
	                                                       : TEXT_Y_S_IS_LOST);
}

static int file_json(const struct salvage_telling *t, const struct salvaged_file *x, struct fault *f)
{
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);

	jsonw_open(&w, '{');
	jsonw_put_text(&w, "path", x->path);
	jsonw_put_cstr(&w, "state", state_of(x));
	jsonw_put_uint(&w, "size", x->size);
	if (has_table(&t->told))
		put_proven(&w, t, x);
	else
		put_read(&w, x);
	jsonw_put_cstr(&w, "layer", t->told.layer);
	jsonw_put_cstr(&w, "grade", !t->told.named ? "inferred" : x->whole ? "proven" : "stated");
	jsonw_close(&w, '}');
	if (jsonw_end(&w) < 0)
		return -1;
	return say(t->c, f, "%s\n", buf_cstr(&line));
}

static int file(void *user, const struct salvaged_file *x, struct fault *f)
{
	const struct salvage_telling *t = (const struct salvage_telling *)user;
	OWNED(buf) struct buf path = BUF_INIT;

	if (t->c->opts->show.json)
		return file_json(t, x, f);
	if (quote_visible(&path, x->path, f) < 0)
		return -1;
	return say(t->c, f, "%s %12" PRIu64 " %12" PRIu64 "  %s\n", state_cell(t, x), x->size, x->there, buf_cstr(&path));
}

static int end_broken(const struct salvage_telling *t, struct fault *f)
{
	const struct salvage_told *n = &t->told;
	char digits[6][LANG_DIGITS];
	const struct span args[] = { lang_digits(digits[0], n->unbroken), lang_digits(digits[1], n->files), span_of(n->layer),
		                     lang_digits(digits[2], n->breaks), lang_digits(digits[3], n->odd), lang_digits(digits[4], n->filled),
		                     lang_digits(digits[5], n->left_out) };
	const struct {
		bool holds;
		enum lang_text text;
	} told[] = { { true, TEXT_Y_S_UNBROKEN },
		     { n->breaks > 0, TEXT_Y_S_BREAKS },
		     { n->filled > 0, TEXT_Y_S_FILLED },
		     { n->misfit && n->breaks == 0, TEXT_Y_S_MISFIT },
		     { n->cut, TEXT_Y_S_CUT },
		     { n->odd > 0, TEXT_Y_S_NAMELESS },
		     { n->left_out > 0, TEXT_Y_S_ENTRIES },
		     { n->bounded, TEXT_Y_S_TRIAL } };

	for (size_t i = 0; i < COUNT(told); i++)
		if (told[i].holds && say_text(t->c, f, told[i].text, args) < 0)
			return -1;
	return 0;
}

static int end(const struct salvage_telling *t, struct fault *f)
{
	const struct salvage_told *n = &t->told;
	char digits[4][LANG_DIGITS];
	const struct span args[] = { lang_digits(digits[0], n->whole), lang_digits(digits[1], n->files), span_of(n->layer),
		                     span_of(n->format), span_of(n->table), lang_digits(digits[2], n->odd),
		                     lang_digits(digits[3], n->left_out) };

	if (t->c->opts->show.json)
		return 0;
	if (!has_table(n))
		return end_broken(t, f);
	if (say_text(t->c, f, TEXT_Y_S_WHOLE, args) < 0 || say_text(t->c, f, n->named ? TEXT_Y_S_NAMED : TEXT_Y_S_STATED, args) < 0)
		return -1;
	if ((n->odd > 0 && say_text(t->c, f, TEXT_Y_S_ODD, args) < 0) || (n->left_out > 0 && say_text(t->c, f, TEXT_Y_S_BOUND, args) < 0))
		return -1;
	return 0;
}

int cmd_salvage(struct call *c, struct fault *f)
{
	struct run_options o = call_options(c);
	struct salvage_telling t = { .c = c };
	const struct salvage_sink sink = { begin, file, &t };
	const struct run_sink bytes = { c->out.write, c->out.user };
	const struct opts *a = c->opts;
	char why[256] = "";
	int rc = a->operands > 2 ? run_salvage_file(&o, a->operand[1], a->operand[2], a->unproven, &bytes, why, f)
	                         : run_salvage(&o, a->operand[1], &sink, why, f);

	if (rc == RUN_NOT_FOUND)
		return fault_set(f, FAULT_CASE, 0, "%s", why);
	if (rc < 0)
		return -1;
	return a->operands > 2 ? EXIT_DONE : end(&t, f) < 0 ? -1 : t.told.left_out > 0 || t.told.bounded ? EXIT_EVIDENCE : EXIT_DONE;
}
