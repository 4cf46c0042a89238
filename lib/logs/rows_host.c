/*
 * logs/rows_host.c - what SQLite databases of container hosts tell: podman's containers, and the cache of blobs that
 * containers/image keeps. Sources: containers/podman, libpod/sqlite_state_internal.go; containers/image,
 * pkg/blobinfocache/sqlite.
 */
#include "logs/rows.h"

#include "core/name.h"
#include "core/sentence.h"

#include <stdio.h>

/* "<64 hex>": an image's number is the digest of its config. */
static bool image_id(struct span hex, struct digest *out)
{
	return digest_parse_parts(out, span_of("sha256"), hex) == 0;
}

static int shown(struct span s)
{
	return (int)(s.n < 200 ? s.n : 200);
}

int row_podman_container(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_MENTION, SPAN_NONE, "createdTime");
	struct span image, name, created;
	char text[700];
	int rc = row->v[C_JSON].n == 0 ? LINE_OTHER : log_scan(r, &r->inner_scan, row->v[C_JSON], f);

	if (rc != 0)
		return rc;
	if (json_get(r, &r->inner_scan, 0, "rootfsImageID", &image, f) < 0 || json_get(r, &r->inner_scan, 0, "rootfsImageName", &name, f) < 0 ||
	    json_get(r, &r->inner_scan, 0, "createdTime", &created, f) < 0)
		return -1;
	if (!image_id(image, &e.digest))
		return LINE_OTHER;
	reference_read(name, &e.repository, &e.tag);
	e.object = LOG_OBJECT_BLOB;
	e.time = time_iso(&r->options, created);
	e.raw_time = created;
	row_past(&e);
	(void)sentence(text, sizeof text, S_LITE_CONTAINER, shown(row->v[C_NAME]), (const char *)row->v[C_NAME].p, shown(name), (const char *)name.p);
	e.detail = span_of(text);
	return row_emit_once(r, &e, f);
}

/* The digest of a blob, and of what it unpacks to: written by who unpacked it. */
int row_cache_pair(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_MENTION, SPAN_NONE, "");
	struct digest plain;
	char text[400], shown_digest[DIGEST_TEXT];

	if (digest_parse(&e.digest, row->v[C_ANY_DIGEST]) != 0 || digest_parse(&plain, row->v[C_UNCOMPRESSED]) != 0)
		return LINE_OTHER;
	e.object = LOG_OBJECT_BLOB;
	e.unpacked = plain;
	row_past(&e);
	(void)sentence(text, sizeof text, S_LITE_UNCOMPRESSED, digest_text(shown_digest, &plain));
	e.detail = span_of(text);
	return row_emit_once(r, &e, f);
}

int row_cache_location(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_MENTION, row->v[C_TIME], "time");
	char text[700];

	if (digest_parse(&e.digest, row->v[C_DIGEST]) != 0)
		return LINE_OTHER;
	e.object = LOG_OBJECT_BLOB;
	if (span_is(row->v[C_TRANSPORT], "docker") && name_is_repository(row->v[C_LOCATION]))
		e.repository = row->v[C_LOCATION];
	row_past(&e);
	(void)sentence(text, sizeof text, S_LITE_LOCATION, shown(row->v[C_TRANSPORT]), (const char *)row->v[C_TRANSPORT].p, shown(row->v[C_SCOPE]),
	               (const char *)row->v[C_SCOPE].p, shown(row->v[C_LOCATION]), (const char *)row->v[C_LOCATION].p);
	e.detail = span_of(text);
	return row_emit_once(r, &e, f);
}
