/* cmd/zone.c - the zone people want to see times in: UTC, a numeric offset, or a name of the system's
 * zone files. Only what is shown changes; cases and JSON stay in UTC. */
#include "opt.h"

#include "base/near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Seconds east of UTC at that instant, in the zone chosen for this process. */
static int offset_at(int64_t sec)
{
	time_t t = (time_t)sec;
	struct tm tm;

	return localtime_r(&t, &tm) == NULL ? 0 : (int)tm.tm_gmtoff;
}

/* "+09:00" in the form tzset(3) reads, where the sign counts west. */
static int numeric(char out[32], const char *zone)
{
	int h, m, used = 0;

	if (strlen(zone) != 6 || sscanf(zone + 1, "%2d:%2d%n", &h, &m, &used) != 2 || used != 5 || h > 14 ||
	    m > 59 || h < 0 || m < 0)
		return -1;
	(void)snprintf(out, 32, "<%c%02d%02d>%c%02d:%02d", zone[0], h, m, zone[0] == '+' ? '-' : '+', h, m);
	return 0;
}

static int named(const char *zone)
{
	char path[256];
	struct stat st;

	if (zone[0] == '\0' || zone[0] == '/' || zone[0] == '.' || strstr(zone, "..") != NULL ||
	    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone) >= (int)sizeof path)
		return -1;
	/* a folder of zones (Asia) would be taken for UTC by the C library */
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) ? access(path, R_OK) : -1;
}

int zone_choose(struct report_options *o, const char *zone)
{
	char posix[32];

	if (strcmp(zone, "UTC") == 0 || strcmp(zone, "Z") == 0) {
		o->zone = NULL;
		return 0;
	}
	if (zone[0] == '+' || zone[0] == '-') {
		if (numeric(posix, zone) < 0 || setenv("TZ", posix, 1) != 0)
			return -1;
	} else if (named(zone) != 0 || setenv("TZ", zone, 1) != 0) {
		return -1;
	}
	tzset();
	o->zone = offset_at;
	return 0;
}

/* ---- the zone somebody may have meant ---- */

enum { LINE = 256 };

static char small_letter(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static const char *city_of(const char *zone)
{
	const char *slash = strrchr(zone, '/');

	return slash == NULL ? zone : slash + 1;
}

/* The name in a line of zone.tab ("JP\t+353916+1394441\tAsia/Tokyo\t..."), or NULL. The line is cut behind it. */
static char *name_of(char *line)
{
	char *name = line[0] == '#' ? NULL : strchr(line, '\t');

	name = name == NULL ? NULL : strchr(name + 1, '\t');
	if (name == NULL)
		return NULL;
	name++;
	name[strcspn(name, "\t\n")] = '\0';
	return name;
}

/* Each zone's name and city, in small letters, is offered; a zone whose name or city is `word` in letters of any size goes to `out`. */
static bool scan_zones(const char *word, struct near *near, char out[ZONE_ROOM])
{
	FILE *f = fopen("/usr/share/zoneinfo/zone.tab", "re");
	char line[LINE];
	bool met = false;

	while (f != NULL && !met && fgets(line, sizeof line, f) != NULL) {
		char *name = name_of(line);

		if (name == NULL || strlen(name) >= ZONE_ROOM)
			continue;
		met = strcasecmp(name, word) == 0 || strcasecmp(city_of(name), word) == 0;
		(void)strcpy(out, name);
		for (char *c = name; *c != '\0'; c++)
			*c = small_letter(*c);
		near_offer(near, name);
		if (city_of(name) != name)
			near_offer(near, city_of(name));
	}
	if (f != NULL)
		(void)fclose(f);
	return met;
}

const char *zone_near(char out[ZONE_ROOM], const char *typed)
{
	char small[NEAR_LETTERS + 1] = "";
	struct near near, none = near_to("", 0);
	size_t n = strlen(typed);

	if (strcasecmp(typed, "JST") == 0)
		return strcpy(out, "Asia/Tokyo");
	if ((typed[0] == '+' || typed[0] == '-') && n == 5 && strspn(typed + 1, "0123456789") == 4) {
		(void)snprintf(out, ZONE_ROOM, "%.3s:%.2s", typed, typed + 3);
		return out;
	}
	for (size_t i = 0; i < n && i < NEAR_LETTERS; i++)
		small[i] = small_letter(typed[i]);
	near = near_to(small, strlen(small));
	if (scan_zones(typed, &near, out))
		return out;
	return near_word(&near) != NULL && scan_zones(near_word(&near), &none, out) ? out : NULL;
}

/* ---- times in that zone ---- */

/* The digits of `form` ('0': a digit, a blank: a blank or a 'T', anything else itself) are those of `text`, to its end. */
static bool has_form(const char *text, const char *form)
{
	for (; *form != '\0'; form++, text++)
		if (*form == '0' ? *text < '0' || *text > '9' : *form == ' ' ? *text != ' ' && *text != 'T' : *text != *form)
			return false;
	return *text == '\0';
}

static bool read_local(struct tm *out, const char *text)
{
	bool date = has_form(text, "0000-00-00"), minutes = has_form(text, "0000-00-00 00:00");

	*out = (struct tm){ 0 };
	if (!date && !minutes && !has_form(text, "0000-00-00 00:00:00"))
		return false;
	if (sscanf(text, "%4d-%2d-%2d%*c%2d:%2d:%2d", &out->tm_year, &out->tm_mon, &out->tm_mday, &out->tm_hour, &out->tm_min,
	           &out->tm_sec) < 3 ||
	    out->tm_mon < 1 || out->tm_mon > 12 || out->tm_mday < 1 || out->tm_mday > 31 || out->tm_hour > 23 ||
	    out->tm_min > 59 || out->tm_sec > 59)
		return false;
	out->tm_year -= 1900;
	out->tm_mon--;
	return true;
}

const char *zone_time(struct opts *o, enum time_slot slot, const char *text, bool last)
{
	bool date = text != NULL && strlen(text) == 10;
	struct tm local, utc;
	int day;
	time_t t, there;

	if (text == NULL || (o->show.zone == NULL && date) || !read_local(&local, text))
		return text;
	day = local.tm_mday;
	if (date && last)
		local.tm_mday++;
	there = timegm(&local);
	if (local.tm_mday != day + (date && last ? 1 : 0) && local.tm_mday != 1)
		return text; /* 31 February */
	t = there;
	for (int i = 0; o->show.zone != NULL && i < 2; i++) /* the offset holds at the instant, which it moves */
		t = there - o->show.zone(t);
	t -= date && last ? 1 : 0;
	if (gmtime_r(&t, &utc) == NULL ||
	    strftime(o->time[slot], TIME_ROOM, date && last ? "%Y-%m-%dT%H:%M:%S.999999999Z" : "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
		return text;
	return o->time[slot];
}
