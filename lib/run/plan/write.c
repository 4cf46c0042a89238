/* run/plan/write.c - the folder of a plan: made beside its name, moved there when it is whole. */
#include "run/plan/plan.h"

#include "base/quote.h"
#include "run/choose.h"
#include "run/plan.h"
#include "run/report.h"
#include "words/fill.h"
#include "run/custody/custody.h"
#include "run/record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the target ---------------------------------------------------------------------------------------------------- */

static bool host_byte(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr(".-:[]/_~", c) != NULL);
}

/* http or https, a host, perhaps a path: no user, no query, nothing a shell knows. */
static int check_target(const char *url, struct fault *f)
{
	struct span s = span_of(url), host = s;

	if (span_starts(s, span_of("http://")))
		host = span_from(s, 7);
	else if (span_starts(s, span_of("https://")))
		host = span_from(s, 8);
	else
		return fault_set(f, FAULT_USAGE, 0, "--target takes the registry's URL, like https://registry.example:5000");
	for (size_t i = 0; i < host.n; i++)
		if (!host_byte(host.p[i]))
			return fault_set(f, FAULT_USAGE, 0, "--target: a URL without user, password or query; credentials stand in no plan");
	return host.n > 0 && host.n < 300 && host.p[0] != '/'
	               ? 0
	               : fault_set(f, FAULT_USAGE, 0, "--target names no host");
}

/* ---- files ----------------------------------------------------------------------------------------------------------- */

