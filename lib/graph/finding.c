/* graph/finding.c - one finding on its way out, counted. */
#include "graph/private.h"

int graph_finding(struct graph *g, enum finding_code code, struct span subject, struct span text,
                  const struct ground *grounds, size_t n, struct fault *f)
{
	struct finding c = { .code = code, .subject = subject, .text = text, .because = { grounds, n } };

	g->counts->findings++;
	g->counts->damage += finding_kind(code)->damage;
	g->counts->changed |= code == FINDING_SOURCE_CHANGED;
	return g->sink->finding(g->sink->user, &c, f);
}
