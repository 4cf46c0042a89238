/* base/keyed.c - SipHash-2-4. The key is the 16 bytes of chance that the kernel gives every process (getauxval(3)). */
#include "base/keyed.h"

#include <string.h>
#include <sys/auxv.h>

struct sip {
	uint64_t a, b, c, d;
};

static uint64_t turned(uint64_t x, unsigned by)
{
	return x << by | x >> (64 - by);
}

static void rounds(struct sip *s, unsigned n)
{
	while (n-- > 0) {
		s->a += s->b;
		s->c += s->d;
		s->b = turned(s->b, 13) ^ s->a;
		s->d = turned(s->d, 16) ^ s->c;
		s->a = turned(s->a, 32);
		s->c += s->b;
		s->a += s->d;
		s->b = turned(s->b, 17) ^ s->c;
		s->d = turned(s->d, 21) ^ s->a;
		s->c = turned(s->c, 32);
	}
}

static void take(struct sip *s, uint64_t word)
{
	s->d ^= word;
	rounds(s, 2);
	s->a ^= word;
}

static uint64_t word_at(const uint8_t *p, size_t n)
{
	uint64_t w = 0;

	for (size_t i = 0; i < n; i++)
		w |= (uint64_t)p[i] << 8 * i;
	return w;
}

uint64_t keyed_under(const uint8_t key[16], const void *bytes, size_t n)
{
	const uint8_t *p = (const uint8_t *)bytes;
	uint64_t k0 = word_at(key, 8), k1 = word_at(key + 8, 8);
	struct sip s = { k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du, k0 ^ 0x6c7967656e657261u, k1 ^ 0x7465646279746573u };
	size_t whole = n / 8 * 8;

	for (size_t i = 0; i < whole; i += 8)
		take(&s, word_at(p + i, 8));
	take(&s, (uint64_t)n << 56 | (n > whole ? word_at(p + whole, n - whole) : 0));
	s.c ^= 0xff;
	rounds(&s, 4);
	return s.a ^ s.b ^ s.c ^ s.d;
}

uint64_t keyed_hash(const void *p, size_t n)
{
	static const uint8_t none[16] = { 0 };
	unsigned long chance = getauxval(AT_RANDOM);

	return keyed_under(chance == 0 ? none : (const uint8_t *)chance, p, n);
}

uint64_t keyed_word(uint64_t word)
{
	return keyed_hash(&word, sizeof word);
}
