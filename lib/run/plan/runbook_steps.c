/* run/plan/runbook_steps.c - the runbook: how the bytes come in again, and how that is proven. */
#include "run/plan/paper.h"

#include "base/quote.h"
#include "run/choose.h"

/* ---- 3 ---------------------------------------------------------------------------------------------------------------- */

/* --tag and --as of the plan, as the export takes them too. */
static int put_choices(struct buf *out, const struct choice_ask *ask, struct fault *f)
{
	for (size_t i = 0; i < ask->tags_n; i++)
		if (buf_add_text(out, " --tag ", f) < 0 || quote_shell(out, span_of(ask->tags[i]), f) < 0)
			return -1;
	for (size_t i = 0; i < ask->as_n; i++)
		if (buf_add_text(out, " --as ", f) < 0 || quote_shell(out, span_of(ask->as[i]), f) < 0)
			return -1;
	return 0;
}

static void put_export(struct paper *g, const struct plan_paper *paper, const char *place)
{
	OWNED(buf) struct buf code = BUF_INIT;

	g->bad |= buf_add_text(&code, "sherd export \"$CASE\" --wanted \"$PLAN/images.txt\"", g->f) < 0 ||
	          put_choices(&code, paper->ask, g->f) < 0 || buf_printf(&code, g->f, " %s\n", place) < 0;
	run_paper_code(g, buf_span(&code));
}

/* The path of a damaged file below the storage root, when its tail is that of a blob. */
static struct span below_root(struct span path)
{
	static const char mark[] = "docker/registry/v2/blobs/";

	for (size_t i = 0; i + sizeof mark - 1 <= path.n; i++)
		if (memcmp(path.p + i, mark, sizeof mark - 1) == 0)
			return span_from(path, i);
	return SPAN_NONE;
}

static void put_damaged(struct paper *g, const struct plan *p)
{
	OWNED(buf) struct buf code = BUF_INIT;

	if (p->damaged == 0)
		return;
	for (size_t i = 0; i < p->blobs.n; i++) {
		struct span path = below_root(p->blobs.v[i].file);

		if (!p->blobs.v[i].damaged || p->blobs.v[i].stamp == 0 || path.n == 0)
			continue;
		g->bad |= buf_add_text(&code, "mv -n -- \"$ROOT/\"", g->f) < 0 || quote_shell(&code, path, g->f) < 0 ||
		          buf_add_text(&code, " \"$ROOT/\"", g->f) < 0 || quote_shell(&code, path, g->f) < 0 ||
		          buf_add_text(&code, ".damaged\n", g->f) < 0;
	}
	run_paper_warn(g, TEXT_RB_DAMAGED, NULL);
	run_paper_code(g, buf_span(&code));
}

static void put_schema1(struct paper *g, const struct plan *p)
{
	uint64_t n = 0;
	char digits[24];
	struct span arg;

	for (size_t i = 0; i < p->images.n; i++)
		n += p->images.v[i].order > 0 && p->choice.images.v[i].kind == IMAGE_SCHEMA1;
	arg = lang_digits(digits, n);
	if (n > 0)
		run_paper_say(g, TEXT_RB_SCHEMA1, &arg);
}

static void put_pushes(struct paper *g, const struct plan *p)
{
	run_paper_heading(g, 3, TEXT_RB_API);
	run_paper_say(g, TEXT_RB_RESTART, NULL);
	run_paper_say(g, TEXT_RB_ORDER, NULL);
	put_schema1(g, p);
	run_paper_say(g, TEXT_RB_CURL, NULL);
	run_paper_code(g, span_of("sh \"$PLAN/push-curl.sh\" --dry-run \"$TARGET\"\n"
	                     "sh \"$PLAN/push-curl.sh\" --verify \"$TARGET\"\n"));
	run_paper_say(g, TEXT_RB_PASSWORD, NULL);
	run_paper_code(g, span_of("read -r REGISTRY_USER; read -rs REGISTRY_PASSWORD; export REGISTRY_USER REGISTRY_PASSWORD\n"));
	run_paper_say(g, TEXT_RB_SKOPEO, NULL);
	run_paper_code(g, span_of("sh \"$PLAN/push-skopeo.sh\" --dry-run \"$TARGET\"\n"
	                     "sh \"$PLAN/push-skopeo.sh\" \"$TARGET\"\n"));
	run_paper_say(g, TEXT_RB_CRANE, NULL);
	run_paper_code(g, span_of("sh \"$PLAN/push-crane.sh\" --dry-run \"$TARGET\"\n"
	                     "sh \"$PLAN/push-crane.sh\" \"$TARGET\"\n"));
}

void run_plan_part_import(struct paper *g, const struct plan *p, const struct plan_paper *paper)
{
	run_paper_heading(g, 2, TEXT_RB_THREE);
	if (p->steps.n == 0) {
		run_paper_say(g, TEXT_RB_NOTHING, NULL);
		return;
	}
	run_paper_say(g, TEXT_RB_EXPORT, NULL);
	put_export(g, paper, "\"oci:$PLAN/bytes\"");
	put_damaged(g, p);
	put_pushes(g, p);
	run_paper_heading(g, 3, TEXT_RB_TREE);
	put_export(g, paper, "\"registry:$PLAN/tree\"");
	run_paper_code(g, span_of("sh \"$PLAN/copy-tree.sh\" --dry-run \"$PLAN/tree\" \"$ROOT\"\n"
	                     "sh \"$PLAN/copy-tree.sh\" \"$PLAN/tree\" \"$ROOT\"\n"));
}

/* ---- 4 ---------------------------------------------------------------------------------------------------------------- */

void run_plan_part_prove(struct paper *g, const struct plan *p)
{
	(void)p;
	run_paper_heading(g, 2, TEXT_RB_FOUR);
	run_paper_say(g, TEXT_RB_LOGS, NULL);
	run_paper_code(g, span_of("docker logs registry >\"$PLAN/target.log\" 2>&1\n"
	                     "sherd logs \"$CASE\" \"$PLAN/target.log\"\n"));
	run_paper_say(g, TEXT_RB_CHECK, NULL);
	run_paper_code(g, span_of(g->lang == LANG_JA
	                             ? "sherd check \"$CASE\" after=\"$ROOT\" --plan \"$PLAN/plan.json\" --lang ja\n"
	                             : "sherd check \"$CASE\" after=\"$ROOT\" --plan \"$PLAN/plan.json\"\n"));
	run_paper_say(g, TEXT_RB_BASELINE, NULL);
	run_paper_code(g, span_of("sherd check \"$CASE\" after=\"$ROOT\" --plan \"$PLAN/plan.json\" --present after \\\n"
	                     "  --write-baseline \"$PLAN/healthy.json\" --key examiner.key --cert examiner.crt\n"));
	run_paper_say(g, TEXT_RB_RESUME, NULL);
	run_paper_code(g, span_of("sherd gc \"$CASE\"\n"));
}
