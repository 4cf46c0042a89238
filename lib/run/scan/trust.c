/* run/scan/trust.c - what an earlier scan hashed and nothing shows as changed. */
#include "run/scan/trust.h"

#include "base/vec.h"
#include "core/sentence.h"
#include "hash/hash.h"

#include <stdlib.h>

enum {
	NAME_BYTES = 16, /* format: of the SHA-256 of a path */
	/* rule: seconds between a ctime and the scan. Who holds a file mapped and has written to it changes it without a new
	 * ctime until the page is written back (mmap(2)), which Linux does 30 seconds after it first was dirty, looking every 5. */
	MARGIN = 60,
};

/* One pair of words for what bytes look like; few in all. */
struct look_words {
	char form[16], media[112];
};

struct trusted_file {
	uint8_t name[NAME_BYTES];
	uint64_t device, inode, size;
	struct when mtime, ctime;
	int64_t hashed_by;
	uint32_t look;
};

struct trust {
	VEC(struct trusted_file) files; /* by device, inode, name */
	VEC(struct look_words) looks;
};

void run_trust_free(struct trust *t)
{
	if (t == NULL)
		return;
	VEC_RELEASE(&t->files);
	VEC_RELEASE(&t->looks);
	free(t);
}

static int name_of(uint8_t name[NAME_BYTES], struct span path, struct fault *f)
{
	struct digest d;

	if (hash_span(&d, DIGEST_SHA256, path, f) < 0)
		return -1;
	memcpy(name, d.byte, NAME_BYTES);
	return 0;
}

static bool keep_word(char *out, size_t room, struct span word)
{
	if (word.n >= room)
		return false;
	memset(out, 0, room);
	if (word.n > 0)
		memcpy(out, word.p, word.n);
	return true;
}

/* The number of a pair of words; *at stays where they are too long to be ours. */
static int look_of(struct trust *t, const struct trusted_item *x, uint32_t *at, bool *fits, struct fault *f)
{
	struct look_words w = { "", "" };

	*fits = keep_word(w.form, sizeof w.form, x->form) && keep_word(w.media, sizeof w.media, x->media);
	if (!*fits)
		return 0;
	for (size_t i = t->looks.n; i > 0; i--)
		if (memcmp(&t->looks.v[i - 1], &w, sizeof w) == 0) {
			*at = (uint32_t)(i - 1);
			return 0;
		}
	*at = (uint32_t)t->looks.n;
	*fits = t->looks.n < 256; /* rule: more kinds of content than libmagic tells blobs apart by are read again */
	return *fits ? VEC_PUSH(&t->looks, w, f) : 0;
}

/* A file changed while it was read, or since, has a ctime from then on. */
static bool settled(struct when ctime, struct when scan)
{
	return ctime.known && scan.known && ctime.sec < scan.sec - MARGIN;
}

static int add(struct trust *t, const struct trusted_item *x, struct fault *f)
{
	struct trusted_file file = { .device = x->device, .inode = x->inode, .size = x->size, .mtime = x->mtime,
		                     .ctime = x->ctime, .hashed_by = x->hashed_by };
	bool fits;

	if (!settled(x->ctime, x->hashed_at) || x->size == 0)
		return 0;
	if (name_of(file.name, x->path, f) < 0 || look_of(t, x, &file.look, &fits, f) < 0)
		return -1;
	return fits ? VEC_PUSH(&t->files, file, f) : 0;
}

static int file_order(const void *a, const void *b)
{
	const struct trusted_file *x = (const struct trusted_file *)a, *y = (const struct trusted_file *)b;

	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return memcmp(x->name, y->name, NAME_BYTES);
}

int run_trust_load(struct trust **out, struct casedb *db, int64_t scan, struct fault *f)
{
	OWNED(trusted) struct trusted *all = NULL;
	OWNED(trust) struct trust *t = (struct trust *)calloc(1, sizeof *t);
	struct trusted_item x;
	int rc;

	if (t == NULL)
		return fault_memory(f, sizeof *t);
	if (casedb_trusted(db, scan, &all, f) < 0)
		return -1;
	while ((rc = casedb_next_trusted(all, &x, f)) == 0)
		if (add(t, &x, f) < 0)
			return -1;
	if (rc < 0)
		return -1;
	if (t->files.n > 0)
		qsort(t->files.v, t->files.n, sizeof *t->files.v, file_order);
	*out = TAKE(&t);
	return 0;
}

int run_trust_find(const struct trust *t, const struct entry *e, const struct place *p, struct exam_record *out, struct fault *f)
{
	struct trusted_file key = { .device = e->device, .inode = e->inode };
	const struct trusted_file *file;

	if (t == NULL || e->kind != ENTRY_FILE || !role_is_blob(p->role) || (e->has & HAS_INODE) == 0 || (e->has & HAS_STAMPS) == 0 || t->files.n == 0)
		return 0;
	if (name_of(key.name, e->path, f) < 0)
		return -1;
	file = (const struct trusted_file *)bsearch(&key, t->files.v, t->files.n, sizeof key, file_order);
	if (file == NULL || file->size != e->size || !e->mtime.known || !e->ctime.known || when_cmp(file->mtime, e->mtime) != 0 ||
	    when_cmp(file->ctime, e->ctime) != 0)
		return 0;
	*out = (struct exam_record){ .read = true,
		                     .sha256 = p->digest,
		                     .named = p->digest,
		                     .form = t->looks.v[file->look].form,
		                     .media = t->looks.v[file->look].media,
		                     .reading = "trusted",
		                     .reading_offset = (uint64_t)file->hashed_by };
	return 1;
}

int run_trust_tell(struct casedb *db, int64_t scan, struct fault *f)
{
	struct trusted_count c = { 0, 0, 0 };
	char text[400];
	int rc;

	while ((rc = casedb_count_trusted(db, scan, c.hashed_by, &c, f)) == 0) {
		(void)sentence(text, sizeof text, S_FILES_NOT_READ_TRUSTED, c.files, c.bytes, (uint64_t)c.hashed_by);
		if (casedb_put_observation(db, scan, 0, FINDING_BYTES_TRUSTED, 0, 0, SPAN_NONE, span_of(text), f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}
