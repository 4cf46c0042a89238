/*
 * report/mask.h - inside of masking: the rules in one list, each with an example that the manual repeats. A rule looks at
 * one place of a text and tells where a value to be hidden begins and ends.
 */
#ifndef REPORT_MASK_H
#define REPORT_MASK_H

#include "base/macros.h"
#include "base/span.h"

/* name, what is hidden, example (what stands between < and > is hidden) */
#define MASK_RULES(X)                                                                                                \
	X(command, "short options of programs that take passwords so: docker login -p, mysql -p, curl -u, sshpass -p ...", \
	  "mysql -uroot -p<hunter2>")                                                                                \
	X(name, "the value of a name such as password, token, secret, API key, with = or :, blanks and quotes around it", \
	  "DB_PASSWORD = <hunter2>")                                                                                 \
	X(option, "the value after an option of such a name", "--registry-password <hunter2>")                       \
	X(keyword, "the value after ENV, ARG, set or export and such a name, and after login's word password",       \
	  "ENV API_KEY <hunter2>")                                                                                   \
	X(quoted, "a quoted value right after such a word, as SQL writes it", "IDENTIFIED BY <'hunter2'>")           \
	X(piped, "what is piped to chpasswd, passwd or an option such as --password-stdin",                          \
	  "echo root:<hunter2> | chpasswd")                                                                          \
	X(url, "the password of a URL, and a token in the user's place", "https://bob:<hunter2>@example.org/")       \
	X(header, "credentials of an HTTP header", "Authorization: Bearer <c2VjcmV0>")                               \
	X(shape, "tokens known by their form: ghp_, glpat-, AKIA, xoxb-, npm_, dckr_pat_, sk-, JWT ...",             \
	  "<ghp_0123456789abcdefghijABCDEFGHIJ012345>")                                                              \
	X(pem, "private keys in PEM", "-----BEGIN PRIVATE KEY-----<MIIEvQ...>-----END PRIVATE KEY-----")

enum mask_rule {
#define X(name, what, example) MASK_##name,
	MASK_RULES(X)
#undef X
	MASK_RULES_
};

struct mask_at {
	struct span text;
	size_t at;         /* a place where a word begins */
	unsigned commands; /* programs named before in this shell command, bits of mask_command.c */
	size_t words;      /* words since the one that named the program */
	bool first;        /* a word of the command begins here, or its opening quote */
	struct span before; /* the word before this one, in the same command; empty at its beginning */
};

/* Each: is a value to be hidden at or behind this place? Sets *from and *to. */
#define X(name, what, example) bool mask_##name(const struct mask_at *m, size_t *from, size_t *to);
MASK_RULES(X)
#undef X

/* ---- what rules share: mask_part.c -------------------------------------------------------------------- */

uint8_t mask_lower(uint8_t c);
bool mask_blank(uint8_t c);
bool mask_name_byte(uint8_t c);
bool mask_word_byte(uint8_t c);
/* Does `word`, in small letters, stand at `at` of `s`, in whatever case? */
bool mask_word_at(struct span s, size_t at, const char *word);
bool mask_is(struct span s, const char *word);
bool mask_holds(struct span s, const char *word);
bool mask_ends(struct span s, const char *word);
/* The word that begins at `at`: up to a blank, a quote or what ends a shell command. */
struct span mask_word(struct span s, size_t at);
size_t mask_skip_blanks(struct span s, size_t at); /* not over the end of a line */
/* A value at `at`: quoted (the quotes belong to it; escaped ones, too), or to the end of its word. True when there is
 * one that is worth hiding: no reference to a variable, no yes or no, no structure. */
bool mask_take(struct span s, size_t at, size_t *from, size_t *to);
bool mask_worth(struct span value);
/* mask_command.c: which program a word names, as a bit; 0: none. */
unsigned mask_program(struct span word);
/* An option that takes the place of a word: htpasswd -n has no file. */
bool mask_counts(unsigned commands, struct span option);

#endif
