/* source/image_volume.c - an image's volumes and file systems; what its container says of itself. */
#include "source/image.h"

#include "base/number.h"
#include "base/quote.h"
#include "core/sentence.h"
#include "hash/hash.h"
#include "hash/many.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE = 1 << 20, FILES_TOLD = 65 }; /* told: by the digest over all of them */

/* ---- opening ------------------------------------------------------------------------------------------- */

static bool readable(enum content c)
{
	return c != CONTENT_NOTHING && c != CONTENT_LVM2 && c != CONTENT_SWAP;
}

static int open_fs(struct image_source *m, size_t i, const struct limits *limits, const struct watch *watch, struct fault *f)
{
	const struct volume *v = &m->volumes.v[i];
	struct image_volume *own = &m->own[i];
	int rc;

	(void)snprintf(own->prefix, sizeof own->prefix, "%s", v->name);
	if (!v->leaf || v->media == NULL || !readable(v->content))
		return 0;
	rc = fs_open(&own->fs, v->media, v->content, v->backup, limits, watch, own->trouble, f);
	own->damaged = rc == FS_DAMAGED;
	return rc < 0 || (own->fs != NULL && fs_census_new(&own->census, f) < 0) ? -1 : 0;
}

static void settle_prefixes(struct image_source *m)
{
	size_t trees = 0, last = 0;

	for (size_t i = 0; i < m->volumes.n; i++)
		if (m->own[i].fs != NULL) {
			trees++;
			last = i;
		}
	/* the image itself is the file system: paths as a mount would show them */
	m->single = trees == 1 && (last == 0 || m->volumes.v[last].kind == VOLUME_IMAGE);
	for (size_t i = 0; i < m->volumes.n; i++) {
		if (m->single)
			m->own[i].prefix[0] = '\0';
		else if (m->own[i].prefix[0] == '\0')
			(void)snprintf(m->own[i].prefix, sizeof m->own[i].prefix, "image");
		m->shown[i] = (struct source_volume){ &m->volumes.v[i], m->own[i].fs, m->own[i].prefix, m->own[i].trouble };
	}
}

/* Its container may say why: "; parent: ...". */
static const char *lacking(const struct image_source *m, char text[224])
{
	const struct media_info *info = media_info(m->media);

	text[0] = '\0';
	for (size_t i = 0; i < info->n && text[0] == '\0'; i++)
		if (info->notes[i].weight == MEDIA_NOTE_LACKING)
			(void)snprintf(text, 224, "; %.40s: %.170s", info->notes[i].key, said_english(info->notes[i].text));
	return text;
}

int image_volumes_open(struct image_source *m, bool forced, const struct limits *limits, const struct watch *watch,
                       char why[256], struct fault *f)
{
	bool known = false;
	char text[224];

	if (volumes_find(&m->volumes, m->media, watch, f) < 0)
		return -1;
	m->own = (struct image_volume *)calloc(m->volumes.n + 1, sizeof *m->own);
	m->shown = (struct source_volume *)calloc(m->volumes.n + 1, sizeof *m->shown);
	if (m->own == NULL || m->shown == NULL)
		return fault_memory(f, m->volumes.n * sizeof *m->shown);
	for (size_t i = 0; i < m->volumes.n; i++) {
		known = known || i > 0 || m->volumes.v[i].content != CONTENT_NOTHING;
		if (open_fs(m, i, limits, watch, f) < 0)
			return -1;
	}
	if (!known && !forced) {
		(void)snprintf(why, 256, "nothing in it looks like a disk image%.210s", lacking(m, text));
		return SOURCE_UNKNOWN;
	}
	settle_prefixes(m);
	return 0;
}

/* ---- at the end of the walk -------------------------------------------------------------------------------- */

static int remark_fs(struct image_source *m, size_t i, const char *name, struct fault *f)
{
	struct image_volume *own = &m->own[i];
	const struct fs_facts *x = fs_facts(own->fs);
	char replayed[160];

	if (own->walked && !own->partial && fs_check(own->fs, own->census, f) < 0)
		return -1;
	(void)sentence(replayed, sizeof replayed, S_NOT_UNMOUNTED_JOURNAL, x->kind);
	if (x->dirty && image_remark(m, FINDING_JOURNAL_REPLAYED, NULL, f, S_PLACE_SAYS, name, replayed) < 0)
		return -1;
	if (x->left_out[0] != '\0' && image_remark(m, FINDING_UNREADABLE, own->prefix, f, S_PLACE_SAYS, name, x->left_out) < 0)
		return -1;
	return x->note[0] == '\0' ? 0
	                          : image_remark(m, FINDING_FILESYSTEM_DAMAGED, x->lacking ? own->prefix : NULL, f, S_PLACE_SAYS,
	                                         name, x->note);
}

