/* run/scan/operands.c - the sources of a command line, looked at before anything is made. */
#include "run/scan/scan.h"

#include "source/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int run_scan_parse(struct source_spec *specs, const char *const *sources, size_t n, struct fault *f)
{
	for (size_t i = 0; i < n; i++) {
		const char *why = "";

		if (source_spec_parse(&specs[i], sources[i], &why) != 0)
			return fault_set(f, FAULT_USAGE, 0, "%s: %s", sources[i], why);
		for (size_t k = 0; k < i; k++)
			if (span_eq(specs[i].label, specs[k].label))
				return fault_set(f, FAULT_USAGE, 0,
				                 "two sources are labelled alike; give one a name: "
				                 "NAME=%s",
				                 sources[i]);
	}
	return 0;
}

int run_scan_refuse_output(const char *what, const char *output, struct span source, struct fault *f)
{
	char path[4096];
	bool beneath = false;

	if (source.n >= sizeof path)
		return 0;
	memcpy(path, source.p, source.n);
	path[source.n] = '\0';
	if (path_beneath(&beneath, path, output, f) < 0)
		return -1;
	if (beneath)
		return fault_set(f, FAULT_USAGE, 0,
		                 "the %s %s lies beneath the source %s; nothing is ever written there",
		                 what, output, path);
	return 0;
}

static int path_text(char path[4096], struct span source)
{
	if (source.n == 0 || source.n >= 4096)
		return 1;
	memcpy(path, source.p, source.n);
	path[source.n] = '\0';
	return 0;
}

/* A path that is not there is told before a case is made. What cannot be looked at for another reason, and parts of
 * containers, are left to the source. */
static int check_there(struct span source, struct fault *f)
{
	char path[4096];

	if (path_text(path, source) != 0 || access(path, F_OK) == 0 || errno != ENOENT)
		return 0;
	return fault_set(f, FAULT_USAGE, ENOENT, "%s", path);
}

int run_scan_check_kinds(const char *const *sources, size_t n, struct fault *f)
{
	char path[4096], why[256];

	for (size_t i = 0; i < n; i++) {
		struct source_spec spec;
		const char *odd;

		if (source_spec_parse(&spec, sources[i], &odd) == 0 && spec.kind == SOURCE_AUTO && spec.member.n == 0 &&
		    path_text(path, spec.path) == 0 && source_is_known(path, why) != 0)
			return fault_set(f, FAULT_USAGE, 0, "%s", why);
	}
	return 0;
}

/* A folder as the case, or a case as the source: operands in the wrong order. */
static int check_order(const struct run_options *o, struct fault *f)
{
	struct stat st;

	if (stat(o->case_path, &st) != 0 || !S_ISDIR(st.st_mode))
		return 0;
	return fault_set(f, FAULT_USAGE, 0, "%s is a directory and no case; the case comes first: sherd %s CASE SOURCE...",
	                 o->case_path, o->verb);
}

int run_scan_check(const struct run_options *o, const char *report, const char *const *sources, size_t n,
               struct fault *f)
{
	struct source_spec *specs = (struct source_spec *)calloc(n + 1, sizeof *specs);
	int rc = specs == NULL ? fault_memory(f, n * sizeof *specs) : run_scan_parse(specs, sources, n, f);

	if (rc == 0)
		rc = check_order(o, f);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = check_there(specs[i].path, f);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = run_scan_refuse_output("case", o->case_path, specs[i].path, f);
		if (rc == 0 && report != NULL)
			rc = run_scan_refuse_output("report", report, specs[i].path, f);
	}
	free(specs);
	return rc;
}
