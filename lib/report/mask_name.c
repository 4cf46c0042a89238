/* report/mask_name.c - values that the name before them makes secrets: NAME=value, --name value, ENV NAME value. */
#include "report/mask.h"
#include "report/private.h"

static size_t name_end(struct span s, size_t at)
{
	while (at < s.n && mask_name_byte(s.p[at]))
		at++;
	return at;
}

static bool quote_at(struct span s, size_t at)
{
	return at < s.n && (s.p[at] == '"' || s.p[at] == '\'');
}

/* Behind the quotes that end a key, also escaped ones. */
static size_t skip_quotes(struct span s, size_t at)
{
	while (at < s.n && (quote_at(s, at) || (s.p[at] == '\\' && quote_at(s, at + 1))))
		at++;
	return at;
}

/* --key=/etc/tls.key: a name that only says key, and where it is kept. */
static bool a_path(struct span name, struct span s, size_t at)
{
	while (quote_at(s, at))
		at++;
	return at < s.n && (s.p[at] == '/' || s.p[at] == '~' || span_starts(span_from(s, at), span_of("./"))) &&
	       !mask_holds(name, "pass") && !mask_holds(name, "secret") && !mask_holds(name, "token") && !mask_holds(name, "auth");
}

bool mask_name(const struct mask_at *m, size_t *from, size_t *to)
{
	struct span s = m->text, name;
	size_t end = name_end(s, m->at), at = end, sign;
	bool quoted;

	while (end > m->at && s.p[end - 1] == '.')
		end--;
	name = span_sub(s, m->at, end - m->at);
	while (name.n > 0 && name.p[0] == '-')
		name = span_from(name, 1);
	if (name.n == 0 || !mask_key(name))
		return false;
	if (m->at > 0 && s.p[m->at - 1] == '/' && (mask_is(name, "signature") || mask_is(name, "sig")))
		return false; /* the end of an annotation's name */
	quoted = skip_quotes(s, at) > at;
	at = skip_quotes(s, at);
	if (at < s.n && s.p[at] == ']') /* config["password"] = */
		at++;
	at = mask_skip_blanks(s, at);
	sign = at;
	while (at < s.n && (s.p[at] == ':' || s.p[at] == '=' || s.p[at] == '>') && at - sign < 3)
		at++;
	if (at == sign || s.p[sign] == '>' || (at - sign > 1 && s.p[sign] == '=' && s.p[sign + 1] == '='))
		return false;
	if (s.p[sign] == ':' && at - sign == 1 && span_starts(span_from(s, at), span_of("//")))
		return false; /* a scheme */
	at = mask_skip_blanks(s, at);
	if (mask_is(name, "pwd") && at < s.n && s.p[at] == '/')
		return false;
	if (at < s.n && m->at > 0 && !quoted && quote_at(s, at) && s.p[m->at - 1] == s.p[at])
		return false; /* the quote that ends "Password: " */
	return mask_take(s, at, from, to) && !a_path(name, s, at);
}

bool mask_option(const struct mask_at *m, size_t *from, size_t *to)
{
	struct span s = m->text, name = m->before;

	if (!m->first || name.n < 5 || name.p[0] != '-' || span_find(name, '=') != SIZE_MAX || s.p[m->at] == '-')
		return false;
	while (name.n > 0 && name.p[0] == '-')
		name = span_from(name, 1);
	return mask_key(name) && !mask_is(name, "auth") && mask_take(s, m->at, from, to) && !a_path(name, s, m->at);
}

/* ENV NAME value (to the end of the line), set NAME value, login ... password value. */
bool mask_keyword(const struct mask_at *m, size_t *from, size_t *to)
{
	static const char *const words[] = { "env", "arg", "set", "setx", "export", "setenv", "-e", "add" };
	struct span s = m->text;
	size_t end = name_end(s, m->at), at = mask_skip_blanks(s, end);
	struct span name = span_sub(s, m->at, end - m->at);
	bool word = false;

	if (at == end || at >= s.n || s.p[at] == '=' || s.p[at] == ':' || s.p[at] == '-')
		return false;
	if ((mask_is(name, "password") || mask_is(name, "passwd")) && m->commands & mask_program(span_of("login")))
		return mask_take(s, at, from, to);
	for (size_t i = 0; i < COUNT(words); i++)
		word = word || mask_is(m->before, words[i]);
	if (!word || !mask_key(name) || mask_word_at(s, at, "for ") || !mask_take(s, at, from, to))
		return false;
	for (; mask_is(m->before, "env") && *to < s.n && s.p[*to] != '\n';)
		++*to;
	return true;
}

/* PASSWORD 'x', PASSWORD('x'), IDENTIFIED BY 'x', pass "x". */
bool mask_quoted(const struct mask_at *m, size_t *from, size_t *to)
{
	struct span s = m->text, word = mask_word(s, m->at);
	size_t at = m->at + word.n;

	if (mask_word_at(s, m->at, "identified by") || mask_word_at(s, m->at, "identified with")) {
		at = m->at + 13;
		while (at < s.n && !quote_at(s, at) && s.p[at] != '\n' && s.p[at] != ';' && at < m->at + 60)
			at++;
		return quote_at(s, at) && mask_take(s, at, from, to);
	}
	if (mask_ends(word, "password("))
		word = span_sub(word, 0, word.n - 1);
	else if (mask_skip_blanks(s, at) == at)
		return false;
	else
		at = mask_skip_blanks(s, at);
	if (!mask_is(word, "password") && !mask_is(word, "passwd") && !mask_is(word, "pass"))
		return false;
	return quote_at(s, at) && mask_take(s, at, from, to);
}