/* What stands there and is not read, with the reason when there is one. */
static int remark_closed(struct image_source *m, size_t i, enum finding_code code, struct fault *f)
{
	const struct volume *v = &m->volumes.v[i];
	char what[2 * FS_WHY];

	if (m->own[i].trouble[0] != '\0')
		(void)sentence(what, sizeof what, S_BOTH, content_about(v->content), m->own[i].trouble);
	else
		(void)snprintf(what, sizeof what, "%s", content_about(v->content));
	return v->name[0] != '\0' ? image_remark(m, code, NULL, f, S_PLACE_AT_BYTE, v->name, v->offset, what)
	                          : image_remark(m, code, NULL, f, S_IMAGE_AT_BYTE, v->offset, what);
}

static int remark_volume(struct image_source *m, size_t i, struct fault *f)
{
	const struct volume *v = &m->volumes.v[i];
	const char *name = v->name[0] != '\0' ? v->name : S_THE_IMAGE;
	bool closed = v->leaf && m->own[i].fs == NULL && v->content != CONTENT_NOTHING && v->content != CONTENT_SWAP;
	enum finding_code unread = m->own[i].damaged ? FINDING_FILESYSTEM_DAMAGED : FINDING_VOLUME_NOT_READ;

	if (closed && remark_closed(m, i, unread, f) < 0)
		return -1;
	if (v->note[0] != '\0' && image_remark(m, v->damaged                     ? FINDING_FILESYSTEM_DAMAGED
	                                          : closed || v->media == NULL ? FINDING_VOLUME_NOT_READ
	                                                                        : FINDING_VOLUME_ODD,
	                                       NULL, f, S_PLACE_SAYS, name, v->note) < 0)
		return -1;
	return m->own[i].fs == NULL ? 0 : remark_fs(m, i, name, f);
}

/* What containers call their fields; others stand under the name the container gives. */
static const char *field_said(const struct media_note *note)
{
	static const struct {
		const char *key, *said;
	} fields[] = {
		{ "case_number", S_CASE_NUMBER },           { "description", S_DESCRIPTION },
		{ "examiner_name", S_EXAMINER_NAME },       { "evidence_number", S_EVIDENCE_NUMBER },
		{ "acquiry_date", S_ACQUIRY_DATE },         { "system_date", S_SYSTEM_DATE },
		{ "acquiry_operating_system", S_ACQUIRY_OPERATING_SYSTEM },
		{ "acquiry_software", S_ACQUIRY_SOFTWARE }, { "acquiry_software_version", S_ACQUIRY_SOFTWARE_VERSION },
		{ "model", S_MODEL },                       { "serial_number", S_SERIAL_NUMBER },
		{ "device_label", S_DEVICE_LABEL },         { "process_identifier", S_PROCESS_IDENTIFIER },
		{ "notes", S_NOTES },
	};

	/* what we say of the container stands under its bare key */
	for (size_t i = 0; i < COUNT(fields) && note->text[0] != SAID_MARK[0]; i++)
		if (strcmp(note->key, fields[i].key) == 0)
			return fields[i].said;
	return note->key;
}

static int remark_container(struct image_source *m, struct fault *f)
{
	static const enum finding_code codes[] = { [MEDIA_NOTE_PLAIN] = FINDING_CONTAINER_NOTE,
		                                   [MEDIA_NOTE_DAMAGED] = FINDING_IMAGE_DAMAGED,
		                                   [MEDIA_NOTE_LACKING] = FINDING_IMAGE_UNREAD };
	const struct media_info *info = media_info(m->media);

	for (size_t i = 0; i < info->n; i++)
		if (image_remark(m, codes[info->notes[i].weight], NULL, f, S_PLACE_SAYS, field_said(&info->notes[i]),
		                 info->notes[i].text) < 0)
			return -1;
	if (info->unread_bytes > 0 && image_remark(m, FINDING_IMAGE_UNREAD, NULL, f, S_BYTES_IMAGE_NOT, info->unread_bytes) < 0)
		return -1;
	return info->met_bytes == 0 ? 0
	                            : image_remark(m, FINDING_IMAGE_UNREAD, NULL, f, S_BYTES_PLACES_UNREAD, info->met_bytes,
	                                           info->met_pieces, info->met_first);
}

