/*
 * What people write as secrets is hidden, ordinary text is not: two files of lines beside this program, tests/mask.secrets
 * with what is to be hidden between « and », tests/mask.plain; and the rules' own examples, which the manual repeats.
 */
#include "report/mask.h"
#include "report/private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *name, *what, *example;
} rules[] = {
#define X(name, what, example) { #name, what, example },
	MASK_RULES(X)
#undef X
};

/* The line without its marks, and as it is to be shown; \n is the end of a line. */
static void take_apart(const char *line, const char *open, const char *close, struct buf *text, struct buf *want)
{
	struct fault f = FAULT_INIT;
	bool hidden = false;

	for (const char *p = line; *p != '\0';) {
		if (strncmp(p, open, strlen(open)) == 0 || strncmp(p, close, strlen(close)) == 0) {
			hidden = strncmp(p, open, strlen(open)) == 0;
			p += strlen(hidden ? open : close);
			if (hidden)
				assert_int_equal(buf_add_text(want, MASKED, &f), 0);
			continue;
		}
		assert_int_equal(buf_add_byte(text, (uint8_t)*p, &f), 0);
		if (!hidden)
			assert_int_equal(buf_add_byte(want, (uint8_t)*p, &f), 0);
		p++;
	}
}

static unsigned check(const char *line, const char *open, const char *close)
{
	OWNED(buf) struct buf text = BUF_INIT, want = BUF_INIT, got = BUF_INIT;
	struct fault f = FAULT_INIT;

	take_apart(line, open, close, &text, &want);
	assert_int_equal(mask_text(&got, buf_span(&text), false, &f), 0);
	if (strcmp(buf_cstr(&got), buf_cstr(&want)) == 0)
		return 0;
	print_error("      is %s\n  wanted %s\n", buf_cstr(&got), buf_cstr(&want));
	return 1;
}

static void check_file(const char *name)
{
	FILE *file = fopen(name, "r");
	unsigned lines = 0, wrong = 0;
	char line[1024];

	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		lines++;
		wrong += check(line, "\xc2\xab", "\xc2\xbb");
	}
	(void)fclose(file);
	if (wrong > 0 || lines < 150)
		fail_msg("%s: %u of %u lines", name, wrong, lines);
}

static void what_people_write_is_hidden(void **state)
{
	(void)state;
	check_file("tests/mask.secrets");
}

static void ordinary_text_stays(void **state)
{
	(void)state;
	check_file("tests/mask.plain");
}

static void examples_of_rules_hold(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(rules); i++)
		wrong += check(rules[i].example, "<", ">");
	assert_int_equal(wrong, 0);
}

/* Every rule stands in the manual with its words and its example. */
static void the_manual_has_every_rule(void **state)
{
	static char page[1 << 20];
	FILE *file = fopen("man/sherd.1", "r");
	size_t n;

	(void)state;
	assert_non_null(file);
	n = fread(page, 1, sizeof page - 1, file);
	(void)fclose(file);
	page[n] = '\0';
	for (size_t i = 0; i < COUNT(rules); i++) {
		char row[400], example[200] = "";

		for (const char *p = rules[i].example; *p != '\0'; p++) { /* as mdoc's source has it */
			char one[3] = { *p, '\0', '\0' };

			if (*p != '<' && *p != '>')
				(void)strcat(example, one);
		}
		(void)snprintf(row, sizeof row, ".It Cm %s\n%s.\n.Dl %s\n", rules[i].name, rules[i].what, example);
		if (strstr(page, row) == NULL)
			fail_msg("man/sherd.1 lacks:\n%s", row);
	}
}

/* A hostile text costs its length, not its square: a hundred times as long, no more than some hundred times the work. */
static void long_texts_end(void **state)
{
	static const char *const pieces[] = { "a,", "echo x ", "password={", "://", "mysql -p", "\"", "eyJ", "token:", "-----BEGIN ", "a=b@c" };
	enum { BYTES = 512 << 10 };
	uint8_t *text = (uint8_t *)malloc(BYTES);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < COUNT(pieces); i++) {
		OWNED(buf) struct buf out = BUF_INIT;
		struct fault f = FAULT_INIT;

		for (size_t k = 0; k < BYTES; k++)
			text[k] = (uint8_t)pieces[i][k % strlen(pieces[i])];
		assert_int_equal(mask_text(&out, span_make(text, BYTES), false, &f), 0);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_people_write_is_hidden),
		cmocka_unit_test(ordinary_text_stays),
		cmocka_unit_test(examples_of_rules_hold),
		cmocka_unit_test(the_manual_has_every_rule),
		cmocka_unit_test(long_texts_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
