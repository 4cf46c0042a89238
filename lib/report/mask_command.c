/* report/mask_command.c - secrets in commands: options, words after ENV and set, what programs take by short options. */
#include "report/mask.h"
#include "report/private.h"

#define PROGRAMS(X)                                                                                                   \
	X(LOGIN, "login") X(LOGIN, "netrc")                                                                           \
	X(ATTACHED_P, "mysql") X(ATTACHED_P, "mysqldump") X(ATTACHED_P, "mysqladmin") X(ATTACHED_P, "mysqlimport")    \
	X(ATTACHED_P, "mysqlcheck") X(ATTACHED_P, "mysqlshow") X(ATTACHED_P, "mariadb") X(ATTACHED_P, "mariadb-dump")  \
	X(ATTACHED_P, "mariadb-admin") X(ATTACHED_P, "7z") X(ATTACHED_P, "7za") X(ATTACHED_P, "7zr")                  \
	X(EITHER_P, "sshpass") X(EITHER_P, "mongo") X(EITHER_P, "mongosh") X(EITHER_P, "mongodump")                   \
	X(EITHER_P, "mongorestore") X(EITHER_P, "useradd") X(EITHER_P, "usermod")                                     \
	X(USER, "curl") X(USER, "wget") X(USER, "http") X(USER, "https") X(USER, "lftp") X(USER, "skopeo")            \
	X(CAPITAL_P, "zip") X(CAPITAL_P, "unzip") X(CAPITAL_P, "sqlcmd") X(CAPITAL_P, "bcp") X(CAPITAL_P, "osql")     \
	X(SMALL_A, "redis-cli") X(SMALL_W, "ldapsearch") X(SMALL_W, "ldapadd") X(SMALL_W, "ldapmodify")               \
	X(SMALL_W, "ldapwhoami") X(SMALL_W, "ldapdelete") X(PERCENT, "smbclient") X(PERCENT, "rpcclient")             \
	X(OPENSSL, "openssl") X(HTPASSWD, "htpasswd") X(SQLPLUS, "sqlplus") X(ADMIN, "mysqladmin")

enum { LOGIN = 1, ATTACHED_P = 2, EITHER_P = 4, USER = 8, CAPITAL_P = 16, SMALL_A = 32, SMALL_W = 64, PERCENT = 128, OPENSSL = 256,
       HTPASSWD = 512, SQLPLUS = 1024, ADMIN = 2048 };

unsigned mask_program(struct span word)
{
	static const struct {
		unsigned bit;
		const char *name;
	} programs[] = {
#define X(bit, name) { bit, name },
		PROGRAMS(X)
#undef X
	};
	unsigned bits = 0;

	for (size_t i = word.n; i > 0; i--)
		if (word.p[i - 1] == '/') {
			word = span_from(word, i);
			break;
		}
	for (size_t i = 0; i < COUNT(programs); i++)
		if (span_is(word, programs[i].name))
			bits |= programs[i].bit;
	return bits;
}

bool mask_counts(unsigned commands, struct span option)
{
	return (commands & HTPASSWD) != 0 && span_find(option, 'n') != SIZE_MAX;
}

static bool option_is(struct span word, const char *name)
{
	return span_is(word, name);
}

/* user:password, of which the password is hidden. */
static bool after_colon(const struct mask_at *m, size_t at, size_t *from, size_t *to)
{
	size_t colon;

	if (!mask_take(m->text, at, from, to))
		return false;
	colon = span_find(span_sub(m->text, *from, *to - *from), ':');
	if (colon == SIZE_MAX)
		return false;
	*from += colon + 1;
	if (*to > *from && (m->text.p[*to - 1] == '"' || m->text.p[*to - 1] == '\''))
		--*to;
	return *to > *from && mask_worth(span_sub(m->text, *from, *to - *from));
}

static bool attached(const struct mask_at *m, struct span word, size_t n, size_t *from, size_t *to)
{
	(void)word;
	return mask_take(m->text, m->at + n, from, to);
}

/* The word at hand is the value of the option before it, or holds it itself. */
static bool short_p(const struct mask_at *m, struct span word, size_t *from, size_t *to)
{
	if ((m->commands & (LOGIN | EITHER_P)) != 0 && option_is(m->before, "-p"))
		return mask_take(m->text, m->at, from, to);
	if ((m->commands & (ATTACHED_P | EITHER_P)) != 0 && span_starts(word, span_of("-p")) &&
	    !span_starts(word, span_of("-pass")))
		return attached(m, word, 2, from, to);
	if ((m->commands & CAPITAL_P) != 0 && option_is(m->before, "-P"))
		return mask_take(m->text, m->at, from, to);
	return (m->commands & CAPITAL_P) != 0 && span_starts(word, span_of("-P")) && attached(m, word, 2, from, to);
}

