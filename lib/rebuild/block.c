/*
 * rebuild/block.c - one deflate block as Go's encoder writes it: which form, its header, its codes. sherd-formats(7),
 * "Go's gzip".
 */
#include "rebuild/deflate.h"

enum { RUN_SAME = 16, RUN_ZEROS = 17, RUN_MANY_ZEROS = 18, DYNAMIC_HEAD = 17, FORM_BITS = 3 };

static const uint8_t codegen_order[CODEGENS] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };

/* ---- bits --------------------------------------------------------------------------------------- */

int bits_flush(struct bits *b, struct fault *f)
{
	size_t n = b->fill;

	b->fill = 0;
	return n == 0 ? 0 : b->sink->put(b->sink->user, span_make(b->bytes, n), f);
}

int bits_room(struct bits *b, size_t bytes, struct fault *f)
{
	return b->fill + bytes + 8 <= sizeof b->bytes ? 0 : bits_flush(b, f);
}

void bits_align(struct bits *b)
{
	if (b->n > 0)
		bits_put(b, 0, 8 - b->n);
}

/* ---- symbols ------------------------------------------------------------------------------------ */

struct symbol {
	unsigned code, extra_bits, extra;
};

static inline unsigned log2_of(uint32_t x)
{
	return 31u - (unsigned)__builtin_clz(x);
}

static inline struct symbol length_symbol(uint32_t length)
{
	uint32_t l = length - 3;
	unsigned extra;

	if (length == MATCH_MOST)
		return (struct symbol){ 285, 0, 0 };
	if (l < 8)
		return (struct symbol){ 257 + l, 0, 0 };
	extra = log2_of(l) - 2;
	return (struct symbol){ 257 + (extra << 2) + (l >> extra), extra, l & ((1u << extra) - 1) };
}

static inline struct symbol offset_symbol(uint32_t offset)
{
	uint32_t d = offset - 1;
	unsigned extra;

	if (d < 4)
		return (struct symbol){ d, 0, 0 };
	extra = log2_of(d) - 1;
	return (struct symbol){ (extra << 1) + (d >> extra), extra, d & ((1u << extra) - 1) };
}

static unsigned length_extra(size_t code)
{
	return code < 265 || code == 285 ? 0 : (unsigned)(code - 261) / 4;
}

static unsigned offset_extra(size_t code)
{
	return code < 4 ? 0 : (unsigned)(code - 2) / 2;
}

static size_t used(const uint32_t *times, size_t n)
{
	while (n > 0 && times[n - 1] == 0)
		n--;
	return n;
}

static void count_tokens(struct block *b)
{
	memset(b->literal_times, 0, sizeof b->literal_times);
	memset(b->offset_times, 0, sizeof b->offset_times);
	b->literal_times[END_OF_BLOCK] = 1;
	for (size_t i = 0; i < b->n; i++) {
		token t = b->tokens[i];

		if (t >> 16 == 0) {
			b->literal_times[t]++;
			continue;
		}
		b->literal_times[length_symbol(t & 0xffff).code]++;
		b->offset_times[offset_symbol(t >> 16).code]++;
	}
}

static void count_bytes(struct block *b, struct span raw)
{
	memset(b->literal_times, 0, sizeof b->literal_times);
	memset(b->offset_times, 0, sizeof b->offset_times);
	b->literal_times[END_OF_BLOCK] = 1;
	for (size_t i = 0; i < raw.n; i++)
		b->literal_times[raw.p[i]]++;
}

/* ---- code lengths ------------------------------------------------------------------------------- */

static void run(struct block *b, uint8_t symbol, size_t extra)
{
	b->runs[b->runs_n] = symbol;
	b->extras[b->runs_n++] = (uint8_t)extra;
	b->codegen_times[symbol]++;
}

/* `n` equal lengths in a row. */
static void tell_run(struct block *b, uint8_t length, size_t n)
{
	if (length != 0) {
		run(b, length, 0);
		for (n--; n >= 3; n -= n < 6 ? n : 6)
			run(b, RUN_SAME, (n < 6 ? n : 6) - 3);
	} else {
		for (; n >= 11; n -= n < 138 ? n : 138)
			run(b, RUN_MANY_ZEROS, (n < 138 ? n : 138) - 11);
		if (n >= 3) {
			run(b, RUN_ZEROS, n - 3);
			n = 0;
		}
	}
	for (; n > 0; n--)
		run(b, length, 0);
}

