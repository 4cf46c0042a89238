/*
 * resynth/grid.c - every way to serialise a manifest: order of keys x media types x indent x newline x place of the
 * media type. Values are written once for all documents they stand in alike; a document is hashed from its pieces.
 */
#include "resynth/private.h"

#include <string.h>

static const enum indent indents[] = { INDENT_NONE, INDENT_TWO, INDENT_THREE, INDENT_FOUR, INDENT_TAB, INDENT_SPACED };

static void add(struct mid *m, const char *text)
{
	mid_add(m, span_of(text));
}

static void add_line(struct mid *m, enum indent indent, bool inside)
{
	static const char *const text[] = { "", "", "\n  ", "\n   ", "\n    ", "", "", "", "", "\n\t", "" };

	if (indent != INDENT_NONE && indent != INDENT_SPACED)
		add(m, inside ? text[indent] : "\n");
}

static void add_key(struct mid *m, enum indent indent, const char *name)
{
	add(m, "\"");
	add(m, name);
	add(m, indent == INDENT_NONE ? "\":" : "\": ");
}

static void add_member(struct mid *m, const struct grid *g, const struct style *s, char which, bool list)
{
	if (which == 'S') {
		add_key(m, s->indent, "schemaVersion");
		add(m, "2");
	} else if (which == 'M') {
		add_key(m, s->indent, "mediaType");
		add(m, "\"");
		add(m, write_type(s, list));
		add(m, "\"");
	} else {
		const struct fixed_text *value = which == 'C' ? &g->config : &g->layers;

		add_key(m, s->indent, which == 'C' ? "config" : list ? "manifests" : "layers");
		mid_add(m, span_make(value->p, value->n));
	}
}

/* The document of one style, without and with a newline at its end. */
static int both_ends(struct grid *g, struct style *s, bool list)
{
	struct mid m, end;
	struct digest d;
	bool first = true;

	mid_start(&m);
	add(&m, "{");
	for (const char *which = top_members[s->top]; *which != '\0'; which++) {
		if (list && *which == 'C')
			continue;
		if (!first)
			add(&m, s->indent == INDENT_SPACED ? ", " : ",");
		first = false;
		add_line(&m, s->indent, true);
		add_member(&m, g, s, *which, list);
	}
	add_line(&m, s->indent, false);
	add(&m, "}");
	end = m;
	mid_end(&end, &d);
	s->newline = false;
	if (g->candidate(g->user, s, &d) < 0)
		return -1;
	add(&m, "\n");
	mid_end(&m, &d);
	s->newline = true;
	return g->candidate(g->user, s, &d);
}

static int tops(struct grid *g, struct style *s, bool list)
{
	for (int t = 0; t < TOP_COUNT; t++) {
		s->top = (enum top)t;
		if (both_ends(g, s, list) < 0)
			return -1;
	}
	return 0;
}

static int manifest_point(struct grid *g, struct style *s, const struct conf *c,
                          const struct resynth_blob *const *layers)
{
	write_config_value(&g->config, s, c);
	write_layers_value(&g->layers, s, c, layers);
	return g->config.full || g->layers.full ? 0 : tops(g, s, false);
}

int grid_manifest(struct grid *g, const struct conf *c, const struct resynth_blob *const *layers)
{
	struct style s = { .extra = EXTRA_NONE };

	for (int o = 0; o < ORDER_SORTED; o++) /* sorted is dms where no platform is */
		for (int t = 0; t < TYPES_COUNT; t++)
			for (size_t i = 0; i < COUNT(indents); i++) {
				s.order = (enum order)o;
				s.types = (enum types)t;
				s.indent = indents[i];
				if (manifest_point(g, &s, c, layers) < 0)
					return -1;
			}
	return 0;
}

static int list_point(struct grid *g, struct style *s, const struct kid *const *kids, size_t n)
{
	write_kids_value(&g->layers, s, kids, n);
	for (int t = 0; t < TYPES_MIXED && !g->layers.full; t++) {
		s->types = (enum types)t;
		if (tops(g, s, true) < 0)
			return -1;
	}
	return 0;
}

int grid_list(struct grid *g, const struct kid *const *kids, size_t n)
{
	struct style s = { .extra = EXTRA_NONE };

	for (int o = 0; o < ORDER_COUNT; o++)
		for (int p = 0; p < PLATFORM_COUNT; p++)
			for (size_t i = 0; i < COUNT(indents); i++) {
				if (o == ORDER_SORTED && p == PLATFORM_NONE)
					continue; /* the same as dms */
				s.order = (enum order)o;
				s.platform = (enum platforms)p;
				s.indent = indents[i];
				if (list_point(g, &s, kids, n) < 0)
					return -1;
			}
	return 0;
}
