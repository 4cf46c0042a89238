/*
 * report/page/browse.c - one file to look around in: the lines of images, tags and the story, files of images, the texts,
 * and a script that shows them. Its policy names script and style by their hashes, so that nothing else runs; nothing is
 * fetched. What it holds is bounded and says what was left out. Data stand in blocks no browser runs, "<" escaped.
 */
#include "report/page/html.h"

#include "base/quote.h"
#include "hash/hash.h"
#include "report/image/files.h"

enum {
	IMAGES_HELD = 2000,  /* told: "cut" */
	TAGS_HELD = 4000,    /* told: "cut" */
	EVENTS_HELD = 4000,  /* told: "cut" */
	FILES_EACH = 1000,   /* told: B_FILES_CUT */
	FILES_HELD = 10000,  /* told: B_NO_FILES */
};

#define PART(id, path)                                                                                          \
	__asm__(".pushsection .rodata\nsherd_" #id "_from:\n.incbin \"" path "\"\nsherd_" #id                         \
	        "_to:\n.byte 0\n.popsection\n");                                                                     \
	extern const unsigned char id##_from[] __asm__("sherd_" #id "_from") __attribute__((visibility("hidden")));      \
	extern const unsigned char id##_to[] __asm__("sherd_" #id "_to") __attribute__((visibility("hidden")));

PART(browse_script, "lib/report/page/browse.js")
PART(browse_style, "lib/report/page/browse.css")

static struct span between(const unsigned char *from, const unsigned char *to)
{
	return span_make(from, (size_t)((uintptr_t)to - (uintptr_t)from));
}

/* ---- the policy ---------------------------------------------------------------------------------------------------- */

/* 'sha256-<base64>', as a policy names what it lets run. */
static int put_hash(struct out *o, struct span text, struct fault *f)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct digest d;
	uint8_t b[33] = { 0 };

	if (hash_span(&d, DIGEST_SHA256, text, f) < 0)
		return -1;
	memcpy(b, d.byte, 32);
	out_text(o, "'sha256-");
	for (size_t i = 0; i < 33; i += 3) {
		uint32_t v = (uint32_t)b[i] << 16 | (uint32_t)b[i + 1] << 8 | b[i + 2];

		out_printf(o, "%c%c%c%c", digit[v >> 18], digit[v >> 12 & 63], digit[v >> 6 & 63], i + 3 < 33 ? digit[v & 63] : '=');
	}
	out_text(o, "'");
	return 0;
}

static int head(struct page *p, struct span script, struct span style)
{
	out_printf(p->o, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src ",
	           p->lang == LANG_JA ? "ja" : "en");
	if (put_hash(p->o, script, p->f) < 0)
		return -1;
	out_text(p->o, "; style-src ");
	if (put_hash(p->o, style, p->f) < 0)
		return -1;
	out_text(p->o, "; base-uri 'none'; form-action 'none'\">\n"
	               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	               "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
	out_escaped(p->o, span_of(p->d->o->case_name));
	out_printf(p->o, " - %s</title>\n<style>", page_text(p, TEXT_B_TITLE));
	out_span(p->o, style);
	out_text(p->o, "</style>\n</head>\n");
	return 0;
}

/* ---- data ---------------------------------------------------------------------------------------------------------- */

/* JSON as it is, but for what could end the block it stands in. */
static void put_block(struct out *o, struct span json)
{
	size_t at;

	while ((at = span_find(json, '<')) != SIZE_MAX) {
		out_span(o, span_sub(json, 0, at));
		out_text(o, "\\u003c");
		json = span_from(json, at + 1);
	}
	out_span(o, json);
}

typedef int (*line_of)(struct report *r, struct jsonw *w, const struct rows *row, struct fault *f);

/* The first `most` lines of a list, as its JSON Lines have them; how many there are. */
static int lines(struct page *p, const char *key, enum query q, line_of line, uint64_t most, uint64_t *all)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf text = BUF_INIT;
	int rc;

	*all = 0;
	if (rows_open(p->r->db, q, &rows, p->f) < 0)
		return -1;
	out_printf(p->o, ",\n\"%s\":[", key);
	while ((rc = rows_next(rows, p->f)) == 0) {
		struct jsonw w = jsonw_of(&text, p->f);

		if ((*all)++ >= most)
			continue;
		buf_clear(&text);
		if (line(p->r, &w, rows, p->f) < 0 || jsonw_end(&w) < 0)
			return -1;
		out_text(p->o, *all > 1 ? ",\n" : "\n");
		put_block(p->o, buf_span(&text));
	}
	out_text(p->o, "]");
	return rc < 0 ? -1 : 0;
}

static int line_story(struct report *r, struct jsonw *w, const struct rows *e, struct fault *f)
{
	jsonw_open(w, '{');
	put_text(w, e, "event");
	put_text(w, e, "time");
	put_text_as(w, "after", e, "after_at");
	put_text_as(w, "before", e, "before_at");
	put_text(w, e, "repository");
	put_text(w, e, "tag");
	put_text(w, e, "digest");
	if (put_actor(w, e, r->reveal, f) < 0)
		return -1;
	put_text(w, e, "address");
	put_text(w, e, "grade");
	put_text(w, e, "source");
	jsonw_close(w, '}');
	return 0;
}