static uint8_t length_at(const struct block *b, size_t i)
{
	return i < b->literals ? b->literal[i].length : b->offset[i - b->literals].length;
}

static void tell_lengths(struct block *b)
{
	size_t all = b->literals + b->offsets;

	memset(b->codegen_times, 0, sizeof b->codegen_times);
	b->runs_n = 0;
	for (size_t i = 0, n; i < all; i += n) {
		for (n = 1; i + n < all && length_at(b, i + n) == length_at(b, i);)
			n++;
		tell_run(b, length_at(b, i), n);
	}
	huffman_codes(b->codegen, b->codegen_times, CODEGENS, 7);
	for (b->codegens = CODEGENS; b->codegens > 4 && b->codegen[codegen_order[b->codegens - 1]].length == 0;)
		b->codegens--;
}

static void make_codes(struct block *b)
{
	b->literals = used(b->literal_times, LITERALS);
	b->offsets = used(b->offset_times, OFFSETS);
	if (b->offsets == 0) { /* one code must exist */
		b->offset_times[0] = 1;
		b->offsets = 1;
	}
	huffman_codes(b->literal, b->literal_times, LITERALS, 15);
	huffman_codes(b->offset, b->offset_times, OFFSETS, 15);
	tell_lengths(b);
}

/* ---- sizes in bits ------------------------------------------------------------------------------ */

static uint64_t extra_bits(const struct block *b)
{
	uint64_t sum = 0;

	for (size_t i = 257; i < LITERALS; i++)
		sum += (uint64_t)b->literal_times[i] * length_extra(i);
	for (size_t i = 0; i < OFFSETS; i++)
		sum += (uint64_t)b->offset_times[i] * offset_extra(i);
	return sum;
}

static uint64_t coded(const struct code *code, const uint32_t *times, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (uint64_t)times[i] * code[i].length;
	return sum;
}

static uint64_t dynamic_size(const struct block *b)
{
	return DYNAMIC_HEAD + 3 * b->codegens + coded(b->codegen, b->codegen_times, CODEGENS) +
	       b->codegen_times[RUN_SAME] * 2ull + b->codegen_times[RUN_ZEROS] * 3ull +
	       b->codegen_times[RUN_MANY_ZEROS] * 7ull + coded(b->literal, b->literal_times, LITERALS) +
	       coded(b->offset, b->offset_times, OFFSETS);
}

static unsigned fixed_length(size_t symbol)
{
	return symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
}

static uint64_t fixed_size(const struct block *b)
{
	uint64_t sum = FORM_BITS;

	for (size_t i = 0; i < LITERALS; i++)
		sum += (uint64_t)b->literal_times[i] * fixed_length(i);
	for (size_t i = 0; i < OFFSETS; i++)
		sum += (uint64_t)b->offset_times[i] * 5;
	return sum;
}

static uint64_t stored_size(struct span raw)
{
	return raw.p == NULL || raw.n > STORED_MOST ? UINT64_MAX : (raw.n + 5) * 8;
}

/* ---- writing ------------------------------------------------------------------------------------ */

int block_stored(struct bits *out, struct span raw, bool last, struct fault *f)
{
	int rc = bits_room(out, 16, f);

	if (rc != 0)
		return rc;
	bits_put(out, last, FORM_BITS);
	bits_align(out);
	bits_put(out, (uint32_t)raw.n, 16);
	bits_put(out, (uint32_t)raw.n ^ 0xffff, 16);
	if (raw.n == 0)
		return 0;
	rc = bits_flush(out, f);
	return rc != 0 ? rc : out->sink->put(out->sink->user, raw, f);
}

static void put_code(struct bits *out, const struct code *c)
{
	bits_put(out, c->bits, c->length);
}