static int put_file(int dir, const char *name, struct span bytes, mode_t mode, struct fault *f)
{
	mode_t before = umask(0); /* the mode as it is meant, whatever the user's */
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	int rc = fd < 0 ? -1 : 0;

	(void)umask(before);
	while (rc == 0 && bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		rc = n <= 0 ? -1 : 0;
		bytes = span_from(bytes, rc == 0 ? (size_t)n : 0);
	}
	if (rc == 0 && fsync(fd) != 0)
		rc = -1;
	if (rc != 0)
		rc = fault_set(f, FAULT_IO, errno, "cannot write %s", name);
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

static int put_runbooks(int dir, const struct plan *p, const struct plan_paper *paper, struct fault *f)
{
	static const struct {
		const char *name;
		enum lang lang;
		enum plan_form form;
	} all[] = { { "runbook.en.md", LANG_EN, PLAN_MARKDOWN },
		    { "runbook.ja.md", LANG_JA, PLAN_MARKDOWN },
		    { "runbook.en.html", LANG_EN, PLAN_HTML },
		    { "runbook.ja.html", LANG_JA, PLAN_HTML } };

	for (size_t i = 0; i < COUNT(all); i++) {
		OWNED(buf) struct buf text = BUF_INIT;

		if (run_plan_runbook(p, paper, all[i].lang, all[i].form, &text, f) < 0 ||
		    put_file(dir, all[i].name, buf_span(&text), 0644, f) < 0)
			return -1;
	}
	return 0;
}

/* What the export is asked for: images with work to do, a digest a line. */
static int put_images(int dir, const struct plan *p, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;

	for (size_t i = 0; i < p->images.n; i++)
		if (p->images.v[i].order > 0 &&
		    (buf_add(&text, p->choice.images.v[i].digest, f) < 0 || buf_add_byte(&text, '\n', f) < 0))
			return -1;
	return put_file(dir, "images.txt", buf_span(&text), 0644, f);
}

static int put_all(int dir, const struct plan *p, const struct plan_paper *paper, struct fault *f)
{
	OWNED(buf) struct buf json = BUF_INIT;
	OWNED(buf) struct buf steps = BUF_INIT;

	if (run_plan_json(p, paper, &json, f) < 0 || put_file(dir, "plan.json", buf_span(&json), 0644, f) < 0 ||
	    run_plan_steps(p, paper, &steps, f) < 0 || put_file(dir, "steps.tsv", buf_span(&steps), 0644, f) < 0 ||
	    put_images(dir, p, f) < 0)
		return -1;
	for (int i = 0; i < PLAN_SCRIPTS; i++)
		if (put_file(dir, run_plan_script_name(i), run_plan_script(i), 0755, f) < 0)
			return -1;
	return put_runbooks(dir, p, paper, f);
}

/* Takes back what a failed run has made. */
static void take_back(const char *part)
{
	static const char *const names[] = { "plan.json",     "steps.tsv",       "images.txt",      "push-curl.sh",   "push-skopeo.sh",
		                             "push-crane.sh", "copy-tree.sh",    "runbook.en.md",   "runbook.ja.md",  "runbook.en.html",
		                             "runbook.ja.html" };
	char path[PATH_MAX];

	for (size_t i = 0; i < COUNT(names); i++)
		if (snprintf(path, sizeof path, "%s/%s", part, names[i]) < (int)sizeof path)
			(void)unlink(path);
	(void)rmdir(part);
}

static int put_folder(const char *folder, const struct plan *p, const struct plan_paper *paper, struct fault *f)
{
	char part[PATH_MAX];
	int dir, rc;

	if (snprintf(part, sizeof part, "%s.part-%ld", folder, (long)getpid()) >= (int)sizeof part)
		return fault_set(f, FAULT_USAGE, 0, "the path is too long");
	if (mkdir(part, 0755) != 0)
		return fault_set(f, FAULT_IO, errno, "cannot make %s", part);
	dir = open(part, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	rc = dir < 0 ? fault_set(f, FAULT_IO, errno, "cannot open %s", part) : put_all(dir, p, paper, f);
	if (dir >= 0) {
		(void)fsync(dir);
		(void)close(dir);
	}
	if (rc == 0 && rename(part, folder) != 0)
		rc = errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR
		             ? fault_set(f, FAULT_USAGE, 0, "%s is there and not empty; a plan is written once", folder)
		             : fault_set(f, FAULT_IO, errno, "cannot name %s", folder);
	if (rc < 0)
		take_back(part);
	return rc;
}

/* ---- all of it -------------------------------------------------------------------------------------------------------- */

static int told(const struct plan *p, enum lang lang, const char *folder, struct buf *out, struct fault *f)
{
	OWNED(buf) struct buf shown = BUF_INIT;
	uint64_t n[PLAN_NAMELESS + 1] = { 0 };
	char digits[9][LANG_DIGITS];
	struct span args[10];

	for (size_t i = 0; i < p->images.n; i++)
		n[p->images.v[i].verdict]++;
	if (quote_visible(&shown, span_of(folder), f) < 0 || run_due_text(&p->due, lang, out, f) < 0 ||
	    (p->due.blobs > 0 && buf_add_byte(out, '\n', f) < 0))
		return -1;
	const uint64_t count[] = { n[PLAN_RESTORE], p->steps.n, p->move_blobs, p->move_bytes, p->all_bytes, n[PLAN_STANDS],
		                   n[PLAN_PARTIAL], n[PLAN_ABSENT], n[PLAN_NAMELESS] };

	for (size_t i = 0; i < COUNT(count); i++)
		args[i] = lang_digits(digits[i], count[i]);
	args[COUNT(count)] = buf_span(&shown);
	return lang_fill(out, lang, TEXT_Y_PLAN, args, f);
}

/* A path as it is from anywhere; its last component need not be there. */
static int whole_path(char out[PATH_MAX], const char *path, struct fault *f)
{
	char text[PATH_MAX], real[PATH_MAX];
	const char *parent = ".", *base = text;
	size_t n = strlen(path);
	char *slash;

	while (n > 1 && path[n - 1] == '/')
		n--;
	if (n >= sizeof text)
		return fault_set(f, FAULT_USAGE, 0, "the path is too long");
	memcpy(text, path, n);
	text[n] = '\0';
	slash = strrchr(text, '/');
	if (slash != NULL) {
		*slash = '\0';
		base = slash + 1;
		parent = slash == text ? "/" : text;
	}
	if (realpath(parent, real) == NULL)
		return fault_set(f, FAULT_USAGE, errno, "%s: there is no such folder", parent);
	return snprintf(out, PATH_MAX, "%s/%s", strcmp(real, "/") == 0 ? "" : real, base) < PATH_MAX
	               ? 0
	               : fault_set(f, FAULT_USAGE, 0, "the path is too long");
}

int run_plan(const struct run_options *o, const struct choice_ask *ask, const char *target, struct buf *text, struct fault *f)
{
	OWNED(plan) struct plan p = { .before = { .scan = 0 } };
	char case_path[PATH_MAX], folder[PATH_MAX];
	struct when now;
	struct plan_paper paper = { .case_path = case_path, .folder = folder, .target = target, .ask = ask };

	if (o->report_dir == NULL)
		return fault_set(f, FAULT_USAGE, 0, "plan needs the folder to write: -o DIR");
	if ((target != NULL && check_target(target, f) < 0) || run_refuse_beneath(o, "plan", o->report_dir, f) < 0 ||
	    whole_path(case_path, o->case_path, f) < 0 || whole_path(folder, o->report_dir, f) < 0)
		return -1;
	now = run_record_now(o->watch);
	now.digits = 0;
	(void)when_text(paper.made, now);
	if (run_plan_make(&p, o, ask, f) < 0 || put_folder(folder, &p, &paper, f) < 0 ||
	    run_custody_output(o, folder, f) < 0)
		return -1;
	return told(&p, o->say, o->report_dir, text, f);
}
