/* core/when.c - instants with the precision their source has: RFC 3339 in and out, order, bounds. */
#include "core/when.h"

#include <inttypes.h>
#include <stdio.h>

/* Days from 1970-01-01 of a civil date: the usual era arithmetic of the Gregorian calendar. */
static int64_t days_of(int64_t y, unsigned m, unsigned d)
{
	int64_t era;
	unsigned yoe, doy, doe;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = (unsigned)(y - era * 400);
	doy = (153 * (m + (m > 2 ? -3u : 9u)) + 2) / 5 + d - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + (int64_t)doe - 719468;
}

static void civil_of(int64_t days, int64_t *y, unsigned *m, unsigned *d)
{
	int64_t era, z = days + 719468;
	unsigned doe, yoe, doy, mp;

	era = (z >= 0 ? z : z - 146096) / 146097;
	doe = (unsigned)(z - era * 146097);
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = (int64_t)yoe + era * 400 + (*m <= 2);
}

static bool number(struct span *s, size_t digits, unsigned *out)
{
	unsigned v = 0;

	if (s->n < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		v = v * 10 + (unsigned)(s->p[i] - '0');
	}
	*s = span_from(*s, digits);
	*out = v;
	return true;
}

static bool literal(struct span *s, const char *any)
{
	if (s->n == 0 || strchr(any, s->p[0]) == NULL || s->p[0] == '\0')
		return false;
	*s = span_from(*s, 1);
	return true;
}

static bool fraction(struct span *s, struct when *w)
{
	uint32_t scale = 100000000;

	if (s->n == 0 || s->p[0] != '.')
		return true;
	*s = span_from(*s, 1);
	while (s->n > 0 && s->p[0] >= '0' && s->p[0] <= '9') {
		if (w->digits < 9) {
			w->nsec += (uint32_t)(s->p[0] - '0') * scale;
			scale /= 10;
			w->digits++;
		}
		*s = span_from(*s, 1);
	}
	return w->digits > 0;
}

static unsigned month_days(unsigned y, unsigned m)
{
	static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[m - 1] + (m == 2 && ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0));
}

int when_parse(struct when *out, struct span s)
{
	struct when w = { .known = true };
	unsigned y, mo, d, h, mi, sec, oh = 0, om = 0;
	int64_t shift = 0;

	if (!number(&s, 4, &y) || !literal(&s, "-") || !number(&s, 2, &mo) || !literal(&s, "-") ||
	    !number(&s, 2, &d) || !literal(&s, "Tt ") || !number(&s, 2, &h) || !literal(&s, ":") ||
	    !number(&s, 2, &mi) || !literal(&s, ":") || !number(&s, 2, &sec) || !fraction(&s, &w))
		return WHEN_MALFORMED;
	if (mo < 1 || mo > 12 || d < 1 || d > month_days(y, mo) || h > 23 || mi > 59 || sec > 60)
		return WHEN_MALFORMED;
	if (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z')) {
		s = span_from(s, 1);
	} else if (s.n == 6 && (s.p[0] == '+' || s.p[0] == '-')) {
		int sign = s.p[0] == '-' ? 1 : -1;

		s = span_from(s, 1);
		if (!number(&s, 2, &oh) || !literal(&s, ":") || !number(&s, 2, &om) || oh > 23 || om > 59)
			return WHEN_MALFORMED;
		shift = sign * (int64_t)(oh * 3600 + om * 60);
	} else {
		return WHEN_MALFORMED;
	}
	w.sec = days_of((int64_t)y, mo, d) * 86400 + (int64_t)(h * 3600 + mi * 60 + sec) + shift;
	*out = w;
	return 0;
}

const char *when_text(char out[WHEN_TEXT], struct when w)
{
	int64_t days, rest, y;
	unsigned m, d;
	size_t n;

	if (!w.known) {
		out[0] = '\0';
		return out;
	}
	days = w.sec / 86400;
	rest = w.sec % 86400;
	if (rest < 0) {
		rest += 86400;
		days--;
	}
	if (w.sec < -62167219200 || w.sec > 253402300799) {
		(void)snprintf(out, WHEN_TEXT, "@%" PRId64, w.sec);
		return out;
	}
	civil_of(days, &y, &m, &d);
	(void)snprintf(out, WHEN_TEXT, "%04d-%02u-%02uT%02d:%02d:%02d", (int)y, m, d,
	               (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
	n = strlen(out);
	if (w.digits > 0) {
		char frac[16];

		(void)snprintf(frac, sizeof frac, "%09u", w.nsec);
		out[n++] = '.';
		memcpy(out + n, frac, w.digits);
		n += w.digits;
	}
	out[n++] = 'Z';
	out[n] = '\0';
	return out;
}

int when_cmp(struct when a, struct when b)
{
	if (a.known != b.known)
		return a.known ? 1 : -1;
	if (a.sec != b.sec)
		return a.sec < b.sec ? -1 : 1;
	return a.nsec < b.nsec ? -1 : a.nsec > b.nsec;
}

bool when_alike(struct when a, struct when b)
{
	uint32_t unit = 1;

	for (int digits = a.digits < b.digits ? a.digits : b.digits; digits < 9; digits++)
		unit *= 10;
	return a.known && b.known && a.sec == b.sec && a.nsec / unit == b.nsec / unit;
}
