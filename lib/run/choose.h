/*
 * run/choose/choose.h - which images of a case are meant, named or filtered, with all that lies below them and the
 * names they may bear again. Export and plan begin here. Nothing is written; the same question gives the same answer.
 *
 * Named and filtered at once: of the named ones those the filters let pass, and of their names and repositories, too. Lists are sorted by digest, parts by kind
 * and position, names by repository and tag.
 */
#ifndef RUN_CHOOSE_CHOOSE_H
#define RUN_CHOOSE_CHOOSE_H

#include "base/arena.h"
#include "base/vec.h"
#include "base/watch.h"
#include "core/words.h"

/* Which images are meant as the command line says it; all borrowed. */
struct choice_ask {
	const char *const *what; /* IMAGE arguments */
	size_t what_n;
	bool blobs;              /* a digest that is no image is taken as a blob by itself */
	bool recovered;          /* every blob that was recovered or written anew; nothing else may be asked */
	bool deleted;            /* --deleted: --standing deleted */
	bool all_complete;       /* --all-complete: --completeness complete, and by itself all of them */
	const char *standing, *completeness, *source; /* NULL: not asked */
	const char *const *repositories; /* globs, one of which must fit */
	size_t repositories_n;
	bool has_wanted;
	struct span wanted;      /* text of the file of --wanted: every sha256 digest in it */
	const char *const *tags; /* --tag: "repository:tag" or "tag", whatever its grade */
	size_t tags_n;
	const char *const *as;   /* --as: NAME=DIGEST, the image then is one of those named */
	size_t as_n;
};

/* Why a name is given to an image again, or not. */
enum name_use {
	NAME_RESTORED = 1, /* the tag's last target, proven or stated; or asked for by --tag */
	NAME_GIVEN,        /* by --as */
	NAME_EARLIER,      /* the tag named something else afterwards */
	NAME_UNPROVEN,     /* its grade is recovered or inferred */
	NAME_AMBIGUOUS,    /* several targets could be the last */
	NAME_UNFIT,        /* no registry takes such a name */
};

struct chosen_name {
	struct span repository, tag; /* raw */
	struct span source, registry, rule;
	enum tag_standing standing;
	enum grade grade;
	enum name_use use;
};

struct chosen_repository { /* a repository that holds or held the image */
	struct span repository, registry, source;
	enum standing standing;
};

struct chosen_blob {
	struct span digest;
	enum blob_kind kind;
	enum blob_state state;
	enum origin origin; /* of the bytes that can be given; ORIGIN_NONE: there are none */
	bool has_size;
	uint64_t size;
	bool asked; /* by itself, not below an image */
};

/* What an image's document names directly. */
struct chosen_part {
	size_t blob; /* its place in choice.blobs */
	const char *kind; /* config layer blob child */
	struct span media_type, platform, diff_id, diff_id_claimed;
	uint32_t position;
	enum grade grade;
};

struct chosen_image {
	size_t blob; /* its own bytes */
	struct span digest, media_type, config, subject; /* config, subject: empty when there is none */
	enum image_kind kind;
	enum blob_state state;
	enum standing standing;
	enum completeness completeness;
	enum origin origin;
	enum grade grade;
	uint64_t total_size;
	bool asked;   /* one of the chosen, not only below one */
	bool named;   /* by an argument */
	bool beneath; /* a chosen index that is complete lists it */
	size_t parts, parts_n;   /* in choice.parts */
	size_t names, names_n;   /* in choice.names */
	size_t places, places_n; /* in choice.places */
};

struct choice {
	struct arena arena;
	VEC(struct chosen_image) images;
	VEC(struct chosen_blob) blobs;
	VEC(struct chosen_part) parts;
	VEC(struct chosen_name) names;
	VEC(struct chosen_repository) places;
	VEC(struct span) unknown; /* digests of --wanted that are nothing of this case, or no image where images are asked */
};

void run_choice_release(struct choice *c);
DEFINE_OWN(choice, struct choice, run_choice_release)

/* *out must be zeroed. FAULT_USAGE: what was asked names nothing, is ambiguous, or cannot be (the text tells). */
int run_choose(struct choice *out, const char *case_path, const struct choice_ask *ask, const struct watch *watch,
               struct fault *f) MUST_USE;

/* Places of a digest; SIZE_MAX: none. */
size_t run_choice_blob(const struct choice *c, struct span digest);
size_t run_choice_image(const struct choice *c, struct span digest);
/* Can its bytes be given out, as far as the case knows? */
bool run_choice_has_bytes(const struct chosen_blob *b);

#endif
