/* run/plan/script.c - the scripts of a plan, put into the read-only section by the assembler, and words for a shell. */
#include "run/plan/plan.h"

#include "base/quote.h"
#include "base/utf8.h"

#define SCRIPT(id, path)                                                                                        \
	__asm__(".pushsection .rodata\n.balign 8\nsherd_" #id "_from:\n.incbin \"" path "\"\nsherd_" #id              \
	        "_to:\n.byte 0\n.popsection\n");                                                                     \
	extern const unsigned char id##_from[] __asm__("sherd_" #id "_from") __attribute__((visibility("hidden")));      \
	extern const unsigned char id##_to[] __asm__("sherd_" #id "_to") __attribute__((visibility("hidden")));

SCRIPT(push_curl, "lib/run/plan/push_curl.sh")
SCRIPT(push_skopeo, "lib/run/plan/push_skopeo.sh")
SCRIPT(push_crane, "lib/run/plan/push_crane.sh")
SCRIPT(copy_tree, "lib/run/plan/copy_tree.sh")

static struct span between(const unsigned char *from, const unsigned char *to)
{
	return span_make(from, (size_t)((uintptr_t)to - (uintptr_t)from));
}

const char *plan_script_name(int i)
{
	static const char *const names[PLAN_SCRIPTS] = { "push-curl.sh", "push-skopeo.sh", "push-crane.sh",
		                                         "copy-tree.sh" };

	return names[i];
}

struct span plan_script(int i)
{
	switch (i) {
	case 0:
		return between(push_curl_from, push_curl_to);
	case 1:
		return between(push_skopeo_from, push_skopeo_to);
	case 2:
		return between(push_crane_from, push_crane_to);
	default:
		return between(copy_tree_from, copy_tree_to);
	}
}

/* ---- words for a shell ------------------------------------------------------------------------------------------- */

static bool bare(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("_./:@%+,-", c) != NULL);
}

/* Can it stand between single quotes, in a block of code, on one line, and be seen as what it is? */
static bool quotable(struct span s)
{
	while (s.n > 0) {
		uint32_t cp;
		size_t n = utf8_next(s, &cp);

		if (n == 0 || cp == '\'' || cp == '`' || cp == '!' || quote_hidden(cp))
			return false;
		s = span_from(s, n);
	}
	return true;
}

int plan_shell(struct buf *out, struct span word, struct fault *f)
{
	bool plain = word.n > 0 && word.p[0] != '-';

	for (size_t i = 0; plain && i < word.n; i++)
		plain = bare(word.p[i]);
	if (plain)
		return buf_add(out, word, f);
	if (quotable(word))
		return buf_add_byte(out, '\'', f) < 0 || buf_add(out, word, f) < 0 ? -1 : buf_add_byte(out, '\'', f);
	if (buf_add_text(out, "$'", f) < 0)
		return -1;
	for (size_t i = 0; i < word.n; i++)
		if ((bare(word.p[i]) ? buf_add_byte(out, word.p[i], f) : buf_printf(out, f, "\\%03o", word.p[i])) < 0)
			return -1;
	return buf_add_byte(out, '\'', f);
}
