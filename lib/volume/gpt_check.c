/*
 * volume/gpt_check.c - what the two copies of a GPT say against each other and against the disk: the checks of UEFI
 * 2.10, 5.3.2, and what its numbers cannot be. What speaks against a table is damage even where the other copy
 * tells the partitions: which of them was meant is then our choice.
 */
#include "base/check.h"
#include "base/number.h"
#include "core/sentence.h"
#include "volume/gpt.h"

#include <inttypes.h>
#include <stdlib.h>

enum { REVISION = 0x00010000, ENTRY = 128, LOOKED_AT = 1024 /* format: as many as gpt.c takes */ };

bool gpt_used(struct span entry)
{
	return !bytes_zero(entry.p, 16);
}

/* One header by itself: version, size, and where it says partitions and entries lie. */
static bool can_be(const struct gpt_header *h, uint64_t disk)
{
	uint64_t sectors = disk / h->sector, array = ((uint64_t)h->count * h->each + h->sector - 1) / h->sector, end;
	bool first = h->at == h->sector;

	if (h->revision != REVISION || h->size < 92 || h->size > h->sector || h->each % ENTRY != 0 || h->first > h->last ||
	    h->last >= sectors || h->alternate == h->at / h->sector || add_u64(&end, h->entries, array))
		return false;
	/* the primary's entries stand between it and the first partition, the backup's between the last and it */
	return first ? h->entries >= 2 && end <= h->first && h->alternate > h->last
	             : h->entries > h->last && end <= h->at / h->sector && h->alternate == 1;
}

static bool agree(const struct gpt_header *a, const struct gpt_header *b)
{
	return a->first == b->first && a->last == b->last && a->count == b->count && a->each == b->each &&
	       a->revision == b->revision && a->size == b->size && a->alternate == b->at / b->sector &&
	       memcmp(a->disk, b->disk, sizeof a->disk) == 0;
}

static int by_start(const void *a, const void *b)
{
	const struct volume_range *x = (const struct volume_range *)a, *y = (const struct volume_range *)b;

	return x->from < y->from ? -1 : x->from > y->from;
}

/* Entries that are no range, lie outside the space of partitions or overlap one another. */
static uint64_t contradictions(const struct gpt_header *h, struct span entries)
{
	struct volume_range taken[LOOKED_AT] = { { 0, 0 } };
	uint64_t wrong = 0, end = 0;
	size_t n = 0;

	for (; n < LOOKED_AT && entries.n >= h->each; entries = span_from(entries, h->each)) {
		struct reader r = { entries, 32, false };
		uint64_t from = reader_le64(&r), to = reader_le64(&r);

		if (!gpt_used(entries))
			continue;
		wrong += to < from || from < h->first || to > h->last;
		taken[n++] = (struct volume_range){ from, to };
	}
	if (n > 1)
		qsort(taken, n, sizeof taken[0], by_start);
	for (size_t i = 0; i < n; i++) {
		wrong += i > 0 && taken[i].from <= end;
		end = taken[i].to > end ? taken[i].to : end;
	}
	return wrong;
}

/* What else an entry with no type says. */
static bool empty_entries_speak(const struct gpt_header *h, struct span entries)
{
	for (size_t i = 0; i < LOOKED_AT && entries.n >= h->each; i++, entries = span_from(entries, h->each))
		if (!gpt_used(entries) && !bytes_zero(entries.p, h->each))
			return true;
	return false;
}

static const char *of_copies(const struct gpt_both *b, uint64_t disk)
{
	const struct gpt_header *p = &b->primary, *s = &b->backup;

	if (!p->sound && !s->sound)
		return S_NO_COPY_FITS;
	if (!p->sound)
		return p->there ? S_PRIMARY_COPY_DOES : S_PRIMARY_COPY_GONE;
	if (!s->sound)
		return s->there ? S_BACKUP_COPY_DOES : S_THERE_NO_BACKUP;
	if (!span_eq(buf_span(&b->primary_entries), buf_span(&b->backup_entries)))
		return S_BACKUP_COPY_OTHER;
	if (!agree(p, s))
		return S_GPT_COPIES_CONTRADICT;
	return can_be(p, disk) && can_be(s, disk) ? "" : S_GPT_HEADER_CANNOT;
}

void gpt_judge(struct gpt_verdict *out, struct media *m, const struct gpt_both *b, const struct gpt_header *chosen,
               struct span entries)
{
	const char *copies = of_copies(b, m->size);
	uint64_t wrong = contradictions(chosen, entries);

	*out = (struct gpt_verdict){ .damaged = true };
	if (copies[0] != '\0')
		(void)sentence(out->said, sizeof out->said, "%s", copies);
	else if (wrong > 0)
		(void)sentence(out->said, sizeof out->said, S_GPT_ENTRIES_CONTRADICT, wrong);
	else if (empty_entries_speak(chosen, entries))
		(void)sentence(out->said, sizeof out->said, S_GPT_EMPTY_ENTRIES);
	else {
		out->damaged = false;
		if (m->size - b->backup.at >= 2 * b->backup.sector)
			(void)sentence(out->said, sizeof out->said, S_GPT_BACKUP_INSIDE, b->backup.at);
	}
}
