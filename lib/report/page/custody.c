/*
 * report/page/custody.c - what the custody log says: request and authority, items and their hashes, hands, notes of
 * people apart from findings, validation, actions, the log itself, the statement to be signed. Tables are rows of
 * one list: a query, a caption, its columns.
 */
#include "report/page/html.h"
#include "report/page/remarks.h"

#include <inttypes.h>
#include <stdio.h>

enum cell { CELL_NAME, CELL_TIME, CELL_HASH, CELL_NUMBER, CELL_WORD };

struct custody_column {
	enum lang_text title;
	const char *name;
	enum cell cell;
};

struct custody_list {
	enum lang_text caption;
	unsigned query;
	struct custody_column column[10];
};

static const struct custody_list items = { TEXT_C_ITEMS, QUERY_C_ITEMS,
	{ { TEXT_T_ITEM_NO, "item_no", 0 }, { TEXT_T_PARENT, "parent_item_no", 0 }, { TEXT_T_KIND, "kind", 0 },
	  { TEXT_T_QUANTITY, "quantity", 0 }, { TEXT_T_DESCRIPTION, "description", 0 }, { TEXT_T_PLACE, "found_at_place", 0 },
	  { TEXT_T_OBTAINED, "obtained_from", 0 }, { TEXT_T_OBTAINED_AT, "obtained_at", CELL_TIME } } };
static const struct custody_list acquisitions = { TEXT_C_ACQUISITIONS, QUERY_C_ACQUISITIONS,
	{ { TEXT_T_ITEM_NO, "item_no", 0 }, { TEXT_T_METHOD, "method", 0 }, { TEXT_T_TOOL, "tool_and_version", 0 },
	  { TEXT_T_OPERATOR, "operator", 0 }, { TEXT_T_STARTED, "started_at", CELL_TIME },
	  { TEXT_T_ENDED, "ended_at", CELL_TIME }, { TEXT_T_SOURCE_STATE, "source_state", 0 },
	  { TEXT_T_WRITE_BLOCKER, "write_blocker", 0 } } };
static const struct custody_list hashes = { TEXT_C_HASHES, QUERY_C_HASHES,
	{ { TEXT_T_ITEM_NO, "item_no", 0 }, { TEXT_T_ALGORITHM, "algorithm", 0 }, { TEXT_T_VALUE, "value", CELL_HASH },
	  { TEXT_T_BY, "origin", CELL_WORD } } };
static const struct custody_list verifications = { TEXT_C_VERIFICATIONS, QUERY_C_VERIFICATIONS,
	{ { TEXT_T_ITEM_NO, "item_no", 0 }, { TEXT_T_STAGE, "stage", CELL_WORD }, { TEXT_T_PATH, "path", 0 },
	  { TEXT_T_RESULT, "result", CELL_WORD }, { TEXT_T_BY, "performed_by", 0 }, { TEXT_T_AT, "at", CELL_TIME } } };
static const struct custody_list transfers = { TEXT_C_TRANSFERS, QUERY_C_TRANSFERS,
	{ { TEXT_T_TRANSFER, "transfer_no", 0 }, { TEXT_T_DIRECTION, "side", 0 }, { TEXT_T_ITEM_NO, "items", 0 },
	  { TEXT_T_AT, "at", 0 }, { TEXT_T_RELEASED_BY, "released_by", 0 }, { TEXT_T_RECEIVED_BY, "received_by", 0 },
	  { TEXT_T_PURPOSE, "purpose", 0 }, { TEXT_T_FROM_TO, "places", 0 }, { TEXT_T_METHOD, "method", 0 },
	  { TEXT_T_SEALS, "seals", 0 } } };
static const struct custody_list parties = { TEXT_C_PARTIES, QUERY_C_PARTIES,
	{ { TEXT_T_NAME, "name", 0 }, { TEXT_T_KANA, "name_kana", 0 }, { TEXT_C_ORGANISATION, "organisation", 0 },
	  { TEXT_T_ROLE, "role", 0 }, { TEXT_T_QUALIFICATION, "qualification", 0 }, { TEXT_T_CONTACT, "contact", 0 } } };
static const struct custody_list clocks = { TEXT_C_CLOCKS, QUERY_C_CLOCKS,
	{ { TEXT_T_SOURCE, "source_label", 0 }, { TEXT_T_HOST_TIME, "host_time", 0 },
	  { TEXT_T_REFERENCE_TIME, "reference", 0 }, { TEXT_T_OFFSET, "offset", 0 }, { TEXT_T_METHOD, "method", 0 },
	  { TEXT_T_BY, "by", 0 } } };
