/*
 * graph/tag.c - what each tag named and when, as the trees tell: one line for each target. INTERFACE 1 "Tag",
 * 3 "tags". A registry speaks for itself, unless it is stated to be a copy: then its lines are history of the
 * root that speaks for it.
 */
#include "graph/story.h"

#include "base/quote.h"
#include "core/sentence.h"

enum { COPY_IS_LATER = 1 };

struct tag_line {
	id32 node;
	int64_t item, second, first_item;
	struct when from, first; /* set last; set before, where that is told */
	bool current, from_index;
	bool copied; /* told for the root that speaks */
	struct when before; /* it was gone by then */
	uint64_t offset, length;
};

struct tag_lines {
	struct tag_line *v;
	size_t n, cap;
};

static const struct graph *sort_graph(const void *p)
{
	return (const struct graph *)p;
}

static int by_time(const void *a, const void *b, void *user)
{
	const struct tag_line *x = (const struct tag_line *)a, *y = (const struct tag_line *)b;
	const struct graph *g = sort_graph(user);
	int c = when_cmp(x->from, y->from);

	if (x->current != y->current)
		return x->current ? 1 : -1;
	return c != 0 ? c : digest_cmp(&g->nodes.v[x->node].digest, &g->nodes.v[y->node].digest);
}

/* The manifest's bytes were in the registry by then: a directory made with a time of its own (by a copy, an archive that
 * keeps none) is told from one that a registry made. */
static bool was_stored(const struct graph *g, const struct tag_target *x, struct when w)
{
	id32 registry = g->repos.v[g->tags.v[x->tag].repo].registry;

	for (id32 c = g->nodes.v[x->node].copies; c != NIL; c = g->copies.v[c].next)
		if (g->copies.v[c].registry == registry && g->copies.v[c].mtime.known && g->copies.v[c].mtime.sec <= w.sec)
			return true;
	return false;
}

/*
 * A link is written over by each setting of its target (up to 3.0): what is older than its mtime by more than a request
 * takes, its birth or the making of its directory, is an earlier setting.
 */
struct when graph_set_before(const struct graph *g, const struct tag_target *x, bool *dir)
{
	enum { REQUEST_MOST = 2 /* format: seconds between what a request writes first and last */ };
	struct when at[2] = { x->dir_mtime, x->born };

	*dir = false;
	for (int i = 0; i < 2 && x->link && x->mtime.known && !x->unsettled; i++) {
		*dir = i == 0;
		if (at[i].known && x->mtime.sec > INT64_MIN + REQUEST_MOST && at[i].sec < x->mtime.sec - REQUEST_MOST &&
		    was_stored(g, x, at[i]))
			return at[i];
	}
	return WHEN_UNKNOWN;
}

/* The targets of one tag in the order of time, the current one last. */
static int collect(struct graph *g, id32 tag, const id32 *targets, size_t n, struct tag_lines *out,
                   struct fault *f)
{
	const struct tag *t = &g->tags.v[tag];
	bool met = false;

	out->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct tag_target *x = &g->targets.v[targets[i]];
		struct tag_line l = { .node = x->node,
			          .item = x->item,
			          .from = x->mtime,
			          .from_index = x->link,
			          .current = x->rival,
			          .offset = x->offset,
			          .length = x->length };

		bool dir;

		l.first = graph_set_before(g, x, &dir);
		l.first_item = dir ? x->dir_item : x->item;
		if (x->node == t->current && !t->damaged) {
			met = l.current = true;
			l.second = l.item;
			l.item = t->current_item;
			l.offset = t->offset;
			l.length = t->length;
			if (!l.from.known)
				l.from = t->current_mtime;
		}
		if (VEC_PUSH(out, l, f) < 0)
			return -1;
	}
	if (t->current != NIL && !met) {
		struct tag_line l = { .node = t->current,
			          .item = t->current_item,
			          .from = t->current_mtime,
			          .current = true,
			          .offset = t->offset,
			          .length = t->length };

		if (VEC_PUSH(out, l, f) < 0)
			return -1;
	}
	if (out->n > 1)
		qsort_r(out->v, out->n, sizeof *out->v, by_time, g);
	return 0;
}

static struct tag_conclusion base_of(const struct graph *g, id32 tag, bool copied)
{
	const struct tag *t = &g->tags.v[tag];
	const struct repo *r = &g->repos.v[t->repo];

	return (struct tag_conclusion){ .registry = g->registries.v[copied ? graph_head(g, r->registry) : r->registry].id,
		                        .teller = copied ? TOLD_BY_COPY : TOLD_BY_TREE,
		                        .repository = graph_string(g, r->name),
		                        .tag = graph_string(g, t->name),
		                        .grade = GRADE_STATED };
}

