/* The choice of images: globs, filters, what lies below, and which names an image bears again. */
#include "run/choose.h"
#include "run/draw.h"
#include "run/run.h"

#include "base/glob.h"

#include "run/scan.h"
#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* two-sources (fixtures/two-sources/recipe): the present after deletions and a collection, and a backup before them */
#define OLD "sha256:00e50c92a407faa667b11e22cd97b8eb12ab817cb2b870b710d31a5a453828f7"  /* shop/old:1, deleted */
#define ONE "sha256:efa73548451ba5a16b6ab7d06444e64729b0a502dec2b7a3ed019982c76ca276"  /* shop/api:1.0, deleted */
#define TWO "sha256:5dcc6c3ab87f0364823be2f0f78589d13f79bd0ba17b05ea174994f14f2047a3"  /* was shop/api:latest, deleted */
#define NOW "sha256:70bb2b7e5deea6f58d41a163c4a4554f47212642cce21b00f907aaea0e46e2bb"  /* shop/api:latest */
#define INDEX "sha256:c837e9225ef296604001b2198ab0cb265c1a3eae05c31a0aec0e9c8078f627eb" /* shop/multi:1 */
#define ARM "sha256:39647ad1906776f28151c31a1aec8d850432dd6cc6ea9498bbf27fcaaeb9393f"  /* its child, deleted */

static char top[] = "/tmp/sherd-choose-XXXXXX", case_path[64];
static const struct watch silent;

static int make_case(void **state)
{
	static const struct limits limits = LIMITS_DEFAULT;
	char command[400], present[80], backup[80];
	static const char *const copies[] = { "backup=tree" };
	const char *sources[] = { present, backup }, *fixtures = getenv("FIXTURES");
	struct run_options o = { .verb = "scan", .case_path = case_path, .depth = DEPTH_FULL, .limits = limits, .watch = &silent, .copies = copies, .copies_n = 1 };
	struct run_result r = { 0 };
	struct fault f = FAULT_INIT;

	(void)state;
	if (mkdtemp(top) == NULL)
		return -1;
	(void)snprintf(case_path, sizeof case_path, "%s/case.db", top);
	(void)snprintf(present, sizeof present, "tree=%s/tree", top);
	(void)snprintf(backup, sizeof backup, "backup=%s/backup", top);
	(void)snprintf(command, sizeof command, "F='%s'; $F/unpack two-sources %s/tree && $F/unpack two-sources/backup %s/backup",
	               fixtures == NULL ? "fixtures" : fixtures, top, top);
	if (system(command) != 0 || run_scan(&o, sources, 2, &r, &f) < 0 || run_resolve(&o, &r, &f) < 0) {
		print_error("%s\n", f.text);
		return -1;
	}
	run_result_release(&r);
	return 0;
}

static int drop_case(void **state)
{
	char command[64];

	(void)state;
	(void)snprintf(command, sizeof command, "rm -rf %s", top);
	return system(command) == 0 ? 0 : -1;
}

static void globs_take_stars_across_slashes(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool want;
	} cases[] = {
		{ "shop/*", "shop/api", true },   { "shop/*", "shop/a/b", true }, { "shop/*", "shop", false },
		{ "*", "", true },                { "", "", true },               { "", "a", false },
		{ "*api", "shop/api", true },     { "*api", "shop/apis", false }, { "s?op/*", "shop/x", true },
		{ "s?op", "sop", false },         { "a*b*c", "a-b-b-c", true },   { "a*b*c", "a-c-b", false },
		{ "[a]", "a", false },            { "a**", "a", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (glob_fits(span_of(cases[i].pattern), span_of(cases[i].text)) != cases[i].want)
			fail_msg("%s against %s: want %d", cases[i].pattern, cases[i].text, cases[i].want);
}

static void choose_ok(struct choice *c, const struct choice_ask *ask)
{
	struct fault f = FAULT_INIT;

	memset(c, 0, sizeof *c);
	if (run_choose(c, case_path, ask, &silent, &f) < 0)
		fail_msg("%s", f.text);
}

static size_t asked(const struct choice *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->images.n; i++)
		n += c->images.v[i].asked;
	return n;
}

/* The use of repository:tag by the image, 0: it never had that name. */
static int use_of(const struct choice *c, const char *digest, const char *repository, const char *tag)
{
	size_t at = run_choice_image(c, span_of(digest));

	assert_int_not_equal(at, SIZE_MAX);
	for (size_t i = 0; i < c->images.v[at].names_n; i++) {
		const struct chosen_name *n = &c->names.v[c->images.v[at].names + i];

		if (span_is(n->repository, repository) && span_is(n->tag, tag))
			return (int)n->use;
	}
	return 0;
}

