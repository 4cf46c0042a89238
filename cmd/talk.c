/* cmd/talk.c - progress and notes on stderr. Nothing from evidence is shown here but counts. */
#include "cmd.h"

#include "base/jsonw.h"
#include "base/quote.h"

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

static void show_bar(struct talk *t, const struct progress *p, double elapsed)
{
	double rate = elapsed > 0 ? (double)p->bytes / elapsed : 0;
	char done[32], speed[32], total[32];

	(void)fprintf(stderr, "\r\033[K%s: %" PRIu64 " items, %s", p->phase, p->items,
	              amount(done, (double)p->bytes));
	if (p->bytes_total > 0)
		(void)fprintf(stderr, " of %s", amount(total, (double)p->bytes_total));
	if (rate >= 1)
		(void)fprintf(stderr, ", %s/s", amount(speed, rate));
	if (p->bytes_total > p->bytes && rate >= 1) {
		uint64_t left = (uint64_t)((double)(p->bytes_total - p->bytes) / rate);

		(void)fprintf(stderr, ", %" PRIu64 ":%02" PRIu64 " left", left / 60, left % 60);
	}
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
	if (t->line_open)
		(void)fputs("\r\033[K", stderr);
	t->line_open = false;
}

void talk_note(void *user, const char *text)
{
	struct talk *t = (struct talk *)user;
	char shown[1024];

	if (t->quiet)
		return;
	talk_end(t);
	(void)fprintf(stderr, "sherd: %s\n", quote_short(shown, sizeof shown, span_of(text)));
}
