/* report/mask_shape.c - secrets that their own form gives away: tokens of known services, JWT, PEM, parts of URLs, headers. */
#include "report/mask.h"

static bool alnum(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool token_byte(uint8_t c)
{
	return alnum(c) || c == '_' || c == '-';
}

static size_t run_of(struct span s, size_t at, bool (*is)(uint8_t))
{
	size_t n = 0;

	while (at + n < s.n && is(s.p[at + n]))
		n++;
	return n;
}

static bool has_digit(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

/* What a token of theirs begins with, how many bytes follow at least, and whether the case of letters tells. */
static const struct {
	const char *head;
	size_t least;
} forms[] = {
	{ "ghp_", 16 },     { "gho_", 16 },      { "ghu_", 16 },     { "ghs_", 16 },    { "ghr_", 16 },    { "github_pat_", 20 },
	{ "glpat-", 16 },   { "gldt-", 16 },     { "glrt-", 16 },    { "glptt-", 16 },  { "AKIA", 16 },    { "ASIA", 16 },
	{ "xoxb-", 10 },    { "xoxp-", 10 },     { "xoxa-", 10 },    { "xoxr-", 10 },   { "xoxs-", 10 },   { "xapp-", 10 },
	{ "npm_", 30 },     { "pypi-AgE", 16 },  { "dckr_pat_", 16 }, { "dckr_oat_", 16 }, { "hf_", 30 },  { "sk_live_", 10 },
	{ "rk_live_", 10 }, { "sk_test_", 10 },  { "sk-ant-", 16 },  { "sk-proj-", 16 }, { "AIza", 30 },   { "ya29.", 16 },
	{ "shpat_", 16 },   { "dop_v1_", 16 },   { "hvs.", 16 },     { "hvb.", 16 },    { "SG.", 20 },     { "AGE-SECRET-KEY-1", 20 },
	{ "glsa_", 16 },    { "rubygems_", 30 }, { "sq0csp-", 20 },  { "PMAK-", 20 },   { "lin_api_", 20 }, { "sk-", 32 },
	{ "AKCp", 40 },     { "cmVmd", 40 },     { "oy2", 43 },      { "tfp_", 20 },    { "atlasv1.", 20 },
};

static bool form_byte(uint8_t c)
{
	return token_byte(c) || c == '.';
}

/* header.payload.signature, each base64url, the first two of JSON objects. */
static size_t jwt_length(struct span s, size_t at)
{
	size_t head, body, sign;

	if (!span_starts(span_from(s, at), span_of("eyJ")))
		return 0;
	head = run_of(s, at, token_byte);
	if (at + head + 3 >= s.n || s.p[at + head] != '.' || !span_starts(span_from(s, at + head + 1), span_of("eyJ")))
		return 0;
	body = run_of(s, at + head + 1, token_byte);
	if (at + head + 1 + body >= s.n || s.p[at + head + 1 + body] != '.')
		return head + 1 + body;
	sign = run_of(s, at + head + 2 + body, token_byte);
	return head + body + sign + 2;
}

static size_t shape_length(struct span s, size_t at)
{
	for (size_t i = 0; i < COUNT(forms); i++) {
		size_t n = strlen(forms[i].head), more;

		if (!span_starts(span_from(s, at), span_of(forms[i].head)))
			continue;
		more = run_of(s, at + n, form_byte);
		while (more > 0 && (s.p[at + n + more - 1] == '.' || s.p[at + n + more - 1] == '-'))
			more--;
		if (more >= forms[i].least && has_digit(span_sub(s, at, n + more)))
			return n + more;
	}
	return jwt_length(s, at);
}

bool mask_shape(const struct mask_at *m, size_t *from, size_t *to)
{
	size_t n;

	if (m->at > 0 && alnum(m->text.p[m->at - 1]))
		return false;
	n = shape_length(m->text, m->at);
	*from = m->at;
	*to = m->at + n;
	return n > 0;
}

bool mask_pem(const struct mask_at *m, size_t *from, size_t *to)
{
	static const char mark[] = "-----BEGIN ";
	struct span rest = span_from(m->text, m->at);
	size_t i = sizeof mark - 1, n = 0;

	if (!span_starts(rest, span_of(mark)))
		return false;
	while (i < rest.n && rest.p[i] != '-' && i < 80)
		i++;
	if (!mask_holds(span_sub(rest, 0, i), "private key") || !span_starts(span_from(rest, i), span_of("-----")))
		return false;
	i += 5;
	while (i + n < rest.n && !span_starts(span_from(rest, i + n), span_of("-----END")))
		n++;
	*from = m->at + i;
	*to = m->at + i + n;
	return n > 0;
}

/* ---- URLs ------------------------------------------------------------------------------------------------ */

static bool url_byte(uint8_t c)
{
	return mask_word_byte(c) && c != '/' && c != '?' && c != '#' && c != '<' && c != '>' && c != '\\';
}

/* A user's place that holds no name of a person or service but a token. */
static bool token_like(struct span user)
{
	if (user.n < 16)
		return false;
	return has_digit(user) || user.n >= 32;
}

/* scheme://user:password@host, scheme://token@host; jdbc:oracle:thin:user/password@host. */
bool mask_url(const struct mask_at *m, size_t *from, size_t *to)
{
	struct span s = m->text;
	size_t at = m->at, colon = SIZE_MAX, sign = SIZE_MAX;

	if (mask_word_at(s, at, "jdbc:oracle:thin:")) {
		struct span word = mask_word(s, at);
		size_t slash = span_find(word, '/'), end = span_find(word, '@');

		*from = at + (slash == SIZE_MAX ? 0 : slash + 1);
		*to = at + (end == SIZE_MAX ? 0 : end);
		return slash != SIZE_MAX && end != SIZE_MAX && slash + 1 < end;
	}
	if (!span_starts(span_from(s, at), span_of("://")))
		return false;
	at += 3;
	for (size_t i = at; i < s.n && url_byte(s.p[i]); i++) {
		if (s.p[i] == ':' && colon == SIZE_MAX)
			colon = i;
		if (s.p[i] == '@')
			sign = i;
	}
	if (sign == SIZE_MAX)
		return false;
	*from = colon != SIZE_MAX && colon < sign ? colon + 1 : at;
	*to = sign;
	if (colon != SIZE_MAX && colon + 1 == sign) { /* token:@host */
		*from = at;
		*to = colon;
	}
	if (!mask_worth(span_sub(s, *from, *to - *from)))
		return false;
	return *from > at || *to != sign || token_like(span_sub(s, at, sign - at));
}

/* ---- headers ----------------------------------------------------------------------------------------------- */

static const char *const schemes[] = { "bearer", "basic", "token", "digest", "apikey", "negotiate", "aws4-hmac-sha256" };

/* Authorization: [scheme] credentials, to the end of the line or the quotes. */
bool mask_header(const struct mask_at *m, size_t *from, size_t *to)
{
	static const char *const names[] = { "authorization", "proxy-authorization", "cookie", "set-cookie" };
	struct span s = m->text;
	size_t at = m->at, end;

	for (size_t i = 0; i < COUNT(names) && at == m->at; i++)
		if (mask_word_at(s, at, names[i]))
			at += strlen(names[i]);
	if (at == m->at) { /* Bearer alone, before what is long enough */
		if (!mask_word_at(s, at, "bearer "))
			return false;
		*from = mask_skip_blanks(s, at + 7);
		*to = *from + run_of(s, *from, form_byte);
		return *to - *from >= 16 && has_digit(span_sub(s, *from, *to - *from)) && mask_worth(span_sub(s, *from, *to - *from));
	}
	while (at < s.n && (s.p[at] == '"' || s.p[at] == '\'' || s.p[at] == '\\'))
		at++;
	if (at >= s.n || (s.p[at] != ':' && s.p[at] != '='))
		return false;
	at = mask_skip_blanks(s, at + 1);
	while (at < s.n && (s.p[at] == '"' || s.p[at] == '\'' || s.p[at] == '\\'))
		at++;
	for (size_t i = 0; i < COUNT(schemes); i++) {
		size_t n = strlen(schemes[i]);

		if (mask_word_at(s, at, schemes[i]) && at + n < s.n && (s.p[at + n] == ' ' || s.p[at + n] == '\t')) {
			at = mask_skip_blanks(s, at + n);
			break;
		}
	}
	for (end = at; end < s.n && s.p[end] != '"' && s.p[end] != '\'' && s.p[end] != '\n' && s.p[end] != '\r' && s.p[end] != '\\';)
		end++;
	*from = at;
	*to = end;
	return mask_worth(span_sub(s, at, end - at));
}
