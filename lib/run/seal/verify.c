/* run/seal/verify.c - everything that was recorded, checked again: a case, or a sealed folder. */
#include "run/seal.h"
#include "run/seal/verify.h"

#include <fcntl.h>
#include <unistd.h>

int run_verify(const struct run_options *o, const struct run_verify_options *v, const struct run_verify_sink *sink,
               struct run_custody_state *state, bool *failed, struct fault *f)
{
	struct verifying x = { .o = o, .v = v, .sink = sink, .f = f };
	int dir = open(o->case_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	memset(state, 0, sizeof *state);
	rc = dir >= 0 ? run_verify_folder(&x, dir, state) : run_verify_case(&x, o->case_path, true, state);
	if (rc == 0 && dir < 0 && (v->ca != NULL || v->fingerprint != NULL || v->tsa_ca != NULL))
		rc = run_verify_tell(&x, "FAILED", "signature", "a case alone is not signed: a sealed folder is");
	if (dir >= 0)
		(void)close(dir);
	*failed = x.failed;
	return rc;
}
