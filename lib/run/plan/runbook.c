/* run/plan/runbook.c - the runbook: its head, how to stop the collection, what is wanted and what is in hand. */
#include "run/plan/paper.h"

#include "base/quote.h"
#include "run/choose.h"
#include "words/word.h"

#include <inttypes.h>

static struct span shown(struct paper *g, struct buf *b, struct span raw)
{
	buf_clear(b);
	g->bad |= quote_visible(b, raw, g->f) < 0;
	return buf_span(b);
}

static struct span label(const struct paper *g, const char *word)
{
	const char *ja = g->lang == LANG_JA ? word_label_ja(span_of(word)) : NULL;

	return span_of(ja != NULL ? ja : word);
}

/* ---- the head ------------------------------------------------------------------------------------------------------ */

struct plan_counts {
	uint64_t restore, stands, not_whole, untagged;
};

static bool named(const struct plan *p, size_t image)
{
	const struct chosen_image *m = &p->choice.images.v[image];

	for (size_t i = 0; i < m->names_n; i++)
		if (plan_name_used(&p->choice.names.v[m->names + i]))
			return true;
	return false;
}

static struct plan_counts count(const struct plan *p)
{
	struct plan_counts c = { 0, 0, 0, 0 };

	for (size_t i = 0; i < p->images.n; i++) {
		enum plan_verdict v = p->images.v[i].verdict;

		c.restore += v == PLAN_RESTORE;
		c.stands += v == PLAN_STANDS;
		c.not_whole += v == PLAN_PARTIAL || v == PLAN_ABSENT;
		c.untagged += v == PLAN_RESTORE && p->images.v[i].order > 0 && !named(p, i);
	}
	return c;
}

static void put_facts(struct paper *g, const struct plan *p, const struct plan_paper *paper)
{
	OWNED(buf) struct buf b = BUF_INIT;
	OWNED(buf) struct buf line = BUF_INIT;
	char scan[24];
	struct span args[4] = { shown(g, &b, p->before.source), lang_digits(scan, (uint64_t)p->before.scan) };

	g->bad |= text_fill(&line, lang_text(g->lang, TEXT_RB_BEFORE_VALUE), args, g->f) < 0;
	run_paper_fact(g, TEXT_RB_MADE, span_of(paper->made));
	run_paper_fact(g, TEXT_RB_CASE, shown(g, &b, span_of(paper->case_path)));
	run_paper_fact(g, TEXT_RB_HEAD, span_of(p->head));
	run_paper_fact(g, TEXT_RB_TARGET,
	          span_of(paper->target != NULL ? paper->target : lang_text(g->lang, TEXT_RB_TARGET_NONE)));
	run_paper_fact(g, TEXT_RB_BEFORE, buf_span(&line));
}

static void put_summary(struct paper *g, const struct plan *p)
{
	const struct plan_counts c = count(p);
	char a[24], b[24], d[24];
	struct span first[4] = { lang_digits(a, c.restore), lang_digits(b, p->repositories) };

	run_paper_heading(g, 2, TEXT_RB_SUMMARY);
	run_paper_say(g, TEXT_RB_COMES, first);
	if (c.restore > 0) {
		struct span move[4] = { lang_digits(a, p->move_blobs), lang_digits(b, p->move_bytes),
			                lang_digits(d, p->all_bytes) };

		run_paper_say(g, TEXT_RB_MOVE, move);
	}
	first[0] = lang_digits(a, c.untagged);
	if (c.untagged > 0)
		run_paper_warn(g, TEXT_RB_NO_TAG, first);
	first[0] = lang_digits(a, c.stands);
	if (c.stands > 0)
		run_paper_say(g, TEXT_RB_STANDS, first);
	first[0] = lang_digits(a, c.not_whole);
	if (c.not_whole > 0)
		run_paper_say(g, TEXT_RB_NOT, first);
}

static int variable(struct buf *out, const char *name, struct span value, struct fault *f)
{
	return buf_printf(out, f, "%s=", name) < 0 || quote_shell(out, value, f) < 0 ? -1 : buf_add_byte(out, '\n', f);
}