static const struct custody_list corrections = { TEXT_C_CORRECTIONS, QUERY_C_CORRECTIONS,
	{ { TEXT_T_CORRECTS, "corrects_seq", 0 }, { TEXT_T_OLD, "old_value", 0 }, { TEXT_T_NEW, "new_value", 0 },
	  { TEXT_T_REASON, "reason", 0 }, { TEXT_T_BY, "by", 0 }, { TEXT_T_AT, "recorded_at", CELL_TIME } } };
static const struct custody_list dispositions = { TEXT_C_DISPOSITIONS, QUERY_C_DISPOSITIONS,
	{ { TEXT_T_ITEM_NO, "items", 0 }, { TEXT_T_METHOD, "method", 0 }, { TEXT_T_AUTHORISED, "authorised_by", 0 },
	  { TEXT_T_AT, "at", 0 }, { TEXT_T_WITNESS, "witness", 0 } } };
static const struct custody_list notes = { TEXT_C_NOTES, QUERY_C_NOTES,
	{ { TEXT_T_SEQ, "seq", CELL_NUMBER }, { TEXT_T_EXHIBIT, "exhibit_no", 0 }, { TEXT_T_TAGGED, "label", 0 },
	  { TEXT_T_OBJECT, "object", 0 }, { TEXT_T_NOTE, "text", 0 }, { TEXT_T_BY, "by", 0 },
	  { TEXT_T_AT, "recorded_at", CELL_TIME } } };
static const struct custody_list opinions = { TEXT_C_OPINION, QUERY_C_OPINIONS,
	{ { TEXT_T_SEQ, "seq", CELL_NUMBER }, { TEXT_T_OBJECT, "object", 0 }, { TEXT_T_NOTE, "text", 0 },
	  { TEXT_T_BY, "by", 0 }, { TEXT_T_AT, "recorded_at", CELL_TIME } } };
static const struct custody_list validations = { TEXT_C_VALIDATION, QUERY_C_VALIDATIONS,
	{ { TEXT_T_AT, "at", CELL_TIME }, { TEXT_T_PROGRAM, "program", 0 }, { TEXT_T_CHECKS, "checks", CELL_NUMBER },
	  { TEXT_T_FAILED, "failed", CELL_NUMBER }, { TEXT_T_RESULT, "result_sha256", CELL_HASH } } };
static const struct custody_list actions = { TEXT_C_ACTIONS, QUERY_C_ACTIONS,
	{ { TEXT_T_SEQ, "seq", CELL_NUMBER }, { TEXT_T_KIND, "kind", 0 }, { TEXT_T_WHO, "who", 0 },
	  { TEXT_T_STARTED, "began", CELL_TIME }, { TEXT_T_ENDED, "ended", CELL_TIME }, { TEXT_T_OUTCOME, "outcome", CELL_WORD },
	  { TEXT_T_EXECUTABLE, "executable_sha256", CELL_HASH } } };
static const struct custody_list outputs = { TEXT_C_OUTPUTS, QUERY_CUSTODY_OUTPUTS,
	{ { TEXT_T_SEQ, "seq", CELL_NUMBER }, { TEXT_T_FOLDER, "output", 0 }, { TEXT_T_FILE, "name", 0 },
	  { TEXT_T_HASH, "sha256", CELL_HASH } } };
static const struct custody_list entries = { TEXT_C_LOG, QUERY_CUSTODY,
	{ { TEXT_T_SEQ, "seq", CELL_NUMBER }, { TEXT_T_AT, "at", CELL_TIME }, { TEXT_T_ACT, "act", 0 },
	  { TEXT_T_WHO, "who", 0 }, { TEXT_T_ABOUT, "what", 0 }, { TEXT_T_HASH, "entry_hash", CELL_HASH } } };

static void put_cell(struct page *p, const struct rows *rows, const struct custody_column *c)
{
	switch (c->cell) {
	case CELL_TIME:
		page_td_time(p, rows_span(rows, c->name));
		break;
	case CELL_NUMBER:
		page_td_number(p, (uint64_t)rows_int(rows, c->name));
		break;
	case CELL_WORD:
		page_td_plain(p, rows_span(rows, c->name));
		break;
	case CELL_HASH:
		page_td(p);
		page_digest_full(p, rows_span(rows, c->name));
		out_text(p->o, "</td>");
		break;
	default:
		page_td_name(p, rows_span(rows, c->name));
	}
}

static size_t columns(const struct custody_list *l)
{
	size_t n = 0;

	while (n < COUNT(l->column) && l->column[n].name != NULL)
		n++;
	return n;
}

