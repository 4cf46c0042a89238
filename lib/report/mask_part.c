/* report/mask_part.c - what the rules of masking share: words, values, and which names are those of secrets. */
#include "report/mask.h"
#include "report/private.h"

enum { WORD_MOST = 1024 }; /* rule: no word that names anything is longer */

uint8_t mask_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

bool mask_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

bool mask_name_byte(uint8_t c)
{
	return letter(c) || digit(c) || c == '_' || c == '-' || c == '.';
}

bool mask_word_byte(uint8_t c)
{
	return !mask_blank(c) && c != '"' && c != '\'' && c != '`' && c != ';' && c != '|' && c != '&';
}

bool mask_word_at(struct span s, size_t at, const char *word)
{
	size_t n = strlen(word);

	if (at > s.n || s.n - at < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (mask_lower(s.p[at + i]) != (uint8_t)word[i])
			return false;
	return true;
}

bool mask_is(struct span s, const char *word)
{
	return s.n == strlen(word) && mask_word_at(s, 0, word);
}

bool mask_holds(struct span s, const char *word)
{
	for (size_t i = 0; i < s.n; i++)
		if (mask_word_at(s, i, word))
			return true;
	return false;
}

bool mask_ends(struct span s, const char *word)
{
	return s.n >= strlen(word) && mask_word_at(s, s.n - strlen(word), word);
}

struct span mask_word(struct span s, size_t at)
{
	size_t end = at;

	/* the bound keeps a text without blanks from costing its square */
	while (end < s.n && end - at < WORD_MOST && mask_word_byte(s.p[end]))
		end++;
	return span_sub(s, at, end - at);
}

size_t mask_skip_blanks(struct span s, size_t at)
{
	while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t'))
		at++;
	return at;
}

/* ---- values ------------------------------------------------------------------------------------------- */

/* $NAME, ${NAME}, $(command), %NAME%, <name>, {{ template }}: nothing to hide stands here. */
static bool refers(struct span v)
{
	size_t i = 1;

	if (v.n < 2)
		return false;
	if (v.p[0] == '<' && letter(v.p[1]))
		return true;
	if (span_starts(v, span_of("{{")) || (v.p[0] == '%' && v.p[v.n - 1] == '%'))
		return true;
	if (v.p[0] != '$')
		return false;
	if (v.p[1] == '{' || v.p[1] == '(')
		return true;
	while (i < v.n && (letter(v.p[i]) || digit(v.p[i]) || v.p[i] == '_' || v.p[i] == ':'))
		i++;
	/* $1$salt$hash and $2y$10$... are hashes of passwords */
	return i == v.n && !digit(v.p[1]);
}

bool mask_worth(struct span v)
{
	static const char *const plain[] = { "true", "false", "yes", "no", "on", "off", "null", "none", "nil", "[masked]", "\\" };
	bool some = false;

	while (v.n > 0 && (v.p[0] == '"' || v.p[0] == '\'' || v.p[0] == '\\'))
		v = span_from(v, 1);
	while (v.n > 0 && (v.p[v.n - 1] == '"' || v.p[v.n - 1] == '\'' || v.p[v.n - 1] == '\\' || v.p[v.n - 1] == ','))
		v = span_sub(v, 0, v.n - 1);
	for (size_t i = 0; i < COUNT(plain); i++)
		if (mask_is(v, plain[i]))
			return false;
	for (size_t i = 0; i < v.n; i++)
		some = some || letter(v.p[i]) || digit(v.p[i]) || v.p[i] >= 0x80 || (v.n > 2 && v.p[i] != '*' && v.p[i] != '.');
	return some && !refers(v) && v.p[0] != '{' && v.p[0] != '[';
}

/* Length of what is quoted at the head by `quote`, to behind the closing one. */
static size_t quoted_length(struct span s, uint8_t quote)
{
	size_t n = 1;

	while (n < s.n && s.p[n] != quote)
		n += s.p[n] == '\\' && n + 1 < s.n ? 2 : 1;
	return n < s.n ? n + 1 : s.n;
}

/* \"...\" as JSON in a shell's quotes is written: to behind the next \" . */
static size_t escaped_length(struct span s)
{
	size_t n = 2;

	while (n < s.n && !(s.p[n] == '\\' && n + 1 < s.n && s.p[n + 1] == s.p[1]))
		n++;
	return n < s.n ? n + 2 : s.n;
}

bool mask_take(struct span s, size_t at, size_t *from, size_t *to)
{
	struct span rest = at < s.n ? span_from(s, at) : SPAN_NONE;
	size_t n = 0;

	if (rest.n == 0 || rest.p[0] == '{' || rest.p[0] == '[')
		return false;
	if (rest.p[0] == '"' || rest.p[0] == '\'')
		n = quoted_length(rest, rest.p[0]);
	else if (rest.n > 1 && rest.p[0] == '\\' && (rest.p[1] == '"' || rest.p[1] == '\''))
		n = escaped_length(rest);
	else
		while (n < rest.n && mask_word_byte(rest.p[n]) && rest.p[n] != '\\')
			n++;
	while (n > 0 && (rest.p[n - 1] == ',' || rest.p[n - 1] == '}' || rest.p[n - 1] == ']'))
		n--;
	*from = at;
	*to = at + n;
	return n > 0 && mask_worth(span_sub(rest, 0, n));
}

/* ---- names ---------------------------------------------------------------------------------------------- */

/* The last part says that the value is no secret but something about one. */
static bool about_one(struct span part)
{
	static const char *const words[] = {
		"file",    "files",  "path",  "paths",   "dir",    "folder",   "name",     "url",    "uri",     "endpoint", "length",
		"len",     "size",   "min",   "max",     "policy", "ttl",      "expiry",   "expires", "age",    "timeout",  "type",
		"version", "enabled", "disabled", "required", "count", "limit", "header", "stdin",  "prompt",  "ring",     "server",
		"mode",    "format", "algorithm", "alg", "host",   "port",     "sock",     "socket", "provider", "issuer",  "method",
		"scheme",  "realm",  "class", "service", "parallelism", "plugin", "module", "backend", "check",  "script",   "challenge",
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (mask_is(part, words[i]))
			return true;
	return false;
}

static bool of_public_key(struct span name)
{
	static const char *const words[] = { "gpg", "pgp", "public", "pubkey", "fingerprint", "recv", "keyring", "primary", "foreign" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (mask_holds(name, words[i]))
			return true;
	return false;
}

static bool ends_in_key(struct span part)
{
	static const char *const other[] = { "monkey", "turkey", "hotkey", "donkey", "jockey", "whiskey", "monkeys", "hotkeys", "newkey" };

	for (size_t i = 0; i < COUNT(other); i++)
		if (mask_is(part, other[i]))
			return false;
	return mask_ends(part, "key") || mask_ends(part, "keys");
}

static bool holds_pass(struct span part)
{
	static const char *const other[] = { "bypass", "compass", "passenger", "passive", "passthrough", "passthru", "encompass", "passport",
		                             "trespass", "multipass", "passing", "passes", "passed" };

	for (size_t i = 0; i < COUNT(other); i++)
		if (mask_is(part, other[i]))
			return false;
	return mask_holds(part, "pass");
}

/* One part of a name, between '_', '-' and '.', or where a capital follows a small letter. */
static bool secret_part(struct span part)
{
	if (mask_holds(part, "secret"))
		return !mask_holds(part, "secretary");
	if (holds_pass(part) || mask_holds(part, "credential") || mask_is(part, "creds") || mask_is(part, "pw"))
		return true;
	if (mask_ends(part, "token") || mask_ends(part, "tokens"))
		return true;
	if (ends_in_key(part) || (mask_ends(part, "pwd") && part.n > 3) || mask_is(part, "privatekey"))
		return true;
	return mask_is(part, "auth") || mask_is(part, "authn") || (mask_ends(part, "auth") && !mask_is(part, "oauth")) ||
	       mask_is(part, "cookie") || mask_is(part, "signature") || mask_is(part, "sig");
}

static bool parts(struct span s, size_t i)
{
	return i == s.n || s.p[i] == '_' || s.p[i] == '-' || s.p[i] == '.' || s.p[i] == '/' ||
	       (i > 0 && s.p[i] >= 'A' && s.p[i] <= 'Z' && s.p[i - 1] >= 'a' && s.p[i - 1] <= 'z');
}

bool mask_key(struct span key)
{
	bool secret = false, sure = false, pub = of_public_key(key);
	struct span last = SPAN_NONE;
	size_t from = 0;

	if (mask_is(key, "oldpwd") || span_is(key, "PWD"))
		return false;
	for (size_t i = 0; i <= key.n; i++) {
		struct span part = span_sub(key, from, i - from);

		if (!parts(key, i) || (i < key.n && i == from && key.p[i] != '_' && key.p[i] != '-' && key.p[i] != '.' && key.p[i] != '/'))
			continue;
		secret = secret || secret_part(part) || mask_is(part, "pwd");
		sure = sure || holds_pass(part) || mask_holds(part, "secret") || mask_holds(part, "token") || mask_is(part, "private");
		if (part.n > 0)
			last = part;
		from = i < key.n && (mask_lower(key.p[i]) < 'a' || mask_lower(key.p[i]) > 'z') ? i + 1 : i;
	}
	if (mask_is(last, "tokens") && (mask_holds(key, "max") || mask_holds(key, "num") || mask_holds(key, "limit")))
		return false;
	if ((mask_is(last, "signature") || mask_is(last, "sig")) && span_find(key, '/') != SIZE_MAX)
		return false; /* an annotation's: made to be checked by everybody */
	return secret && !about_one(last) && (sure || !pub);
}