static void put_variables(struct paper *g, const struct plan *p, const struct plan_paper *paper)
{
	OWNED(buf) struct buf code = BUF_INIT;
	struct span root = p->root.n > 0 ? p->root : span_is(p->before.kind, "dir") ? p->before.path : span_of("/var/lib/registry");

	g->bad |= variable(&code, "CASE", span_of(paper->case_path), g->f) < 0 ||
	          variable(&code, "PLAN", span_of(paper->folder), g->f) < 0 ||
	          variable(&code, "TARGET", span_of(paper->target != NULL ? paper->target : "http://127.0.0.1:5000"), g->f) < 0 ||
	          variable(&code, "ROOT", root, g->f) < 0;
	run_paper_say(g, TEXT_RB_SET, NULL);
	run_paper_code(g, buf_span(&code));
	run_paper_say(g, p->root.n > 0 ? TEXT_RB_ROOT_CONFIG : span_is(p->before.kind, "dir") ? TEXT_RB_ROOT_SOURCE : TEXT_RB_ROOT_GUESS, NULL);
}

/* ---- 1 ---------------------------------------------------------------------------------------------------------------- */

static void put_next_run(struct paper *g, const struct plan *p)
{
	static const enum lang_text titles[] = { TEXT_RB_T_RULES, TEXT_RB_T_BLOBS, TEXT_RB_T_BYTES };
	static const char *const rules[DUE_RULES] = { "2.x", "2.x -m", "3.x", "3.x -m" };

	run_paper_say(g, TEXT_RB_NEXT_RUN, NULL);
	run_paper_table(g, titles, COUNT(titles));
	for (unsigned k = 0; k < DUE_RULES; k++) {
		run_paper_row(g);
		run_paper_cell(g, span_of(rules[k]));
		if (p->due.rule[k].aborts) {
			run_paper_cell(g, span_of(lang_text(g->lang, TEXT_RB_ABORTS)));
			run_paper_cell(g, SPAN_NONE);
		} else {
			run_paper_number(g, p->due.rule[k].blobs);
			run_paper_number(g, p->due.rule[k].bytes);
		}
		run_paper_row_end(g);
	}
	run_paper_table_end(g);
}

static void put_settings(struct paper *g, const struct plan *p)
{
	OWNED(buf) struct buf b = BUF_INIT;
	struct span rest = buf_span(&p->settings), arg;

	if (p->config.n == 0) {
		run_paper_say(g, TEXT_RB_CONFIG_NONE, NULL);
	} else {
		arg = shown(g, &b, p->config);
		run_paper_say(g, TEXT_RB_CONFIG, &arg);
		while (rest.n > 0) {
			struct span line = span_cut(&rest, '\n');

			run_paper_item(g, shown(g, &b, line));
		}
	}
	if (p->product.n > 0) {
		arg = shown(g, &b, p->product);
		run_paper_say(g, TEXT_RB_PRODUCT, &arg);
	}
}

void run_plan_part_stop(struct paper *g, const struct plan *p)
{
	run_paper_heading(g, 2, TEXT_RB_ONE);
	if (!p->due.scoped)
		put_next_run(g, p);
	put_settings(g, p);
	run_paper_say(g, TEXT_RB_FIND_JOB, NULL);
	run_paper_code(g, span_of("ps ax | grep '[g]arbage-collect'\n"
	                     "crontab -l | grep -n garbage-collect\n"
	                     "grep -rns garbage-collect /etc/cron* /var/spool/cron /etc/systemd/system\n"
	                     "systemctl list-timers --all\n"
	                     "kubectl get cronjobs --all-namespaces\n"));
	run_paper_say(g, TEXT_RB_HARBOR, NULL);
	run_paper_code(g, span_of("curl -u admin -X PUT -H 'Content-Type: application/json' \\\n"
	                     "  -d '{\"schedule\":{\"type\":\"None\",\"cron\":\"\"}}' \"$TARGET/api/v2.0/system/gc/schedule\"\n"));
	run_paper_say(g, TEXT_RB_GITLAB, NULL);
	run_paper_code(g, span_of("grep -rns registry-garbage-collect /etc/cron* /var/spool/cron\n"));
	run_paper_say(g, TEXT_RB_READ_ONLY, NULL);
	run_paper_code(g, span_of("storage:\n  maintenance:\n    readonly:\n      enabled: true\n"));
}

/* ---- 2 ---------------------------------------------------------------------------------------------------------------- */

/* Where an image's own bytes come from. */
static void put_from(struct paper *g, const struct plan *p, size_t blob)
{
	OWNED(buf) struct buf source = BUF_INIT;
	OWNED(buf) struct buf line = BUF_INIT;
	enum origin o = p->choice.blobs.v[blob].origin;
	struct span arg = shown(g, &source, p->blobs.v[blob].source);
	enum lang_text id = o == ORIGIN_STORED ? TEXT_RB_O_STORED : o == ORIGIN_RECOVERED ? TEXT_RB_O_RECOVERED : TEXT_RB_O_ANEW;

	g->bad |= text_fill(&line, lang_text(g->lang, id), &arg, g->f) < 0;
	run_paper_cell(g, buf_span(&line));
}