static bool short_user(const struct mask_at *m, struct span word, size_t *from, size_t *to)
{
	static const char *const options[] = { "-u", "--user", "--proxy-user", "-U", "--creds", "--src-creds", "--dest-creds", "-a", "--auth" };

	if ((m->commands & USER) == 0)
		return false;
	for (size_t i = 0; i < COUNT(options); i++) {
		size_t n = strlen(options[i]);

		if (span_is(m->before, options[i]))
			return after_colon(m, m->at, from, to);
		if (span_starts(word, span_of(options[i])) && word.n > n && (options[i][1] == '-' ? word.p[n] == '=' : true) &&
		    after_colon(m, m->at + n + (word.p[n] == '='), from, to))
			return true;
	}
	return false;
}

static bool after_percent(const struct mask_at *m, struct span word, size_t *from, size_t *to)
{
	size_t sign = span_find(word, '%');

	if ((m->commands & PERCENT) == 0 || sign == SIZE_MAX || !option_is(m->before, "-U"))
		return false;
	*from = m->at + sign + 1;
	*to = m->at + word.n;
	return *to > *from;
}

static bool pass_colon(const struct mask_at *m, struct span word, size_t *from, size_t *to)
{
	if ((m->commands & OPENSSL) == 0)
		return false;
	if (option_is(m->before, "-k"))
		return mask_take(m->text, m->at, from, to);
	return span_starts(word, span_of("pass:")) && mask_take(m->text, m->at + 5, from, to);
}

/* htpasswd -b FILE USER PASSWORD: words are counted from the program's; the third that is no option. */
static bool third_word(const struct mask_at *m, struct span word, size_t *from, size_t *to)
{
	return (m->commands & HTPASSWD) != 0 && word.n > 0 && word.p[0] != '-' && m->words == 2 && mask_take(m->text, m->at, from, to);
}

bool mask_command(const struct mask_at *m, size_t *from, size_t *to)
{
	struct span word = mask_word(m->text, m->at);

	if (m->commands == 0 || !m->first)
		return false;
	if (short_p(m, word, from, to) || short_user(m, word, from, to) || after_percent(m, word, from, to) ||
	    pass_colon(m, word, from, to) || third_word(m, word, from, to))
		return true;
	if ((m->commands & SMALL_A) != 0 && option_is(m->before, "-a"))
		return mask_take(m->text, m->at, from, to);
	if ((m->commands & SMALL_W) != 0 && option_is(m->before, "-w"))
		return mask_take(m->text, m->at, from, to);
	if ((m->commands & ADMIN) != 0 && option_is(m->before, "password"))
		return mask_take(m->text, m->at, from, to);
	if ((m->commands & SQLPLUS) != 0 && span_find(word, '/') != SIZE_MAX && word.p[0] != '/' && word.p[0] != '@') {
		size_t slash = span_find(word, '/'), sign = span_find(word, '@');

		*from = m->at + slash + 1;
		*to = m->at + (sign != SIZE_MAX && sign > slash ? sign : word.n);
		return *to > *from;
	}
	return false;
}

/* ---- what is piped ------------------------------------------------------------------------------------------ */

enum { LINE_MOST = 1024 }; /* rule: how far a pipe is looked for */

/* To behind the next '|' of the same line, quotes left alone. SIZE_MAX: none. */
static size_t pipe_after(struct span s, size_t at)
{
	uint8_t quote = 0;

	for (size_t most = at + LINE_MOST; at < s.n && at < most && s.p[at] != '\n'; at++) {
		if (quote != 0)
			quote = s.p[at] == quote ? 0 : quote;
		else if (s.p[at] == '"' || s.p[at] == '\'')
			quote = s.p[at];
		else if (s.p[at] == ';' || s.p[at] == '&')
			return SIZE_MAX;
		else if (s.p[at] == '|')
			return at + 1;
	}
	return SIZE_MAX;
}

static struct span command_at(struct span s, size_t at)
{
	size_t end = at;

	while (end < s.n && end - at < LINE_MOST && s.p[end] != '\n' && s.p[end] != ';' && s.p[end] != '&' && s.p[end] != '|')
		end++;
	return span_sub(s, at, end - at);
}

bool mask_piped(const struct mask_at *m, size_t *from, size_t *to)
{
	struct span s = m->text, next;
	size_t at = m->at, pipe;
	bool pairs;

	if (span_starts(span_from(s, at), span_of("<<<")) && mask_holds(m->before, "chpasswd"))
		return after_colon(m, mask_skip_blanks(s, at + 3), from, to);
	if (!mask_is(mask_word(s, at), "echo") && !mask_is(mask_word(s, at), "printf"))
		return false;
	pipe = pipe_after(s, at);
	if (pipe == SIZE_MAX)
		return false;
	next = command_at(s, pipe);
	pairs = mask_holds(next, "chpasswd");
	if (!pairs && !mask_holds(next, "-stdin") && !mask_holds(next, "passwd") && !mask_holds(next, "sudo -s "))
		return false;
	at = mask_skip_blanks(s, at + mask_word(s, at).n);
	while (at < s.n && s.p[at] == '-')
		at = mask_skip_blanks(s, at + mask_word(s, at).n);
	if (pairs)
		return after_colon(m, at, from, to);
	return mask_take(s, at, from, to);
}
