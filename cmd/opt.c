/* cmd/opt.c - the command line taken apart by the table of options in opt.h. */
#include "opt.h"
#include "base/near.h"
#include "base/number.h"
#include "run/recover.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct opt_def opt_defs[OPT_COUNT] = {
#define X(id, name, letter, operand, group, about)                                                 \
	[OPT_##id] = { name, letter, operand, (unsigned)(group), about },
	OPTIONS(X)
#undef X
};

static int bad(struct fault *f, const char *verb, const char *what, const char *why)
{
	char shown[120];

	(void)snprintf(shown, sizeof shown, "%.100s", what);
	for (char *p = shown; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			*p = '?';
	return fault_set(f, FAULT_USAGE, 0, "%s: %s; see sherd help%s%s", shown, why,
	                 verb[0] != '\0' ? " " : "", verb);
}

static int number(int64_t *out, const char *text, int64_t most)
{
	uint64_t n;

	if (!number_read(&n, span_of(text), (uint64_t)most))
		return -1;
	*out = (int64_t)n;
	return 0;
}

static int one_of(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(text, words[i]) == 0)
			return (int)i;
	return -1;
}

/* Room for one pointer more in a list kept by realloc. */
static int grow(void **list, size_t n, size_t each, struct fault *f)
{
	void *p = realloc(*list, (n + 1) * each);

	if (p == NULL)
		return fault_memory(f, (n + 1) * each);
	*list = p;
	return 0;
}

static int repeat(struct opts *o, enum opt_id id, const char *value, struct fault *f)
{
	void *list = (void *)o->repeated[id];

	if (grow(&list, o->repeated_n[id], sizeof *o->repeated[id], f) < 0)
		return -1;
	o->repeated[id] = (const char **)list;
	o->repeated[id][o->repeated_n[id]++] = value;
	return 0;
}

static int add_copy(struct opts *o, const char *value, struct fault *f)
{
	void *copies = (void *)o->copies;

	if (grow(&copies, o->copies_n, sizeof *o->copies, f) < 0)
		return -1;
	o->copies = (const char **)copies;
	o->copies[o->copies_n++] = value;
	return 0;
}

static int add_only(struct opts *o, const char *value, struct fault *f)
{
	char *copy = strdup(value), *rest;
	void *owned = o->owned, *only;

	if (copy == NULL)
		return fault_memory(f, strlen(value) + 1);
	if (grow(&owned, o->owned_n, sizeof *o->owned, f) < 0) {
		free(copy);
		return -1;
	}
	o->owned = (char **)owned;
	o->owned[o->owned_n++] = copy;
	for (char *name = strtok_r(copy, ",", &rest); name != NULL;
	     name = strtok_r(NULL, ",", &rest)) {
		only = (void *)o->only;
		if (grow(&only, o->only_n, sizeof *o->only, f) < 0)
			return -1;
		o->only = (const char **)only;
		o->only[o->only_n++] = name;
	}
	return 0;
}

static int set_words(struct opts *o, enum opt_id id, const char *value)
{
	static const char *const progress[] = { "auto", "bar", "json", "none" };
	static const char *const colour[] = { "auto", "always", "never" };
	static const char *const effort[] = { "metadata", "carve", "all" };
	int i;

	if (id == OPT_EFFORT) {
		i = one_of(value, effort, COUNT(effort));
		o->effort = (enum recover_effort)(EFFORT_METADATA + i);
		return i < 0 ? -1 : 0;
	}
	if (id == OPT_DEPTH)
		return depth_parse(&o->depth, value) == 0 ? 0 : -1;
	if (id == OPT_LANG) {
		o->lang = value;
		return lang_parse(value) < 0 ? -1 : 0;
	}
	i = id == OPT_PROGRESS ? one_of(value, progress, COUNT(progress))
	                       : one_of(value, colour, COUNT(colour));
	if (i < 0)
		return -1;
	if (id == OPT_PROGRESS)
		o->progress = (enum progress_mode)i;
	else
		o->colour = (enum colour_mode)i;
	return 0;
}

static int set_number(struct opts *o, enum opt_id id, const char *value)
{
	int64_t n;

	if (number(&n, value, id == OPT_JOBS ? 4096 : INT64_MAX / 16) < 0 || n == 0)
		return -1;
	if (id == OPT_JOBS)
		o->jobs = (unsigned)n;
	else
		o->scan = n;
	return 0;
}

