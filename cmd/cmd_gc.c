/* cmd/cmd_gc.c - what a garbage collection would remove, by the rules of both generations, with and
 * without untagged removal; and what the traces say of collections that ran. */
#include "cmd.h"

#include "base/jsonw.h"
#include "base/quote.h"
#include "run/draw.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct gc_telling {
	const struct call *c;
	struct run_gc_run run;
	struct buf registry, source; /* of the run, shown */
	uint64_t manifests, links, blobs, bytes;
	bool titled, aborts;
	struct buf list; /* objects of --full, after the counts */
};

static const char *rules_of(const struct run_gc_run *r)
{
	if (r->three)
		return r->untagged ? "3.x -m" : "3.x";
	return r->untagged ? "2.x -m" : "2.x";
}

static int begin(void *user, const struct run_gc_run *run, struct fault *f)
{
	struct gc_telling *t = (struct gc_telling *)user;

	t->run = *run;
	t->manifests = t->links = t->blobs = t->bytes = 0;
	buf_clear(&t->registry);
	buf_clear(&t->source);
	buf_clear(&t->list);
	return buf_add(&t->registry, run->registry, f) < 0 || buf_add(&t->source, run->source, f) < 0 ? -1
	                                                                                             : 0;
}

static int object_json(struct gc_telling *t, const char *kind, struct span repository, struct span digest,
                       uint64_t size, const char *why, struct fault *f)
{
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);

	jsonw_open(&w, '{');
	jsonw_put_text(&w, "registry", buf_span(&t->registry));
	jsonw_put_text(&w, "source", buf_span(&t->source));
	jsonw_put_cstr(&w, "generation", t->run.three ? "3.x" : "2.x");
	jsonw_put_bool(&w, "untagged", t->run.untagged);
	jsonw_put_cstr(&w, "removes", kind);
	jsonw_put_text(&w, "repository", repository);
	jsonw_put_text(&w, "digest", digest);
	if (kind != NULL && strcmp(kind, "blob") == 0)
		jsonw_put_uint(&w, "size", size);
	jsonw_put_cstr(&w, t->aborts ? "aborts" : "untold", why);
	if (t->run.three)
		jsonw_put_bool(&w, "checked", true);
	jsonw_close(&w, '}');
	if (jsonw_end(&w) < 0 || buf_add_byte(&line, '\n', f) < 0)
		return -1;
	return t->c->out.write(t->c->out.user, buf_span(&line), f);
}

static int object(void *user, const char *kind, struct span repository, struct span digest,
                  uint64_t size, struct fault *f)
{
	struct gc_telling *t = (struct gc_telling *)user;

	if (t->c->opts->show.json)
		return object_json(t, kind, repository, digest, size, NULL, f);
	t->manifests += strcmp(kind, "manifest") == 0;
	t->links += strcmp(kind, "layer-link") == 0;
	if (strcmp(kind, "blob") == 0) {
		t->blobs++;
		t->bytes += size;
	}
	if (!t->c->opts->show.full)
		return 0;
	if (buf_printf(&t->list, f, "    %-10s  ", kind) < 0 || buf_add(&t->list, digest, f) < 0 ||
	    (repository.n > 0 &&
	     (buf_add_text(&t->list, "  ", f) < 0 || quote_visible(&t->list, repository, f) < 0)))
		return -1;
	return buf_add_byte(&t->list, '\n', f);
}

/* Aligned by columns of the terminal, whatever the language. */
static int titles(const struct call *c, struct fault *f)
{
	static const struct {
		enum lang_text text;
		int width;
	} all[] = { { TEXT_Y_GC_RULES, -7 }, { TEXT_Y_GC_MANIFESTS, 10 }, { TEXT_Y_GC_LINKS, 12 }, { TEXT_Y_GC_BLOBS, 8 }, { TEXT_Y_GC_BYTES, 16 } };

	if (say(c, f, "  ") < 0)
		return -1;
	for (size_t i = 0; i < COUNT(all); i++) {
		const char *text = lang_text(c->opts->show.lang, all[i].text);
		int blanks = (all[i].width < 0 ? -all[i].width : all[i].width) - report_width(text);
		const char *after = i + 1 < COUNT(all) ? " " : "\n";

		blanks = blanks < 0 ? 0 : blanks;
		if ((all[i].width < 0 ? say(c, f, "%s%*s%s", text, blanks, "", after) : say(c, f, "%*s%s%s", blanks, "", text, after)) < 0)
			return -1;
	}
	return 0;
}

static int end(void *user, bool aborts, const char *why, struct fault *f)
{
	struct gc_telling *t = (struct gc_telling *)user;

	t->aborts = aborts;
	if (t->c->opts->show.json)
		return *why == '\0' ? 0 : object_json(t, NULL, SPAN_NONE, SPAN_NONE, 0, why, f);
	if (!t->titled && (say_text(t->c, f, TEXT_Y_GC_HEAD, NULL) < 0 || say(t->c, f, "\n") < 0))
		return -1;
	if (!t->run.three && !t->run.untagged) {
		OWNED(buf) struct buf shown = BUF_INIT;

		if (quote_visible(&shown, buf_span(&t->source), f) < 0 ||
		    (t->registry.n > 0 && (buf_add_text(&shown, "  ", f) < 0 ||
		                           quote_visible(&shown, buf_span(&t->registry), f) < 0)) ||
		    say(t->c, f, "\n%s\n", buf_cstr(&shown)) < 0 || titles(t->c, f) < 0)
			return -1;
	}
	t->titled = true;
	if (*why != '\0')
		return say(t->c, f, "  %-7s %s\n", rules_of(&t->run), why);
	if (say(t->c, f, "  %-7s %10" PRIu64 " %12" PRIu64 " %8" PRIu64 " %16" PRIu64 "\n",
	        rules_of(&t->run), t->manifests, t->links, t->blobs, t->bytes) < 0)
		return -1;
	return t->list.n > 0 ? t->c->out.write(t->c->out.user, buf_span(&t->list), f) : 0;
}

int cmd_gc(struct call *c, struct fault *f)
{
	struct run_options o = call_options(c);
	struct gc_telling t = { .c = c };
	const struct run_gc_sink sink = { &t, begin, object, end };
	OWNED(report) struct report *r = NULL;
	OWNED(buf) struct buf first = BUF_INIT;
	OWNED(buf) struct buf json = BUF_INIT;
	int rc;

	if (call_due(c, &first, &json, f) < 0)
		return -1;
	if (first.n > 0 && !c->opts->show.json &&
	    (buf_add_byte(&first, '\n', f) < 0 || c->out.write(c->out.user, buf_span(&first), f) < 0))
		return -1;
	rc = run_gc(&o, &sink, f);

	buf_release(&t.registry);
	buf_release(&t.source);
	buf_release(&t.list);
	if (rc < 0)
		return -1;
	if (c->opts->show.json)
		return EXIT_DONE;
	if (t.titled && (say_text(c, f, TEXT_Y_GC_THREE, NULL) < 0 || say(c, f, "\n") < 0))
		return -1;
	if (!t.titled && (say_text(c, f, TEXT_Y_GC_NONE, NULL) < 0 || say(c, f, "\n") < 0))
		return -1;
	if (report_open(&r, c->opts->operand[0], &c->watch, f) < 0 ||
	    report_collections(r, &c->opts->show, &c->out, f) < 0)
		return -1;
	return EXIT_DONE;
}
