/* recover/runs.c - digests of the bytes of runs at several lengths in one pass. */
#include "recover/private.h"

int runs_digests(struct digest *out, const uint64_t *ends, size_t n, struct media *m, const struct runs *runs,
                 uint8_t *piece, struct fault *f)
{
	struct mid mid;
	uint64_t at = 0;
	size_t i = 0;

	mid_start(&mid);
	for (size_t k = 0; k < runs->n && i < n; k++) {
		const struct run *r = &runs->v[k];

		while (at < r->at + r->length && i < n) {
			uint64_t end = r->at + r->length < ends[i] ? r->at + r->length : ends[i];
			size_t want = end - at < PIECE ? (size_t)(end - at) : PIECE;
			int rc;

			if (known_bytes(m, r->offset + (at - r->at), piece, want, &rc, f) < want || rc != 0)
				return rc;
			mid_add(&mid, span_make(piece, want));
			at += want;
			while (i < n && at == ends[i]) {
				struct mid copy = mid;

				mid_end(&copy, &out[i++]);
			}
		}
	}
	return i == n ? 0 : 1;
}