static int set_limit(struct opts *o, const char *value, const char *verb, struct fault *f)
{
	const char *equals = strchr(value, '=');
	int64_t n;

	if (equals == NULL || number(&n, equals + 1, INT64_MAX / 16) < 0 || n == 0)
		return bad(f, verb, value, "--limit takes NAME=N, N from 1");
	switch (limit_set(&o->limits, span_make(value, (size_t)(equals - value)), (uint64_t)n)) {
	case LIMIT_NONE_SUCH:
		return bad(f, verb, value, "no bound of that name (sherd help limits)");
	case LIMIT_TOO_LARGE:
		return bad(f, verb, value, "more than this bound can be");
	default:
		return 0;
	}
}

static int set_pass_fd(struct opts *o, const char *value)
{
	int64_t n;

	if (number(&n, value, 1 << 20) < 0)
		return -1;
	o->pass_fd = (int)n;
	return 0;
}

static int set_format(struct opts *o, const char *value, const char *verb, struct fault *f)
{
	o->format = value;
	return report_formats_known(value)
	               ? 0
	               : bad(f, verb, value, "--format takes a list of html, pdf, json, csv, timesketch, bodyfile, dfxml, case, sha256sums");
}

/* Where an option's value goes as it is: a flag, or a text, which must not be empty where `lacks` says what it needs. */
struct opt_where {
	size_t at;   /* in struct opts */
	bool text;
	const char *lacks;
};
#define FLAG(member) { offsetof(struct opts, member), false, NULL }
#define TEXT(member) { offsetof(struct opts, member), true, NULL }
#define FULL_TEXT(member, lacks) { offsetof(struct opts, member), true, lacks }

/* `at` 0 (the operands): it is none of these, and set_other() takes it. */
static const struct opt_where where[OPT_COUNT] = {
	[OPT_ALL] = FLAG(show.all),
	[OPT_ALL_COMPLETE] = FLAG(all_complete),
	[OPT_AT] = TEXT(at),
	[OPT_BASELINE] = TEXT(baseline),
	[OPT_BETWEEN] = TEXT(between),
	[OPT_CA] = TEXT(ca),
	[OPT_CANDIDATES] = FLAG(candidates),
	[OPT_CASE_NO] = FULL_TEXT(case_no, "needs a number"),
	[OPT_CERT] = TEXT(cert),
	[OPT_CLIENT] = FULL_TEXT(client, "needs a name"),
	[OPT_DELETED] = FLAG(deleted),
	[OPT_EXAMINER] = FULL_TEXT(examiner, "needs a name"),
	[OPT_FINGERPRINT] = TEXT(fingerprint),
	[OPT_FULL] = FLAG(show.full),
	[OPT_HELP] = FLAG(help),
	[OPT_HISTORY] = FLAG(history),
	[OPT_IMPACT] = FLAG(impact),
	[OPT_JSON] = FLAG(show.json),
	[OPT_KEY] = TEXT(key),
	[OPT_LONG] = FLAG(version_long),
	[OPT_OUTPUT] = FULL_TEXT(output, "needs a directory"),
	[OPT_PARTIAL] = FLAG(partial),
	[OPT_PLAN] = TEXT(plan),
	[OPT_PRESENT] = TEXT(present),
	[OPT_QUIET] = FLAG(quiet),
	[OPT_REVEAL] = FLAG(show.reveal),
	[OPT_SBOM] = FLAG(version_sbom),
	[OPT_SOURCES] = FLAG(sources),
	[OPT_TARGET] = TEXT(target),
	[OPT_TRUST] = FLAG(trust),
	[OPT_TSA_CA] = TEXT(tsa_ca),
	[OPT_UNCONFINED] = FLAG(unconfined),
	[OPT_UNPROVEN] = FLAG(unproven),
	[OPT_WANTED] = TEXT(wanted),
	[OPT_WITH] = TEXT(with),
	[OPT_WRITE_BASELINE] = TEXT(write_baseline),
};
_Static_assert(offsetof(struct opts, operand) == 0, "0 stands for none");

