/* run/seal/seal.h - what sealing and verifying share: files of a sealed folder, its manifest, its continuation log. */
#ifndef RUN_SEAL_SEAL_H
#define RUN_SEAL_SEAL_H

#include "run/custody/custody.h"

#define SEAL_CASE "case.db"
#define SEAL_MANIFEST "MANIFEST.sha256"
#define SEAL_CMS "MANIFEST.p7s"
#define SEAL_RAW "MANIFEST.sig"
#define SEAL_CERTIFICATE "signer.pem"
#define SEAL_PUBLIC "signer.pub"
#define SEAL_REQUEST "MANIFEST.tsq"
#define SEAL_REPLY "MANIFEST.tsr"
#define SEAL_LOG "continuation.log"

enum { SEAL_FILE_MOST = 64 << 20 }; /* told: a fault; of files read whole: manifest, signatures, log */

/* A small file whole. 0, or 1 when there is none. */
int run_seal_read(int dir, const char *name, struct buf *out, struct fault *f) MUST_USE;
/* Written anew, mode 0444; an existing one is replaced. */
int run_seal_write(int dir, const char *name, struct span bytes, struct fault *f) MUST_USE;

/* Every file below, by the bytes of its path. */
int run_seal_list(int dir, int (*each)(void *user, const char *path, struct fault *f), void *user, struct fault *f) MUST_USE;
/* The bytes a time-stamp speaks of: the signature, or the manifest; and its name. */
int run_seal_stamped(int dir, struct buf *out, const char **name, struct fault *f) MUST_USE;

/* What follows a `# key: ` of the manifest's head; empty: none. */
struct span run_seal_head(struct span manifest, const char *key);

/* The continuation log: lines of number, hash before, hash, canonical bytes in hexadecimal. Begins where the sealed
 * case ends. *bad: number of the line (from 1) that does not hold, 0: all do. */
struct seal_chain {
	int64_t seq;
	char head[CUSTODY_HEX];
	uint64_t lines, bad;
};
int run_seal_chain_read(struct seal_chain *out, struct span log, struct span manifest,
                    int (*entry)(void *user, int64_t seq, struct span canon, struct fault *f), void *user,
                    struct fault *f) MUST_USE;
/* One entry more. `c` as for run_custody_append(). */
int run_seal_chain_add(int dir, const struct run_options *o, const char *act, struct canon *c, struct fault *f) MUST_USE;

/* A member of a canonical object that is a plain string, without its quotes; empty: none. */
struct span run_seal_member(struct span canon, const char *key);

#endif
