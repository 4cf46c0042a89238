/*
 * volume/lvm_text.c - the text of LVM2 metadata: sections in braces, name = value, lists in
 * brackets, '#' to the end of a line.
 */
#include "base/check.h"
#include "volume/lvm.h"

enum { DEPTH = 10 };

struct parser {
	struct span in;
	size_t at;
	uint64_t nodes, most;
	struct arena *arena;
};

enum parsed { PARSED = 0, PARSED_NOT = LVM_NO_COPY, PARSED_OVER = LVM_BOUNDED, PARSED_FAULT = -1 };

static int peek(struct parser *p)
{
	while (p->at < p->in.n) {
		uint8_t c = p->in.p[p->at];

		if (c == '#')
			while (p->at < p->in.n && p->in.p[p->at] != '\n')
				p->at++;
		else if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
			p->at++;
		else
			return c;
	}
	return -1;
}

static bool name_byte(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == '+' || c == '.' || c == '/' || c == '@';
}

static struct span take_name(struct parser *p)
{
	size_t from = p->at;

	while (p->at < p->in.n && name_byte(p->in.p[p->at]))
		p->at++;
	return span_sub(p->in, from, p->at - from);
}

static int new_node(struct parser *p, struct lvm_node **out, struct fault *f)
{
	if (p->nodes++ >= p->most)
		return PARSED_OVER;
	*out = (struct lvm_node *)arena_alloc(p->arena, sizeof **out, f);
	return *out == NULL ? PARSED_FAULT : PARSED;
}

static int string_of(struct parser *p, struct lvm_node *n)
{
	size_t from = ++p->at;

	n->kind = LVM_STRING;
	for (; p->at < p->in.n; p->at++) {
		if (p->in.p[p->at] == '\\')
			p->at++;
		else if (p->in.p[p->at] == '"') {
			n->text = span_sub(p->in, from, p->at++ - from);
			return PARSED;
		}
	}
	return PARSED_NOT;
}

static int number_of(struct parser *p, struct lvm_node *n)
{
	bool any = false;

	n->kind = LVM_NUMBER;
	if (p->in.p[p->at] == '-') /* stands in no field that we use */
		p->at++;
	for (; p->at < p->in.n && p->in.p[p->at] >= '0' && p->in.p[p->at] <= '9'; p->at++) {
		any = true;
		if (mul_u64(&n->number, n->number, 10) ||
		    add_u64(&n->number, n->number, (uint64_t)(p->in.p[p->at] - '0')))
			return PARSED_NOT;
	}
	if (p->at < p->in.n && p->in.p[p->at] == '.')
		for (p->at++; p->at < p->in.n && p->in.p[p->at] >= '0' && p->in.p[p->at] <= '9';)
			p->at++;
	return any ? PARSED : PARSED_NOT;
}

static int scalar(struct parser *p, struct lvm_node *n)
{
	return peek(p) == '"' ? string_of(p, n) : peek(p) >= 0 ? number_of(p, n) : PARSED_NOT;
}

static int list_of(struct parser *p, struct lvm_node *n, struct fault *f)
{
	struct lvm_node **last = &n->child;
	int c;

	n->kind = LVM_LIST;
	p->at++;
	while ((c = peek(p)) != ']') {
		struct lvm_node *item;
		int rc;

		if (c == ',') {
			p->at++;
			continue;
		}
		rc = new_node(p, &item, f);
		if (rc == 0)
			rc = scalar(p, item);
		if (rc != 0)
			return rc;
		*last = item;
		last = &item->next;
	}
	p->at++;
	return PARSED;
}

static int section_of(struct parser *p, struct lvm_node *n, unsigned depth, struct fault *f)
{
	struct lvm_node **last = &n->child;
	int c;

	n->kind = LVM_SECTION;
	while ((c = peek(p)) != (depth == 0 ? -1 : '}')) {
		struct lvm_node *item;
		struct span name;
		int rc;

		if (c < 0 || !name_byte((uint8_t)c) || depth > DEPTH)
			return PARSED_NOT;
		name = take_name(p);
		rc = new_node(p, &item, f);
		if (rc != 0)
			return rc;
		item->name = name;
		c = peek(p);
		if (c != '{' && c != '=')
			return PARSED_NOT;
		p->at++;
		if (c == '{')
			rc = section_of(p, item, depth + 1, f);
		else
			rc = peek(p) == '[' ? list_of(p, item, f) : scalar(p, item);
		if (rc != 0)
			return rc;
		*last = item;
		last = &item->next;
	}
	if (depth > 0)
		p->at++;
	return PARSED;
}

int lvm_parse(struct lvm_node **out, struct arena *a, struct span text, const struct watch *watch, struct fault *f)
{
	struct parser p = { .in = text, .arena = a, .most = watch_limit(watch, LIMIT_lvm_nodes) };
	int rc = new_node(&p, out, f);

	if (rc == 0)
		rc = section_of(&p, *out, 0, f);
	if (rc == PARSED_OVER)
		watch_bite_again(watch, LIMIT_lvm_nodes, 1);
	return rc;
}

const struct lvm_node *lvm_child(const struct lvm_node *section, const char *name,
                                 enum lvm_node_kind kind)
{
	if (section == NULL)
		return NULL;
	for (const struct lvm_node *n = section->child; n != NULL; n = n->next)
		if (n->kind == kind && span_is(n->name, name))
			return n;
	return NULL;
}

bool lvm_number(const struct lvm_node *section, const char *name, uint64_t *out)
{
	const struct lvm_node *n = lvm_child(section, name, LVM_NUMBER);

	*out = n == NULL ? 0 : n->number;
	return n != NULL;
}

struct span lvm_string(const struct lvm_node *section, const char *name)
{
	const struct lvm_node *n = lvm_child(section, name, LVM_STRING);

	return n == NULL ? SPAN_NONE : n->text;
}