static int set_zone(struct opts *o, const char *value, const char *verb, struct fault *f)
{
	char meant[ZONE_ROOM], why[200];
	const char *near;

	o->tz = value;
	if (zone_choose(&o->show, value) == 0)
		return 0;
	near = zone_near(meant, value);
	(void)snprintf(why, sizeof why, "no time zone; --tz takes UTC, an offset such as +09:00 or a name such as Europe/Berlin%s%s%s",
	               near != NULL ? " (did you mean " : "", near != NULL ? near : "", near != NULL ? "?)" : "");
	return bad(f, verb, value, why);
}

static int set_other(struct opts *o, enum opt_id id, const char *value, const char *verb, const char *name, struct fault *f)
{
	switch (id) {
	case OPT_ONLY:
		return value[0] == '\0' ? bad(f, verb, name, "needs a repository") : add_only(o, value, f);
	case OPT_COPY_OF:
		return add_copy(o, value, f);
	case OPT_LIMIT:
		return set_limit(o, value, verb, f);
	case OPT_TZ:
		return set_zone(o, value, verb, f);
	case OPT_SHARD:
		return shard_parse(&o->shard, value) == 0 ? 0 : bad(f, verb, value, "--shard takes K/N: K from 0, below N; N up to 256");
	case OPT_PASS_FD:
		return set_pass_fd(o, value) < 0 ? bad(f, verb, name, "needs the number of an open descriptor") : 0;
	case OPT_RETENTION:
		return report_retention(&o->show, value) == 0
		               ? 0
		               : bad(f, verb, value, "--retention takes CLASS=MONTHS,... of api, container, gc, network");
	case OPT_FORMAT:
		return set_format(o, value, verb, f);
	case OPT_JOBS:
	case OPT_SCAN:
		return set_number(o, id, value) < 0 ? bad(f, verb, name, "needs a number from 1") : 0;
	default:
		return set_words(o, id, value) < 0 ? bad(f, verb, name, opt_defs[id].about) : 0;
	}
}

static int set(struct opts *o, enum opt_id id, const char *value, const char *verb, struct fault *f)
{
	const struct opt_where *w = &where[id];
	void *member = (char *)o + w->at;
	char name[40];

	(void)snprintf(name, sizeof name, "--%s", opt_defs[id].name);
	if ((id == OPT_REPOSITORY || id == OPT_TAG || id == OPT_AS) && repeat(o, id, value, f) < 0)
		return -1;
	if ((opt_defs[id].group & GROUP_FILTER) != 0) {
		o->filter.value[REPORT_FILTER_SOURCE + (id - OPT_SOURCE)] = value;
		return 0;
	}
	if (id == OPT_AS)
		return 0;
	if (w->at == 0)
		return set_other(o, id, value, verb, name, f);
	if (!w->text) {
		*(bool *)member = true;
		return 0;
	}
	*(const char **)member = value;
	return w->lacks != NULL && value[0] == '\0' ? bad(f, verb, name, w->lacks) : 0;
}

_Static_assert(OPT_UNTIL - OPT_SOURCE == REPORT_FILTER_UNTIL - REPORT_FILTER_SOURCE,
               "filters stand in the same order in both tables");

static int find_long(const char *text, size_t n)
{
	for (int i = 0; i < OPT_COUNT; i++)
		if (strlen(opt_defs[i].name) == n && strncmp(opt_defs[i].name, text, n) == 0)
			return i;
	return -1;
}

static int find_short(char c)
{
	for (int i = 0; i < OPT_COUNT; i++)
		if (opt_defs[i].letter != 0 && opt_defs[i].letter == c)
			return i;
	return -1;
}

struct argument_reader {
	int argc, at;
	char **argv;
	unsigned groups;
	const char *verb;
};

/* An option that is none: with the nearest of those this command takes. */
static int none_such(const struct argument_reader *r, const char *given, struct fault *f)
{
	struct near near = near_to(given + 2, given[1] == '-' ? strcspn(given + 2, "=") : 0);
	char why[80];

	for (int i = 0; i < OPT_COUNT; i++)
		if ((opt_defs[i].group & (r->groups | GROUP_ALL)) != 0)
			near_offer(&near, opt_defs[i].name);
	if (near_word(&near) == NULL)
		return bad(f, r->verb, given, "no such option");
	(void)snprintf(why, sizeof why, "no such option (did you mean --%s?)", near_word(&near));
	return bad(f, r->verb, given, why);
}

