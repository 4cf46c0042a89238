/*
 * source/device.c - is a block device in use by the system we run on, and was it written to while we read? A device
 * node's size and times tell nothing of it: mounts, holders and the kernel's counters of writes do.
 */
#include "source/private.h"

#include "core/sentence.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysmacros.h>

enum { PARTS_MOST = 256 }; /* format: minors of one disk, with room (Linux: 16, or 256 of extended numbers) */

struct family { /* the device and its partitions */
	dev_t v[PARTS_MOST];
	size_t n;
};

static bool of_family(const struct family *x, dev_t d)
{
	for (size_t i = 0; i < x->n; i++)
		if (x->v[i] == d)
			return true;
	return false;
}

static void find_parts(struct family *x, const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL && x->n < PARTS_MOST) {
		char path[512], line[64];
		unsigned major, minor;
		FILE *f;

		if (e->d_name[0] == '.' || snprintf(path, sizeof path, "%s/%s/partition", folder, e->d_name) >= (int)sizeof path)
			continue;
		f = fopen(path, "re");
		if (f == NULL)
			continue;
		(void)fclose(f);
		(void)snprintf(path, sizeof path, "%s/%s/dev", folder, e->d_name);
		f = fopen(path, "re");
		if (f == NULL)
			continue;
		if (fgets(line, sizeof line, f) != NULL && sscanf(line, "%u:%u", &major, &minor) == 2)
			x->v[x->n++] = makedev(major, minor);
		(void)fclose(f);
	}
	if (d != NULL)
		(void)closedir(d);
}

/* The first holder (device-mapper, RAID) of a member of the family, by its kernel name. */
static bool find_holder(const struct family *x, char name[64])
{
	for (size_t i = 0; i < x->n; i++) {
		char path[128];
		struct dirent *e;
		DIR *d;

		(void)snprintf(path, sizeof path, "/sys/dev/block/%u:%u/holders", major(x->v[i]), minor(x->v[i]));
		d = opendir(path);
		while (d != NULL && (e = readdir(d)) != NULL)
			if (e->d_name[0] != '.') {
				(void)snprintf(name, 64, "%.60s", e->d_name);
				(void)closedir(d);
				return true;
			}
		if (d != NULL)
			(void)closedir(d);
	}
	return false;
}

/* One line of mountinfo: "id parent major:minor root point options ... - type source super". */
static bool mounts_family(const struct family *x, char *line, char point[256])
{
	char *dash = strstr(line, " - "), where[256], source[256];
	unsigned major, minor;
	struct stat st;

	if (dash == NULL || sscanf(line, "%*d %*d %u:%u %*s %255s", &major, &minor, where) != 3)
		return false;
	/* btrfs has device numbers of its own: the source is named */
	if (!of_family(x, makedev(major, minor)) &&
	    (sscanf(dash, " - %*s %255s", source) != 1 || source[0] != '/' || stat(source, &st) != 0 || !S_ISBLK(st.st_mode) ||
	     !of_family(x, st.st_rdev)))
		return false;
	(void)memcpy(point, where, sizeof where);
	return true;
}

static bool find_mount(const struct family *x, char point[256])
{
	FILE *f = fopen("/proc/self/mountinfo", "re");
	char line[4096];
	bool found = false;

	while (f != NULL && !found && fgets(line, sizeof line, f) != NULL)
		found = mounts_family(x, line, point);
	if (f != NULL)
		(void)fclose(f);
	return found;
}

/* Writes and discards the kernel counted for the device since it came up. */
static bool count_writes(dev_t d, uint64_t *out)
{
	uint64_t v[14] = { 0 };
	char path[128];
	int n;
	FILE *f;

	(void)snprintf(path, sizeof path, "/sys/dev/block/%u:%u/stat", major(d), minor(d));
	f = fopen(path, "re");
	if (f == NULL)
		return false;
	for (n = 0; n < 14 && fscanf(f, "%" SCNu64, &v[n]) == 1; n++) {
	}
	(void)fclose(f);
	*out = v[4] + v[6] + v[11] + v[13];
	return n >= 7;
}

void device_look(struct device_state *out, int fd)
{
	struct family all = { .n = 0 };
	char path[128], name[256];
	struct stat st;

	memset(out, 0, sizeof *out);
	if (fstat(fd, &st) != 0 || !S_ISBLK(st.st_mode))
		return;
	out->block = true;
	all.v[all.n++] = st.st_rdev;
	(void)snprintf(path, sizeof path, "/sys/dev/block/%u:%u", major(st.st_rdev), minor(st.st_rdev));
	find_parts(&all, path);
	out->counted = count_writes(st.st_rdev, &out->writes);
	if (find_mount(&all, name))
		(void)sentence(out->use, sizeof out->use, S_MOUNTED_AT, name);
	else if (find_holder(&all, name))
		(void)sentence(out->use, sizeof out->use, S_HELD_BY, name);
}
