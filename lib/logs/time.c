/* logs/time.c - times as logs write them, turned into RFC 3339 and read by core/when. */
#include "logs/private.h"

#include <stdio.h>

static bool digit(struct span s, size_t at)
{
	return at < s.n && s.p[at] >= '0' && s.p[at] <= '9';
}

static bool digits(struct span s, size_t at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!digit(s, at + i))
			return false;
	return true;
}

/* The length of "2026-11-23T18:46:53.123" at the head of `s`, 0 when it is none. */
static size_t civil(struct span s)
{
	size_t n = 19;

	if (s.n < n || !digits(s, 0, 4) || !digits(s, 5, 2) || !digits(s, 8, 2) || !digits(s, 11, 2) ||
	    !digits(s, 14, 2) || !digits(s, 17, 2))
		return 0;
	if (n < s.n && (s.p[n] == '.' || s.p[n] == ',') && digit(s, n + 1))
		for (n++; digit(s, n);)
			n++;
	return n;
}

/* Writes "Z" or "+hh:mm" for what follows a civil time. */
static bool zone(char out[8], struct span s)
{
	size_t n;

	s = span_trim(s);
	if (s.n > 0 && (s.p[0] == 'Z' || s.p[0] == 'z') && s.n == 1)
		return (void)snprintf(out, 8, "Z"), true;
	if (span_is(s, "UTC") || span_is(s, "GMT"))
		return (void)snprintf(out, 8, "Z"), true;
	if (s.n < 3 || (s.p[0] != '+' && s.p[0] != '-') || !digits(s, 1, 2))
		return false;
	n = s.n > 3 && s.p[3] == ':' ? 4 : 3;
	if (digits(s, n, 2)) {
		(void)snprintf(out, 8, "%.3s:%.2s", (const char *)s.p, (const char *)s.p + n);
		n += 2;
	} else {
		(void)snprintf(out, 8, "%.3s:00", (const char *)s.p);
		n = 3;
	}
	/* Go's " +0000 UTC", or nothing */
	return n == s.n || s.p[n] == ' ';
}

static struct when shifted(struct when w, int seconds)
{
	w.sec -= seconds;
	return w;
}

struct when time_iso(const struct log_options *o, struct span s)
{
	struct when w = WHEN_UNKNOWN;
	size_t n = civil(s);
	char text[64], z[8] = "Z";
	bool bare;

	if (n == 0 || n > 40)
		return WHEN_UNKNOWN;
	bare = span_trim(span_from(s, n)).n == 0;
	if (bare ? !o->has_zone : !zone(z, span_from(s, n)))
		return WHEN_UNKNOWN;
	(void)snprintf(text, sizeof text, "%.*s%s", (int)n, (const char *)s.p, z);
	text[10] = 'T';
	if (n > 19)
		text[19] = '.';
	if (when_parse(&w, span_of(text)) != 0)
		return WHEN_UNKNOWN;
	return bare ? shifted(w, o->zone_seconds) : w;
}

struct when time_clf(struct span s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct when w = WHEN_UNKNOWN;
	char text[32];
	size_t m = 0;

	if (s.n != 26 || !digits(s, 0, 2) || s.p[2] != '/' || s.p[6] != '/' || !digits(s, 7, 4) ||
	    s.p[11] != ':' || !digits(s, 12, 2) || s.p[14] != ':' || !digits(s, 15, 2) ||
	    s.p[17] != ':' || !digits(s, 18, 2) || s.p[20] != ' ' || !digits(s, 22, 4))
		return WHEN_UNKNOWN;
	while (m < 12 && memcmp(months + 3 * m, s.p + 3, 3) != 0)
		m++;
	if (m == 12)
		return WHEN_UNKNOWN;
	(void)snprintf(text, sizeof text, "%.4s-%02u-%.2s" "T%.8s%c%.2s:%.2s", (const char *)s.p + 7,
	               (unsigned)m + 1, (const char *)s.p, (const char *)s.p + 12, s.p[21],
	               (const char *)s.p + 22, (const char *)s.p + 24);
	return when_parse(&w, span_of(text)) == 0 ? w : WHEN_UNKNOWN;
}

struct when time_usec(uint64_t usec)
{
	return (struct when){ (int64_t)(usec / 1000000), (uint32_t)(usec % 1000000) * 1000, 6, true };
}

struct when time_epoch(struct span s)
{
	struct when w = { .known = true };
	uint64_t whole;
	uint32_t scale = 100000000;

	if (!number_head(&whole, &s))
		return WHEN_UNKNOWN;
	if (s.n == 0 && whole >= 100000000000000000) /* nanoseconds, from 1973 on */
		return when_ns((int64_t)(whole / 1000000000), (uint32_t)(whole % 1000000000));
	if (s.n == 0 && whole >= 100000000000000)
		return time_usec(whole);
	if (s.n == 0 && whole >= 100000000000)
		return (struct when){ (int64_t)(whole / 1000), (uint32_t)(whole % 1000) * 1000000, 3, true };
	if (whole > 253402300799)
		return WHEN_UNKNOWN;
	w.sec = (int64_t)whole;
	if (s.n > 0 && s.p[0] == '.')
		for (s = span_from(s, 1); digit(s, 0) && w.digits < 9; s = span_from(s, 1)) {
			w.nsec += (uint32_t)(s.p[0] - '0') * scale;
			scale /= 10;
			w.digits++;
		}
	return s.n == 0 ? w : WHEN_UNKNOWN;
}