/* The table, or nothing (and *empty) when it has no rows. `item`: bound as ?1 when the query asks for it. */
static int put_list(struct page *p, const struct custody_list *l, bool heading, bool *empty)
{
	OWNED(rows) struct rows *rows = NULL;
	unsigned titles[COUNT(l->column)];
	size_t n = columns(l), shown = 0;
	int rc;

	if (rows_open(p->r->db, l->query, &rows, p->f) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		titles[i] = l->column[i].cell == CELL_NUMBER ? RIGHT(l->column[i].title) : (unsigned)l->column[i].title;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (shown == 0 && heading)
			page_h3(p, page_text(p, l->caption));
		if (shown++ == 0)
			page_table(p, page_text(p, l->caption), titles, n);
		if (shown > ROWS_SHOWN)
			continue;
		page_row(p);
		for (size_t i = 0; i < n; i++)
			put_cell(p, rows, &l->column[i]);
		page_row_end(p);
	}
	if (empty != NULL)
		*empty = shown == 0;
	if (shown > 0) {
		page_table_end(p);
		page_more(p, shown < ROWS_SHOWN ? shown : ROWS_SHOWN, shown, NULL);
	}
	return rc < 0 ? -1 : 0;
}

/* What somebody wrote; what nobody said is a word of ours. */
static void put_said(struct page *p, struct span text)
{
	if (span_is(text, "not recorded"))
		page_word(p, text);
	else
		out_name(p->o, text);
}

/* ---- the head of the page ------------------------------------------------------------------------------------- */

int page_custody_head(struct page *p)
{
	static const struct custody_column ends[] = { { TEXT_J_TO, "requesting_party", 0 }, { TEXT_J_FROM, "organisation", 0 },
		                              { TEXT_C_IN_CHARGE, "examiner_in_charge", 0 } };
	OWNED(rows) struct rows *rows = NULL;
	char head[65];
	int64_t seq;
	uint64_t n;
	int rc;

	if (casedb_custody_head(p->r->db, &seq, head, p->f) < 0)
		return -1;
	if (rows_open(p->r->db, QUERY_CUSTODY_CASE, &rows, p->f) < 0)
		return -1;
	rc = rows_next(rows, p->f);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		page_dt(p, TEXT_C_CASE_NO);
		out_text(p->o, "<strong>");
		put_said(p, rows_span(rows, "case_no"));
		out_text(p->o, "</strong></dd>\n");
		for (size_t i = 0; i < COUNT(ends); i++)
			if (rows_has(rows, ends[i].name)) {
				page_dt(p, ends[i].title);
				put_said(p, rows_span(rows, ends[i].name));
				out_text(p->o, "</dd>\n");
			}
	}
	rows_close(TAKE(&rows));
	n = (uint64_t)seq;
	page_dt(p, TEXT_C_HEAD);
	page_digest_full(p, span_of(head));
	out_text(p->o, " (");
	page_say_plain(p, TEXT_C_ENTRIES, &n, 1);
	out_text(p->o, p->lang == LANG_JA ? "、" : ", ");
	if (rows_open(p->r->db, QUERY_C_CLOSED, &rows, p->f) < 0)
		return -1;
	rc = rows_next(rows, p->f);
	page_put(p, rc == 0 ? TEXT_C_CLOSED : TEXT_C_OPEN);
	out_text(p->o, ")</dd>\n");
	return rc < 0 ? -1 : 0;
}

int page_request(struct page *p)
{
	static const struct custody_column all[] = {
		{ TEXT_C_CASE_NO, "case_no", 0 }, { TEXT_C_CASE_NAME, "case_name", 0 }, { TEXT_C_LAB_REF, "lab_ref", 0 },
		{ TEXT_C_ORGANISATION, "organisation", 0 }, { TEXT_C_REQUESTER, "requesting_party", 0 },
		{ TEXT_C_AUTHORITY, "authority_kind", CELL_WORD }, { TEXT_C_AUTHORITY_REF, "authority_ref", 0 },
		{ TEXT_C_SCOPE, "scope_text", 0 }, { TEXT_C_JURISDICTION, "jurisdiction", 0 },
		{ TEXT_C_MARK, "handling_mark", 0 }, { TEXT_C_PRIOR, "prior_information", 0 }, { TEXT_C_IN_CHARGE, "examiner_in_charge", 0 },
	};
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	page_section(p, "request", TEXT_C_REQUEST);
	if (rows_open(p->r->db, QUERY_CUSTODY_CASE, &rows, p->f) < 0)
		return -1;
	rc = rows_next(rows, p->f);
	if (rc < 0)
		return -1;
	if (rc != 0) {
		page_para(p, TEXT_C_NO_CASE, "");
	} else {
		out_text(p->o, "<dl class=\"facts\">\n");
		for (size_t i = 0; i < COUNT(all); i++)
			if (rows_has(rows, all[i].name)) {
				page_dt(p, all[i].title);
				if (all[i].cell == CELL_WORD)
					page_word(p, rows_span(rows, all[i].name));
				else
					put_said(p, rows_span(rows, all[i].name));
				out_text(p->o, "</dd>\n");
			}
		out_text(p->o, "</dl>\n");
	}
	page_section_end(p);
	return 0;
}