/* The media's bytes against the digests its container keeps of them. */
static int verify_stored(struct image_source *m, struct fault *f)
{
	const struct media_info *info = media_info(m->media);
	OWNED(many) struct many *h = NULL;
	char hex[MANY_COUNT][MANY_HEX];
	uint8_t *piece;
	int rc = 0;

	if (!info->has_stored_md5 && !info->has_stored_sha1)
		return 0;
	piece = (uint8_t *)malloc(PIECE);
	if (piece == NULL || many_new(&h, f) < 0) {
		free(piece);
		return piece == NULL ? fault_memory(f, PIECE) : -1;
	}
	for (uint64_t at = 0; rc >= 0 && at < m->media->size; at += PIECE) {
		size_t n = m->media->size - at < PIECE ? (size_t)(m->media->size - at) : PIECE;

		rc = media_read(m->media, at, piece, n, f);
		if (rc >= 0 && many_add(h, span_make(piece, n), f) < 0)
			rc = -1;
		if (rc >= 0 && watch_check(m->base.watch, f) < 0)
			rc = -1;
	}
	free(piece);
	if (rc < 0 || many_get(h, hex, f) < 0)
		return -1;
	if (info->has_stored_md5) {
		bool same = strcmp(hex[MANY_MD5], info->stored_md5) == 0;

		if ((same ? image_remark(m, FINDING_CONTAINER_NOTE, NULL, f, S_STORED_MD5_SAME, info->stored_md5)
		          : image_remark(m, FINDING_IMAGE_HASH_MISMATCH, NULL, f, S_STORED_MD5_OTHER, info->stored_md5,
		                         hex[MANY_MD5])) < 0)
			return -1;
	}
	if (info->has_stored_sha1) {
		bool same = strcmp(hex[MANY_SHA1], info->stored_sha1) == 0;

		return same ? image_remark(m, FINDING_CONTAINER_NOTE, NULL, f, S_STORED_SHA1_SAME, info->stored_sha1)
		            : image_remark(m, FINDING_IMAGE_HASH_MISMATCH, NULL, f, S_STORED_SHA1_OTHER, info->stored_sha1,
		                           hex[MANY_SHA1]);
	}
	return 0;
}

static int hash_file(struct image_source *m, const char *path, struct digest *out, uint64_t *size, bool *whole, struct fault *f)
{
	OWNED(hash) struct hash *h = NULL;
	bool touched = false;
	int fd = open_quietly(AT_FDCWD, path, O_NONBLOCK | O_NOCTTY, &touched), rc = 0;
	uint8_t *piece = (uint8_t *)malloc(PIECE);
	ssize_t got = 1;

	*whole = false;
	*size = 0;
	if (piece == NULL)
		rc = fault_memory(f, PIECE);
	if (rc == 0 && fd >= 0)
		rc = hash_new(&h, DIGEST_SHA256, f);
	while (rc == 0 && fd >= 0 && got > 0) {
		got = pread(fd, piece, PIECE, (off_t)*size);
		if (got > 0) {
			*size += (uint64_t)got;
			rc = hash_add(h, span_make(piece, (size_t)got), f);
		}
		if (rc == 0)
			rc = watch_check(m->base.watch, f);
	}
	if (rc == 0 && fd >= 0 && got == 0) {
		rc = hash_get(h, out, f);
		*whole = rc == 0;
	}
	if (fd >= 0)
		(void)close(fd);
	free(piece);
	m->base.atime_touched |= touched;
	return rc;
}

/* Bytes of the first file that are holes: hashing terabytes of zeros tells nothing. */
static uint64_t holes_of(int fd, uint64_t size)
{
	uint64_t data = 0;
	off_t at = 0;

	for (unsigned i = 0; i < 1u << 20; i++) {
		off_t from = lseek(fd, at, SEEK_DATA), to;

		if (from < 0)
			return errno == ENXIO && size > data ? size - data : 0;
		to = lseek(fd, from, SEEK_HOLE);
		if (to <= from)
			return 0;
		data += (uint64_t)(to - from);
		at = to;
	}
	return 0;
}

