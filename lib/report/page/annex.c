/* report/page/annex.c - the technical part: everything the report rests on, with its grounds. */
#include "report/page/html.h"

#include <inttypes.h>

static void contents(struct page *p)
{
	static const struct {
		const char *id;
		enum lang_text title;
	} all[] = {
		{ "sources", TEXT_SOURCES },   { "custody", TEXT_C_CUSTODY },
		{ "images", TEXT_IMAGES },     { "existed", TEXT_EXISTED },
		{ "tags", TEXT_TAGS },         { "timeline", TEXT_TIMELINE },
		{ "blobs", TEXT_BLOBS },       { "remnants", TEXT_REMNANTS },
		{ "findings", TEXT_FINDINGS }, { "notes", TEXT_C_NOTES },
		{ "coverage", TEXT_COVERAGE }, { "method", TEXT_METHOD },
		{ "hashes", TEXT_HASHES },     { "runs", TEXT_RUNS },
		{ "actions", TEXT_C_ACTIONS },
	};

	out_printf(p->o, "<nav id=\"answer\" aria-label=\"%s\"><ol>\n", page_text(p, TEXT_CONTENTS));
	for (size_t i = 0; i < COUNT(all); i++)
		out_printf(p->o, "<li><a href=\"#%s\">%s</a></li>\n", all[i].id,
		           page_text(p, all[i].title));
	out_text(p->o, "</ol></nav>\n");
}

int annex_write(struct report_out *d, struct out *o, struct fault *f)
{
	struct page p;

	if (page_start(&p, d, o, f) < 0 || page_open(&p, TEXT_ANNEX) < 0)
		return -1;
	out_text(o, "<main>\n");
	page_para(&p, TEXT_ANNEX_NOTE, "soft small");
	contents(&p);
	if (page_sources(&p) < 0 || page_custody(&p) < 0 || page_images(&p) < 0 || page_existed(&p) < 0 ||
	    page_tags(&p) < 0 || page_timeline(&p) < 0 || page_blobs(&p) < 0 || page_remnants(&p) < 0 ||
	    page_findings(&p) < 0 || page_notes(&p) < 0 || page_coverage(&p) < 0 || page_method(&p) < 0 ||
	    page_hashes(&p) < 0 || page_runs(&p) < 0 || page_actions(&p) < 0)
		return -1;
	page_close(&p);
	return 0;
}