/* `gone`: the empty revision directory that tells when, an item of 0 when there is none. */
static int put_line(struct graph *g, id32 tag, const struct tag_line *l, enum tag_standing standing,
                    struct when until, const char *rule, struct ground gone, struct when deleted_at,
                    struct fault *f)
{
	struct tag_conclusion c = base_of(g, tag, l->copied);
	int64_t scan = g->registries.v[g->repos.v[g->tags.v[tag].repo].registry].scan;
	struct ground at[3] = { { l->item, scan, l->offset, l->length, SPAN_NONE } };
	size_t n = 1;

	c.digest = g->nodes.v[l->node].digest;
	c.standing = standing;
	if (l->current && g->tags.v[tag].inferred)
		c.grade = GRADE_INFERRED;
	c.from = l->from;
	c.first = l->first;
	c.first_at = ground_item(l->first_item, scan);
	c.until = until;
	c.rule = rule;
	c.time_source = !l->from.known ? NULL
	                : l->from_index ? "mtime of the index link"
	                                : "mtime of the current link";
	if (standing == TAG_DELETED) {
		c.deleted_at = deleted_at;
		if (!deleted_at.known) {
			c.deleted_after = l->from;
			c.deleted_before = l->before;
		} else
			c.time_source = "mtime of the empty revision directory";
	}
	if (l->second != 0)
		at[n++] = ground_item(l->second, scan);
	if (gone.item != 0)
		at[n++] = gone;
	c.because = (struct grounds){ at, n };
	return graph_tell_tag(g, &c, f);
}

/* `copied`: a copy had the tag, and the root that speaks for it has not. */
static int put_damaged(struct graph *g, id32 tag, bool copied, struct fault *f)
{
	const struct tag *t = &g->tags.v[tag];
	struct tag_conclusion c = base_of(g, tag, copied);
	int64_t item = t->has_current ? t->current_item : t->dir_item;
	struct ground at = ground_item(item, g->registries.v[g->repos.v[t->repo].registry].scan);

	c.standing = TAG_DAMAGED;
	c.rule = t->unread ? "current-link-unread" : t->has_current ? "current-link-damaged" : "current-link-absent";
	c.from = t->has_current ? t->current_mtime : WHEN_UNKNOWN;
	c.time_source = c.from.known ? "mtime of the current link" : NULL;
	if (copied) {
		c.standing = TAG_DELETED;
		c.rule = "tag-of-a-copy";
		c.deleted_after = c.from;
	}
	c.because = (struct grounds){ &at, item != 0 };
	return graph_tell_tag(g, &c, f);
}

static bool is_damaged(const struct tag *t)
{
	return !t->unsettled && (t->damaged || (t->unread && t->current == NIL) || (!t->has_current && (t->dir_item != 0 || t->current == NIL)));
}

/* A line of a copy: the root that speaks for it may know when the manifest, and the tag with it, was deleted. */
static int put_copied(struct graph *g, id32 tag, const struct tag_line *l, struct when until, bool lives, id32 repo,
                      struct fault *f)
{
	const struct pair *p = repo == NIL ? NULL : graph_find_pair(g, l->node, repo);
	const struct plain_item *above = repo == NIL || g->repos.v[repo].entries ? NULL : graph_above(g, repo);
	struct ground left = { .item = 0 };
	struct when gone = WHEN_UNKNOWN;
	struct tag_line line = *l;

	if (!l->current || lives)
		return put_line(g, tag, l, TAG_OVERWRITTEN, until, "tag-of-a-copy", left, WHEN_UNKNOWN, f);
	if (p != NULL && !p->revision && p->dir_item != 0) {
		gone = p->dir_mtime;
		left = ground_item(p->dir_item, g->registries.v[g->repos.v[repo].registry].scan);
	} else if (p != NULL && !p->revision && p->gone.item != 0) {
		gone = p->gone_at;
		left = p->gone;
	}
	/* the whole repository is gone: the directory that held it changed then, or later too */
	if (left.item == 0 && above != NULL && above->mtime.known && when_cmp(l->from, above->mtime) <= 0) {
		line.before = when_later(above->mtime);
		left = ground_item(above->item, above->scan);
	}
	return put_line(g, tag, &line, TAG_DELETED, gone, "tag-of-a-copy", left, gone, f);
}

/* From later than the last change of the root that speaks, which does not have the tag: never there, not deleted. */
static bool is_later(const struct graph *g, id32 tag, id32 repo)
{
	const struct tag *t = &g->tags.v[tag];
	id32 head = graph_head(g, g->repos.v[t->repo].registry);

	return t->current != NIL && graph_is_later(g, head, repo, repo == NIL ? WHEN_UNKNOWN : g->repos.v[repo].tags_mtime,
	                                           t->current_mtime);
}

