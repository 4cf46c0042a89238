/* cmd/zone.c - the zone people want to see times in: UTC, a numeric offset, or a name of the system's
 * zone files. Only what is shown changes; cases and JSON stay in UTC. */
#include "opt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

	if (zone[0] == '/' || zone[0] == '.' || strstr(zone, "..") != NULL ||
	    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone) >= (int)sizeof path)
		return -1;
	return access(path, R_OK);
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
