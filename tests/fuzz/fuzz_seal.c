/* What comes back in a sealed folder: signatures, replies, continuation logs, manifests. */
#include "run/seal/seal.h"
#include "seal/seal.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__asan_default_options(void);

/* OpenSSL 3.0 leaks a memory BIO inside CMS_verify() when a signature is malformed: one for each, not ours to free. */
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char manifest[] = "# entries: 3\n# head: 09386b1531db52634c52c222b91d3041841edb53f6881d866d3c9e8092e98dec\n";
	struct fault f = FAULT_INIT;
	struct span all = span_make(data, size), rest;
	struct seal_signer who;
	struct seal_token token;
	struct seal_chain chain;

	if (size < 1)
		return 0;
	rest = span_from(all, 1);
	switch (data[0] % 4) {
	case 0:
		IGNORE(seal_check(span_of(manifest), rest, SPAN_NONE, NULL, 0, &who, &f));
		break;
	case 1:
		IGNORE(seal_reply(span_of(manifest), rest, SPAN_NONE, NULL, &token, &f));
		break;
	case 2:
		IGNORE(seal_check(span_of(manifest), span_sub(rest, 0, 64), span_from(rest, rest.n < 64 ? rest.n : 64), NULL, 0, &who, &f));
		break;
	default:
		IGNORE(run_seal_chain_read(&chain, rest, span_of(manifest), NULL, NULL, &f));
		(void)run_seal_member(rest, "sha256");
		(void)run_seal_head(rest, "head");
	}
	return 0;
}