/* Names came or went while the root that speaks was read, or are damaged there: that it has not the tag says nothing. */
static bool names_unsettled(const struct graph *g, id32 head, id32 repo)
{
	return g->registries.v[head].names_unsettled || g->registries.v[head].doubt ||
	       (repo != NIL && g->repos.v[repo].tags_unsettled);
}

static int put_copy(struct graph *g, id32 tag, const struct tag_lines *lines, struct fault *f)
{
	const struct tag *t = &g->tags.v[tag];
	id32 head = graph_head(g, g->repos.v[t->repo].registry);
	id32 repo = graph_find_repo(g, head, g->repos.v[t->repo].name);
	bool lives = repo != NIL && graph_find_tag(g, repo, t->name) != NIL;

	if (!lives && (is_later(g, tag, repo) || names_unsettled(g, head, repo)))
		return COPY_IS_LATER;
	for (size_t i = 0; i < lines->n; i++) {
		struct tag_line l = lines->v[i];

		l.copied = true;
		if (put_copied(g, tag, &l, i + 1 < lines->n ? lines->v[i + 1].from : WHEN_UNKNOWN, lives, repo, f) < 0)
			return -1;
	}
	return !lives && is_damaged(t) ? put_damaged(g, tag, true, f) : 0;
}

/* Several images under one name: the list that names them says so itself. */
static int tell_ambiguous(struct graph *g, id32 tag, const struct tag_lines *lines, struct fault *f)
{
	const struct tag *t = &g->tags.v[tag];
	const struct repo *r = &g->repos.v[t->repo];
	OWNED(buf) struct buf subject = BUF_INIT;
	VEC(struct ground) at = { NULL, 0, 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < lines->n; i++)
		if (lines->v[i].current)
			rc = VEC_PUSH(&at, ((struct ground){ lines->v[i].item, g->registries.v[r->registry].scan,
			                                     lines->v[i].offset, lines->v[i].length, SPAN_NONE }), f);
	if (rc == 0 && at.n > 1 &&
	    (quote_visible(&subject, graph_string(g, r->name), f) < 0 || buf_add_byte(&subject, ':', f) < 0 ||
	     quote_visible(&subject, graph_string(g, t->name), f) < 0 ||
	     graph_finding(g, FINDING_NAME_AMBIGUOUS, buf_span(&subject),
	                   span_of(S_INDEX_GIVES_THIS), at.v, at.n, f) < 0))
		rc = -1;
	VEC_RELEASE(&at);
	return rc;
}

static int put_tag(struct graph *g, id32 tag, const id32 *targets, size_t n, struct tag_lines *lines,
                   struct fault *f)
{
	const struct tag *t = &g->tags.v[tag];

	if (collect(g, tag, targets, n, lines, f) < 0)
		return -1;
	if (graph_is_copy(g, g->repos.v[t->repo].registry)) {
		int rc = put_copy(g, tag, lines, f);

		if (rc != COPY_IS_LATER)
			return rc;
	}
	for (size_t i = 0; i < lines->n; i++) {
		const struct tag_line *l = &lines->v[i];
		struct when until = l->current || i + 1 >= lines->n ? WHEN_UNKNOWN : lines->v[i + 1].from;

		if (put_line(g, tag, l, l->current ? TAG_CURRENT : TAG_OVERWRITTEN, until,
		             !is_registry(g, g->repos.v[t->repo].registry) ? "store-names"
		             : l->current && t->inferred                   ? "tag-index-newest"
		             : l->current                                  ? "tag-current-link"
		                                                           : "tag-index-link",
		             (struct ground){ .item = 0 }, WHEN_UNKNOWN, f) < 0)
			return -1;
	}
	if (tell_ambiguous(g, tag, lines, f) < 0)
		return -1;
	return is_damaged(t) ? put_damaged(g, tag, false, f) : 0;
}

int graph_put_tags(struct graph *g, struct fault *f)
{
	size_t tags = g->tags.n, n = g->targets.n;
	id32 *first = (id32 *)calloc(tags + 2, sizeof *first);
	id32 *by_tag = (id32 *)calloc(n + 1, sizeof *by_tag);
	struct tag_lines lines = { NULL, 0, 0 };
	int rc = 0;

	if (first == NULL || by_tag == NULL)
		rc = fault_memory(f, (tags + n) * sizeof *first);
	for (size_t i = 0; rc == 0 && i < n; i++)
		first[g->targets.v[i].tag + 2]++;
	for (size_t i = 2; rc == 0 && i < tags + 2; i++)
		first[i] += first[i - 1];
	for (size_t i = 0; rc == 0 && i < n; i++)
		by_tag[first[g->targets.v[i].tag + 1]++] = (id32)i;
	for (size_t i = 0; rc == 0 && i < tags; i++)
		rc = put_tag(g, (id32)i, by_tag + first[i], first[i + 1] - first[i], &lines, f);
	free(first);
	free(by_tag);
	VEC_RELEASE(&lines);
	return rc;
}