static int dynamic_head(const struct block *b, struct bits *out, struct fault *f)
{
	static const uint8_t more[CODEGENS] = { [RUN_SAME] = 2, [RUN_ZEROS] = 3, [RUN_MANY_ZEROS] = 7 };
	int rc = bits_room(out, 2048, f);

	if (rc != 0)
		return rc;
	bits_put(out, 2u << 1, FORM_BITS);
	bits_put(out, (uint32_t)b->literals - 257, 5);
	bits_put(out, (uint32_t)b->offsets - 1, 5);
	bits_put(out, (uint32_t)b->codegens - 4, 4);
	for (size_t i = 0; i < b->codegens; i++)
		bits_put(out, b->codegen[codegen_order[i]].length, 3);
	for (size_t i = 0; i < b->runs_n; i++) {
		put_code(out, &b->codegen[b->runs[i]]);
		bits_put(out, b->extras[i], more[b->runs[i]]);
	}
	return 0;
}

static uint16_t turned(uint32_t bits, unsigned n)
{
	uint32_t r = 0;

	while (n-- > 0) {
		r = r << 1 | (bits & 1);
		bits >>= 1;
	}
	return (uint16_t)r;
}

/* RFC 1951 3.2.6 */
static void fixed_codes(struct block *b)
{
	for (size_t i = 0; i < LITERALS; i++) {
		unsigned n = fixed_length(i);
		size_t code = i < 144 ? 0x30 + i : i < 256 ? 0x190 + i - 144 : i < 280 ? i - 256 : 0xc0 + i - 280;

		b->literal[i] = (struct code){ turned((uint32_t)code, n), (uint8_t)n };
	}
	for (size_t i = 0; i < OFFSETS; i++)
		b->offset[i] = (struct code){ turned((uint32_t)i, 5), 5 };
}

static int put_tokens(const struct block *b, struct bits *out, struct fault *f)
{
	for (size_t i = 0; i < b->n; i++) {
		token t = b->tokens[i];
		struct symbol s;
		int rc = bits_room(out, 16, f);

		if (rc != 0)
			return rc;
		if (t >> 16 == 0) {
			put_code(out, &b->literal[t]);
			continue;
		}
		s = length_symbol(t & 0xffff);
		put_code(out, &b->literal[s.code]);
		bits_put(out, s.extra, s.extra_bits);
		s = offset_symbol(t >> 16);
		put_code(out, &b->offset[s.code]);
		bits_put(out, s.extra, s.extra_bits);
	}
	put_code(out, &b->literal[END_OF_BLOCK]);
	return 0;
}

static int put_bytes(const struct block *b, struct bits *out, struct span raw, struct fault *f)
{
	for (size_t i = 0; i < raw.n; i++) {
		int rc = bits_room(out, 16, f);

		if (rc != 0)
			return rc;
		put_code(out, &b->literal[raw.p[i]]);
	}
	put_code(out, &b->literal[END_OF_BLOCK]);
	return 0;
}

/* Levels 2 to 9. What the extra bits cost only matters against a stored block. */
static int write_least(struct block *b, struct bits *out, struct span raw, struct fault *f)
{
	uint64_t stored = stored_size(raw), extra = stored == UINT64_MAX ? 0 : extra_bits(b);
	uint64_t fixed = fixed_size(b) + extra, dynamic = dynamic_size(b) + extra;
	int rc;

	if (stored < (dynamic < fixed ? dynamic : fixed))
		return block_stored(out, raw, false, f);
	if (dynamic < fixed) {
		rc = dynamic_head(b, out, f);
	} else {
		fixed_codes(b);
		rc = bits_room(out, 16, f);
		if (rc == 0)
			bits_put(out, 1u << 1, FORM_BITS);
	}
	return rc != 0 ? rc : put_tokens(b, out, f);
}

static int write_dynamic(struct block *b, struct bits *out, bool bytes, struct span raw, struct fault *f)
{
	uint64_t size = dynamic_size(b);
	int rc;

	if (stored_size(raw) < size + size / 16)
		return block_stored(out, raw, false, f);
	rc = dynamic_head(b, out, f);
	if (rc != 0)
		return rc;
	return bytes ? put_bytes(b, out, raw, f) : put_tokens(b, out, f);
}

int block_write(struct block *b, struct bits *out, enum block_choice choice, struct span raw, struct fault *f)
{
	int rc;

	if (choice == BLOCK_BYTES)
		count_bytes(b, raw);
	else
		count_tokens(b);
	make_codes(b);
	rc = choice == BLOCK_LEAST ? write_least(b, out, raw, f) : write_dynamic(b, out, choice == BLOCK_BYTES, raw, f);
	b->n = 0;
	return rc;
}
