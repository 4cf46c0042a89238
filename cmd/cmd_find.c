/* cmd/cmd_find.c - text in names, labels, history; or the digests of a file. */
#include "cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 64 << 20 /* bytes of a file of wanted digests */ };

int call_wanted(const char *name, struct buf *out, struct fault *f)
{
	int fd = strcmp(name, "-") == 0 ? 0 : open(name, O_RDONLY | O_CLOEXEC);
	char chunk[65536];
	ssize_t n = 0;
	int rc = 0;

	if (fd < 0)
		return fault_set(f, FAULT_USAGE, errno, "the file of wanted digests cannot be read");
	while (rc == 0 && (n = read(fd, chunk, sizeof chunk)) > 0)
		rc = out->n > MOST ? fault_set(f, FAULT_USAGE, 0, "the file of wanted digests is above 64 MiB")
		                   : buf_add(out, span_make(chunk, (size_t)n), f);
	if (fd != 0)
		(void)close(fd);
	return n < 0 ? fault_set(f, FAULT_IO, errno, "the file of wanted digests cannot be read") : rc;
}

int cmd_find(struct call *c, struct fault *f)
{
	OWNED(report) struct report *r = NULL;
	OWNED(buf) struct buf wanted = BUF_INIT;
	const struct opts *o = c->opts;
	int rc;

	if ((o->operands == 2) == (o->wanted != NULL))
		return fault_set(f, FAULT_USAGE, 0, "a pattern or --wanted FILE; usage: sherd find CASE PATTERN");
	if (o->wanted != NULL && call_wanted(o->wanted, &wanted, f) < 0)
		return -1;
	if (report_open(&r, o->operand[0], &c->watch, f) < 0)
		return -1;
	rc = o->wanted != NULL ? report_wanted(r, buf_span(&wanted), &o->show, &c->out, f)
	                       : report_find(r, o->operand[1], &o->show, &c->out, f);
	return rc < 0 ? -1 : EXIT_DONE;
}
