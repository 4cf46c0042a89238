/* cmd/walls.c - what each command reads and writes, and nothing else from before its first byte on. */
#include "cmd.h"

#include "run/export.h"
#include "run/walls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum reach {
	READS_CASE = 1,
	WORKS = 2,      /* the case and what lies beside it: journals, the report */
	SOURCES = 4,    /* operands from the second on */
	FILES = 8,      /* the same, plain files */
	KEPT = 16,      /* sources that the case names */
	FOLDER = 32,    /* --output */
	DESTS = 64,     /* destinations of export */
	SEALS = 128,    /* a folder beside the second operand's name, read-only files in it; further operands go along */
	CUSTODY = 256,  /* by its verb */
	COMPARES = 512, /* operands that are cases */
	VERIFIES = 1024,
	SELFTEST = 2048,
};

/* Commands that read neither evidence nor a case (help, version) are not here. */
static const struct {
	const char *verb;
	unsigned reach;
} reaches[] = {
	{ "examine", WORKS | SOURCES | KEPT | FOLDER }, { "scan", WORKS | SOURCES },
	{ "resolve", WORKS },                           { "recover", WORKS | KEPT },
	{ "rebuild", WORKS | KEPT },                    { "merge", WORKS | COMPARES | KEPT },
	{ "logs", WORKS | FILES },                      { "check", WORKS | SOURCES | KEPT },
	{ "summary", READS_CASE },                      { "images", READS_CASE },
	{ "tags", READS_CASE },                         { "blobs", READS_CASE },
	{ "repos", READS_CASE },                        { "uploads", READS_CASE },
	{ "sources", READS_CASE },                      { "timeline", READS_CASE },
	{ "at", READS_CASE },                           { "existed", READS_CASE },
	{ "findings", READS_CASE },                     { "find", READS_CASE },
	{ "diff", READS_CASE | COMPARES },              { "gc", READS_CASE },
	{ "files", READS_CASE },                        { "show", READS_CASE },
	{ "cat", READS_CASE | KEPT },                   { "salvage", READS_CASE | KEPT },
	{ "export", WORKS | KEPT | DESTS },             { "plan", WORKS | FOLDER },
	{ "custody", CUSTODY },                         { "seal", WORKS | SEALS },
	{ "verify", VERIFIES },                         { "report", WORKS | FOLDER },
	{ "selftest", SELFTEST },
};

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* A case, and what may lie beside it; or a sealed folder. */
static int allow_case(struct confine *w, const char *path, bool working, struct fault *f)
{
	const char *slash = strrchr(path, '/');
	char manifest[4096];

	if (is_folder(path))
		return confine_allow(w, working ? CONFINE_WRITE : CONFINE_READ, path, f);
	if (working)
		return confine_allow_parent(w, CONFINE_WRITE, path, f);
	if (snprintf(manifest, sizeof manifest, "%.*sMANIFEST.sha256", slash == NULL ? 0 : (int)(slash - path + 1), path) >=
	            (int)sizeof manifest ||
	    confine_allow(w, CONFINE_READ, manifest, f) < 0)
		return -1;
	return confine_allow_family(w, path, f);
}

/* A folder to write into when it is there, else the one it will be made in. */
static int allow_dest(struct confine *w, const char *path, struct fault *f)
{
	return is_folder(path) ? confine_allow(w, CONFINE_WRITE, path, f) : confine_allow_parent(w, CONFINE_WRITE, path, f);
}

static int allow_dests(struct confine *w, const struct opts *o, struct fault *f)
{
	for (size_t i = 1; i < o->operands; i++)
		if (run_export_is_dest(o->operand[i]) && allow_dest(w, strchr(o->operand[i], ':') + 1, f) < 0)
			return -1;
	return 0;
}

/* Files and folders named one by one; their folders are listed on the way to them. */
static int allow_files(struct confine *w, const struct opts *o, size_t from, struct fault *f)
{
	for (size_t i = from; i < o->operands; i++)
		if (confine_allow_parent(w, CONFINE_READ, o->operand[i], f) < 0 ||
		    confine_allow(w, CONFINE_READ, o->operand[i], f) < 0)
			return -1;
	return 0;
}

/* What options name. */
static int allow_options(struct confine *w, const struct opts *o, struct fault *f)
{
	const char *const plain[] = { o->key, o->cert, o->ca, o->tsa_ca, o->plan, o->wanted };

	for (size_t i = 0; i < COUNT(plain); i++)
		if (plain[i] != NULL && confine_allow(w, CONFINE_READ, plain[i], f) < 0)
			return -1;
	if (o->baseline != NULL && confine_allow_family(w, o->baseline, f) < 0)
		return -1;
	if (o->write_baseline != NULL && confine_allow_parent(w, CONFINE_WRITE, o->write_baseline, f) < 0)
		return -1;
	return o->key != NULL && o->pass_fd < 0 ? confine_allow(w, CONFINE_TALK, "/dev/tty", f) : 0;
}

