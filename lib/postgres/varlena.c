/* postgres/varlena.c - values of varying length: short and long headers, packed ones, pointers into TOAST. */
#include "postgres/private.h"

enum { POINTER_TAG = 18, POINTER_BYTES = 18 }; /* format: VARTAG_ONDISK, and with its two bytes of header */

static bool external(struct varlena *out, struct span at, size_t *used)
{
	uint32_t info;

	if (at.n < POINTER_BYTES || at.p[1] != POINTER_TAG)
		return false;
	info = le32(at.p + 6);
	out->external = true;
	out->raw = le32(at.p + 2);
	out->stored = info & 0x3FFFFFFF; /* the two high bits: how it is packed, from 14 on */
	out->lz4 = info >> 30 == 1;
	out->id = le32(at.p + 10);
	out->table = le32(at.p + 14);
	if (out->raw < 4 || out->raw > 1u << 30)
		return false;
	out->raw -= 4; /* with a long header's length */
	out->packed = out->stored < out->raw;
	*used = POINTER_BYTES;
	return true;
}

bool varlena_of(struct varlena *out, struct span at, size_t *used)
{
	uint32_t v, n;

	*out = (struct varlena){ .external = false };
	if (at.n == 0)
		return false;
	if (at.p[0] == 1)
		return external(out, at, used);
	if ((at.p[0] & 1) != 0) {
		n = at.p[0] >> 1;
		if (n < 1 || n > at.n)
			return false;
		out->bytes = span_sub(at, 1, n - 1);
		*used = n;
		return true;
	}
	if (at.n < 4)
		return false;
	v = le32(at.p);
	n = v >> 2;
	if (n < 4 || n > at.n)
		return false;
	*used = n;
	out->bytes = span_sub(at, 4, n - 4);
	if ((v & 3) == 0)
		return true;
	if (n < 8)
		return false;
	v = le32(at.p + 4);
	out->packed = true;
	out->raw = v & 0x3FFFFFFF;
	out->lz4 = v >> 30 == 1;
	out->bytes = span_sub(at, 8, n - 8);
	return v >> 30 <= 1;
}

/* A bit of the control byte for each of eight: a byte as it is, or length and distance back. */
bool pglz_unpack(uint8_t *out, size_t raw, struct span in)
{
	size_t at = 0, n = 0;

	while (at < in.n && n < raw) {
		unsigned control = in.p[at++];

		for (unsigned bit = 0; bit < 8 && at < in.n && n < raw; bit++, control >>= 1) {
			size_t length, back;

			if ((control & 1) == 0) {
				out[n++] = in.p[at++];
				continue;
			}
			if (in.n - at < 2)
				return false;
			length = (in.p[at] & 15u) + 3;
			back = (in.p[at] & 0xF0u) << 4 | in.p[at + 1];
			at += 2;
			if (length == 18) {
				if (at >= in.n)
					return false;
				length += in.p[at++];
			}
			if (back == 0 || back > n)
				return false;
			for (; length > 0 && n < raw; length--, n++)
				out[n] = out[n - back];
		}
	}
	return n == raw;
}

static bool lz4_length(size_t *n, struct span in, size_t *at)
{
	uint8_t more = 255;

	if (*n != 15)
		return true;
	while (more == 255) {
		if (*at >= in.n || *n > SIZE_MAX / 2)
			return false;
		more = in.p[(*at)++];
		*n += more;
	}
	return true;
}

/* An LZ4 block: lz4_Block_format.md. */
bool lz4_unpack(uint8_t *out, size_t raw, struct span in)
{
	size_t at = 0, n = 0;

	while (at < in.n) {
		size_t literals = in.p[at] >> 4, length = in.p[at] & 15u, back;

		at++;
		if (!lz4_length(&literals, in, &at) || literals > in.n - at || literals > raw - n)
			return false;
		memcpy(out + n, in.p + at, literals);
		n += literals;
		at += literals;
		if (at == in.n)
			break;
		if (in.n - at < 2)
			return false;
		back = le16(in.p + at);
		at += 2;
		if (!lz4_length(&length, in, &at) || back == 0 || back > n || length + 4 > raw - n)
			return false;
		for (length += 4; length > 0; length--, n++)
			out[n] = out[n - back];
	}
	return n == raw;
}
