/*
 * base/watch.h - the caller's eyes and hand: progress, notes, stop request, and the clock.
 * Passed in, never global; a zeroed one is silent, never stops and knows no time.
 */
#ifndef BASE_WATCH_H
#define BASE_WATCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct progress {
	const char *phase;    /* "scan", "resolve", "report" */
	uint64_t items, bytes; /* done so far */
	uint64_t bytes_total; /* 0 when unknown */
};

struct watch {
	void *user;
	void (*progress)(void *user, const struct progress *p);
	void (*note)(void *user, const char *text); /* a line for a person, no newline */
	const atomic_bool *stop;
	void (*now)(void *user, struct timespec *out); /* wall clock; NULL: time unknown (0) */
};

static inline bool watch_stopped(const struct watch *w)
{
	return w->stop != NULL && atomic_load_explicit(w->stop, memory_order_relaxed);
}

static inline void watch_progress(const struct watch *w, const struct progress *p)
{
	if (w->progress != NULL)
		w->progress(w->user, p);
}

static inline void watch_note(const struct watch *w, const char *text)
{
	if (w->note != NULL)
		w->note(w->user, text);
}

static inline struct timespec watch_now(const struct watch *w)
{
	struct timespec t = { 0, 0 };

	if (w->now != NULL)
		w->now(w->user, &t);
	return t;
}

#endif