/* Of several files each by itself too, while they can be read in one list. */
static int remark_file(struct image_source *m, size_t i, const char *name, uint64_t size, const char *digest, struct fault *f)
{
	char shown[160];

	if (media_file(m->media, 1) == NULL || media_file(m->media, FILES_TOLD) != NULL || i >= FILES_TOLD)
		return 0;
	return image_remark(m, FINDING_CONTAINER_NOTE, NULL, f, S_FILE_OF_IMAGE, (uint64_t)i + 1,
	                    quote_short(shown, sizeof shown, span_of(name)), size, digest);
}

/* One file: its SHA-256. Several: SHA-256 over the lines "name size sha256", as for directories. */
static int digest_container(struct image_source *m, struct source_end *out, struct fault *f)
{
	OWNED(buf) struct buf lines = BUF_INIT;
	uint64_t file_size = media_info(m->media)->file_size;
	bool whole = true;

	out->size = file_size;
	if (m->base.no_digest)
		return 0;
	if (holes_of(m->fd, file_size) > m->base.limits.container_holes)
		return image_remark(m, FINDING_IMAGE_UNREAD, NULL, f,
		                    S_FILE_BYTES_LONG,
		                    file_size);
	for (size_t i = 0; whole && media_file(m->media, i) != NULL; i++) {
		const char *path = media_file(m->media, i), *name = strrchr(path, '/');
		char text[DIGEST_TEXT];
		uint64_t size;

		name = name == NULL ? path : name + 1;
		if (hash_file(m, path, &out->digest, &size, &whole, f) < 0 ||
		    buf_printf(&lines, f, "%s %" PRIu64 " %s\n", name, size, digest_text(text, &out->digest)) < 0 ||
		    (whole && remark_file(m, i, name, size, text, f) < 0))
			return -1;
	}
	out->has_digest = whole && lines.n > 0;
	return whole && media_file(m->media, 1) != NULL ? hash_span(&out->digest, DIGEST_SHA256, buf_span(&lines), f) : 0;
}

/* A device in use, and whether it was written to meanwhile. */
static int remark_device(struct image_source *m, struct source_end *out, struct fault *f)
{
	struct device_state now;
	const char *use;

	if (!m->device.block)
		return 0;
	device_look(&now, m->fd);
	if (now.counted && m->device.counted && now.writes != m->device.writes) {
		out->changed = true;
		(void)sentence(out->changed_why, sizeof out->changed_why, S_DEVICE_WRITTEN_WHILE);
	}
	if (m->device.use[0] == '\0' && now.use[0] == '\0')
		return 0;
	use = m->device.use[0] != '\0' ? m->device.use : now.use;
	return !now.counted || !m->device.counted ? image_remark(m, FINDING_SOURCE_IN_USE, NULL, f, S_DEVICE_WHETHER_WRITTEN, use)
	       : out->changed                     ? image_remark(m, FINDING_SOURCE_IN_USE, NULL, f, S_DEVICE_WRITTEN_IN_USE, use)
	                                          : image_remark(m, FINDING_SOURCE_IN_USE, NULL, f, S_DEVICE_NOT_WRITTEN, use);
}

/* Something lies where tables and file systems begin, and none is recognised: a damaged beginning, or what we do not know. */
static int remark_unknown(struct image_source *m, struct fault *f)
{
	uint8_t *b;
	size_t n = m->media->size < PIECE ? (size_t)m->media->size : PIECE;
	int rc;

	if (m->volumes.n != 1 || m->volumes.v[0].content != CONTENT_NOTHING || m->volumes.v[0].note[0] != '\0')
		return 0;
	b = (uint8_t *)malloc(n + 1);
	rc = b == NULL ? fault_memory(f, n) : media_read(m->media, 0, b, n, f);
	if (rc >= 0)
		rc = bytes_zero(b, n) ? 0 : image_remark(m, FINDING_VOLUME_NOT_READ, NULL, f, S_NOTHING_RECOGNISED);
	free(b);
	return rc < 0 ? -1 : 0;
}

int image_finish(struct source *s, struct source_end *out, struct fault *f)
{
	struct image_source *m = (struct image_source *)s;

	m->remarks.n = 0;
	for (size_t i = 0; i < m->volumes.n; i++)
		if (remark_volume(m, i, f) < 0)
			return -1;
	if (remark_unknown(m, f) < 0 || remark_container(m, f) < 0 || verify_stored(m, f) < 0 || digest_container(m, out, f) < 0)
		return -1;
	out->atime_touched = s->atime_touched;
	return remark_device(m, out, f);
}
