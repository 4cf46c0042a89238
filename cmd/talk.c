/* cmd/talk.c - progress and notes on stderr. Nothing from evidence is shown here but counts. */
#include "cmd.h"

#include "base/jsonw.h"
#include "base/quote.h"
#include "words/fill.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double clock_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void talk_init(struct talk *t, const struct opts *o)
{
	memset(t, 0, sizeof *t);
	t->opts = o;
	t->mode = o->progress;
	t->quiet = o->quiet;
	if (t->mode == PROGRESS_AUTO)
		t->mode = isatty(2) == 1 ? PROGRESS_BAR : PROGRESS_NONE;
	if (t->quiet)
		t->mode = PROGRESS_NONE;
}

static const char *amount(char out[32], double bytes)
{
	static const char *const unit[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	size_t u = 0;

	while (bytes >= 1024 && u + 1 < COUNT(unit)) {
		bytes /= 1024;
		u++;
	}
	(void)snprintf(out, 32, u == 0 ? "%.0f %s" : "%.1f %s", bytes, unit[u]);
	return out;
}

/* A phase in the reader's language; JSON has the word itself. */
static const char *phase_word(const struct talk *t, const char *phase)
{
	static const struct {
		const char *phase;
		enum lang_text text;
	} words[] = {
		{ "scan", TEXT_Y_P_SCAN },     { "resolve", TEXT_Y_P_RESOLVE }, { "report", TEXT_Y_P_REPORT }, { "export", TEXT_Y_P_EXPORT },
		{ "intake", TEXT_Y_P_INTAKE }, { "rebuild", TEXT_Y_P_REBUILD }, { "mend", TEXT_Y_P_MEND },     { "merge", TEXT_Y_P_MERGE },
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i].phase, phase) == 0)
			return lang_text(t->opts->show.lang, words[i].text);
	return phase;
}

/* A piece of the progress line; without memory it is left out. */
static void piece(const struct talk *t, enum lang_text id, const char *a, const char *b)
{
	struct fault f = FAULT_INIT;
	OWNED(buf) struct buf text = BUF_INIT;

	if (lang_fill(&text, t->opts->show.lang, id, (const struct span[]){ span_of(a), span_of(b) }, &f) == 0)
		(void)fputs(buf_cstr(&text), stderr);
}

static void show_left(const struct talk *t, double seconds)
{
	uint64_t left = (uint64_t)seconds;
	char minutes[24], rest[24];

	(void)snprintf(minutes, sizeof minutes, "%" PRIu64, left / 60);
	(void)snprintf(rest, sizeof rest, "%02" PRIu64, left % 60);
	piece(t, TEXT_Y_P_LEFT, minutes, rest);
}

/* What counts nothing shows no count. */
static void show_bar(struct talk *t, const struct progress *p, double elapsed)
{
	double rate = elapsed > 0 ? (double)p->bytes / elapsed : 0;
	char items[24], size[32];

	(void)snprintf(items, sizeof items, "%" PRIu64, p->items);
	(void)fprintf(stderr, "\r\033[K%s", phase_word(t, p->phase));
	if (p->items > 0 || p->bytes > 0)
		piece(t, TEXT_Y_P_COUNT, items, amount(size, (double)p->bytes));
	if (p->bytes_total > 0)
		piece(t, TEXT_Y_P_OF, amount(size, (double)p->bytes_total), "");
	if (rate >= 1)
		piece(t, TEXT_Y_P_RATE, amount(size, rate), "");
	if (p->bytes_total > p->bytes && rate >= 1)
		show_left(t, (double)(p->bytes_total - p->bytes) / rate);
	(void)fflush(stderr);
	t->line_open = true;
}

static void show_json(const struct progress *p, double elapsed)
{
	struct fault f = FAULT_INIT;
	struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, &f);

	jsonw_open(&w, '{');
	jsonw_put_cstr(&w, "phase", p->phase);
	jsonw_put_uint(&w, "items", p->items);
	jsonw_put_uint(&w, "bytes", p->bytes);
	if (p->bytes_total > 0)
		jsonw_put_uint(&w, "bytes_total", p->bytes_total);
	jsonw_key(&w, "seconds");
	jsonw_seconds(&w, elapsed);
	jsonw_close(&w, '}');
	if (jsonw_end(&w) == 0)
		(void)fprintf(stderr, "%s\n", buf_cstr(&line));
	buf_release(&line);
}

void talk_progress(void *user, const struct progress *p)
{
	struct talk *t = (struct talk *)user;
	double now;

	if (t->mode == PROGRESS_NONE)
		return;
	now = clock_now();
	if (t->phase == NULL || strcmp(t->phase, p->phase) != 0) {
		t->phase = p->phase;
		t->started = now;
		t->shown = 0;
	}
	if (t->shown != 0 && now - t->shown < (t->mode == PROGRESS_JSON ? 1.0 : 0.1))
		return;
	t->shown = now;
	if (t->mode == PROGRESS_JSON)
		show_json(p, now - t->started);
	else
		show_bar(t, p, now - t->started);
}

void talk_end(struct talk *t)
{
	if (t->line_open) {
		(void)fputs("\r\033[K", stderr);
		(void)fflush(stderr);
	}
	t->line_open = false;
}

void talk_note(void *user, const char *text)
{
	struct talk *t = (struct talk *)user;
	char shown[sizeof t->noted] = "";

	if (t->quiet)
		return;
	(void)quote_short(shown, sizeof shown, span_of(text));
	if (strcmp(shown, t->noted) == 0)
		return; /* said already, with nothing between: rounds of a recovery end alike */
	(void)memcpy(t->noted, shown, sizeof shown);
	talk_end(t);
	(void)fprintf(stderr, "sherd: %s\n", shown);
}