static void put_image(struct paper *g, const struct plan *p, size_t i)
{
	OWNED(buf) struct buf name = BUF_INIT;
	OWNED(buf) struct buf needed = BUF_INIT;
	const struct chosen_image *m = &p->choice.images.v[i];
	const struct plan_image *x = &p->images.v[i];
	char a[24], b[24];
	struct span args[4] = { lang_digits(a, x->standing), lang_digits(b, x->shared) };

	g->bad |= run_plan_image_name(p, i, &name, g->f) < 0 ||
	          (x->standing + x->shared > 0 &&
	           text_fill(&needed, lang_text(g->lang, TEXT_RB_NEEDED), args, g->f) < 0);
	run_paper_row(g);
	run_paper_number(g, x->order);
	run_paper_cell(g, buf_span(&name));
	run_paper_cell(g, m->digest);
	run_paper_cell(g, label(g, image_kind_text(m->kind)));
	run_paper_number(g, m->total_size);
	put_from(g, p, m->blob);
	run_paper_cell(g, buf_span(&needed));
	run_paper_row_end(g);
}

static void put_wanted(struct paper *g, const struct plan *p)
{
	static const enum lang_text titles[] = { TEXT_RB_T_ORDER, TEXT_RB_T_IMAGE, TEXT_RB_T_DIGEST, TEXT_RB_T_KIND,
		                                 TEXT_RB_T_BYTES, TEXT_RB_T_FROM,  TEXT_RB_T_NEEDED };
	uint32_t last = 0;

	run_paper_say(g, TEXT_RB_WANTED, NULL);
	run_paper_table(g, titles, COUNT(titles));
	for (size_t i = 0; i < p->groups.n; i++) { /* in the order of work; an image once */
		uint32_t order = p->images.v[p->groups.v[i].image].order;

		if (p->groups.v[i].stands || order != last + 1)
			continue;
		last = order;
		put_image(g, p, p->groups.v[i].image);
	}
	run_paper_table_end(g);
}

static void put_origins(struct paper *g, const struct plan *p)
{
	static const enum lang_text titles[] = { TEXT_RB_T_ORIGIN, TEXT_RB_T_COUNT, TEXT_RB_T_BYTES };
	static const struct {
		enum origin origin;
		enum lang_text id;
	} origins[] = { { ORIGIN_STORED, TEXT_RB_OS },
		        { ORIGIN_RECOVERED, TEXT_RB_OR },
		        { ORIGIN_RESYNTHESISED, TEXT_RB_O_ANEW } };

	run_paper_say(g, TEXT_RB_ORIGINS, NULL);
	run_paper_table(g, titles, COUNT(titles));
	for (size_t k = 0; k < COUNT(origins); k++) {
		uint64_t n = 0, bytes = 0;

		for (size_t i = 0; i < p->blobs.n; i++)
			if (p->blobs.v[i].stamp > 0 && p->choice.blobs.v[i].origin == origins[k].origin) {
				n++;
				bytes += p->choice.blobs.v[i].size;
			}
		if (n == 0)
			continue;
		run_paper_row(g);
		run_paper_cell(g, span_of(lang_text(g->lang, origins[k].id)));
		run_paper_number(g, n);
		run_paper_number(g, bytes);
		run_paper_row_end(g);
	}
	run_paper_table_end(g);
	run_paper_say(g, TEXT_RB_RUNS, NULL);
}

static uint64_t lacks(const struct plan *p, const struct chosen_image *m)
{
	uint64_t n = 0;

	for (size_t i = 0; i < m->parts_n; i++) {
		const struct chosen_blob *b = &p->choice.blobs.v[p->choice.parts.v[m->parts + i].blob];

		n += !run_choice_has_bytes(b) && b->state != STATE_FOREIGN;
	}
	return n;
}

static void put_cannot_row(struct paper *g, const struct plan *p, size_t i)
{
	OWNED(buf) struct buf name = BUF_INIT;
	OWNED(buf) struct buf why = BUF_INIT;
	char n[24];
	struct span arg = lang_digits(n, lacks(p, &p->choice.images.v[i]));
	enum plan_verdict v = p->images.v[i].verdict;
	enum lang_text id = v == PLAN_PARTIAL    ? TEXT_RB_V_PARTIAL
	                    : v == PLAN_NAMELESS ? TEXT_RB_V_NAMELESS
	                                         : TEXT_RB_V_ABSENT;

	g->bad |= run_plan_image_name(p, i, &name, g->f) < 0 || text_fill(&why, lang_text(g->lang, id), &arg, g->f) < 0;
	run_paper_row(g);
	run_paper_cell(g, buf_span(&name));
	run_paper_cell(g, p->choice.images.v[i].digest);
	run_paper_cell(g, buf_span(&why));
	run_paper_row_end(g);
}