static int allowed(const struct argument_reader *r, int id, const char *given, struct fault *f)
{
	if (id < 0)
		return none_such(r, given, f);
	if ((opt_defs[id].group & (r->groups | GROUP_ALL)) == 0)
		return bad(f, r->verb, given, "not an option of this command");
	return 0;
}

static int read_long(struct opts *o, struct argument_reader *r, struct fault *f)
{
	const char *given = r->argv[r->at], *equals = strchr(given, '=');
	size_t n = equals == NULL ? strlen(given) - 2 : (size_t)(equals - given) - 2;
	int id = find_long(given + 2, n);

	if (allowed(r, id, given, f) < 0)
		return -1;
	if (opt_defs[id].operand == NULL)
		return equals != NULL ? bad(f, r->verb, given, "takes no value")
		                      : set(o, (enum opt_id)id, NULL, r->verb, f);
	if (equals != NULL)
		return set(o, (enum opt_id)id, equals + 1, r->verb, f);
	if (r->at + 1 >= r->argc)
		return bad(f, r->verb, given, "needs a value");
	return set(o, (enum opt_id)id, r->argv[++r->at], r->verb, f);
}

static int read_short(struct opts *o, struct argument_reader *r, struct fault *f)
{
	const char *given = r->argv[r->at];

	for (const char *p = given + 1; *p != '\0'; p++) {
		int id = find_short(*p);

		if (allowed(r, id, given, f) < 0)
			return -1;
		if (opt_defs[id].operand == NULL) {
			if (set(o, (enum opt_id)id, NULL, r->verb, f) < 0)
				return -1;
			continue;
		}
		if (p[1] != '\0')
			return set(o, (enum opt_id)id, p + 1, r->verb, f);
		if (r->at + 1 >= r->argc)
			return bad(f, r->verb, given, "needs a value");
		return set(o, (enum opt_id)id, r->argv[++r->at], r->verb, f);
	}
	return 0;
}

int opt_parse(struct opts *o, int argc, char **argv, unsigned groups, const char *verb,
              struct fault *f)
{
	struct argument_reader r = { argc, 1, argv, groups, verb };
	bool ended = false;

	memset(o, 0, sizeof *o);
	o->limits = (struct limits)LIMITS_DEFAULT;
	o->pass_fd = -1;
	o->operand = (char **)calloc((size_t)argc + 1, sizeof *o->operand);
	if (o->operand == NULL)
		return fault_memory(f, ((size_t)argc + 1) * sizeof *o->operand);
	for (; r.at < argc; r.at++) {
		char *a = argv[r.at];

		if (ended || a[0] != '-' || a[1] == '\0') {
			o->operand[o->operands++] = a;
			continue;
		}
		if (strcmp(a, "--") == 0) {
			ended = true;
			continue;
		}
		if ((a[1] == '-' ? read_long(o, &r, f) : read_short(o, &r, f)) < 0)
			return -1;
	}
	return 0;
}

/* Is the option's value the next word? */
static bool takes_next(const char *given)
{
	int id;

	if (given[1] == '-') {
		id = find_long(given + 2, strlen(given) - 2);
		return id >= 0 && opt_defs[id].operand != NULL;
	}
	for (const char *p = given + 1; *p != '\0'; p++) {
		id = find_short(*p);
		if (id >= 0 && opt_defs[id].operand != NULL)
			return p[1] == '\0';
	}
	return false;
}

int opt_first_operand(int argc, char **argv)
{
	int at = 1;

	while (at < argc && argv[at][0] == '-' && argv[at][1] != '\0' && strcmp(argv[at], "--") != 0)
		at += takes_next(argv[at]) ? 2 : 1;
	return at < argc ? at : argc;
}

void opt_release(struct opts *o)
{
	for (size_t i = 0; i < o->owned_n; i++)
		free(o->owned[i]);
	free(o->owned);
	free((void *)o->only);
	free((void *)o->copies);
	for (size_t i = 0; i < OPT_COUNT; i++)
		free((void *)o->repeated[i]);
	free(o->operand);
	memset(o, 0, sizeof *o);
}
