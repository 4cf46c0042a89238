/* cmd/cmd_seal.c - a case closed for others; signatures and time-stamps on what is closed. */
#include "cmd.h"

#include "base/quote.h"
#include "run/seal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

int cmd_seal(struct call *c, struct fault *f)
{
	struct run_options o = call_options(c);
	const struct run_seal_options s = {
		.files = (const char *const *)&c->opts->operand[2],
		.files_n = c->opts->operands - 2,
		.key = c->opts->key,
		.certificate = c->opts->cert,
		.tsa_ca = c->opts->tsa_ca,
		.ask = call_pass,
		.user = c,
	};
	OWNED(buf) struct buf line = BUF_INIT;
	struct stat st;

	if (stat(o.case_path, &st) == 0 && S_ISDIR(st.st_mode))
		return run_seal_add(&o, c->opts->operand[1], &s, f) < 0 ? -1 : EXIT_DONE;
	if (run_seal(&o, c->opts->operand[1], &s, f) < 0 ||
	    quote_visible(&line, span_of(c->opts->operand[1]), f) < 0 || buf_add_byte(&line, '\n', f) < 0 ||
	    c->out.write(c->out.user, buf_span(&line), f) < 0)
		return -1;
	return EXIT_DONE;
}