static void deleted_are_those_a_repository_lost(void **state)
{
	OWNED(choice) struct choice c = { 0 };
	const struct choice_ask ask = { .deleted = true };

	(void)state;
	choose_ok(&c, &ask);
	assert_int_equal(asked(&c), 5); /* what delete_some() of the recipe deletes by digest */
	assert_int_equal(use_of(&c, OLD, "shop/old", "1"), NAME_RESTORED);
	assert_int_equal(use_of(&c, ONE, "shop/api", "1.0"), NAME_RESTORED);
	assert_int_equal(use_of(&c, TWO, "shop/api", "latest"), NAME_EARLIER); /* latest went on to others */
	for (size_t i = 0; i < c.blobs.n; i++)
		assert_true(run_choice_has_bytes(&c.blobs.v[i])); /* the backup has all of them */
}

static void a_glob_and_a_standing_are_of_one_repository(void **state)
{
	static const char *const api[] = { "shop/a*" };
	OWNED(choice) struct choice c = { 0 };
	const struct choice_ask ask = { .deleted = true, .repositories = api, .repositories_n = 1 };

	(void)state;
	choose_ok(&c, &ask);
	assert_int_equal(asked(&c), 3); /* ONE, TWO and the one that never had a tag */
	assert_int_equal(run_choice_image(&c, span_of(OLD)), SIZE_MAX);
}

static void an_index_brings_its_children(void **state)
{
	static const char *const what[] = { "shop/multi:1" };
	OWNED(choice) struct choice c = { 0 };
	const struct choice_ask ask = { .what = what, .what_n = 1 };
	size_t arm;

	(void)state;
	choose_ok(&c, &ask);
	assert_int_equal(asked(&c), 1);
	assert_int_equal(c.images.n, 3);
	arm = run_choice_image(&c, span_of(ARM));
	assert_int_not_equal(arm, SIZE_MAX);
	assert_true(c.images.v[arm].beneath);
	assert_false(c.images.v[arm].asked);
	assert_int_equal(use_of(&c, INDEX, "shop/multi", "1"), NAME_RESTORED);
}

static void given_names_take_the_place_of_tags(void **state)
{
	static const char *const as[] = { "shop/api:latest=5dcc6c3ab87f", "new/name=5dcc6c3ab87f" }, *const what[] = { "shop/api:latest" };
	OWNED(choice) struct choice c = { 0 };
	const struct choice_ask ask = { .what = what, .what_n = 1, .as = as, .as_n = 2 };

	(void)state;
	choose_ok(&c, &ask);
	assert_int_equal(asked(&c), 2);
	assert_int_equal(use_of(&c, TWO, "shop/api", "latest"), NAME_GIVEN);
	assert_int_equal(use_of(&c, TWO, "new/name", "latest"), NAME_GIVEN);
	assert_int_equal(use_of(&c, NOW, "shop/api", "latest"), NAME_EARLIER); /* given away */
}

static void wanted_digests_are_images_or_told(void **state)
{
	OWNED(choice) struct choice c = { 0 };
	const struct choice_ask ask = {
		.has_wanted = true,
		.wanted = span_of("want " OLD "\n" ONE "  # and one nobody has\n"
		                  "0000000000000000000000000000000000000000000000000000000000000001\n"),
	};

	(void)state;
	choose_ok(&c, &ask);
	assert_int_equal(asked(&c), 2);
	assert_int_equal(c.unknown.n, 1);
}

static void what_cannot_be_is_refused(void **state)
{
	static const char *const none[] = { "shop/none:1" }, *const latest[] = { "shop/api:latest" }, *const bad[] = { "Shop/X:1=" OLD },
	                  *const tag[] = { "shop/api:latest" }, *const two[] = { TWO };
	static const struct {
		const char *why;
		struct choice_ask ask;
	} cases[] = {
		{ "nothing asked", { .standing = NULL } },
		{ "unknown name", { .what = none, .what_n = 1 } },
		{ "no such standing", { .standing = "lost" } },
		{ "named but filtered out", { .what = latest, .what_n = 1, .deleted = true } },
		{ "a name no registry takes", { .as = bad, .as_n = 1 } },
		{ "the tag named another later", { .what = two, .what_n = 1, .tags = tag, .tags_n = 1 } },
		{ "opposites", { .all_complete = true, .completeness = "partial" } },
		{ "nothing chosen", { .standing = "vanished" } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		OWNED(choice) struct choice c = { 0 };
		struct fault f = FAULT_INIT;

		if (run_choose(&c, case_path, &cases[i].ask, &silent, &f) == 0 || f.kind != FAULT_USAGE)
			fail_msg("%s: %s", cases[i].why, f.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(globs_take_stars_across_slashes),
		cmocka_unit_test(deleted_are_those_a_repository_lost),
		cmocka_unit_test(a_glob_and_a_standing_are_of_one_repository),
		cmocka_unit_test(an_index_brings_its_children),
		cmocka_unit_test(given_names_take_the_place_of_tags),
		cmocka_unit_test(wanted_digests_are_images_or_told),
		cmocka_unit_test(what_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, make_case, drop_case);
}
