/*
 * tests/test_view.c - layers laid over each other. Each row: the layers, base first, parted by '|', an entry being
 * "type path[>target]"; then what is seen, "path@layer"; then what is hidden, "path@layer by layer". What must come
 * is reasoned from image-spec layer.md ("Whiteouts") and from what overlay file systems do.
 */
#include "base/buf.h"
#include "support/cmocka.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *why, *layers, *seen, *hidden;
} rows[] = {
	{ "one layer is seen as it is", "d a;f a/b;l c>a/b", "a@0 a/b@0 c@0", "" },
	{ "a later layer's file hides the earlier one", "f a|f a", "a@1", "a@0 by 1" },
	{ "the first layer that hides counts, not the last", "f a|f a|f a", "a@2", "a@0 by 1 a@1 by 2" },
	{ "a whiteout hides the file of its name", "f a/b;f a/c|f a/.wh.b", "a/c@0", "a/b@0 by 1" },
	{ "a whiteout is no file that is seen", "f a|f .wh.a", "", "a@0 by 1" },
	{ "a whiteout hides all beneath a directory", "d a;d a/b;f a/b/c;f a/bc|f a/.wh.b", "a@0 a/bc@0", "a/b@0 by 1 a/b/c@0 by 1" },
	{ "a whiteout hides nothing of its own layer", "f a|f .wh.a;f a", "a@1", "a@0 by 1" },
	{ "a whiteout hides nothing of later layers", "f a|f .wh.a|f a", "a@2", "a@0 by 1" },
	{ "a whiteout of a name that is not there", "f a|f .wh.b", "a@0", "" },
	{ "a name may begin with .wh and be no whiteout", "f a|f .whb", ".whb@1 a@0", "" },
	{ "the empty whiteout hides nothing", "f a|f .wh.", "a@0", "" },
	{ "an opaque directory hides what lies in it below", "d a;f a/b;f a/c|d a;f a/.wh..wh..opq;f a/c", "a@1 a/c@1",
	  "a@0 by 1 a/b@0 by 1 a/c@0 by 1" },
	{ "an opaque directory stays one itself", "d a;f a/b|f a/.wh..wh..opq", "a@0", "a/b@0 by 1" },
	{ "opaque reaches all depths, and not the neighbours", "f a/b/c/d;f ab|f a/.wh..wh..opq", "ab@0", "a/b/c/d@0 by 1" },
	{ "opaque hides nothing of its own layer, wherever it stands in it", "f a/b|f a/z;f a/.wh..wh..opq;f a/b", "a/b@1 a/z@1", "a/b@0 by 1" },
	{ "the root may be opaque", "f a;d b;f b/c|f .wh..wh..opq;f d", "d@1", "a@0 by 1 b@0 by 1 b/c@0 by 1" },
	{ "a file where a directory was hides what lay beneath", "d a;f a/b|f a", "a@1", "a@0 by 1 a/b@0 by 1" },
	{ "a link where a directory was hides what lay beneath", "d a;f a/b|l a>c", "a@1", "a@0 by 1 a/b@0 by 1" },
	{ "a directory again hides the entry, not what lies in it", "d a;f a/b|d a", "a@1 a/b@0", "a@0 by 1" },
	{ "a directory where a file was", "f a|d a;f a/b", "a@1 a/b@1", "a@0 by 1" },
	{ "of several reasons the earliest layer counts; markers are hidden like entries", "f a/b|f a/.wh.b|f a/.wh..wh..opq", "",
	  "a/.wh.b@1 by 2 a/b@0 by 1" },
	{ "a hard link is an entry of its own: its target may be hidden", "f a;h b>a|f .wh.a", "b@0", "a@0 by 1" },
	{ "a hard link hides a file of its name", "f b|f a;h b>a", "a@1 b@1", "b@0 by 1" },
	{ "a layer whose listing is not known counts as one", "f a||f a", "a@2", "a@0 by 2" },
	{ "leading ./ and / are one path", "f ./a|f /a", "a@1", "a@0 by 1" },
	{ "a whiteout in a path with ./", "f ./a/b|f ./a/.wh.b", "", "a/b@0 by 1" },
	{ "layers out of order: the whiteout below its file hides nothing", "f .wh.a|f a", "a@1", "" },
	{ "layers out of order: opaque below", "f a/.wh..wh..opq|f a/b", "a/b@1", "" },
	{ "twice in one layer: both stand there, the later is found", "f a;f a", "a@0 a@0", "" },
};

static void add_line(struct buf *b, const char *entry, struct fault *f)
{
	const char *target = strchr(entry, '>');
	size_t n = target == NULL ? strlen(entry) : (size_t)(target - entry);

	assert_int_equal(buf_printf(b, f, "%c\t644\t0\t0\t0\t1700000000\t-\t%.*s\t%s\n", entry[0], (int)(n - 2), entry + 2,
	                            target == NULL ? "" : target + 1), 0);
}

