/*
 * run/plan/plan.h - inside: a plan while it is made. Which images come back into which repositories, out of which bytes,
 * in which order; what the target's tree has already.
 *
 * The target's tree is the registry of the present. Whatever it holds by now is asked of the registry itself by every
 * step; what stands here tells how much there will be to move.
 */
#ifndef RUN_PLAN_PLAN_H
#define RUN_PLAN_PLAN_H

#include "core/when.h"
#include "run/choose.h"
#include "run/draw/due.h"
#include "run/run.h"
#include "words/text.h"

#define PLAN_SCHEMA "sherd-plan-1"

/* id, word of plan.json */
#define PLAN_VERDICTS(X)                                                                           \
	X(RESTORE, "restore")                                                                      \
	X(STANDS, "stands")     /* the target has all of it, under its names */                    \
	X(PARTIAL, "partial")   /* some of it is in no source */                                   \
	X(ABSENT, "absent")     /* all of it is, or its own bytes are */                           \
	X(NAMELESS, "nameless") /* whole, but no repository that a registry takes is known */

enum plan_verdict {
	PLAN_NONE = 0,
#define X(id, word) PLAN_##id,
	PLAN_VERDICTS(X)
#undef X
};
const char *run_plan_verdict_text(enum plan_verdict v);

struct plan_blob { /* of the same place as choice.blobs */
	bool there;           /* the target's file of that name holds these bytes */
	bool damaged;         /* the target has a file of that name that holds others */
	struct span file;     /* of a damaged one: its path in the source */
	struct span source, kind, path, runs; /* where the bytes are, the present's first */
	uint64_t offset;
	struct span mount;    /* a repository of the target that links it */
	uint32_t users;       /* images of the plan that need it */
	uint32_t standing;    /* images that stand in the target and lack it */
	uint32_t stamp;       /* the last image counted */
};

struct plan_image { /* of the same place as choice.images */
	enum plan_verdict verdict;
	uint32_t shared;      /* most images of the plan that need one of its blobs to be moved */
	uint32_t standing;    /* the same of images that stand and lack it */
	uint32_t lacks;
	uint32_t order;       /* of those restored, from 1 */
	bool covered;         /* an index brings it along */
	size_t home, groups;  /* the repositories it goes to, in plan.homes */
};

struct plan_group { /* one image into one repository */
	size_t image;
	struct span repository;
	bool stands;          /* the target has it there, whole */
};

enum plan_do { PLAN_BLOB = 1, PLAN_MANIFEST, PLAN_TAG };

struct plan_step {
	enum plan_do what;
	uint32_t group;       /* from 1 */
	size_t image, blob;   /* the image of the group; in choice.blobs */
	struct span type;     /* of a manifest */
	struct span repository, tag, from;
	bool there;           /* the target has it already */
};

struct plan_link { /* a fact of the target: the repository has it (a layer link, a revision); of a tag with its name */
	struct span repository, tag, digest;
	char what;            /* 'l', 'r', 't' */
};

struct plan_before { /* the target as it was read */
	struct span source, kind, path;
	int64_t scan;
};

struct plan {
	struct choice choice;
	struct due due;
	struct arena arena;
	VEC(struct plan_blob) blobs;
	VEC(struct plan_image) images;
	VEC(struct plan_group) homes;  /* by image */
	VEC(struct plan_group) groups; /* the same in the order of work */
	VEC(struct plan_step) steps;
	VEC(struct plan_link) links;   /* sorted */
	struct plan_before before;
	struct span config, product;   /* path of the registry's configuration, what tells of a product; empty: none */
	struct span root;              /* storage root as the configuration says; empty: not known */
	struct buf settings;           /* lines of the configuration that bear on this */
	uint64_t move_blobs, move_bytes, all_bytes; /* unique */
	uint64_t damaged, repositories; /* files of the target with other bytes; repositories with work to do */
	char head[65];                 /* of the custody log */
};

void run_plan_release(struct plan *p);
DEFINE_OWN(plan, struct plan, run_plan_release)

struct plan_paper { /* what stands on the paper besides */
	const char *case_path, *folder, *target; /* absolute; target NULL: not given */
	const struct choice_ask *ask;
	char made[WHEN_TEXT];
};

/* ---- made (make.c, target.c) */
int run_plan_make(struct plan *p, const struct run_options *o, const struct choice_ask *ask, struct fault *f) MUST_USE;
int run_plan_look(struct plan *p, struct casedb *db, struct fault *f) MUST_USE;
bool run_plan_linked(const struct plan *p, char what, struct span repository, struct span tag, struct span digest);
/* A name it is given again, else a repository of it with the beginning of its digest. */
int run_plan_image_name(const struct plan *p, size_t image, struct buf *out, struct fault *f) MUST_USE;
/* Names given again. */
static inline bool plan_name_used(const struct chosen_name *n)
{
	return n->use == NAME_RESTORED || n->use == NAME_GIVEN;
}

/* ---- written */
int run_plan_json(const struct plan *p, const struct plan_paper *paper, struct buf *out, struct fault *f) MUST_USE;
int run_plan_steps(const struct plan *p, const struct plan_paper *paper, struct buf *out, struct fault *f) MUST_USE;
enum plan_form { PLAN_MARKDOWN, PLAN_HTML };
int run_plan_runbook(const struct plan *p, const struct plan_paper *paper, enum lang lang, enum plan_form form, struct buf *out,
                     struct fault *f) MUST_USE;

/* The scripts: the same for every plan. */
enum { PLAN_SCRIPTS = 4 };
const char *run_plan_script_name(int i);
struct span run_plan_script(int i);

#endif
