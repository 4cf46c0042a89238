/* confine/confine.c - what is allowed, gathered; the walls put up; what of them stands. */
#include "confine/private.h"

#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct confine {
	VEC(struct confine_path) paths;
	bool entered, reads_later;
	int landlock; /* ABI, 0: none */
	bool seccomp;
	char told[160];
};

int confine_new(struct confine **out, struct fault *f)
{
	*out = (struct confine *)calloc(1, sizeof **out);
	if (*out == NULL)
		return fault_memory(f, sizeof **out);
	(void)snprintf((*out)->told, sizeof (*out)->told, "none");
	return 0;
}

void confine_free(struct confine *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->paths.n; i++)
		free(c->paths.v[i].path);
	VEC_RELEASE(&c->paths);
	free(c);
}

static int allow(struct confine *c, enum confine_right right, const char *path, size_t n, struct fault *f)
{
	struct confine_path p = { strndup(path, n), right };

	if (p.path == NULL)
		return fault_memory(f, n + 1);
	if (VEC_PUSH(&c->paths, p, f) < 0) {
		free(p.path);
		return -1;
	}
	return 0;
}

int confine_allow(struct confine *c, enum confine_right right, const char *path, struct fault *f)
{
	return allow(c, right, path, strlen(path), f);
}

/* How much of `path` names its folder: 0 is here, and "a//" lies in here as "a" does. */
static size_t folder_of(const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	while (n > 0 && path[n - 1] != '/')
		n--;
	return n;
}

int confine_allow_parent(struct confine *c, enum confine_right right, const char *path, struct fault *f)
{
	size_t n = folder_of(path);

	return n == 0 ? allow(c, right, ".", 1, f) : allow(c, right, path, n, f);
}

static int allow_alike(struct confine *c, DIR *d, const char *path, size_t folder, size_t stem, struct fault *f)
{
	const struct dirent *e;
	int rc = 0;

	while (rc == 0 && (e = readdir(d)) != NULL) {
		char *whole = NULL;

		if (strncmp(e->d_name, path + folder, stem) != 0 || strcmp(e->d_name, path + folder) == 0 ||
		    e->d_type == DT_DIR)
			continue;
		if (asprintf(&whole, "%.*s%s", (int)folder, path, e->d_name) < 0)
			return fault_memory(f, folder);
		rc = confine_allow(c, CONFINE_READ, whole, f);
		free(whole);
	}
	return rc;
}

int confine_allow_family(struct confine *c, const char *path, struct fault *f)
{
	size_t folder = folder_of(path), stem;
	const char *dot = strrchr(path + folder, '.');
	char *where;
	DIR *d;
	int rc;

	if (confine_allow(c, CONFINE_READ, path, f) < 0)
		return -1;
	stem = dot != NULL && dot > path + folder ? (size_t)(dot - path) - folder : strlen(path + folder);
	where = folder == 0 ? strdup(".") : strndup(path, folder);
	if (where == NULL)
		return fault_memory(f, folder + 2);
	d = opendir(where);
	free(where);
	if (d == NULL)
		return 0;
	rc = allow_alike(c, d, path, folder, stem, f);
	(void)closedir(d);
	return rc;
}

static void tell(struct confine *c, const char *no_landlock, const char *no_seccomp)
{
	char first[100], second[100];

	if (c->landlock > 0)
		(void)snprintf(first, sizeof first, "landlock %d", c->landlock);
	else
		(void)snprintf(first, sizeof first, "no landlock (%s)", no_landlock);
	if (c->seccomp)
		(void)snprintf(second, sizeof second, "seccomp");
	else
		(void)snprintf(second, sizeof second, "no seccomp (%s)", no_seccomp);
	(void)snprintf(c->told, sizeof c->told, "%.76s, %.76s", first, second);
}

#ifdef SHERD_UNCONFINED /* builds whose tools write beside the program, or make code: coverage, valgrind */

int confine_enter(struct confine *c, unsigned leave, struct fault *f)
{
	(void)leave;
	(void)f;
	tell(c, "built without", "built without");
	return 0;
}

#else

int confine_enter(struct confine *c, unsigned leave, struct fault *f)
{
	char no_landlock[64] = "", no_seccomp[64] = "";
	int rc;

	c->reads_later = (leave & CONFINE_READS_LATER) != 0;
	if (landlock_wall(c->paths.v, c->paths.n, !c->reads_later, &c->landlock, no_landlock, f) < 0)
		return -1;
	rc = seccomp_wall(leave, no_seccomp, f);
	if (rc < 0)
		return -1;
	c->seccomp = rc == 0;
	c->entered = true;
	tell(c, no_landlock, no_seccomp);
	return 0;
}

#endif

bool confine_awaits(const struct confine *c)
{
	return c != NULL && c->entered && c->reads_later;
}

int confine_reads(struct confine *c, struct fault *f)
{
	char why[64];
	int abi;

	if (!confine_awaits(c))
		return 0;
	c->reads_later = false;
	if (c->landlock > 0 && landlock_wall(c->paths.v, c->paths.n, true, &abi, why, f) < 0)
		return -1;
	return c->seccomp && seccomp_data_only(why, f) < 0 ? -1 : 0;
}

const char *confine_told(const struct confine *c)
{
	return c == NULL ? "none" : c->told;
}

bool confine_whole(const struct confine *c)
{
	return c->landlock > 0 && c->seccomp;
}