static void lay(struct view *v, const char *layers, struct fault *f)
{
	const char *end;

	for (const char *at = layers; at != NULL; at = end == NULL ? NULL : end + 1) {
		OWNED(buf) struct buf b = BUF_INIT;
		char text[400], *rest;

		end = strchr(at, '|');
		(void)snprintf(text, sizeof text, "%.*s", end == NULL ? (int)strlen(at) : (int)(end - at), at);
		for (char *e = strtok_r(text, ";", &rest); e != NULL; e = strtok_r(NULL, ";", &rest))
			add_line(&b, e, f);
		assert_int_equal(view_layer(v, buf_span(&b), f), 0);
	}
	assert_int_equal(view_settle(v, f), 0);
}

static void say(struct buf *b, const struct view_file *x, struct fault *f)
{
	assert_int_equal(buf_printf(b, f, "%s%.*s@%u", b->n > 0 ? " " : "", (int)x->path.n, (const char *)x->path.p, x->layer), 0);
	if (x->hidden_by != VIEW_VISIBLE)
		assert_int_equal(buf_printf(b, f, " by %u", x->hidden_by), 0);
}

static void every_row_holds(void **state)
{
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		OWNED(view) struct view *v = NULL;
		OWNED(buf) struct buf seen = BUF_INIT, hidden = BUF_INIT;
		struct fault f = FAULT_INIT;

		assert_int_equal(view_new(&v, &f), 0);
		lay(v, rows[i].layers, &f);
		for (size_t k = 0; k < view_count(v); k++) {
			const struct view_file *x = view_at(v, k);

			if (x->hidden_by != VIEW_VISIBLE)
				say(&hidden, x, &f);
			else if (x->whiteout == WHITEOUT_NONE)
				say(&seen, x, &f);
		}
		if (strcmp(buf_cstr(&seen), rows[i].seen) != 0 || strcmp(buf_cstr(&hidden), rows[i].hidden) != 0) {
			print_error("%s\n  seen   %s\n  want   %s\n  hidden %s\n  want   %s\n", rows[i].why, buf_cstr(&seen), rows[i].seen,
			            buf_cstr(&hidden), rows[i].hidden);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

static void find_gives_the_visible_entry(void **state)
{
	OWNED(view) struct view *v = NULL;
	struct fault f = FAULT_INIT;
	const struct view_file *x;

	(void)state;
	assert_int_equal(view_new(&v, &f), 0);
	lay(v, "d a;f a/b;f a/c;h a/d>a/b|f a/b;f a/.wh.c", &f);
	x = view_find(v, span_of("/a/b"));
	assert_non_null(x);
	assert_int_equal(x->layer, 1);
	assert_null(view_find(v, span_of("a/c")));
	assert_null(view_find(v, span_of("a/.wh.c")));
	assert_null(view_find(v, span_of("a/nothing")));
	x = view_find(v, span_of("./a/d/"));
	assert_non_null(x);
	assert_true(span_is(x->target, "a/b"));
	assert_int_equal(x->type, 'h');
}

static void a_line_is_read_field_by_field(void **state)
{
	static const char listing[] =
		"f\t4755\t1000\t-\t12\t-12.75\t00ff\ta\\tb\\\\c\\nd\t\n"
		"f\t644\t0\t0\tmany\t0\t-\tbad-size\t\n"
		"nonsense\n"
		"l\t777\t0\t0\t0\t1700000000.5\t-\tl\t../x\\ty\n"
		"f\t644\t0\t0\t18446744073709551615\t-\t-\tlargest\t\n";
	OWNED(view) struct view *v = NULL;
	struct fault f = FAULT_INIT;
	const struct view_file *x;

	(void)state;
	assert_int_equal(view_new(&v, &f), 0);
	assert_int_equal(view_layer(v, span_of(listing), &f), 0);
	assert_int_equal(view_settle(v, &f), 0);
	assert_int_equal(view_count(v), 3); /* lines that cannot be read are passed over */
	x = view_find(v, span_of("a\tb\\c\nd"));
	assert_non_null(x);
	assert_true(span_is(x->mode, "4755") && span_is(x->uid, "1000") && x->gid.n == 0 && span_is(x->sha256, "00ff"));
	assert_true(x->size == 12 && x->mtime.known && x->mtime.sec == -13 && x->mtime.nsec == 250000000);
	x = view_find(v, span_of("l"));
	assert_non_null(x);
	assert_true(span_is(x->target, "../x\ty") && x->mtime.sec == 1700000000 && x->mtime.nsec == 500000000 && x->mtime.digits == 1);
	x = view_find(v, span_of("largest"));
	assert_non_null(x);
	assert_true(x->size == UINT64_MAX && !x->mtime.known);
}

static void beneath_is_by_whole_names(void **state)
{
	(void)state;
	assert_true(view_beneath(span_of("a/b"), span_of("a")));
	assert_true(view_beneath(span_of("a"), span_of("a")));
	assert_true(view_beneath(span_of("a"), span_of("")));
	assert_false(view_beneath(span_of("ab"), span_of("a")));
	assert_false(view_beneath(span_of("a"), span_of("a/b")));
	assert_true(span_is(view_path(span_of("//./a/b//")), "a/b"));
	assert_int_equal(view_path(span_of("./.")).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_holds),
		cmocka_unit_test(find_gives_the_visible_entry),
		cmocka_unit_test(a_line_is_read_field_by_field),
		cmocka_unit_test(beneath_is_by_whole_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