/* [path, type, size, layer]: what a container sees. */
static int files_of(struct page *p, struct span image, uint64_t *held, bool *any)
{
	OWNED(image_files) struct image_files x = { .view = NULL };
	OWNED(buf) struct buf text = BUF_INIT;
	struct jsonw w = jsonw_of(&text, p->f);
	uint64_t n = 0;

	if (image_files_load(p->r, image, &x, p->f) < 0)
		return -1;
	if (view_count(x.view) == 0)
		return 0;
	jsonw_open(&w, '{');
	jsonw_key(&w, "files");
	jsonw_open(&w, '[');
	for (size_t i = 0; i < view_count(x.view) && n < FILES_EACH && *held < FILES_HELD; i++) {
		const struct view_file *v = view_at(x.view, i);

		if (v->whiteout != WHITEOUT_NONE || v->hidden_by != VIEW_VISIBLE)
			continue;
		jsonw_open(&w, '[');
		jsonw_text(&w, v->path);
		jsonw_text(&w, span_make(&v->type, 1));
		jsonw_uint(&w, v->size);
		jsonw_uint(&w, v->layer);
		jsonw_close(&w, ']');
		n++;
		++*held;
	}
	jsonw_close(&w, ']');
	jsonw_put_bool(&w, "cut", n == FILES_EACH || *held == FILES_HELD);
	jsonw_put_uint(&w, "unlisted", x.unlisted);
	jsonw_close(&w, '}');
	if (jsonw_end(&w) < 0)
		return -1;
	out_text(p->o, *any ? ",\n\"" : "\n\"");
	out_span(p->o, image);
	out_text(p->o, "\":");
	put_block(p->o, buf_span(&text));
	*any = true;
	return 0;
}

/* Of what the registry does not hold first: room is bounded. */
static int files(struct page *p)
{
	uint64_t held = 0;
	bool any = false;

	out_text(p->o, ",\n\"files\":{");
	for (int pass = 0; pass < 2; pass++) {
		OWNED(rows) struct rows *rows = NULL;
		int rc;

		if (rows_open(p->r->db, QUERY_IMAGES, &rows, p->f) < 0)
			return -1;
		while ((rc = rows_next(rows, p->f)) == 0 && held < FILES_HELD) {
			bool tagged = span_is(rows_span(rows, "standing"), "tagged");

			if (tagged == (pass == 1) && files_of(p, rows_span(rows, "digest"), &held, &any) < 0)
				return -1;
		}
		if (rc < 0)
			return -1;
	}
	out_text(p->o, "}");
	return 0;
}

static int texts(struct page *p)
{
	struct word_pair pair;
	OWNED(buf) struct buf text = BUF_INIT;
	struct jsonw w = jsonw_of(&text, p->f);

	jsonw_open(&w, '{');
#define X(id, en, ja) jsonw_put_cstr(&w, #id, page_text(p, TEXT_##id));
	LANG_TEXTS_BROWSE(X)
#undef X
	jsonw_close(&w, '}');
	out_text(p->o, ",\n\"text\":");
	put_block(p->o, buf_span(&text));
	if (jsonw_end(&w) < 0)
		return -1;
	buf_clear(&text);
	w = jsonw_of(&text, p->f);
	jsonw_open(&w, '{');
	for (size_t i = 0; p->lang == LANG_JA && word_ja(i, &pair); i++)
		jsonw_put_cstr(&w, pair.word, pair.label);
	jsonw_close(&w, '}');
	out_text(p->o, ",\n\"words\":");
	put_block(p->o, buf_span(&text));
	return jsonw_end(&w);
}

static int data(struct page *p)
{
	OWNED(buf) struct buf text = BUF_INIT;
	struct jsonw w = jsonw_of(&text, p->f);
	uint64_t images, tags, events;

	jsonw_open(&w, '{');
	jsonw_put_cstr(&w, "case", p->d->o->case_name);
	/* by its name alone: the page is the same wherever the case lies */
	jsonw_put_cstr(&w, "typed", quote_pasted_safely(span_of(p->d->o->case_name)) ? p->d->o->case_name : "CASE");
	if (jsonw_end(&w) < 0) /* left open: the lists follow */
		return -1;
	put_block(p->o, buf_span(&text));
	if (texts(p) < 0 || lines(p, "images", QUERY_IMAGES, line_image, IMAGES_HELD, &images) < 0 ||
	    lines(p, "tags", QUERY_TAGS, line_tag, TAGS_HELD, &tags) < 0 ||
	    lines(p, "events", QUERY_STORY, line_story, EVENTS_HELD, &events) < 0 || files(p) < 0)
		return -1;
	out_printf(p->o, ",\n\"all\":{\"images\":%llu,\"tags\":%llu,\"events\":%llu},\"held\":{\"images\":%d,\"tags\":%d,\"events\":%d}}\n",
	           (unsigned long long)images, (unsigned long long)tags, (unsigned long long)events, IMAGES_HELD, TAGS_HELD, EVENTS_HELD);
	return 0;
}

int browse_write(struct report_out *d, struct out *o, struct fault *f)
{
	struct span script = between(browse_script_from, browse_script_to), style = between(browse_style_from, browse_style_to);
	struct page p;

	if (page_start(&p, d, o, f) < 0 || head(&p, script, style) < 0)
		return -1;
	out_printf(o, "<body>\n<noscript><p>%s</p></noscript>\n<div id=\"app\"></div>\n<script type=\"application/json\" id=\"data\">",
	           page_text(&p, TEXT_B_NO_SCRIPT));
	if (data(&p) < 0)
		return -1;
	out_text(o, "</script>\n<script>");
	out_span(o, script);
	out_text(o, "</script>\n</body>\n</html>\n");
	return 0;
}
