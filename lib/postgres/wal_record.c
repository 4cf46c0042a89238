/* postgres/wal_record.c - one record of the write-ahead log taken apart. */
#include "postgres/private.h"

#include "base/reader.h"

enum { /* format: identities in the header part of a record */
	HEAD_BYTES = 24, ID_MOST = 32, ID_TOP = 252, ID_ORIGIN = 253, ID_LONG = 254, ID_SHORT = 255, /* format: */
	FORK_MASK = 0x0F, HAS_IMAGE = 0x10, HAS_DATA = 0x20, SAME_REL = 0x80,
	IMAGE_HOLE = 0x01,
};

/* How an image is packed: one bit until 14, one of three from 15 on. */
static uint8_t packing_of(uint8_t info, unsigned pg)
{
	if (pg < PG_15)
		return (info & 0x02) != 0 ? 1 : 0;
	return (info & 0x04) != 0 ? 1 : (info & 0x08) != 0 ? 2 : (info & 0x10) != 0 ? 3 : 0;
}

struct lengths {
	size_t image, data;
};

static bool image_head(struct reader *r, struct wal_block *b, struct lengths *n, unsigned pg)
{
	uint8_t info;

	n->image = reader_le16(r);
	b->hole_at = reader_le16(r);
	info = reader_u8(r);
	b->has_image = true;
	b->packing = packing_of(info, pg);
	if ((info & IMAGE_HOLE) != 0)
		b->hole = b->packing != 0 ? reader_le16(r) : (uint16_t)(PG_PAGE - n->image);
	return n->image <= PG_PAGE && b->hole_at <= PG_PAGE && b->hole <= PG_PAGE - b->hole_at;
}

static bool block_head(struct reader *r, struct wal_record *out, uint8_t id, struct lengths *n, unsigned pg)
{
	struct wal_block *b = &out->block[out->blocks];
	const struct wal_block *last = out->blocks == 0 ? NULL : b - 1;
	uint8_t flags = reader_u8(r);

	*b = (struct wal_block){ .id = id, .fork = flags & FORK_MASK };
	n->data = reader_le16(r);
	if ((flags & HAS_IMAGE) != 0 && !image_head(r, b, n, pg))
		return false;
	if ((flags & SAME_REL) == 0) {
		(void)reader_le32(r); /* tablespace */
		b->database = reader_le32(r);
		b->node = reader_le32(r);
	} else if (last == NULL) {
		return false;
	} else {
		b->database = last->database;
		b->node = last->node;
	}
	b->has_rel = true;
	b->block = reader_le32(r);
	out->blocks++;
	return !r->bad;
}

bool wal_record_of(struct wal_record *out, struct span bytes, unsigned pg)
{
	struct reader r = reader_of(bytes);
	struct lengths n[ID_MOST + 1] = { { 0, 0 } };
	size_t data = 0, main = 0;

	(void)reader_take(&r, 4); /* its length */
	out->xid = reader_le32(&r);
	(void)reader_take(&r, 8);
	out->info = reader_u8(&r);
	out->manager = reader_u8(&r);
	out->blocks = 0;
	out->main = SPAN_NONE;
	r.at = HEAD_BYTES;
	r.bad = r.bad || bytes.n < HEAD_BYTES;
	while (!r.bad && reader_left(&r) > data + main) {
		uint8_t id = reader_u8(&r);

		if (id == ID_SHORT || id == ID_LONG) {
			main = id == ID_SHORT ? reader_u8(&r) : reader_le32(&r);
			break; /* the last */
		}
		if (id == ID_ORIGIN) {
			(void)reader_le16(&r);
		} else if (id == ID_TOP) {
			(void)reader_le32(&r);
		} else if (id > ID_MOST || out->blocks > ID_MOST || !block_head(&r, out, id, &n[out->blocks], pg)) {
			return false;
		} else {
			data += n[out->blocks - 1].image + n[out->blocks - 1].data;
		}
	}
	if (r.bad || reader_left(&r) != data + main)
		return false;
	for (unsigned i = 0; i < out->blocks; i++) {
		out->block[i].image = reader_take(&r, n[i].image);
		out->block[i].data = reader_take(&r, n[i].data);
	}
	out->main = reader_take(&r, main);
	return !r.bad;
}