static void put_cannot(struct paper *g, const struct plan *p)
{
	static const enum lang_text titles[] = { TEXT_RB_T_IMAGE, TEXT_RB_T_DIGEST, TEXT_RB_T_WHY };
	bool any = false;

	for (size_t i = 0; i < p->images.n; i++) {
		enum plan_verdict v = p->images.v[i].verdict;

		if (v != PLAN_PARTIAL && v != PLAN_ABSENT && v != PLAN_NAMELESS)
			continue;
		if (!any) {
			run_paper_say(g, TEXT_RB_CANNOT, NULL);
			run_paper_table(g, titles, COUNT(titles));
		}
		any = true;
		put_cannot_row(g, p, i);
	}
	if (any)
		run_paper_table_end(g);
}

static void put_name_row(struct paper *g, const struct chosen_image *m, const struct chosen_name *n)
{
	static const enum lang_text why[] = { [NAME_EARLIER] = TEXT_RB_U_EARLIER,
		                              [NAME_UNPROVEN] = TEXT_RB_U_UNPROVEN,
		                              [NAME_AMBIGUOUS] = TEXT_RB_U_AMBIGUOUS,
		                              [NAME_UNFIT] = TEXT_RB_U_UNFIT };
	OWNED(buf) struct buf name = BUF_INIT;

	g->bad |= quote_visible(&name, n->repository, g->f) < 0 || buf_add_byte(&name, ':', g->f) < 0 ||
	          quote_visible(&name, n->tag, g->f) < 0;
	run_paper_row(g);
	run_paper_cell(g, buf_span(&name));
	run_paper_cell(g, m->digest);
	run_paper_cell(g, span_of(lang_text(g->lang, why[n->use])));
	run_paper_row_end(g);
}

static void put_names(struct paper *g, const struct plan *p)
{
	static const enum lang_text titles[] = { TEXT_RB_T_IMAGE, TEXT_RB_T_DIGEST, TEXT_RB_T_WHY };
	bool any = false;

	for (size_t i = 0; i < p->images.n; i++) {
		const struct chosen_image *m = &p->choice.images.v[i];

		for (size_t k = 0; k < m->names_n; k++) {
			const struct chosen_name *n = &p->choice.names.v[m->names + k];

			if (plan_name_used(n))
				continue;
			if (!any) {
				run_paper_say(g, TEXT_RB_NAMES, NULL);
				run_paper_table(g, titles, COUNT(titles));
			}
			any = true;
			put_name_row(g, m, n);
		}
	}
	if (any)
		run_paper_table_end(g);
}

void run_plan_part_collate(struct paper *g, const struct plan *p)
{
	run_paper_heading(g, 2, TEXT_RB_TWO);
	if (p->steps.n > 0) {
		put_wanted(g, p);
		put_origins(g, p);
	}
	put_cannot(g, p);
	put_names(g, p);
}

/* ---- all of it ---------------------------------------------------------------------------------------------------------- */

static void put_stop(struct paper *g, const struct plan *p)
{
	char a[24], b[24], c[24];
	struct span args[4] = { lang_digits(a, p->due.blobs), lang_digits(b, p->due.images.n), lang_digits(c, p->due.bytes) };

	if (p->due.scoped)
		run_paper_warn(g, TEXT_RB_SCOPED, NULL);
	else if (p->due.blobs > 0)
		run_paper_warn(g, TEXT_RB_STOP, args);
	else
		run_paper_say(g, TEXT_RB_NO_STOP, NULL);
}

int run_plan_runbook(const struct plan *p, const struct plan_paper *paper, enum lang lang, enum plan_form form, struct buf *out,
                     struct fault *f)
{
	struct paper g = { .out = out, .f = f, .lang = lang, .form = form };

	run_paper_open(&g, TEXT_RB_TITLE);
	put_stop(&g, p);
	put_facts(&g, p, paper);
	put_summary(&g, p);
	put_variables(&g, p, paper);
	run_plan_part_stop(&g, p);
	run_plan_part_collate(&g, p);
	run_plan_part_import(&g, p, paper);
	run_plan_part_prove(&g, p);
	run_paper_close(&g);
	return g.bad ? -1 : 0;
}
