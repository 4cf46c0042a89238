/*
 * base/watch.h - the caller's eyes and hand: progress, notes, stop request, and the clock.
 * Passed in, never global; a zeroed one is silent, never stops and knows no time. Where bounds and the stop alone are asked
 * for, NULL is the same.
 */
#ifndef BASE_WATCH_H
#define BASE_WATCH_H

#include "base/fault.h"
#include "base/limits.h"
#include "base/said.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct progress {
	const char *phase;    /* "scan", "resolve", "report" */
	uint64_t items, bytes; /* done so far */
	uint64_t bytes_total; /* 0 when unknown */
};

/* What bounds left out, counted by whoever meets them, from any thread. */
struct bites {
	atomic_ullong left_out[LIMIT_COUNT_];
};

struct watch {
	void *user;
	void (*progress)(void *user, const struct progress *p);
	void (*note)(void *user, const char *text); /* a line for a person, no newline */
	const atomic_bool *stop;
	void (*now)(void *user, struct timespec *out); /* wall clock; NULL: time unknown (0) */
	struct bites *bites; /* NULL: nobody counts */
	const struct limits *limits; /* NULL: as they stand in the list */
};

/* The bound that holds. */
static inline uint64_t watch_limit(const struct watch *w, enum limit id)
{
	return w == NULL || w->limits == NULL ? limit_kind(id)->standard : limit_get(w->limits, id);
}

/* A bound bit: so many of its unit were left out. */
static inline void watch_bite(const struct watch *w, enum limit id, uint64_t left_out)
{
	if (w != NULL && w->bites != NULL)
		atomic_fetch_add_explicit(&w->bites->left_out[id], left_out, memory_order_relaxed);
}

/* The same where a search is repeated and would count what it left out again: the most of one time. */
static inline void watch_bite_again(const struct watch *w, enum limit id, uint64_t left_out)
{
	unsigned long long before;

	if (w == NULL || w->bites == NULL)
		return;
	before = atomic_load(&w->bites->left_out[id]);
	while (left_out > before && !atomic_compare_exchange_weak(&w->bites->left_out[id], &before, left_out))
		;
}

static inline bool watch_stopped(const struct watch *w)
{
	return w != NULL && w->stop != NULL && atomic_load_explicit(w->stop, memory_order_relaxed);
}

/* 0, or -1: whoever watches wants an end. What a person reads of it, one sentence for all, is cmd/main.c's. */
static inline int MUST_USE watch_check(const struct watch *w, struct fault *f)
{
	return watch_stopped(w) ? fault_set(f, FAULT_INTERRUPTED, 0, "interrupted") : 0;
}

static inline void watch_progress(const struct watch *w, const struct progress *p)
{
	if (w->progress != NULL)
		w->progress(w->user, p);
}

/* `text` is a sentence, or has some in it. */
static inline void watch_note(const struct watch *w, const char *text)
{
	char plain[1024];

	if (w->note == NULL)
		return;
	if (strchr(text, SAID_MARK[0]) != NULL && strlen(text) < sizeof plain) {
		(void)memcpy(plain, text, strlen(text) + 1);
		said_strip(plain);
		text = plain;
	}
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