/* ---- custody -------------------------------------------------------------------------------------------------------- */

static int remark_out(void *user, enum lang_text id, struct span subject, struct fault *f)
{
	struct page *p = (struct page *)user;

	(void)f;
	out_text(p->o, "<li>");
	page_put_with(p, id, subject);
	out_text(p->o, "</li>\n");
	return 0;
}

static int remarks(struct page *p)
{
	size_t n = 0;

	page_h3(p, page_text(p, TEXT_C_REMARKS));
	out_text(p->o, "<ul>\n");
	if (custody_remarks(p->r, remark_out, p, &n, p->f) < 0)
		return -1;
	out_text(p->o, "</ul>\n");
	if (n == 0)
		page_para(p, TEXT_C_REMARKS_NONE, "");
	return 0;
}

int page_custody(struct page *p)
{
	static const struct custody_list *const all[] = { &items, &acquisitions, &verifications, &hashes, &transfers, &parties,
		                                  &clocks, &corrections, &dispositions };
	bool empty = true;

	page_section(p, "custody", TEXT_C_CUSTODY);
	page_para(p, TEXT_C_CUSTODY_NOTE, "soft small");
	for (size_t i = 0; i < COUNT(all); i++) {
		if (put_list(p, all[i], true, &empty) < 0)
			return -1;
		if (all[i] == &hashes && !empty)
			page_para(p, TEXT_C_HASHES_NOTE, "soft small");
	}
	if (remarks(p) < 0)
		return -1;
	page_section_end(p);
	return 0;
}

int page_notes(struct page *p)
{
	bool empty;

	page_section(p, "notes", TEXT_C_NOTES);
	page_para(p, TEXT_C_NOTES_NOTE, "soft small");
	if (put_list(p, &notes, false, &empty) < 0)
		return -1;
	page_section_end(p);
	return 0;
}

int page_opinion(struct page *p)
{
	bool empty;

	page_section(p, "opinion", TEXT_C_OPINION);
	page_para(p, TEXT_C_OPINION_NOTE, "soft small");
	if (put_list(p, &opinions, false, &empty) < 0)
		return -1;
	if (empty)
		page_para(p, TEXT_C_OPINION_NONE, "");
	page_section_end(p);
	return 0;
}

/* ---- the end of the page -------------------------------------------------------------------------------------------- */

int page_actions(struct page *p)
{
	bool empty;

	page_section(p, "actions", TEXT_C_ACTIONS);
	page_h3(p, page_text(p, TEXT_C_VALIDATION));
	if (put_list(p, &validations, false, &empty) < 0)
		return -1;
	if (empty)
		page_para(p, TEXT_C_VALIDATION_NONE, "");
	if (put_list(p, &actions, true, NULL) < 0 || put_list(p, &outputs, true, NULL) < 0 ||
	    put_list(p, &entries, true, NULL) < 0)
		return -1;
	page_section_end(p);
	return 0;
}

int page_statement(struct page *p)
{
	static const unsigned titles[] = { TEXT_T_NAME, TEXT_T_ROLE, TEXT_T_QUALIFICATION, TEXT_T_DATE, TEXT_T_SIGNATURE };
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	page_section(p, "statement", TEXT_C_STATEMENT);
	page_para(p, TEXT_C_REPEAT, "");
	page_para(p, TEXT_C_STATEMENT_TEXT, "");
	page_table(p, page_text(p, TEXT_C_STATEMENT), titles, COUNT(titles));
	if (rows_open(p->r->db, QUERY_C_SIGNERS, &rows, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		page_row(p);
		page_td_name(p, rows_span(rows, "name"));
		page_td_name(p, rows_span(rows, "role"));
		page_td_name(p, rows_span(rows, "qualification"));
		out_text(p->o, "<td class=\"ink\"></td><td class=\"ink\"></td>");
		page_row_end(p);
		n++;
	}
	for (; n < 2; n++)
		out_text(p->o, "<tr><td class=\"ink\"></td><td></td><td></td><td></td><td class=\"ink\"></td></tr>\n");
	page_table_end(p);
	page_section_end(p);
	return rc < 0 ? -1 : 0;
}