static int allow_custody(struct confine *w, const struct opts *o, struct fault *f)
{
	static const char *const reading[] = { "log", "form" };
	bool reads = false;

	for (size_t i = 0; i < COUNT(reading); i++)
		reads = reads || strcmp(o->operand[1], reading[i]) == 0;
	if (allow_case(w, o->operand[0], !reads, f) < 0)
		return -1;
	/* side files with digests lie beside what comes in */
	return strcmp(o->operand[1], "intake") == 0 ? allow_files(w, o, 2, f) : 0;
}

static int allow_cases(struct confine *w, const struct opts *o, size_t from, struct fault *f)
{
	for (size_t i = from; i < o->operands; i++)
		if (allow_case(w, o->operand[i], false, f) < 0)
			return -1;
	return 0;
}

/* Its evidence is a part of the program, unpacked into a folder that is gone when it ends. */
static int allow_selftest(struct confine *w, const struct opts *o, struct fault *f)
{
	const char *place = getenv("TMPDIR");

	if (o->operands > 0 && allow_case(w, o->operand[0], true, f) < 0)
		return -1;
	return confine_allow(w, CONFINE_WRITE, place == NULL || place[0] == '\0' ? "/tmp" : place, f);
}

static int allow_all(struct confine *w, const struct opts *o, unsigned reach, struct fault *f)
{
	if ((reach & (READS_CASE | WORKS)) != 0 && allow_case(w, o->operand[0], (reach & WORKS) != 0, f) < 0)
		return -1;
	if ((reach & SOURCES) != 0 &&
	    run_walls_sources(w, (const char *const *)o->operand + 1, o->operands - 1, f) < 0)
		return -1;
	if ((reach & KEPT) != 0 && run_walls_sources(w, NULL, 0, f) < 0)
		return -1;
	if ((reach & FILES) != 0 && allow_files(w, o, 1, f) < 0)
		return -1;
	if ((reach & FOLDER) != 0 && o->output != NULL && confine_allow_parent(w, CONFINE_WRITE, o->output, f) < 0)
		return -1;
	if ((reach & DESTS) != 0 && allow_dests(w, o, f) < 0)
		return -1;
	if ((reach & SEALS) != 0 && (confine_allow_parent(w, CONFINE_WRITE, o->operand[1], f) < 0 || allow_files(w, o, 2, f) < 0))
		return -1;
	if ((reach & CUSTODY) != 0 && allow_custody(w, o, f) < 0)
		return -1;
	if ((reach & (COMPARES | VERIFIES)) != 0 && allow_cases(w, o, (reach & VERIFIES) != 0 ? 0 : 1, f) < 0)
		return -1;
	if ((reach & SELFTEST) != 0 && allow_selftest(w, o, f) < 0)
		return -1;
	return allow_options(w, o, f);
}

/* Temporary files go to a folder of their own; SQLite and the rest ask the environment. */
static int allow_temporary(struct confine *w, const struct opts *o, unsigned reach, struct fault *f)
{
	size_t sources = (reach & (SOURCES | FILES)) != 0 ? o->operands - 1 : 0;
	char folder[4096];

	if ((reach & SELFTEST) != 0)
		return 0;
	if (run_walls_temporary((const char *const *)o->operand + 1, sources, folder, f) < 0)
		return -1;
	if (folder[0] == '\0')
		return 0;
	if (setenv("TMPDIR", folder, 1) != 0 || setenv("SQLITE_TMPDIR", folder, 1) != 0)
		return fault_memory(f, sizeof folder);
	return confine_allow(w, CONFINE_WRITE, folder, f);
}

static unsigned leaves(const struct opts *o, unsigned reach)
{
	unsigned leave = (reach & SEALS) != 0 ? CONFINE_SEAL | CONFINE_READS_LATER : 0;

	if ((reach & KEPT) != 0)
		leave |= CONFINE_READS_LATER;
	/* a case names files that were written, and its sources; of several cases each would bar the way to the next */
	if ((reach & VERIFIES) != 0 && (o->sources || o->operands > 1 || !is_folder(o->operand[0])))
		leave |= CONFINE_READS_LATER;
	return leave;
}

static void tell(const struct call *c)
{
	char line[300];

	if (confine_whole(c->walls) || c->opts->quiet)
		return;
	(void)snprintf(line, sizeof line, "sherd confines itself less than it could: %s", confine_told(c->walls));
	watch_note(&c->watch, line);
}

int call_confine(struct call *c, struct fault *f)
{
	unsigned reach = 0;

	for (size_t i = 0; i < COUNT(reaches); i++)
		if (strcmp(reaches[i].verb, c->command->verb) == 0)
			reach = reaches[i].reach;
	if (reach == 0)
		return 0;
	if (confine_new(&c->walls, f) < 0)
		return -1;
	if (!c->opts->unconfined &&
	    (allow_temporary(c->walls, c->opts, reach, f) < 0 || run_walls_system(c->walls, f) < 0 ||
	     allow_all(c->walls, c->opts, reach, f) < 0 || confine_enter(c->walls, leaves(c->opts, reach), f) < 0))
		return -1;
	tell(c);
	return 0;
}
