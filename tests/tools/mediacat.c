/*
 * tests/tools/mediacat.c - what the rooms media/ and volume/ make of an image, for scripts.
 *
 *	mediacat cat FILE [MAP]      the bytes of the device on standard output; unread bytes are
 *zeros mediacat extra FILE          what the container keeps beside it mediacat info FILE [MAP]
 *kind, sizes, notes, sums of the areas mediacat unread FILE [MAP]   ranges that cannot be read,
 *looked for in steps of 4 KiB mediacat volumes FILE        the tree mediacat volume FILE NAME the
 *bytes of a volume mediacat libraries           what it was built with
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/said.h"
#include "media/media.h"
#include "volume/volume.h"

static int die(const char *what, const char *why)
{
	(void)fprintf(stderr, "mediacat: %s: %s\n", what, why);
	return 1;
}

static int copy(struct media *m, uint64_t from, uint64_t to, struct fault *f)
{
	static uint8_t piece[300000]; /* of no round size: pieces cross clusters */

	while (from < to) {
		size_t n = to - from < sizeof piece ? (size_t)(to - from) : sizeof piece;

		if (media_read(m, from, piece, n, f) < 0)
			return -1;
		if (fwrite(piece, 1, n, stdout) != n)
			return fault_set(f, FAULT_IO, 0, "cannot write");
		from += n;
	}
	return 0;
}

static int unread(struct media *m, struct fault *f)
{
	uint64_t from = UINT64_MAX, at;

	for (at = 0; at < m->size; at += 4096) {
		size_t n = m->size - at < 4096 ? (size_t)(m->size - at) : 4096;
		uint8_t piece[4096];
		int rc = media_read(m, at, piece, n, f);

		if (rc < 0)
			return -1;
		if (rc > 0 && from == UINT64_MAX)
			from = at;
		if (rc == 0 && from != UINT64_MAX)
			printf("%" PRIu64 " %" PRIu64 "\n", from, at - from);
		if (rc == 0)
			from = UINT64_MAX;
	}
	if (from != UINT64_MAX)
		printf("%" PRIu64 " %" PRIu64 "\n", from, m->size - from);
	return 0;
}

static int info(struct media *m, struct fault *f)
{
	const struct media_info *i = media_info(m);
	uint64_t sum[3] = { 0, 0, 0 }, length;
	enum media_area area;

	for (uint64_t at = 0; at < m->size; at += length) {
		if (media_extent(m, at, &area, &length, f) < 0)
			return -1;
		if (length > m->size - at)
			length = m->size - at;
		sum[area] += length;
	}
	printf("kind %s\nsize %" PRIu64 "\nextra %" PRIu64 "\nfile_size %" PRIu64 "\n",
	       media_kind_text(i->kind), m->size, m->extra, i->file_size);
	printf("data %" PRIu64 "\nhole %" PRIu64 "\nunread %" PRIu64 "\nknown_unread %" PRIu64 "\n",
	       sum[0], sum[1], sum[2], i->unread_bytes);
	for (size_t k = 0; media_file(m, k) != NULL; k++)
		printf("file %s\n", media_file(m, k));
	for (size_t k = 0; k < i->n; k++)
		printf("note %s: %s\n", i->notes[k].key, said_english(i->notes[k].text));
	if (i->has_stored_md5)
		printf("md5 %s\n", i->stored_md5);
	if (i->has_stored_sha1)
		printf("sha1 %s\n", i->stored_sha1);
	return 0;
}

static int volumes(struct media *m, const char *name, struct fault *f)
{
	static const struct watch watch;
	struct volumes all;
	int rc = 0;

	if (volumes_find(&all, m, &watch, f) < 0)
		return -1;
	for (size_t i = 0; i < all.n && name == NULL; i++) {
		const struct volume *v = &all.v[i];

		printf("%*s%s [%s] %s %" PRIu64 "+%" PRIu64 " %s %s \"%s\"%s%s%s%s\n",
		       (int)v->depth * 2, "", volume_kind_text(v->kind), v->name, v->scheme,
		       v->offset, v->size, content_text(v->content), v->type, v->label,
		       v->leaf ? " leaf" : "", v->media == NULL ? " unreadable" : "",
		       v->note[0] ? " -- " : "", v->note);
	}
	for (size_t i = 0; i < all.n && name != NULL && rc == 0; i++)
		if (strcmp(all.v[i].name, name) == 0 && all.v[i].media != NULL)
			rc = copy(all.v[i].media, 0, all.v[i].media->size, f);
	volumes_release(&all);
	return rc;
}

int main(int argc, char **argv)
{
	static const struct limits limits = LIMITS_DEFAULT;
	static const struct watch watch;
	struct media_options o = { NULL, 2, &limits, &watch };
	struct fault f = FAULT_INIT;
	struct media *m;
	char why[256] = "";
	bool touched = false;
	int fd, rc;

	char libraries[MEDIA_LIBRARIES];

	if (argc == 2 && strcmp(argv[1], "libraries") == 0)
		return puts(media_libraries(libraries)) < 0;
	if (argc < 3)
		return die("usage", "mediacat cat|extra|info|unread|volumes|volume FILE ...");
	if (argc > 3 && strcmp(argv[1], "volume") != 0)
		o.map = argv[3];
	rc = media_open(&m, argv[2], &o, &fd, &touched, why, &f);
	if (rc != 0)
		return die(argv[2], rc < 0 ? f.text : why);
	if (strcmp(argv[1], "cat") == 0)
		rc = copy(m, 0, m->size, &f);
	else if (strcmp(argv[1], "extra") == 0)
		rc = copy(m, m->size, m->size + m->extra, &f);
	else if (strcmp(argv[1], "unread") == 0)
		rc = unread(m, &f);
	else if (strcmp(argv[1], "info") == 0)
		rc = info(m, &f);
	else
		rc = volumes(m, argc > 3 ? argv[3] : NULL, &f);
	media_close(m);
	return rc < 0 ? die(argv[2], f.text) : 0;
}
