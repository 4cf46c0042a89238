/* cmd/cmd_version.c - which sherd this is. */
#include "cmd.h"

#include "run/build.h"

int cmd_version(struct call *c, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;

	if (c->opts->version_sbom)
		return run_sbom(&text, f) < 0 || c->out.write(c->out.user, buf_span(&text), f) < 0 ? -1 : EXIT_DONE;
	if (say(c, f, "sherd %s\n", run_version()) < 0)
		return -1;
	if (!c->opts->version_long)
		return EXIT_DONE;
	if (run_version_long(&text, f) < 0 || c->out.write(c->out.user, buf_span(&text), f) < 0)
		return -1;
	return EXIT_DONE;
}
