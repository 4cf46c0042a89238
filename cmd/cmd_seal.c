/* cmd/cmd_seal.c - a case closed for others; signatures and time-stamps on what is closed. */
#include "cmd.h"

#include "base/quote.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* One line: from the descriptor given, or asked at the terminal without showing it. */
static int read_line(int fd, char *out, int cap)
{
	int n = 0;
	char c;

	while (n < cap && read(fd, &c, 1) == 1 && c != '\n')
		out[n++] = c;
	return n;
}

int call_pass(void *user, char *out, int cap)
{
	const struct call *c = (const struct call *)user;
	struct termios old, quiet;
	FILE *tty;
	int n;

	if (c->opts->pass_fd >= 0)
		return read_line(c->opts->pass_fd, out, cap);
	tty = fopen("/dev/tty", "r+e");
	if (tty == NULL)
		return -1;
	if (tcgetattr(fileno(tty), &old) != 0) {
		(void)fclose(tty);
		return -1;
	}
	quiet = old;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	/* before the prompt: what is typed as soon as it shows must neither echo nor be flushed away */
	(void)tcsetattr(fileno(tty), TCSAFLUSH, &quiet);
	(void)fputs("passphrase of the key: ", tty);
	(void)fflush(tty);
	n = read_line(fileno(tty), out, cap);
	(void)tcsetattr(fileno(tty), TCSAFLUSH, &old);
	(void)fputc('\n', tty);
	(void)fclose(tty);
	return n;
}

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
